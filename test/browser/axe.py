"""The rules of WCAG 2.2 AA, as far as axe-core knows them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "webiojs/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, part: str = "html") -> list[str]:
    """What axe-core finds on the page, or a part of it, as it is now."""
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=AXE)
    found: list[dict[str, Any]] = page.evaluate(
        """([part, rules]) => axe.run(part, {runOnly: rules}).then(result => result.violations.map(
            violation => ({id: violation.id, nodes: violation.nodes.map(node => node.html)})))""",
        [part, RULES],
    )
    return [f"{one['id']}: {html}" for one in found for html in one["nodes"]]


def has_no_sideways_scroll(page: Page) -> bool:
    """Whether the page is no wider than the window."""
    found: bool = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return found
