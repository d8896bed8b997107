"""A page is loaded again: it returns to a program that runs, and begins anew else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest
from both_kinds import Kind, now

from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError, SessionException
from pywebio.input import PASSWORD, input, input_group
from pywebio.output import put_button, put_buttons, put_text, toast
from pywebio.pin import pin, put_input
from pywebio.platform import config
from pywebio.session import eval_js, hold, register_thread, run_async, run_js
from pywebio.session.base import Settings
from pywebio.session.page import Bounds
from pywebio.testing import Visitor

Opens = Callable[..., Visitor]


def test_a_form_is_returned_to_with_what_was_typed(opens: Opens) -> None:
    async def app() -> None:
        put_text("before")
        data = await now(
            input_group("Who?", [input("a", name="a"), input("b", name="b", type=PASSWORD)])
        )
        put_text(f"got {data['a']} {data['b']}")

    visitor = opens(app)
    visitor.fill(a="typed", b="secret")
    assert visitor.reload()
    assert visitor.text().startswith("before")
    assert visitor.form.values == {"a": "typed", "b": ""}
    visitor.submit(b="again")
    assert visitor.sees("got typed again")


def test_a_finished_program_begins_anew(opens: Opens) -> None:
    async def app() -> None:
        put_text(await now(input("name")))

    visitor = opens(app)
    visitor.submit("Ann")
    assert not visitor.reload()
    assert visitor.form.label == "name"
    assert "Ann" not in visitor.text()


def test_a_program_that_waits_for_clicks_only_begins_anew(opens: Opens) -> None:
    async def app() -> None:
        put_button("b", onclick=lambda: put_text("clicked"))

    visitor = opens(app)
    visitor.press("b")
    assert not visitor.reload()
    assert "clicked" not in visitor.text()
    visitor.press("b")
    assert visitor.sees("clicked")


def test_a_program_in_hold_begins_anew(opens: Opens) -> None:
    async def app() -> None:
        put_button("b", onclick=lambda: put_text("clicked"))
        await now(hold())

    visitor = opens(app)
    visitor.press("b")
    assert not visitor.reload()
    assert "clicked" not in visitor.text()


def test_a_program_in_hold_that_does_something_beside_it_is_returned_to(
    kind: Kind, opens: Opens
) -> None:
    async def beside() -> None:
        put_text(f"got {await now(input('beside'))}")

    async def app() -> None:
        work = kind.function(beside)
        if kind.is_thread:
            thread = threading.Thread(target=work)
            register_thread(thread)
            thread.start()
        else:
            run_async(work())
        await now(hold())

    visitor = opens(app)
    visitor.fill("x")
    assert visitor.reload()
    visitor.submit()
    assert visitor.sees("got x")


def test_a_callback_that_asks_is_returned_to(kind: Kind, opens: Opens) -> None:
    async def click() -> None:
        put_text(f"got {await now(input('name'))}")

    async def app() -> None:
        put_button("b", onclick=kind.function(click))

    visitor = opens(app)
    visitor.press("b")
    assert visitor.reload()
    visitor.submit("Ann")
    assert visitor.sees("got Ann")
    assert not visitor.reload()


def test_a_script_without_keep_begins_anew(opens: Opens) -> None:
    async def app() -> None:
        run_js("document.title = 'x'")
        await now(input("name"))

    visitor = opens(app)
    assert not visitor.reload()


def test_kept_scripts_run_again_in_their_order(opens: Opens) -> None:
    async def app() -> None:
        run_js("one", keep=True)
        run_js("two", keep=True, n=2)
        await now(input("name"))
        run_js("three", keep=True)
        await now(input("age"))

    visitor = opens(app)
    visitor.submit("Ann")
    codes = [script.code for script in visitor.scripts]
    assert codes == ["one", "two", "three"]
    assert visitor.reload()
    assert [script.code for script in visitor.scripts] == codes * 2
    assert visitor.scripts[4].args == {"n": 2}
    visitor.drop()
    visitor.resume()
    assert len(visitor.scripts) == 6


def test_a_lost_line_runs_no_kept_script_twice(opens: Opens) -> None:
    async def app() -> None:
        run_js("one", keep=True)
        await now(input("go"))
        for n in range(300):
            put_text(n)
        run_js("two", keep=True)

    visitor = opens(app)
    visitor.drop()
    visitor.session.deliver(wire.FormSubmit(form=visitor.form.id, values={"data": ""}))
    visitor.session.page.views[0].drop()  # so much was missed that it gets a snapshot
    visitor.resume()
    assert [script.code for script in visitor.scripts] == ["one", "two"]


def test_too_many_kept_scripts_are_refused(opens: Opens) -> None:
    async def app() -> None:
        for _ in range(4):
            run_js("x", keep=True)

    visitor = opens(app, settings=Settings(bounds=Bounds(effects=3)))
    error = visitor.expect_error(SessionException)
    assert "keeps 3 scripts" in str(error)


def test_too_large_kept_scripts_are_refused(opens: Opens) -> None:
    async def app() -> None:
        run_js("x" * 2000, keep=True)

    visitor = opens(app, settings=Settings(bounds=Bounds(effect_size=1000)))
    assert "1,000 bytes" in str(visitor.expect_error(SessionException))


def test_keep_is_true_or_false(opens: Opens) -> None:
    async def app() -> None:
        run_js("x", keep="value")  # type: ignore[arg-type]

    error = opens(app).expect_error(ArgumentError)
    assert "another name than 'keep'" in str(error)


def test_what_a_page_has_answered_is_not_asked_again(opens: Opens) -> None:
    asked: list[str] = []

    async def app() -> None:
        put_text(f"the width is {await now(eval_js('width'))}")
        await now(input("stay"))

    visitor = opens(app, answers=lambda code, args: asked.append(code))
    assert visitor.reload()
    assert visitor.sees("the width is None")
    assert asked == ["width"]


def test_an_answer_on_its_way_is_not_lost_with_the_page(opens: Opens) -> None:
    answers: list[str] = []

    async def app() -> None:
        await now(input("go"))
        put_text(f"got {await now(eval_js('value'))}")
        await now(input("stay"))

    visitor = opens(app)

    def answer(code: str, args: object) -> int:
        answers.append(code)
        if len(answers) == 1:
            visitor.drop()
        return len(answers)

    visitor.answers = answer
    visitor.submit("")
    assert visitor.reload()
    assert visitor.sees("got 2")
    assert answers == ["value", "value"]


def test_messages_come_up_once(opens: Opens) -> None:
    async def app() -> None:
        toast("hello", duration=0)
        await now(input("name"))

    visitor = opens(app)
    assert visitor.reload()
    assert visitor.toasts == []


def test_a_reload_by_the_page_itself_begins_anew(opens: Opens) -> None:
    async def app() -> None:
        await now(input("name"))

    visitor = opens(app)
    visitor.fill("typed")
    assert not visitor.reload(made=True)
    assert visitor.form.values == {"data": ""}


def test_two_reloads_in_three_seconds_begin_anew(opens: Opens) -> None:
    async def app() -> None:
        await now(input("name"))

    visitor = opens(app)
    assert visitor.reload()
    visitor.advance(3)
    assert visitor.reload()
    visitor.advance(2.9)
    assert not visitor.reload()


def test_start_again(opens: Opens) -> None:
    async def app() -> None:
        put_text("a" + await now(input("name")))
        await now(input("more"))

    visitor = opens(app)
    visitor.submit("Ann")
    visitor.restart()
    assert visitor.form.label == "name"
    assert "aAnn" not in visitor.text()


def test_debug_begins_anew(opens: Opens) -> None:
    async def app() -> None:
        await now(input("name"))

    assert not opens(app, settings=Settings(debug=True)).reload()


def test_an_application_may_want_to_resume(kind: Kind, opens: Opens) -> None:
    async def app() -> None:
        run_js("x")
        put_button("b", onclick=lambda: put_text("clicked"))

    visitor = opens(app)
    visitor.close()

    wanted = config(on_reload="resume")(kind.function(app))
    with Visitor(wanted, settings=Settings(debug=True)) as visitor:
        visitor.press("b")
        assert visitor.reload(made=True)
        assert visitor.sees("clicked")
        assert [script.code for script in visitor.scripts] == ["x"]


def test_an_application_may_want_to_restart(kind: Kind) -> None:
    async def app() -> None:
        await now(input("name"))

    wanted = config(on_reload="restart")(kind.function(app))
    with Visitor(wanted) as visitor:
        assert not visitor.reload()


def test_the_session_that_was_left_ends_a_little_later(kind: Kind, opens: Opens) -> None:
    ended: list[str] = []

    async def app() -> None:
        run_js("x")
        try:
            await now(input("name"))
        except SessionException as error:
            ended.append(type(error).__name__)
            raise

    visitor = opens(app)
    assert not visitor.reload()
    visitor.advance(9)
    assert ended == []
    visitor.advance(2)
    assert ended == ["SessionClosedException"]


def test_a_click_on_a_dead_line_comes_with_the_fresh_page(opens: Opens) -> None:
    async def app() -> None:
        put_buttons(["b"], lambda value: put_text("clicked"))
        await now(input("name"))

    visitor = opens(app)
    visitor.drop()
    visitor.press("b")
    visitor.advance(29)
    assert visitor.reload()
    assert visitor.sees("clicked")
    assert visitor.text().count("clicked") == 1
    assert visitor.unsent == []


def test_an_old_click_is_asked_about(opens: Opens) -> None:
    async def app() -> None:
        put_buttons(["b"], lambda value: put_text("clicked"))
        await now(input("name"))

    visitor = opens(app)
    visitor.drop()
    visitor.press("b")
    visitor.advance(31)
    assert visitor.reload()
    assert "clicked" not in visitor.text()
    assert len(visitor.unsent) == 1
    visitor.send_unsent()
    assert visitor.sees("clicked")


def test_pins_keep_their_values_but_for_passwords(opens: Opens) -> None:
    async def app() -> None:
        put_input("a")
        put_input("b", type=PASSWORD)
        await now(input("go"))
        put_text(f"a={await now(pin.a)} b={await now(pin.b)}")

    visitor = opens(app)
    visitor.fill_pin(a="typed", b="secret")
    assert visitor.reload()
    assert visitor.pin("a").value == "typed"
    assert visitor.pin("b").value == ""
    visitor.submit("")
    assert visitor.sees("a=typed b=")


def test_a_program_that_computes_is_returned_to() -> None:
    go = threading.Event()

    def app() -> None:
        put_text("computing")
        go.wait(10)
        put_text("done")

    with Visitor(app, patience=0.1) as visitor:
        assert visitor.sees("computing")
        assert visitor.reload()
        assert visitor.sees("computing")
        go.set()
        assert visitor.sees("done")


def test_a_coroutine_that_sleeps_is_returned_to() -> None:
    async def app() -> None:
        for n in range(10):
            put_text(f"line {n}")
            await asyncio.sleep(1)

    with Visitor(app) as visitor:
        visitor.advance(2.5)
        assert visitor.reload()
        visitor.advance(10)
        assert visitor.text() == "\n".join(f"line {n}" for n in range(10))


def test_errors_of_the_session_that_was_left_are_not_forgotten(opens: Opens) -> None:
    async def app() -> None:
        put_text("before")
        raise ValueError("oh no")

    visitor = opens(app)
    assert visitor.sees("before")
    visitor.restart()
    with pytest.raises(AssertionError, match="oh no"):
        visitor.close()
