"""Logs and streams, as a visitor sees them."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from browser.axe import violations
from browser.pages import press, root
from browser.types import NewPage, Serve, Visit
from playwright.sync_api import expect

from pywebio.output import *


def test_a_log_of_a_million_lines_follows_its_end(visit: Visit) -> None:
    def app() -> None:
        log = put_log((f"line {n}" for n in range(300_000)), max_lines=1_000_100)
        log.extend(f"line {n}" for n in range(300_000, 1_000_000))
        put_button("more", lambda: log.append("the last one"))

    page = visit(app)
    log = root(page).get_by_role("log")
    expect(log).to_contain_text("line 999999", timeout=60_000)
    assert page.locator("*").count() < 200
    press(page, "more")
    expect(log).to_contain_text("the last one")
    log.evaluate("log => { log.scrollTop = 0 }")
    expect(log).to_contain_text("line 0\n")
    press(page, "more")
    expect(log).to_contain_text("line 0\n")
    log.focus()
    page.keyboard.press("End")
    expect(log).to_contain_text("the last one\nthe last one")


def test_a_stream_grows_without_rebuilding_what_stands(visit: Visit) -> None:
    going = threading.Semaphore(0)

    def tokens() -> Iterator[str]:
        yield "# Title\n\nfirst **bo"
        going.acquire(timeout=30)
        yield "ld**\n\n```python\nx = 1"
        going.acquire(timeout=30)
        yield "\n```\n\n|a|\n|-|\n|1|\n\n<img src=x: onerror='window.hacked = 1'>"

    def app() -> None:
        answer = put_stream(tokens())
        put_text(f"{len(answer.text)} characters")

    page = visit(app)
    title = root(page).get_by_role("heading", name="Title")
    expect(title).to_be_visible()
    page.evaluate("document.querySelector('h1').mine = 1")
    going.release()
    expect(root(page).locator("strong")).to_have_text("bold")
    expect(root(page).locator("code")).to_have_text("x = 1\n")
    going.release()
    expect(root(page).locator("code .token").first).to_be_attached()
    expect(root(page).get_by_role("cell", name="1")).to_be_visible()
    expect(root(page).get_by_text("characters")).to_be_visible()
    assert page.evaluate("[document.querySelector('h1').mine, window.hacked]") == [1, None]


def test_they_keep_the_rules_of_accessibility(serve: Serve, new_page: NewPage) -> None:
    def app() -> None:
        put_markdown("# Both")
        put_log(["a", "b"] * 50, label="progress")
        put_stream(["text with `code`\n\n- list"])

    for scheme in ("light", "dark"):
        page = new_page(color_scheme=scheme)
        page.goto(serve(app).url)
        expect(root(page).locator("li")).to_be_visible()
        assert violations(page) == []
