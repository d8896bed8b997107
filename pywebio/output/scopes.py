"""Scopes: named places on the page into which outputs go, one inside another."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any, Literal, TypeVar

from .. import protocol as wire
from ..exceptions import ArgumentError
from ..protocol import ROOT
from ..session.current import Place, find_place, set_place
from ..session.page import Page
from ..utils import check_name, in_context, random_str
from .widget import ScopeArgument, check_position, choice, enter_scope, find_scope

F = TypeVar("F", bound=Callable[..., Any])


class Scope:
    """Indexes in the stack of entered scopes, for `scope` arguments."""

    Current = -1
    Root = 0
    Parent = -2


class Position:
    """Where :func:`scroll_to` places a scope in the visible area.

    Example::

        put_scope("end")
        scroll_to("end", Position.BOTTOM)
    """

    TOP: Literal["top"] = "top"
    MIDDLE: Literal["middle"] = "middle"
    BOTTOM: Literal["bottom"] = "bottom"


class OutputPosition:
    """The `position` at the top and at the end of a scope.

    Example::

        put_text("second")
        put_text("first", position=OutputPosition.TOP)
    """

    TOP = 0
    BOTTOM = -1


class ScopeUse:
    """What :func:`use_scope` returns: a context manager and a decorator."""

    def __init__(
        self,
        name: str,
        clear: bool,
        create: bool,
        container: ScopeArgument,
        position: int,
        if_exist: str | None,
    ) -> None:
        self.name = name
        self.clear = clear
        self.create = create
        self.container = container
        self.position = position
        self.if_exist = if_exist
        self._entered: list[tuple[Place, bool]] = []

    def __enter__(self) -> str:
        place = find_place()
        container = find_scope(place, self.container)
        held = False

        def enter(page: Page) -> None:
            nonlocal held
            held = self.clear and self.name in page.branches
            if held:
                page.clear(self.name, hold=True)
            if self.create:
                page.set_scope(self.name, container, self.position, self.if_exist)

        place.session.change(enter)
        self._entered.append((enter_scope(self.name), held))
        return self.name

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        place, held = self._entered.pop()
        set_place(place)
        if held:
            session = place.session
            session.guard.do(lambda: session.page.release(self.name))

    def __call__(self, function: F) -> F:
        return in_context(function, self._again)

    def _again(self) -> ScopeUse:
        """One use of its own for each call: calls may overlap."""
        return ScopeUse(
            self.name, self.clear, self.create, self.container, self.position, self.if_exist
        )


def use_scope(
    name: str | None = None,
    clear: bool = False,
    create_scope: bool = True,
    *,
    container_scope: ScopeArgument = None,
    position: int = -1,
    if_exist: str | None = None,
    **kwargs: object,
) -> ScopeUse:
    """Enter a scope for the time of a ``with`` block or of a function; make it if it is not there.

    :param name: ASCII letters, digits, ``-`` and ``_``; `None`: a random name. The block gets it
        by ``as``.
    :param clear: empty the scope first. Its height stays until the end of the block, so that the
        page does not jump.
    :param create_scope: make the scope if it is not there.
    :param container_scope: the scope in which it is made; default: the current one.
    :param position: where it is made, as for :func:`put_text`.
    :param if_exist: as for :func:`set_scope`.

    Example::

        with use_scope("result"):
            put_text("shown in the scope")

        @use_scope("result", clear=True)
        def show(n):
            put_text(n)

        show(1)
        show(2)
    """
    if kwargs:
        raise TypeError(f"use_scope() has no parameters {', '.join(kwargs)}.")
    return ScopeUse(
        random_str(10) if name is None else check_name(name, "The name of a scope"),
        bool(clear),
        bool(create_scope),
        container_scope,
        check_position(position),
        _check_if_exist(if_exist),
    )


def _check_if_exist(if_exist: str | None) -> str | None:
    if if_exist in (None, "none"):
        return None
    return "clear" if if_exist == "blank" else choice("if_exist", if_exist, ("remove", "clear"))


def set_scope(
    name: str,
    container_scope: ScopeArgument = None,
    position: int = -1,
    if_exist: str | None = None,
) -> None:
    """Make a scope without entering it.

    :param name: ASCII letters, digits, ``-`` and ``_``.
    :param container_scope: the scope in which it is made; default: the current one.
    :param position: where in it, as for :func:`put_text`.
    :param if_exist: what to do with a scope of this name: `None` leaves it, ``"remove"`` makes it
        anew at the new place, ``"clear"`` empties it where it is.

    Example::

        set_scope("head")
        set_scope("body")
        put_text("above", scope="head")
    """
    place = find_place()
    check_name(name, "The name of a scope")
    container = find_scope(place, container_scope)
    check_position(position)
    how = _check_if_exist(if_exist)
    if name == ROOT and how == "remove":
        raise ArgumentError("The scope ROOT is the page itself: it cannot be made anew.")
    place.session.change(lambda page: page.set_scope(name, container, position, how))


def get_scope(stack_idx: int = -1) -> str:
    """The name of an entered scope.

    :param stack_idx: -1 the current one, -2 the one around it, 0 the outermost (``ROOT``).

    Example::

        with use_scope("a"):
            put_text(get_scope(), get_scope(-2))
    """
    place = find_place()
    place.session.check_open()
    if not isinstance(stack_idx, int):
        raise TypeError(f"get_scope() takes an index, got {stack_idx!r}.")
    return find_scope(place, stack_idx)


def clear(scope: ScopeArgument = None) -> None:
    """Empty a scope, with the scopes in it.

    :param scope: a name, or an index in the stack of entered scopes; default: the current scope.
        A scope that is not there is ignored.

    Example::

        put_text("gone at once")
        clear()
    """
    place = find_place()
    name = find_scope(place, scope)
    place.session.change(lambda page: page.clear(name))


clear_scope = clear


def remove(scope: ScopeArgument = None) -> None:
    """Take a scope away with all that stands in it.

    :param scope: as for :func:`clear`. The page itself (``ROOT``) cannot be removed.

    Example::

        with use_scope("hint"):
            put_text("loading")
        remove("hint")
    """
    place = find_place()
    name = find_scope(place, scope)
    if name == ROOT:
        raise ArgumentError("The scope ROOT cannot be removed; clear('ROOT') empties the page.")
    place.session.change(lambda page: page.remove(name))


def scroll_to(scope: ScopeArgument = None, position: str = Position.TOP) -> None:
    """Scroll the page to a scope.

    :param scope: as for :func:`clear`.
    :param position: where the scope comes to stand in the visible area: ``"top"``, ``"middle"``
        or ``"bottom"``.

    Example::

        with use_scope("end"):
            put_text("the end")
        scroll_to("end", Position.BOTTOM)
    """
    place = find_place()
    where = choice("position", position, (Position.TOP, Position.MIDDLE, Position.BOTTOM))
    name = find_scope(place, scope)
    place.session.effect(wire.ScrollTo(effect=0, scope=name, position=where))
