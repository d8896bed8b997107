"""Pins in the browser: what a program knows of them at which moment."""

from __future__ import annotations

from typing import Any

import pytest
from browser.pages import press, root
from browser.types import ProxyTo, Serve, Visit
from playwright.sync_api import FilePayload, Locator, Page, expect

from pywebio.output import *
from pywebio.pin import *
from pywebio.session import run_js


def control(page: Page, name: str) -> Locator:
    """The control of a pin."""
    return page.locator(f".webio-pin [name={name}]")


def test_a_click_sees_what_was_typed_just_before_it(visit: Visit) -> None:
    def app() -> None:
        put_table([["City", put_input("city")], ["Note", put_textarea("note", rows=2)]])
        put_button("tell", onclick=lambda: put_text(get_pin_values(["city", "note"])))

    page = visit(app)
    control(page, "city").focus()
    # Typing and the click are one task of the page: there is no rest between them.
    page.evaluate("""() => {
        const enter = (name, value) => {
            const field = document.getElementsByName(name)[0];
            field.value = value;
            field.dispatchEvent(new InputEvent("input", {bubbles: true}));
        };
        enter("city", "Rome");
        enter("note", "by train");
        [...document.querySelectorAll("button")].find(b => b.textContent === "tell").click();
    }""")
    expect(page.get_by_text("{'city': 'Rome', 'note': 'by train'}")).to_be_visible()


def test_each_kind_of_pin(visit: Visit) -> None:
    def app() -> None:
        put_input("number", "number", label="Number")
        put_select("one", ["x", "y"], label="One")
        put_select("many", ["x", "y", "z"], label="Many", multiple=True, native=True)
        put_checkbox("boxes", [("X", 1), ("Y", 2)], label="Boxes", inline=True)
        put_radio("pick", ["left", "right"], label="Pick")
        put_slider("level", label="Level", max_value=10)
        put_actions("act", buttons=["stop", "go"])
        put_textarea("code", code={"mode": "python"}, value="print(1)")
        names = ["number", "one", "many", "boxes", "pick", "level", "act", "code"]
        put_button("tell", onclick=lambda: put_text(list(get_pin_values(names).values())))

    page = visit(app)
    expect(page.locator(".CodeMirror")).to_be_visible()
    press(page, "tell")
    expect(page.get_by_text("[None, 'x', [], [], None, 0, None, 'print(1)']")).to_be_visible()
    page.get_by_label("Number").press_sequentially("-12a")
    page.get_by_label("One").select_option("y")
    page.get_by_label("Many").select_option(["x", "z"])
    page.get_by_label("Y", exact=True).check()
    page.get_by_label("right").check()
    page.get_by_label("Level").press("ArrowRight")
    press(page, "go")
    page.locator(".CodeMirror pre").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" # done")
    press(page, "tell")
    expected = "[-12, 'y', ['x', 'z'], [2], 'right', 1, 'go', 'print(1) # done']"
    expect(page.get_by_text(expected)).to_be_visible()


def test_on_change_hears_of_each_key(visit: Visit) -> None:
    heard: list[str] = []

    def app() -> None:
        put_input("word", label="Word")
        pin_on_change("word", onchange=heard.append)
        pin_on_change("word", onchange=lambda word: put_text(f"now {word}"))
        put_text("ready")

    page = visit(app)
    expect(page.get_by_text("ready")).to_be_visible()
    page.get_by_label("Word").press_sequentially("abc")
    expect(page.get_by_text("now abc")).to_be_visible()
    assert sorted(heard) == ["a", "ab", "abc"]


def test_wait_for_changes_and_answer_to_them(visit: Visit) -> None:
    def app() -> None:
        put_input("a", "number", label="A", value=1)
        put_input("b", "number", label="B", value=2)
        while True:
            with use_scope("sum", clear=True):
                put_text(f"sum {(pin.a or 0) + (pin.b or 0)}")
            changed = pin_wait_change("a", "b")
            put_text(changed["name"])

    page = visit(app)
    expect(root(page, "sum")).to_have_text("sum 3")
    page.get_by_label("B").fill("40")
    expect(root(page, "sum")).to_have_text("sum 41")
    page.get_by_label("A").fill("")
    expect(root(page, "sum")).to_have_text("sum 40")


def test_the_program_changes_pins(visit: Visit) -> None:
    cities = {"Italy": ["Rome", "Turin"], "Spain": ["Madrid", "Seville"]}

    def change(country: str) -> None:
        pin_update("city", options=cities[country], label=f"City in {country}")
        pin["note"] = f"to {country}"

    def app() -> None:
        put_select("country", list(cities), label="Country")
        put_select("city", cities["Italy"], label="City")
        put_input("note", label="Note")
        pin_on_change("country", onchange=change)
        put_button("tell", onclick=lambda: put_text(f"{pin.city}, {pin.note}"))

    page = visit(app)
    page.get_by_label("Note").fill("typed")
    page.get_by_label("Country").select_option("Spain")
    expect(page.get_by_label("City in Spain")).to_have_value("Madrid")
    expect(page.get_by_label("Note")).to_have_value("to Spain")
    page.get_by_label("City in Spain").select_option("Seville")
    press(page, "tell")
    expect(page.get_by_text("Seville, to Spain")).to_be_visible()


def test_two_pins_of_one_name(visit: Visit) -> None:
    def app() -> None:
        put_table([["first", put_input("name", value="one")]])
        put_button("second", onclick=lambda: put_input("name", value="two"))
        put_button("tell", onclick=lambda: put_text(f"it is {pin.name}"))

    page = visit(app)
    expect(control(page, "name")).to_have_value("one")
    press(page, "second")
    expect(page.locator("th .webio-notice")).to_contain_text("name")
    expect(control(page, "name")).to_have_value("two")
    press(page, "tell")
    expect(page.get_by_text("it is two")).to_be_visible()


def test_after_a_script_reading_asks_the_page(visit: Visit) -> None:
    def app() -> None:
        put_input("name", value="start")
        run_js("document.getElementsByName('name')[0].value = 'by a script'")
        put_text(f"it is {pin.name}")

    expect(visit(app).get_by_text("it is by a script")).to_be_visible()


def test_a_large_text_comes_when_it_is_read(visit: Visit) -> None:
    def app() -> None:
        put_textarea("text", label="Text")
        put_button("tell", onclick=lambda: put_text(f"{len(pin.text)} characters"))

    page = visit(app)
    page.get_by_label("Text").fill("x" * 200_000)
    press(page, "tell")
    expect(page.get_by_text("200000 characters")).to_be_visible()


@pytest.fixture
def lost_connections(watch: Any) -> None:
    watch.allow("WebSocket connection to|ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET")


@pytest.mark.usefixtures("lost_connections")
def test_what_was_typed_stays_over_a_lost_line(page: Page, serve: Serve, proxy_to: ProxyTo) -> None:
    def app() -> None:
        put_input("name", label="Name")
        put_button("tell", onclick=lambda: put_text(f"it is {pin.name}"))

    proxy = proxy_to(serve(app))
    page.goto(proxy.url)
    name = page.get_by_label("Name")
    name.fill("An")
    proxy.cut()
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    name.press_sequentially("na")
    proxy.resume()
    expect(page.get_by_text("Reconnecting")).to_be_hidden()
    expect(name).to_have_value("Anna")
    press(page, "tell")
    expect(page.get_by_text("it is Anna")).to_be_visible()


def test_files_are_sent_when_they_are_chosen(visit: Visit) -> None:
    def app() -> None:
        put_file_upload("file", label="File")
        pin_on_change("file", onchange=lambda file: put_text(f"came {file['filename']}"))
        put_button("tell", onclick=lambda: put_text(f"it is {pin.file['content']!r}"))

    page = visit(app)
    chosen: FilePayload = {"name": "a.txt", "mimeType": "text/plain", "buffer": b"abc"}
    page.locator("input[type=file]").set_input_files(chosen)
    expect(page.get_by_text("came a.txt")).to_be_visible()
    press(page, "tell")
    expect(page.get_by_text("it is b'abc'")).to_be_visible()
