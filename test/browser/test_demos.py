"""Each demo in the browser, as its visitor uses it."""

from __future__ import annotations

import pytest
from browser.pages import field, press, root
from browser.types import NewPage, Serve, Visit
from playwright.sync_api import Page, expect

from demos import bmi, chat, forms, live_log, markdown_previewer, outputs
from demos.__main__ import APPS


def test_all_of_them_on_the_index_page(page: Page, serve: Serve) -> None:
    page.goto(serve(APPS).url)
    expect(page.get_by_role("link")).to_contain_text(
        ["Body mass index", "Chat room", "Live log", "Markdown", "Form gallery", "Output gallery"]
    )
    page.get_by_role("link", name="Body mass index").click()
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
