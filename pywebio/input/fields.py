"""The inputs: what a program says about a field becomes the field and the reader of its value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, get_args

from .. import protocol as wire
from ..exceptions import ArgumentError
from ..lenient import whole_of
from ..protocol import Json
from ..session.current import ScopeArgument, find_place
from ..utils import check_name, iscoroutinefunction, nearest
from .form import SINGLE, Item, Validate, ask_one, asking
from .options import as_json, mark_selected, parse_buttons, parse_options
from .slider import slider_range
from .texts import field_text, initial_text, plain
from .values import (
    AreaReader,
    ButtonReader,
    ManyReader,
    NumberReader,
    OneReader,
    SliderReader,
    TextReader,
)

TEXT = "text"
NUMBER = "number"
FLOAT = "float"
PASSWORD = "password"
URL = "url"
DATE = "date"
TIME = "time"
COLOR = "color"
DATETIME_LOCAL = "datetime-local"
DATETIME = DATETIME_LOCAL
CHECKBOX = "checkbox"
RADIO = "radio"
SELECT = "select"
TEXTAREA = "textarea"

TYPES: tuple[str, ...] = get_args(wire.InputKind)
OnChange = Callable[[Any], Any]


def input(
    label: str = "",
    type: str = TEXT,
    *,
    validate: Validate | None = None,
    name: str | None = None,
    value: Any = None,
    action: tuple[str, Callable[[Callable[..., None]], Any]] | None = None,
    onchange: OnChange | None = None,
    placeholder: str | None = None,
    required: bool | None = None,
    readonly: bool | None = None,
    datalist: Iterable[Any] | None = None,
    help_text: str | None = None,
    timeout: float | None = None,
    scope: ScopeArgument = None,
    **other_html_attrs: Any,
) -> Any:
    """Ask for one line of text, a number, a date, a time, a colour or an address.

    :param label: title of the form, or caption of the field in an `input_group`.
    :param type: `TEXT`, `PASSWORD` and `URL` give a str; `NUMBER` an int and `FLOAT` a float, or
        None if nothing was entered; `DATE` (``YYYY-MM-DD``), `TIME` (``HH:MM``), `DATETIME`
        (``YYYY-MM-DDTHH:MM``) and `COLOR` (``#rrggbb``) a str.
    :param validate: called with the value when the visitor leaves the field and when the form is
        submitted. None accepts it; anything else refuses it and is shown as the reason.
    :param name: makes this an input of an `input_group`: ASCII letters, digits, ``-`` and ``_``.
    :param value: what stands in the field at first.
    :param action: ``(label, callback)``: a button beside the field. The callback gets a function:
        ``set_value(value)`` puts a value into the field; ``set_value(value, label)`` shows the
        label, which cannot be edited then, and the input returns the value itself, which may be
        any object. It may be called later too, as from a button of a popup.
    :param onchange: called with the new value whenever the visitor changes it (not when the
        program does); `input_update` changes other fields from there.
    :param placeholder: hint in the empty field.
    :param required: refuse an empty field.
    :param readonly: the visitor cannot change the value.
    :param datalist: suggestions.
    :param help_text: small text below the field.
    :param timeout: seconds after which `TimeoutError` is raised and the form disappears.
    :param scope: shows the form at the end of this scope instead of in the input panel.
    :param other_html_attrs: further attributes of the HTML field. `min`, `max`, `step`,
        `minlength`, `maxlength` and `pattern` are checked by the server too; `auto_focus=True`
        puts the focus into this field of a group.
    :raises ArgumentError: for an unknown type or a bad name.
    :raises TimeoutError: if nothing was submitted within `timeout` seconds.

    Example::

        def check(age):
            if age is None or age < 18:
                return "You have to be 18 or older."

        age = input("How old are you?", type=NUMBER, validate=check, help_text="in years")
        print(age + 1)
    """
    kind = _kind(type)
    action_label, act = _action(action)
    if kind in ("time", "datetime-local"):
        other_html_attrs.setdefault("step", "any")  # else browsers refuse seconds
    shared = _shared(label, name, help_text, required, validate, onchange, other_html_attrs)
    field = wire.InputField(
        **shared | {"readonly": bool(readonly), "onblur": validate is not None},
        kind=kind,
        value=initial_text(value, kind),
        placeholder=field_text(placeholder),
        datalist=suggestions(datalist),
        action_label=action_label,
    )
    numeric = kind in ("number", "float")
    reader = NumberReader(field) if numeric else TextReader(field)
    item = Item(field, reader, validate, onchange, act)
    return _item_or_answer(name, item, timeout, scope)


def textarea(
    label: str = "",
    *,
    rows: int = 6,
    code: bool | dict[str, Any] | None = None,
    maxlength: int | None = None,
    minlength: int | None = None,
    validate: Validate | None = None,
    name: str | None = None,
    value: Any = None,
    onchange: OnChange | None = None,
    placeholder: str | None = None,
    required: bool | None = None,
    readonly: bool | None = None,
    help_text: str | None = None,
    timeout: float | None = None,
    scope: ScopeArgument = None,
    **other_html_attrs: Any,
) -> Any:
    """Ask for text of several lines; returns a str with ``\\n`` at the ends of lines.

    :param rows: how many lines are visible.
    :param code: True, or a dict of options, makes it a code editor. The options are those of
        CodeMirror 5: ``mode`` (a language as ``"python"``, or its MIME type), ``theme``,
        ``lineNumbers``, ``indentUnit``, ``tabSize``, ``lineWrapping``, ``readOnly`` and others.
        F11 and Esc switch to the full screen and back; Tab leaves the editor after Esc.
    :param maxlength: the most characters, counted as browsers do (in UTF-16 units).
    :param minlength: the fewest characters of a text that is not empty.

    The other parameters are those of `input`.

    Example::

        story = textarea("Your story", rows=10, maxlength=2000, placeholder="Once upon a time")
        print(len(story.splitlines()))
        program = textarea("Your program", code={"mode": "python", "theme": "monokai"})
        print(program)
    """
    options = _code(code)
    fixed = options is not None and options.get("readOnly")
    shared = _shared(label, name, help_text, required, validate, onchange, other_html_attrs)
    field = wire.TextareaField(
        **shared | {"readonly": bool(readonly or fixed), "onblur": validate is not None},
        value=initial_text(value, "text"),
        placeholder=field_text(placeholder),
        rows=whole(rows, "rows") or 6,
        maxlength=whole(maxlength, "maxlength"),
        minlength=whole(minlength, "minlength"),
        code=options,
    )
    return _item_or_answer(name, Item(field, AreaReader(field), validate, onchange), timeout, scope)


def select(
    label: str = "",
    options: Iterable[Any] | None = None,
    *,
    multiple: bool | None = None,
    validate: Validate | None = None,
    name: str | None = None,
    value: Any = None,
    onchange: OnChange | None = None,
    native: bool = True,
    required: bool | None = None,
    help_text: str | None = None,
    timeout: float | None = None,
    scope: ScopeArgument = None,
    **other_html_attrs: Any,
) -> Any:
    """Ask to choose from a list; returns the value of the option.

    :param options: list of options. Each is ``(label, value)``, ``(label, value, selected)``,
        ``(label, value, selected, disabled)``, a dict with these names as keys, or a plain value,
        which is its label too. Values may be anything that JSON can express.
    :param multiple: any number of options may be chosen; returns the list of their values.
    :param value: the value of the option (list of values with `multiple`) chosen at first.
        Otherwise it is the first one, and none with `multiple`.
    :param native: use the browser's own list; with False a list in which one can search.
    :param required: with `multiple`: refuse to choose nothing.

    The other parameters are those of `input`.

    Example::

        size = select("Size", [("small", 1), ("medium", 2), ("large", 3)], value=2)
        toppings = select("Toppings", ["ham", "olives", "corn"], multiple=True)
        print(size, toppings)
    """
    shared = _shared(label, name, help_text, required, validate, onchange, other_html_attrs)
    several = bool(multiple)
    choices = mark_selected(parse_options(options, "select()"), value, several)
    field = wire.SelectField(
        **shared,
        options=[choice.option for choice in choices],
        multiple=several,
        native=bool(native),
    )
    reader = ManyReader(field, choices) if several else OneReader(field, choices)
    return _item_or_answer(name, Item(field, reader, validate, onchange), timeout, scope)


def checkbox(
    label: str = "",
    options: Iterable[Any] | None = None,
    *,
    inline: bool | None = None,
    validate: Validate | None = None,
    name: str | None = None,
    value: Any = None,
    onchange: OnChange | None = None,
    help_text: str | None = None,
    timeout: float | None = None,
    scope: ScopeArgument = None,
    **other_html_attrs: Any,
) -> Any:
    """Ask to tick any number of options; returns the list of their values.

    :param options: as in `select`.
    :param inline: show the options side by side.
    :param value: list of the values ticked at first.

    The other parameters are those of `input`.

    Example::

        days = checkbox("On which days?", ["Mon", "Tue", "Wed"], value=["Mon"], inline=True)
        print(len(days))
    """
    shared = _shared(label, name, help_text, None, validate, onchange, other_html_attrs)
    choices = mark_selected(parse_options(options, "checkbox()"), value, several=True)
    field = wire.CheckboxField(
        **shared, options=[choice.option for choice in choices], inline=bool(inline)
    )
    return _item_or_answer(
        name, Item(field, ManyReader(field, choices), validate, onchange), timeout, scope
    )


def radio(
    label: str = "",
    options: Iterable[Any] | None = None,
    *,
    inline: bool | None = None,
    validate: Validate | None = None,
    name: str | None = None,
    value: Any = None,
    onchange: OnChange | None = None,
    required: bool | None = None,
    help_text: str | None = None,
    timeout: float | None = None,
    scope: ScopeArgument = None,
    **other_html_attrs: Any,
) -> Any:
    """Ask to pick one of several options; returns its value, or None if none was picked.

    :param options: as in `select`.
    :param inline: show the options side by side.
    :param value: the value of the option picked at first.
    :param required: refuse to pick none.

    The other parameters are those of `input`.

    Example::

        answer = radio("Do you agree?", [("Yes", True), ("No", False)], required=True)
        print("agreed" if answer else "refused")
    """
    shared = _shared(label, name, help_text, required, validate, onchange, other_html_attrs)
    choices = mark_selected(parse_options(options, "radio()"), value, several=False)
    field = wire.RadioField(
        **shared, options=[choice.option for choice in choices], inline=bool(inline)
    )
    return _item_or_answer(
        name, Item(field, OneReader(field, choices), validate, onchange), timeout, scope
    )


def slider(
    label: str = "",
    *,
    name: str | None = None,
    value: int | float = 0,
    min_value: int | float = 0,
    max_value: int | float = 100,
    step: int | float = 1,
    validate: Validate | None = None,
    onchange: OnChange | None = None,
    required: bool | None = None,
    help_text: str | None = None,
    timeout: float | None = None,
    scope: ScopeArgument = None,
    **other_html_attrs: Any,
) -> Any:
    """Ask for a number by a slider that shows it; returns an int, or a float if it is continuous.

    :param value: where the slider stands at first; the nearest possible number.
    :param min_value: the number at its start.
    :param max_value: the number at its end. If one of these three is a float, the slider is
        continuous, and `step` is not used.
    :param step: distance of the numbers that can be chosen.

    The other parameters are those of `input`.

    Example::

        volume = slider("Volume", value=30, max_value=50, step=5)
        print(volume)
    """
    shared = _shared(label, name, help_text, required, validate, onchange, other_html_attrs)
    field = wire.SliderField(**shared, **slider_range(value, min_value, max_value, step))
    item = Item(field, SliderReader(field), validate, onchange)
    return _item_or_answer(name, item, timeout, scope)


def actions(
    label: str = "",
    buttons: Iterable[Any] | None = None,
    name: str | None = None,
    help_text: str | None = None,
    *,
    timeout: float | None = None,
    scope: ScopeArgument = None,
) -> Any:
    """Ask to click one of several buttons; returns the value of the button.

    :param buttons: list of buttons. Each is ``(label, value)``, ``(label, value, type)``,
        ``(label, value, type, disabled)``, a dict of these names and `color`, or a plain value,
        which is its label too. A button of type ``"submit"`` (the default) submits the form with
        its value; one of type ``"reset"`` puts the fields back to what they were; one of type
        ``"cancel"`` ends the form, whose result is None then. Colours are primary, secondary,
        success, danger, warning, info, light and dark.

    In an `input_group` the value is None if the form was submitted in another way.

    The other parameters are those of `input`.

    Example::

        answer = actions("Delete the file?", [
            {"label": "Delete", "value": True, "color": "danger"},
            {"label": "Keep", "value": False},
        ])
        print("deleted" if answer else "kept")
    """
    shared = _shared(label, name, help_text, None, None, None, {})
    parsed = parse_buttons(buttons)
    field = wire.ActionsField(**shared, buttons=[button.button for button in parsed])
    return _item_or_answer(name, Item(field, ButtonReader(parsed)), timeout, scope)


# -- arguments ------------------------------------------------------------------------------------


def _item_or_answer(
    name: str | None, item: Item, timeout: float | None = None, scope: ScopeArgument = None
) -> Any:
    """With a name the input itself, else the visitor's answer (or an awaitable of it)."""
    if name is None:
        place = find_place()
        how = asking(place, timeout, scope)
        return place.session.converse(ask_one(place.session, item, how))
    for given, what in ((timeout, "timeout"), (scope, "scope")):
        if given is not None:
            raise ArgumentError(
                f"the input {name!r} is one of a group: give {what} to input_group() instead."
            )
    return item


def _shared(
    label: Any,
    name: str | None,
    help_text: Any,
    required: Any,
    validate: Validate | None,
    onchange: OnChange | None,
    others: dict[str, Any],
) -> dict[str, Any]:
    """Check what all inputs have in common, and make the arguments of their fields."""
    session = find_place().session
    check_function(validate, "validate")
    check_function(onchange, "onchange", may_be_async=session.kind == "coroutine")
    attributes = html_attributes(others)
    shared = {
        "name": SINGLE if name is None else check_name(name, "the name of an input"),
        "label": field_text(label),
        "help_text": field_text(help_text),
        "required": bool(required or attributes.pop("required", False)),
        "readonly": bool(attributes.pop("readonly", False)),
        "disabled": bool(attributes.pop("disabled", False)),
        "auto_focus": bool(attributes.pop("auto_focus", False)),
        "onchange": onchange is not None,
    }
    return {**shared, "attributes": attributes}


def html_attributes(others: dict[str, Any]) -> dict[str, Json]:
    """Attributes of the HTML field; None is the same as not given."""
    return {
        key.lower(): as_json(plain(value), f"The attribute {key!r}")
        for key, value in others.items()
        if value is not None
    }


def _action(action: Any) -> tuple[str, Callable[..., Any] | None]:
    """The parts of the `action` argument: label and callback of the button."""
    match action:
        case None:
            return "", None
        case (label, callback) if callable(callback):
            check_function(
                callback, "the callback of action", find_place().session.kind != "thread"
            )
            return str(label), callback
    raise ArgumentError(f"action of input() is (label, callback); got {action!r}.")


def _code(code: Any) -> dict[str, Json] | None:
    """The options of a code editor, or None for a plain field."""
    if code is None or code is False:
        return None
    if code is True:
        return {}
    if isinstance(code, str):
        return {"mode": code} if code else None
    if not isinstance(code, dict) or not all(isinstance(key, str) for key in code):
        raise ArgumentError(f"code of textarea() is True or a dict of options; got {code!r}.")
    options: dict[str, Json] = as_json(code, "code of textarea()")
    return options


def _kind(kind: Any) -> wire.InputKind:
    if kind not in TYPES:
        hint = nearest(str(kind), list(TYPES))
        known = ", ".join(TYPES)
        raise ArgumentError(f"the type of input() is one of {known}; got {kind!r}.{hint}")
    return kind  # type: ignore[no-any-return]


def check_function(function: Any, what: str, may_be_async: bool = False) -> None:
    """Check an argument that is called later."""
    if function is None:
        return
    if not callable(function):
        raise ArgumentError(f"{what} has to be a function; got {function!r}.")
    if iscoroutinefunction(function) and not may_be_async:
        raise ArgumentError(f"{what} has to be a plain function here, not an async one.")


def suggestions(datalist: Any) -> list[str]:
    if datalist is None:
        return []
    if not isinstance(datalist, Iterable):
        raise TypeError(f"the datalist of input() is a list of texts; got {datalist!r}.")
    return [field_text(item) for item in datalist]


def whole(value: Any, what: str) -> int | None:
    if value is None:
        return None
    number = whole_of(value, written=True)
    if number is None or number < 0:
        raise ArgumentError(f"{what} of textarea() is a whole number; got {value!r}.")
    return number
