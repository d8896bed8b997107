"""The conversation of one form: show it, check what comes, show problems, give the result.

It is written once for thread and coroutine sessions: a generator that yields the wait at which it
waits and is sent the events of the page. Functions of the program (`validate`, `onchange`) run in
the thread or task that waits.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import ExitStack
from contextvars import ContextVar
from functools import partial
from typing import Any, NamedTuple

from msgspec import Struct, json, structs

from .. import protocol as wire
from ..exceptions import ArgumentError, FormCancelledError
from ..lenient import seconds_of
from ..protocol import Json
from ..session.base import Cancelled, Conversation, Expired, Session, Wait
from ..session.callbacks import Callback
from ..session.current import Place, ScopeArgument, find_scope
from ..session.logs import log
from ..session.page import Page
from ..session.pieces import COMMAND_SIZE
from .handle import active_handles
from .texts import initial_text
from .values import Invalid, Reader, as_kept, is_fixed, read, reader_of

SINGLE = "data"
"""The name of the field of a form that has only one and no name for it."""

WHOLE_FORM = ""
"""A problem under this name belongs to no field."""

Validate = Callable[[Any], Any]


class Item(NamedTuple):
    """One input: the field on the page, how its value is read, and functions of the program.

    `action` is called by the button beside the field; it gets a function that sets the value.
    """

    field: wire.FormField
    reader: Reader
    validate: Validate | None = None
    onchange: Callable[[Any], Any] | None = None
    action: Callable[[Callable[..., None]], Any] | None = None


class Asking(Struct, frozen=True):
    """How a form is asked: for how many seconds, and in which scope (none: the input panel)."""

    timeout: float | None = None
    scope: str = ""


AT_ONCE = Asking()
"""In the input panel, for as long as it takes."""


def asking(place: Place, timeout: float | None, scope: ScopeArgument) -> Asking:
    """Check how a form is to be asked."""
    timeout = seconds_of(timeout)
    if scope is None:
        return Asking(timeout)
    name = find_scope(place, scope)
    place.session.guard.settle()
    if name not in place.session.page.branches:
        raise ArgumentError(
            f"there is no scope {name!r} for this form. Make it first, as with put_scope({name!r})."
        )
    return Asking(timeout, name)


class Changing(Struct, frozen=True):
    """An `onchange` function runs because of a field of a form."""

    form: Form
    name: str


changing: ContextVar[Changing | None] = ContextVar("pywebio_changing", default=None)


def message_text(message: Any) -> str:
    """What a program's check returned, as a text of the page.

    Texts that start with ``@`` are keys of the page's catalogue; one of the program's is escaped.
    """
    text = str(message).lower() if isinstance(message, bool) else str(message)
    return f"@{text}" if text.startswith("@") else text


class Form:
    """A form that asks the visitor for its items; see the module's text."""

    def __init__(
        self,
        session: Session,
        label: str,
        items: Iterable[Item],
        *,
        validate: Validate | None = None,
        cancelable: bool = False,
        titled: bool = False,
        asking: Asking = AT_ONCE,
    ) -> None:
        self.session = session
        self.asking = asking
        self.handles = active_handles()
        self.callbacks: list[Callback] = []
        self.items = {item.field.name: self._with_action(item) for item in items}
        # Fields whose value on the page may be the visitor's, also when they become read-only.
        self.open = {name for name, item in self.items.items() if not is_fixed(item.field)}
        # What `set_value` gave with a label: name -> the label, and the object it stands for.
        self.objects: dict[str, tuple[str, Any]] = {}
        self.validate = validate
        self.marks: dict[str, str] = {}
        fields = [item.field for item in self.items.values()]
        own_buttons = not (fields and _has_button(fields[-1], "submit"))
        self.show = wire.FormShow(
            form=0,
            label=label,
            fields=fields,
            cancelable=cancelable and own_buttons,
            buttons=own_buttons,
            titled=titled,
            scope=asking.scope,
        )
        self.cancelable = self.show.cancelable or any(
            _has_button(field, "cancel") for field in fields
        )
        self.size = COMMAND_SIZE + _encoded_size(self.show)

    def _with_action(self, item: Item) -> Item:
        """Give the button beside a field its callback."""
        action, field = item.action, item.field
        if action is None or not isinstance(field, wire.InputField):
            return item
        set_value = partial(self.set_value, field.name)
        callback = self.session.callback(partial(action, set_value), holds=False)
        self.callbacks.append(callback)
        field = structs.replace(field, action=callback.id)
        return item._replace(field=field, reader=reader_of(item.reader, field))

    def ask(self) -> Conversation[dict[str, Any] | None]:
        """Ask until the visitor submits what is allowed, or (None) cancels."""
        session = self.session
        with session.open_wait() as wait, ExitStack() as joined:
            for handle in self.handles:
                handle.join(wait)
                joined.callback(handle.part, wait)
            self.show.form = wait.id
            try:
                session.change(self._enter)
                if self.asking.timeout is not None:
                    wait.expire_after(self.asking.timeout)
                return (yield from self._converse(wait))
            finally:
                # At the end of a task the lock must not be waited for.
                session.guard.leave(lambda: self._leave(session.page))

    def _enter(self, page: Page) -> None:
        for callback in self.callbacks:
            callback.enter(page)
        page.show_form(self.show, self.size)

    def _leave(self, page: Page) -> None:
        if self.show.form in page.forms:
            page.close_form(self.show.form)
            for callback in self.callbacks:
                callback.leave(page)
        self.callbacks = []  # they hold this form

    def _converse(self, wait: Wait) -> Conversation[dict[str, Any] | None]:
        while True:
            match (yield wait):
                case wire.FormSubmit(values=values):
                    result, problems = self.read(values)
                    if not problems:
                        return result
                    self.mark(problems, refused=True)
                case wire.FormCancel() if self.cancelable:
                    return None
                case wire.FormBlur(name=name, value=value):
                    self.left(name, value)
                case wire.FormChange(name=name, value=value):
                    self.changed(name, value)
                case Expired():
                    raise TimeoutError(f"No answer came within {self.asking.timeout} seconds.")
                case Cancelled(reason=reason):
                    raise FormCancelledError(reason)

    # -- checks -----------------------------------------------------------------------------------

    def read(self, sent: dict[str, Json]) -> tuple[dict[str, Any], dict[str, str]]:
        """The values of a submit, and the problems: name -> text."""
        values: dict[str, Any] = {}
        problems: dict[str, str] = {}
        for name, item in self.items.items():
            try:
                values[name] = self.read_item(item, sent.get(name), name in sent)
            except Invalid as invalid:
                problems[name] = invalid.message
        if not problems and self.validate is not None:
            problems = self._check_all(self.validate, values)
        return values, problems

    def read_item(self, item: Item, sent: Json, present: bool = True) -> Any:
        """The value of one field, or :class:`Invalid`."""
        value = self._value(item, sent, present)
        if item.validate is not None:
            problem = self._call(item.validate, value, f"validate of {item.field.name!r}")
            if problem is not None:
                raise Invalid(message_text(problem))
        return value

    def _value(self, item: Item, sent: Json, present: bool) -> Any:
        label, value = self.objects.get(item.field.name, (None, None))
        if label is not None and isinstance(sent, str) and sent.strip() == label.strip():
            return value
        if present and is_fixed(item.field) and item.field.name in self.open:
            return as_kept(item.reader, sent)
        return read(item.reader, item.field, sent)

    def _call(self, validate: Validate, value: Any, what: str) -> Any:
        """Let the program check a value; what it raises is logged and refuses."""
        try:
            return validate(value)
        except Exception as error:
            if not self.session.report(error, what):
                raise
            raise Invalid("@invalid") from error

    def _check_all(self, validate: Validate, values: dict[str, Any]) -> dict[str, str]:
        try:
            problem = self._call(validate, dict(values), "validate of input_group()")
        except Invalid as invalid:
            return {WHOLE_FORM: invalid.message}
        match problem:
            case None:
                return {}
            case (str(name), message) if name in self.items:
                return {name: message_text(message)}
            case (str(name), message):
                log.warning("validate of input_group() names %r, which is no input of it.", name)
                return {WHOLE_FORM: message_text(message)}
        raise ArgumentError(
            "validate of input_group() returns None if all is well, else (name, message) with the "
            f"name of one of its inputs ({', '.join(self.items)}); it returned {problem!r}."
        )

    # -- events -----------------------------------------------------------------------------------

    def left(self, name: str, sent: Json) -> None:
        """The visitor left a field: check it, and show or take away its problem."""
        item = self.items.get(name)
        if item is None or not item.field.onblur or is_fixed(item.field) or sent in ("", None):
            return
        try:
            self.read_item(item, sent)
        except Invalid as invalid:
            self.mark({name: invalid.message})
        else:
            self.mark({name: None})

    def mark(self, marks: Mapping[str, str | None], refused: bool = False) -> None:
        """Show problems. A refused submit takes away what is no problem any more."""
        changes: dict[str, str | None] = dict.fromkeys(self.marks) if refused else {}
        changes.update(marks)
        form = self.show.form
        self.session.change(lambda page: page.mark_form(form, changes, refused))
        shown = {**self.marks, **changes}
        self.marks = {name: text for name, text in shown.items() if text is not None}

    def changed(self, name: str, sent: Json) -> None:
        """The visitor changed a field: tell the program, if it is a value of the field's type."""
        item = self.items.get(name)
        if item is None or item.onchange is None or is_fixed(item.field):
            return
        try:
            value = item.reader.convert(sent)
        except Invalid:
            return
        what = f"onchange of {name!r}"
        token = changing.set(Changing(self, name))
        try:
            result = item.onchange(value)
            if inspect.isawaitable(result):
                self._run(result, what, Changing(self, name))
        except Exception as error:
            if not self.session.report(error, what):
                raise
        finally:
            changing.reset(token)

    def _run(self, awaitable: Awaitable[Any], what: str, why: Changing) -> None:
        """Run what an `async` function of the program returned, beside the waiting task."""
        session = self.session

        async def run() -> None:
            changing.set(why)
            try:
                await awaitable
            except Exception as error:
                if not session.report(error, what):
                    raise

        session.call(Callback(session.next_id(), run), ())

    # -- changes by the program -------------------------------------------------------------------

    def update(self, item: Item, attributes: dict[str, Json]) -> None:
        """A field is now that of `item`; `attributes` are what is new. Nothing once it is over."""
        name = item.field.name
        size = COMMAND_SIZE + len(json.encode(attributes))

        def operation(page: Page) -> None:
            self.items[name] = item
            page.update_form(self.show.form, item.field, attributes, size)

        if self.show.form not in self.session.page.forms:
            return
        self.session.change(operation)
        if "value" in attributes or "options" in attributes:
            if is_fixed(item.field):
                self.open.discard(name)
            if name in self.marks:
                self.mark({name: None})

    def set_value(self, name: str, value: Any, label: Any = None) -> None:
        """Put a value into a field; with a label the field shows that and gives the value itself.

        :param value: what the field gets, or with `label` any object.
        :param label: shown in the field, which then cannot be edited; the input returns `value`.
        """
        item = self.items[name]
        field = item.field
        if not isinstance(field, wire.InputField):
            raise TypeError(f"the field {name!r} has no text to be set.")
        if label is None:
            self.objects.pop(name, None)
            text = initial_text(value, field.kind)
        else:
            text = " ".join(str(label).splitlines())
            self.objects[name] = (text, value)
        field = structs.replace(field, value=text, locked=label is not None)
        item = item._replace(field=field, reader=reader_of(item.reader, field))
        self.update(item, {"value": text, "locked": field.locked})


def _has_button(field: wire.FormField, kind: str) -> bool:
    return isinstance(field, wire.ActionsField) and any(
        button.kind == kind for button in field.buttons
    )


def _encoded_size(show: wire.FormShow) -> int:
    """The bytes of a form; fails here, in the program's call, for texts that cannot be sent."""
    try:
        return len(json.encode(show))
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise ArgumentError(f"this form cannot be sent to the page: {error}.") from error


def ask_one(session: Session, item: Item, asking: Asking) -> Conversation[Any]:
    """A form of one field: its value, or None when it was cancelled."""
    form = Form(session, item.field.label, [item], titled=True, asking=asking)
    return _only_value(form)


def _only_value(form: Form) -> Conversation[Any]:
    values = yield from form.ask()
    return None if values is None else values[SINGLE]
