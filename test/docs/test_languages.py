"""The Chinese pages have the sections of the English ones, with the same anchors and links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from demos.try_it.blocks import DOCS, of_page

PAGES = sorted(
    path.relative_to(DOCS / "zh") for path in (DOCS / "zh").rglob("*.md") if path.stem != "index"
)

HEADING = re.compile(r"^(?P<level>#{1,6}) (?P<text>.+)$")
COMMENT = re.compile(r"^<!-- #(?P<anchor>[\w-]+) -->$")


def outside_of_fences(path: Path) -> list[str]:
    lines = []
    fenced = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif not fenced:
            lines.append(line)
    return lines


def english(path: Path) -> list[tuple[int, str]]:
    """Levels of the headings below the title, and the anchors that the site gives them."""
    found = []
    for line in outside_of_fences(path):
        if match := HEADING.match(line):
            words = re.sub(r"[^\w\s-]", "", match["text"].lower())
            found.append((len(match["level"]), words.replace(" ", "-")))
    return found[1:]


def translated(path: Path) -> list[tuple[int, str]]:
    """The same of a page that names its anchors."""
    found = []
    anchor = ""
    for line in outside_of_fences(path):
        if match := COMMENT.match(line):
            anchor = match["anchor"]
        elif match := HEADING.match(line):
            found.append((len(match["level"]), anchor))
            anchor = ""
    return found[1:]


def test_each_page_of_the_guide_is_there_in_both_languages() -> None:
    guide = {path.name for path in (DOCS / "guide").glob("*.md")}
    assert {path.name for path in PAGES if path.parts[0] == "guide"} == guide
    assert {Path("quickstart.md"), Path("guide.md")} <= set(PAGES)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_sections_are_the_same(page: Path) -> None:
    assert translated(DOCS / "zh" / page) == english(DOCS / page)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_examples_are_as_many_and_of_the_same_kinds(page: Path) -> None:
    twins = [
        [(block.kind, block.mark, len(block.steps)) for block in of_page(path, "page")]
        for path in (DOCS / page, DOCS / "zh" / page)
    ]
    assert twins[0] == twins[1]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_each_page_leads_to_the_other_language(page: Path) -> None:
    up = "../" * (len(page.parts) - 1)
    assert f"[中文]({up}zh/{page})" in (DOCS / page).read_text(encoding="utf-8")
    assert f"[English]({up}../{page})" in (DOCS / "zh" / page).read_text(encoding="utf-8")
