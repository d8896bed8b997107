"""What every ``put_*()`` function returns, and how outputs are made and put into one another."""

from __future__ import annotations

from collections import UserList, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from functools import wraps
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar, cast

import msgspec
from msgspec import structs

from .. import protocol as wire
from ..exceptions import ArgumentError
from ..lenient import number_of, whole_of
from ..session.base import Session
from ..session.callbacks import Callback
from ..session.copying import Copy
from ..session.current import Place as Place
from ..session.current import ScopeArgument as ScopeArgument
from ..session.current import find_place, set_place
from ..session.current import find_scope as find_scope
from ..session.nesting import inner_part
from ..session.page import Page
from ..session.pieces import COMMAND_SIZE, Branch, Part, Piece, text_size
from ..utils import as_text, iscoroutinefunction, random_str

P = ParamSpec("P")
R = TypeVar("R")
O = TypeVar("O", bound="Output")  # noqa: E741

COPIES_MOST = 100
"""An output that was shown more often is changed in the places where it was shown last."""

_encode = msgspec.json.Encoder().encode


class State(IntEnum):
    """The life of an output."""

    NEW = 0
    """Made; it will be shown when the program drops it."""
    SHOWN = 1
    """On the page (or it was)."""
    EMBEDDED = 2
    """Part of another output."""
    DISCARDED = 3
    """Its combination with others failed, or it never shows by itself."""


NEW = State.NEW


class Output:
    """An output of the program: it appears when it is not kept, else when it is used or shown.

    Every ``put_*()`` function returns one. Where nobody keeps the value, it appears on the page at
    once. A value that is kept (in a variable, a list) appears when it is put into another output,
    when :meth:`show` is called, or when the program drops it.

    Example::

        note = put_text("kept for later")
        put_text("first")
        note.show()
        put_row([put_text("left"), note])

    The value is a handle as well: :meth:`update` and :meth:`remove` change what stands on the page.
    """

    __slots__ = ("_copies", "_maker", "_piece", "_state", "position", "scope", "session")

    def __init__(
        self,
        session: Session,
        piece: Piece,
        scope: str,
        position: int,
        maker: Callable[..., Output] | None = None,
    ) -> None:
        self.session = session
        self._piece = piece
        self.scope = scope
        self.position = position
        self._state = NEW
        self._maker = maker
        self._copies: deque[int] | None = None

    def __del__(self) -> None:
        if self._state is NEW:
            self.session.show(self._piece, self.scope, self.position)

    def __repr__(self) -> str:
        node = self._piece.node
        return f"<put_{node.__struct_config__.tag} {node.id} {self._state.name.lower()}>"

    # -- for programs -----------------------------------------------------------------------------

    @property
    def spec(self) -> dict[str, Any]:
        """A copy of the structure as add-on packages read it; a pin's field is its ``input``."""
        node: dict[str, Any] = msgspec.to_builtins(self._piece.node)
        if isinstance(self._piece.node, wire.Pin):
            field = node["input"] = node.pop("field")
            field["type"] = field.pop("kind", "text") if field["type"] == "input" else field["type"]
        return node

    def show(self) -> Self:
        """Show the output now; when it was shown before, show it once more.

        Example::

            note = put_text("again and again")
            note.show().show()
        """
        self.session.admit()
        piece = self.take(State.SHOWN)
        self.session.show(piece, self.scope, self.position)
        return self

    send = show

    def style(self, css_style: str | Mapping[str, object] | None) -> Self:
        """Add CSS to the output, for example ``"color: red"``; several calls add up.

        `None` adds nothing; a dict of properties is CSS too.

        Example::

            put_text("careful").style("color: red").style("font-weight: bold")
        """
        with together(self):
            if isinstance(css_style, Mapping):
                css_style = "; ".join([f"{name}: {value}" for name, value in css_style.items()])
            if css_style is None:
                return self
            if not isinstance(css_style, str):
                raise TypeError(f"style() takes CSS as text, got {css_style!r}.")
        css = as_text(css_style)
        old = self._piece.node.style.rstrip("; ")
        self._change(style=f"{old}; {css}" if old else css)
        return self

    def onclick(self, callback: Callable[[], object]) -> Self:
        """Call `callback()` when the visitor clicks the output.

        Example::

            put_text("press me").onclick(lambda: toast("pressed"))
        """
        with together(self):
            check_callback(self.session, callback)
            click = self.session.callback(callback)
        old = self._piece.node.click
        parts = [part for part in self._piece.parts if not is_callback(part, old)]
        self._change(click=click.id)
        self._piece = self._piece._replace(parts=(*parts, click))
        return self

    def update(self, *args: Any, **kwargs: Any) -> Self:
        """Show something else in the same place: give the arguments that the function takes.

        It works wherever the output stands, also within another one, and before it is shown. What
        `.style()` and `.onclick()` have set stays.

        Example::

            state = put_text("waiting").show()
            state.update("done")
            cell = put_button("start", onclick=lambda: cell.update("again", onclick=print))
            put_table([["job", "action"], ["copy", cell]])
        """
        with together(args, kwargs):
            if self._maker is None:
                raise TypeError("This output cannot be changed by update().")
            if find_place().session is not self.session:
                raise ArgumentError("An output cannot be changed by another session than its own.")
        self._renew(self._maker(*args, **kwargs).take(State.EMBEDDED))
        return self

    def _renew(self, piece: Piece) -> None:
        """Be another output from now on, in the same place."""
        old = self._piece
        node = piece.node
        node.id, node.style, node.click = old.node.id, old.node.style, old.node.click
        clicks = [part for part in old.parts if node.click and is_callback(part, node.click)]
        piece = Piece(node, (*piece.parts, *clicks), piece.size + len(node.style))
        self._piece = piece if self._fresh else piece.spare()
        if self._fresh:
            return
        expected = self._state is State.EMBEDDED

        def change(page: Page) -> None:
            (page.exchange if expected else page.put_in_place)(piece)
            for node_id in self._copies or ():
                copy = Copy(page.next_id).piece(self._piece)
                copy.node.id = node_id
                page.put_in_place(copy)

        self.session.change(change)

    def remove(self) -> None:
        """Take the output off the page; :meth:`show` shows it anew.

        Example::

            hint = put_text("only for a moment").show()
            hint.remove()
        """
        if not self._fresh:
            ids = self._standing()
            expected = self._state is State.EMBEDDED
            self.session.change(lambda page: page.remove_all(ids, expected))
            self._piece = Copy(self.session.next_id).piece(self._piece)
            self._copies = None
        self._state = State.DISCARDED

    def _standing(self) -> list[int]:
        """The ids under which it may stand on the page."""
        return [self._piece.node.id, *(self._copies or ())]

    def __enter__(self) -> str:
        kind = type(self._piece.node).__name__.lower()
        raise RuntimeError(
            f"A {kind} output holds no others, so it cannot stand in `with`. Outputs that can: "
            "put_collapse, put_scrollable, put_row, put_column, put_loading, put_info, "
            "put_success, put_warning, put_error."
        )

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        """Outputs that hold others come back from their contents here."""

    # -- for the library --------------------------------------------------------------------------

    @property
    def _fresh(self) -> bool:
        """Whether the structure was not used yet, so that it may be changed and used as it is."""
        return self._state in (State.NEW, State.DISCARDED)

    def take(self, state: State) -> Piece:
        """The output for one use: itself, or a copy if it was used before."""
        piece = self._piece
        if self._fresh:
            self._piece = piece.spare()
            self._state = state
            return piece
        copy = Copy(self.session.next_id).piece(piece)
        self._remember(copy.node.id)
        return copy

    def _remember(self, node_id: int) -> None:
        """It stands on the page under one more id."""
        if self._copies is None:
            self._copies = deque(maxlen=COPIES_MOST)
        self._copies.append(node_id)

    def discard(self) -> None:
        """The combination it was made for failed: do not show it."""
        if self._state is NEW:
            self._state = State.DISCARDED

    def _change(self, **changes: Any) -> None:
        """Change the structure; one that is on the page already stays as it is."""
        node = self._piece.node
        if self._fresh:
            for name, value in changes.items():
                setattr(node, name, value)
        else:
            self._piece = self._piece._replace(node=structs.replace(node, **changes))


def is_callback(part: Part, callback_id: int) -> bool:
    """Whether a part is the callback with this id."""
    return isinstance(part, Callback) and part.id == callback_id


class Holder(Branch):
    """A scope without a name of the program's: each copy gets a name of its own."""

    __slots__ = ()

    @classmethod
    def new(cls, session: Session, style: str = "") -> Self:
        """An empty one."""
        return cls(wire.Scope(id=session.next_id(), name=random_str(10), style=style))

    def spare(self) -> Self:
        """The same before it is shown."""
        return type(self)(self.node)

    def again(self, copy: Copy) -> Self:
        """An empty scope with a name of its own."""
        node = cast(wire.Scope, copy.nodes[self.node.id])
        node.name = random_str(10)
        return type(self)(node)


class Container(Output):
    """An output that can stand in ``with``: what the block puts out goes into it."""

    __slots__ = ("_entered",)

    holder_style = ""

    def __init__(self, *made: Any) -> None:
        super().__init__(*made)  # by `Builder.make`, as every output
        self._entered: list[Place] = []

    def __enter__(self) -> str:
        self.session.admit()
        if not self._fresh:
            self._remember(self._piece.node.id)
            self._piece = Copy(self.session.next_id).piece(self._piece)
            self._state = State.NEW
        holder = Holder.new(self.session, self.holder_style)
        node, parts, size = self._piece
        self.contents(node).append(holder.node)
        self._piece = Piece(node, (*parts, holder), size + COMMAND_SIZE)
        self.session.show(self.take(State.SHOWN), self.scope, self.position)
        self._entered.append(enter_scope(holder.name))
        return holder.name

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        set_place(self._entered.pop())

    def contents(self, node: Any) -> list[Any]:
        """The list of the node into which outputs go."""
        found: list[Any] = node.contents
        return found


class OutputList(UserList[Any]):
    """A list of outputs; those that are not used are shown, in order, when it is dropped.

    :param initlist: the outputs.

    Example::

        OutputList([put_text("first"), put_text("second")])
    """

    def __del__(self) -> None:
        # CPython drops the items of a list from its end.
        self.data.reverse()


# ---------------------------------------------------------------------------------------------
# Making outputs.


class Builder:
    """Makes one output: where it goes is found first, so that it fails in the caller's line."""

    __slots__ = ("parts", "position", "scope", "session")

    def __init__(self, scope: ScopeArgument, position: int) -> None:
        place = find_place()
        self.session = place.session
        self.session.admit()
        self.scope = place.scopes[-1] if scope is None else find_scope(place, scope)
        self.position = check_position(position)
        self.parts: list[Part] = []

    def id(self) -> int:
        """The id for a new node."""
        return self.session.next_id()

    def nest(self, output: Output) -> wire.Output:
        """The node of another output, which becomes part of this one."""
        piece = nested(self.session, output)
        self.parts += inner_part(piece)
        return piece.node

    def item(self, content: object, inline: bool = False) -> wire.Output:
        """The node of an output, or text for anything else."""
        if isinstance(content, Output):
            return self.nest(content)
        return wire.Text(id=self.id(), content=as_text(content), inline=inline)

    def output(self, node: wire.Output, maker: Callable[..., Output] | None = None) -> Output:
        """The finished output; `maker` is the function that `update()` calls."""
        return self.make(Output, node, maker)

    def make(
        self, kind: type[O], node: wire.Output, maker: Callable[..., Output] | None = None
    ) -> O:
        """The finished output, of some class."""
        piece = Piece(node, tuple(self.parts), COMMAND_SIZE + len(encoded(node)))
        return kind(self.session, piece, self.scope, self.position, maker)


def nested(session: Session, output: Output) -> Piece:
    """An output as part of another one."""
    if output.session is not session:
        raise ArgumentError("An output cannot be used in another session than it was made in.")
    return output.take(State.EMBEDDED)


def text_piece(session: Session, content: object) -> Piece:
    """A piece of plain text."""
    text = as_text(content)
    return Piece(wire.Text(id=session.next_id(), content=text), (), text_size(text))


def pieces(session: Session, contents: Iterable[object]) -> tuple[Piece, ...]:
    """Outputs, and text for anything else, as what stands in a scope from the start."""
    return tuple(
        [
            nested(session, content)
            if isinstance(content, Output)
            else text_piece(session, content)
            for content in contents
        ]
    )


def encoded(value: object) -> bytes:
    """JSON of a node or a value; raises :class:`TypeError` for what JSON cannot say."""
    try:
        return _encode(value)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise TypeError(f"The contents of this output cannot be sent as JSON: {error}.") from None


def discard(*values: object) -> None:
    """Mark all outputs in arguments of a call that failed: they must not appear."""
    seen: set[int] = set()
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        if isinstance(value, Output):
            value.discard()
        elif isinstance(value, Span):
            waiting.append(value.content)
        elif isinstance(value, list | tuple | dict | UserList) and id(value) not in seen:
            seen.add(id(value))
            waiting += value.values() if isinstance(value, dict) else value


@contextmanager
def together(*values: object) -> Iterator[None]:
    """If the block fails, the outputs among these values do not appear."""
    try:
        yield
    except BaseException:
        discard(*values)
        raise


def combines(function: Callable[P, R]) -> Callable[P, R]:
    """For functions that take outputs: when the call fails, these do not appear."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except BaseException:
            discard(args, kwargs)
            raise

    return call


class Span:
    """A cell over several rows or columns; made by :func:`span`."""

    __slots__ = ("col", "content", "row")

    def __init__(self, content: object, row: int, col: int) -> None:
        self.content = content
        self.row = row
        self.col = col


# ---------------------------------------------------------------------------------------------
# Checking arguments.


def items_of(value: Any, expected: str) -> list[Any]:
    """The items of an argument that has to be a list; `expected` says so."""
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        raise TypeError(f"{expected}, got {value!r}.")
    return list(value)


def check_position(position: Any) -> int:
    """A `position` argument; `None` is that which is the default."""
    if isinstance(position, int):
        return position
    whole = -1 if position is None else whole_of(position, written=True)
    if whole is None:
        raise TypeError(f"position takes a whole number, got {position!r}.")
    return whole


def check_callback(session: Session, callback: object) -> None:
    """Raise unless this session can call the function when the visitor clicks."""
    if not callable(callback):
        raise ArgumentError(f"A callback has to be a function, got {callback!r}.")
    if session.kind == "thread" and is_coroutine_function(callback):
        raise ArgumentError(
            f"{callback!r} is a coroutine function, but this program is a plain function: make "
            "the callback a plain function too, or the program an async function."
        )


def is_coroutine_function(function: object) -> bool:
    """Whether calling it gives a coroutine."""
    call = getattr(type(function), "__call__", None)  # noqa: B004 - not asking whether callable
    return iscoroutinefunction(function) or iscoroutinefunction(call)


def choice(name: str, value: object, accepted: Iterable[str]) -> Any:
    """An argument that has to be one of some words."""
    accepted = tuple(accepted)
    if value not in accepted:
        words = ", ".join(repr(word) for word in accepted)
        raise ArgumentError(f"{name} has to be one of {words}; got {value!r}.")
    return value


def css_length(name: str, value: str | int | float | None) -> str:
    """A length as CSS has it; a number means pixels."""
    if value is None:
        return ""
    if isinstance(value, str):
        return as_text(value)
    number = number_of(value)
    if number is not None:
        return f"{number}px"
    raise TypeError(f"{name} takes a CSS length as '30px' or '10%', got {value!r}.")


def content_list(what: str, content: object) -> list[object]:
    """Contents of a container: an output, a text, or a list of them."""
    items = list(content) if isinstance(content, list | tuple | UserList) else [content]
    for item in items:
        if not isinstance(item, Output | str):
            raise ArgumentError(
                f"{what} takes an output, a text, or a list of outputs and texts; got {item!r}."
            )
    return items


def enter_scope(name: str) -> Place:
    """Make a scope the current one; returns the place before, for `set_place`."""
    place = find_place()
    set_place(place._replace(scopes=(*place.scopes, name)))
    return place
