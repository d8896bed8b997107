"""Small programs as people have written them for years, each played from first to last."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import threading
from collections import defaultdict
from functools import partial
from typing import Any

import pytest

from pywebio.input import *
from pywebio.output import *
from pywebio.output import Scope
from pywebio.pin import *
from pywebio.session import *
from pywebio.session import get_current_session
from pywebio.session.coroutinebased import CoroutineBasedSession
from pywebio.session.threadbased import ThreadBasedSession
from pywebio.testing.plugin import OpenVisitor


def test_an_admin_tool(open_visitor: OpenVisitor) -> None:
    rows = [{"id": 1, "name": "Ann"}, {"id": 2, "name": "Bob"}]

    @use_scope("list", clear=True)
    def refresh() -> None:
        head: list[Any] = ["ID", "Name", "Actions"]
        put_table(
            [head]
            + [
                [
                    row["id"],
                    row["name"],
                    put_buttons(["edit", "delete"], onclick=partial(act, row=row), small=True),
                ]
                for row in rows
            ]
        )
        put_button("Add", onclick=add, color="success")

    def act(action: str, row: dict[str, Any]) -> None:
        if action == "edit":
            asked = input_group(
                "Edit",
                [
                    input("Name", name="name", value=row["name"], required=True),
                    input("ID", name="id", value=row["id"], readonly=True, type=NUMBER),
                ],
                cancelable=True,
            )
            if asked is None:
                return
            row.update(asked)
        else:
            rows.remove(row)
            toast(f"deleted {row['name']}", color="error")
        refresh()

    def add() -> None:
        asked = input_group(
            "New",
            [
                input("Name", name="name"),
                actions(
                    "",
                    [{"label": "Save", "value": "save"}, {"label": "Cancel", "type": "cancel"}],
                    name="act",
                ),
            ],
        )
        if asked:
            rows.append({"id": len(rows) + 10, "name": asked["name"]})
            refresh()

    def app() -> None:
        refresh()
        hold()

    visitor = open_visitor(app)
    visitor.press("edit", nth=1)
    visitor.submit(name="Bobby")
    assert rows[1] == {"id": 2, "name": "Bobby"}
    visitor.press("edit")
    visitor.cancel()
    visitor.press("delete")
    assert visitor.toasts[0].content == "deleted Ann"
    visitor.press("Add")
    visitor.press("Cancel")
    visitor.press("Add")
    visitor.fill(name="Cy")
    visitor.press("Save")
    assert visitor.text("list").split("\n")[1:] == [
        "2 | Bobby | [edit] [delete]",
        "11 | Cy | [edit] [delete]",
        "[Add]",
    ]


def test_a_chat_room(open_visitor: OpenVisitor) -> None:
    def check(asked: dict[str, Any]) -> Any:
        return ("msg", "Say something.") if asked["cmd"] == "Send" and not asked["msg"] else None

    def app() -> None:
        put_scrollable(put_scope("box"), height=300, keep_bottom=True)
        nick = input("Your nick", required=True, validate=lambda n: "taken" if n == "Bob" else None)
        while True:
            asked = input_group(
                "Send",
                [
                    input(name="msg", help_text="Markdown goes"),
                    actions(name="cmd", buttons=["Send", {"label": "Exit", "type": "cancel"}]),
                ],
                validate=check,
            )
            if asked is None:
                break
            put_markdown(f"`{nick}`: {asked['msg']}", sanitize=True, scope="box")
        toast("You have left.")
        put_buttons(["Come back"], onclick=lambda _: run_js("window.location.reload()"))

    visitor = open_visitor(app)
    visitor.submit("Bob")
    assert visitor.form.problem == "taken"
    visitor.submit("Ann")
    visitor.press("Send")
    assert visitor.form.problem == "Say something."
    visitor.fill(msg="hi")
    visitor.press("Send")
    assert visitor.text("box") == "`Ann`: hi"
    visitor.press("Exit")
    visitor.press("Come back")
    assert visitor.scripts[0].code == "window.location.reload()"


def test_a_wizard_with_a_way_back(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        step = 1
        said: dict[str, Any] = {}
        while step < 3:
            with use_scope("progress", clear=True):
                put_text(f"Step {step} of 2")
            if step == 1:
                said.update(input_group("One", [input("a", name="a", value=said.get("a"))]))
                step += 1
                continue
            asked = input_group(
                "Two",
                [input("b", name="b"), actions("", ["Next", ("Back", "back")], name="act")],
            )
            if asked["act"] == "back":
                step -= 1
            else:
                said["b"] = asked["b"]
                step += 1
        clear("progress")
        put_code(json.dumps(said, sort_keys=True), "json")

    visitor = open_visitor(app)
    visitor.submit(a="1")
    visitor.press("Back")
    assert visitor.text("progress") == "Step 1 of 2"
    assert visitor.form.values["a"] == "1"
    visitor.submit(a="3")
    visitor.fill(b="2")
    visitor.press("Next")
    assert visitor.sees('{"a": "3", "b": "2"}')


def test_a_game_on_a_grid_of_buttons(open_visitor: OpenVisitor) -> None:
    board = [[" "] * 3 for _ in range(3)]
    turn = ["X", "O"]

    @use_scope("board", clear=True)
    def draw() -> None:
        cells = [
            [put_button(board[r][c], onclick=partial(play, r, c), small=True) for c in range(3)]
            for r in range(3)
        ]
        put_grid(cells, cell_width="60px", cell_height="60px")

    def play(row: int, column: int) -> None:
        board[row][column] = turn[0]
        turn.reverse()
        draw()

    visitor = open_visitor(draw)
    visitor.press(" ")
    visitor.press(" ")
    assert board[0] == ["X", "O", " "]
    assert visitor.text("board").split()[:2] == ["[X]", "[O]"]


def test_a_dashboard_that_waits_for_its_pins(open_visitor: OpenVisitor) -> None:
    words = ["abc", "xab", "zzz"]

    @use_scope("found", clear=True)
    def show() -> None:
        for word in sorted([w for w in words if pin.q in w], reverse=bool(pin.order)):
            put_text(word)

    def app() -> None:
        put_row([put_input("q", placeholder="search"), None, put_checkbox("order", ["down"])])
        put_actions("act", buttons=["stop"])
        show()
        while True:
            change = pin_wait_change("q", "order", "act")
            if change["name"] == "act":
                break
            show()
        remove("found")
        put_text("bye")

    visitor = open_visitor(app)
    visitor.fill_pin(q="ab")
    assert visitor.text("found") == "abc\nxab"
    visitor.fill_pin(order=["down"])
    assert visitor.text("found") == "xab\nabc"
    visitor.press("stop")
    assert visitor.sees("bye")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_placeholders_and_styles_of_1_0(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        log = output("start")
        cell = output(put_text("pending"))
        put_table([["task", "state"], ["a", cell]])
        put_collapse("Log", log, open=True)

        def step(_: str) -> None:
            log.append(put_text("line"))
            cell.reset(style(put_text("ok"), "color: green"))
            log.insert(0, "top")

        put_buttons(["step"], onclick=step)
        with use_scope("a"):
            put_text("in root", scope=Scope.Root)
            with use_scope("b"):
                put_text("in a", scope=Scope.Parent)
        hold()

    visitor = open_visitor(app)
    visitor.press("step")
    lines = [line.strip() for line in visitor.text().split("\n")]
    assert lines[:2] == ["task | state", "a | ok"]
    assert lines[2:] == ["Log", "top", "start", "line", "[step]", "in a", "in root"]


def test_a_login_and_what_the_session_keeps(open_visitor: OpenVisitor) -> None:
    left: list[str] = []

    def check(asked: dict[str, str]) -> Any:
        if asked["user"] != "admin" or asked["pwd"] != "123":
            return "pwd", "Wrong password"
        return None

    def app() -> None:
        asked = input_group(
            "Login",
            [
                input("User", name="user", type=TEXT, required=True, PlaceHolder="you"),
                input("Password", name="pwd", type=PASSWORD, required=True),
            ],
            validate=check,
        )
        local.user = asked["user"]

        @defer_call
        def bye() -> None:
            left.append(asked["user"])

        with use_scope("main", clear=True):
            put_text("Hello", local.user, local.nothing)
        put_button("log out", onclick=out, link_style=True)

    def out() -> None:
        local.user = None
        clear("main")
        put_text("gone", scope="main")

    visitor = open_visitor(app)
    visitor.submit(user="x", pwd="y")
    assert visitor.form.problems == {"pwd": "Wrong password"}
    visitor.submit(user="admin", pwd="123")
    assert visitor.text("main") == "Hello admin None"
    visitor.press("log out")
    assert visitor.text("main") == "gone"
    visitor.leave()
    assert left == ["admin"]


def test_a_popup_with_a_table_and_buttons(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        put_button("open", onclick=show)

    def show() -> None:
        with popup("Title", size=PopupSize.LARGE) as inside:
            put_table([["a"], ["b"]])
            put_buttons(["more"], onclick=lambda _: put_text("more", scope=inside))
            put_buttons([("close", None)], onclick=[close_popup])

    visitor = open_visitor(app)
    visitor.press("open")
    visitor.press("more")
    assert visitor.popup == "Title\na\nb\n[more]\n[close]\nmore"
    visitor.press("close")
    assert visitor.popup is None


def test_fields_that_depend_on_each_other(open_visitor: OpenVisitor) -> None:
    cities = {"Italy": ["Rome", "Turin"], "Spain": ["Madrid", "Seville"]}

    def app() -> None:
        asked = input_group(
            "Where?",
            [
                select(
                    "Country",
                    options=list(cities),
                    name="country",
                    onchange=lambda country: input_update("city", options=cities[country]),
                ),
                select("City", options=cities["Italy"], name="city"),
            ],
        )
        put_text(asked["country"], asked["city"])

    visitor = open_visitor(app)
    visitor.fill(country="Spain")
    visitor.submit(city="Seville")
    assert visitor.sees("Spain Seville")


def test_a_tool_for_files(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        asked = input_group(
            "Upload",
            [
                file_upload("File", name="f", accept=[".csv", "text/plain"], max_size="1M"),
                checkbox(options=[("strip", "s", True)], name="how"),
            ],
        )
        content = asked["f"]["content"]
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        put_table(rows[1:], header=rows[0])
        put_text(asked["how"], asked["f"]["filename"], len(content), type(content).__name__)
        put_file("out.json", json.dumps(rows).encode(), "Download")

    visitor = open_visitor(app)
    visitor.submit(f=("a.csv", b"x,y\n1,2\n"))
    assert visitor.text() == "x | y\n1 | 2\n['s'] a.csv 8 bytes\n[Download]"
    visitor.press("Download")
    assert json.loads(visitor.downloads[0].content) == [["x", "y"], ["1", "2"]]


def test_votes_that_all_callbacks_count(open_visitor: OpenVisitor) -> None:
    votes: defaultdict[str, int] = defaultdict(int)

    def vote(what: str) -> None:
        votes[what] += 1
        with use_scope("result", clear=True):
            put_table([["what", "n"], *([k, v] for k, v in votes.items())])

    def app() -> None:
        buttons = [
            {"label": f"vote {what}", "value": what, "color": color}
            for what, color in (("A", "success"), ("B", "danger"))
        ]
        put_buttons(buttons, onclick=vote, group=True)

    visitor = open_visitor(app)
    for label in ("vote A", "vote B", "vote A"):
        visitor.press(label)
    assert visitor.text("result") == "what | n\nA | 2\nB | 1"


def test_an_app_that_is_an_object(open_visitor: OpenVisitor) -> None:
    class App:
        def __init__(self) -> None:
            self.items: list[int] = []

        def run(self) -> None:
            put_button("add", onclick=self.add)
            put_scope("items")

        def add(self) -> None:
            self.items.append(len(self.items))
            self.render()

        @use_scope("items", clear=True)
        def render(self) -> None:
            for item in self.items:
                remove_it = put_button(f"x{item}", onclick=partial(self.drop, item))
                put_row([put_text(item), remove_it])

        def drop(self, item: int) -> None:
            self.items.remove(item)
            self.render()

    visitor = open_visitor(App().run)
    visitor.press("add")
    visitor.press("add")
    visitor.press("x0")
    assert visitor.text("items").split() == ["1", "[x1]"]


def test_pins_that_change_each_other(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        put_select("kind", ["text", "number"])
        put_input("value")
        pin_on_change("kind", onchange=changed, init_run=True)
        pin_on_change("value", onchange=lambda v: put_text("value", v, scope="dynamic"))

    def changed(kind: str) -> None:
        with use_scope("dynamic", clear=True):
            put_text("kind", kind)
        pin_update("value", label="Number" if kind == "number" else "Text", value="")

    visitor = open_visitor(app)
    assert visitor.text("dynamic") == "kind text"
    visitor.fill_pin(kind="number")
    visitor.fill_pin(value="7")
    assert visitor.text("dynamic") == "kind number\nvalue 7"
    assert visitor.pin("value").field.label == "Number"


def test_threads_of_a_program(open_visitor: OpenVisitor) -> None:
    def work(number: int) -> None:
        with use_scope(f"worker{number}"):
            put_text("worker", number)
        put_text(number, scope="log")

    def app() -> None:
        put_scope("log")
        for number in range(3):
            thread = threading.Thread(target=work, args=(number,), daemon=True)
            register_thread(thread)
            thread.start()
            thread.join()
        put_text("joined")

    visitor = open_visitor(app)
    assert visitor.sees("joined")
    assert visitor.text("log") == "0\n1\n2"
    assert visitor.text("worker2") == "worker 2"


def test_a_program_of_coroutines(open_visitor: OpenVisitor) -> None:
    async def background() -> None:
        put_text("begun", scope="back")
        await asyncio.sleep(1)
        put_text("done", scope="back")

    async def click(value: str) -> None:
        await asyncio.sleep(0)
        put_text("clicked", value)

    async def app() -> None:
        number = await input("n", type=NUMBER)
        put_scope("back")
        task = run_async(background())
        put_buttons(["go"], onclick=click, mutex_mode=True)
        put_input("p")
        put_text(number, repr(await pin.p), task.closed())
        change = await pin_wait_change("p")
        put_text(change["value"], await eval_js("1 + 1"))
        await hold()

    visitor = open_visitor(app, answers=lambda code, args: 2)
    visitor.submit("5")
    assert visitor.sees("5 '' False")
    visitor.press("go")
    assert visitor.sees("clicked go")
    visitor.fill_pin(p="z")
    assert visitor.sees("z 2")
    visitor.advance(2)
    assert visitor.text("back") == "begun\ndone"


def test_what_add_on_packages_ask_of_a_session(open_visitor: OpenVisitor) -> None:
    seen: list[Any] = []

    def app() -> None:
        session = get_current_session()
        seen.append(session)
        put_text(isinstance(session, ThreadBasedSession), session.closed())

    async def other() -> None:
        put_text(isinstance(get_current_session(), CoroutineBasedSession))

    visitor = open_visitor(app)
    assert visitor.text() == "True False"
    visitor.leave()
    assert seen[0].closed()
    assert open_visitor(other).text() == "True"


def test_an_error_in_a_callback_leaves_the_page_alive(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        put_buttons(["boom", "ok"], onclick=[lambda: 1 / 0, lambda: put_text("fine")])

    visitor = open_visitor(app)
    visitor.press("boom")
    assert isinstance(visitor.expect_error(), ZeroDivisionError)
    visitor.press("ok")
    assert visitor.sees("fine")


def test_a_row_that_removes_itself(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        for number in range(2):
            with use_scope(f"row{number}"):
                remove_it = put_button("x", onclick=partial(remove, f"row{number}"))
                put_row([put_text("row", number), remove_it])

    visitor = open_visitor(app)
    visitor.press("x", nth=0)
    assert visitor.text().split("\n") == ["row 1", "[x]"]
