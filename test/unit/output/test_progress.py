from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from output_screen import Screen

from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError
from pywebio.output import (
    clear,
    put_loading,
    put_processbar,
    put_progressbar,
    put_row,
    put_table,
    put_text,
    set_processbar,
    set_progressbar,
    track,
    use_scope,
)
from pywebio.testing.plugin import OpenVisitor

# -- progress bars --------------------------------------------------------------------------------


def bars(screen: Screen) -> list[tuple[float | None, str]]:
    return [(node.value, node.label) for node in screen.nodes() if isinstance(node, wire.Progress)]


def test_a_bar_moves(screen: Screen) -> None:
    put_progressbar("x", 0.55)
    assert bars(screen) == [(0.55, "55.0%")]
    before = screen.node()
    set_progressbar("x", 0.6)
    assert bars(screen) == [(0.6, "60.0%")]
    set_progressbar("x", 1, label="done")
    assert bars(screen) == [(1, "done")]
    after = screen.node()
    assert (after.id, after.rev) == (before.id, before.rev + 2)
    set_progressbar("x", 1)
    assert bars(screen) == [(1, "100.0%")]


def test_old_names_are_the_same_functions(screen: Screen) -> None:
    assert put_processbar is put_progressbar
    assert set_processbar is set_progressbar
    put_processbar("x", label="start")
    assert bars(screen) == [(0, "start")]


def test_a_bar_closes_itself_when_it_is_full(screen: Screen) -> None:
    put_progressbar("x", auto_close=True)
    put_row([put_progressbar("y", auto_close=True), put_text("beside")])
    set_progressbar("x", 0.99)
    set_progressbar("y", 0.99)
    assert screen.texts() == ["[progress]", "[grid]"]
    set_progressbar("x", 1)
    set_progressbar("y", 1.0)
    assert screen.texts() == ["[grid]"]
    assert screen.node().items[0].removed
    assert screen.session.page.named == {}


def test_a_bar_in_another_output(screen: Screen) -> None:
    put_table([["x", put_progressbar("x").style("width: 50px").onclick(lambda: None)]])
    callbacks = set(screen.session.page.callbacks)
    set_progressbar("x", 0.25)
    bar = screen.node().rows[0][1]
    assert (bar.value, bar.style) == (0.25, "width: 50px")
    assert {bar.click} == callbacks == set(screen.session.page.callbacks)


def test_the_newest_bar_of_a_name_moves(screen: Screen) -> None:
    put_progressbar("x")
    bar = put_progressbar("x").show()
    set_progressbar("x", 0.5)
    assert bars(screen) == [(0, "0.0%"), (0.5, "50.0%")]
    bar.show()
    set_progressbar("x", 0.75)
    assert bars(screen) == [(0, "0.0%"), (0.5, "50.0%"), (0.75, "75.0%")]
    bar.update("x", 0.1)
    assert bars(screen) == [(0, "0.0%"), (0.1, "10.0%"), (0.1, "10.0%")]


def test_a_bar_that_is_not_there_is_told_to_the_console(screen: Screen) -> None:
    put_progressbar("x")
    clear()
    set_progressbar("x", 0.5)
    assert "'x'" in screen.effects(wire.Console)[0].message


def test_sums_of_fractions_may_be_a_little_more_than_one(screen: Screen) -> None:
    put_progressbar("x", auto_close=True)
    set_progressbar("x", sum([0.1] * 3) + 0.7 + 1e-9)
    assert screen.texts() == []


@pytest.mark.parametrize("value", [None, "half", True, float("nan"), [1]])
def test_values_are_checked(screen: Screen, value: Any) -> None:
    with pytest.raises(ArgumentError, match="0 to 1"):
        put_progressbar("x", value)
    with pytest.raises(ArgumentError, match="0 to 1"):
        set_progressbar("x", value)
    for name in ("a b", "", 5):
        with pytest.raises((ArgumentError, TypeError)):
            put_progressbar(name)  # type: ignore[arg-type]


# -- loops ----------------------------------------------------------------------------------------


def test_a_tracked_loop_shows_rate_and_time_left(open_visitor: OpenVisitor) -> None:
    async def app() -> None:
        for _ in track(range(4), "steps"):
            await asyncio.sleep(2)

    visitor = open_visitor(app)
    assert visitor.sees("(steps 0/4)")
    visitor.advance(2)
    assert visitor.sees("(steps 1/4, 0.5/s, 6 s left)")
    visitor.advance(4)
    assert visitor.sees("(steps 3/4, 0.5/s, 2 s left)")
    visitor.advance(2)
    assert visitor.sees("(steps 4/4, 0.5/s)")
    (bar,) = visitor.find(wire.Progress)
    assert bar.value == 1


def test_asynchronous_items(open_visitor: OpenVisitor) -> None:
    async def items() -> AsyncIterator[int]:
        for number in range(3):
            await asyncio.sleep(1)
            yield number

    async def app() -> None:
        seen = [number async for number in track(items())]
        seen += [number async for number in track([7, 8], leave=False)]
        put_text(f"{seen}")

    visitor = open_visitor(app)
    visitor.advance(1)
    assert visitor.sees("(1, 1/s)")
    (bar,) = visitor.find(wire.Progress)
    assert bar.value is None
    visitor.advance(2)
    assert visitor.sees("[0, 1, 2, 7, 8]")
    assert visitor.sees("(3/3, 1/s)")
    assert len(visitor.find(wire.Progress)) == 1


def test_a_loop_in_a_thread(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        with use_scope("here"):
            steps = track(iter([1, 2, 3]), total=6, leave=True)
        put_text(sum(steps))

    visitor = open_visitor(app)
    assert visitor.sees("6")
    assert visitor.text("here").startswith("(3/3")


def test_figures_are_shown_ten_times_a_second_at_most(screen: Screen) -> None:
    for number in track(range(1000)):
        assert number >= 0
    revised = screen.node()
    assert (revised.rev, revised.label, revised.value) == (1, "1000/1000", 1)


def test_an_empty_loop_is_done(screen: Screen) -> None:
    assert list(track([])) == []
    assert bars(screen) == [(1, "0/0")]


def test_a_loop_that_is_left_early(screen: Screen) -> None:
    for leave in (True, False):
        for number in track(range(10), leave=leave):
            if number == 5:
                break
    assert bars(screen) == [(0, "0/10")]


def test_a_loop_whose_total_was_wrong(screen: Screen) -> None:
    assert len(list(track(range(5), total=2))) == 5
    assert bars(screen) == [(1, "5/5")]


def test_each_run_has_a_bar_of_its_own(screen: Screen) -> None:
    runs = track([1, 2])
    assert (list(runs), list(runs)) == ([1, 2], [1, 2])
    assert len(bars(screen)) == 2


def test_arguments_of_track_are_checked(screen: Screen) -> None:
    class Items:
        def __aiter__(self) -> AsyncIterator[int]:
            raise NotImplementedError

    with pytest.raises(TypeError, match="iterate"):
        track(5)  # type: ignore[arg-type]
    for total in (-1, 2.5, "3", True):
        with pytest.raises(ArgumentError, match="total"):
            track([1], total=total)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="async for"):
        list(track(Items()))


# -- waiting --------------------------------------------------------------------------------------


def test_a_sign_of_waiting_stays(screen: Screen) -> None:
    put_loading()
    put_loading("grow", "primary").style("width: 4rem")
    first, second = screen.nodes()
    assert (first.shape, first.color) == ("border", "dark")
    assert (second.shape, second.color, second.style) == ("grow", "primary", "width: 4rem")


def test_it_goes_with_its_block_and_with_what_that_put_out(screen: Screen) -> None:
    put_text("above")
    with put_loading() as scope:
        put_text("inside")
        assert screen.texts()[:2] == ["above", "[loading]"]
        assert screen.texts(scope) == ["inside"]
    put_text("below")
    assert screen.texts() == ["above", "below"]
    assert screen.scopes == set()


@pytest.mark.parametrize("position", [0, 1, 2, -1, -2, -3])
def test_what_the_block_puts_out_stands_behind_it(screen: Screen, position: int) -> None:
    put_text("a")
    put_text("b")
    with put_loading(position=position) as scope:
        texts = screen.texts()
        assert texts.index(f"<{scope}>") == texts.index("[loading]") + 1
    assert screen.texts() == ["a", "b"]


def test_it_goes_when_the_block_fails(screen: Screen) -> None:
    def work() -> None:
        with sign:
            put_text("inside")
            raise KeyError

    sign = put_loading()
    for _ in range(2):
        with pytest.raises(KeyError):
            work()
    assert screen.texts() == []


def test_blocks_in_one_another(screen: Screen) -> None:
    with put_loading():
        with put_loading():
            put_text("x")
        assert len(screen.scopes) == 1
    assert screen.texts() == []


@pytest.mark.parametrize("arguments", [("square",), ("border", "pink"), (None,), ("border", None)])
def test_shapes_and_colors_are_checked(screen: Screen, arguments: tuple[Any, ...]) -> None:
    with pytest.raises(AssertionError):
        put_loading(*arguments)
