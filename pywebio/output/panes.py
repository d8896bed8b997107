"""Outputs that hold others of which only a part is seen at a time: tabs, boxes that scroll."""

from __future__ import annotations

from collections import UserList
from collections.abc import Iterable, Mapping
from typing import Any

from .. import protocol as wire
from ..exceptions import ArgumentError
from ..utils import as_text
from .widget import (
    Builder,
    Container,
    Output,
    ScopeArgument,
    combines,
    css_length,
    together,
)

Height = int | float | str | None


@combines
def put_tabs(
    tabs: Iterable[Mapping[str, Any]], scope: ScopeArgument = None, position: int = -1
) -> Output:
    """Show panes of which the visitor sees one at a time, the first one at first.

    :param tabs: each a dict ``{"title": ..., "content": ...}``; the content is an output, a text,
        or a list of them.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.

    Example::

        put_tabs([
            {"title": "Text", "content": "Hello world"},
            {"title": "Markdown", "content": put_markdown("~~Strikethrough~~")},
            {"title": "More", "content": [put_text("one"), put_link("two", url="#")]},
        ])
    """
    builder = Builder(scope, position)
    with together(given := _tab_list(tabs)):
        panes = [
            wire.Tab(
                title=as_text(tab["title"]),
                contents=[builder.item(item) for item in _items(tab["content"])],
            )
            for tab in given
        ]
    return builder.output(wire.Tabs(id=builder.id(), tabs=panes), put_tabs)


def _tab_list(tabs: Any) -> list[Mapping[str, Any]]:
    if isinstance(tabs, str | Mapping | Output) or not isinstance(tabs, Iterable):
        raise ArgumentError(f"put_tabs() takes a list of dicts, got {tabs!r}.")
    found = list(tabs)
    with together(found):
        for tab in found:
            if not isinstance(tab, Mapping) or "title" not in tab or "content" not in tab:
                raise ArgumentError(f"A tab needs 'title' and 'content', got {tab!r}.")
    return found


def _items(content: Any) -> list[Any]:
    return list(content) if isinstance(content, list | tuple | UserList) else [content]


@combines
def put_scrollable(
    content: Any = [],  # noqa: B006 - never changed
    height: Height | tuple[Height, Height] = 400,
    keep_bottom: bool = False,
    border: bool = True,
    scope: ScopeArgument = None,
    position: int = -1,
    **kwargs: Any,
) -> Container:
    """Show contents in a box that scrolls when they are higher than it.

    :param content: an output, a text, or a list of them.
    :param height: the height in pixels; a pair: the smallest and the greatest height, each `None`
        for no limit; `None`: no limit at all.
    :param keep_bottom: new contents scroll into sight, unless the visitor points at the box or has
        the focus in it.
    :param border: draw a line around it.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.
    :param kwargs: of earlier releases: `max_height` is the height, `horizon_scroll` is ignored.

    It can stand in ``with``; what the block puts out goes into the box.

    Example::

        put_scrollable(put_text("a long text\\n" * 50), height=120)
        with put_scrollable(height=(0, 200), keep_bottom=True) as log:
            put_text("first line")
        put_text("last line", scope=log)
    """
    builder = Builder(scope, position)
    height = _old_height(height, kwargs)
    low, high = height if isinstance(height, list | tuple) else (height, height)
    node = wire.Scrollable(
        id=builder.id(),
        contents=[builder.item(item) for item in _items(content)],
        min_height=css_length("height", low),
        max_height=css_length("height", high),
        keep_bottom=bool(keep_bottom),
        border=bool(border),
    )
    return builder.make(Container, node, put_scrollable)


def _old_height(height: Any, kwargs: dict[str, Any]) -> Any:
    """The height, also under the name of earlier releases."""
    for name in kwargs:
        if name not in ("max_height", "horizon_scroll"):
            raise TypeError(f"put_scrollable() has no parameter {name!r}.")
    height = kwargs.get("max_height", height)
    if isinstance(height, list | tuple) and len(height) != 2:
        raise ArgumentError(f"height as a pair is (smallest, greatest), got {height!r}.")
    return height
