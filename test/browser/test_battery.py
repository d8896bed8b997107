"""The ready-made pieces in a browser: those built in, and the published add-on package.

The add-on package is a black box here: installed without its dependencies, imported, called.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
import warnings
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from browser.pages import field, press, root
from browser.types import NewPage, Serve
from playwright.sync_api import Page, expect

from pywebio import battery
from pywebio.output import *
from pywebio.pin import put_input

PUBLISHED = "pywebio-battery==0.7.0"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The add-on package, beside ours."""
    folder = tmp_path_factory.mktemp("battery")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", folder, PUBLISHED],
        check=True,
        timeout=300,
    )
    sys.path.insert(0, str(folder))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = importlib.import_module("pywebio_battery")
    yield module
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.startswith("pywebio_battery")]:
        del sys.modules[name]


@pytest.fixture(params=["ours", pytest.param("published", marks=pytest.mark.slow)])
def pieces(request: pytest.FixtureRequest) -> Any:
    """A module with the pieces."""
    return battery if request.param == "ours" else request.getfixturevalue("published")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A directory with files."""
    (tmp_path / "sub").mkdir()
    for name in ("b.csv", "a.txt", "sub/c.csv"):
        (tmp_path / name).write_text("x")
    return tmp_path


def test_what_the_browser_keeps(pieces: Any, serve: Serve, page: Page) -> None:
    def app() -> None:
        put_text(f"before: {pieces.get_localstorage('colour')!r} {pieces.get_cookie('seen')!r}")
        pieces.set_localstorage("colour", "sky 'blue' \\ ä")
        pieces.set_cookie("seen", "yes")
        pieces.set_cookie("seen_not", "no")
        put_text(f"now: {pieces.get_localstorage('colour')!r} {pieces.get_cookie('seen')!r}")
        put_button("Forget", onclick=pieces.clear_localstorage)

    page.goto(serve(app).url)
    expect(page.get_by_text("before: None None")).to_be_visible()
    expect(page.get_by_text("now: \"sky 'blue' \\\\ ä\" 'yes'")).to_be_visible()
    page.goto(page.url)
    expect(page.get_by_text("before: \"sky 'blue' \\\\ ä\" 'yes'")).to_be_visible()
    press(page, "Forget")
    page.wait_for_function("localStorage.getItem('colour') === null")


def test_the_query(pieces: Any, serve: Serve, page: Page) -> None:
    def app() -> None:
        put_text(repr(pieces.get_query("from")), repr(pieces.get_query("nothing")))
        put_text(sorted(pieces.get_all_query().items()))

    page.goto(serve(app).url + "?from=A%26B&to=%C3%A4")
    expect(page.get_by_text("'A&B' None")).to_be_visible()
    expect(page.get_by_text("[('from', 'A&B'), ('to', 'ä')]")).to_be_visible()


def test_a_login_is_remembered_until_it_is_revoked(
    pieces: Any, serve: Serve, new_page: NewPage
) -> None:
    def app() -> None:
        user = pieces.basic_auth(
            lambda name, password: (name, password) == ("Ann", "right"), secret="for tests only"
        )
        put_text("Hello", user)
        put_button("Log out", onclick=pieces.revoke_auth)

    page = new_page()
    page.goto(serve(app).url)
    for password in ("wrong", "right"):
        form = page.locator("form")
        form.locator("input").nth(0).fill("Ann")
        form.locator("input").nth(1).fill(password)
        page.keyboard.press("Enter")
        if password == "wrong":
            expect(page.locator(".toastify")).to_be_visible()
    expect(page.get_by_text("Hello Ann")).to_be_visible()
    page.goto(page.url)
    expect(page.get_by_text("Hello Ann")).to_be_visible()
    kept = page.evaluate("localStorage.getItem('pywebio_auth_token')")
    press(page, "Log out")
    page.wait_for_function("kept => localStorage.getItem('pywebio_auth_token') !== kept", arg=kept)
    page.goto(page.url)
    expect(page.locator("form")).to_be_visible()


def test_a_forged_token_is_no_login(serve: Serve, page: Page) -> None:
    def app() -> None:
        put_text("Hello", battery.custom_auth(lambda: "asked", secret="for tests only"))

    page.add_init_script("localStorage.setItem('pywebio_auth_token', 'WyJBbm4iLCA5ZTk5XQ==.00ff')")
    page.goto(serve(app).url)
    expect(page.get_by_text("Hello asked")).to_be_visible()


def test_waiting_for_the_end_of_the_page(pieces: Any, serve: Serve, page: Page) -> None:
    def app() -> None:
        put_text("line\n" * 100)
        put_text("reached:", pieces.wait_scroll_to_bottom(timeout=60))
        put_text("in time:", pieces.wait_scroll_to_bottom(timeout=0.2, threshold=0))

    page.goto(serve(app).url)
    expect(root(page).get_by_text("line")).to_be_visible()
    page.mouse.wheel(0, 10_000)
    expect(page.get_by_text("reached: True")).to_be_attached()
    expect(page.get_by_text("in time:")).to_be_attached()


def test_files_of_the_server(serve: Serve, page: Page, tree: Path) -> None:
    def app() -> None:
        put_text("one:", Path(battery.file_picker(str(tree), accept=[".csv"])).name)
        put_text("none:", battery.file_picker(str(tree), cancelable=True))

    page.goto(serve(app).url)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("b.csv")).to_be_visible()
    expect(dialog.get_by_text("a.txt")).to_have_count(0)
    dialog.get_by_text("sub").last.click()
    dialog.get_by_text("c.csv").click()
    expect(page.get_by_text("one: c.csv")).to_be_attached()
    dialog.get_by_role("button", name="Cancel", exact=True).click()
    expect(page.get_by_text("none: None")).to_be_visible()
    expect(dialog).to_have_count(0)


@pytest.mark.slow
def test_the_published_picker(published: Any, serve: Serve, page: Page, tree: Path) -> None:
    """It is made of a data table whose cells are clicked twice to open a directory."""

    def app() -> None:
        put_text("one:", Path(published.file_picker(str(tree), accept=[".csv"])).name)

    page.goto(serve(app).url)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("b.csv")).to_be_visible()
    dialog.locator(".ag-cell", has_text="sub/").dblclick()
    dialog.locator(".ag-cell", has_text="c.csv").click()
    dialog.get_by_role("button", name="Select File").click()
    dialog.get_by_role("button", name="CONFIRM").click()
    expect(page.get_by_text("one: c.csv")).to_be_visible()


def test_questions_in_a_popup(pieces: Any, serve: Serve, page: Page) -> None:
    def check(values: dict[str, Any]) -> tuple[str, str] | None:
        return None if values["name"] else ("name", "say it")

    def app() -> None:
        put_text("sure:", pieces.confirm("Sure?", "really"))
        answer = pieces.popup_input([put_input("name", label="Name")], "Who?", validate=check)
        put_text("got:", answer)

    page.goto(serve(app).url)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("really")).to_be_visible()
    dialog.locator("button:visible", has_text="Confirm").click()
    expect(page.get_by_text("sure: True")).to_be_attached()
    press(page, "Submit")
    expect(dialog.get_by_text("say it")).to_be_visible()
    dialog.get_by_role("textbox").fill("Ann")
    press(page, "Submit")
    expect(page.get_by_text("got: {'name': 'Ann'}")).to_be_visible()
    expect(dialog).to_have_count(0)


def test_a_log_and_what_is_printed(pieces: Any, serve: Serve, page: Page) -> None:
    def app() -> None:
        show = partial(pieces.logbox_append, "out")
        put_scope("above")
        pieces.put_logbox("out", height=100)
        for number in range(30):
            show(f"line {number}\n")
        with pieces.redirect_stdout(show):
            print("printed")
        put_text("code:", pieces.run_shell("echo hello; exit 3", output_func=show), scope="above")
        put_button("Empty", onclick=lambda: pieces.logbox_clear("out"), scope="above")

    page.goto(serve(app).url)
    expect(page.get_by_text("code: 3")).to_be_visible()
    expect(page.get_by_text("hello")).to_be_in_viewport()
    expect(page.get_by_text("printed")).to_be_visible()
    expect(page.get_by_text("line 1", exact=False).first).to_be_attached()
    press(page, "Empty")
    expect(page.get_by_text("printed")).to_have_count(0)


def test_sound_and_film(pieces: Any, serve: Serve, page: Page) -> None:
    def app() -> None:
        pieces.put_audio("data:audio/wav;base64,", loop=True)
        pieces.put_video("data:video/mp4;base64,", width="200px", muted=True)

    page.goto(serve(app).url)
    expect(page.locator("audio[src]")).to_be_attached()
    expect(page.locator("video[src]")).to_be_attached()


def test_texts_follow_the_page(serve: Serve, new_page: NewPage, tree: Path) -> None:
    def app() -> None:
        battery.basic_auth(lambda name, password: False, secret="for tests only")

    page = new_page(locale="ja-JP")
    page.goto(serve(app).url)
    expect(page.get_by_role("heading", name="ログイン")).to_be_visible()
    expect(field(page, "パスワード")).to_be_visible()
