"""Questions in a popup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from msgspec import to_builtins

from ..exceptions import ArgumentError
from ..lenient import seconds_of
from ..output import Output, close_popup, popup, put_buttons, put_error, put_scope, use_scope
from ..output.widget import combines, content_list, is_coroutine_function
from ..pin import get_pin_values
from ..session import get_current_session
from ..session.base import Cancelled, Conversation, Expired, Wait
from ..session.copying import Copy
from ..session.page import Page
from .both import now, run
from .texts import in_language, t

PROBLEMS = "webio-popup-problems"

GONE = "gone"
"""What is said when the popup has gone, however."""


class _Watch:
    """Part of a popup's contents: tells when they go."""

    def __init__(self, dialog: Dialog) -> None:
        self.dialog = dialog

    def enter(self, page: Page) -> None:
        """Nothing is told of the beginning."""

    def fill(self, page: Page) -> None:
        """Nothing stands in it."""

    def leave(self, page: Page) -> None:
        """The popup goes."""
        self.dialog.say(GONE)

    def again(self, copy: Copy) -> _Watch:
        """Copies are not on the page."""
        return self


class Dialog:
    """What is said by the buttons of a popup."""

    def __init__(self, wait: Wait) -> None:
        self._wait = wait

    def say(self, answer: Any) -> None:
        """The visitor's answer; called by buttons."""
        self._wait.cancel(answer)

    def answer(self) -> Any:
        """Wait for the next answer; `None` when the time is up (awaited in coroutine sessions)."""
        return get_current_session().converse(self._listen())

    def _listen(self) -> Conversation[Any]:
        while True:
            message = yield self._wait
            if isinstance(message, Expired):
                return None
            if isinstance(message, Cancelled):
                return message.reason

    def end_mark(self) -> Output:
        """An output without looks that says when the popup has gone."""
        mark = put_scope(f"webio-dialog-{self._wait.id}")
        mark._piece = mark._piece._replace(parts=(*mark._piece.parts, _Watch(self)))
        return mark


@contextmanager
def dialog(timeout: float | None = None) -> Iterator[Dialog]:
    """A conversation by the buttons of a popup, which is closed at its end."""
    timeout = seconds_of(timeout)
    with get_current_session().open_wait() as wait:
        if timeout is not None:
            wait.expire_after(timeout)
        yield Dialog(wait)


@combines
def confirm(
    title: str,
    content: str | Output | Sequence[str | Output] | None = None,
    *,
    timeout: float | None = None,
) -> Any:
    """Ask whether to go on, in a popup.

    :param title: the question.
    :param content: an output, a text, or a list of them.
    :param timeout: seconds to wait at most.
    :returns: `True` or `False`; `None` when the time is up.

    Example::

        from pywebio.battery import confirm

        if confirm("Delete the file?", "It cannot be brought back.", timeout=60):
            put_text("deleted")
    """
    shown = [] if content is None else content_list("confirm()", content)

    async def ask() -> bool | None:
        with dialog(timeout) as talk:
            buttons = put_buttons(
                [
                    {"label": t("confirm"), "value": True},
                    {"label": t("cancel"), "value": False, "color": "secondary"},
                ],
                onclick=talk.say,
            )
            popup(title, [*shown, buttons, talk.end_mark()], implicit_close=False)
            answer = await now(talk.answer())
            if answer != GONE:
                close_popup()
            return None if answer is None else answer is True

    return run(ask())


@combines
def popup_input(
    pins: Output | Sequence[Output],
    title: str = "Please fill out the form below",
    validate: Callable[[dict[str, Any]], tuple[str, str] | None] | None = None,
    popup_size: str = "normal",
    cancelable: bool = False,
) -> Any:
    """Ask by pins in a popup.

    :param pins: pins, and other outputs beside and around them.
    :param title: of the popup.
    :param validate: called with the values; returns `None`, or the name of a pin and a message.
    :param popup_size: ``"small"``, ``"normal"`` or ``"large"``.
    :param cancelable: the visitor may go without an answer.
    :returns: the values by the names of the pins; `None` when the visitor cancelled.

    Example::

        from pywebio.battery import popup_input

        answer = popup_input(
            [put_input("name", label="Your name"), put_input("mail", label="Your address")],
            validate=lambda values: None if values["name"] else ("name", "Please say it."),
        )
        put_text(answer)
    """
    shown = content_list("popup_input()", pins)
    names = [name for part in shown if isinstance(part, Output) for name in pin_names(part)]
    if not names:
        raise ArgumentError("popup_input() takes at least one pin, as put_input('name').")
    if validate is not None and not callable(validate):
        raise ArgumentError(f"validate takes a function of the values, got {validate!r}.")
    if get_current_session().kind == "thread" and is_coroutine_function(validate):
        raise ArgumentError("validate has to be a plain function in a plain function's program.")

    async def ask() -> dict[str, Any] | None:
        with dialog() as talk:
            choices: list[dict[str, Any]] = [{"label": t("submit"), "value": True}]
            if cancelable:
                choices.append({"label": t("cancel"), "value": False, "color": "secondary"})
            buttons = put_buttons(choices, onclick=talk.say)
            problems = put_scope(PROBLEMS)
            content = [*shown, problems, buttons, talk.end_mark()]
            popup(
                in_language(title, "fill_out"),
                content,
                popup_size,
                implicit_close=False,
                closable=cancelable,
            )
            return await _valid_values(talk, names, validate)

    return run(ask())


async def _valid_values(
    talk: Dialog, names: list[str], validate: Callable[[dict[str, Any]], Any] | None
) -> dict[str, Any] | None:
    while True:
        answer = await now(talk.answer())
        if answer == GONE:
            return None
        if answer is False:
            close_popup()
            return None
        values: dict[str, Any] = await now(get_pin_values(names))
        problem = None if validate is None else await now(validate(values))
        if problem is None:
            close_popup()
            return values
        with use_scope(PROBLEMS, clear=True):
            put_error(_message(problem, names))


def _message(problem: Any, names: Iterable[str]) -> str:
    if isinstance(problem, tuple | list) and len(problem) == 2 and problem[0] in names:
        return str(problem[1])
    raise ArgumentError(
        f"validate returns None, or the name of a pin and a message; it gave {problem!r}."
    )


def pin_names(output: Output) -> list[str]:
    """The names of the pins in an output."""
    found: list[str] = []
    waiting: list[Any] = [to_builtins(output._piece.node)]
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, dict):
            if value.get("type") == "pin" and "field" in value:
                found.append(value["field"]["name"])
            else:
                waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return found
