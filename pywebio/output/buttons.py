"""Buttons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args

from msgspec import Struct

from .. import protocol as wire
from ..exceptions import ArgumentError
from ..lenient import color_of, function_of
from ..session.base import Session
from ..session.callbacks import Callback, Refused, short
from ..utils import as_text
from .widget import Builder, Output, ScopeArgument, check_callback

COLORS: tuple[str, ...] = get_args(wire.ButtonColor)

_OPTIONS = {"thread": "serial_mode", "coroutine": "mutex_mode"}


class Choice(Struct, frozen=True):
    """A button and what it stands for in the program."""

    button: wire.Button
    value: Any


def put_buttons(
    buttons: Iterable[Any],
    onclick: Callable[[Any], object]
    | list[Callable[[], object]]
    | tuple[Callable[[], object], ...],
    small: bool | None = None,
    link_style: bool = False,
    outline: bool = False,
    group: bool = False,
    scope: ScopeArgument = None,
    position: int = -1,
    **callback_options: bool,
) -> Output:
    """Show a row of buttons.

    :param buttons: each a dict ``{"label": ..., "value": ..., "color": ..., "disabled": ...}``, a
        pair ``(label, value)``, or one object that is label and value. A value may be any Python
        object; it does not leave the program. Colours: ``primary secondary success danger warning
        info light dark``.
    :param onclick: called with the value of the button clicked; or a list with a function for each
        button, called without arguments.
    :param small: small buttons.
    :param link_style: they look like links.
    :param outline: they are hollow.
    :param group: they stand without gaps.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.
    :param callback_options: in a program of threads ``serial_mode=True``: other clicks wait until
        the callback has ended. In a program of coroutines ``mutex_mode=True``: clicks on these
        buttons are ignored while the callback runs.

    Example::

        put_buttons(["edit", "delete"], onclick=lambda what: toast(what))
        put_buttons([("yes", True), ("no", False)], onclick=put_text)
        put_buttons(["up", "down"], onclick=[lambda: toast("up"), lambda: toast("down")])
    """
    builder = Builder(scope, position)
    session = builder.session
    serial, mutex = check_options(session, callback_options, "put_buttons()")
    if not isinstance(buttons, Iterable):
        raise TypeError(f"put_buttons() takes a list of buttons, got {buttons!r}.")
    choices = [parse_button(item) for item in buttons]
    called: Callable[[Any], object] = _call
    if isinstance(onclick, list | tuple):
        if len(onclick) != len(choices):
            raise ArgumentError(
                f"There are {len(choices)} buttons but {len(onclick)} functions in onclick: give "
                "a function for each button, or one function that takes the value."
            )
        functions = [function_of(function, "onclick") for function in onclick]
        for function in functions:
            check_callback(session, function)
        arguments: list[tuple[Any, ...]] = [(function,) for function in functions]
    else:
        called = function_of(onclick, "onclick")
        check_callback(session, called)
        arguments = [(one.value,) for one in choices]
    faces = [one.button for one in choices]
    callback = session.callback(called, _accept(faces, arguments), serial=serial, mutex=mutex)
    return _output(put_buttons, builder, faces, callback, small, link_style, outline, group)


def put_button(
    label: object,
    onclick: Callable[[], object],
    color: str | None = None,
    small: bool | None = None,
    link_style: bool = False,
    outline: bool = False,
    disabled: bool = False,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Output:
    """Show one button.

    :param label: its text.
    :param onclick: called without arguments at a click.
    :param color: one of ``primary secondary success danger warning info light dark``.
    :param small: a small button.
    :param link_style: it looks like a link.
    :param outline: it is hollow.
    :param disabled: it cannot be clicked.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.

    Example::

        put_button("press me", onclick=lambda: toast("pressed"), color="success")
    """
    builder = Builder(scope, position)
    called = function_of(onclick, "onclick")
    check_callback(builder.session, called)
    face = _button(label, color, disabled)
    callback = builder.session.callback(called, _accept([face], [()]))
    return _output(put_button, builder, [face], callback, small, link_style, outline, False)


def _output(
    maker: Callable[..., Output],
    builder: Builder,
    faces: list[wire.Button],
    callback: Callback,
    small: bool | None,
    link: bool,
    outline: bool,
    group: bool,
) -> Output:
    builder.parts.append(callback)
    node = wire.Buttons(
        id=builder.id(),
        buttons=faces,
        callback=callback.id,
        small=bool(small),
        link=bool(link),
        outline=bool(outline),
        group=bool(group),
    )
    return builder.output(node, maker)


def parse_button(item: Any) -> Choice:
    """A button in one of its written forms."""
    if isinstance(item, Mapping):
        if "label" not in item or "value" not in item:
            raise ArgumentError(f"A button needs 'label' and 'value', got {item!r}.")
        face = _button(item["label"], item.get("color"), item.get("disabled"))
        return Choice(face, item["value"])
    if isinstance(item, list | tuple):
        if len(item) != 2:
            raise ArgumentError(f"A button as a tuple is (label, value), got {item!r}.")
        return Choice(_button(item[0]), item[1])
    return Choice(_button(item), item)


def _button(label: object, color: object = None, disabled: object = False) -> wire.Button:
    return wire.Button(
        label=as_text(label),
        color=color_of(color, COLORS),
        disabled=bool(disabled),
    )


def _accept(
    faces: list[wire.Button], arguments: list[tuple[Any, ...]]
) -> Callable[[wire.Json], tuple[Any, ...]]:
    """What checks the index that a click brings and gives the arguments of the call."""

    def accept(index: wire.Json) -> tuple[Any, ...]:
        if type(index) is not int or not 0 <= index < len(faces):
            raise Refused(f"a click on button {short(index)} of {len(faces)}")
        if faces[index].disabled:
            raise Refused(f"a click on the disabled button {faces[index].label!r}")
        return arguments[index]

    return accept


def _call(function: Callable[[], Any]) -> Any:
    return function()


def check_options(session: Session, options: dict[str, bool], caller: str) -> tuple[bool, bool]:
    """`serial_mode` and `mutex_mode`, of which a session knows the one or the other."""
    known = _OPTIONS.get(session.kind, "serial_mode")
    for name in options:
        if name != known:
            raise TypeError(
                f"{caller} has no option {name!r} here: in a {session.kind} session there is "
                f"{known!r}."
            )
    return bool(options.get("serial_mode")), bool(options.get("mutex_mode"))
