"""Dark and light, narrow and wide, and the rules of WCAG 2.2 AA as far as axe-core knows them."""

from __future__ import annotations

import pytest
from browser.axe import has_no_sideways_scroll, violations
from browser.pages import demo_is_there, field, press
from browser.types import NewPage, Serve
from playwright.sync_api import expect

from demos import bmi, forms, outputs
from demos.__main__ import APPS, DEMOS
from pywebio.input import actions, checkbox, input, input_group, radio
from pywebio.output import *
from pywebio.pin import put_input
from pywebio.platform import config

LOOKS = [
    pytest.param(scheme, width, id=f"{scheme}-{width}")
    for scheme in ("light", "dark")
    for width in (1280, 390)
]


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_the_output_gallery(serve: Serve, new_page: NewPage, scheme: str, width: int) -> None:
    page = new_page(width=width, color_scheme=scheme)
    page.goto(serve({"index": outputs.main}).url)
    expect(page.locator("code .token").first).to_be_attached()
    expect(page.get_by_role("button", name="Save a file")).to_be_visible()
    assert has_no_sideways_scroll(page)
    assert violations(page) == []
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    press(page, "Until closed")
    press(page, "large")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator(".toastify")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_the_form_gallery(serve: Serve, new_page: NewPage, scheme: str, width: int) -> None:
    page = new_page(width=width, color_scheme=scheme)
    page.goto(serve(forms.main).url)
    ask = page.get_by_role("button", name="Ask")
    expect(ask).to_have_count(len(forms.EXAMPLES))
    for index, form in enumerate(("Text", "How old are you?", "E-mail", "Your story", "Drink")):
        ask.nth(index).click()
        expect(field(page, form)).to_be_visible()
        assert has_no_sideways_scroll(page)
        assert violations(page, "#input-container") == []
    press(page, "Submit")
    expect(page.locator(".invalid-feedback:visible")).not_to_be_empty()
    assert violations(page) == []


@pytest.mark.parametrize("name", ["index", *DEMOS])
def test_each_demo_on_a_phone(serve: Serve, new_page: NewPage, name: str) -> None:
    page = new_page(width=390, color_scheme="dark", has_touch=True, is_mobile=True)
    page.goto(f"{serve(APPS).url}?app={name}")
    demo_is_there(page, name)
    assert has_no_sideways_scroll(page)
    assert violations(page) == []


def test_the_index_page(serve: Serve, new_page: NewPage) -> None:
    page = new_page()
    page.goto(serve({"a": bmi.main, "b": forms.main}).url)
    expect(page.get_by_role("heading", name="Applications")).to_be_visible()
    expect(page.get_by_role("link")).to_have_text(["Body mass index", "Form gallery"])
    assert violations(page) == []


@pytest.mark.parametrize(("scheme", "color"), [("light", "rgb(255, 255, 255)"), ("dark", None)])
def test_colors_follow_the_system(
    serve: Serve, new_page: NewPage, scheme: str, color: str | None
) -> None:
    page = new_page(color_scheme=scheme)
    page.goto(serve(bmi.main).url)
    expect(page.locator("html")).to_have_attribute("data-bs-theme", scheme)
    shown = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert (shown == color) is (scheme == "light")
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    expect(page.locator("html")).not_to_have_attribute("data-bs-theme", scheme)


def test_a_wide_table_scrolls_by_itself_on_a_phone(serve: Serve, new_page: NewPage) -> None:
    page = new_page(width=390)

    def app() -> None:
        put_table([[f"column number {n}" for n in range(20)], ["x" * 10] * 20])
        put_code("x" * 500)
        put_text("y" * 500)
        put_markdown("`" + "z" * 500 + "`")

    page.goto(serve(app).url)
    expect(page.locator("table")).to_be_visible()
    expect(page.locator(".webio-markdown, .markdown-body code").first).to_be_attached()
    assert has_no_sideways_scroll(page)


def test_buttons_in_a_table_keep_their_words_whole_on_a_phone(
    serve: Serve, new_page: NewPage
) -> None:
    def app() -> None:
        row = ["a text of some length", "another.one@example.org", "and a third text"]
        put_table([["a", "b", "c", "d"], [*row, put_buttons(["Edit", "Delete"], onclick=print)]])

    page = new_page(width=390)
    page.goto(serve(app).url)
    box = page.get_by_role("button", name="Delete").bounding_box()
    assert box
    assert box["height"] < 50 < box["width"]
    assert has_no_sideways_scroll(page)


def test_a_row_breaks_on_a_phone_rather_than_its_words(serve: Serve, new_page: NewPage) -> None:
    def app() -> None:
        put_row([put_button(f"Button {number}", lambda: None) for number in range(6)])
        put_row([put_text(word) for word in ("one", "two", "three", "four")])
        put_row([put_input(name, label=name) for name in ("first", "second", "third", "fourth")])
        with put_row():
            put_text("Constantinople")
            put_text("Ouagadougou")
            put_text("Thessaloniki")
            put_text("Antananarivo")
        put_row([put_text("https://example.org/" + "a" * 90), put_text("beside")])
        put_row([put_text("measured"), put_text("out")], size="500px 500px")

    page = new_page(width=390)
    page.goto(serve(app).url)
    expect(page.get_by_text("measured")).to_be_visible()
    for button in page.get_by_role("button", name="Button").all():
        assert button.bounding_box()["height"] < 60  # type: ignore[index]

    def line(text: str) -> float:
        return page.get_by_text(text, exact=True).bounding_box()["y"]  # type: ignore[index]

    assert line("one") == line("four")
    assert line("first") == line("second") < line("third") == line("fourth")
    assert line("Constantinople") < line("Antananarivo")
    assert page.get_by_text("Antananarivo").bounding_box()["height"] < 40  # type: ignore[index]
    assert has_no_sideways_scroll(page)


def test_buttons_of_a_form_are_wide_on_a_phone(serve: Serve, new_page: NewPage) -> None:
    page = new_page(width=390)
    page.goto(serve(bmi.main).url)
    box = page.get_by_role("button", name="Submit").bounding_box()
    assert box
    assert box["width"] > 250
    assert box["height"] >= 40


def test_the_longest_word_of_a_label_does_not_widen_the_page(
    serve: Serve, new_page: NewPage
) -> None:
    word = "Donaudampfschifffahrtsgesellschaft" * 4

    def app() -> None:
        put_buttons([word], onclick=lambda _: None)
        input_group(
            word,
            [
                input(word, name="a", help_text=word),
                checkbox(word, [word], name="b", inline=True),
                radio(word, [word], name="c"),
                actions(word, [word], name="d"),
            ],
        )

    page = new_page(width=390)
    page.goto(serve(app).url)
    expect(page.locator("form")).to_be_visible()
    assert has_no_sideways_scroll(page)
    for label in page.locator("form :is(label, button, .form-label)").all():
        assert label.evaluate("one => one.getBoundingClientRect().right <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", ["sketchy", "minty", "yeti", "dark"])
def test_themes(serve: Serve, new_page: NewPage, theme: str, scheme: str) -> None:
    @config(theme=theme)
    def app() -> None:
        put_buttons(["primary"], onclick=lambda _: None)
        for show in (put_info, put_success, put_warning, put_error):
            show("A message with ", put_link("a link", url="https://example.com"))
        put_markdown("# Text\n\n`code` and [a link](https://example.com)\n\n> quoted")
        put_code("for x in range(3): print('x')  # comment", language="python")
        forms.main()

    page = new_page(color_scheme=scheme)
    page.goto(serve(app).url)
    page.get_by_role("button", name="Ask").nth(4).click()
    expect(field(page, "Drink")).to_be_visible()
    shown = "dark" if theme == "dark" else scheme
    expect(page.locator("html")).to_have_attribute("data-bs-theme", shown)
    expect(page.locator("body")).to_have_class(f"webio-theme-{theme}")
    expect(page.locator("link[data-webio-theme]")).to_have_count(0 if theme == "dark" else 1)
    assert violations(page) == []


def test_a_visitor_from_persia(serve: Serve, new_page: NewPage) -> None:
    def app() -> None:
        put_markdown("# Names")
        put_code("print(1)", language="python")
        input("Name")

    page = new_page(locale="fa-IR")
    page.goto(serve(app).url)
    submit = page.get_by_role("button", name="ارسال")
    expect(submit).to_be_visible()
    box = submit.bounding_box()
    assert box is not None
    assert box["x"] > 640
    assert violations(page) == []
