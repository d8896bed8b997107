"""What the site adds to its pages: "Try it" below examples, the same anchors in both languages.

An extension of Sphinx. The sources stay plain Markdown: what is added is found in ordinary blocks.
"""

from __future__ import annotations

import inspect
import re
import zlib
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from demos.try_it.blocks import all_blocks, identify, shown
from demos.try_it.reference import complete

INDEX = "index"
IN_SITE = {
    "README.md": "/index.md",
    "CHANGELOG.md": "/changelog.md",
    "bench/results.md": "/results.md",
}
"""Pages of the repository outside of `docs/` that are part of the site."""

_OUTSIDE = re.compile(r"\]\((?:\.\./)+(?P<page>[\w/]+\.md)")
_OTHER_PAGES = "*other pages*"
_ANCHOR = re.compile(r"<!-- #(?P<anchor>[\w-]+) -->")
_LABEL = {"zh": "试一试"}


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("env-get-outdated", read_index_again)
    app.connect("source-read", list_other_pages)
    app.connect("source-read", stay_in_site)
    app.connect("autodoc-process-docstring", complete_docstring)
    app.connect("doctree-read", add_links)
    app.connect("doctree-read", add_anchors, priority=100)  # before the contents are collected
    app.connect("html-page-context", set_language)
    return {
        "env_version": _version(),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _version() -> int:
    """Changes with this package, so that pages that were read by another one are read again."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return zlib.crc32(b"".join(path.read_bytes() for path in sources))


def language_of(page: str) -> str:
    """The language of a page: of a directory of its own, or English."""
    return "zh" if page.startswith("zh/") else "en"


def list_other_pages(app: Sphinx, page: str, source: list[str]) -> None:
    """Put what the index does not name into its list, so that a new page need not be entered."""
    if page == INDEX:
        found = {name for name in app.project.docnames if "/" not in name and name != INDEX}
        found -= set(re.findall(r"^[\w/]+$", source[0], re.MULTILINE))
        source[0] = source[0].replace(_OTHER_PAGES, "\n".join(sorted(found)))


def read_index_again(
    app: Sphinx, env: object, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """The index lists pages by itself: it is as old as the set of them."""
    return [INDEX] if added or removed else []


def stay_in_site(app: Sphinx, page: str, source: list[str]) -> None:
    """Lead links to pages of the repository to their twins in the site."""

    def twin(match: re.Match[str]) -> str:
        return f"]({IN_SITE[match['page']]}" if match["page"] in IN_SITE else match[0]

    source[0] = _OUTSIDE.sub(twin, source[0])


def complete_docstring(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]
) -> None:
    """Say of a function all that its relatives say of the parameters that they share."""
    if inspect.isfunction(thing):
        lines[:] = [*complete(thing).splitlines(), ""]


def add_links(app: Sphinx, doctree: nodes.document) -> None:
    """Show of each example what is for reading, with a link to the running one."""
    page = app.env.docname
    blocks = all_blocks()
    for literal in list(doctree.findall(nodes.literal_block)):
        block = blocks.get(identify(literal.astext()))
        if block is None:
            continue
        text = shown(block.source)
        literal.rawsource = text
        literal.children = []
        literal += nodes.Text(text)
        literal["language"] = "python"
        if block.can_be_tried:
            box = nodes.container(classes=["tried"])
            literal.replace_self(box)
            box += literal
            box += nodes.raw("", link(page, block.id), format="html")


def link(page: str, identity: str) -> str:
    """A link to a running example; relative, so that the whole may live at any path."""
    up = "../" * (page.count("/") + 1)
    label = _LABEL.get(language_of(page), "Try it")
    return f'<a class="try-it" href="{up}try/{identity}" target="_blank" rel="noopener">{label}</a>'


def add_anchors(app: Sphinx, doctree: nodes.document) -> None:
    """Give a section the id of the comment before it: ``<!-- #fields -->``."""
    anchor = ""
    for node in doctree.findall():
        if isinstance(node, nodes.raw):
            match = _ANCHOR.fullmatch(node.astext().strip())
            anchor = match["anchor"] if match else anchor
        elif isinstance(node, nodes.section) and anchor:
            node["ids"].insert(0, anchor)
            doctree.ids[anchor] = node
            anchor = ""


def set_language(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Say in the page which language it is in."""
    if language_of(page) == "zh":
        context["language"] = "zh-CN"
