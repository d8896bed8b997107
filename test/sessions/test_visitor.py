"""The headless visitor itself: what it sees, what it can do, what it refuses."""

from __future__ import annotations

import asyncio
import threading

import pytest

from pywebio import protocol as wire
from pywebio.input import (
    FLOAT,
    NUMBER,
    PASSWORD,
    actions,
    checkbox,
    input,
    input_group,
    radio,
    select,
    textarea,
)
from pywebio.output import (
    close_popup,
    popup,
    put_button,
    put_buttons,
    put_code,
    put_collapse,
    put_error,
    put_grid,
    put_html,
    put_image,
    put_link,
    put_markdown,
    put_row,
    put_scope,
    put_table,
    put_text,
    span,
    toast,
    use_scope,
)
from pywebio.session import download, eval_js, info, run_js, set_env
from pywebio.testing import Visitor, VisitorError
from pywebio.testing.plugin import OpenVisitor


def test_validation_message_then_value(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        age = input("Age", type=NUMBER, validate=lambda n: "too young" if n < 18 else None)
        put_text(f"age {age}")

    visitor = open_visitor(app)
    visitor.submit("5")
    assert visitor.sees("too young")
    assert visitor.form.problem == "too young"
    visitor.submit("20")
    assert visitor.sees("age 20")
    assert visitor.state == "finished"


def test_each_kind_of_output_as_text(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        put_text("in", inline=True)
        put_text("line")
        put_markdown("# Title")
        put_html("<p>one</p><p>two <b>bold</b></p><script>no()</script>")
        put_code("x = 1", "python")
        put_table([["a", span("b", col=1)], [put_text("c"), 4]])
        put_buttons(["Yes", "No"], onclick=print)
        put_link("Home", url="/home")
        put_image("/cat.png", title="a cat")
        put_error("bad", "news")
        put_row([put_text("left"), None, put_text("right")])
        put_grid([[put_text("g1"), put_text("g2")]])
        put_collapse("More", ["hidden"])
        put_scope("box", put_text("boxed"))

    visitor = open_visitor(app)
    assert visitor.text().split("\n") == [
        "inline",
        "# Title",
        "one",
        "two bold",
        "x = 1",
        "a | b",
        "c | 4",
        "[Yes] [No]",
        "Home",
        "(image: a cat)",
        "bad",
        "news",
        "left",
        "right",
        "g1",
        "g2",
        "More",
        "    hidden",
        "boxed",
    ]
    assert visitor.text("box") == "boxed"
    assert len(visitor.find(wire.Table)) == 1


def test_fields_are_filled_as_a_browser_lets_people_fill_them(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        values = input_group(
            "All",
            [
                input("Text", name="text"),
                input("Float", name="float", type=FLOAT),
                input("Secret", name="secret", type=PASSWORD),
                input("Fixed", name="fixed", value="x", readonly=True),
                textarea("Area", name="area"),
                select("One", options=[("A", 1), ("B", 2)], name="one"),
                select("Many", options=["x", "y", "z"], multiple=True, name="many"),
                checkbox("Boxes", options=["p", "q"], name="boxes"),
                radio("Radio", options=["r", ("s", "s", False, True)], name="radio"),
            ],
        )
        put_text(*values.values(), sep="|")

    visitor = open_visitor(app)
    for wrong in (
        {"txt": "x"},
        {"one": "C"},
        {"many": "x"},
        {"many": ["w"]},
        {"radio": "s"},
        {"fixed": "y"},
        {"text": ["list"]},
    ):
        with pytest.raises(VisitorError):
            visitor.fill(**wrong)
    with pytest.raises(VisitorError, match="Did you mean 'text'"):
        visitor.fill(txt="x")
    visitor.fill("first", float=1.5, secret="s3", area="a\nb", one="B", many=["z", "x"])
    assert "s3" not in visitor.text()
    visitor.submit(boxes=["q"], radio="r")
    assert visitor.sees("first|1.5|s3|x|a\nb|2|['x', 'z']|['q']|r")


def test_buttons_of_forms_and_of_the_page(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        put_text(actions("Sure?", ["yes", "no"]))
        put_button("Dead", onclick=print, disabled=True)
        put_buttons(["same", "same"], onclick=[lambda: put_text("first"), lambda: put_text("2nd")])

    visitor = open_visitor(app)
    visitor.press("no")
    assert visitor.sees("no")
    visitor.press("same", nth=1)
    assert visitor.sees("2nd")
    assert "first" not in visitor.text()
    with pytest.raises(VisitorError, match="disabled"):
        visitor.press("Dead")
    visitor.timeout = 0
    with pytest.raises(AssertionError, match="button 'Missing'"):
        visitor.press("Missing")


def test_the_usual_buttons_of_a_form(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        for _ in range(2):
            values = input_group("G", [input("a", name="a", value="first")], cancelable=True)
            put_text("got", values)
        input("not cancelable")

    visitor = open_visitor(app)
    visitor.fill("typed")
    visitor.press("Reset")
    visitor.press("Submit")
    assert visitor.sees("got {'a': 'first'}")
    visitor.press("Cancel")
    assert visitor.sees("got None")
    with pytest.raises(VisitorError, match="cannot be cancelled"):
        visitor.cancel()


def test_clicks_on_outputs_and_messages(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        put_text("click me").onclick(lambda: put_text("thanks"))
        toast("message", duration=0, onclick=lambda: put_text("read"))

    visitor = open_visitor(app)
    visitor.click("click me")
    assert visitor.sees("thanks")
    assert [one.content for one in visitor.toasts] == ["message"]
    visitor.click("message")
    assert visitor.sees("read")
    assert visitor.toasts == []


def test_messages_go_with_the_time(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(lambda: toast("soon gone", duration=3))
    visitor.advance(2.9)
    assert visitor.sees("soon gone")
    visitor.advance(0.1)
    assert visitor.does_not_see("soon gone")


def test_popup(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        popup("Title", [put_text("inside")])
        put_button("close", onclick=close_popup)
        put_button("strict", onclick=lambda: popup("Strict", closable=False))

    visitor = open_visitor(app)
    assert visitor.popup == "Title\ninside"
    visitor.close_popup()
    assert visitor.popup is None
    assert "inside" not in visitor.text()
    visitor.press("strict")
    with pytest.raises(VisitorError, match="no close button"):
        visitor.close_popup()
    visitor.press("close")
    assert visitor.popup is None


def test_scripts_downloads_settings(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        set_env(title="My page")
        run_js("go(x)", x=1)
        download("a.txt", b"bytes")
        put_text("width", eval_js("innerWidth * f", f=2))

    def answers(code: str, args: dict[str, object]) -> object:
        assert code == "innerWidth * f"
        return [300, args]

    visitor = open_visitor(app, answers=answers)
    assert visitor.sees("width [300, {'f': 2}]")
    assert visitor.title == "My page"
    assert visitor.scripts[0][:2] == ("go(x)", {"x": 1})
    assert visitor.downloads == [("a.txt", b"bytes")]


def test_image_bytes_can_be_fetched(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(lambda: put_image(b"\x89PNG\r\n\x1a\n...", format="png"))
    (image,) = visitor.find(wire.Image)
    assert visitor.fetch(image.src).startswith(b"\x89PNG")
    with pytest.raises(VisitorError):
        visitor.fetch("file:other/token")


def test_several_apps_by_name(open_visitor: OpenVisitor) -> None:
    def one() -> None:
        put_text("this is one")

    async def two() -> None:
        put_text("this is two")

    assert open_visitor([one, two]).sees("this is one")
    assert open_visitor([one, two], "two").sees("this is two")
    assert open_visitor({"a": one, "index": two}).sees("this is two")
    with pytest.raises(VisitorError, match="There are: one, two"):
        open_visitor([one, two], "three")


def test_info_can_be_given(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        put_text(info.user_language, info.user_ip, info.server_host)

    assert open_visitor(app, info={"user_language": "zh-CN"}).sees("zh-CN 127.0.0.1 localhost")


def test_the_error_of_a_program_fails_the_test_unless_expected() -> None:
    def app() -> None:
        raise ZeroDivisionError("oh")

    visitor = Visitor(app)
    assert visitor.state == "failed"
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        visitor.close()
    with Visitor(app) as patient:
        assert str(patient.expect_error(ZeroDivisionError)) == "oh"


def test_what_is_waited_for_in_vain_is_told_with_the_page(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(lambda: put_text("only this"), timeout=0)
    with pytest.raises(AssertionError, match=r"'that'.*program is finished.*\nonly this"):
        visitor.sees("that")


def test_a_program_that_does_not_rest_is_told_where_it_is(open_visitor: OpenVisitor) -> None:
    gate = threading.Event()
    visitor = open_visitor(lambda: gate.wait(60), patience=0, timeout=0)
    with pytest.raises(AssertionError, match=r"thread 'pywebio .* main-0' is at[\s\S]*wait"):
        visitor.settle()
    gate.set()


def test_two_visitors_share_the_clock(open_visitor: OpenVisitor) -> None:
    bell = asyncio.Event()

    async def sleeper() -> None:
        await asyncio.sleep(10)
        bell.set()

    async def listener() -> None:
        await bell.wait()
        put_text("heard")

    first, second = open_visitor(sleeper), open_visitor(listener)
    assert second.does_not_see("heard")
    first.advance(10)
    assert second.sees("heard")


def test_the_clock_stops_at_each_due_moment(open_visitor: OpenVisitor) -> None:
    loop_time = []

    async def app() -> None:
        for _ in range(3):
            await asyncio.sleep(10)
            loop_time.append(asyncio.get_running_loop().time())

    visitor = open_visitor(app)
    start = visitor.host.time()
    visitor.advance(35)
    assert loop_time == [start + 10, start + 20, start + 30]
    assert visitor.host.time() == start + 35


def test_wait_for_runs_out_on_the_virtual_clock(open_visitor: OpenVisitor) -> None:
    async def app() -> None:
        try:
            await asyncio.wait_for(input("Quick!"), 60)
        except TimeoutError:
            put_text("too late")

    visitor = open_visitor(app)
    visitor.advance(59)
    assert visitor.form.label or visitor.form.fields
    visitor.advance(1)
    assert visitor.sees("too late")
    assert visitor.forms == []


def test_worker_threads_are_waited_for(open_visitor: OpenVisitor) -> None:
    gate = threading.Event()

    async def app() -> None:
        await asyncio.to_thread(gate.wait, 60)
        put_text("worked")

    visitor = open_visitor(app, patience=0)
    assert not visitor.host.at_rest()
    gate.set()
    visitor.settle()
    assert visitor.text() == "worked"


def test_a_lost_line_loses_and_doubles_nothing(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        with use_scope("log"):
            put_text("start")
        put_button("add", onclick=lambda: put_text("added", scope="log"))

    visitor = open_visitor(app)
    visitor.drop()
    visitor.press("add")
    visitor.press("add")
    assert visitor.text("log") == "start"
    visitor.resume()
    assert visitor.text("log") == "start\nadded\nadded"


def test_reload_shows_the_same_page(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        put_text("before")
        put_text(input("Go on"))

    visitor = open_visitor(app)
    visitor.fresh_page()
    assert visitor.sees("before")
    visitor.submit("after")
    assert visitor.sees("after")
