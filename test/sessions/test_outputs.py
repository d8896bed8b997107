"""Outputs that change, in both kinds of programs, as a visitor sees them who comes and goes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from typing import Any

import pytest

from pywebio import protocol as wire
from pywebio.input import actions
from pywebio.output import *
from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor

Script = Callable[[], Generator[Any, None, None]]
Play = Callable[[Script], Visitor]


@pytest.fixture(params=["thread", "coroutine"])
def play(request: pytest.FixtureRequest, open_visitor: OpenVisitor) -> Play:
    """Open a program that is written as a generator: each `yield` waits for a press of "go on"."""

    def start(script: Script) -> Visitor:
        def threaded() -> None:
            for _ in script():
                actions(buttons=["go on"])

        async def cooperative() -> None:
            for _ in script():
                await actions(buttons=["go on"])

        visitor: Visitor = open_visitor(threaded if request.param == "thread" else cooperative)
        visitor.settle()
        return visitor

    return start


def test_a_page_that_was_away_sees_what_changed(play: Play) -> None:
    def script() -> Generator[Any, None, None]:
        note = put_text("note 1").show()
        cell, gone = put_text("cell 1"), put_button("gone", onclick=print)
        put_tabs([{"title": "A", "content": put_row([cell, gone])}, {"title": "B", "content": "b"}])
        yield
        note.update("note 2")
        cell.update("cell 2")
        gone.remove()
        yield

    visitor = play(script)
    (tabs,) = visitor.find(wire.Tabs)
    visitor.drop()
    visitor.press("go on")
    visitor.resume()
    assert visitor.sees("note 2")
    assert visitor.sees("cell 2")
    assert visitor.does_not_see("gone")
    assert visitor.find(wire.Tabs)[0].rev == tabs.rev
    before = visitor.document.picture()
    visitor.fresh_page()
    assert visitor.document.picture() == before


def test_an_output_changes_at_a_click_on_itself(play: Play) -> None:
    def script() -> Generator[Any, None, None]:
        button = put_button("one", onclick=lambda: button.update("two", onclick=button.remove))
        put_table([["a", button]])
        yield

    visitor = play(script)
    visitor.press("one")
    visitor.press("two")
    assert visitor.does_not_see("two")
    assert not visitor.find(wire.Buttons)


def test_progress(play: Play) -> None:
    def script() -> Generator[Any, None, None]:
        put_progressbar("x", auto_close=True)
        with put_loading():
            put_text("working")
            for step in track(range(2)):
                yield
                set_progressbar("x", (step + 1) / 2)

    visitor = play(script)
    assert visitor.text().startswith("(0.0%)\n(loading)\nworking\n(0/2)")
    visitor.press("go on")
    assert visitor.sees("(50.0%)")
    visitor.fresh_page()
    assert visitor.sees("(50.0%)")
    visitor.press("go on")
    assert visitor.does_not_see("(50.0%)")
    assert visitor.text() == ""


def test_all_kinds_in_a_snapshot(play: Play) -> None:
    def script() -> Generator[Any, None, None]:
        with put_scrollable("first", keep_bottom=True) as scope:
            put_widget("{{#xs}}{{& pywebio_output_parse}}{{/xs}}", {"xs": [put_text("own")]})
        put_tabs([{"title": "tab", "content": [put_file("a.txt", b"x"), put_audio(b"y")]}])
        put_video("a.mp4", poster=b"GIF89a")
        yield
        put_text("last", scope=scope)
        yield

    visitor = play(script)
    visitor.press("go on")
    assert visitor.sees("first\nown\nlast\ntab\n    [a.txt]\n    (audio)\n(video)")
    before = visitor.document.picture()
    visitor.fresh_page()
    assert visitor.document.picture() == before
    visitor.press("a.txt")
    assert visitor.downloads == [("a.txt", b"x")]
    (film,) = visitor.find(wire.Video)
    assert visitor.fetch(film.poster) == b"GIF89a"


def test_a_tracked_loop_ends_when_the_visitor_has_left(open_visitor: OpenVisitor) -> None:
    async def app() -> None:
        async for _ in track(iter(lambda: 1, 2), "for ever"):
            await asyncio.sleep(1)

    visitor = open_visitor(app)
    visitor.advance(3)
    assert visitor.sees("for ever 3")
    visitor.leave()
    assert not visitor.errors
