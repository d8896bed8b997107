"""Whatever a program shows: a page that saw it come looks as one that comes later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from session_core import check_accounts

from pywebio.input import actions, checkbox, input, input_group, select, textarea
from pywebio.output import (
    clear,
    close_popup,
    output,
    popup,
    put_button,
    put_buttons,
    put_code,
    put_collapse,
    put_column,
    put_error,
    put_grid,
    put_html,
    put_image,
    put_info,
    put_link,
    put_markdown,
    put_row,
    put_scope,
    put_success,
    put_table,
    put_text,
    put_warning,
    remove,
    set_scope,
    span,
    use_scope,
)
from pywebio.session import set_env
from pywebio.session.base import Settings
from pywebio.session.view import Window
from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor

Step = Callable[[], Any]


def nothing(*_arguments: Any) -> None:
    """For buttons that only have to be there."""


def styled() -> None:
    put_text("styled").style("color: red").onclick(nothing)


def nested() -> None:
    put_table(
        [
            [span("a", col=2)],
            [put_row([put_text("b"), put_buttons(["x"], onclick=nothing)]), put_scope("cell")],
        ]
    )
    put_text("in the cell", scope="cell")


def contexts() -> None:
    with put_collapse("Title") as name:
        put_text("inside")
        with put_info():
            put_markdown("**more**")
    put_text("later", scope=name)
    with put_column():
        put_text("in a column")


def handles() -> None:
    handle = output("one", put_text("two"))
    put_table([["handle", handle]])
    handle.append("three")
    handle.insert(0, "zero")
    handle.reset("anew", put_code("x"))


def shown_twice() -> None:
    kept = put_collapse("twice", [put_text("t"), put_button("b", onclick=nothing)])
    kept.show()
    kept.show()


def scopes() -> None:
    with use_scope("outer"):
        with use_scope("inner"):
            put_text("i")
        put_text("o", position=0)
    set_scope("outer2", position=0)
    with use_scope("inner", clear=True):
        put_text("anew")
    remove("inner")
    with use_scope("inner"):
        put_text("elsewhere")


def removed_cell() -> None:
    put_table([["a", put_scope("gone", put_text("x"))]])
    remove("gone")
    put_scope("gone", put_text("again"))


def popups() -> None:
    popup("first", put_text("1"))
    with popup("second") as scope:
        put_text("2")
        put_scope("in_popup", put_text("3"))
    put_text("4", scope=scope)


def closed_popup() -> None:
    with popup("t"):
        put_button("b", onclick=nothing)
    close_popup()


def decorated() -> None:
    @popup("again")
    def show() -> None:
        put_text("from the function")

    show()
    show()


def removed_popup() -> None:
    with popup("t") as scope:
        put_text("x")
    remove(scope)


def boxes() -> None:
    for put in (put_info, put_success, put_warning, put_error):
        put("text", put_link("l", url="/"), closable=True)


def many() -> None:
    for number in range(200):
        put_text(number)
        if number == 150:
            clear()
            set_env(title="half way")


def pictures() -> None:
    put_image(b"GIF89a", width="10px")
    put_grid([[put_html("<b>x</b>"), None], [span(put_image("/a.png"), col=2)]])


STEPS: list[Step] = [
    styled,
    nested,
    contexts,
    handles,
    shown_twice,
    scopes,
    removed_cell,
    popups,
    closed_popup,
    decorated,
    removed_popup,
    boxes,
    many,
    pictures,
]
named = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)


def check_against_a_newcomer(visitor: Visitor) -> None:
    picture = visitor.document.picture()
    check_accounts(visitor.session.page)
    visitor.fresh_page()
    assert visitor.document.picture() == picture


@named
def test_a_newcomer_sees_the_same(open_visitor: OpenVisitor, step: Step) -> None:
    check_against_a_newcomer(open_visitor(step))


@named
def test_a_page_that_was_away_sees_the_same(open_visitor: OpenVisitor, step: Step) -> None:
    def app() -> None:
        actions("", ["go"])
        step()

    visitor = open_visitor(app)
    visitor.drop()
    visitor.press("go")
    visitor.resume()
    check_against_a_newcomer(visitor)


@named
def test_a_page_with_a_narrow_line_sees_the_same(open_visitor: OpenVisitor, step: Step) -> None:
    settings = Settings(window=Window(commands=3, size=500), slow_after=0)
    check_against_a_newcomer(open_visitor(step, settings=settings))


@named
def test_clearing_leaves_nothing(open_visitor: OpenVisitor, step: Step) -> None:
    def app() -> None:
        step()
        close_popup()
        clear()
        actions("", ["end"])

    visitor = open_visitor(app)
    page = visitor.session.page
    assert (page.count, page.size) == (0, 0)
    assert (page.callbacks, page.files, page.extras) == ({}, {}, {})
    assert set(page.branches) == {"ROOT"}
    assert visitor.outputs() == []


def test_forms_look_the_same_to_a_newcomer(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        input_group(
            "Group",
            [
                input("Name", name="name", help_text="help", datalist=["a"], required=True),
                textarea("Text", name="text", rows=3),
                select("One", ["a", "b"], name="one", value="b"),
                checkbox("Many", ["a", "b"], name="many", inline=True),
                actions("Go", ["save", "drop"], name="go"),
            ],
            validate=lambda data: ("name", "not this one"),
        )

    visitor = open_visitor(app)
    visitor.fill("typed")
    visitor.press("drop")
    assert visitor.form.problems == {"name": "not this one"}
    check_against_a_newcomer(visitor)
    assert visitor.form.problems == {"name": "not this one"}
