"""When outputs appear: not kept, kept, used, shown, and after errors."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from contextvars import Context
from typing import Any

import pytest
from output_screen import Screen, open_screen

from pywebio import protocol as wire
from pywebio.exceptions import (
    ArgumentError,
    SessionClosedException,
    SessionNotFoundException,
)
from pywebio.output import (
    Output,
    OutputList,
    output,
    popup,
    put_buttons,
    put_collapse,
    put_column,
    put_grid,
    put_image,
    put_info,
    put_row,
    put_scope,
    put_table,
    put_text,
    set_scope,
    span,
    style,
    use_scope,
)
from pywebio.session.base import Settings
from pywebio.session.page import Bounds
from pywebio.session.threadbased import ThreadSession


def test_an_output_that_is_not_kept_appears_at_once(screen: Screen) -> None:
    put_text("a")
    assert screen.texts() == ["a"]


def test_an_output_that_is_kept_appears_when_it_is_dropped(screen: Screen) -> None:
    kept = put_text("a")
    assert screen.texts() == []
    del kept
    assert screen.texts() == ["a"]


def test_a_kept_output_appears_when_it_is_shown_and_only_then(screen: Screen) -> None:
    kept = put_text("a")
    put_text("b")
    assert kept.show() is kept
    assert screen.texts() == ["b", "a"]
    del kept
    assert screen.texts() == ["b", "a"]


def test_send_is_show(screen: Screen) -> None:
    put_text("a").send()
    assert screen.texts() == ["a"]


def test_an_output_may_be_shown_again_and_again(screen: Screen) -> None:
    kept = put_table([["a", put_text("b")], [put_grid([[span("c")]]), put_info("d")]])
    kept.show().show()
    kept.show()
    nodes = screen.nodes()
    assert [type(node) for node in nodes] == [wire.Table] * 3
    assert len({node.id for node in nodes}) == 3


def test_an_output_appears_where_and_for_whom_it_was_made(screen: Screen) -> None:
    set_scope("s")
    with use_scope("s"):
        kept = put_text("a")
    kept.show()
    assert screen.texts("s") == ["a"]


def test_an_output_in_another_one_does_not_appear_by_itself(screen: Screen) -> None:
    inner = put_text("a")
    put_row([inner])
    del inner
    assert screen.texts() == ["[grid]"]
    assert screen.node().items[0].content == "a"


def test_an_output_in_a_kept_one_appears_with_it(screen: Screen) -> None:
    outer = put_row([put_text("a")])
    assert screen.texts() == []
    del outer
    assert screen.texts() == ["[grid]"]


def test_scope_and_position_of_an_inner_output_are_ignored(screen: Screen) -> None:
    set_scope("s")
    put_row([put_text("a", scope="s", position=0)])
    assert screen.texts() == ["<s>", "[grid]"]
    assert screen.texts("s") == []


def test_an_output_used_twice_is_two_nodes(screen: Screen) -> None:
    kept = put_text("a")
    put_row([kept, kept])
    kept.show()
    first, second = screen.nodes()[0].items
    shown = screen.nodes()[1]
    assert len({first.id, second.id, shown.id}) == 3
    assert first.content == second.content == shown.content == "a"


def test_what_was_shown_can_be_put_into_another_output(screen: Screen) -> None:
    kept = put_text("a").show()
    put_row([kept])
    assert screen.texts() == ["a", "[grid]"]


COMBINATIONS: list[Callable[[Output], object]] = [
    lambda inner: put_row([inner, "text is refused"]),
    lambda inner: put_column([inner, 5]),
    lambda inner: put_row([inner], position="x"),  # type: ignore[arg-type]
    lambda inner: put_row([inner], no_such_parameter=1),  # type: ignore[call-arg]
    lambda inner: put_grid([[inner], "a row"]),
    lambda inner: put_grid([[span(inner, col=2)]], direction="down"),
    lambda inner: put_grid([[None, span(inner, col=[])]]),  # type: ignore[arg-type]
    lambda inner: put_table([[inner], b"a row"]),
    lambda inner: put_table([{"a": inner}, ["not a dict"]]),
    lambda inner: put_table([{"a": 1}], header=[(inner, "a"), ("b", "c", "d")]),
    lambda inner: put_table(row for row in [[inner], 5]),
    lambda inner: put_table([[put_row([inner])], 5]),
    lambda inner: put_collapse("title", [inner, 5]),
    lambda inner: put_info(inner, scope=100),
    lambda inner: put_scope("not a name", inner),
    lambda inner: put_scope("name", [inner], position="x"),  # type: ignore[arg-type]
    lambda inner: popup("title", [inner], no_such_parameter=1),  # type: ignore[call-arg]
    lambda inner: popup("title", [inner, 5]),
    lambda inner: span(inner, row="2"),  # type: ignore[arg-type]
    lambda inner: style([inner, "text"], "color: red"),
    lambda inner: inner.style(5),  # type: ignore[arg-type]
    lambda inner: inner.onclick("no function"),  # type: ignore[arg-type]
    lambda inner: output("a").insert("x", inner),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("index", range(len(COMBINATIONS)))
def test_when_the_outer_call_fails_the_inner_outputs_do_not_appear(
    screen: Screen, index: int
) -> None:
    with pytest.raises((ArgumentError, TypeError)):
        COMBINATIONS[index](put_text("inner"))
    gc.collect()
    assert screen.texts() == []
    assert screen.scopes == set()


def test_an_output_whose_combination_failed_can_be_used_otherwise(screen: Screen) -> None:
    kept = put_text("a")
    with pytest.raises(ArgumentError):
        put_row([kept, "text"])
    kept.show()
    put_row([kept])
    assert screen.texts() == ["a", "[grid]"]


def test_a_failed_combination_does_not_undo_an_earlier_one(screen: Screen) -> None:
    kept = put_text("a")
    outer = put_row([kept])
    with pytest.raises(ArgumentError):
        put_row([kept, "text"])
    kept.show()
    outer.show()
    node, grid = screen.nodes()
    assert node.id != grid.items[0].id


def test_content_that_json_cannot_say_is_refused_at_the_call(screen: Screen) -> None:
    cyclic: list[Any] = []
    cyclic.append(cyclic)
    with pytest.raises(ArgumentError):
        put_row([put_text("a"), cyclic])
    assert screen.texts() == []


# -- style and onclick ------------------------------------------------------------------------


def test_styles_add_up(screen: Screen) -> None:
    put_text("a").style("color: red").style("margin: 0;").style("top: 0")
    assert screen.node().style == "color: red; margin: 0; top: 0"


def test_a_style_given_after_showing_counts_for_later_uses_only(screen: Screen) -> None:
    kept = put_text("a").show()
    kept.style("color: red").show()
    assert [node.style for node in screen.nodes()] == ["", "color: red"]


def test_style_of_a_list(screen: Screen) -> None:
    style([put_text("a"), put_text("b")], "color: red")
    assert screen.texts() == ["a", "b"]
    assert [node.style for node in screen.nodes()] == ["color: red"] * 2


def test_style_of_an_output_gives_the_output(screen: Screen) -> None:
    kept = put_text("a")
    assert style(kept, "color: red") is kept
    assert screen.texts() == []


def test_a_styled_list_can_stand_where_a_list_can(screen: Screen) -> None:
    styled = style([put_text("a"), put_text("b")], "color: red")
    assert isinstance(styled, OutputList)
    put_column(styled)
    put_collapse("t", styled)
    put_table([styled])
    assert screen.texts() == ["[grid]", "[collapse]", "[table]"]


def test_style_takes_outputs_only(screen: Screen) -> None:
    with pytest.raises(ArgumentError):
        style("text", "color: red")


def test_a_click_on_an_output(screen: Screen) -> None:
    clicks: list[str] = []
    put_text("a").onclick(lambda: clicks.append("a"))
    screen.click(screen.node().click)
    assert clicks == ["a"]


def test_a_later_onclick_replaces_the_earlier_one(screen: Screen) -> None:
    clicks: list[str] = []
    text = put_text("a").onclick(lambda: clicks.append("old"))
    text.onclick(lambda: clicks.append("new")).show()
    screen.click(screen.node().click)
    assert clicks == ["new"]
    assert len(screen.session.page.callbacks) == 1


def test_clicks_on_inner_outputs_and_copies(screen: Screen) -> None:
    clicks: list[str] = []
    inner = put_text("a").onclick(lambda: clicks.append("a"))
    put_row([inner, inner])
    inner.show()
    grid, text = screen.nodes()
    for node in (*grid.items, text):
        screen.click(node.click)
    assert clicks == ["a"] * 3


def test_callbacks_go_with_their_outputs(screen: Screen) -> None:
    with use_scope("s"):
        text = put_text("a").onclick(lambda: None).show()
        text.show()
    assert len(screen.session.page.callbacks) == 1
    with use_scope("s", clear=True):
        pass
    assert screen.session.page.callbacks == {}
    text.show()
    assert len(screen.session.page.callbacks) == 1


def test_a_coroutine_function_cannot_be_called_in_a_thread_session(screen: Screen) -> None:
    async def callback() -> None:
        raise AssertionError("never called")

    class Callable_:
        async def __call__(self) -> None:
            raise AssertionError("never called")

    for wrong in (callback, Callable_()):
        with pytest.raises(ArgumentError, match="coroutine"):
            put_text("a").onclick(wrong)


@pytest.mark.parametrize(
    "make",
    [
        lambda: put_text("a"),
        lambda: put_table([["a"]]),
        lambda: put_scope("s"),
        lambda: put_grid([[put_text("a")]]),
        lambda: put_buttons(["a"], onclick=print),
        lambda: output("a"),
    ],
)
def test_outputs_that_hold_no_others_cannot_stand_in_with(
    screen: Screen, make: Callable[[], Any]
) -> None:
    with pytest.raises(RuntimeError, match="put_collapse"), make():
        pass


def test_an_output_tells_what_it_is(screen: Screen) -> None:
    assert "text" in repr(put_text("a"))


# -- where an output cannot be made -----------------------------------------------------------


def test_outside_of_a_session_a_call_raises_at_once() -> None:
    for make in (
        lambda: put_text("a"),
        lambda: put_table([["a"]]),
        lambda: put_info("a"),
        lambda: output(),
        lambda: popup("a"),
    ):
        with pytest.raises(SessionNotFoundException):
            Context().run(make)


def test_after_the_end_a_call_raises_in_the_program(screen: Screen) -> None:
    kept = put_text("kept")
    screen.session.close()
    for error in (SessionClosedException, SessionNotFoundException):
        with pytest.raises(error):
            put_text("a")
        with pytest.raises(error):
            kept.show()
    del kept


def test_an_output_of_another_session_is_refused(screen: Screen) -> None:
    foreign = Context().run(_make_in_other)
    assert foreign.session is not screen.session
    with pytest.raises(ArgumentError, match="another session"):
        put_row([foreign])
    assert screen.texts() == []


def _make_in_other() -> Output:
    open_screen()
    return put_text("foreign")


# -- destructors ------------------------------------------------------------------------------


def test_an_output_dropped_by_another_thread_appears_where_it_was_made(screen: Screen) -> None:
    with use_scope("s"):
        box = [put_text("a")]
    thread = threading.Thread(target=box.clear)
    thread.start()
    thread.join()
    assert screen.texts("s") == ["a"]


def test_an_output_in_a_cycle_appears_when_it_is_collected(screen: Screen) -> None:
    cycle: list[Any] = [put_text("a")]
    cycle.append(cycle)
    del cycle
    gc.collect()
    assert screen.texts() == ["a"]


def test_an_output_dropped_while_its_own_thread_holds_the_lock(screen: Screen) -> None:
    box = [put_text("a")]
    with screen.session.guard:
        box.clear()
        assert len(screen.session.page.root.children) == 0
    assert screen.texts() == ["a"]


def test_an_output_dropped_while_another_thread_holds_the_lock(screen: Screen) -> None:
    box = [put_text("a")]
    held, dropped = threading.Event(), threading.Event()

    def hold() -> None:
        with screen.session.guard:
            held.set()
            dropped.wait(30)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(30)
    box.clear()  # does not wait for the lock
    dropped.set()
    thread.join(30)
    assert screen.texts() == ["a"]


def test_garbage_collection_in_the_middle_of_operations_loses_nothing(screen: Screen) -> None:
    threshold = gc.get_threshold()
    gc.set_threshold(1, 1, 1)
    try:
        for number in range(200):
            cycle: list[Any] = [put_text(number)]
            cycle.append(cycle)
            del cycle
            put_table([[number]])
    finally:
        gc.set_threshold(*threshold)
    gc.collect()
    found = [int(text) for text in screen.texts() if text != "[table]"]
    assert sorted(found) == list(range(200))


def test_many_threads_put_at_once(screen: Screen) -> None:
    def work(number: int) -> None:
        for index in range(200):
            put_text(f"{number}-{index}")

    session = screen.session
    assert isinstance(session, ThreadSession)
    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        session.register(thread)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    texts = screen.texts()
    assert len(texts) == 800
    for number in range(4):
        mine = [text for text in texts if text.startswith(f"{number}-")]
        assert mine == [f"{number}-{index}" for index in range(200)]


# -- bounds -----------------------------------------------------------------------------------


def test_old_plain_outputs_are_trimmed_and_others_stay() -> None:
    def program() -> None:
        screen = open_screen(Settings(bounds=Bounds(outputs=100)))
        put_text("title")
        put_image(b"BM")
        for number in range(200):
            put_text(number)
        children = list(screen.session.page.root.children)
        assert len(children) <= 101
        assert isinstance(children[0], wire.Text)
        assert children[0].content == "title"
        last = children[-1]
        assert isinstance(last, wire.Text)
        assert last.content == "199"
        put_text("end of the first fifty", position=-1)
        put_text("top", position=0)
        top = next(iter(screen.session.page.root.children))
        assert isinstance(top, wire.Text)
        assert top.content == "top"
        assert any(isinstance(child, wire.Notice) for child in screen.session.page.root.children)

    Context().run(program)
