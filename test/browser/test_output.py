"""Every output function, as a visitor sees it."""

from __future__ import annotations

import json
import threading
from functools import partial
from typing import Any

import pytest
from browser.data import picture
from browser.pages import root
from browser.types import Visit
from playwright.sync_api import Page, expect

from pywebio.output import *


def test_put_text(visit: Visit) -> None:
    def app() -> None:
        put_text("two  spaces\nand a line", 3, None, sep="|")
        put_text("a", inline=True)
        put_text("b", inline=True)
        put_text("<hr/>")

    page = visit(app)
    texts = root(page).locator(".webio-text")
    expect(texts).to_have_count(4)
    assert texts.first.inner_text() == "two  spaces\nand a line|3|None"
    boxes = [texts.nth(i).bounding_box() for i in (1, 2)]
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["y"] == boxes[1]["y"]
    expect(texts.last).to_have_text("<hr/>")


def test_put_markdown(visit: Visit) -> None:
    def app() -> None:
        put_markdown(
            """# Title
            ~~gone~~ and `code`
            next line

            | a | b |
            |---|---|
            | 1 | 2 |

            ```python
            def f(): pass
            ```
            <img src="x:" onerror="window.hacked = 1"><script>window.hacked = 1</script>
            """
        )
        put_markdown("<b onclick='window.kept = 1'>press</b>", sanitize=False)

    page = visit(app)
    here = root(page)
    expect(here.get_by_role("heading", name="Title")).to_be_visible()
    expect(here.locator("del")).to_have_text("gone")
    expect(here.locator("p br")).to_have_count(1)
    expect(here.get_by_role("cell", name="2")).to_be_visible()
    expect(here.locator("code.language-python .token.keyword").first).to_have_text("def")
    here.get_by_text("press").click()
    assert page.evaluate("[window.hacked, window.kept]") == [None, 1]


def test_put_html_runs_its_scripts_in_order(visit: Visit) -> None:
    class Page:
        def __html__(self) -> str:
            return "<em>from __html__</em>"

    def app() -> None:
        put_html("X<sup>2</sup><script>window.seen = ['first']</script>")
        put_html("<script>window.seen.push('second')</script><script>seen.push('third')</script>")
        put_html(Page())
        put_html("<i onclick='1'>clean</i><script>seen.push('never')</script>", sanitize=True)
        put_html("<p id='late'></p><script>document.all.late.textContent = seen.join()</script>")

    page = visit(app)
    expect(page.locator("#late")).to_have_text("first,second,third")
    expect(page.locator("sup")).to_have_text("2")
    expect(page.locator("em")).to_have_text("from __html__")
    expect(page.locator("i")).not_to_have_attribute("onclick", "1")


def test_scripts_in_markup_have_jquery(visit: Visit) -> None:
    def app() -> None:
        put_html("<p id='target'></p><script>$('#target').text('by jQuery')</script>")

    expect(visit(app).locator("#target")).to_have_text("by jQuery")


def test_put_code(visit: Visit) -> None:
    def app() -> None:
        put_code("def f():\n    return '```'", language="python")
        put_code("\n".join(map(str, range(50))), rows=4)

    page = visit(app)
    blocks = root(page).locator("pre")
    expect(blocks.first.locator(".token.keyword").first).to_have_text("def")
    assert blocks.first.inner_text() == "def f():\n    return '```'"
    box = blocks.last.bounding_box()
    assert box
    assert box["height"] < 200
    assert blocks.last.evaluate("e => e.scrollHeight > e.clientHeight")


def test_code_can_be_copied(visit: Visit, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(lambda: put_code("copy me", language="text"))
    root(page).locator("pre").hover()
    root(page).get_by_role("button", name="Copy").click()
    page.wait_for_function("navigator.clipboard.readText().then(t => t === 'copy me')")


def test_put_table(visit: Visit) -> None:
    def app() -> None:
        put_table([["Product", "Price"], ["Apple", 5.5], ["<b>", None]])
        put_table([{"a": 1, "b": 2}, {"b": 3}], header=[("First", "a"), (put_code("x"), "b")])
        put_table([], header=["only"])

    page = visit(app)
    tables = root(page).get_by_role("table")
    expect(tables.nth(0).locator("th")).to_have_text(["Product", "Price"])
    expect(tables.nth(0).locator("td")).to_have_text(["Apple", "5.5", "<b>", "None"])
    expect(tables.nth(1).locator("th").first).to_have_text("First")
    expect(tables.nth(1).locator("th pre")).to_have_text("x")
    expect(tables.nth(1).locator("td")).to_have_text(["1", "2", "", "3"])
    expect(tables.nth(2).locator("th")).to_have_text("only")


def test_table_with_outputs_and_spans(visit: Visit) -> None:
    def app() -> None:
        put_table(
            [
                [span("Name", row=2), span("Address", col=2)],
                ["City", "Country"],
                ["Wang", put_markdown("**Beijing**"), put_buttons(["edit"], onclick=put_text)],
                ["Inner", span(put_table([["A", "B"], ["C", "D"]]), col=2)],
            ]
        )

    page = visit(app)
    table = root(page).locator("table").first
    expect(table.locator("[rowspan='2']")).to_have_text("Name")
    expect(table.locator("[colspan='2']").first).to_have_text("Address")
    expect(table.locator("strong")).to_have_text("Beijing")
    expect(table.locator("table td")).to_have_text(["C", "D"])
    page.get_by_role("button", name="edit").click()
    expect(root(page).locator("> .webio-text")).to_have_text("edit")


def test_put_buttons(visit: Visit) -> None:
    value = object()
    clicked: list[Any] = []

    def app() -> None:
        def click(got: Any) -> None:
            clicked.append(got)
            put_text(f"clicks: {len(clicked)}")

        put_buttons([("object", value), {"label": "B", "value": "b", "color": "danger"}], click)
        put_buttons(["one", "two"], [lambda: click(1), lambda: click(2)], small=True, outline=True)
        put_buttons(["link"], click, link_style=True)
        put_buttons(["g1", "g2"], click, group=True)
        put_buttons([{"label": "off", "value": 0, "disabled": True}], click)
        put_button("single", onclick=lambda: click("single"), color="success")

    page = visit(app)
    classes = {
        "object": "btn btn-primary",
        "B": "btn btn-danger",
        "one": "btn btn-outline-primary btn-sm",
        "link": "btn btn-link",
        "single": "btn btn-success",
    }
    for count, (label, look) in enumerate(classes.items(), 1):
        button = page.get_by_role("button", name=label, exact=True)
        expect(button).to_have_class(look)
        button.click()
        expect(root(page)).to_contain_text(f"clicks: {count}")
    expect(page.get_by_role("button", name="off")).to_be_disabled()
    expect(page.locator(".btn-group button")).to_have_text(["g1", "g2"])
    assert clicked == [value, "b", 1, "link", "single"]


def test_buttons_of_rows_know_their_row(visit: Visit) -> None:
    def edit(choice: str, row: int) -> None:
        put_text(f"You click {choice} button at row {row}")

    def app() -> None:
        rows = [[i, put_buttons(["edit", "delete"], partial(edit, row=i))] for i in (1, 2, 3)]
        put_table([["Idx", "Actions"], *rows])

    page = visit(app)
    page.get_by_role("row", name="2").get_by_role("button", name="delete").click()
    expect(root(page)).to_contain_text("You click delete button at row 2")


def test_put_link(visit: Visit) -> None:
    def app() -> None:
        put_link("Elsewhere <b>", url="https://example.com/?a=1&b=2", new_window=True)
        put_link("Other", app="other")

    page = visit({"index": app, "other": lambda: put_text("the other one")})
    away = page.get_by_role("link", name="Elsewhere <b>")
    expect(away).to_have_attribute("href", "https://example.com/?a=1&b=2")
    expect(away).to_have_attribute("target", "_blank")
    page.get_by_role("link", name="Other").click()
    expect(root(page)).to_have_text("the other one")
    assert page.url.endswith("?app=other")


def test_put_image_as_the_last_line_of_a_program(visit: Visit) -> None:
    page = visit(lambda: put_image(picture(), title="grey"))
    image = page.get_by_role("img", name="grey")
    expect(image).to_be_visible()
    page.wait_for_function("document.querySelector('img').naturalWidth === 40")


def test_put_image_of_an_address_with_a_size(visit: Visit) -> None:
    address = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"
    page = visit(lambda: put_image(address, title="svg", width="50%", height="30px"))
    image = page.get_by_role("img", name="svg")
    expect(image).to_have_attribute("style", "width: 50%; height: 30px;")


def test_messages(visit: Visit) -> None:
    def app() -> None:
        put_info("info ", put_markdown("**bold**"))
        put_success("success")
        put_warning("warning")
        put_error("error", closable=True)

    page = visit(app)
    for kind, text in [
        ("info", "info"),
        ("success", "success"),
        ("warning", "warning"),
        ("danger", "error"),
    ]:
        expect(page.locator(f".alert.alert-{kind}")).to_contain_text(text)
    expect(page.locator(".alert-info strong")).to_have_text("bold")
    page.locator(".alert-danger").get_by_role("button", name="Close").click()
    expect(page.locator(".alert-danger")).to_have_count(0)


def boxes(page: Page, *texts: str) -> list[dict[str, float]]:
    found = []
    for text in texts:
        box = page.get_by_text(text, exact=True).bounding_box()
        assert box
        found.append({"x": box["x"], "y": box["y"], "width": box["width"]})
    return found


def test_put_row_and_column(visit: Visit) -> None:
    def app() -> None:
        put_row([put_text("left"), None, put_text("right")], size="40% 20px 1fr")
        put_column([put_text("above"), None, put_text("below")], size="30px 50px auto")

    page = visit(app)
    expect(page.get_by_text("below")).to_be_visible()
    left, right, above, below = boxes(page, "left", "right", "above", "below")
    assert left["y"] == right["y"]
    width = page.locator(".webio-grid").first.evaluate("e => e.clientWidth")
    assert right["x"] - left["x"] == pytest.approx(0.4 * width + 20, abs=2)
    assert below["y"] - above["y"] == pytest.approx(80, abs=2)


def test_put_grid(visit: Visit) -> None:
    def app() -> None:
        put_grid(
            [[put_text("A"), put_text("B"), put_text("C")], [None, span(put_text("DE"), col=2)]],
            cell_width="100px",
            cell_height="40px",
        )

    page = visit(app)
    expect(page.get_by_text("DE", exact=True)).to_be_visible()
    a, b, de = boxes(page, "A", "B", "DE")
    assert b["x"] - a["x"] == pytest.approx(100, abs=1)
    assert de["x"] == b["x"]
    assert de["y"] - a["y"] == pytest.approx(40, abs=1)


def test_put_collapse(visit: Visit) -> None:
    def app() -> None:
        put_collapse("Closed", ["hidden text"])
        with put_collapse("Open", open=True):
            put_text("text in the block")

    page = visit(app)
    expect(page.get_by_text("text in the block")).to_be_visible()
    expect(page.get_by_text("hidden text")).to_be_hidden()
    page.get_by_text("Closed").click()
    expect(page.get_by_text("hidden text")).to_be_visible()


def test_the_block_of_a_row_becomes_its_contents(visit: Visit) -> None:
    def app() -> None:
        with put_row():
            put_text("one")
            put_text("two")
        with put_info():
            put_text("in the box")

    page = visit(app)
    expect(page.locator(".alert-info")).to_have_text("in the box")
    one, two = boxes(page, "one", "two")
    assert one["y"] == two["y"]
    assert one["x"] < two["x"]


def test_output_is_a_placeholder(visit: Visit) -> None:
    step = threading.Semaphore(0)

    def app() -> None:
        hobby = output(put_text("Coding"))
        put_table([["Name", "Hobbies"], ["Wang", hobby]])
        step.acquire()
        hobby.reset(put_text("Movie"))
        step.acquire()
        hobby.append(put_text("Music"), put_text("Drama"))
        step.acquire()
        hobby.insert(0, put_markdown("**Coding**"))

    page = visit(app)
    parts = page.locator("td").last.locator("p")
    for expected in (["Coding"], ["Movie"], ["Movie", "Music", "Drama"]):
        expect(parts).to_have_text(expected)
        step.release()
    expect(parts).to_have_text(["Coding", "Movie", "Music", "Drama"])


def test_style(visit: Visit) -> None:
    def app() -> None:
        put_text("red").style("color: rgb(255, 0, 0)").style("margin-left: 20px")
        style(put_text("blue"), "color: rgb(0, 0, 255)")
        put_collapse(
            "title", style([put_text("a"), put_markdown("b")], "margin-left: 7px"), open=True
        )

    page = visit(app)
    expect(page.get_by_text("red")).to_have_css("color", "rgb(255, 0, 0)")
    expect(page.get_by_text("red")).to_have_css("margin-left", "20px")
    expect(page.get_by_text("blue")).to_have_css("color", "rgb(0, 0, 255)")
    expect(page.locator("[style*='margin-left: 7px']")).to_have_count(2)


def test_any_output_takes_clicks(visit: Visit) -> None:
    def app() -> None:
        put_text("press me").onclick(lambda: put_text("pressed"))

    page = visit(app)
    page.get_by_text("press me").click()
    expect(root(page).locator("p")).to_have_text(["press me", "pressed"])


def test_an_output_that_is_kept_shows_when_it_is_told_to(visit: Visit) -> None:
    def app() -> None:
        kept = put_text("kept")
        put_text("first")
        kept.show()
        kept.show()

    expect(root(visit(app)).locator("p")).to_have_text(["first", "kept", "kept"])


def test_an_output_after_a_large_table_costs_no_new_look_at_the_table(visit: Visit) -> None:
    page = visit(
        lambda: put_table([[put_text(column) for column in range(10)] for _ in range(200)])
    )
    expect(root(page).locator("tr")).to_have_count(200)
    browser = page.context.browser
    assert browser
    browser.start_tracing(page=page, categories=["devtools.timeline", "blink.user_timing"])
    page.evaluate(
        """() => {
            const table = document.querySelector(".webio-table");
            table.parentElement.append(table);
            document.body.offsetHeight;
            performance.mark("moved");
            // It stands last no longer: that does not concern what is in it.
            table.after(document.createElement("hr"));
            document.body.offsetHeight;
            performance.mark("followed");
        }"""
    )
    events = json.loads(browser.stop_tracing())["traceEvents"]
    [moved] = [event["ts"] for event in events if event["name"] == "moved"]
    [followed] = [event["ts"] for event in events if event["name"] == "followed"]
    looks = [
        (event["ts"], event["args"]["elementCount"])
        for event in events
        if event["name"] == "UpdateLayoutTree" and "elementCount" in event["args"]
    ]
    assert max(count for when, count in looks if when < moved) > 2000  # the table itself
    assert [count < 1000 for when, count in looks if moved <= when <= followed] == [True]
