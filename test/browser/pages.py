"""Where things are on a page."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


def root(page: Page, scope: str = "ROOT") -> Locator:
    """A scope, by default the outermost."""
    return page.locator(f"#pywebio-scope-{scope}")


def field(page: Page, label: str) -> Locator:
    """A control of the pending forms, by its label (the form itself may have the same name)."""
    return page.locator("#input-cards form").get_by_label(label, exact=True)


def press(page: Page, label: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=label, exact=True).click()
