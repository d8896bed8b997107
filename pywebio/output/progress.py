"""How far something is: progress bars, loops with a progress bar, signs of waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from operator import length_hint
from types import TracebackType
from typing import Any, Generic, TypeVar, cast

from msgspec import structs

from .. import protocol as wire
from ..exceptions import ArgumentError
from ..lenient import number_of
from ..session.base import Session
from ..session.copying import Copy
from ..session.current import Place, get_current_session, set_place
from ..session.page import Page
from ..session.pieces import COMMAND_SIZE, Piece
from ..utils import as_text, check_name, random_str
from .buttons import COLORS
from .widget import (
    Builder,
    Holder,
    Output,
    ScopeArgument,
    State,
    choice,
    enter_scope,
)

T = TypeVar("T")

TELL_AFTER = 0.1
"""Seconds between two steps that :func:`track` shows."""


class Bar:
    """A progress bar on the page, to be found by its name."""

    __slots__ = ("auto_close", "node")

    def __init__(self, node: wire.Progress, auto_close: bool) -> None:
        self.node = node
        self.auto_close = auto_close

    def enter(self, page: Page) -> None:
        """The bar is about to be shown: from now on the name means it."""
        page.named["progressbar", self.node.name] = self

    def fill(self, page: Page) -> None:
        """Nothing stands in a bar."""

    def leave(self, page: Page) -> None:
        """The bar has gone."""
        if page.named.get(("progressbar", self.node.name)) is self:
            del page.named["progressbar", self.node.name]

    def again(self, copy: Copy) -> Bar:
        """The same for a copy."""
        return Bar(cast(wire.Progress, copy.nodes[self.node.id]), self.auto_close)

    def change(self, page: Page, **changes: Any) -> None:
        """Show another state; a full bar may close itself."""
        self.node = structs.replace(self.node, **changes)
        if self.auto_close and self.node.value == 1:
            page.remove_node(self.node.id)
        else:
            page.revise(self.node)


def put_progressbar(
    name: str,
    init: float = 0,
    label: object = None,
    auto_close: bool = False,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Output:
    """Show a progress bar; :func:`set_progressbar` moves it.

    :param name: ASCII letters, digits, ``-`` and ``_``.
    :param init: how full it is at first: 0 to 1.
    :param label: its text; the percentage without it.
    :param auto_close: it goes when it is full.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.

    For a loop see :func:`track`.

    Example::

        put_progressbar("copy", label="copying")
        for i in range(1, 11):
            set_progressbar("copy", i / 10)
    """
    builder = Builder(scope, position)
    check_name(name, "The name of a progress bar")
    value = check_share("init", init)
    node = wire.Progress(id=builder.id(), name=name, value=value, label=_label(value, label))
    builder.parts.append(Bar(node, bool(auto_close)))
    return builder.output(node, put_progressbar)


def set_progressbar(name: str, value: float, label: object = None) -> None:
    """Move a progress bar.

    :param name: the name that was given to :func:`put_progressbar`.
    :param value: how full it is: 0 to 1.
    :param label: its text; the percentage without it.

    Example::

        put_progressbar("load")
        set_progressbar("load", 0.5, label="half of it")
    """
    session = get_current_session()
    check_name(name, "The name of a progress bar")
    share = check_share("value", value)
    text = _label(share, label)

    def change(page: Page) -> None:
        bar = page.named.get(("progressbar", name))
        if isinstance(bar, Bar):
            bar.change(page, value=share, label=text)
        else:
            page.note(wire.Console(effect=0, message=f"There is no progress bar {name!r}."))

    session.change(change)


put_processbar = put_progressbar
set_processbar = set_progressbar


def check_share(what: str, value: object) -> float:
    """A number from 0 to 1; what is a little beyond, as sums of fractions are, is taken as that."""
    number = number_of(value, written=True)
    if number is None or not -1e9 < number < 1e9:
        raise ArgumentError(f"{what} takes a number from 0 to 1, got {value!r}.")
    return min(max(float(number), 0.0), 1.0)


def _label(value: float, label: object) -> str:
    return f"{value:.1%}" if label is None else as_text(label)


# -- loops ----------------------------------------------------------------------------------------


class Track(Generic[T]):
    """What :func:`track` returns: goes through the items and shows how far it is."""

    def __init__(
        self,
        items: Iterable[T] | AsyncIterable[T],
        label: str,
        total: int | None,
        leave: bool,
        builder: Builder,
    ) -> None:
        self._items = items
        self._label = label
        self._total = total
        self._leave = leave
        self._builder = builder

    def __iter__(self) -> Iterator[T]:
        if not isinstance(self._items, Iterable):
            raise TypeError("These items come asynchronously: write `async for x in track(...)`.")
        with Steps(self._builder, self._label, self._total, self._leave) as steps:
            for item in self._items:
                yield item
                steps.step()
            steps.finish()

    async def __aiter__(self) -> AsyncIterator[T]:
        with Steps(self._builder, self._label, self._total, self._leave) as steps:
            if isinstance(self._items, AsyncIterable):
                async for item in self._items:
                    yield item
                    steps.step()
            else:
                for item in self._items:
                    yield item
                    steps.step()
                    await asyncio.sleep(0)
            steps.finish()


class Steps:
    """One run through a loop, and its bar."""

    def __init__(self, builder: Builder, label: str, total: int | None, leave: bool) -> None:
        self.session: Session = builder.session
        self.label = label
        self.total = total
        self.leave = leave
        self.done = 0
        self.began = self.told = self.session.host.time()
        node = wire.Progress(id=builder.id(), name=random_str(10), **self._state())
        self.bar = Bar(node, False)
        builder.parts = [self.bar]
        self.output = builder.output(node)
        self.output.discard()

    def __enter__(self) -> Steps:
        self.output.show()
        return self

    def __exit__(self, *error: object) -> None:
        # No check that the session is open: this also runs when an unfinished loop is dropped.
        if not self.leave:
            self._do(lambda page: page.remove_node(self.bar.node.id))

    def _do(self, operation: Callable[[Page], object]) -> None:
        self.session.guard.do(lambda: operation(self.session.page))

    def step(self) -> None:
        """One more item is done."""
        self.done += 1
        now = self.session.host.time()
        if now - self.told >= TELL_AFTER:
            self.told = now
            self._tell(now - self.began)

    def finish(self) -> None:
        """All items are done."""
        self.total = self.done
        self._tell(self.session.host.time() - self.began)

    def _tell(self, elapsed: float) -> None:
        rate = self.done / elapsed if elapsed > 0 else None
        left = (self.total - self.done) / rate if rate and self.total is not None else None
        state = self._state()
        self.session.change(lambda page: self.bar.change(page, **state, rate=rate, left=left))

    def _state(self) -> dict[str, Any]:
        total = self.total
        if total is None:
            count, value = str(self.done), None
        else:
            count = f"{self.done}/{total}"
            value = min(self.done / total, 1.0) if total else 1.0
        return {"value": value, "label": f"{self.label} {count}".strip()}


def track(
    iterable: Iterable[T] | AsyncIterable[T],
    label: object = "",
    total: int | None = None,
    leave: bool = True,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Track[T]:
    """Go through items with a progress bar that shows how many are done, how fast, how long still.

    :param iterable: the items. In coroutines ``async for`` takes synchronous ones as well, and
        lets other tasks run between them.
    :param label: a text before the figures.
    :param total: how many items there are, where that is not to be found out.
    :param leave: the bar stays at the end.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.

    Example::

        for number in track(range(20), "squares"):
            put_text(number ** 2, scope="ROOT", position=0)
    """
    builder = Builder(scope, position)
    if not isinstance(iterable, Iterable | AsyncIterable):
        raise TypeError(f"track() takes something to iterate over, got {iterable!r}.")
    if total is None:
        total = length_hint(iterable, -1)
        total = None if total < 0 else total
    elif not isinstance(total, int) or isinstance(total, bool) or not 0 <= total < 2**53:
        raise ArgumentError(f"total takes a number of items from 0 on, got {total!r}.")
    return Track(iterable, as_text(label), total, bool(leave), builder)


# -- waiting --------------------------------------------------------------------------------------


class Loading(Output):
    """What :func:`put_loading` returns: in ``with`` it goes with all that the block puts out."""

    __slots__ = ("_blocks",)

    def __init__(self, *made: Any) -> None:
        super().__init__(*made)  # by `Builder.make`, as every output
        self._blocks: list[tuple[Place, int, str]] = []

    def __enter__(self) -> str:
        self.session.admit()
        sign = self.take(State.SHOWN)
        holder = Holder.new(self.session)
        # Behind the sign: before the end that is the child with the same number from there.
        place = self.position + 1 if self.position >= 0 else self.position
        self.session.show(sign, self.scope, self.position)
        self.session.show(Piece(holder.node, (holder,), COMMAND_SIZE), self.scope, place)
        self._blocks.append((enter_scope(holder.name), sign.node.id, holder.name))
        return holder.name

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        before, sign, scope = self._blocks.pop()
        set_place(before)
        page = self.session.page

        def vanish() -> None:
            page.remove_node(sign)
            page.remove(scope)

        self.session.guard.do(vanish)


def put_loading(
    shape: str = "border", color: str = "dark", scope: ScopeArgument = None, position: int = -1
) -> Loading:
    """Show a sign that something is going on.

    :param shape: ``"border"`` (a turning ring) or ``"grow"`` (a growing dot).
    :param color: one of ``primary secondary success danger warning info light dark``.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.

    In ``with`` it goes at the end of the block, and with it all that the block has put out. The
    size is set by ``.style("width: 4rem; height: 4rem")``.

    Example::

        put_loading("grow", color="primary").style("width: 4rem; height: 4rem")
        with put_loading():
            put_text("This takes a moment and is not to stay.")
        put_text("This stays.")
    """
    builder = Builder(scope, position)
    node = wire.Loading(
        id=builder.id(),
        shape=choice("shape", shape, ("border", "grow")),
        color=choice("color", color, COLORS),
    )
    return builder.make(Loading, node, put_loading)
