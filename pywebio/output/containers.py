"""Outputs that hold others: boxes, rows, columns, grids, scopes."""

from __future__ import annotations

from collections import UserList
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, Self, cast

from .. import protocol as wire
from ..exceptions import ArgumentError
from ..session.copying import Copy
from ..session.page import KEPT_AT_TOP, Page
from ..session.pieces import COMMAND_SIZE, Branch, Piece
from ..utils import as_text, check_name
from .widget import (
    Builder,
    Container,
    Holder,
    Output,
    OutputList,
    ScopeArgument,
    Span,
    State,
    choice,
    combines,
    content_list,
    css_length,
    items_of,
    pieces,
    together,
)

Content = Output | str | list[Any] | tuple[Any, ...] | OutputList
Items = Output | list[Any] | tuple[Any, ...] | OutputList | None


class Flow(Container):
    """A row or column: what a ``with`` block puts out becomes its items."""

    __slots__ = ()

    holder_style = "display: contents"

    def contents(self, node: Any) -> list[Any]:
        """The items."""
        found: list[Any] = node.items
        return found


# -- boxes ----------------------------------------------------------------------------------------


def _alert(
    maker: Callable[..., Output],
    kind: Literal["info", "success", "warning", "error"],
    contents: tuple[object, ...],
    closable: bool,
    scope: ScopeArgument,
    position: int,
) -> Container:
    builder = Builder(scope, position)
    inner = [builder.item(content) for content in contents]
    node = wire.Alert(id=builder.id(), kind=kind, contents=inner, closable=bool(closable))
    return builder.make(Container, node, maker)


@combines
def put_info(
    *contents: object, closable: bool = False, scope: ScopeArgument = None, position: int = -1
) -> Container:
    """Show a message box for information.

    :param contents: outputs, and other objects as text.
    :param closable: the visitor can close the box.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.

    It can stand in ``with``; what the block puts out goes into the box.

    Example::

        put_info("Saved.", put_link("show it", url="#"), closable=True)
        with put_info():
            put_text("inside")
    """
    return _alert(put_info, "info", contents, closable, scope, position)


@combines
def put_success(
    *contents: object, closable: bool = False, scope: ScopeArgument = None, position: int = -1
) -> Container:
    """Show a message box for a success; parameters as for :func:`put_info`.

    Example::

        put_success("All 12 files were copied.")
    """
    return _alert(put_success, "success", contents, closable, scope, position)


@combines
def put_warning(
    *contents: object, closable: bool = False, scope: ScopeArgument = None, position: int = -1
) -> Container:
    """Show a message box for a warning; parameters as for :func:`put_info`.

    Example::

        put_warning("The disk is almost full.")
    """
    return _alert(put_warning, "warning", contents, closable, scope, position)


@combines
def put_error(
    *contents: object, closable: bool = False, scope: ScopeArgument = None, position: int = -1
) -> Container:
    """Show a message box for an error; parameters as for :func:`put_info`.

    Example::

        put_error("The file could not be read.", put_code("No such file"))
    """
    return _alert(put_error, "error", contents, closable, scope, position)


@combines
def put_message(
    color: str,
    contents: Sequence[object],
    closable: bool = False,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Container:
    """Show a message box in one of the colours of buttons, for add-on packages."""
    choice("color", color, (*_MESSAGES, *_COLORS))
    maker = _MESSAGES.get(color, put_info)
    box = maker(*contents, closable=closable, scope=scope, position=position)
    return box.style(_COLORED.format(color)) if color in _COLORS else box


_MESSAGES: dict[str, Callable[..., Container]] = {
    "info": put_info,
    "success": put_success,
    "warning": put_warning,
    "danger": put_error,
    "error": put_error,
}
_COLORS = ("primary", "secondary", "light", "dark")
_COLORED = (
    "--bs-alert-bg: var(--bs-{0}-bg-subtle); --bs-alert-color: var(--bs-{0}-text-emphasis); "
    "--bs-alert-border-color: var(--bs-{0}-border-subtle)"
)


@combines
def put_collapse(
    title: object,
    content: Content = [],  # noqa: B006 - never changed
    open: bool = False,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Container:
    """Show contents below a title that opens and closes them.

    :param title: the text that is always seen.
    :param content: an output, a text, or a list of them.
    :param open: whether it is open at first.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.

    It can stand in ``with``; what the block puts out goes into it.

    Example::

        put_collapse("Details", ["text", put_markdown("**more**")])
        with put_collapse("Log", open=True) as log:
            put_text("first line")
        put_text("second line", scope=log)
    """
    builder = Builder(scope, position)
    contents = [builder.item(item) for item in content_list("put_collapse()", content)]
    node = wire.Collapse(id=builder.id(), title=as_text(title), contents=contents, open=bool(open))
    return builder.make(Container, node, put_collapse)


# -- rows, columns, grids -------------------------------------------------------------------------


@combines
def put_row(
    content: Items = [],  # noqa: B006 - never changed
    size: str | None = None,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Flow:
    """Show outputs side by side.

    :param content: outputs; `None` is a gap.
    :param size: the widths, separated by spaces, one for each item and gap: ``"100px"``, ``"30%"``,
        ``"2fr"`` (shares of what is left), ``"auto"``, ``"minmax(100px, 1fr)"``. Default: equal
        shares, and 10px for a gap.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.

    It can stand in ``with``; what the block puts out stands side by side.

    On a phone a row without `size` and gaps goes on in further lines when what stands in it does
    not fit beside one another. With `size` or gaps it stays one line, which scrolls by itself.

    Example::

        put_row([put_text("left"), None, put_text("right")], size="60% 10px 40%")
    """
    builder = Builder(scope, position)
    items = _items(content, "put_row()")
    node = wire.Grid(
        id=builder.id(),
        items=[None if item is None else builder.nest(item) for item in items],
        columns=_tracks(items, size),
        auto_columns="1fr" if size is None else "",
        flow="column",
    )
    return builder.make(Flow, node, put_row)


@combines
def put_column(
    content: Items = [],  # noqa: B006 - never changed
    size: str | None = None,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Flow:
    """Show outputs one below the other.

    :param content: outputs; `None` is a gap.
    :param size: the heights, as the widths of :func:`put_row`.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.

    It can stand in ``with``; what the block puts out stands one below the other.

    Example::

        put_column([put_text("above"), None, put_text("below")], size="auto 20px auto")
    """
    builder = Builder(scope, position)
    items = _items(content, "put_column()")
    node = wire.Grid(
        id=builder.id(),
        items=[None if item is None else builder.nest(item) for item in items],
        rows=_tracks(items, size),
        flow="row",
    )
    return builder.make(Flow, node, put_column)


def _items(content: Any, what: str) -> list[Output | None]:
    items = list(content) if isinstance(content, list | tuple | UserList) else [content]
    for item in items:
        if item is not None and not isinstance(item, Output):
            raise ArgumentError(
                f"{what} takes outputs and None (a gap), got {item!r}. For text write put_text()."
            )
    return items


def _tracks(items: list[Output | None], size: str | None) -> str:
    if size is None:
        return " ".join(["10px" if item is None else "1fr" for item in items])
    return _sizes("size", size)


def _sizes(name: str, size: Any) -> str:
    """Sizes in text, divided by spaces, or in a list."""
    each = size if isinstance(size, list | tuple) else [size]
    return " ".join([css_length(name, one) for one in each])


def row(
    content: Items, size: str | None = None, scope: ScopeArgument = -1, position: int = -1
) -> Flow:
    """The name of :func:`put_row` in 1.0.

    Example::

        row([put_text("left"), put_text("right")])
    """
    return put_row(content, size, scope, position)


def column(
    content: Items, size: str | None = None, scope: ScopeArgument = -1, position: int = -1
) -> Flow:
    """The name of :func:`put_column` in 1.0.

    Example::

        column([put_text("above"), put_text("below")])
    """
    return put_column(content, size, scope, position)


@combines
def put_grid(
    content: Iterable[Iterable[Any]],
    cell_width: str | int = "auto",
    cell_height: str | int = "auto",
    cell_widths: str | None = None,
    cell_heights: str | None = None,
    direction: str = "row",
    scope: ScopeArgument = None,
    position: int = -1,
) -> Output:
    """Show outputs in rows and columns of equal cells.

    :param content: rows of outputs; `None` is an empty cell, :func:`span` one over several cells.
    :param cell_width: the width of each column: ``"100px"``, ``"30%"``, ``"1fr"``, ``"auto"``.
    :param cell_height: the height of each row.
    :param cell_widths: the widths of the columns, separated by spaces, instead of `cell_width`.
    :param cell_heights: the heights of the rows, instead of `cell_height`.
    :param direction: ``"row"``: each list in `content` is a row; ``"column"``: it is a column.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.

    Example::

        put_grid([
            [put_text("A"), put_text("B")],
            [None, put_text("C")],
            [span(put_text("D"), col=2)],
        ], cell_width="100px")
    """
    builder = Builder(scope, position)
    choice("direction", direction, ("row", "column"))
    content = items_of(content, "put_grid() takes a list of rows, each a list of outputs")
    lines = [_line(line) for line in content]
    with together(lines):
        along: Literal["col", "row"] = "col" if direction == "row" else "row"
        filled, length = fill_up(lines, along)
        columns, rows = (length, len(lines)) if direction == "row" else (len(lines), length)
        node = wire.Grid(
            id=builder.id(),
            items=[_grid_item(builder, item) for line in filled for item in line],
            columns=_repeated("cell_width", cell_width, cell_widths, columns),
            rows=_repeated("cell_height", cell_height, cell_heights, rows),
            flow="row" if direction == "row" else "column",
        )
        return builder.output(node, put_grid)


def grid(
    content: Iterable[Iterable[Any]],
    cell_width: str | int = "auto",
    cell_height: str | int = "auto",
    cell_widths: str | None = None,
    cell_heights: str | None = None,
    direction: str = "row",
    scope: ScopeArgument = -1,
    position: int = -1,
) -> Output:
    """The name of :func:`put_grid` in 1.0.

    Example::

        grid([[put_text("A"), put_text("B")]])
    """
    return put_grid(
        content, cell_width, cell_height, cell_widths, cell_heights, direction, scope, position
    )


def _line(line: Any) -> list[Any]:
    if isinstance(line, str | Output | Span) or not isinstance(line, Iterable):
        raise ArgumentError(
            f"put_grid() takes a list of rows, each a list of outputs; got {line!r}."
        )
    return list(line)


def fill_up(lines: list[list[Any]], along: Literal["row", "col"]) -> tuple[list[list[Any]], int]:
    """Lines made equally long with `None`, and that length. Spans leave out what they cover."""
    taken: set[tuple[int, int]] = set()
    ends: list[int] = []
    for index, line in enumerate(lines):
        place = 0
        for item in line:
            while (index, place) in taken:
                place += 1
            wide, deep = _extent(item, along)
            taken.update((index + i, place + j) for i in range(deep) for j in range(wide))
            place += wide
        ends.append(place)
    length = max((place + 1 for _, place in taken), default=0)
    filled = [
        line + [None] * sum((index, place) not in taken for place in range(ends[index], length))
        for index, line in enumerate(lines)
    ]
    return filled, length


def _extent(item: Any, along: Literal["row", "col"]) -> tuple[int, int]:
    if not isinstance(item, Span):
        return 1, 1
    return (item.col, item.row) if along == "col" else (item.row, item.col)


def _grid_item(builder: Builder, item: Any) -> wire.Output | wire.Span | None:
    if isinstance(item, Span):
        content = None if item.content is None else builder.item(item.content)
        return wire.Span(content=content, row=item.row, col=item.col)
    return None if item is None else builder.item(item)


def _repeated(name: str, one: str | int, each: str | None, times: int) -> str:
    if each is not None:
        return _sizes(f"{name}s", each)
    return " ".join([css_length(name, one)] * times)


# -- scopes as outputs ----------------------------------------------------------------------------


@combines
def put_scope(
    name: str,
    content: Any = [],  # noqa: B006 - never changed
    scope: ScopeArgument = None,
    position: int = -1,
) -> Output:
    """Show a scope: a named place into which later outputs go.

    :param name: ASCII letters, digits, ``-`` and ``_``. While a scope of this name stands on the
        page, a second one shows a remark instead.
    :param content: what stands in it from the start: an output, anything else as text, or a list.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.

    Example::

        put_row([put_scope("left"), put_scope("right", content="empty")])
        put_text("hello", scope="left")
        with use_scope("right", clear=True):
            put_text("filled")
    """
    builder = Builder(scope, position)
    check_name(name, "The name of a scope")
    node = wire.Scope(id=builder.id(), name=name)
    initial = pieces(builder.session, _anything(content))
    builder.parts.append(Branch(node, initial))
    return builder.output(node, put_scope)


def _anything(content: Any) -> list[object]:
    """Contents of a scope, in which all but outputs is shown as text."""
    if isinstance(content, list | tuple | UserList):
        return list(content)
    return [] if content is None else [content]


class PlacedCopy(Holder):
    """One place at which the contents of a placeholder stand."""

    __slots__ = ("placeholder",)

    placeholder: Placeholder

    @classmethod
    def of(cls, placeholder: Placeholder, node: wire.Scope) -> PlacedCopy:
        """A place for it."""
        place = cls(node)
        place.placeholder = placeholder
        return place

    def spare(self) -> PlacedCopy:
        """The same before it is shown."""
        return self.of(self.placeholder, self.node)

    def again(self, copy: Copy) -> PlacedCopy:
        """One more place."""
        return self.of(self.placeholder, super().again(copy).node)

    def enter(self, page: Page) -> None:
        """Follow the placeholder from now on."""
        super().enter(page)
        self.placeholder.places[self.name] = self

    def fill(self, page: Page) -> None:
        """Show what the placeholder holds now."""
        for piece in self.placeholder.pieces:
            page.put(self.placeholder.use(page, piece), self.name)

    def leave(self, page: Page) -> None:
        """Follow it no longer."""
        self.placeholder.places.pop(self.name, None)
        super().leave(page)


class Placeholder(Output):
    """What :func:`output` returns: an output whose contents can be changed, wherever it stands."""

    __slots__ = ("originals", "pieces", "places")

    def __init__(self, *made: Any) -> None:
        super().__init__(*made)  # by `Builder.make`, as every output
        self._state = State.DISCARDED  # it never shows by itself
        self.pieces: list[Piece] = []
        self.originals: dict[int, Piece] = {}
        self.places: dict[str, PlacedCopy] = {}

    def take(self, state: State) -> Piece:
        """One more place for its contents."""
        node = cast(wire.Scope, Copy(self.session.next_id).node(self._piece.node))
        node.name = Holder.new(self.session).name
        place = PlacedCopy.of(self, node)
        return Piece(node, (*self._piece.parts, place), COMMAND_SIZE)

    def update(self, *args: Any, **kwargs: Any) -> Self:
        """Show other contents instead; the same as :meth:`reset`.

        Example::

            cell = output("a").show()
            cell.update("b")
        """
        self.reset(*args, **kwargs)
        return self

    def remove(self) -> None:
        """Take it off the page, with its contents; they stay, and :meth:`show` shows them anew.

        Example::

            cell = output("a").show()
            cell.remove()
        """
        ids = [place.node.id for place in self.places.values()]
        self.session.change(lambda page: page.remove_all(ids, expected=False))

    def hold(self, new: tuple[Piece, ...]) -> list[Piece]:
        """Contents to show: once themselves, so that their handles find them, then copies."""
        self.originals.update({piece.node.id: piece for piece in new})
        return [piece.spare() for piece in new]

    def use(self, page: Page, piece: Piece) -> Piece:
        """One of the contents, for one place."""
        original = self.originals.pop(piece.node.id, None)
        return original or Copy(page.next_id).piece(piece)

    def reset(self, *outputs: object) -> None:
        """Show other contents instead.

        Example::

            cell = output("a")
            put_table([["name", "value"], ["x", cell]])
            cell.reset("b")
        """
        self._act(outputs, self._reset)

    def append(self, *outputs: object) -> None:
        """Add contents at the end.

        Example::

            log = output().show()
            log.append("one", put_markdown("**two**"))
        """
        self._act(outputs, lambda page, new: self._insert(page, -1, new))

    def insert(self, idx: int, *outputs: object) -> None:
        """Add contents before the element `idx`; a negative `idx` counts from the end: after it.

        Example::

            letters = output("a", "c").show()
            letters.insert(1, "b")
        """
        with together(outputs):
            if not isinstance(idx, int):
                raise TypeError(f"insert() takes an index, got {idx!r}.")
        self._act(outputs, lambda page, new: self._insert(page, idx, new))

    def _act(
        self, outputs: tuple[object, ...], action: Callable[[Page, tuple[Piece, ...]], None]
    ) -> None:
        with together(outputs):
            new = pieces(self.session, outputs)
            self.session.change(lambda page: action(page, new))

    def _reset(self, page: Page, new: tuple[Piece, ...]) -> None:
        self.originals.clear()
        self.pieces = self.hold(new)
        for place in list(self.places.values()):
            page.clear(place.name)
            place.fill(page)

    def _insert(self, page: Page, index: int, new: tuple[Piece, ...]) -> None:
        at = index if index >= 0 else max(0, len(self.pieces) + index + 1)
        if at == 0:
            index = 0
        held = self.hold(new)
        self.pieces[at:at] = held
        if len(self.pieces) > page.bounds.outputs:
            oldest = slice(KEPT_AT_TOP, KEPT_AT_TOP + page.bounds.outputs // 8)
            for piece in self.pieces[oldest]:
                self.originals.pop(piece.node.id, None)
            del self.pieces[oldest]
        for place in list(self.places.values()):
            for offset, piece in enumerate(held):
                # After insertion at -n the new element is the one at -n: the next goes after it.
                position = index + offset if index >= 0 else index
                page.put(self.use(page, piece), place.name, position)


@combines
def output(*contents: object) -> Placeholder:
    """A placeholder: an output whose contents can be changed later, wherever it stands.

    :param contents: outputs, and other objects as text.

    It does not appear by itself: put it into another output, or call its ``show()``. It has
    ``reset(*contents)``, ``append(*contents)`` and ``insert(index, *contents)``. New programs can
    do the same with :func:`put_scope` and :func:`use_scope`.

    Example::

        status = output("waiting")
        put_table([["job", "status"], ["copy", status]])
        status.reset(put_text("done").style("color: green"))
    """
    builder = Builder(None, -1)
    node = wire.Scope(id=builder.id(), name="placeholder")
    placeholder = builder.make(Placeholder, node)
    placeholder.pieces = placeholder.hold(pieces(builder.session, contents))
    return placeholder


def style(outputs: Any, css_style: str) -> Any:
    """Add CSS to an output or to each of a list; new programs write ``put_text(...).style(...)``.

    :param outputs: an output, or a list of outputs.
    :param css_style: CSS, for example ``"color: red"``.

    Example::

        style(put_text("red"), "color: red")
        put_column(style([put_text("a"), put_text("b")], "color: blue"))
    """
    if isinstance(outputs, Output):
        return outputs.style(css_style)
    with together(outputs):
        if not isinstance(outputs, list | tuple | UserList):
            raise ArgumentError(f"style() takes an output or a list of outputs, got {outputs!r}.")
        for item in outputs:
            if not isinstance(item, Output):
                raise ArgumentError(f"style() takes outputs only, got {item!r}.")
        return OutputList([item.style(css_style) for item in outputs])
