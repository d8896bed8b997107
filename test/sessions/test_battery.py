"""The ready-made pieces: dialogs, logs, what the browser keeps, logins."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from both_kinds import Kind, now

from pywebio import battery
from pywebio.battery.auth import make_token, read_token
from pywebio.exceptions import ArgumentError
from pywebio.input import input
from pywebio.output import close_popup, put_button, put_text
from pywebio.pin import put_input
from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor

Opens = Callable[..., Visitor]


class Browser:
    """Stands for the local storage of a page."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def __call__(self, code: str, args: dict[str, Any]) -> Any:
        assert "localStorage.getItem" in code
        return self.kept.get(args["key"])

    def keep(self, visitor: Visitor) -> None:
        """Do what the scripts of a visit would have done."""
        for script in visitor.scripts:
            if "setItem" in script.code:
                self.kept[script.args["key"]] = script.args["value"]
            if "removeItem" in script.code:
                self.kept.pop(script.args["key"], None)


@pytest.mark.parametrize(("button", "answer"), [("Confirm", True), ("Cancel", False)])
def test_confirm(button: str, answer: bool, opens: Opens) -> None:
    async def app() -> None:
        put_text("answer", await now(battery.confirm("Sure?", "really")))

    visitor = opens(app)
    visitor.wait_until(lambda: visitor.popup is not None)
    assert str(visitor.popup).startswith("Sure?\nreally")
    visitor.press(button)
    assert visitor.sees(f"answer {answer}")
    assert visitor.popup is None


def test_confirm_that_is_closed_is_no(opens: Opens) -> None:
    async def app() -> None:
        put_text("answer", await now(battery.confirm("Sure?")))

    visitor = opens(app)
    visitor.wait_until(lambda: visitor.popup is not None)
    visitor.close_popup()
    assert visitor.sees("answer False")


def test_confirm_gives_up_after_a_time(opens: Opens) -> None:
    async def app() -> None:
        put_text("answer", await now(battery.confirm("Sure?", timeout=10)))

    visitor = opens(app)
    visitor.wait_until(lambda: visitor.popup is not None)
    visitor.advance(11)
    assert visitor.sees("answer None")
    assert visitor.popup is None


def test_popup_input_asks_until_it_is_valid(opens: Opens) -> None:
    def check(values: dict[str, Any]) -> tuple[str, str] | None:
        return None if values["name"] else ("name", "say it")

    async def app() -> None:
        pins: list[Any] = [put_input("name"), "and", put_input("mail")]
        put_text("got", await now(battery.popup_input(pins, validate=check)))

    visitor = opens(app)
    visitor.press("Submit")
    assert visitor.sees("say it")
    visitor.fill_pin(name="Ann")
    visitor.press("Submit")
    assert visitor.sees("got {'name': 'Ann', 'mail': ''}")
    assert visitor.popup is None


@pytest.mark.parametrize("by_button", [True, False])
def test_popup_input_can_be_cancelled(by_button: bool, opens: Opens) -> None:
    async def app() -> None:
        put_text("got", await now(battery.popup_input(put_input("name"), cancelable=True)))

    visitor = opens(app)
    visitor.wait_until(lambda: visitor.popup is not None)
    if by_button:
        visitor.press("Cancel")
    else:
        visitor.close_popup()
    assert visitor.sees("got None")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A directory with files."""
    (tmp_path / "sub").mkdir()
    for name in ("b.csv", "a.txt", ".hidden.csv", "sub/c.csv"):
        (tmp_path / name).write_text("x")
    return tmp_path


def test_file_picker(tree: Path, opens: Opens) -> None:
    async def app() -> None:
        put_text("got", await now(battery.file_picker(tree, accept=".csv", root=tree)))

    visitor = opens(app)
    assert visitor.sees("b.csv")
    assert all(name not in visitor.text() for name in ("a.txt", ".hidden", ".."))
    visitor.press("sub/")
    visitor.press("..")
    visitor.press("sub/")
    visitor.press("c.csv")
    assert visitor.sees(f"got {tree / 'sub' / 'c.csv'}")
    assert visitor.popup is None


def test_file_picker_of_several(tree: Path, opens: Opens) -> None:
    async def app() -> None:
        put_text("got", await now(battery.file_picker(tree, multiple=True)))

    visitor = opens(app)
    for name in ("a.txt", "b.csv", "\N{CHECK MARK} a.txt", "sub/", "c.csv", "Confirm"):
        visitor.press(name)
    assert visitor.sees(f"got {[str(tree / 'b.csv'), str(tree / 'sub' / 'c.csv')]}")


def test_file_picker_can_be_cancelled(tree: Path, opens: Opens) -> None:
    async def app() -> None:
        for _ in range(2):
            put_text("got", await now(battery.file_picker(tree, cancelable=True)))

    visitor = opens(app)
    visitor.press("Cancel")
    assert visitor.sees("got None")
    visitor.wait_until(lambda: visitor.popup is not None)
    visitor.close_popup()
    visitor.wait_until(lambda: visitor.text() == "got None\ngot None")


def test_a_link_does_not_lead_out_of_the_root(tree: Path, opens: Opens) -> None:
    (tree / "sub" / "out.csv").symlink_to(tree / "b.csv")

    async def app() -> None:
        await now(battery.file_picker(tree / "sub", root=tree / "sub"))

    visitor = opens(app)
    assert visitor.sees("c.csv")
    assert "out.csv" not in visitor.text()


def test_a_dialog_ends_with_its_popup(opens: Opens) -> None:
    async def app() -> None:
        put_button("elsewhere", onclick=close_popup)
        put_text("got", await now(battery.confirm("Sure?")))

    visitor = opens(app)
    visitor.wait_until(lambda: visitor.popup is not None)
    visitor.press("elsewhere")
    assert visitor.sees("got False")


def test_what_is_printed_is_shown_to_the_one_visitor(
    opens: Opens, capsys: pytest.CaptureFixture[str]
) -> None:
    async def app() -> None:
        stdout = sys.stdout
        print("before")
        with battery.redirect_stdout():
            print("within", 1)
        with battery.redirect_stdout(lambda text: put_text(f"<{text}>")):
            print("own", end="")
        print("after")
        assert sys.stdout is stdout

    visitor = opens(app)
    assert visitor.sees("within 1")
    assert visitor.sees("<own>")
    assert capsys.readouterr().out == "before\nafter\n"


def test_two_programs_redirect_at_once(opens: Opens) -> None:
    async def app() -> None:
        with battery.redirect_stdout():
            name = await now(input("name"))
            print("hello", name)

    first = opens(app)
    second = opens(app)
    first.submit("Ann")
    second.submit("Bob")
    assert first.sees("hello Ann")
    assert second.sees("hello Bob")
    assert "Ann" not in second.text()


def test_run_shell_shows_what_a_command_prints(opens: Opens) -> None:
    async def app() -> None:
        battery.put_logbox("log")
        code = await now(
            battery.run_shell(
                "echo one; echo two >&2; exit 3",
                output_func=lambda text: battery.logbox_append("log", text),
            )
        )
        put_text("code", code)

    visitor = opens(app)
    assert visitor.sees("code 3")
    assert visitor.sees("one")
    assert visitor.sees("two")


def test_a_log_is_cleared(opens: Opens) -> None:
    async def app() -> None:
        battery.put_logbox("log", height=100)
        battery.logbox_append("log", "old")
        battery.logbox_clear("log")
        battery.logbox_append("log", "new")

    visitor = opens(app)
    assert visitor.sees("new")
    assert "old" not in visitor.text()


def test_what_the_browser_knows_is_asked(opens: Opens) -> None:
    def answers(code: str, args: dict[str, Any]) -> Any:
        known = {"URLSearchParams": "q", "getItem": "s", "cookie": "c", "Promise": True}
        return next(value for part, value in known.items() if part in code)

    async def app() -> None:
        battery.set_localstorage("k", "v")
        battery.set_cookie("k", "v", days=1)
        battery.clear_localstorage()
        put_text(await now(battery.get_query("x")), await now(battery.get_all_query()))
        put_text(await now(battery.get_localstorage("k")), await now(battery.get_cookie("k")))
        put_text(await now(battery.wait_scroll_to_bottom(timeout=3)))

    visitor = opens(app, answers=answers)
    assert visitor.sees("q q\ns c\nTrue")


def test_basic_auth_asks_once(opens: Opens) -> None:
    browser = Browser()

    async def app() -> None:
        name = await now(battery.basic_auth(lambda name, word: word == "right", "secret"))
        put_text("hello", name)
        put_button("out", onclick=battery.revoke_auth)

    visitor = opens(app, answers=browser)
    visitor.submit(username="ann", password="wrong")
    assert "hello" not in visitor.text()
    assert visitor.toasts
    visitor.submit(username="ann", password="right")
    assert visitor.sees("hello ann")
    browser.keep(visitor)
    again = opens(app, answers=browser)
    assert again.sees("hello ann")
    again.press("out")
    browser.keep(again)
    assert opens(app, answers=browser).form.label == "Login"


def test_custom_auth_asks_until_there_is_a_name(opens: Opens, kind: Kind) -> None:
    async def login() -> Any:
        return await now(input("who"))

    async def app() -> None:
        put_text("hello", await now(battery.custom_auth(kind.function(login), "secret")))

    visitor = opens(app, answers=Browser())
    visitor.submit("")
    visitor.submit("ann")
    assert visitor.sees("hello ann")


def test_a_token_holds_for_its_time_secret_and_purpose() -> None:
    token = make_token("ann", b"key", "app", time.time() + 60)
    assert read_token(token, b"key", "app") == "ann"
    assert read_token(token, b"other", "app") is None
    assert read_token(token, b"key", "another") is None
    assert read_token(make_token("ann", b"key", "app", time.time() - 1), b"key", "app") is None


@pytest.mark.parametrize("token", [None, 3, "", ".", "x.y", "é.é", "a.b.c", {"a": 1}])
def test_what_is_no_token_is_refused(token: Any) -> None:
    assert read_token(token, b"key", "app") is None


def test_a_forged_token_is_refused() -> None:
    payload, _, signature = make_token("ann", b"key", "app", time.time() + 60).partition(".")
    other = make_token("bob", b"other", "app", time.time() + 60).partition(".")[0]
    assert read_token(f"{other}.{signature}", b"key", "app") is None
    assert read_token(f"{payload}.", b"key", "app") is None


anything: Any = battery


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: anything.confirm("x", timeout="3"), ArgumentError),
        (lambda: anything.popup_input([put_text("no pin")]), ArgumentError),
        (lambda: anything.popup_input(put_input("a"), validate=3), ArgumentError),
        (lambda: anything.file_picker("/nowhere/at/all"), ArgumentError),
        (lambda: anything.file_picker("/", root="/tmp"), ArgumentError),
        (lambda: anything.basic_auth(lambda name, word: True, ""), ArgumentError),
        (lambda: anything.custom_auth(None, "s"), ArgumentError),
        (lambda: anything.custom_auth(print, "s", expire_days="7"), TypeError),
        (lambda: anything.run_shell(["ls"]), TypeError),
        (lambda: anything.set_localstorage("k", 1), TypeError),
        (lambda: anything.get_cookie(1), TypeError),
        (lambda: anything.wait_scroll_to_bottom(-1), ArgumentError),
        (lambda: anything.put_logbox("no name!"), ArgumentError),
    ],
)
def test_bad_arguments(
    call: Callable[[], Any], error: type[Exception], open_visitor: OpenVisitor
) -> None:
    def app() -> None:
        with pytest.raises(error):
            call()
        put_text("told")

    assert open_visitor(app).sees("told")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de-AT", ["Dateiauswahl", "Bestätigen", "Abbrechen"]),
        ("fa", ["انتخاب فایل", "تأیید", "لغو"]),
        ("pt-BR", ["File Picker", "Confirm", "Cancel"]),
        ("zh-CN", ["选择文件", "确定", "取消"]),
    ],
)
def test_texts_are_in_the_language_of_the_visitor(
    language: str, said: list[str], tree: Path, open_visitor: OpenVisitor
) -> None:
    def app() -> None:
        battery.file_picker(tree, multiple=True, cancelable=True)

    visitor = open_visitor(app, info={"user_language": language})
    for text in said:
        assert visitor.sees(text)


def test_a_title_of_the_program_stays(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        battery.popup_input(put_input("name"), title="Who is it?")

    visitor = open_visitor(app, info={"user_language": "fr"})
    assert visitor.sees("Who is it?")
    assert visitor.sees("Envoyer")


def test_every_language_has_every_text() -> None:
    from pywebio.battery.texts import TEXTS

    assert set(TEXTS) == {"en", "zh", "de", "ru", "ja", "fr", "es", "fa", "uz", "kk"}
    for texts in TEXTS.values():
        assert texts.keys() == TEXTS["en"].keys()
        assert all(text.strip() for text in texts.values())
