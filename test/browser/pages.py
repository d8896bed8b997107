"""Where things are on a page."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def root(page: Page, scope: str = "ROOT") -> Locator:
    """A scope, by default the outermost."""
    return page.locator(f"#pywebio-scope-{scope}")


def field(page: Page, label: str) -> Locator:
    """A control of the pending forms, by its label (the form itself may have the same name)."""
    return page.locator("#input-cards form").get_by_label(label, exact=True)


def press(page: Page, label: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=label, exact=True).click()


def demo_is_there(page: Page, name: str) -> None:
    """Wait for the heading of a demo, and for the rows of the one that has a data table."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if name == "explorer":
        expect(page.get_by_role("gridcell").first).to_be_visible()


def returned(page: Page) -> None:
    """The page says that it has come back."""
    expect(page.locator(".webio-returned")).to_contain_text("The page was reloaded")
