"""A page is loaded again: each rule, with a real browser."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from browser.pages import field, press, returned, root
from browser.proxy import Proxy
from browser.server import Server
from browser.types import NewPage, ProxyTo, Serve, Visit
from playwright.sync_api import Page, expect

from pywebio.input import *
from pywebio.output import *
from pywebio.pin import pin, put_input, put_textarea
from pywebio.platform import config
from pywebio.session import *


def anew(page: Page) -> None:
    """The page has begun anew: a form is there, and nobody speaks of coming back."""
    expect(field(page, "Name")).to_have_value("")
    expect(page.locator(".webio-returned")).to_have_count(0)


class Sessions:
    """An application that counts its visitors and asks each for a name, then for an age."""

    def __init__(self) -> None:
        self.count = 0

    def app(self) -> None:
        self.count += 1
        put_text(f"visit {self.count}")
        put_text(f"Hello {input('Name')}")
        put_text(f"age {input('Age', type=NUMBER)}")


@pytest.fixture
def serve(serve: Serve) -> Serve:
    """Servers that wait longer for a page that is loaded again: this machine may be slow."""

    def patient(*apps: Any, **settings: Any) -> Server:
        return serve(*apps, **{"keep_running": 60, **settings})

    return patient


@pytest.fixture
def sessions() -> Sessions:
    return Sessions()


def begin(visit: Visit, sessions: Sessions, **settings: Any) -> Page:
    """The visitor is in the middle of the program."""
    page = visit(sessions.app, **settings)
    field(page, "Name").fill("Ann")
    press(page, "Submit")
    expect(field(page, "Age")).to_be_visible()
    return page


# -- a program that runs -----------------------------------------------------------------------


def test_in_the_middle_of_a_form(visit: Visit) -> None:
    def app() -> None:
        put_text("what was shown")
        data = input_group(
            "Who?",
            [
                input("Name", name="name"),
                input("Password", name="secret", type=PASSWORD),
                textarea("About", name="about"),
                select("Colour", ["red", "green", "blue"], name="colour"),
                checkbox("Likes", ["tea", "milk"], name="likes"),
                radio("Size", ["S", "L"], name="size"),
                slider("Level", name="level", min_value=0, max_value=9),
                input("Number", name="number", type=NUMBER),
            ],
        )
        put_text(*(f"{name}={value}" for name, value in data.items()), sep="; ")

    page = visit(app)
    field(page, "Name").fill("Ann")
    field(page, "Password").fill("secret")
    field(page, "About").fill("two\nlines")
    field(page, "Colour").select_option("green")
    page.get_by_label("milk").check()
    page.get_by_label("L", exact=True).check()
    field(page, "Number").fill("12")
    page.reload()
    returned(page)
    expect(root(page)).to_have_text("what was shown")
    expect(field(page, "Name")).to_have_value("Ann")
    expect(field(page, "Password")).to_have_value("")
    expect(field(page, "About")).to_have_value("two\nlines")
    expect(field(page, "Colour")).to_have_value(re.compile("."))
    expect(page.get_by_label("milk")).to_be_checked()
    expect(page.get_by_label("tea")).not_to_be_checked()
    expect(page.get_by_label("L", exact=True)).to_be_checked()
    expect(field(page, "Number")).to_have_value("12")
    field(page, "Password").fill("again")
    press(page, "Submit")
    expect(root(page)).to_contain_text(
        "name=Ann; secret=again; about=two\nlines; colour=green; likes=['milk']; size=L; "
        "level=0; number=12"
    )


def test_what_the_page_keeps_has_no_password_and_no_key_in_the_address(visit: Visit) -> None:
    def app() -> None:
        put_input("pinned", type=PASSWORD)
        input_group("Who?", [input("Name", name="n"), input("Secret", name="s", type=PASSWORD)])

    page = visit(app)
    field(page, "Name").fill("Ann")
    field(page, "Secret").fill("form-secret")
    page.locator(".webio-pin input").fill("pin-secret")
    page.evaluate("addEventListener('pagehide', () => localStorage.setItem('seen', 1))")
    kept = page.evaluate(
        """() => {
            dispatchEvent(new PageTransitionEvent("pagehide"));
            return JSON.stringify(sessionStorage) + JSON.stringify(localStorage);
        }"""
    )
    assert "Ann" in kept
    assert "secret" not in kept.lower().replace('"secret"', "")
    assert page.url.count("?") == 0
    key = page.evaluate(
        "JSON.parse(sessionStorage.getItem("
        "Object.keys(sessionStorage).find(key => key.startsWith('pywebio ')))).session"
    )
    assert len(key) >= 22
    addresses = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert not any(key in address for address in addresses)


def test_while_the_program_computes(visit: Visit) -> None:
    go = threading.Event()
    runs: list[int] = []

    def app() -> None:
        runs.append(1)
        put_text("computing")
        go.wait(20)
        put_text("done")

    page = visit(app)
    expect(root(page)).to_have_text("computing")
    page.reload()
    returned(page)
    expect(root(page)).to_have_text("computing")
    go.set()
    expect(root(page)).to_have_text("computing\ndone", use_inner_text=True)
    assert runs == [1]


@pytest.mark.parametrize("as_coroutine", [False, True])
def test_while_the_program_streams(visit: Visit, as_coroutine: bool) -> None:
    stop = threading.Event()

    def app() -> None:
        n = 0
        while not stop.is_set():
            put_text(f"line {n}")
            n += 1
            time.sleep(0.01)
        put_text("the end")

    async def async_app() -> None:
        n = 0
        while not stop.is_set():
            put_text(f"line {n}")
            n += 1
            await asyncio.sleep(0.01)
        put_text("the end")

    page = visit(async_app if as_coroutine else app)
    expect(page.get_by_text("line 20", exact=True)).to_be_attached()
    page.reload()
    returned(page)
    seen = root(page).locator("p").count()
    expect(page.get_by_text(f"line {seen + 20}", exact=True)).to_be_attached()
    stop.set()
    expect(page.get_by_text("the end")).to_be_attached()
    texts = root(page).locator("p").all_inner_texts()
    assert texts == [*(f"line {n}" for n in range(len(texts) - 1)), "the end"]


def test_scroll_tabs_and_collapses_stay(visit: Visit) -> None:
    def app() -> None:
        put_collapse("More", [put_text("inside of it")])
        put_collapse("Less", [put_text("open at first")], open=True)
        put_tabs(
            [
                {"title": "One", "content": put_text("first tab")},
                {"title": "Two", "content": put_text("second tab")},
            ]
        )
        put_scrollable([put_text(f"row {n}") for n in range(50)], height=100)
        for n in range(200):
            put_text(f"line {n}")
        input("Name")

    page = visit(app)
    expect(page.get_by_text("line 199")).to_be_attached()
    page.get_by_text("More", exact=True).click()
    page.get_by_text("Less", exact=True).click()
    page.get_by_role("tab", name="Two").click()
    page.locator(".webio-scrollable").evaluate("element => { element.scrollTop = 300 }")
    page.evaluate("scrollTo(0, 1234)")
    page.reload()
    returned(page)
    expect(page.get_by_text("inside of it")).to_be_visible()
    expect(page.get_by_text("open at first")).to_be_hidden()
    expect(page.get_by_text("second tab")).to_be_visible()
    expect(page.get_by_text("first tab")).to_be_hidden()
    page.wait_for_function("scrollY === 1234")
    assert page.locator(".webio-scrollable").evaluate("element => element.scrollTop") == 300


def test_pins_keep_what_was_typed(visit: Visit) -> None:
    def app() -> None:
        put_input("short")
        put_textarea("long")
        input("Name")
        put_text(f"{pin.short} and {len(pin.long)}")

    page = visit(app)
    page.locator("input[name=short]").fill("typed")
    page.locator("textarea[name=long]").fill("x" * 30_000)
    page.reload()
    returned(page)
    expect(page.locator("input[name=short]")).to_have_value("typed")
    expect(page.locator("textarea[name=long]")).to_have_value("x" * 30_000)
    field(page, "Name").fill("Ann")
    press(page, "Submit")
    expect(root(page)).to_contain_text("typed and 30000")


@pytest.mark.parametrize("where", ["a form", "a pin"])
def test_the_focus_and_the_caret_stay(visit: Visit, where: str) -> None:
    def app() -> None:
        put_textarea("note", value="half a thought")
        input_group("Who?", [input("Name", name="name"), input("Town", name="town")])

    page = visit(app)
    expect(field(page, "Name")).to_be_focused()
    one = field(page, "Town") if where == "a form" else page.locator(".webio-pin textarea")
    one.fill("half a thought")
    one.evaluate("(one) => one.setSelectionRange(5, 5)")
    page.reload()
    returned(page)
    expect(one).to_be_focused()
    page.keyboard.type("finished ")
    expect(one).to_have_value("half finished a thought")


def test_the_focus_is_left_to_a_visitor_who_types(visit: Visit) -> None:
    def app() -> None:
        input_group("Who?", [input("Name", name="name"), input("Town", name="town")])

    page = visit(app)
    field(page, "Town").fill("Rome")
    page.add_init_script(
        """
        addEventListener("focusin", ({ target }) => {
            if (target.name !== "name") return;
            target.dispatchEvent(new KeyboardEvent("keydown", { key: "A", bubbles: true }));
        }, { once: true });
        """
    )
    page.reload()
    returned(page)
    expect(field(page, "Town")).to_have_value("Rome")
    expect(field(page, "Name")).to_be_focused()


def test_start_again(visit: Visit, sessions: Sessions) -> None:
    page = begin(visit, sessions)
    page.reload()
    returned(page)
    page.get_by_role("button", name="Start again").click()
    anew(page)
    expect(root(page)).to_have_text("visit 2")


def test_two_reloads_in_a_short_time(page: Page, visit: Visit, sessions: Sessions) -> None:
    page.add_init_script("Date.now = () => 1e12")  # however slow this machine is
    begin(visit, sessions)
    page.reload()
    returned(page)
    page.reload()
    anew(page)
    expect(root(page)).to_have_text("visit 2")


def test_two_reloads_with_time_between(visit: Visit, sessions: Sessions) -> None:
    page = begin(visit, sessions)
    page.reload()
    returned(page)
    page.evaluate("window.since = performance.now()")
    page.wait_for_function("performance.now() - since > 3000")
    page.reload()
    returned(page)
    expect(field(page, "Age")).to_be_visible()
    assert sessions.count == 1


def test_after_a_download(visit: Visit) -> None:
    """To fetch a file is not to leave the page."""

    def app() -> None:
        put_button("save", lambda: download("a.txt", b"content"))
        put_file("b.txt", b"content")
        input("Name")

    page = visit(app)
    field(page, "Name").fill("typed")
    with page.expect_download():
        press(page, "save")
    with page.expect_download():
        page.get_by_text("b.txt").click()
    page.reload()
    returned(page)
    expect(field(page, "Name")).to_have_value("typed")


def test_back_and_forward(visit: Visit, sessions: Sessions) -> None:
    page = begin(visit, sessions)
    field(page, "Age").fill("12")
    address = page.url
    page.goto(f"{address}?other=1")
    expect(root(page)).to_have_text("visit 2")
    page.go_back()
    expect(field(page, "Age")).to_have_value("12")
    expect(root(page)).to_have_text("visit 1Hello Ann")
    page.go_forward()
    expect(root(page)).to_have_text("visit 2")
    assert sessions.count == 2


@pytest.mark.parametrize("navigation_api", [True, False])
def test_back_from_a_link(page: Page, serve: Serve, navigation_api: bool) -> None:
    visits: list[int] = []

    def app() -> None:
        visits.append(1)
        put_html("<a id='away' href='?other=1'>away</a>")
        input("Name")

    if not navigation_api:
        page.add_init_script("delete window.navigation; delete Window.prototype.navigation")
    page.goto(serve(app).url)
    field(page, "Name").fill("typed")
    page.locator("#away").click()
    expect(field(page, "Name")).to_have_value("")
    page.go_back()
    expect(field(page, "Name")).to_have_value("typed")
    press(page, "Submit")
    expect(page.locator("#input-cards form")).to_have_count(0)
    assert len(visits) == 2


def test_another_query_begins_anew(visit: Visit, sessions: Sessions) -> None:
    page = begin(visit, sessions)
    page.goto(f"{page.url}?a=1")
    anew(page)
    assert sessions.count == 2


def test_the_same_address_typed_again_begins_anew(visit: Visit, sessions: Sessions) -> None:
    page = begin(visit, sessions)
    page.goto(page.url)
    anew(page)
    assert sessions.count == 2


def test_a_discarded_tab_comes_back(visit: Visit, sessions: Sessions) -> None:
    page = begin(visit, sessions)
    field(page, "Age").fill("12")
    # What a phone does: the page is hidden, then gone without a word; shown, it is loaded again.
    page.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", { value: true, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
            addEventListener("pagehide", (event) => event.stopImmediatePropagation(), true);
        }"""
    )
    page.add_init_script("Object.defineProperty(document, 'wasDiscarded', { value: true })")
    page.goto(page.url)
    returned(page)
    expect(field(page, "Age")).to_have_value("12")
    assert sessions.count == 1


def test_a_duplicated_tab_gets_a_session_of_its_own(visit: Visit, sessions: Sessions) -> None:
    page = begin(visit, sessions)
    field(page, "Age").fill("12")
    stored = page.evaluate("JSON.stringify(sessionStorage)")
    copy = page.context.new_page()
    copy.add_init_script(
        f"for (const [key, value] of Object.entries({stored})) sessionStorage.setItem(key, value);"
        "Object.defineProperty(document, 'wasDiscarded', { value: true });"
    )
    copy.goto(page.url)
    anew(copy)
    expect(root(copy)).to_have_text("visit 2")
    field(page, "Age").fill("13")
    press(page, "Submit")
    expect(root(page)).to_contain_text("age 13")


def test_a_stolen_key_shows_itself(visit: Visit, sessions: Sessions, new_page: NewPage) -> None:
    """In another browser nobody answers for the first page: it is told."""
    page = begin(visit, sessions)
    stored = page.evaluate("JSON.stringify(sessionStorage)")
    thief = new_page()
    thief.add_init_script(
        f"for (const [key, value] of Object.entries({stored})) sessionStorage.setItem(key, value);"
        "Object.defineProperty(document, 'wasDiscarded', { value: true });"
    )
    thief.goto(page.url)
    returned(thief)
    expect(page.get_by_text("This session goes on in another window.")).to_be_visible()
    expect(root(page)).to_contain_text("Hello Ann")


def test_where_the_page_talks_by_http(
    page: Page, serve: Serve, sessions: Sessions, watch: Any
) -> None:
    watch.allow("WebSocket connection to")
    proxy = Proxy(serve(sessions.app).port, upgrade=False)
    try:
        page.goto(proxy.url)
        field(page, "Name").fill("Ann")
        press(page, "Submit")
        field(page, "Age").fill("12")
        page.reload()
        returned(page)
        expect(field(page, "Age")).to_have_value("12")
        press(page, "Submit")
        expect(root(page)).to_contain_text("age 12")
        assert sessions.count == 1
    finally:
        page.close()
        proxy.close()


# -- reloads that the page makes ---------------------------------------------------------------

FORMS: dict[str, Callable[[], object]] = {
    "run_js": lambda: run_js("location.reload()"),
    "kept run_js": lambda: run_js(
        "if (!sessionStorage.again) { sessionStorage.again = 1; location.reload() }", keep=True
    ),
    "a timer": lambda: run_js(
        "if (!sessionStorage.again) { sessionStorage.again = 1;"
        " setTimeout(() => location.reload(), 50) }",
        keep=True,
    ),
    "history.go": lambda: put_html('<a id="go" onclick="history.go(0)">go</a>'),
    "onclick": lambda: put_html('<a id="go" onclick="location.reload()">go</a>'),
    "its own address": lambda: put_html(
        '<a id="go" onclick="location.href = location.href">go</a>'
    ),
    "assign": lambda: put_html('<a id="go" onclick="location.assign(location)">go</a>'),
    "replace": lambda: put_html('<a id="go" onclick="location.replace(location)">go</a>'),
    "a link": lambda: put_html('<a id="go" href="">go</a>'),
    "a form": lambda: put_html('<form method="get"><button id="go">go</button></form>'),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("navigation_api", [True, False])
def test_a_reload_made_by_the_page(
    page: Page, serve: Serve, form: str, navigation_api: bool
) -> None:
    visits: list[int] = []

    def app() -> None:
        visits.append(1)
        put_text(f"visit {len(visits)}")
        if len(visits) == 1 or "kept" in form or "timer" in form:
            FORMS[form]()
        input("Name")

    if not navigation_api:
        page.add_init_script("delete window.navigation; delete Window.prototype.navigation")
    page.goto(serve(app).url)
    if page.locator("#go").count() or ("run_js" not in form and "timer" not in form):
        page.locator("#go").click()
    expect(root(page)).to_contain_text("visit 2")
    anew(page)


def test_without_the_navigation_api_a_later_reload_returns(
    page: Page, serve: Serve, sessions: Sessions
) -> None:
    page.add_init_script("delete window.navigation; delete Window.prototype.navigation")
    page.goto(serve(sessions.app).url)
    field(page, "Name").fill("Ann")
    press(page, "Submit")
    expect(field(page, "Age")).to_be_visible()
    page.evaluate("window.since = performance.now()")
    page.wait_for_function("performance.now() - since > 2500")
    page.reload()
    returned(page)


# -- programs that are not returned to ---------------------------------------------------------


def test_a_script_without_keep(visit: Visit) -> None:
    def app() -> None:
        run_js("document.body.dataset.touched = 'yes'")
        input("Name")

    page = visit(app)
    field(page, "Name").fill("typed")
    expect(page.locator("body")).to_have_attribute("data-touched", "yes")
    page.reload()
    anew(page)


def test_a_kept_script_runs_again(visit: Visit) -> None:
    def app() -> None:
        put_html("<p id='target'>text</p>")
        run_js("document.getElementById('target').dataset.n = 1", keep=True)
        run_js("document.getElementById('target').dataset.n += 2", keep=True)
        run_js("$('#target').css('color', color)", color="red", keep=True)
        input("Name")

    page = visit(app)
    field(page, "Name").fill("typed")
    expect(page.locator("#target")).to_have_attribute("data-n", "12")
    page.reload()
    returned(page)
    expect(field(page, "Name")).to_have_value("typed")
    expect(page.locator("#target")).to_have_attribute("data-n", "12")
    expect(page.locator("#target")).to_have_css("color", "rgb(255, 0, 0)")


def test_a_finished_program(visit: Visit) -> None:
    page = visit(lambda: put_text(f"Hello {input('Name')}"))
    field(page, "Name").fill("Ann")
    press(page, "Submit")
    expect(root(page)).to_have_text("Hello Ann")
    page.reload()
    anew(page)


@pytest.mark.parametrize("in_hold", [False, True])
def test_a_program_that_waits_for_clicks(visit: Visit, in_hold: bool) -> None:
    def app() -> None:
        put_button("more", onclick=lambda: put_text("clicked"))
        if in_hold:
            hold()

    page = visit(app)
    press(page, "more")
    expect(page.get_by_text("clicked")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="more")).to_be_visible()
    expect(page.get_by_text("clicked")).to_have_count(0)
    expect(page.locator(".webio-returned")).to_have_count(0)


def test_an_application_that_wants_to_be_returned_to(visit: Visit) -> None:
    @config(on_reload="resume")
    def app() -> None:
        run_js("window.x = 1")
        put_button("more", onclick=lambda: put_text("clicked"))

    page = visit(app)
    press(page, "more")
    expect(page.get_by_text("clicked")).to_be_visible()
    page.reload()
    returned(page)
    expect(page.get_by_text("clicked")).to_be_visible()
    press(page, "more")
    expect(page.get_by_text("clicked")).to_have_count(2)


def test_an_application_that_wants_to_restart(visit: Visit, sessions: Sessions) -> None:
    page = visit(config(on_reload="restart")(lambda: sessions.app()))
    field(page, "Name").fill("typed")
    page.reload()
    anew(page)
    assert sessions.count == 2


def test_debug_begins_anew(visit: Visit, sessions: Sessions) -> None:
    page = begin(visit, sessions, debug=True)
    page.reload()
    anew(page)


# -- a server that was restarted ---------------------------------------------------------------


def test_a_reload_after_the_server_was_restarted(
    page: Page, serve: Serve, proxy_to: ProxyTo, sessions: Sessions
) -> None:
    first, second = serve(sessions.app), serve(sessions.app)
    proxy = proxy_to(first)
    page.goto(proxy.url)
    field(page, "Name").fill("Ann")
    press(page, "Submit")
    expect(field(page, "Age")).to_be_visible()
    proxy.target = second.port
    proxy.snap()
    page.reload()
    anew(page)
    expect(root(page)).to_have_text("visit 2")


def test_a_restarted_server_with_debug_begins_anew_by_itself(
    page: Page, serve: Serve, proxy_to: ProxyTo, sessions: Sessions, watch: Any
) -> None:
    watch.allow("WebSocket connection to|ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET")
    first, second = serve(sessions.app, debug=True), serve(sessions.app, debug=True)
    proxy = proxy_to(first)
    page.goto(proxy.url)
    field(page, "Name").fill("typed")
    proxy.target = second.port
    proxy.snap()
    anew(page)
    expect(root(page)).to_have_text("visit 2")


def test_where_nothing_was_shown_it_begins_anew_by_itself(
    page: Page, serve: Serve, proxy_to: ProxyTo, watch: Any
) -> None:
    watch.allow("WebSocket connection to|ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET")
    first, second = serve(lambda: input("Name")), serve(lambda: input("Nickname"))
    proxy = proxy_to(first)
    page.goto(proxy.url)
    expect(field(page, "Name")).to_be_visible()
    proxy.target = second.port
    proxy.snap()
    expect(field(page, "Nickname")).to_be_visible()
