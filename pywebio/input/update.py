"""`input_update`: changing fields while a form waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import structs

from .. import protocol as wire
from ..exceptions import ArgumentError
from ..protocol import Json
from ..session.logs import log
from ..utils import nearest
from .fields import html_attributes, suggestions, whole
from .form import Item, changing
from .options import Choice, mark_selected, parse_options
from .slider import slider_range
from .texts import field_text, initial_text
from .upload import accepted_kinds
from .values import ManyReader, OneReader, reader_of

FORBIDDEN = (
    "type",
    "name",
    "validate",
    "action",
    "buttons",
    "code",
    "inline",
    "max_size",
    "max_total_size",
    "multiple",
    "native",
    "onchange",
    "timeout",
    "scope",
)


def input_update(name: str | None = None, **spec: Any) -> None:
    """Change a field of the form while it waits: only within an `onchange` function.

    :param name: the name of the field; by default the one that the visitor has changed.
    :param spec: parameters of the input with their new values, such as `value`, `options`,
        `label`, `placeholder`, `help_text`, `datalist`, `readonly`, `disabled` and `min_value`;
        what is None stays as it is. Not possible are `type`, `name`, `validate`, `action`,
        `buttons`, `code`, `inline`, `multiple` and `onchange`.
    :raises RuntimeError: if it is called anywhere else.

    Example::

        cities = {"Italy": ["Rome", "Turin"], "Spain": ["Madrid", "Seville"]}

        def choose(country):
            input_update("city", options=cities[country])

        trip = input_group("Where to?", [
            select("Country", list(cities), name="country", onchange=choose),
            select("City", cities["Italy"], name="city"),
        ])
        print(trip["city"])
    """
    why = changing.get()
    if why is None:
        raise RuntimeError(
            "input_update() can be called only in the function that is given as onchange= to an "
            "input: it changes a field of the form that the function belongs to."
        )
    form = why.form
    target = why.name if name is None else name
    item = form.items.get(target)
    if item is None:
        hint = nearest(str(target), list(form.items))
        log.warning("input_update(): the form has no input %.60r.%s", target, hint)
        return
    item, attributes = changed_item(item, spec)
    if attributes:
        form.update(item, attributes)


def changed_item(item: Item, spec: dict[str, Any]) -> tuple[Item, dict[str, Json]]:
    """The input with parameters changed, and what a view has to hear of it."""
    for key in spec:
        if key in FORBIDDEN:
            raise ArgumentError(f"{key!r} of an input cannot be changed while its form waits.")
    given = {key: value for key, value in spec.items() if value is not None}
    field, choices = item.field, None
    changes: dict[str, Any] = {}
    for key in [key for key in given if key in _COMMON]:
        changes[key] = _COMMON[key](given.pop(key))
    match field:
        case wire.InputField():
            changes |= _input(field, given)
        case wire.TextareaField():
            changes |= _textarea(given)
        case wire.SliderField():
            changes |= _slider(field, given)
        case wire.SelectField() | wire.CheckboxField() | wire.RadioField():
            choices = _choices(item, given)
            if choices is not None:
                changes["options"] = [choice.option for choice in choices]
        case wire.FileField():
            changes |= _files(given)
    emptied = isinstance(field, wire.FileField) and given.pop("value", None) is not None
    others = html_attributes(given)
    new: wire.FormField = structs.replace(
        field, **changes, attributes={**field.attributes, **others}
    )
    reader = reader_of(item.reader, new, choices)
    told: dict[str, Json] = msgspec.to_builtins(changes)
    if emptied:
        told["value"] = []
    return item._replace(field=new, reader=reader), {**told, **others}


_COMMON: dict[str, Callable[[Any], Any]] = {
    "label": field_text,
    "help_text": field_text,
    "required": bool,
    "readonly": bool,
    "disabled": bool,
}


def _input(field: wire.InputField, given: dict[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if "value" in given:
        changes = {"value": initial_text(given.pop("value"), field.kind), "locked": False}
    if "placeholder" in given:
        changes["placeholder"] = field_text(given.pop("placeholder"))
    if "datalist" in given:
        changes["datalist"] = suggestions(given.pop("datalist"))
    return changes


def _textarea(given: dict[str, Any]) -> dict[str, Any]:
    texts = [key for key in ("value", "placeholder") if key in given]
    numbers = [key for key in ("rows", "maxlength", "minlength") if key in given]
    changes: dict[str, Any] = {key: field_text(given.pop(key)) for key in texts}
    return changes | {key: whole(given.pop(key), key) for key in numbers}


def _files(given: dict[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if "accept" in given:
        changes["accept"] = accepted_kinds(given.pop("accept"))
    if "placeholder" in given:
        changes["placeholder"] = field_text(given.pop("placeholder"))
    if given.get("value") not in (None, [], ()):
        raise ArgumentError("files come from the visitor: only value=[] can be set, for none.")
    return changes


def _slider(field: wire.SliderField, given: dict[str, Any]) -> dict[str, Any]:
    keys = ("value", "min_value", "max_value", "step")
    if not any(key in given for key in keys):
        return {}
    old = {key: getattr(field, key) for key in keys} | {"step": field.step or 1}
    numbers = old | {key: given.pop(key) for key in keys if key in given}
    return slider_range(**numbers, continuous=not field.step)


def _choices(item: Item, given: dict[str, Any]) -> list[Choice] | None:
    """The options as they are now; None if nothing is said of them."""
    reader = item.reader
    assert isinstance(reader, OneReader | ManyReader)
    options, value = given.pop("options", None), given.pop("value", None)
    if options is None and value is None:
        return None
    if options is None:
        choices = [_unmarked(choice) for choice in reader.choices]
    else:
        choices = parse_options(options, "input_update()")
    return mark_selected(choices, value, isinstance(reader, ManyReader))


def _unmarked(choice: Choice) -> Choice:
    return choice._replace(option=structs.replace(choice.option, selected=False))
