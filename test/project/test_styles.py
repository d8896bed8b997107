"""The style sheet costs little for each element of a page.

Browsers find the rules for an element by the class, the id or the tag in their last part. A rule
that ends with nothing but `:is()` is tried for every element, of which there may be 100,000.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STYLES = Path(__file__).resolve().parents[2] / "webiojs" / "src" / "styles"
SHEETS = sorted([STYLES / "outputs.css", *(STYLES / "theme").glob("*.css")])


def selectors_of(css: str) -> list[str]:
    """The selectors of all rules, what stands in parentheses left out."""
    css = re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", css, flags=re.DOTALL)
    while (less := re.sub(r"\([^()]*\)", "", css)) != css:
        css = less
    heads = [head.strip() for head in re.findall(r"([^{};]+)\{", css)]
    return [one.strip() for head in heads if not head.startswith("@") for one in head.split(",")]


def last_part(selector: str) -> str:
    return re.split(r"[\s>+~]+", selector)[-1]


def test_the_last_parts_of_selectors() -> None:
    css = '.a > :is(b, .c:not(.d)), p + .e[x="{"] { a: b } @media (x) { .f :is(u, o):hover { } }'
    assert [last_part(one) for one in selectors_of(css)] == [":is", ".e[x=]", ":is:hover"]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_rule_ends_with_nothing_but_a_list_of_choices(sheet: Path) -> None:
    selectors = selectors_of(sheet.read_text(encoding="utf-8"))
    assert selectors
    assert [one for one in selectors if re.fullmatch(r":is(:[\w-]+)*", last_part(one))] == []
