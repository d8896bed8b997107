"""Sliders, buttons beside fields, dependent fields, and forms that end in other ways."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from both_kinds import AsyncFunction, Kind, now

from pywebio import input as i
from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError, FormCancelledError
from pywebio.output import clear, popup, put_button, put_scope, put_text, use_scope
from pywebio.testing import Visitor, VisitorError
from pywebio.testing.plugin import OpenVisitor

Open = Callable[[AsyncFunction], Visitor]


def shows(call: Callable[[], Any]) -> AsyncFunction:
    """An app that asks and shows what it got."""

    async def app() -> None:
        put_text(f"got {await now(call())!r}")

    return app


def raises(call: Callable[[], Any]) -> AsyncFunction:
    """An app that asks and shows what was raised."""

    async def app() -> None:
        try:
            await now(call())
        except Exception as error:
            put_text(f"{type(error).__name__}: {error}")

    return app


# -- slider ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "slid", "value"),
    [
        ({}, None, "0"),
        ({"min_value": 20}, None, "20"),
        ({"value": 500}, None, "100"),
        ({"value": 7, "step": 5}, None, "5"),
        ({}, 42, "42"),
        ({"value": 0.0}, 0.3, "0.3"),
        ({"value": 1.0, "max_value": 2}, None, "1.0"),
        ({"max_value": 1, "step": 0.25}, 0.5, "0.5"),
        ({"max_value": 10, "step": 4}, 10, "8"),
    ],
)
def test_a_slider_gives_a_number_that_is_possible(
    opens: Open, arguments: dict[str, Any], slid: Any, value: str
) -> None:
    visitor = opens(shows(lambda: i.slider("Q", **arguments)))
    if slid is None:
        visitor.submit()
    else:
        visitor.submit(slid)
    assert visitor.sees(f"got {value}")


@pytest.mark.parametrize(
    ("arguments", "sent", "problem"),
    [
        ({"max_value": 10}, 11, "Please enter 10 or less."),
        ({"min_value": 5}, 4, "Please enter 5 or more."),
        ({"step": 5}, 7, "Please enter a multiple of 5."),
        ({}, 1.5, "Please enter a whole number."),
        ({}, "x", "Please enter a number."),
        ({}, None, "Your input is not valid."),
        ({}, True, "Your input is not valid."),
    ],
)
def test_a_slider_checks_what_no_page_would_send(
    opens: Open, arguments: dict[str, Any], sent: Any, problem: str
) -> None:
    visitor = opens(shows(lambda: i.slider("Q", **arguments)))
    visitor.send(wire.FormSubmit(form=visitor.form.id, values={"data": sent}))
    assert visitor.sees(problem)


@pytest.mark.parametrize(
    "arguments",
    [
        {"value": "one"},
        {"min_value": [1]},
        {"step": -1},
        {"max_value": float("inf")},
        {"value": True},
    ],
)
def test_a_slider_with_arguments_that_make_no_sense(opens: Open, arguments: Any) -> None:
    visitor = opens(raises(lambda: i.slider("Q", **arguments)))
    assert visitor.sees("ArgumentError: ")


# -- action ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "given", "got"),
    [
        ({}, ("text",), "'text'"),
        ({"type": i.NUMBER}, (5.0,), "5"),
        ({}, ({"a": [1]}, "shown"), "{'a': [1]}"),
        ({"type": i.NUMBER}, (None, "nothing"), "None"),
        ({"type": i.DATE}, (object, " shown "), "<class 'object'>"),
    ],
)
def test_a_button_beside_a_field_sets_its_value(
    opens: Open, arguments: dict[str, Any], given: tuple[Any, ...], got: str
) -> None:
    def choose(set_value: Callable[..., None]) -> None:
        set_value(*given)

    visitor = opens(shows(lambda: i.input("Q", action=("Choose", choose), **arguments)))
    visitor.press("Choose")
    visitor.submit()
    assert visitor.sees(f"got {got}")


def test_a_field_that_stands_for_an_object_is_locked_until_it_is_reset(opens: Open) -> None:
    values = iter([("object", "label"), ("plain",)])

    def choose(set_value: Callable[..., None]) -> None:
        set_value(*next(values))

    def question() -> Any:
        return i.input_group(
            "Q",
            [
                i.input("A", name="a", value="first", action=("Choose", choose)),
                i.actions(name="b", buttons=[("Go", 1), ("Back", 2, "reset")]),
            ],
        )

    visitor = opens(shows(question))
    visitor.press("Choose")
    with pytest.raises(VisitorError, match="read-only"):
        visitor.fill(a="x")
    visitor.press("Back")
    assert visitor.form.values["a"] == "first"
    visitor.fill(a="typed")
    visitor.press("Choose")
    assert visitor.form.values["a"] == "plain"
    visitor.fill(a="typed again")
    visitor.press("Go")
    assert visitor.sees("got {'a': 'typed again', 'b': 1}")


def test_the_value_may_be_set_later_from_a_popup_and_after_the_form(opens: Open) -> None:
    def choose(set_value: Callable[..., None]) -> None:
        popup("Choose", [put_button("This", onclick=lambda: set_value([1], "one"))])

    visitor = opens(shows(lambda: i.input("Q", action=("Choose", choose))))
    visitor.press("Choose")
    visitor.press("This")
    visitor.submit()
    assert visitor.sees("got [1]")
    visitor.press("This")
    assert visitor.errors == []


def test_a_callback_of_a_button_beside_a_field_may_ask(kind: Kind, opens: Open) -> None:
    async def choose(set_value: Callable[..., None]) -> None:
        set_value(await now(i.input("Which?")))

    visitor = opens(shows(lambda: i.input("Q", action=("Choose", kind.function(choose)))))
    visitor.press("Choose")
    visitor.submit("that")
    visitor.submit()
    assert visitor.sees("got 'that'")


@pytest.mark.parametrize("action", ["Choose", ("Choose",), ("Choose", None), ("a", print, 1)])
def test_an_action_is_a_label_and_a_function(opens: Open, action: Any) -> None:
    assert opens(raises(lambda: i.input("Q", action=action))).sees("ArgumentError: action of")


# -- input_update ---------------------------------------------------------------------------------

CITIES = {"Italy": ["Rome", "Turin"], "Spain": ["Madrid", "Seville"]}


def trip(change: Callable[[str], Any]) -> Callable[[], Any]:
    return lambda: i.input_group(
        "Where to?",
        [
            i.select("Country", list(CITIES), name="country", onchange=change),
            i.select("City", CITIES["Italy"], name="city"),
            i.actions(name="go", buttons=[("Go", 1), ("Back", 2, "reset")]),
        ],
    )


def test_a_field_depends_on_another(kind: Kind, opens: Open) -> None:
    async def change(country: str) -> None:
        cities = CITIES[country]
        i.input_update("city", options=cities, value=cities[1], label=f"City in {country}")

    visitor = opens(shows(trip(kind.function(change))))
    visitor.fill(country="Spain")
    assert visitor.sees("City in Spain\nMadrid / Seville")
    assert visitor.form.values["city"] == "Seville"
    visitor.press("Back")
    assert visitor.sees("City in Italy\nRome / Turin")
    visitor.fill(country="Spain")
    visitor.fresh_page()
    assert visitor.sees("City in Spain\nMadrid / Seville")
    visitor.fill(country="Spain")
    visitor.fill(city="Madrid")
    visitor.press("Go")
    assert visitor.sees("got {'country': 'Spain', 'city': 'Madrid', 'go': 1}")


def test_a_choice_from_options_that_are_gone_is_refused(opens: Open) -> None:
    def change(country: str) -> None:
        i.input_update("city", options=CITIES[country])

    visitor = opens(shows(trip(change)))
    visitor.fill(country="Spain")
    values = {"country": "Spain", "city": "Rome", "go": 1}
    visitor.send(wire.FormSubmit(form=visitor.form.id, values=values))
    assert visitor.sees("Please choose one of the options.")


@pytest.mark.parametrize(
    ("item", "spec", "expected"),
    [
        (lambda: i.input(name="b"), {"value": 5, "readonly": True}, "5"),
        (lambda: i.input(name="b", type=i.NUMBER), {"value": 5.0}, 5),
        (lambda: i.textarea(name="b"), {"value": "x\ny", "rows": 3}, "x\ny"),
        (lambda: i.select(name="b", options="abc"), {"value": "b"}, "b"),
        (
            lambda: i.select(name="b", options="abc", multiple=True),
            {"value": ["a", "b"]},
            ["a", "b"],
        ),
        (lambda: i.checkbox(name="b", options="abc", value=["c"]), {"value": ["a"]}, ["a"]),
        (lambda: i.radio(name="b", options="abc"), {"options": [1, 2], "value": 2}, 2),
        (lambda: i.slider(name="b"), {"min_value": 10, "max_value": 20}, 10),
        (lambda: i.slider(name="b", value=0.5, max_value=1), {"value": 1}, 1.0),
    ],
)
def test_each_kind_of_field_can_be_changed(
    opens: Open, item: Callable[[], Any], spec: dict[str, Any], expected: Any
) -> None:
    def change(_value: str) -> None:
        i.input_update("b", **spec)

    visitor = opens(shows(lambda: i.input_group("Q", [i.input(name="a", onchange=change), item()])))
    visitor.fill(a="x")
    visitor.submit()
    assert visitor.sees(f"got {{'a': 'x', 'b': {expected!r}}}")


def test_further_attributes_and_limits_count_from_then_on(opens: Open) -> None:
    def change(value: str) -> None:
        i.input_update(maxlength=2, placeholder="short", help_text="two", required=True)

    visitor = opens(shows(lambda: i.input("Q", onchange=change)))
    visitor.fill("abc")
    assert visitor.sees("two")
    visitor.submit()
    assert visitor.sees("Please enter at most 2 characters.")


def test_the_title_of_a_single_field_changes_with_its_label(opens: Open) -> None:
    visitor = opens(
        shows(lambda: i.input("Before", onchange=lambda _value: i.input_update(label="After")))
    )
    visitor.fill("x")
    assert visitor.sees("After")
    visitor.fresh_page()
    assert visitor.form.label == "After"


def test_what_the_visitor_typed_is_kept_when_the_field_becomes_read_only(opens: Open) -> None:
    def change(_value: str) -> None:
        i.input_update("a", readonly=True)

    visitor = opens(
        shows(lambda: i.input_group("Q", [i.input(name="a"), i.input(name="b", onchange=change)]))
    )
    visitor.fill(a="typed")
    visitor.fill(b="x")
    visitor.submit()
    assert visitor.sees("got {'a': 'typed', 'b': 'x'}")


@pytest.mark.parametrize(
    ("name", "spec", "error"),
    [
        (None, {"type": "number"}, "'type' of an input cannot be changed"),
        (None, {"onchange": print}, "'onchange' of an input cannot be changed"),
        (None, {"multiple": True}, "'multiple' of an input cannot be changed"),
    ],
)
def test_changes_that_are_not_possible(
    open_visitor: OpenVisitor, name: str | None, spec: dict[str, Any], error: str
) -> None:
    def app() -> None:
        i.input("Q", onchange=change)

    def change(_value: str) -> None:
        with pytest.raises(ArgumentError, match=error):
            i.input_update(name, **spec)
        put_text("refused")

    visitor = open_visitor(app)
    visitor.fill("x")
    assert visitor.sees("refused")


def test_input_update_is_for_onchange_functions(opens: Open) -> None:
    async def app() -> None:
        with pytest.raises(RuntimeError, match="onchange"):
            i.input_update("a", value=1)
        put_text("refused")

    assert opens(app).sees("refused")


# -- time -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        lambda: i.input("Q", timeout=10),
        lambda: i.select("Q", "ab", timeout=10),
        lambda: i.actions("Q", ["a"], timeout=10),
        lambda: i.input_group("Q", [i.input(name="a")], timeout=10),
    ],
)
def test_a_form_disappears_when_its_time_is_up(opens: Open, call: Callable[[], Any]) -> None:
    visitor = opens(raises(call))
    visitor.advance(9.9)
    assert len(visitor.forms) == 1
    visitor.advance(0.2)
    assert visitor.sees("TimeoutError: No answer came within 10 seconds.")
    assert visitor.forms == []


def test_an_answer_in_time_counts(opens: Open) -> None:
    visitor = opens(shows(lambda: i.input("Q", timeout=10)))
    visitor.advance(9)
    visitor.submit("x")
    assert visitor.sees("got 'x'")
    visitor.advance(10)
    assert visitor.errors == []


@pytest.mark.parametrize("timeout", [float("inf"), 10**400])
def test_a_time_without_end(opens: Open, timeout: float) -> None:
    visitor = opens(shows(lambda: i.input("Q", timeout=timeout)))
    visitor.submit("x")
    assert visitor.sees("got 'x'")


@pytest.mark.parametrize("timeout", [-1, "1", True, float("nan")])
def test_a_time_that_is_none(opens: Open, timeout: Any) -> None:
    assert opens(raises(lambda: i.input("Q", timeout=timeout))).sees("ArgumentError: timeout")


@pytest.mark.parametrize("argument", ["timeout", "scope"])
def test_what_belongs_to_the_form_is_given_to_the_group(opens: Open, argument: str) -> None:
    extra: Any = {argument: 1}
    visitor = opens(raises(lambda: i.input("Q", name="q", **extra)))
    assert visitor.sees(f"ArgumentError: the input 'q' is one of a group: give {argument} to")


# -- taking back ----------------------------------------------------------------------------------


@pytest.mark.parametrize("beside", ["callback", "thread"])
def test_a_form_is_taken_back_from_elsewhere(opens: Open, beside: str) -> None:
    handle = i.FormHandle()

    async def app() -> None:
        put_button("Take back", onclick=lambda: handle.cancel("sold out"))
        try:
            with handle:
                await now(i.input("How many?"))
        except FormCancelledError as cancelled:
            put_text(f"cancelled: {cancelled}")
        put_text(await now(i.input("Next")))

    visitor = opens(app)
    assert visitor.form.label == "How many?"
    assert (handle.pending, handle.cancelled) == (True, False)
    if beside == "callback":
        visitor.press("Take back")
    else:
        thread = threading.Thread(target=handle.cancel, args=("sold out",))
        thread.start()
        thread.join()
    assert visitor.sees("cancelled: sold out")
    assert (handle.pending, handle.cancelled) == (False, True)
    visitor.submit("after")
    assert visitor.sees("after")


def test_a_handle_that_was_cancelled_before_shows_no_form(opens: Open) -> None:
    handle = i.FormHandle()
    handle.cancel()
    handle.cancel("a second reason does not count")

    async def app() -> None:
        with pytest.raises(FormCancelledError, match=r"^$"), handle:
            await now(i.input("Never"))
        put_text("over")

    visitor = opens(app)
    assert visitor.sees("over")
    assert visitor.forms == []


def test_an_outer_handle_takes_back_the_forms_of_an_inner_block(opens: Open) -> None:
    outer, inner = i.FormHandle(), i.FormHandle()

    async def app() -> None:
        with pytest.raises(FormCancelledError, match="outer"), outer, inner:
            await now(i.input("Q"))
        assert not inner.cancelled
        with inner:
            put_text(await now(i.input("Q2")))

    visitor = opens(app)
    visitor.wait_until(lambda: outer.pending and inner.pending)
    outer.cancel("outer")
    visitor.wait_until(lambda: [form.label for form in visitor.forms] == ["Q2"])
    visitor.submit("x")
    assert visitor.sees("x")


def test_one_handle_takes_back_the_forms_of_several_visitors(open_visitor: OpenVisitor) -> None:
    handle = i.FormHandle()

    def app() -> None:
        try:
            with handle:
                i.input("Q")
        except FormCancelledError as cancelled:
            put_text(str(cancelled))

    first, second = open_visitor(app), open_visitor(app)
    handle.cancel("closing time")
    assert first.sees("closing time")
    assert second.sees("closing time")


def test_tasks_of_a_block_belong_to_it(open_visitor: OpenVisitor) -> None:
    handle = i.FormHandle()

    async def app() -> None:
        with handle:
            tasks = [asyncio.create_task(ask(name)) for name in "ab"]
        await asyncio.gather(*tasks)
        put_text("all over")

    async def ask(name: str) -> None:
        with pytest.raises(FormCancelledError):
            await i.input(name)

    visitor = open_visitor(app)
    visitor.wait_until(lambda: len(visitor.forms) == 2)
    handle.cancel()
    assert visitor.sees("all over")


def test_asyncio_timeout_takes_a_form_back_too(open_visitor: OpenVisitor) -> None:
    async def app() -> None:
        try:
            async with asyncio.timeout(5):
                await i.input("Q")
        except TimeoutError:
            put_text("too late")

    visitor = open_visitor(app)
    visitor.advance(6)
    assert visitor.sees("too late")
    assert visitor.forms == []


# -- scopes ---------------------------------------------------------------------------------------


def test_a_form_in_a_scope(opens: Open) -> None:
    async def app() -> None:
        put_scope("here")
        put_text(await now(i.input("A", scope="here")))
        with use_scope("inner"):
            put_text(await now(i.input_group("B", [i.input(name="b")], scope=-1)))
        clear()

    visitor = opens(app)
    assert visitor.form.scope == "here"
    visitor.fresh_page()
    assert visitor.form.scope == "here"
    visitor.submit("x")
    assert visitor.form.scope == "inner"
    visitor.submit("y")
    visitor.wait_until(lambda: visitor.state == "finished")


def test_a_form_needs_a_scope_that_is_there(opens: Open) -> None:
    assert opens(raises(lambda: i.input("Q", scope="gone"))).sees(
        "ArgumentError: there is no scope 'gone' for this form."
    )


# -- code, lists ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "options"), [(True, {}), ({}, {}), ({"mode": "c"}, {"mode": "c"})]
)
def test_a_code_editor_takes_options(opens: Open, code: Any, options: Any) -> None:
    visitor = opens(shows(lambda: i.textarea("Q", code=code)))
    field = visitor.form.field("")
    assert isinstance(field, wire.TextareaField)
    assert field.code == options
    visitor.submit("a\nb")
    assert visitor.sees(r"got 'a\nb'")


def test_code_that_is_read_only_stays_what_it_was(opens: Open) -> None:
    visitor = opens(shows(lambda: i.textarea("Q", code={"readOnly": True}, value="x")))
    visitor.send(wire.FormSubmit(form=visitor.form.id, values={"data": "y"}))
    assert visitor.sees("got 'x'")


@pytest.mark.parametrize("code", [1, {1: 2}, [1]])
def test_code_is_true_or_options(opens: Open, code: Any) -> None:
    assert opens(raises(lambda: i.textarea("Q", code=code))).sees("ArgumentError: code of textarea")


@pytest.mark.parametrize(("native", "expected"), [(True, True), (None, False), (False, False)])
def test_a_list_may_be_searchable(opens: Open, native: Any, expected: bool) -> None:
    visitor = opens(shows(lambda: i.select("Q", "ab", native=native)))
    field = visitor.form.field("")
    assert isinstance(field, wire.SelectField)
    assert field.native is expected
