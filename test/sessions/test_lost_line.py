"""A line that is lost and stands again: nothing is lost and nothing happens twice."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import count

from both_kinds import Kind, now

from pywebio import protocol as wire
from pywebio.input import NUMBER, input
from pywebio.output import clear, popup, put_button, put_text, toast, use_scope
from pywebio.session import download, eval_js, run_js
from pywebio.session.base import Settings
from pywebio.session.view import Window
from pywebio.testing import Visitor

Opens = Callable[..., Visitor]


def test_what_was_missed_arrives_and_what_was_done_is_sent_once(opens: Opens) -> None:
    clicks = count(1)

    def click() -> None:
        put_text(f"click {next(clicks)}")

    async def app() -> None:
        put_button("b", onclick=click)

    visitor = opens(app)
    visitor.drop()
    for _ in range(3):
        visitor.press("b")
    assert "click" not in visitor.text()
    visitor.resume()
    visitor.drop()
    visitor.resume()
    assert sorted(visitor.text().split("\n")[1:]) == ["click 1", "click 2", "click 3"]


def test_typed_text_survives_and_the_form_can_be_submitted(opens: Opens) -> None:
    async def app() -> None:
        put_text("got " + await now(input("name")))

    visitor = opens(app)
    visitor.fill("typed before")
    visitor.drop()
    visitor.resume()
    assert visitor.form.values == {"data": "typed before"}
    visitor.submit()
    assert visitor.sees("got typed before")


def test_a_form_submitted_on_a_dead_line_is_answered_later(opens: Opens) -> None:
    async def app() -> None:
        put_text("age", await now(input("age", type=NUMBER)))

    visitor = opens(app)
    visitor.drop()
    visitor.submit("5")
    assert visitor.text().startswith("--- form")
    visitor.resume()
    assert visitor.sees("age 5")


def test_scripts_messages_and_downloads_happen_once(opens: Opens) -> None:
    async def app() -> None:
        run_js("first")
        toast("message")
        download("a", b"content")
        put_text(await now(eval_js("value")))

    visitor = opens(app, answers=lambda code, args: code.upper())
    for _ in range(3):
        visitor.drop()
        visitor.resume()
    visitor.fresh_page()
    assert visitor.sees("VALUE")
    assert [script.code for script in visitor.scripts] == ["first", "value"]
    assert len(visitor.downloads) == 1
    kinds = [type(effect) for effect in visitor.effects]
    assert kinds.count(wire.Toast) == 1


def test_a_page_that_missed_too_much_gets_the_whole_page(opens: Opens) -> None:
    async def app() -> None:
        await now(input("go"))
        for number in range(300):
            put_text(number)
            if number % 100 == 50:
                clear()

    visitor = opens(app, settings=Settings(window=Window(commands=20)))
    put = wire.FormSubmit(form=visitor.form.id, values={"data": ""})
    visitor.drop()
    visitor.session.deliver(put)
    visitor.settle()
    visitor.resume()
    assert visitor.text() == "\n".join(map(str, range(251, 300)))


def test_a_log_over_a_line_that_breaks_again_and_again(kind: Kind, opens: Opens) -> None:
    async def app() -> None:
        for step in range(20):
            await now(eval_js("next"))
            with use_scope("log"):
                for line in range(step):
                    put_text(f"{step}.{line}")
            if step == 10:
                popup("Half way")

    answers = random.Random(1)
    visitor = opens(app, settings=Settings(window=Window(commands=9, size=2000)))
    visitor.answers = lambda code, args: visitor.drop() if answers.random() < 0.4 else None
    while visitor.state == "running":
        visitor.resume()
    expected = [f"{step}.{line}" for step in range(20) for line in range(step)]
    assert visitor.text("log").split("\n") == expected
    assert visitor.popup == "Half way"


def test_a_second_screen_sees_the_same(opens: Opens) -> None:
    async def app() -> None:
        with use_scope("A"):
            put_text("a")
        put_text(await now(input("go on")), scope="A")

    visitor = opens(app)
    before = visitor.document.picture()
    visitor.fresh_page()
    assert visitor.document.picture() == before
    visitor.submit("more")
    assert visitor.text("A") == "a\nmore"
