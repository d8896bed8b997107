"""Inputs that stand on the page, beside the outputs: the visitor changes them at any time.

Each has a name, by which the program reads and sets its value: ``pin.name`` or ``pin["name"]``.
Reading costs no time, and a click's callback sees what was entered before the click. In a coroutine
session reading is awaited: ``value = await pin.name``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

from . import protocol as wire
from .exceptions import ArgumentError
from .input import fields
from .input.form import Item
from .input.pinned import Change, FieldReader, with_changes, with_value
from .input.update import FORBIDDEN
from .input.upload import CHOOSE, file_upload
from .lenient import seconds_of
from .output.buttons import check_options
from .output.widget import Builder, Output, ScopeArgument, check_callback
from .session.base import Conversation, Expired, Session, Wait
from .session.callbacks import Callback
from .session.current import get_current_session
from .session.page import Page
from .session.pins import PinChanged, PinPart, values_of
from .session.threadbased import exhaust
from .utils import check_name

__all__ = [
    "get_pin_values",
    "pin",
    "pin_on_change",
    "pin_update",
    "pin_wait_change",
    "put_actions",
    "put_checkbox",
    "put_file_upload",
    "put_input",
    "put_radio",
    "put_select",
    "put_slider",
    "put_textarea",
]

NAME = "the name of a pin"


# ---------------------------------------------------------------------------------------------
# Putting them on the page.


def put_input(
    name: str,
    type: str = fields.TEXT,
    *,
    label: str = "",
    value: Any = None,
    placeholder: str | None = None,
    readonly: bool | None = None,
    datalist: Iterable[Any] | None = None,
    help_text: str | None = None,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Output:
    """Show a field of one line.

    :param name: name of the pin: ASCII letters, digits, ``-`` and ``_``. A pin that has it already
        expires: a remark takes its place.
    :param type: as in :func:`pywebio.input.input`, also for the type of the value.
    :param label: its caption.
    :param value: what stands in it at first.
    :param placeholder: hint in the empty field.
    :param readonly: the visitor cannot change it.
    :param datalist: suggestions.
    :param help_text: small text below it.
    :param scope: as for :func:`pywebio.output.put_text`.
    :param position: as for :func:`pywebio.output.put_text`.

    Example::

        put_input("city", label="City", placeholder="London")
        put_button("Travel", onclick=lambda: put_text("Off to", pin.city))
    """
    return _put(
        put_input,
        fields.input,
        name,
        scope,
        position,
        label=label,
        type=type,
        value=value,
        placeholder=placeholder,
        readonly=readonly,
        datalist=datalist,
        help_text=help_text,
    )


def put_textarea(
    name: str,
    *,
    label: str = "",
    rows: int = 6,
    code: bool | dict[str, Any] | None = None,
    maxlength: int | None = None,
    minlength: int | None = None,
    value: Any = None,
    placeholder: str | None = None,
    readonly: bool | None = None,
    help_text: str | None = None,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Output:
    """Show a field of several lines, or a code editor.

    :param rows: how many lines are visible.
    :param code: makes it a code editor, as in :func:`pywebio.input.textarea`.
    :param maxlength: the most characters.
    :param minlength: the fewest characters; a hint for the visitor.

    The other parameters are those of :func:`put_input`.

    Example::

        put_textarea("note", label="Note", rows=3)
        put_button("Keep", onclick=lambda: put_text(pin.note))
    """
    return _put(
        put_textarea,
        fields.textarea,
        name,
        scope,
        position,
        label=label,
        rows=rows,
        code=code,
        maxlength=maxlength,
        minlength=minlength,
        value=value,
        placeholder=placeholder,
        readonly=readonly,
        help_text=help_text,
    )


def put_select(
    name: str,
    options: Iterable[Any] | None = None,
    *,
    label: str = "",
    multiple: bool | None = None,
    value: Any = None,
    native: bool | None = None,
    help_text: str | None = None,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Output:
    """Show a list of which one is chosen, or with `multiple` any number.

    :param options: as in :func:`pywebio.input.select`.
    :param multiple: any number may be chosen; the value is a list.
    :param value: the value of the option (list of values with `multiple`) chosen at first.
    :param native: False makes it a list that can be searched; by default a list with `multiple`
        is.

    The other parameters are those of :func:`put_input`.

    Example::

        put_select("size", [("small", 1), ("large", 2)], label="Size")
        pin_on_change("size", onchange=lambda size: toast(size))
    """
    return _put(
        put_select,
        fields.select,
        name,
        scope,
        position,
        label=label,
        options=options,
        multiple=multiple,
        value=value,
        native=not multiple if native is None else native,
        help_text=help_text,
    )


def put_checkbox(
    name: str,
    options: Iterable[Any] | None = None,
    *,
    label: str = "",
    inline: bool | None = None,
    value: Any = None,
    help_text: str | None = None,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Output:
    """Show options of which any number may be ticked; the value is a list.

    :param options: as in :func:`pywebio.input.select`.
    :param inline: show them side by side.
    :param value: list of the values ticked at first.

    The other parameters are those of :func:`put_input`.

    Example::

        put_checkbox("show", ["grid", "axes"], value=["grid"], inline=True)
        put_button("Which?", onclick=lambda: toast(", ".join(pin.show)))
    """
    return _put(
        put_checkbox,
        fields.checkbox,
        name,
        scope,
        position,
        label=label,
        options=options,
        inline=inline,
        value=value,
        help_text=help_text,
    )


def put_radio(
    name: str,
    options: Iterable[Any] | None = None,
    *,
    label: str = "",
    inline: bool | None = None,
    value: Any = None,
    help_text: str | None = None,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Output:
    """Show options of which one may be picked; the value is None until then.

    :param options: as in :func:`pywebio.input.select`.
    :param inline: show them side by side.
    :param value: the value of the option picked at first.

    The other parameters are those of :func:`put_input`.

    Example::

        put_radio("answer", ["yes", "no"], label="Well?", inline=True)
        put_button("Done", onclick=lambda: put_text(pin.answer))
    """
    return _put(
        put_radio,
        fields.radio,
        name,
        scope,
        position,
        label=label,
        options=options,
        inline=inline,
        value=value,
        help_text=help_text,
    )


def put_slider(
    name: str,
    *,
    label: str = "",
    value: int | float = 0,
    min_value: int | float = 0,
    max_value: int | float = 100,
    step: int | float = 1,
    required: bool | None = None,
    help_text: str | None = None,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Output:
    """Show a slider; the value is an int, or a float if it is continuous.

    :param value: where it stands at first.
    :param min_value: the number at its start.
    :param max_value: the number at its end. If one of these three is a float, it is continuous.
    :param step: distance of the numbers that can be chosen.
    :param required: has no effect, since a slider always has a value.

    The other parameters are those of :func:`put_input`.

    Example::

        put_slider("volume", label="Volume", value=30)
        pin_on_change("volume", onchange=lambda volume: toast(volume))
    """
    return _put(
        put_slider,
        fields.slider,
        name,
        scope,
        position,
        label=label,
        value=value,
        min_value=min_value,
        max_value=max_value,
        step=step,
        required=required,
        help_text=help_text,
    )


def put_actions(
    name: str,
    *,
    label: str = "",
    buttons: Iterable[Any] | None = None,
    help_text: str | None = None,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Output:
    """Show a row of buttons; the value is that of the button clicked last, None before.

    :param buttons: as in :func:`pywebio.input.actions`, but only buttons of the type ``"submit"``.

    The other parameters are those of :func:`put_input`.

    Example::

        put_actions("move", buttons=["left", "right"])
        pin_on_change("move", onchange=lambda move: toast(move))
    """
    return _put(
        put_actions,
        _submitting,
        name,
        scope,
        position,
        label=label,
        buttons=buttons,
        help_text=help_text,
    )


def _submitting(**spec: Any) -> Item:
    """A row of buttons that have values."""
    item: Item = fields.actions(**spec)
    assert isinstance(item.field, wire.ActionsField)
    for button in item.field.buttons:
        if button.kind != "submit":
            raise ArgumentError(
                f"put_actions() has buttons of the type 'submit' only; got {button.kind!r} at "
                f"the button {button.label!r}."
            )
    return item


def put_file_upload(
    name: str,
    *,
    label: str = "",
    accept: str | Iterable[str] | None = None,
    placeholder: str = CHOOSE,
    multiple: bool = False,
    max_size: int | str = 0,
    max_total_size: int | str = 0,
    help_text: str | None = None,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Output:
    """Show a field for files, which are sent when they are chosen.

    The value is a file as that of :func:`pywebio.input.file_upload`, None until one has come; with
    `multiple` a list of those that have come. Setting it to None takes the files back.

    :param accept: which files are offered: ``".pdf"``, ``"image/*"``, or a list of these.
    :param placeholder: text of the empty field.
    :param multiple: any number of files may be chosen.
    :param max_size: the largest file, in bytes or as ``"3M"``.
    :param max_total_size: all files together, likewise.

    The other parameters are those of :func:`put_input`.

    Example::

        put_file_upload("photo", label="Photo", accept="image/*", max_size="10M")
        pin_on_change("photo", lambda photo: toast(photo["filename"] if photo else "none"))
    """
    return _put(
        put_file_upload,
        file_upload,
        name,
        scope,
        position,
        label=label,
        accept=accept,
        placeholder=placeholder,
        multiple=multiple,
        max_size=max_size,
        max_total_size=max_total_size,
        help_text=help_text,
    )


def _put(
    function: Callable[..., Output],
    make: Callable[..., Item],
    name: str,
    scope: ScopeArgument,
    position: int,
    **spec: Any,
) -> Output:
    """An output of the field that `make`, the function for forms, makes of the same arguments."""
    builder = Builder(scope, position)
    check_name(name, NAME)
    item = make(name=name, **spec)
    node = wire.Pin(id=builder.id(), field=item.field)
    builder.parts.append(PinPart(node, FieldReader(item)))
    return builder.output(node, function)


# ---------------------------------------------------------------------------------------------
# Reading and setting.

_strict = False
"""Whether reading a pin that is not on the page is an error; for the whole process."""


class Pin_:
    """The values of the pins: ``pin.name`` and ``pin["name"]`` read one, assigning to them sets it.

    The types are those of the input functions. A pin that is not on the page is None. In a
    coroutine session reading is awaited: ``await pin.name``.

    Example::

        put_input("name", label="Name")
        pin.name = "Ann"
        put_button("Hello", onclick=lambda: put_text("Hello", pin.name))
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> Any:
        check_name(name, NAME)
        session = _open_session()
        return session.converse(_value(session, name))

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "use_strict":
            raise ArgumentError("use_strict is a function: call pin.use_strict().")
        self[name] = value

    def __setitem__(self, name: str, value: Any) -> None:
        session = _open_session()
        _change(session, name, lambda part: with_value(part, value))

    def use_strict(self) -> None:
        """From now on it is an error to read a pin that is not on the page.

        This holds for all sessions of the process. Without it such a pin is None.

        Example::

            pin.use_strict()
            put_input("name")
            put_button("Hello", onclick=lambda: put_text("Hello", pin.name))
        """
        global _strict
        _strict = True


pin = Pin_()


def get_pin_values(names: Iterable[str]) -> Any:
    """Read several pins at once; returns a dict of those that are on the page.

    In a coroutine session: ``await get_pin_values(...)``.

    :param names: list of names.

    Example::

        put_input("first", value="Ann")
        put_input("last", value="Lee")
        put_text(get_pin_values(["first", "last"]))
    """
    wanted = _names([names] if isinstance(names, str) else names, "get_pin_values()")
    session = _open_session()
    return session.converse(values_of(session, wanted))


def pin_update(name: str, **spec: Any) -> None:
    """Change a pin that is on the page; nothing happens if it is not.

    :param name: its name.
    :param spec: parameters with their new values, such as `value`, `options`, `label`,
        `placeholder`, `help_text`, `datalist`, `readonly`, `disabled` and `max_value`; what is None
        stays as it is. New options reset the choice. Not possible are `type`, `name`, `code`,
        `inline`, `multiple`, `buttons`, `max_size` and `max_total_size`.

    Example::

        cities = {"Italy": ["Rome", "Turin"], "Spain": ["Madrid", "Seville"]}

        put_select("country", list(cities), label="Country")
        put_select("city", cities["Italy"], label="City")
        pin_on_change("country", lambda country: pin_update("city", options=cities[country]))
    """
    check_name(name, NAME)
    for key in spec:
        if key in FORBIDDEN:
            raise ArgumentError(f"{key!r} of a pin cannot be changed: put a new one of its name.")
    session = _open_session()
    _change(session, name, lambda part: with_changes(part, spec))


def _open_session() -> Session:
    session = get_current_session()
    session.check_open()
    return session


def _names(names: Any, caller: str) -> list[str]:
    if not isinstance(names, Iterable):
        raise ArgumentError(f"{caller} takes names of pins; got {names!r}.")
    return [check_name(name, NAME) for name in names]


def _value(session: Session, name: str) -> Conversation[Any]:
    values = yield from values_of(session, [name])
    if name in values:
        return values[name]
    if _strict:
        raise ArgumentError(
            f"There is no pin {name!r} on the page, and pin.use_strict() was called."
        )
    return None


def _change(session: Session, name: str, make: Callable[[PinPart], Change]) -> None:
    """Change a pin that is on the page."""
    session.admit()
    pins = session.page.pins
    with pins.lock:
        session.guard.settle()
        part = pins.by_name.get(name)
        if part is None:
            return
        reader, attributes, sets = make(part)

        def operation(page: Page) -> None:
            part.reader = reader
            part.update(page, reader.item.field, attributes, sets)

        if attributes or sets:
            session.guard.do(lambda: operation(session.page))


# ---------------------------------------------------------------------------------------------
# Changes by the visitor.


def pin_wait_change(*names: Any, timeout: float | None = None) -> Any:
    """Wait until the visitor changes one of several pins.

    Changes by the program do not count. In a coroutine session: ``await pin_wait_change(...)``.

    :param names: names of the pins (they may be put on the page later), or one list of them.
    :param timeout: seconds to wait at most.
    :returns: a dict with the keys `name` and `value`; None when the time is up.

    Example::

        put_input("a", type="number", value=0)
        put_input("b", type="number", value=0)
        while True:
            changed = pin_wait_change("a", "b")
            with use_scope("sum", clear=True):
                put_text((pin.a or 0) + (pin.b or 0))
    """
    if len(names) == 1 and isinstance(names[0], list | tuple):
        names = tuple(names[0])
    wanted = _names(names, "pin_wait_change()")
    if not wanted:
        raise ArgumentError("pin_wait_change() needs the name of a pin at least.")
    timeout = seconds_of(timeout)
    session = _open_session()
    return session.converse(_wait_change(session, wanted, timeout))


def _wait_change(
    session: Session, names: list[str], timeout: float | None
) -> Conversation[dict[str, Any] | None]:
    with session.open_wait() as wait:
        try:
            session.change(lambda page: _join(page, names, wait))
            if timeout is not None:
                wait.expire_after(timeout)
            while True:
                match (yield wait):
                    case PinChanged(name=name, value=value):
                        return {"name": name, "value": value}
                    case Expired():
                        return None
        finally:
            # At the end of a task the lock must not be waited for.
            session.guard.leave(lambda: _part(session.page, names, wait))


def _join(page: Page, names: list[str], wait: Wait) -> None:
    for name in names:
        page.pins.watch(page, name)
        page.pins.waits.setdefault(name, []).append(wait)


def _part(page: Page, names: list[str], wait: Wait) -> None:
    for name in names:
        waits = page.pins.waits.get(name, [])
        if wait in waits:
            waits.remove(wait)
        if not waits:
            page.pins.waits.pop(name, None)


def pin_on_change(
    name: str,
    onchange: Callable[[Any], object] | None = None,
    clear: bool = False,
    init_run: bool = False,
    **callback_options: bool,
) -> None:
    """Call a function with the new value whenever the visitor changes a pin.

    Changes by the program do not count. Several functions are called in their order, and those of a
    later change of this pin when all of an earlier one have ended.

    :param name: name of the pin; it may be put on the page later.
    :param onchange: the function.
    :param clear: forget the functions that were given before.
    :param init_run: call it now, too, with the present value.
    :param callback_options: as for :func:`pywebio.output.put_buttons`.

    Example::

        put_input("text", label="Text")
        put_scope("length")

        def count(text):
            with use_scope("length", clear=True):
                put_text(len(text), "characters")

        pin_on_change("text", onchange=count, init_run=True)
    """
    check_name(name, NAME)
    session = _open_session()
    if onchange is None and not clear:
        raise ArgumentError("pin_on_change() needs a function onchange, or clear=True.")
    serial, mutex = check_options(session, callback_options, "pin_on_change()")
    callback: Callback | None = None
    if onchange is not None:
        check_callback(session, onchange)
        callback = session.callback(onchange, serial=serial, mutex=mutex)
    session.change(lambda page: _register(page, name, callback, clear))
    if init_run and onchange is not None:
        _run_now(session, name, onchange)


def _register(page: Page, name: str, callback: Callback | None, clear: bool) -> None:
    callbacks = page.pins.callbacks
    if clear:
        callbacks.pop(name, None)
    if callback is not None:
        callbacks.setdefault(name, []).append(callback)
        page.pins.watch(page, name)


def _run_now(session: Session, name: str, onchange: Callable[[Any], object]) -> None:
    """Call a function with the present value: in this thread, or in a task of its own."""
    if session.kind == "thread":
        exhaust(onchange(pin[name]))
        return

    async def run() -> None:
        result = onchange(await pin[name])
        if inspect.isawaitable(result):
            await result

    session.call(Callback(session.next_id(), run), ())
