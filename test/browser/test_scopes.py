"""Scopes and positions: where an output goes."""

from __future__ import annotations

import threading

import pytest
from browser.types import Visit
from playwright.sync_api import Page, expect

from pywebio.output import *
from pywebio.session import hold


def texts(page: Page, scope: str = "ROOT") -> list[str]:
    return page.locator(f"#pywebio-scope-{scope} p").all_inner_texts()


def test_the_guides_positions(visit: Visit) -> None:
    step = threading.Semaphore(0)

    def app() -> None:
        with use_scope("scope1"):
            put_text("A")
            step.acquire()
            put_text("B", position=0)
            step.acquire()
            put_text("C", position=-2)
            step.acquire()
            put_text("D", position=1)

    page = visit(app)
    for expected in ("A", "B A", "B C A"):
        expect(page.locator("#pywebio-scope-scope1 p")).to_have_text(expected.split())
        step.release()
    expect(page.locator("#pywebio-scope-scope1 p")).to_have_text(["B", "D", "C", "A"])


def test_scopes_nest_as_the_guide_draws_them(visit: Visit) -> None:
    def app() -> None:
        with use_scope("A"):
            put_text("Text in scope A")
            with use_scope("B"):
                put_text("Text in scope B")
        with use_scope("C"):
            put_text("Text in scope C")
        put_buttons(
            [(f"Put text to {s}", s) for s in "ABC"], lambda s: put_text(f"more in {s}", scope=s)
        )

    page = visit(app)
    expect(page.locator("#pywebio-scope-ROOT > #pywebio-scope-A > #pywebio-scope-B")).to_have_text(
        "Text in scope B"
    )
    expect(page.locator("#pywebio-scope-ROOT > #pywebio-scope-C")).to_have_text("Text in scope C")
    page.get_by_role("button", name="Put text to B").click()
    expect(page.locator("#pywebio-scope-B p")).to_have_text(["Text in scope B", "more in B"])


def test_a_scope_is_found_again_and_emptied(visit: Visit) -> None:
    def app() -> None:
        with use_scope("scope1"):
            put_text("text1 in scope1")
        put_text("text in parent scope")
        with use_scope("scope1"):
            put_text("text2 in scope1")
        with use_scope("scope2"):
            put_text("to be cleared")
        with use_scope("scope2", clear=True):
            put_text("text in scope2")

    page = visit(app)
    expect(page.locator("#pywebio-scope-ROOT p")).to_have_text(
        ["text1 in scope1", "text2 in scope1", "text in parent scope", "text in scope2"]
    )


def test_a_scope_as_decorator(visit: Visit) -> None:
    @use_scope("time", clear=True)
    def show(n: int) -> None:
        put_text(f"now {n}")

    def app() -> None:
        for n in range(3):
            show(n)
        put_text("after")

    page = visit(app)
    expect(page.locator("#pywebio-scope-ROOT p")).to_have_text(["now 2", "after"])
    assert show.__name__ == "show"


def test_scopes_by_name_and_by_index(visit: Visit) -> None:
    def app() -> None:
        with use_scope("A"), use_scope("B"):
            put_text("root", scope=0)
            put_text("current", scope=-1)
            put_text("parent", scope=-2)
            put_text("by name", scope="A")
            put_text(f"{get_scope(-1)} {get_scope(0)} {get_scope(-2)}")

    page = visit(app)
    expect(page.locator("#pywebio-scope-B p")).to_have_text(["current", "B ROOT A"])
    expect(page.locator("#pywebio-scope-A > p")).to_have_text(["parent", "by name"])
    expect(page.locator("#pywebio-scope-ROOT > p")).to_have_text(["root"])


def test_set_scope_in_a_place_and_again(visit: Visit) -> None:
    def app() -> None:
        put_text("body")
        set_scope("top", position=0)
        put_text("in top", scope="top")
        set_scope("inside", container_scope="top")
        put_text("in inside", scope="inside")
        set_scope("top")
        put_text("still there", scope="top")
        put_text("done")

    page = visit(app)
    expect(page.get_by_text("done")).to_be_visible()
    assert texts(page) == ["in top", "in inside", "still there", "body", "done"]
    expect(page.locator("#pywebio-scope-top > #pywebio-scope-inside")).to_have_count(1)


def test_clear_and_remove(visit: Visit) -> None:
    def app() -> None:
        for name in ("a", "b"):
            with use_scope(name):
                put_text(name)
        clear("a")
        remove("b")
        put_text("done")

    page = visit(app)
    expect(page.get_by_text("done")).to_be_visible()
    assert texts(page) == ["done"]
    expect(page.locator("#pywebio-scope-a")).to_be_attached()
    expect(page.locator("#pywebio-scope-b")).to_have_count(0)


def test_put_scope_stands_inside_other_outputs(visit: Visit) -> None:
    def app() -> None:
        put_table([["Name", "Notes"], ["Wang", put_scope("notes", [put_text("first"), "second"])]])
        put_text("third", scope="notes")
        put_scope("notes", "never")

    page = visit(app)
    expect(page.locator("td #pywebio-scope-notes p")).to_have_text(["first", "second", "third"])
    expect(
        page.get_by_text("A scope with the name “notes” is already on the page.")
    ).to_be_visible()
    expect(page.get_by_text("never")).to_have_count(0)


def test_scroll_to(visit: Visit) -> None:
    def app() -> None:
        for n in range(100):
            put_text(f"line {n}")
            if n == 50:
                set_scope("middle")
                put_text("here", scope="middle")
        put_buttons(["top", "middle", "bottom"], lambda where: scroll_to("middle", where))
        scroll_to("middle", Position.TOP)
        hold()

    page = visit(app)
    place = "document.getElementById('pywebio-scope-middle').getBoundingClientRect()"
    expect(page.get_by_text("line 99")).to_be_attached()
    page.wait_for_function(f"Math.abs({place}.top) < 40")
    for where in ("bottom", "middle", "top"):
        page.get_by_role("button", name=where).click()
        page.wait_for_function(
            f"""where => {{
                const {{top, bottom}} = {place};
                const found = {{top: top, bottom: innerHeight - bottom,
                    middle: (top + bottom - innerHeight) / 2}};
                return Math.abs(found[where]) < 40;
            }}""",
            arg=where,
        )


def test_a_callback_outputs_to_root(visit: Visit) -> None:
    def app() -> None:
        with use_scope("inner"):
            put_button("Go", onclick=lambda: put_text(f"in {get_scope()}"))
        put_text("end")

    page = visit(app)
    page.get_by_role("button", name="Go").click()
    expect(page.locator("#pywebio-scope-ROOT > p")).to_have_text(["end", "in ROOT"])


def test_clearing_while_refilling_keeps_the_height(visit: Visit) -> None:
    step = threading.Semaphore(0)

    def app() -> None:
        with use_scope("tall"):
            for n in range(30):
                put_text(f"old {n}")
        step.acquire()
        with use_scope("tall", clear=True):
            put_text("new")
            step.acquire()

    page = visit(app)
    scope = page.locator("#pywebio-scope-tall")
    expect(scope.locator("p")).to_have_count(30)
    before = scope.bounding_box()
    step.release()
    expect(scope.locator("p")).to_have_text(["new"])
    during = scope.bounding_box()
    assert before
    assert during
    assert during["height"] == pytest.approx(before["height"], abs=1)
    step.release()
    page.wait_for_function("document.getElementById('pywebio-scope-tall').offsetHeight < 100")
