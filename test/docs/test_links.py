"""Links of all Markdown pages lead somewhere, also where the source is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from demos.try_it.blocks import DOCS, ROOT

PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted(DOCS.rglob("*.md")),
    *sorted((ROOT / "bench").glob("*.md")),
]
PAGES = [page for page in PAGES if DOCS / "_build" not in page.parents]

LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)|(?:src|href)=\"(?P<other>[^\"]+)\"")
HEADING = re.compile(r"^#+ (?P<text>.+)$|^<!-- #(?P<anchor>[\w-]+) -->$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def links(page: Path) -> list[str]:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    found = [match["target"] or match["other"] for match in LINK.finditer(text)]
    return [target for target in found if not re.match(r"[a-z]+:", target)]


def anchors(page: Path) -> set[str]:
    """As the site and the usual readers of Markdown make them."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    found = set()
    for match in HEADING.finditer(text):
        words = re.sub(r"[^\w\s-]", "", (match["text"] or match["anchor"]).lower())
        found.add(words.strip().replace(" ", "-"))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        in_site = page == DOCS / "index.md" and (ROOT / path).is_file()  # copied into the site
        assert target.exists() or in_site, f"{link} is not there"
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), f"{link}: there is no such heading"
