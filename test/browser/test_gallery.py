"""Every page of the gallery: in every look, by keyboard, mirrored, without motion, on paper.

The pictures are in ``test-artifacts/gallery``, to be looked at.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from itertools import cycle, product
from pathlib import Path
from typing import Any

import pytest
from browser.axe import has_no_sideways_scroll, violations
from browser.pages import field, press
from browser.server import Server
from browser.types import NewPage, ProxyTo, Serve
from playwright.sync_api import Page, expect

from gallery.pages import PAGES
from pywebio.platform.options import ServerOptions
from pywebio.platform.server import Server as Serving
from pywebio.platform.tornado import handler_class

PICTURES = Path(__file__).parents[2] / "test-artifacts" / "gallery"
THEMES = ("default", "light", "dark", "sketchy", "minty", "yeti")
SCHEMES = ("light", "dark")
WIDTHS = (1280, 390)
FORMS = [name for name in PAGES if name.startswith("field-")]

ServeTheme = Callable[[str], str]


@pytest.fixture(scope="module")
def gallery() -> Iterator[ServeTheme]:
    """The address of the gallery in a theme."""
    servers: dict[str, Server] = {}

    def start(theme: str) -> str:
        if theme not in servers:
            serving = ServerOptions(theme=theme)
            servers[theme] = Server(lambda: [("/", handler_class(Serving(PAGES, serving)))])
        return servers[theme].url

    yield start
    for server in servers.values():
        server.close()


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """One page fails on purpose."""
    caplog.set_level(logging.CRITICAL)


def open_page(page: Page, url: str, name: str) -> None:
    """Open a page of the gallery and wait until it stands there."""
    page.goto(f"{url}?app={name}")
    expect(page.get_by_role("heading", level=1).first).to_be_attached()
    expect(page.locator(READY.get(name, "h1")).first).to_be_attached()
    page.wait_for_function("document.fonts.status === 'loaded'")


def some_first(names: list[str]) -> list[Any]:
    """All pages; those that are not named are for the tests that take long."""
    return [
        *names,
        *(pytest.param(one, marks=pytest.mark.slow) for one in PAGES if one not in names),
    ]


READY = {
    "code": "code .token",
    "markdown": "code .token",
    "html": "#target:not(:empty)",
    "datatable": ".ag-row",
    "figure": "figure svg, .webio-figure svg",
    "popup": "dialog[open] form",
    "popup-small": "dialog[open]",
    "toast": ".toastify >> nth=6",
    "error": ".webio-failure",
    "ended": ".webio-ended",
    "report": "form",
    "forms": "form",
    "long": "form",
    "log": ".webio-log-lines:not(:empty)",
    "field-textarea": ".CodeMirror >> nth=1",
    "field-select": ".ts-wrapper >> nth=1",
    **{name: "form" for name in FORMS if name not in ("field-textarea", "field-select")},
}
"""What is there when a page is whole."""


def refuse(page: Page) -> None:
    """Send a form as it is: its required fields say what they want."""
    page.locator("#input-cards form").evaluate("form => form.requestSubmit()")


def open_all(page: Page) -> None:
    """Open what is closed at first."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


def search(page: Page) -> None:
    """Open a list in which one can search."""
    page.locator(".ts-control").first.click()
    expect(page.locator(".ts-dropdown").first).to_be_visible()


def refuse_report(page: Page) -> None:
    """An error that the server sees."""
    press(page, "Submit")
    expect(page.get_by_text("Too young")).to_be_visible()


def select_a_row(page: Page) -> None:
    """Buttons for rows become usable, the bar says what is in the cell."""
    page.get_by_text("Person 1", exact=True).first.click()
    expect(page.get_by_role("button", name="Greet")).to_be_enabled()


FURTHER: dict[str, list[Callable[[Page], None]]] = {
    "collapse": [open_all],
    "datatable": [select_a_row],
    "report": [refuse_report],
    "field-select": [search],
    **{name: [refuse] for name in FORMS if name not in ("field-select", "field-slider")},
}
"""What makes the further states of a page."""


def drawn(page: Page) -> None:
    """Wait until what has changed is drawn."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def look(page: Page, name: str, picture: str) -> list[str]:
    """The violations of a page as it is now; it is drawn as well."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    drawn(page)
    whole = not name.startswith(("popup", "long"))
    page.screenshot(path=PICTURES / f"{name}-{picture}.png", full_page=whole)
    found = [] if has_no_sideways_scroll(page) else ["the page scrolls sideways"]
    return [f"{picture}: {one}" for one in found + violations(page)]


def check(page: Page, name: str, theme: str, looks: Iterable[tuple[str, int]]) -> None:
    """Look at a page in all its states, each in several looks."""
    found = []
    for number, go in enumerate([lambda page: None, *FURTHER.get(name, [])]):
        go(page)
        for scheme, width in looks:
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.set_viewport_size({"width": width, "height": 800})
            found += look(page, name, f"{theme}-{scheme}-{width}-{number}")
    assert found == []


SHIFTS = """
    window.shifted = 0;
    new PerformanceObserver((list) => {
        // The footer stands below everything, wherever that ends.
        for (const entry of list.getEntries()) {
            const outputs = entry.sources.filter(({ node }) => node && !node.closest?.(".footer"));
            if (!entry.hadRecentInput && outputs.length > 0) shifted += entry.value;
        }
    }).observe({ type: "layout-shift", buffered: true });
"""
SHIFT_MOST = 0.03
"""0.1 is what counts as good."""

FEW = ("default", "minty", "default", "yeti", "default", "sketchy")
OPPOSITES: list[list[tuple[str, int]]] = [
    [("light", 1280), ("dark", 390)],
    [("dark", 1280), ("light", 390)],
]


def opened(gallery: ServeTheme, new_page: NewPage, name: str, theme: str, width: int) -> Page:
    """A page that has come without a jump of what stood there before."""
    page = new_page(width=width)
    page.add_init_script(SHIFTS)
    open_page(page, gallery(theme), name)
    drawn(page)
    shifted = page.evaluate("shifted")
    assert shifted < SHIFT_MOST, f"{name}: what stands on the page jumps ({shifted})"
    return page


@pytest.mark.parametrize(
    ("name", "theme", "looks"), list(zip(PAGES, cycle(FEW), cycle(OPPOSITES), strict=False))
)
def test_each_page_in_two_looks(
    gallery: ServeTheme, new_page: NewPage, name: str, theme: str, looks: list[tuple[str, int]]
) -> None:
    page = opened(gallery, new_page, name, theme, 1280)
    check(page, name, theme, looks)


@pytest.mark.slow
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", PAGES)
def test_each_page_in_all_looks(
    gallery: ServeTheme, new_page: NewPage, name: str, theme: str
) -> None:
    page = opened(gallery, new_page, name, theme, 390)
    check(page, name, theme, list(product(SCHEMES, WIDTHS)))


def test_there_is_a_page_for_each_output_and_field() -> None:
    from pywebio import protocol as wire

    outputs = {kind.__struct_config__.tag for kind in wire.Output.__args__}
    fields = {f"field-{kind.__struct_config__.tag}" for kind in wire.FormField.__args__}
    assert outputs | fields <= set(PAGES)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_lost_line(
    serve: Serve, proxy_to: ProxyTo, new_page: NewPage, watch: Any, scheme: str
) -> None:
    watch.allow("WebSocket connection to|ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET")
    proxy = proxy_to(serve(PAGES))
    page = new_page(color_scheme=scheme)
    open_page(page, proxy.url, "report")
    proxy.cut()
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    assert violations(page) == []


# -- keyboard -------------------------------------------------------------------------------------

FOCUS = """() => {
    const one = document.activeElement;
    if (one === document.body) return { stop: "", seen: true };
    const ring = (element) => {
        const style = element && getComputedStyle(element);
        return style && (style.outlineStyle !== "none" || style.boxShadow !== "none");
    };
    const whole = ".CodeMirror, .ts-wrapper, .ag-root-wrapper, audio, video, [type=range]";
    const seen = [one, one.parentElement, one.nextElementSibling, one.closest(whole)].some(ring);
    window.stops = (window.stops ?? 0) + 1;
    one.dataset.stop ??= String(window.stops);
    return { stop: one.dataset.stop, seen: seen || one.matches(whole), html: one.outerHTML };
}"""

CONTROLS = """() => {
    const controls = "button, a[href], input:not([type=radio]), select, textarea, summary";
    const part = document.querySelector("dialog[open]") ?? document;
    return [...part.querySelectorAll(controls)].filter((one) => !one.disabled &&
        one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true }) &&
        !one.closest(".webio-datatable-grid, .CodeMirror")).length;
}"""


@pytest.mark.parametrize(
    "name", some_first(["report", "field-select", "field-file", "datatable", "tabs", "pin"])
)
def test_tab_comes_to_everything_and_shows_where_it_is(
    gallery: ServeTheme, new_page: NewPage, name: str
) -> None:
    page = new_page()
    open_page(page, gallery("default"), name)
    wanted: int = page.evaluate(CONTROLS)
    page.evaluate("document.activeElement.blur()")
    seen: list[str] = []
    for _ in range(150):
        page.keyboard.press("Tab")
        place = page.evaluate(FOCUS)
        if place["stop"] in seen[-1:]:
            continue  # a date has several stops in one control
        if place["stop"] in seen:
            break
        assert place["seen"], f"It does not show that it has the focus: {place['html']}"
        seen.append(place["stop"])
        if page.evaluate("document.activeElement.closest('.CodeMirror') !== null"):
            page.keyboard.press("Escape")
    assert len(seen) >= wanted


# -- right to left, motion, shifts, paper ----------------------------------------------------------


@pytest.mark.parametrize("name", some_first(["report", "alert", "tabs", "field-select"]))
def test_a_page_in_persian_is_the_mirror_of_one_in_english(
    gallery: ServeTheme, new_page: NewPage, name: str
) -> None:
    def edges(locale: str) -> dict[str, float]:
        page = new_page(locale=locale)
        open_page(page, gallery("default"), name)
        found: dict[str, float] = page.evaluate(
            """() => {
                const rtl = getComputedStyle(document.body).direction === "rtl";
                const boxes = (query) => [...document.querySelectorAll(query)]
                    .map((one) => one.getBoundingClientRect())
                    .filter(({ width }) => width > 0)
                    .map(({ left, right }) =>
                        rtl ? document.documentElement.clientWidth - right : left);
                const all = {};
                for (const query of ["h1 ", ".webio-alert-body", ".form-label", ".invalid-feedback",
                        ".btn-primary", "summary", ".form-check", ".webio-switch"]) {
                    boxes(query).slice(0, 1).forEach((x, index) => { all[query + index] = x; });
                }
                return all;
            }"""
        )
        assert has_no_sideways_scroll(page)
        return found

    english, persian = edges("en-US"), edges("fa-IR")
    assert english.keys() == persian.keys()
    for place, left in english.items():
        if place.startswith(".webio-switch"):
            continue  # its own text is of another width
        assert abs(left - persian[place]) <= 2, place


MOVES = """() => document.getAnimations().filter((one) => one.playState === "running" &&
        one.effect.getKeyframes().some((frame) => "transform" in frame || "translate" in frame))
    .map((one) => one.effect.target.outerHTML)"""


@pytest.mark.parametrize("name", ["toast", "popup", "report", "progress", "collapse", "tabs"])
def test_nothing_moves_where_that_is_not_wanted(
    gallery: ServeTheme, new_page: NewPage, name: str
) -> None:
    page = new_page()  # reduced motion, as all pages of these tests
    open_page(page, gallery("default"), name)
    assert page.evaluate(MOVES) == []


@pytest.mark.parametrize("name", ["report", "code", "table", "alert", "collapse", "log"])
def test_on_paper_a_page_is_light_and_has_nothing_to_press(
    gallery: ServeTheme, new_page: NewPage, name: str
) -> None:
    page = new_page(color_scheme="dark")
    open_page(page, gallery("default"), name)
    page.emulate_media(media="print")
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}-print.png", full_page=True)
    colors = page.evaluate(
        "(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.body))"
    )
    assert colors == ["rgb(27, 31, 36)", "rgb(255, 255, 255)"]
    for pressed in page.get_by_role("button").all():
        assert not pressed.is_visible(), pressed.evaluate("one => one.outerHTML")
    assert page.locator("h1").is_visible()


def test_on_paper_nothing_is_hidden_in_a_box_that_scrolls(
    gallery: ServeTheme, new_page: NewPage
) -> None:
    page = new_page()
    open_page(page, gallery("default"), "scrollable")
    page.emulate_media(media="print")
    for box in page.locator(".webio-scrollable").all():
        assert box.evaluate("one => one.scrollHeight - one.clientHeight") <= 1


# -- light or dark --------------------------------------------------------------------------------


def test_the_switch_is_remembered_without_a_flash_and_in_all_tabs(
    gallery: ServeTheme, new_page: NewPage
) -> None:
    page = new_page(color_scheme="light")
    other = page.context.new_page()
    for one in (page, other):
        open_page(one, gallery("default"), "text")
    page.get_by_role("button", name="Dark mode").focus()
    page.keyboard.press("Enter")
    for one in (page, other):
        expect(one.locator("html")).to_have_attribute("data-bs-theme", "dark")
        expect(one.get_by_role("button", name="Light mode")).to_be_visible()
    page.add_init_script(
        """new MutationObserver((_, observer) => {
            if (!document.body) return;
            window.first ??= document.documentElement.dataset.bsTheme;
            observer.disconnect();
        }).observe(document, { childList: true, subtree: true });"""
    )
    open_page(page, gallery("default"), "code")
    assert page.evaluate("first") == "dark"
    page.get_by_role("button", name="Light mode").click()
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_where_the_program_decides_there_is_no_switch(
    gallery: ServeTheme, new_page: NewPage
) -> None:
    page = new_page()
    open_page(page, gallery("dark"), "field-input")
    expect(field(page, "Text")).to_be_visible()
    expect(page.locator(".webio-switch")).to_have_count(0)
