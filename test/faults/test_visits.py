"""Whole visits over bad lines, by WebSocket and by HTTP: several things at once, several tabs, and
pages that are left and come back meanwhile. Nothing is lost, doubled or mixed up.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest
from browser.pages import field, press, returned, root
from browser.server import Server
from browser.types import ProxyTo, Serve
from faults.faults import wait
from playwright.sync_api import Page, expect

from pywebio.input import *
from pywebio.output import *
from pywebio.session import *

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("bad_lines")]

WAYS = pytest.mark.parametrize("http_only", [False, True], ids=["websocket", "http"])
SEEDS = pytest.mark.parametrize("seed", [11, pytest.param(12, marks=pytest.mark.slow)])
LATE = 60_000


class Visits:
    """An application that counts clicks and takes a file; what each of its visits has seen."""

    def __init__(self) -> None:
        self.clicks: list[list[int]] = []
        self.files: list[str] = []

    def app(self) -> None:
        clicks: list[int] = []
        self.clicks.append(clicks)

        def click(value: int) -> None:
            clicks.append(value)
            put_text(f"click {len(clicks)}: {value}", scope="clicks")

        put_buttons([{"label": f"b{n}", "value": n} for n in range(5)], click, serial_mode=True)
        put_scope("clicks")
        while True:
            file = file_upload("File")
            self.files.append(hashlib.sha256(file["content"]).hexdigest())
            put_text(f"file {len(self.files)}: {file['size']}")


@pytest.fixture
def visits() -> Visits:
    return Visits()


@pytest.fixture
def server(serve: Serve, visits: Visits, http_only: bool) -> Server:
    return serve(visits.app, http_only=http_only, keep_running=60)


def click(page: Page, values: list[int]) -> None:
    for value in values:
        press(page, f"b{value}")
        wait(page, 0.05)


def seen(page: Page, values: list[int]) -> None:
    """The page shows the answers to these clicks, and no others."""
    expect(root(page, "clicks").locator("p")).to_have_text(
        [f"click {n + 1}: {value}" for n, value in enumerate(values)], timeout=LATE
    )


def large(folder: Path, size: int) -> tuple[Path, str]:
    """A file on the disk, and its digest."""
    content = secrets.token_bytes(size)
    path = folder / "large.bin"
    path.write_bytes(content)
    return path, hashlib.sha256(content).hexdigest()


@WAYS
@SEEDS
def test_clicks_while_a_file_is_on_its_way(
    page: Page, server: Server, proxy_to: ProxyTo, visits: Visits, tmp_path: Path, seed: int
) -> None:
    path, digest = large(tmp_path, 4_000_000)
    proxy = proxy_to(server, rate_up=3_000_000)
    page.goto(proxy.url)
    clicks = [n % 5 for n in range(25)]
    field(page, "File").set_input_files(path)
    with proxy.flapping(seed):
        click(page, clicks[:15])
        press(page, "Submit")
        click(page, clicks[15:])
    seen(page, clicks)
    expect(page.get_by_text("file 1: 4000000")).to_be_visible(timeout=LATE)
    expect(page.locator(".webio-status")).to_have_count(0)
    assert visits.clicks == [clicks]
    assert visits.files == [digest]


@WAYS
@SEEDS
def test_two_tabs_of_one_window(
    page: Page, server: Server, proxy_to: ProxyTo, visits: Visits, seed: int
) -> None:
    """The second has a copy of all that the first one keeps in its tab."""
    proxy = proxy_to(server)
    page.goto(proxy.url)
    click(page, [0])
    seen(page, [0])
    with page.expect_popup() as opened:
        page.evaluate("window.open(location.href)")
    other = opened.value
    expect(other.get_by_role("button", name="b1", exact=True)).to_be_visible()
    with proxy.flapping(seed):
        for _ in range(8):
            page.bring_to_front()
            click(page, [1, 2])
            other.bring_to_front()
            click(other, [3, 4])
    seen(page, [0] + [1, 2] * 8)
    seen(other, [3, 4] * 8)
    assert visits.clicks == [[0] + [1, 2] * 8, [3, 4] * 8]


def reload(page: Page, url: str) -> None:
    page.reload()


def leave_and_come_back(page: Page, url: str) -> None:
    page.goto(url + "?test=1")
    page.go_back()


def restore(page: Page, url: str) -> None:
    """As a phone does with a tab that it has thrown away."""
    page.add_init_script(
        "Object.defineProperty(document, 'wasDiscarded', { get: () => true, configurable: true })"
    )
    page.goto(url)


@WAYS
@pytest.mark.parametrize("come_back", [reload, leave_and_come_back, restore])
@pytest.mark.parametrize("dead", ["cut", pytest.param("drop", marks=pytest.mark.slow)])
def test_a_page_that_is_left_while_its_line_is_dead(
    page: Page,
    server: Server,
    proxy_to: ProxyTo,
    visits: Visits,
    tmp_path: Path,
    come_back: Callable[[Page, str], None],
    dead: str,
) -> None:
    """Clicks that nobody has heard of are sent by the next load, in their order, each once."""
    path, digest = large(tmp_path, 1_000_000)
    proxy = proxy_to(server, rate_up=3_000_000)
    page.goto(proxy.url)
    clicks = [0, 1, 2]
    click(page, clicks)
    seen(page, clicks)
    getattr(proxy, dead)()
    field(page, "File").set_input_files(path)
    click(page, [3, 4, 3])
    proxy.snap()
    proxy.resume()
    come_back(page, proxy.url)
    returned(page)
    click(page, [1, 1])
    seen(page, [0, 1, 2, 3, 4, 3, 1, 1])
    field(page, "File").set_input_files(path)
    press(page, "Submit")
    expect(page.get_by_text("file 1: 1000000")).to_be_visible(timeout=LATE)
    assert visits.clicks == [[0, 1, 2, 3, 4, 3, 1, 1]]
    assert visits.files == [digest]


@WAYS
@SEEDS
def test_a_callback_that_asks_while_a_file_is_on_its_way(
    page: Page, serve: Serve, proxy_to: ProxyTo, tmp_path: Path, http_only: bool, seed: int
) -> None:
    """The form of the callback stands in front; that with the file comes back behind it."""
    asked: list[str] = []
    files: list[str] = []

    def ask() -> None:
        asked.append(input("Name"))
        put_text(f"got {asked[-1]}")

    def app() -> None:
        put_button("ask", onclick=ask)
        file = file_upload("File")
        files.append(hashlib.sha256(file["content"]).hexdigest())
        put_text(f"file {file['size']}")
        hold()

    path, digest = large(tmp_path, 4_000_000)
    proxy = proxy_to(serve(app, http_only=http_only), rate_up=3_000_000)
    page.goto(proxy.url)
    field(page, "File").set_input_files(path)
    with proxy.flapping(seed):
        for n in range(3):
            press(page, "ask")
            field(page, "Name").fill(f"Ann{n}")
            press(page, "Submit")
            expect(page.get_by_text(f"got Ann{n}")).to_be_visible(timeout=LATE)
        press(page, "Submit")
    expect(page.get_by_text("file 4000000")).to_be_visible(timeout=LATE)
    assert asked == ["Ann0", "Ann1", "Ann2"]
    assert files == [digest]
