"""Functions of the session, as far as a browser has a part in them."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from browser.pages import field, press, root
from browser.types import NewPage, Serve, Visit
from playwright.sync_api import expect

from pywebio.input import input
from pywebio.output import *
from pywebio.session import *


def test_set_env_title(visit: Visit) -> None:
    def app() -> None:
        set_env(title="Expenses & more")

    expect(visit(app)).to_have_title("Expenses & more")


def test_the_title_comes_from_the_docstring_at_first(visit: Visit) -> None:
    def app() -> None:
        """Title <of> the app

        A description.
        """

    page = visit(app)
    expect(page).to_have_title("Title <of> the app")
    description = page.locator("meta[name=description]")
    expect(description).to_have_attribute("content", "A description.")


def test_set_env_width_and_animation(visit: Visit) -> None:
    def app() -> None:
        set_env(output_max_width="500px", output_animation=False)
        put_text("here")

    page = visit(app)
    expect(page.locator("body")).to_contain_class("no-animation")
    box = page.locator("#output-container").bounding_box()
    assert box
    assert box["width"] == 500


@pytest.mark.parametrize("as_coroutine", [False, True])
def test_set_env_scrolls_to_the_end(visit: Visit, as_coroutine: bool) -> None:
    def app() -> None:
        set_env(auto_scroll_bottom=True)
        for n in range(200):
            put_text(f"line {n}")

    async def async_app() -> None:
        app()  # all of it is there before the page comes for it

    page = visit(async_app if as_coroutine else app)
    page.wait_for_function(
        "scrollY > 1000 && innerHeight + scrollY >= document.documentElement.scrollHeight - 2"
    )


def test_without_it_the_page_stays_where_it_is(visit: Visit) -> None:
    def app() -> None:
        for n in range(200):
            put_text(f"line {n}")

    page = visit(app)
    expect(page.get_by_text("line 199")).to_be_attached()
    assert page.evaluate("scrollY") == 0


def test_set_env_of_the_input_panel(visit: Visit) -> None:
    def app() -> None:
        set_env(
            input_auto_focus=False,
            input_panel_fixed=False,
            input_panel_min_height=75,
            input_panel_init_height=175,
            http_pull_interval=500,
        )
        input("Name")

    page = visit(app)
    expect(field(page, "Name")).to_be_visible()
    expect(field(page, "Name")).not_to_be_focused()


def test_run_js(visit: Visit) -> None:
    def app() -> None:
        run_js(
            "window.seen = [a, b.c]; document.body.dataset.who = who", a=1, b={"c": None}, who="é"
        )
        run_js("var hidden = 1")
        run_js("$('#markdown-body').attr('data-jquery', 'yes')")

    page = visit(app)
    expect(page.locator("body")).to_have_attribute("data-who", "é")
    expect(page.locator("#markdown-body")).to_have_attribute("data-jquery", "yes")
    assert page.evaluate("[window.seen, window.hidden === undefined]") == [[1, None], True]


def test_an_error_in_run_js_is_only_logged(visit: Visit, watch: Any) -> None:
    watch.allow("oh no")

    def app() -> None:
        run_js("throw new Error('oh no')")
        put_text("goes on")

    expect(root(visit(app))).to_have_text("goes on")


def test_eval_js(visit: Visit, watch: Any) -> None:
    watch.allow("console (error|warning)")
    values: list[Any] = []
    expressions = {
        "1 + a": 3,
        "({x: [1, 'é']})": {"x": [1, "é"]},
        "Promise.resolve(7)": 7,
        "let b = a * 2; b + 1": 5,
        "undefined": None,
        "NaN": None,
        "nothing.here": None,
        "Promise.reject(1)": None,
        "not an expression": None,
        "document.title": "PyWebIO Application",
    }

    def app() -> None:
        for expression in expressions:
            values.append(eval_js(expression, a=2))
        put_text("done")

    expect(root(visit(app))).to_have_text("done")
    assert dict(zip(expressions, values, strict=True)) == expressions


def test_download(visit: Visit) -> None:
    def app() -> None:
        put_button("save", lambda: download("räport.bin", bytes(range(256)) * 1000))

    page = visit(app)
    with page.expect_download() as event:
        press(page, "save")
    assert event.value.suggested_filename == "räport.bin"
    assert event.value.path().read_bytes() == bytes(range(256)) * 1000


def test_info_and_local(serve: Serve, new_page: NewPage) -> None:
    def app() -> None:
        local.count = (local.count or 0) + 1
        rows = [
            [name, str(getattr(info, name))]
            for name in ("user_language", "server_host", "origin", "user_ip", "protocol", "backend")
        ]
        put_table([*rows, ["browser", info.user_agent.browser.family]], header=["name", "value"])
        put_text(f"count {local.count}", local.missing)
        put_button("more", lambda: put_text(f"count {local.count}"))

    server = serve(app)
    page = new_page(locale="zh-CN")
    page.goto(server.url)
    values = page.locator("td:last-child")
    host = f"127.0.0.1:{server.port}"
    expect(values.first).to_have_text("zh-CN")
    texts = values.all_inner_texts()
    assert texts[1:6] == [host, f"http://{host}", "127.0.0.1", "websocket", "tornado"]
    assert "Chrom" in texts[6]
    press(page, "more")
    expect(root(page).get_by_text("count 1", exact=True)).to_be_visible()
    other = new_page()
    other.goto(server.url)
    expect(other.get_by_text("count 1 None")).to_be_visible()


def test_the_page_speaks_the_visitors_language(serve: Serve, new_page: NewPage) -> None:
    page = new_page(locale="zh-CN")
    page.goto(serve(lambda: input("名字", required=True)).url)
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".invalid-feedback")).to_have_text("请填写此项。")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_go_app_and_the_index_page(visit: Visit) -> None:
    def first() -> None:
        """The first one

        It leads to the second.
        """
        put_button("go", onclick=lambda: go_app("second", new_window=False))
        put_button("tab", onclick=lambda: go_app("second"))

    def second() -> None:
        put_text("the second one")

    page = visit([first, second], query="?keep=1")
    expect(page.get_by_role("link", name="second")).to_be_visible()
    expect(page.get_by_text("It leads to the second.")).to_be_visible()
    page.get_by_role("link", name="The first one").click()
    with page.context.expect_page() as event:
        press(page, "tab")
    expect(event.value.get_by_text("the second one")).to_be_visible()
    press(page, "go")
    expect(page.get_by_text("the second one")).to_be_visible()
    assert "app=second" in page.url
    assert "keep=1" in page.url


def test_hold_and_defer_call_when_the_visitor_leaves(visit: Visit) -> None:
    ended = threading.Event()
    order: list[str] = []

    def app() -> None:
        @defer_call
        def last() -> None:
            order.append("deferred")
            ended.set()

        put_text("holding")
        hold()
        order.append("after hold")

    page = visit(app, keep_finished=0, keep_running=0)
    expect(root(page)).to_have_text("holding")
    page.goto("about:blank")
    assert ended.wait(15)
    assert "deferred" in order


def test_the_end_of_a_program_and_its_failure_are_shown(visit: Visit) -> None:
    def app() -> None:
        put_text("some output")
        raise ValueError("secret detail")

    page = visit(app)
    expect(page.get_by_role("alert")).to_contain_text("An error has occurred")
    expect(root(page)).to_contain_text("some output")
    expect(page.locator("body")).not_to_contain_text("secret detail")


def test_a_callback_that_fails_leaves_the_program_running(visit: Visit) -> None:
    def fail() -> None:
        raise ValueError("secret detail")

    def app() -> None:
        put_button("fail", onclick=fail)
        put_button("work", onclick=lambda: put_text("works"))

    page = visit(app)
    press(page, "fail")
    expect(page.locator(".toastify")).to_contain_text("error")
    press(page, "work")
    expect(root(page)).to_contain_text("works")


def test_threads_of_a_session(visit: Visit) -> None:
    def work() -> None:
        put_text("from the thread")

    def app() -> None:
        thread = threading.Thread(target=work)
        register_thread(thread)
        thread.start()

    expect(root(visit(app))).to_have_text("from the thread")


def test_tasks_of_a_coroutine_session(visit: Visit) -> None:
    import asyncio

    async def count(n: int) -> None:
        for i in range(n):
            put_text(i)
            await asyncio.sleep(0)

    async def app() -> None:
        run_async(count(3))
        async with asyncio.TaskGroup() as group:
            group.create_task(count(1))
        put_text(await run_asyncio_coroutine(asyncio.sleep(0, "slept")))
        put_text(await eval_js("6 * 7"))

    expect(root(visit(app)).get_by_text("42")).to_be_visible()


def test_a_reload_starts_anew(visit: Visit) -> None:
    page = visit(lambda: put_text(f"Hello {input('Name')}"))
    field(page, "Name").fill("Ann")
    press(page, "Submit")
    expect(root(page)).to_have_text("Hello Ann")
    page.reload()
    field(page, "Name").fill("Bob")
    press(page, "Submit")
    expect(root(page)).to_have_text("Hello Bob")
