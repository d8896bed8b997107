"""What stands over the page for a while: popups and toasts."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any, Literal, TypeVar

from msgspec import structs

from .. import protocol as wire
from ..exceptions import ArgumentError
from ..lenient import number_of, word_of
from ..session.copying import Copy
from ..session.current import Place, find_place, get_current_session, set_place
from ..session.page import Page
from ..session.pieces import COMMAND_SIZE, Piece
from ..utils import as_text, in_context, random_str
from .containers import Content
from .widget import (
    check_callback,
    combines,
    content_list,
    enter_scope,
    pieces,
)

F = TypeVar("F", bound=Callable[..., Any])

_SIDES = ("left", "center", "right")


class PopupSize:
    """Sizes of a popup."""

    LARGE: Literal["large"] = "large"
    NORMAL: Literal["normal"] = "normal"
    SMALL: Literal["small"] = "small"


_SIZES = (PopupSize.SMALL, PopupSize.NORMAL, PopupSize.LARGE)


class Popup:
    """What :func:`popup` returns: a context manager and a decorator."""

    def __init__(self, command: wire.PopupOpen, initial: tuple[Piece, ...]) -> None:
        self.session = get_current_session()
        self.command = command
        self._initial = initial
        self._called = False
        self._entered: list[Place] = []

    def open(self) -> None:
        """Open it, in the place of any other."""
        contents = self._initial
        copy = Copy(self.session.next_id)  # the outputs themselves are changed by their handles
        self._initial = tuple([copy.piece(piece) for piece in contents])
        command = structs.replace(self.command, popup=self.session.next_id())
        self.session.change(lambda page: page.open_popup(command, contents))
        self.command = command

    def _is_open(self) -> bool:
        shown = self.session.page.popup
        return shown is not None and shown.popup == self.command.popup

    def __enter__(self) -> str:
        if not self._is_open():
            self.open()
        self._entered.append(enter_scope(self.command.scope))
        return self.command.scope

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        set_place(self._entered.pop())

    def __call__(self, function: F) -> F:
        return in_context(function, self._for_call)

    def _for_call(self) -> Popup:
        """The first call fills the popup that is open; later ones begin it anew."""
        if self._called:
            self.open()
        self._called = True
        return self


@combines
def popup(
    title: object,
    content: Content | None = None,
    size: str = PopupSize.NORMAL,
    implicit_close: bool = True,
    closable: bool = True,
) -> Popup:
    """Open a popup, in the place of any other.

    :param title: its title.
    :param content: an output, a text, or a list of them.
    :param size: ``"small"``, ``"normal"`` or ``"large"`` (see :class:`PopupSize`).
    :param implicit_close: a click outside and the Esc key close it.
    :param closable: the visitor can close it; else only :func:`close_popup` does.

    The value can stand in ``with`` (what the block puts out goes into the popup; ``as`` gives the
    name of its scope), and it is a decorator: the function's outputs go into the popup. A form that
    is asked while a popup is open stands in it, until it is answered or the popup is closed.

    Example::

        popup("Hello", "This is a popup.")
        with popup("Choose", size=PopupSize.SMALL):
            put_buttons(["yes", "no"], onclick=lambda answer: close_popup())
    """
    session = find_place().session
    session.admit()
    contents = [] if content is None else content_list("popup()", content)
    command = wire.PopupOpen(
        popup=0,
        title=as_text(title),
        scope=random_str(10),
        size=word_of("size", size, _SIZES, PopupSize.NORMAL),
        implicit_close=bool(implicit_close and closable),
        closable=bool(closable),
    )
    shown = Popup(command, pieces(session, contents))
    shown.open()
    return shown


def close_popup() -> None:
    """Close the popup; nothing happens when none is open.

    Example::

        popup("Please wait")
        close_popup()
    """
    get_current_session().change(Page.close_popup)


def toast(
    content: object,
    duration: float = 2,
    position: str = "center",
    color: str = "info",
    onclick: Callable[[], object] | None = None,
) -> None:
    """Show a short message at the top of the page for a while.

    :param content: the text.
    :param duration: seconds; 0 or less: until the visitor closes it.
    :param position: ``"left"``, ``"center"`` or ``"right"``.
    :param color: ``"info"``, ``"error"``, ``"warn"``, ``"success"``, or a colour as ``"#a0c0ff"``.
    :param onclick: called without arguments when the visitor clicks the message, which then goes.

    Example::

        toast("Saved.", color="success")
    """
    session = find_place().session
    session.pace()
    seconds = number_of(duration, written=True)
    if seconds is None:
        raise TypeError(f"duration takes seconds, got {duration!r}.")
    if not seconds < 1e6:
        raise ArgumentError(f"duration takes seconds, less than a million; got {duration!r}.")
    if color is not None and not isinstance(color, str):
        raise TypeError(f"color takes text as 'info' or '#a0c0ff', got {color!r}.")
    text = as_text(content)
    command = wire.Toast(
        effect=0,
        content=text,
        duration=round(max(seconds, 0) * 1000),
        position=word_of("position", position, _SIDES, "center"),
        color=as_text(color or "info"),
    )
    if onclick is not None:
        check_callback(session, onclick)
        callback = session.callback(onclick, once=True)
        session.keep_callback(callback)
        command.callback = callback.id
    session.effect(command, COMMAND_SIZE + len(text))
