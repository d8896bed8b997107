from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextvars import Context
from typing import Any

import pytest
from output_screen import FakeHost, Screen, open_screen

from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError, SessionClosedException, SessionNotFoundException
from pywebio.output import (
    OutputPosition,
    Position,
    Scope,
    clear,
    clear_scope,
    get_scope,
    put_buttons,
    put_collapse,
    put_scope,
    put_table,
    put_text,
    remove,
    scroll_to,
    set_scope,
    use_scope,
)
from pywebio.session.base import Settings
from pywebio.session.coroutinebased import CoroutineSession
from pywebio.session.current import Place, find_place, set_place
from pywebio.session.threadbased import ThreadSession

# -- entering ---------------------------------------------------------------------------------


def test_a_scope_is_made_once_and_entered_again(screen: Screen) -> None:
    with use_scope("s") as name:
        put_text("a")
    put_text("between")
    with use_scope("s"):
        put_text("b")
    assert name == "s"
    assert screen.texts() == ["<s>", "between"]
    assert screen.texts("s") == ["a", "b"]


def test_scopes_nest_as_in_the_guide(screen: Screen) -> None:
    with use_scope("A"):
        put_text("Text in scope A")
        with use_scope("B"):
            put_text("Text in scope B")
    with use_scope("C"):
        put_text("Text in scope C")
    assert screen.texts() == ["<A>", "<C>"]
    assert screen.texts("A") == ["Text in scope A", "<B>"]
    assert screen.texts("B") == ["Text in scope B"]
    assert screen.texts("C") == ["Text in scope C"]


def test_a_scope_is_used_where_it_is(screen: Screen) -> None:
    with use_scope("a"), use_scope("b"):
        pass
    with use_scope("b"):
        put_text("in b")
    assert screen.texts() == ["<a>"]
    assert screen.texts("b") == ["in b"]


def test_clear_empties_and_keeps_the_height_until_the_end_of_the_block(screen: Screen) -> None:
    with use_scope("s"):
        put_text("a")
    screen.commands()
    with use_scope("s", clear=True):
        put_text("b")
        clearing, put = screen.commands()
    (release,) = screen.commands()
    assert clearing == wire.ScopeClear(scope="s", hold=True)
    assert isinstance(put, wire.Put)
    assert release == wire.ScopeRelease(scope="s")
    screen.document = _document_of(screen)


def _document_of(screen: Screen) -> Any:
    from output_screen import Document

    document = Document()
    view = screen.session.attach("again")
    for command in screen.commands(view):
        document.apply(command)
    screen.session.detach(view)
    return document


def test_clear_of_a_scope_that_is_not_there_makes_it(screen: Screen) -> None:
    with use_scope("s", clear=True):
        put_text("a")
    assert screen.texts("s") == ["a"]
    assert screen.document.held == set()


def test_a_block_that_fails_is_left_too(screen: Screen) -> None:
    with use_scope("s"):
        pass
    with pytest.raises(KeyError), use_scope("s", clear=True):
        raise KeyError
    assert get_scope() == "ROOT"
    assert screen.read().held == set()


def test_a_scope_without_a_name_gets_one(screen: Screen) -> None:
    with use_scope() as first, use_scope() as second:
        put_text("a")
    assert len(first) == len(second) == 10
    assert first != second
    assert screen.texts(second) == ["a"]


def test_a_scope_can_be_entered_without_making_it(screen: Screen) -> None:
    with use_scope("s", create_scope=False):
        put_text("nowhere")
    assert screen.scopes == set()
    assert screen.effects(wire.Console)
    with use_scope("s", False, False):
        put_text("nowhere")
    assert screen.scopes == set()


def test_a_scope_is_made_in_another_one_and_at_a_position(screen: Screen) -> None:
    with use_scope("a"):
        put_text("x")
    with use_scope("b", container_scope="a", position=0):
        put_text("y")
    assert screen.texts("a") == ["<b>", "x"]


def test_a_scope_is_made_anew(screen: Screen) -> None:
    with use_scope("a"):
        put_text("x")
    put_text("between")
    with use_scope("a", if_exist="remove"):
        pass
    assert screen.texts() == ["between", "<a>"]


@pytest.mark.parametrize("name", ["", "a b", "a.b", "ä", "a\n", 5, -1])
def test_names_of_scopes_are_checked(screen: Screen, name: Any) -> None:
    for call in (use_scope, set_scope, put_scope):
        with pytest.raises(ArgumentError, match="letters"):
            call(name)
    assert screen.scopes == set()


def test_other_keywords_are_refused(screen: Screen) -> None:
    with pytest.raises(TypeError):
        use_scope("s", no_such_keyword=1)
    with pytest.raises(ArgumentError, match="if_exist"):
        use_scope("s", if_exist="keep")
    with pytest.raises(TypeError):
        use_scope("s", position="top")  # type: ignore[arg-type]


# -- as a decorator ---------------------------------------------------------------------------


def test_a_decorated_function_runs_in_the_scope(screen: Screen) -> None:
    @use_scope("s", clear=True)
    def show(text: str) -> str:
        """Show it."""
        put_text(text)
        return text.upper()

    assert show("a") == "A"
    assert show("b") == "B"
    assert (show.__name__, show.__doc__) == ("show", "Show it.")
    assert screen.texts("s") == ["b"]


def test_a_function_can_be_decorated_outside_of_a_session(screen: Screen) -> None:
    def decorate() -> Callable[[], None]:
        @use_scope("s")
        def show() -> None:
            put_text("a")

        return show

    show = Context().run(decorate)
    with pytest.raises(SessionNotFoundException):
        Context().run(show)
    show()
    assert screen.texts("s") == ["a"]


def test_a_decorated_function_may_call_itself(screen: Screen) -> None:
    @use_scope("s")
    def show(depth: int) -> None:
        put_text(f"{depth} {get_scope()}")
        if depth:
            show(depth - 1)

    show(2)
    assert screen.texts("s") == ["2 s", "1 s", "0 s"]
    assert get_scope() == "ROOT"


def test_a_scope_cleared_away_with_its_parent_is_made_anew(screen: Screen) -> None:
    @use_scope("inner", clear=True)
    def show() -> None:
        put_text("a")

    for _ in range(2):
        with use_scope("outer", clear=True):
            show()
    assert screen.texts("outer") == ["<inner>"]
    clear()
    show()
    assert screen.texts() == ["<inner>"]
    assert screen.texts("inner") == ["a"]


# -- scope= -----------------------------------------------------------------------------------


def test_scopes_by_index(screen: Screen) -> None:
    with use_scope("a"), use_scope("b"):
        put_text("0", scope=0)
        put_text("1", scope=1)
        put_text("2", scope=2)
        put_text("-1", scope=-1)
        put_text("-2", scope=Scope.Parent)
        put_text("-3", scope=-3)
        put_text("none", scope=None)
        put_text("empty", scope="")
        put_text("current", scope=Scope.Current)
        put_text("root", scope=Scope.Root)
    assert screen.texts() == ["<a>", "0", "-3", "root"]
    assert screen.texts("a") == ["<b>", "1", "-2"]
    assert screen.texts("b") == ["2", "-1", "none", "empty", "current"]


@pytest.mark.parametrize("index", [1, 5, -2])
def test_an_index_out_of_range_is_an_error(screen: Screen, index: int) -> None:
    for call in (
        lambda: put_text("a", scope=index),
        lambda: put_table([["a"]], scope=index),
        lambda: get_scope(index),
        lambda: clear(index),
        lambda: remove(index),
        lambda: scroll_to(index),
        lambda: set_scope("s", container_scope=index),
    ):
        with pytest.raises(ValueError, match="out of range"):
            call()
    assert screen.texts() == []


def test_other_types_of_scopes_are_refused(screen: Screen) -> None:
    with pytest.raises(TypeError, match="scope"):
        put_text("a", scope=["s"])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="scope"):
        put_table([["a"]], scope=["s"])  # type: ignore[arg-type]


def test_a_space_in_the_name_of_a_scope_becomes_a_hyphen(screen: Screen) -> None:
    set_scope("a-b")
    put_text("x", scope="a b")
    assert screen.texts("a-b") == ["x"]


def test_output_to_a_scope_that_is_not_there_is_not_shown(screen: Screen) -> None:
    put_text("x", scope="nowhere")
    assert screen.texts() == []
    (message,) = screen.effects(wire.Console)
    assert "nowhere" in message.message


# -- position= --------------------------------------------------------------------------------


def test_positions_as_in_the_guide(screen: Screen) -> None:
    with use_scope("scope1"):
        put_text("A")
    with use_scope("scope1"):
        put_text("B", position=0)
    assert screen.texts("scope1") == ["B", "A"]
    with use_scope("scope1"):
        put_text("C", position=-2)
    assert screen.texts("scope1") == ["B", "C", "A"]
    with use_scope("scope1"):
        put_text("D", position=1)
    assert screen.texts("scope1") == ["B", "D", "C", "A"]


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        (0, "xabc"),
        (1, "axbc"),
        (2, "abxc"),
        (3, "abcx"),
        (99, "abcx"),
        (-1, "abcx"),
        (-2, "abxc"),
        (-3, "axbc"),
        (-4, "xabc"),
        (-99, "xabc"),
        (OutputPosition.TOP, "xabc"),
        (OutputPosition.BOTTOM, "abcx"),
    ],
)
def test_every_position(screen: Screen, position: int, expected: str) -> None:
    for letter in "abc":
        put_text(letter)
    put_text("x", position=position)
    assert "".join(screen.texts()) == expected


# -- set_scope, get_scope, clear, remove, scroll_to -------------------------------------------


def test_set_scope_makes_but_does_not_enter(screen: Screen) -> None:
    set_scope("s")
    put_text("a")
    assert screen.texts() == ["<s>", "a"]
    assert screen.texts("s") == []


def test_set_scope_at_a_position(screen: Screen) -> None:
    for letter in "abc":
        put_text(letter)
    set_scope("one", position=1)
    set_scope("top", position=0)
    set_scope("end")
    set_scope("inner", container_scope="one")
    assert screen.texts() == ["<top>", "a", "<one>", "b", "c", "<end>"]
    assert screen.texts("one") == ["<inner>"]


def test_set_scope_of_an_existing_one(screen: Screen) -> None:
    set_scope("s")
    put_text("in s", scope="s")
    put_text("after")
    set_scope("s")
    assert screen.texts("s") == ["in s"]
    set_scope("s", if_exist="clear")
    assert screen.texts("s") == []
    assert screen.texts() == ["<s>", "after"]
    put_text("in s", scope="s")
    set_scope("s", if_exist="remove")
    assert screen.texts("s") == []
    assert screen.texts() == ["after", "<s>"]


def test_set_scope_checks_its_arguments(screen: Screen) -> None:
    with pytest.raises(ArgumentError, match="if_exist"):
        set_scope("s", if_exist="other")
    with pytest.raises(TypeError):
        set_scope("s", position=None)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="ROOT"):
        set_scope("ROOT", if_exist="remove")


def test_get_scope(screen: Screen) -> None:
    assert get_scope() == "ROOT"
    with use_scope("a"), use_scope("b"):
        assert [get_scope(i) for i in (-1, -2, -3, 0, 1, 2)] == ["b", "a", "ROOT", "ROOT", "a", "b"]
    assert get_scope() == "ROOT"
    with pytest.raises(TypeError):
        get_scope("a")  # type: ignore[arg-type]


def test_clear_takes_what_stands_in_the_scope_with_it(screen: Screen) -> None:
    with use_scope("a"), use_scope("b"):
        put_buttons(["x"], onclick=print)
    clear("a")
    assert screen.texts() == ["<a>"]
    assert screen.scopes == {"a"}
    assert screen.session.page.callbacks == {}


def test_clear_of_the_current_scope(screen: Screen) -> None:
    put_text("root")
    with use_scope("a"):
        put_text("x")
        clear()
        put_text("y")
        clear_scope(-1)
    assert screen.texts() == ["root", "<a>"]
    assert screen.texts("a") == []
    clear()
    assert screen.texts() == []


def test_clear_and_remove_of_what_is_not_there_do_nothing(screen: Screen) -> None:
    put_text("a")
    clear("nowhere")
    remove("nowhere")
    assert screen.texts() == ["a"]


def test_remove(screen: Screen) -> None:
    with use_scope("a"), use_scope("b"):
        put_text("x")
    put_text("y")
    remove("a")
    assert screen.texts() == ["y"]
    assert screen.scopes == set()


def test_remove_of_a_scope_within_an_output(screen: Screen) -> None:
    put_table([[put_scope("s", "x")]])
    assert screen.texts("s") == ["x"]
    remove("s")
    assert screen.scopes == set()
    with use_scope("s"):
        put_text("anew")
    assert screen.texts() == ["[table]", "<s>"]


@pytest.mark.parametrize("scope", [None, 0, "ROOT", -1])
def test_the_page_itself_cannot_be_removed(screen: Screen, scope: Any) -> None:
    with pytest.raises(AssertionError, match="ROOT"):
        remove(scope)


def test_scroll_to(screen: Screen) -> None:
    with use_scope("s"):
        scroll_to()
    scroll_to("s", Position.MIDDLE)
    scroll_to(0, "bottom")
    found = [(effect.scope, effect.position) for effect in screen.effects(wire.ScrollTo)]
    assert found == [("s", "top"), ("s", "middle"), ("ROOT", "bottom")]
    with pytest.raises(ArgumentError, match="position"):
        scroll_to("s", "left")


# -- threads, callbacks, tasks ----------------------------------------------------------------


def test_a_callback_begins_at_the_page(screen: Screen) -> None:
    with use_scope("s"):
        put_buttons(["x"], onclick=lambda value: put_text(f"{value} {get_scope()}"))
    screen.click(screen.node("s").callback, 0)
    assert screen.texts() == ["<s>", "x ROOT"]


def test_a_registered_thread_begins_at_the_page(screen: Screen) -> None:
    thread = threading.Thread(target=lambda: put_text(get_scope()))
    assert isinstance(screen.session, ThreadSession)
    with use_scope("s"):
        screen.session.register(thread)
        thread.start()
        thread.join(30)
    assert screen.texts() == ["<s>", "ROOT"]


def test_after_the_end_scopes_raise(screen: Screen) -> None:
    with use_scope("s"):
        pass
    screen.session.close()
    for call in (get_scope, clear, scroll_to, lambda: set_scope("x"), lambda: remove("s")):
        with pytest.raises(SessionClosedException):
            call()
    with pytest.raises(SessionClosedException), use_scope("s"):
        pass


def test_a_block_whose_session_ends_within_it_raises_what_it_raised(screen: Screen) -> None:
    with use_scope("s"):
        pass

    def program() -> None:
        with use_scope("s", clear=True):
            screen.session.close()
            raise KeyError

    with pytest.raises(KeyError):
        program()


class LoopHost(FakeHost):
    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()


def in_coroutine_session(program: Callable[[Screen], Awaitable[None]]) -> None:
    """Run a program as a task of a coroutine session."""

    async def main() -> None:
        session = CoroutineSession(LoopHost(), Settings(), {})
        set_place(Place(session, "main-0"))
        session._thread = threading.get_ident()
        screen = Screen(session)
        await program(screen)
        screen.check()
        session.close()

    asyncio.run(main())


def test_tasks_have_scopes_of_their_own() -> None:
    async def program(screen: Screen) -> None:
        @use_scope("both")
        async def show(text: str) -> str:
            await asyncio.sleep(0)
            put_text(text)
            await asyncio.sleep(0)
            assert get_scope() == "both"
            return text

        async def other() -> None:
            with use_scope("other"):
                await asyncio.sleep(0)
                put_text("o")

        assert show.__name__ == "show"
        assert list(await asyncio.gather(show("a"), show("b"))) == ["a", "b"]
        await asyncio.gather(show("c"), other())
        assert get_scope() == "ROOT"
        assert screen.texts("both") == ["a", "b", "c"]
        assert screen.texts("other") == ["o"]
        assert len(find_place().scopes) == 1

    in_coroutine_session(program)


def test_blocks_of_containers_in_coroutines() -> None:
    async def program(screen: Screen) -> None:
        with put_collapse("t") as inner:
            await asyncio.sleep(0)
            put_text("a")
        assert screen.texts(inner) == ["a"]

    in_coroutine_session(program)


def test_options_of_buttons_in_coroutine_sessions() -> None:
    async def callback(value: str) -> None:
        raise AssertionError("never called")

    async def program(screen: Screen) -> None:
        put_buttons(["a"], onclick=callback, mutex_mode=True)
        with pytest.raises(TypeError, match="mutex_mode"):
            put_buttons(["a"], onclick=callback, serial_mode=True)
        (made,) = screen.session.page.callbacks.values()
        assert made.mutex

    in_coroutine_session(program)


def test_two_sessions_do_not_notice_each_other() -> None:
    def program() -> list[str]:
        screen = open_screen()
        with use_scope("s"):
            put_text("a")
        return screen.texts("s")

    assert Context().run(program) == Context().run(program) == ["a"]
