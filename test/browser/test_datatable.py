"""Data tables, as a visitor sees and uses them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from browser.axe import violations
from browser.pages import press, root
from browser.types import NewPage, Serve, Visit
from playwright.sync_api import Page, expect

from pywebio.output import *
from pywebio.session import hold, run_js

LONGEST_TASK = 800
"""Milliseconds of the processor for which a page with many rows may not answer."""

PEOPLE = [
    {"id": 7, "full_name": "Ann", "home": {"city": "Rome", "zip": 1}},
    {"id": 8, "full_name": "Bob", "home": {"city": "Oslo", "zip": 2}},
]


def cells(page: Page, column: str) -> list[str]:
    """The texts of a column, in the order of the rows."""
    return page.evaluate(  # type: ignore[no-any-return]
        """column => [...document.querySelectorAll(`.ag-cell[col-id="${column}"]`)]
            .sort((a, b) => a.closest('[row-index]').getAttribute('row-index')
                - b.closest('[row-index]').getAttribute('row-index'))
            .map(cell => cell.textContent)""",
        column,
    )


def test_rows_groups_selection_and_actions(visit: Visit) -> None:
    seen: list[Any] = []
    told = threading.Semaphore(0)

    def tell(*what: Any) -> None:
        seen.append(what)
        told.release()

    def app() -> None:
        put_datatable(
            PEOPLE,
            actions=[("Edit", lambda row: tell("edit", row)), None],
            onselect=lambda row: tell("select", row),
            id_field="id",
            height=300,
            instance_id="people",
            column_args={"full_name": {"valueFormatter": JSFunction("p", "return p.value + '!'")}},
            grid_args={"rowClassRules": {"mine": JSFunction("p", "return p.data.id === 8")}},
        )
        put_button("more", lambda: datatable_insert("people", {**PEOPLE[0], "id": 1}, row_id=8))
        put_button("less", lambda: datatable_remove("people", [7]))
        put_button("other", lambda: datatable_update("people", "Paris", 8, ("home", "city")))
        put_button("all", lambda: datatable_update("people", PEOPLE[1:]))

    page = visit(app)
    here = root(page)
    expect(here.get_by_role("columnheader", name="Full name")).to_be_visible()
    expect(here.get_by_role("columnheader", name="Home")).to_be_visible()
    expect(here.get_by_text("Bob!")).to_be_visible()
    expect(here.locator(".mine")).to_have_count(1)
    edit = here.get_by_role("button", name="Edit")
    expect(edit).to_be_disabled()
    here.get_by_text("Oslo").click()
    expect(here.locator(".webio-datatable-content")).to_have_text("Oslo")
    edit.click()
    assert told.acquire(timeout=10)
    assert told.acquire(timeout=10)
    assert seen == [("select", "8"), ("edit", "8")]
    press(page, "more")
    expect(here.locator(".ag-row")).to_have_count(3)
    assert cells(page, "id") == ["7", "1", "8"]
    press(page, "less")
    expect(here.locator(".ag-row")).to_have_count(2)
    press(page, "other")
    expect(here.get_by_text("Paris")).to_be_visible()
    press(page, "all")
    expect(here.locator(".ag-row")).to_have_count(1)
    assert cells(page, "id") == ["8"]


def test_scripts_get_the_grid_and_old_names_of_its_options(visit: Visit) -> None:
    def app() -> None:
        put_datatable(
            [{"a": 1, "b": {"c": 2}}, {"a": 3, "b": {"c": 4}}],
            instance_id="old",
            height="auto",
            theme="alpine",
            grid_args={
                "rowSelection": "multiple",
                "rowMultiSelectWithClick": True,
                "suppressCellSelection": False,
                "onSelectionChanged": JSFunction(
                    "event",
                    "window.selected = event.columnApi && event.api.getSelectedRows().length",
                ),
            },
            column_args={
                "a": {
                    "cellRenderer": JSFunction("p", "return '<b>' + p.value + '</b>'"),
                    "type": "numericColumn",
                }
            },
        )
        run_js(
            """window.ag_grid_old_promise.then((grid) => {
                grid.api.setQuickFilter("3");
                window.found = [grid.api === grid.columnApi, grid.path2field(["b", "c"]),
                    grid.field2path("b.c"), grid.flatten_row({b: {c: 5}})];
            })"""
        )
        hold()

    page = visit(app)
    expect(root(page).locator(".ag-row")).to_have_count(1)
    expect(root(page).locator(".ag-cell b")).to_have_text("3")
    assert page.evaluate("window.found") == [True, "b.c", ["b", "c"], {"b.c": 5}]
    root(page).locator(".ag-cell b").click()
    page.wait_for_function("window.selected === 1")


def processor_time(page: Page, act: Callable[[], None]) -> float:
    """Milliseconds of the processor that the page's longest task takes while something is done.

    Those of the clock would tell how busy the machine is with other things.
    """
    browser = page.context.browser
    assert browser is not None
    browser.start_tracing(page=page, categories=["disabled-by-default-devtools.timeline"])
    try:
        act()
    finally:
        events = json.loads(browser.stop_tracing())["traceEvents"]
    tasks = [event["tdur"] for event in events if event["name"] == "RunTask" and "tdur" in event]
    assert tasks
    return float(max(tasks)) / 1000


def test_a_hundred_thousand_rows_do_not_freeze_the_page(visit: Visit) -> None:
    def show() -> None:
        with use_scope("table", clear=True):
            put_datatable(
                [{"n": n, **{f"c{i}": f"cell {n} {i}" for i in range(9)}} for n in range(100_000)],
                instance_id="big",
                onselect=lambda row: put_text(f"row {row}"),
            )

    def app() -> None:
        put_datatable([{"small": "a table"}])  # it loads the grid, once for all
        put_scope("table")
        put_button("show", show)
        put_button("cell", lambda: datatable_update("big", "changed", 99_990, "c0"))

    def look() -> None:
        press(page, "show")
        expect(root(page).get_by_text("cell 0 0", exact=True)).to_be_visible(timeout=60_000)
        press(page, "cell")
        page.evaluate(
            "ag_grid_big_promise.then((grid) => grid.api.ensureIndexVisible(99990, 'middle'))"
        )
        expect(root(page).get_by_text("changed")).to_be_visible()

    page = visit(app)
    expect(root(page).get_by_text("a table")).to_be_visible()
    longest = processor_time(page, look)
    root(page).get_by_text("changed").click()
    expect(root(page).get_by_text("row 99990")).to_be_visible()
    assert longest < LONGEST_TASK


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", ["balham", "material", "quartz-dark"])
def test_accessible_in_all_themes(serve: Serve, new_page: NewPage, scheme: str, theme: str) -> None:
    def app() -> None:
        put_markdown("# People")
        put_datatable(
            PEOPLE, theme=theme, height=260, actions=[("Edit", toast)], multiple_select=True
        )

    page = new_page(color_scheme=scheme)
    page.goto(serve(app).url)
    expect(root(page).get_by_text("Oslo")).to_be_visible()
    root(page).get_by_text("Oslo").click()
    assert violations(page) == []


def test_a_scroll_bar_that_takes_no_room_hides_no_number(visit: Visit) -> None:
    def app() -> None:
        put_datatable(
            [{"name": f"row {n}", "price": n} for n in range(100)],
            height=300,
            column_args={"price": {"type": "numericColumn"}},
        )

    page = visit(app)
    expect(page.get_by_role("gridcell", name="row 3", exact=True)).to_be_visible()
    above = page.locator(".ag-scrollbar-invisible .ag-body-vertical-scroll-viewport")
    expect(above).to_have_css("background-color", "rgba(0, 0, 0, 0)")


def test_columns_share_the_width_of_a_phone_that_is_turned(serve: Serve, new_page: NewPage) -> None:
    def app() -> None:
        put_datatable([{"name": f"row {n}", "price": n} for n in range(9)], height="auto")

    page = new_page(width=844, height=390)
    page.goto(serve(app).url)
    last = page.get_by_role("gridcell").nth(1)
    grid = page.locator(".webio-datatable-grid")

    def ends() -> bool:
        cell, whole = last.bounding_box(), grid.bounding_box()
        assert cell
        assert whole
        return abs(cell["x"] + cell["width"] - whole["x"] - whole["width"]) < 3

    expect(last).to_have_text("0")
    assert ends()
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function(
        """() => [...document.querySelectorAll(".ag-row:first-child .ag-cell")]
            .every((cell) => cell.getBoundingClientRect().right <= innerWidth)"""
    )
    assert ends()


def test_texts_of_the_grid_are_in_the_language_of_the_page(serve: Serve, new_page: NewPage) -> None:
    def app() -> None:
        put_datatable([], column_order=["name"], height=200)

    page = new_page(locale="de-DE")
    page.goto(serve(app).url)
    expect(page.get_by_text("Keine Zeilen vorhanden")).to_be_visible()
    page.locator(".ag-header-cell-filter-button").click()
    expect(page.get_by_text("Enthält", exact=True)).to_be_visible()
    expect(page.get_by_placeholder("Filtern …").first).to_be_visible()
