"""A snapshot: the commands that make a page from nothing."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from .. import protocol as wire
from .feeds import feeds_of
from .pieces import COMMAND_SIZE, Branch, branches_of, text_size
from .view import Entry

if TYPE_CHECKING:
    from .page import Page

TEXTS_MOST = 256
"""So many texts go into one command."""

TEXTS_SIZE = 64 * 1024
"""It takes no further text beyond so many bytes, since commands are not divided among frames."""


def snapshot_of(page: Page, effects: bool = True) -> list[Entry]:
    """All commands that make a page from nothing, with the effects not yet done."""
    entries: list[Entry] = [(wire.SnapshotBegin(), COMMAND_SIZE)]
    if page.settings:
        entries.append((wire.EnvSet(settings=dict(page.settings)), COMMAND_SIZE))
    _add_puts(page, page.root, entries)
    if page.popup is not None:
        entries.append((page.popup, COMMAND_SIZE))
        _add_puts(page, page.branches[page.popup.scope], entries)
    entries.extend((form.command, COMMAND_SIZE) for form in page.forms.values())
    if page.state is not None:
        entries.append((page.state, COMMAND_SIZE + len(page.state.detail)))
    entries.append((wire.SnapshotEnd(), COMMAND_SIZE))
    entries.extend(_scripts_and_effects(page) if effects else page.scripts)
    return entries


def _scripts_and_effects(page: Page) -> list[Entry]:
    """In the order in which the program has made them."""
    numbered: list[tuple[int, Entry]] = [
        *((entry[0].number, entry) for entry in page.scripts),
        *((entry[0].effect, entry) for entry in page.effects),
    ]
    return [entry for _, entry in sorted(numbered, key=itemgetter(0))]


def _add_puts(page: Page, branch: Branch, entries: list[Entry]) -> None:
    scope = branch.name
    texts: list[wire.Text] = []
    for node in branch.children:
        extra = page.extras.get(node.id)
        if extra is None and type(node) is wire.Text:
            texts.append(node)
            continue
        _add_texts(texts, scope, entries)
        texts = []
        parts, size = extra or ((), COMMAND_SIZE)
        entries.append((wire.Put(node=node, scope=scope), size))
        for feed in feeds_of(parts):
            entries.extend(feed.entries())
        for inner in branches_of(parts):
            if inner.entered:
                _add_puts(page, inner, entries)
    _add_texts(texts, scope, entries)


def _add_texts(texts: list[wire.Text], scope: str, entries: list[Entry]) -> None:
    """Most of a large page is text: many go into one command."""
    for start in range(0, len(texts), TEXTS_MOST):
        some = texts[start : start + TEXTS_MOST]
        size = COMMAND_SIZE * len(some) + sum([len(text.content) for text in some])
        if size <= TEXTS_SIZE:
            entries.append((wire.PutTexts(texts=some, scope=scope), size))
        else:
            _add_long_texts(some, scope, entries)


def _add_long_texts(texts: list[wire.Text], scope: str, entries: list[Entry]) -> None:
    """As many of them in one command as fit, one at least."""
    some: list[wire.Text] = []
    size = 0
    for text in texts:
        more = text_size(text.content)
        if some and size + more > TEXTS_SIZE:
            entries.append((wire.PutTexts(texts=some, scope=scope), size))
            some, size = [], 0
        some.append(text)
        size += more
    entries.append((wire.PutTexts(texts=some, scope=scope), size))
