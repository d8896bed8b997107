"""The conversation of one form: show it, check what comes, show problems, give the result.

It is written once for thread and coroutine sessions: a generator that yields the wait at which it
waits and is sent the events of the page. Functions of the program (`validate`, `onchange`) run in
the thread or task that waits.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, NamedTuple

from msgspec import json

from .. import protocol as wire
from ..exceptions import ArgumentError
from ..protocol import Json
from ..session.base import Conversation, Session
from ..session.callbacks import Callback
from ..session.page import COMMAND_SIZE
from .values import Invalid, Reader, is_fixed, read

SINGLE = "data"
"""The name of the field of a form that has only one and no name for it."""

WHOLE_FORM = ""
"""A problem under this name belongs to no field."""

Validate = Callable[[Any], Any]


class Item(NamedTuple):
    """One input: the field on the page, how its value is read, and functions of the program."""

    field: wire.FormField
    reader: Reader
    validate: Validate | None = None
    onchange: Callable[[Any], Any] | None = None


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
    ) -> None:
        self.session = session
        self.items = {item.field.name: item for item in items}
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
        )
        self.cancelable = self.show.cancelable or any(
            _has_button(field, "cancel") for field in fields
        )
        self.size = COMMAND_SIZE + _encoded_size(self.show)

    def ask(self) -> Conversation[dict[str, Any] | None]:
        """Ask until the visitor submits what is allowed, or (None) cancels."""
        session = self.session
        with session.open_wait() as wait:
            self.show.form = wait.id
            try:
                session.change(lambda page: page.show_form(self.show, self.size))
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
            finally:
                # At the end of a task the lock must not be waited for.
                session.guard.leave(lambda: session.page.close_form(wait.id))

    # -- checks -----------------------------------------------------------------------------------

    def read(self, sent: dict[str, Json]) -> tuple[dict[str, Any], dict[str, str]]:
        """The values of a submit, and the problems: name -> text."""
        values: dict[str, Any] = {}
        problems: dict[str, str] = {}
        for name, item in self.items.items():
            try:
                values[name] = self.read_item(item, sent.get(name))
            except Invalid as invalid:
                problems[name] = invalid.message
        if not problems and self.validate is not None:
            problems = self._check_all(self.validate, values)
        return values, problems

    def read_item(self, item: Item, sent: Json) -> Any:
        """The value of one field, or :class:`Invalid`."""
        value = read(item.reader, item.field, sent)
        if item.validate is not None:
            problem = self._call(item.validate, value, f"validate of {item.field.name!r}")
            if problem is not None:
                raise Invalid(message_text(problem))
        return value

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
        try:
            result = item.onchange(value)
            if inspect.isawaitable(result):
                self._run(result, what)
        except Exception as error:
            if not self.session.report(error, what):
                raise

    def _run(self, awaitable: Awaitable[Any], what: str) -> None:
        """Run what an `async` function of the program returned, beside the waiting task."""
        session = self.session

        async def run() -> None:
            try:
                await awaitable
            except Exception as error:
                if not session.report(error, what):
                    raise

        session.call(Callback(session.next_id(), run), ())


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


def ask_one(session: Session, item: Item) -> Conversation[Any]:
    """A form of one field: its value, or None when it was cancelled."""
    form = Form(session, item.field.label, [item], titled=True)
    return _only_value(form)


def _only_value(form: Form) -> Conversation[Any]:
    values = yield from form.ask()
    return None if values is None else values[SINGLE]
