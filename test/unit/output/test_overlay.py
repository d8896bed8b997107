from __future__ import annotations

import asyncio
from typing import Any

import pytest
from output_screen import Screen

from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError
from pywebio.output import (
    PopupSize,
    close_popup,
    get_scope,
    popup,
    put_button,
    put_buttons,
    put_scope,
    put_table,
    put_text,
    remove,
    toast,
    use_scope,
)


def body(screen: Screen) -> str:
    """The scope of the popup."""
    found = screen.read().popup
    assert found is not None
    return found.scope


def title(screen: Screen) -> str | None:
    found = screen.read().popup
    return found.title if found is not None else None


# -- popup ------------------------------------------------------------------------------------


def test_a_popup_opens_at_the_call(screen: Screen) -> None:
    handle = popup("Title", [put_text("a"), "b", put_table([["c"]])], size=PopupSize.LARGE)
    assert screen.texts(body(screen)) == ["a", "b", "[table]"]
    shown = screen.read().popup
    assert shown is not None
    assert (shown.title, shown.size, shown.implicit_close, shown.closable) == (
        "Title",
        "large",
        True,
        True,
    )
    assert screen.texts() == []
    assert handle is not None


@pytest.mark.parametrize(
    ("content", "shown"), [(None, []), ("a", ["a"]), ([], []), (["a", "b"], ["a", "b"])]
)
def test_contents_of_a_popup(screen: Screen, content: Any, shown: list[str]) -> None:
    popup(5, content)
    assert title(screen) == "5"
    assert screen.texts(body(screen)) == shown


def test_one_output_as_content(screen: Screen) -> None:
    popup("t", put_text("a"))
    assert screen.texts(body(screen)) == ["a"]


def test_a_popup_that_only_the_program_closes(screen: Screen) -> None:
    popup("t", closable=False, implicit_close=True)
    shown = screen.read().popup
    assert shown is not None
    assert (shown.closable, shown.implicit_close) == (False, False)


def test_wrong_popups_are_refused(screen: Screen) -> None:
    for content in (5, ["a", 5], {"a": 1}):
        with pytest.raises(AssertionError):
            popup("t", content)  # type: ignore[arg-type]
    assert screen.read().popup is None


def test_a_new_popup_takes_the_place_of_the_old(screen: Screen) -> None:
    popup("one", put_button("x", onclick=lambda: None))
    popup("two")
    assert title(screen) == "two"
    assert screen.session.page.callbacks == {}


def test_a_block_fills_the_popup_and_does_not_close_it(screen: Screen) -> None:
    with popup("t", "first") as name:
        assert get_scope() == name
        put_text("a")
    put_text("b", scope=name)
    put_text("root")
    assert screen.texts(name) == ["first", "a", "b"]
    assert screen.texts() == ["root"]
    assert get_scope() == "ROOT"


def test_a_block_with_a_popup_of_before(screen: Screen) -> None:
    handle = popup("t", put_scope("inner", "x"))
    with handle:
        put_text("a")
    assert screen.texts(body(screen)) == ["<inner>", "a"]
    close_popup()
    with handle as name:
        put_text("b")
    assert screen.texts(name) == ["<inner>", "b"]
    assert screen.texts("inner") == ["x"]


def test_scopes_in_a_popup(screen: Screen) -> None:
    with popup("t") as name, use_scope("s"):
        put_text("a")
    assert screen.texts(name) == ["<s>"]
    assert screen.texts("s") == ["a"]
    close_popup()
    assert screen.scopes == set()


def test_a_decorated_function_fills_the_popup(screen: Screen) -> None:
    @popup("t")
    def show(text: str) -> str:
        """Show it."""
        put_text(text)
        return text.upper()

    assert (show.__name__, show.__doc__) == ("show", "Show it.")
    assert show("a") == "A"
    assert screen.texts(body(screen)) == ["a"]
    assert show("b") == "B"
    assert screen.texts(body(screen)) == ["b"]
    close_popup()
    show("c")
    assert screen.texts(body(screen)) == ["c"]


def test_a_decorated_coroutine_function_fills_the_popup(screen: Screen) -> None:
    @popup("t")
    async def show() -> int:
        await asyncio.sleep(0)
        put_text("a")
        return 1

    assert asyncio.run(show()) == 1
    assert screen.texts(body(screen)) == ["a"]


def test_close_popup(screen: Screen) -> None:
    close_popup()
    popup("t", "a")
    close_popup()
    assert screen.read().popup is None
    close_popup()


def test_the_visitor_closes_the_popup(screen: Screen) -> None:
    popup("t", put_buttons(["a"], onclick=print))
    shown = screen.read().popup
    assert shown is not None
    screen.session.deliver(wire.PopupClosed(popup=shown.popup))
    assert screen.session.page.popup is None
    assert screen.session.page.callbacks == {}
    screen.document._close_popup()  # the page has closed it by itself


def test_a_late_close_does_not_close_the_next_popup(screen: Screen) -> None:
    popup("one")
    old = screen.read().popup
    assert old is not None
    popup("two")
    screen.session.deliver(wire.PopupClosed(popup=old.popup))
    assert title(screen) == "two"


def test_output_to_a_closed_popup_goes_nowhere(screen: Screen) -> None:
    with popup("t") as name:
        close_popup()
        put_text("late")
    put_text("later", scope=name)
    assert screen.texts() == []
    assert len(screen.effects(wire.Console)) == 2


def test_removing_the_scope_of_a_popup(screen: Screen) -> None:
    with popup("t", "a") as name:
        clear_name = name
    put_text("x", scope=clear_name)
    assert screen.texts(name) == ["a", "x"]
    close_popup()
    remove(name)
    assert screen.scopes == set()


# -- toast ------------------------------------------------------------------------------------


def test_toast(screen: Screen) -> None:
    toast("a")
    toast(5, duration=0.25, position="right", color="#ff0000")
    toast("c", 0, "left", "success")
    found = [(t.content, t.duration, t.position, t.color) for t in screen.effects(wire.Toast)]
    assert found == [
        ("a", 2000, "center", "info"),
        ("5", 250, "right", "#ff0000"),
        ("c", 0, "left", "success"),
    ]


def test_a_click_on_a_toast_calls_once(screen: Screen) -> None:
    calls: list[int] = []
    toast("a", onclick=lambda: calls.append(1))
    (shown,) = screen.effects(wire.Toast)
    screen.click(shown.callback)
    screen.click(shown.callback)
    assert calls == [1]
    assert screen.session.page.callbacks == {}


def test_the_callback_of_a_toast_that_has_gone_goes_too(screen: Screen) -> None:
    toast("a", onclick=lambda: None)
    (shown,) = screen.effects(wire.Toast)
    screen.session.deliver(wire.ToastClosed(callback=shown.callback))
    assert screen.session.page.callbacks == {}


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"duration": float("nan")}, ArgumentError),
        ({"duration": float("inf")}, ArgumentError),
        ({"duration": "long"}, TypeError),
        ({"color": 5}, TypeError),
        ({"onclick": "print"}, ArgumentError),
    ],
)
def test_arguments_of_a_toast_are_checked(
    screen: Screen, arguments: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        toast("a", **arguments)
    assert screen.effects(wire.Toast) == []


def test_a_coroutine_function_is_no_callback_of_a_toast_here(screen: Screen) -> None:
    async def callback() -> None:
        raise AssertionError("never called")

    with pytest.raises(ArgumentError, match="coroutine"):
        toast("a", onclick=callback)
