"""Each demo in the browser, as its visitor uses it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from browser.axe import has_no_sideways_scroll, violations
from browser.pages import demo_is_there, field, press, root
from browser.test_look import LOOKS
from browser.types import NewPage, Serve, Visit
from playwright.sync_api import FilePayload, Page, expect

from demos import (
    admin,
    assistant,
    bmi,
    chat,
    converter,
    dashboard,
    explorer,
    forms,
    game,
    live_log,
    markdown_previewer,
    monitor,
    outputs,
    quiz,
    themes,
)
from demos.__main__ import APPS, DEMOS


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_all_of_them_on_the_first_page(
    serve: Serve, new_page: NewPage, scheme: str, width: int
) -> None:
    page = new_page(width=width, color_scheme=scheme)
    page.goto(serve(APPS).url)
    links = page.get_by_role("navigation", name="Demos").get_by_role("link")
    titles = [(app.__doc__ or "").partition("\n")[0] for app in DEMOS.values()]
    expect(links).to_contain_text(titles)
    expect(links.locator(f".{scheme} img")).to_have_count(len(DEMOS))
    expect(links.locator("img:visible")).to_have_count(len(DEMOS))
    page.wait_for_function("[...document.images].every(image => image.naturalWidth === 720)")
    assert has_no_sideways_scroll(page)
    assert violations(page) == []
    links.filter(has_text="Body mass index").click()
    expect(page).to_have_title("Body mass index")
    expect(field(page, "Your name")).to_be_focused()


def test_bmi(visit: Visit) -> None:
    page = visit(bmi.main)
    field(page, "Your name").fill("Ann")
    height = field(page, "Height in cm")
    height.fill("17")
    field(page, "Weight in kg").fill("65.5")
    press(page, "Submit")
    expect(height).to_have_accessible_description("A height between 100 and 250 cm, please.")
    expect(height).to_be_focused()
    height.fill("170")
    press(page, "Submit")
    expect(page.get_by_role("heading", name="22.7")).to_be_visible()
    cell = page.get_by_role("cell", name="Healthy weight")
    expect(cell.locator("p")).to_have_css("font-weight", "650")
    press(page, "Another person")
    expect(field(page, "Your name")).to_have_value("")
    expect(cell).to_have_count(0)


@pytest.fixture
def new_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat, "room", chat.Room())


@pytest.mark.usefixtures("new_room")
def test_chat_with_two_browsers(serve: Serve, new_page: NewPage) -> None:
    server = serve(chat.main, keep_running=0.2)
    ann, bob = new_page(), new_page(width=390)
    for page, name in ((ann, "Ann"), (bob, "Bob")):
        page.goto(server.url)
        field(page, "Your name").fill(name)
        press(page, "Submit")
        expect(root(page)).to_contain_text(f"{name} has come in")
    expect(root(ann)).to_contain_text("Bob has come in")
    for page, text in ((ann, "Hello Bob"), (bob, "Hello <b>Ann</b>")):
        message = page.get_by_placeholder("A message to all")
        expect(message).to_be_focused()
        message.fill(text)
        message.press("Enter")
        expect(message).to_have_value("")
        for other in (ann, bob):
            expect(other.get_by_text(text, exact=True)).to_be_visible()
    bob.close()
    expect(root(ann)).to_contain_text("Bob has left")


def test_markdown_previewer(visit: Visit) -> None:
    page = visit(markdown_previewer.main)
    expect(page.get_by_role("heading", name="Markdown in a minute")).to_be_visible()
    page.get_by_placeholder("Some Markdown").fill("## Mine\n- [x] done")
    press(page, "Preview")
    expect(page.get_by_role("heading", name="Mine")).to_be_visible()
    expect(root(page).get_by_role("checkbox")).to_be_checked()
    with page.expect_download() as event:
        press(page, "Save as file")
    assert event.value.path().read_text() == "## Mine\n- [x] done"


def test_live_log(visit: Visit) -> None:
    page = visit(live_log.main)
    press(page, "Start")
    expect(root(page, "line-3")).to_contain_text("000003")
    field(page, "Note").fill("a note of mine")
    field(page, "Lines to keep").select_option("20")
    press(page, "Submit")
    expect(page.get_by_text("a note of mine")).to_be_attached()
    expect(root(page, "line-25")).to_be_attached()
    expect(page.locator("[id^=pywebio-scope-line-]")).to_have_count(20)
    press(page, "Stop")
    press(page, "Clear")
    expect(page.locator("[id^=pywebio-scope-line-]")).to_have_count(0)


def test_forms(visit: Visit) -> None:
    page = visit(forms.main)
    page.get_by_role("button", name="Ask").nth(4).click()
    field(page, "Bread").select_option(["rye", "corn"])
    field(page, "hard").check()
    press(page, "Submit")
    expect(root(page, "answer-choices")).to_contain_text("'bread': ['rye', 'corn']")
    expect(root(page, "answer-choices")).to_contain_text("'egg': 8")


def test_outputs(visit: Visit) -> None:
    page = visit(outputs.main)
    expect(page.get_by_text("set by a script", exact=True)).to_be_visible()
    press(page, "Scopes")
    expect(page.get_by_role("heading", name="Scopes", exact=True)).to_be_in_viewport()
    expect(root(page, "positions").locator("p")).to_have_text(["B", "D", "C", "A"])
    press(page, "Count")
    expect(root(page, "counter")).to_have_text("clicked 1 times")
    page.wait_for_function("document.querySelector('img').naturalWidth === 240")


def test_dashboard(visit: Visit) -> None:
    page = visit(dashboard.main)
    months = root(page, "result").locator("dd").first
    expect(months).to_have_text("1,265.01")
    page.get_by_role("slider", name="Years").fill("10")
    expect(months).to_have_text("2,483.87")
    page.get_by_label("Amount").fill("100000")
    expect(months).to_have_text("993.55")
    expect(page.get_by_role("img")).to_have_accessible_name(re.compile("100,000 at the start"))
    with page.expect_download() as event:
        press(page, "Save as CSV")
    assert event.value.path().read_text().startswith("year,interest,repaid,owed\n1,")


def test_explorer(visit: Visit) -> None:
    page = visit(explorer.main)
    expect(page.get_by_role("gridcell", name="Harbour").first).to_be_visible()
    for shop in ("Harbour", "Market", "Station"):
        page.get_by_role("checkbox", name=shop).uncheck()
    expect(root(page)).to_contain_text("in 60 rows")
    expect(page.get_by_role("gridcell", name="Hill").first).to_be_visible()
    expect(page.get_by_role("gridcell", name="Harbour")).to_have_count(0)
    page.get_by_label("by product").check()
    expect(page.get_by_role("img", name="Coffee")).to_be_visible()
    with page.expect_download() as event:
        press(page, "Save these rows as CSV")
    assert len(event.value.path().read_text().splitlines()) == 61


def test_converter(visit: Visit) -> None:
    page = visit(converter.main)
    choose = page.locator("input[type=file]")
    bad = FilePayload(name="a.csv", mimeType="text/csv", buffer=b"a,b\n1\n")
    choose.set_input_files(bad)
    press(page, "Submit")
    expect(page.get_by_text("Row 2 has 1 cells")).to_be_visible()
    good = FilePayload(name="a.csv", mimeType="text/csv", buffer=b"a,b\n1,2\n")
    choose.set_input_files(good)
    press(page, "Submit")
    expect(page.get_by_role("heading", name="1 row, 2 columns")).to_be_visible()
    with page.expect_download() as event:
        press(page, "Save as JSON")
    assert event.value.suggested_filename == "a.json"
    assert json.loads(event.value.path().read_text()) == [{"a": "1", "b": "2"}]


def test_quiz_with_the_keyboard(visit: Visit) -> None:
    page = visit(quiz.main)
    expect(page.get_by_label("Atlantic")).to_be_focused()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(field(page, quiz.QUESTIONS[1].text)).to_be_focused()
    page.keyboard.type("71")
    press(page, "Back")
    expect(page.get_by_label("Pacific")).to_be_checked()
    press(page, "Next")
    press(page, "Next")
    expect(page.get_by_text("A number from 0 to 100, please.")).to_be_visible()


@pytest.fixture
def new_lobby(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(game, "lobby", game.Lobby())


@pytest.mark.usefixtures("new_lobby")
def test_game_with_two_browsers(serve: Serve, new_page: NewPage) -> None:
    server = serve(game.main, keep_running=0.2)
    red, yellow = new_page(), new_page(width=390, color_scheme="dark", has_touch=True)
    red.goto(server.url)
    expect(red.get_by_role("status")).to_contain_text("Waiting for a second player")
    yellow.goto(server.url)
    for number, column in enumerate("1212121"):
        one = (red, yellow)[number % 2]
        expect(one.get_by_role("status")).to_contain_text("Your turn")
        press(one, column)
    expect(red.get_by_role("status")).to_contain_text("You have won!")
    expect(yellow.get_by_role("status")).to_contain_text("You have lost.")
    board = yellow.get_by_role("img")
    expect(board).to_have_accessible_name(re.compile("column 1: Red, Red, Red, Red; column 2"))
    for page in (red, yellow):
        assert has_no_sideways_scroll(page)
        assert violations(page) == []
    red.close()
    expect(yellow.get_by_role("status")).to_contain_text("The other player has left.")


def test_assistant(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assistant, "PAUSE", 0.3)
    page = visit(assistant.main)
    press(page, "Why is the sea blue?")
    stop = page.get_by_role("button", name="Stop")
    expect(page.get_by_role("heading", name="Why the sea is blue")).to_be_visible()
    monkeypatch.setattr(assistant, "PAUSE", 600)  # the answer is not to end before it is stopped
    stop.click()
    expect(page.get_by_text("(stopped)")).to_be_visible()
    expect(stop).to_have_count(0)
    monkeypatch.setattr(assistant, "PAUSE", 0)
    page.get_by_placeholder("Ask about tea").fill("Python?")
    press(page, "Send")
    expect(page.locator("code .token").first).to_be_attached()
    expect(page.get_by_text("starts from the top for each visitor")).to_be_visible()


def test_monitor(visit: Visit) -> None:
    page = visit(monitor.main)
    expect(page.get_by_role("img", name="Processor")).to_be_visible()
    page.get_by_label("stand still").check()
    expect(page.get_by_role("cell").first).to_be_visible()


def test_themes(serve: Serve, page: Page) -> None:
    page.goto(serve({"index": themes.main, **themes.LOOKS}).url)
    press(page, "minty")
    expect(page.locator("body.webio-theme-minty")).to_be_attached()
    page.get_by_label("600px").check()
    expect(page.locator("#output-container")).to_have_css("max-width", "600px")
    page.get_by_role("textbox", name="title", exact=True).fill("Mine")
    expect(page).to_have_title("Mine")
    press(page, "Show a form")
    field(page, "Name").fill("Ann")
    press(page, "Submit")
    expect(page.get_by_text("Hello, Ann!")).to_be_visible()


@pytest.fixture
def members(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> admin.Members:
    store = admin.Members(tmp_path / "members.db")
    store.make()
    monkeypatch.setattr(admin, "members", lambda: store)
    return store


def test_admin(visit: Visit, members: admin.Members) -> None:
    page = visit(admin.main)
    rows = page.get_by_role("row")
    expect(rows).to_have_count(1 + admin.PAGE)
    page.get_by_label("Search").press_sequentially("greta d")
    expect(rows).to_have_count(2)
    press(page, "Edit")
    field(page, "E-mail").fill("ada.abel@example.org")
    press(page, "Submit")
    expect(page.get_by_text("Another member has this address.")).to_be_visible()
    field(page, "E-mail").fill("greta@example.org")
    press(page, "Submit")
    expect(rows.nth(1)).to_contain_text("greta@example.org")
    press(page, "Delete")
    expect(page.get_by_role("dialog")).to_contain_text("Delete this member?")
    press(page, "Confirm")
    expect(page.get_by_text("Nobody is found")).to_be_visible()
    assert members.find()[1] == 43


ASKING = {
    "assistant": "Something else",
    "admin": "New member",
    "themes": "Show a form",
    "quiz": "Next",
}
"""A button that brings a form, or a problem in it."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", DEMOS)
def test_each_is_accessible(serve: Serve, new_page: NewPage, name: str, scheme: str) -> None:
    page = new_page(color_scheme=scheme)
    page.goto(f"{serve(APPS).url}?app={name}")
    demo_is_there(page, name)
    if name == "monitor":
        expect(page.get_by_role("img", name="Sent")).to_be_visible()
    if name in ASKING:
        press(page, ASKING[name])
        expect(page.locator("#input-cards form")).to_be_visible()
    assert violations(page) == []
