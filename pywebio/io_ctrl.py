"""Names that add-on packages import, and the words of earlier releases put into ours.

Programs need nothing of this: ``pywebio.output`` has all of it in a friendlier form. An add-on that
builds an output from a *spec*, a dict such as ``{"type": "text", "content": "x"}``, or sends a
command, such as ``send_msg("popup", {...})``, finds both translated here by two tables.
"""

from __future__ import annotations

import base64
import binascii
import inspect
import weakref
from collections import UserList
from collections.abc import Callable, Mapping
from typing import Any

from . import pin as pins
from . import protocol as wire
from .exceptions import ArgumentError
from .output import containers, custom, files, overlay, panes, scopes, table, text
from .output import widget as widgets
from .output.buttons import check_options, parse_button
from .output.widget import Builder, Span, State, check_callback, combines
from .output.widget import OutputList as OutputList
from .protocol import ROOT
from .session import download, get_current_session, run_js, set_env
from .session.base import Session
from .session.pieces import Piece
from .utils import nearest

__all__ = ["Output", "OutputList", "output_register_callback", "send_msg"]

Spec = Mapping[str, Any]
OnEmbed = Callable[[dict[str, Any]], Spec]

SCOPE_PREFIX = "pywebio-scope-"


class _AnyOutput(type):
    """Makes every value of a ``put_*()`` function an instance of :class:`Output`."""

    def __instancecheck__(cls, instance: object) -> bool:
        if cls is Output:
            return isinstance(instance, widgets.Output)
        return super().__instancecheck__(instance)


class Output(widgets.Output, metaclass=_AnyOutput):
    """An output made of a spec in the words of earlier releases; may be subclassed.

    :param spec: a dict: its ``type``, the fields of the type, and perhaps ``scope``, ``position``,
        ``style`` and ``click_callback_id``. Outputs may stand in it.
    :param on_embed: called with the spec when the output is put into another one; returns the spec
        to use there.

    Example::

        from pywebio.io_ctrl import Output

        Output({"type": "text", "content": "from an add-on"})
    """

    def __init__(self, spec: Spec, on_embed: OnEmbed | None = None) -> None:
        self._state = State.DISCARDED  # until it is whole: what fails here does not appear
        if not isinstance(spec, Mapping):
            raise TypeError(f"Output() takes a spec as a dict, got {spec!r}.")
        self._spec = dict(spec)
        # A method of its own is held weakly: in a cycle it would not be shown when it is dropped.
        self._on_embed: Callable[[], OnEmbed | None] = (
            weakref.WeakMethod(on_embed)
            if inspect.ismethod(on_embed) and on_embed.__self__ is self
            else lambda: on_embed
        )
        made = _translated(self._spec)
        super().__init__(made.session, made.take(State.EMBEDDED), made.scope, made.position)

    @property
    def spec(self) -> dict[str, Any]:
        """The spec that it was made of."""
        return self._spec

    def take(self, state: State) -> Piece:
        """The output for one use."""
        on_embed = self._on_embed() if state is State.EMBEDDED else None
        if on_embed is not None:
            made = _translated(on_embed(dict(self._spec)))
            self._state = state
            return made.take(state)
        return super().take(state)


def output_register_callback(callback: Callable[[Any], object], **options: bool) -> int:
    """Let scripts of the page call a function: ``WebIO.pushData(data, id)`` calls it with the data.

    :param callback: takes one argument, whatever the script sends (JSON).
    :param options: ``serial_mode`` or ``mutex_mode``, as for `put_buttons`.
    :returns: the id; it is valid as long as the session.

    Example::

        from pywebio.io_ctrl import output_register_callback

        called = output_register_callback(lambda size: put_text("the window is", size, "px wide"))
        run_js("WebIO.pushData(window.innerWidth, id)", id=called)
    """
    session = get_current_session()
    session.check_open()
    check_callback(session, callback)
    serial, mutex = check_options(session, options, "output_register_callback()")
    made = session.callback(callback, lambda value: (value,), serial=serial, mutex=mutex)
    session.keep_callback(made)
    return made.id


@combines
def send_msg(cmd: str, spec: Any = None, task_id: str | None = None) -> None:
    """Send a command in the words of earlier releases; those that wait for an answer have none.

    :param cmd: ``output``, ``output_ctl``, ``popup``, ``close_popup``, ``toast``, ``set_env``,
        ``run_script``, ``download``, ``pin_update`` or ``pin_onchange``.
    :param spec: what belongs to the command.
    :param task_id: not needed any more.
    :raises ArgumentError: for commands that have no counterpart; it names what to use.

    Example::

        from pywebio.io_ctrl import send_msg

        send_msg("toast", {"content": "Saved", "duration": 2000, "color": "success"})
    """
    command = COMMANDS.get(cmd) if isinstance(cmd, str) else None
    if command is None:
        instead = INSTEAD.get(cmd) if isinstance(cmd, str) else None
        if instead is not None:
            raise ArgumentError(f"send_msg() has no command {cmd!r}: use {instead}.")
        raise ArgumentError(
            f"send_msg() has no command {cmd!r}.{nearest(str(cmd), list(COMMANDS))} "
            f"It has: {', '.join(COMMANDS)}."
        )
    given: Any = {} if spec is None else spec
    if not isinstance(given, Mapping | widgets.Output):
        raise TypeError(f"The spec of the command {cmd!r} is a dict, got {spec!r}.")
    try:
        command(given)
    except KeyError as error:
        raise ArgumentError(
            f"The command {cmd!r} needs {error} in its spec, got {spec!r}."
        ) from None


# ---------------------------------------------------------------------------------------------
# Outputs.


def _translated(spec: Spec) -> widgets.Output:
    """The output that a spec means."""
    kind = spec.get("type")
    make = OUTPUTS.get(kind) if isinstance(kind, str) else None
    if make is None:
        raise ArgumentError(
            f"An output of the type {kind!r} cannot be made of a spec. "
            f"Types: {', '.join(OUTPUTS)}. For others call the put_ function itself."
        )
    if spec.get("container_selector") or spec.get("container_dom_id"):
        raise ArgumentError(
            "container_selector and container_dom_id have no counterpart: use put_scope() where "
            "contents are to come."
        )
    try:
        made = make(spec)
    except KeyError as error:
        raise ArgumentError(f"An output of the type {kind!r} needs {error} in its spec.") from None
    if spec.get("style"):
        made.style(spec["style"])
    if spec.get("click_callback_id"):
        made._change(click=_callback_id(spec["click_callback_id"]))
    return made


def _place(spec: Spec) -> dict[str, Any]:
    """`scope` and `position` of a spec as parameters."""
    scope = spec.get("scope")
    return {
        "scope": None if scope is None else scope_name(scope),
        "position": spec.get("position", -1),
    }


def scope_name(selector: Any) -> str:
    """The name of a scope, given as it was: a CSS selector, an id, or the name."""
    if not isinstance(selector, str):
        raise TypeError(f"A scope is named by text as '#pywebio-scope-ROOT', got {selector!r}.")
    return selector.removeprefix("#").removeprefix(SCOPE_PREFIX)


def _callback_id(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise ArgumentError(
            f"A callback id is what output_register_callback() returned, got {value!r}."
        ) from None


def _item(value: Any) -> Any:
    """Something in a spec: an output, or text, or the spec of an output."""
    if isinstance(value, Mapping) and "type" in value:
        return _translated(value)
    return value


def _items(value: Any) -> list[Any]:
    items = value if isinstance(value, list | tuple | UserList) else [value]
    return [_item(item) for item in items]


def _text(spec: Spec) -> widgets.Output:
    return text.put_text(spec["content"], inline=bool(spec.get("inline")), **_place(spec))


def _markdown(spec: Spec) -> widgets.Output:
    return text.put_markdown(
        spec["content"],
        lstrip=False,
        options=spec.get("options"),
        sanitize=spec.get("sanitize", True),
        **_place(spec),
    )


def _html(spec: Spec) -> widgets.Output:
    return text.put_html(spec["content"], sanitize=spec.get("sanitize", False), **_place(spec))


def _buttons(spec: Spec) -> widgets.Output:
    builder = Builder(**_place(spec))
    faces = [parse_button({"value": None, **button}).button for button in spec["buttons"]]
    node = wire.Buttons(
        id=builder.id(),
        buttons=faces,
        callback=_callback_id(spec["callback_id"]),
        small=bool(spec.get("small")),
        link=bool(spec.get("link")),
        outline=bool(spec.get("outline")),
        group=bool(spec.get("group")),
    )
    return builder.output(node)


def _table(spec: Spec) -> widgets.Output:
    rows = [[_item(cell) for cell in row] for row in spec["data"]]
    for where, size in (spec.get("span") or {}).items():
        row, column = (int(part) for part in where.split(","))
        cell = rows[row][column]
        rows[row][column] = Span(cell, size.get("row", 1), size.get("col", 1))
    return table.put_table(rows, **_place(spec))


def _scope(spec: Spec) -> widgets.Output:
    contents = _items(spec.get("contents") or [])
    return containers.put_scope(scope_name(spec["dom_id"]), contents, **_place(spec))


def _scrollable(spec: Spec) -> widgets.Output:
    return panes.put_scrollable(
        _items(spec["contents"]),
        height=(spec.get("min_height"), spec.get("max_height")),
        keep_bottom=bool(spec.get("keep_bottom")),
        border=bool(spec.get("border")),
        **_place(spec),
    )


def _tabs(spec: Spec) -> widgets.Output:
    tabs = [{"title": tab["title"], "content": _items(tab["content"])} for tab in spec["tabs"]]
    return panes.put_tabs(tabs, **_place(spec))


def _custom(spec: Spec) -> widgets.Output:
    return custom.put_widget(spec["template"], _deep(spec["data"]), **_place(spec))


def _deep(value: Any) -> Any:
    """Data of a template in which specs have become outputs."""
    if isinstance(value, Mapping):
        if value.get("type") in OUTPUTS:
            return _translated(value)
        return {key: _deep(item) for key, item in value.items()}
    return [_deep(item) for item in value] if isinstance(value, list | tuple | UserList) else value


def _file(spec: Spec) -> widgets.Output:
    return files.put_file(spec["name"], _bytes(spec["content"]), **_place(spec))


def _bytes(content: Any) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise ArgumentError("The content of a file in a spec is text in base64.") from None


_INPUT = {"text", "number", "float", "password", "url", "date", "time", "color", "datetime-local"}
_PINS: dict[str, Callable[..., widgets.Output]] = {
    "textarea": pins.put_textarea,
    "select": pins.put_select,
    "checkbox": pins.put_checkbox,
    "radio": pins.put_radio,
    "slider": pins.put_slider,
    "actions": pins.put_actions,
    "file": pins.put_file_upload,
}


def _pin(spec: Spec) -> widgets.Output:
    item = dict(spec["input"])
    kind = item.pop("type", "text")
    name = item.pop("name")
    if kind in _INPUT:
        return pins.put_input(name, type=kind, **_known(pins.put_input, item), **_place(spec))
    function = _PINS.get(kind)
    if function is None:
        raise ArgumentError(f"There is no pin of the type {kind!r}.")
    return function(name, **_known(function, item), **_place(spec))


def _known(function: Callable[..., Any], item: dict[str, Any]) -> dict[str, Any]:
    """Those fields of an input item that a pin takes."""
    parameters = inspect.signature(function).parameters
    return {key: item[key] for key in item if key in parameters and item[key] is not None}


OUTPUTS: dict[str, Callable[[Spec], widgets.Output]] = {
    "text": _text,
    "markdown": _markdown,
    "html": _html,
    "buttons": _buttons,
    "table": _table,
    "pin": _pin,
    "scope": _scope,
    "scrollable": _scrollable,
    "tabs": _tabs,
    "custom_widget": _custom,
    "file": _file,
}
"""Types of outputs in the words of earlier releases, and what makes ours of a spec."""


# ---------------------------------------------------------------------------------------------
# Commands.


def _send_output(spec: Any) -> None:
    output = spec if isinstance(spec, widgets.Output) else _translated(spec)
    output.show()


def _control(spec: Spec) -> None:
    """Create, empty or remove scopes, and scroll; a spec may say several."""
    known = {"set_scope", "clear", "remove", "scroll_to"}
    if not known & set(spec):
        raise ArgumentError(
            "The command 'output_ctl' does one of set_scope, clear, remove and scroll_to; "
            f"got {dict(spec)!r}."
        )
    if "set_scope" in spec:
        _create_scope(spec)
    if "clear" in spec:
        scopes.clear(scope_name(spec["clear"]))
    if "remove" in spec:
        scopes.remove(scope_name(spec["remove"]))
    if "scroll_to" in spec:
        scopes.scroll_to(scope_name(spec["scroll_to"]), spec.get("position", "top"))


def _create_scope(spec: Spec) -> None:
    if_exist = spec.get("if_exist")
    scopes.set_scope(
        scope_name(spec["set_scope"]),
        container_scope=scope_name(spec.get("container", ROOT)),
        position=spec.get("position", -1),
        if_exist="clear" if if_exist == "blank" else if_exist,
    )


def _popup(spec: Spec) -> None:
    content = _items(spec.get("content") or [])
    dom_id = spec.get("dom_id")
    if dom_id:
        content = [containers.put_scope(scope_name(dom_id), content)]
    overlay.popup(
        spec["title"],
        content,
        size=spec.get("size") or "normal",
        implicit_close=spec.get("implicit_close", True),
        closable=spec.get("closable", True),
    )


def _toast(spec: Spec) -> None:
    session = get_current_session()
    overlay.toast(
        spec["content"],
        duration=spec.get("duration", 2000) / 1000,
        position=spec.get("position", "center"),
        color=spec.get("color", "info"),
        onclick=_registered(session, spec.get("callback_id")),
    )


def _registered(session: Session, callback_id: Any) -> Callable[[], object] | None:
    """A call of a function given to `output_register_callback`, without data."""
    if not callback_id:
        return None
    function = _function(session, callback_id)
    return lambda: function(None)


def _function(session: Session, callback_id: Any) -> Callable[..., Any]:
    callback = session.page.callbacks.get(_callback_id(callback_id))
    if callback is None:
        raise ArgumentError(f"There is no callback {callback_id!r} in this session.")
    return callback.function


def _run_script(spec: Spec) -> None:
    if spec.get("eval"):
        raise ArgumentError("The result of a script comes from eval_js(): send_msg() has none.")
    run_js(spec["code"], **(spec.get("args") or {}))


def _pin_update(spec: Spec) -> None:
    pins.pin_update(spec["name"], **spec["attributes"])


def _pin_onchange(spec: Spec) -> None:
    name, clear = spec["name"], bool(spec.get("clear"))
    if not spec.get("callback_id"):
        pins.pin_on_change(name, clear=clear)
        return
    function = _function(get_current_session(), spec["callback_id"])
    pins.pin_on_change(name, lambda value: function({"value": value}), clear=clear)


COMMANDS: dict[str, Callable[[Any], object]] = {
    "output": _send_output,
    "output_ctl": _control,
    "popup": _popup,
    "close_popup": lambda spec: overlay.close_popup(),
    "toast": _toast,
    "set_env": lambda spec: set_env(**spec),
    "run_script": _run_script,
    "download": lambda spec: download(spec["name"], _bytes(spec["content"])),
    "pin_update": _pin_update,
    "pin_onchange": _pin_onchange,
}
"""Commands in the words of earlier releases, and what does the same with us."""

INSTEAD = {
    "input_group": "pywebio.input.input_group()",
    "update_input": "pywebio.input.input_update()",
    "destroy_form": "pywebio.input.FormHandle, whose cancel() takes a form back",
    "pin_value": "pywebio.pin.pin",
    "pin_values": "pywebio.pin.get_pin_values()",
    "pin_wait": "pywebio.pin.pin_wait_change()",
    "set_session_id": "nothing: a session has its own id",
    "close_session": "the end of the program, which ends its session",
}
"""Commands without a counterpart, and what to use."""
