"""A snapshot: the commands that make a page from nothing."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from .. import protocol as wire
from .feeds import feeds_of
from .pieces import COMMAND_SIZE, Branch, Extra, branches_of
from .view import Entry

if TYPE_CHECKING:
    from .page import Page

TEXTS_SIZE = 32 * 1024
"""A command takes no further text beyond so many bytes, since it is not divided among frames."""


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
    """Most of a large page is text: what follows each other goes into one command."""
    scope = branch.name
    texts: list[wire.Text] = []
    size = 0
    for node in branch.children:
        extra = page.extras.get(node.id)
        text = node if extra is None and type(node) is wire.Text else None
        more = COMMAND_SIZE + len(text.content) if text is not None else TEXTS_SIZE
        if texts and size + more > TEXTS_SIZE:
            entries.append((wire.PutTexts(texts=texts, scope=scope), size))
            texts, size = [], 0
        if text is None:
            _add_put(page, wire.Put(node=node, scope=scope), extra, entries)
        else:
            texts.append(text)
            size += more
    if texts:
        entries.append((wire.PutTexts(texts=texts, scope=scope), size))


def _add_put(page: Page, put: wire.Put, extra: Extra | None, entries: list[Entry]) -> None:
    """An output, what was fed to it, and what stands in its scopes."""
    parts, size = extra or ((), COMMAND_SIZE)
    entries.append((put, size))
    for feed in feeds_of(parts):
        entries.extend(feed.entries())
    for inner in branches_of(parts):
        if inner.entered:
            _add_puts(page, inner, entries)
