"""The built site with its running examples, as a reader sees them."""

from __future__ import annotations

import asyncio
import fcntl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.types import NewPage
from playwright.sync_api import Page, expect
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from demos.try_it import site
from demos.try_it.serving import Demonstration
from pywebio.output import put_text


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The site and its examples, served as `make demo` does."""
    with Path(site.__file__).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one process builds, others wait for it
        if not site.is_fresh():
            result = site.build()
            assert result.returncode == 0, result.stdout
    sockets = bind_sockets(0, "127.0.0.1")
    ready = threading.Event()
    ended: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def serve() -> None:
        server = HTTPServer(Demonstration({"hello": lambda: put_text("hello")}))
        server.add_sockets(sockets)
        end = asyncio.Event()
        ended.append((asyncio.get_running_loop(), end))
        ready.set()
        await end.wait()
        server.stop()
        await server.close_all_connections()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(20)
    yield f"http://127.0.0.1:{sockets[0].getsockname()[1]}/docs/"
    loop, end = ended[0]
    loop.call_soon_threadsafe(end.set)
    thread.join(20)
    assert not thread.is_alive()


def test_an_example_runs_below_its_text(page: Page, address: str) -> None:
    page.goto(address + "guide/input.html")
    example = page.locator(".tried", has_text="How old are you?").first
    expect(example.locator("pre")).not_to_contain_text("demo-only")
    example.get_by_text("Try it").click()
    app = example.frame_locator("iframe")
    app.get_by_role("textbox", name="How old are you?").fill("30")
    app.get_by_role("button", name="Submit").click()
    expect(app.locator("body")).to_contain_text("age = 30")
    example.get_by_text("Close").click()
    expect(example.locator("iframe")).to_have_count(0)


def test_an_example_in_a_tab_of_its_own_shows_its_text_and_goes_step_by_step(
    page: Page, address: str
) -> None:
    page.goto(address + "zh/guide/output.html")
    link = page.get_by_text("试一试").first.get_attribute("href")
    assert link is not None
    page.goto(address + "zh/guide/" + link)
    expect(page).to_have_title("基本输出")
    expect(page.locator("body")).to_contain_text("put_markdown")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("cell", name="香蕉")).to_be_visible()


def test_pages_of_an_example_with_several_applications_lead_to_each_other(
    page: Page, address: str
) -> None:
    page.goto(address + "guide/modes.html#several-applications")
    example = page.locator("#several-applications .tried")
    example.get_by_text("Try it").click()
    app = example.frame_locator("iframe")
    app.get_by_text("The same with a button").click()
    expect(app.get_by_text("first", exact=True)).to_be_visible()


def test_the_same_section_in_the_other_language(page: Page, address: str) -> None:
    for language in ("", "zh/"):
        page.goto(f"{address}{language}guide/scopes.html#the-place-in-the-scope")
        expect(page.locator("#the-place-in-the-scope h2")).to_be_in_viewport()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_code_is_copied_as_it_stands_there(new_page: NewPage, address: str) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(address)
    code = page.locator(".tried pre").first
    text = code.inner_text()
    page.locator(".tried button.copy").first.click()
    expect(page.locator(".tried button.copy").first).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").strip() == text.strip()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_phone(new_page: NewPage, address: str, scheme: str) -> None:
    page = new_page(width=390, color_scheme=scheme)
    for name in ("", "guide/input.html", "reference/input.html", "moving/streamlit.html"):
        page.goto(f"{address}{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name


def test_files_for_coding_agents_come_with_the_site(page: Page, address: str) -> None:
    page.goto(address)
    for name in ("llms.txt", "llms.md"):
        link = page.get_by_role("link", name=name)
        assert link.get_attribute("href") == name
        assert page.request.get(address + name).ok
