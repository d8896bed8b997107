from __future__ import annotations

import logging
from typing import Any

import pytest
from output_screen import Screen, open_screen

from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError, SessionException
from pywebio.output import clear, put_button, put_buttons, put_text, use_scope
from pywebio.session.base import Settings
from pywebio.session.page import Bounds


def test_forms_of_buttons(screen: Screen) -> None:
    put_buttons(
        [
            "scalar",
            5,
            ("pair", 1),
            ["list", 2],
            {"label": "dict", "value": 3, "color": "danger", "disabled": True},
        ],
        onclick=print,
    )
    assert screen.node().buttons == [
        wire.Button(label="scalar"),
        wire.Button(label="5"),
        wire.Button(label="pair"),
        wire.Button(label="list"),
        wire.Button(label="dict", color="danger", disabled=True),
    ]


def test_the_looks_of_buttons(screen: Screen) -> None:
    put_buttons(["a"], print)
    put_buttons(["a"], print, True, True, True, True)
    looks = [(node.small, node.link, node.outline, node.group) for node in screen.nodes()]
    assert looks == [(False,) * 4, (True,) * 4]


def test_the_callback_gets_the_very_object(screen: Screen) -> None:
    class Value:
        pass

    value = Value()
    got: list[Any] = []
    put_buttons([("a", 1), ("b", value), ("c", {"x": [1]})], onclick=got.append)
    node = screen.node()
    screen.click(node.callback, 1)
    screen.click(node.callback, 2)
    screen.click(node.callback, 0)
    assert got[0] is value
    assert got[1:] == [{"x": [1]}, 1]


def test_values_do_not_reach_the_page(screen: Screen) -> None:
    put_buttons([("label", "secret")], onclick=print)
    assert "secret" not in repr(screen.node())


def test_a_function_for_each_button(screen: Screen) -> None:
    calls: list[str] = []
    put_buttons(["a", "b"], onclick=[lambda: calls.append("first"), lambda: calls.append("second")])
    callback = screen.node().callback
    screen.click(callback, 1)
    screen.click(callback, 0)
    assert calls == ["second", "first"]


@pytest.mark.parametrize("index", [-1, 2, "0", 0.0, None, True, [0], 2**60])
def test_a_click_that_the_page_cannot_have_is_ignored(
    screen: Screen, index: Any, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[Any] = []
    put_buttons(["a", "b"], onclick=calls.append)
    with caplog.at_level(logging.WARNING):
        screen.click(screen.node().callback, index)
        screen.click(screen.node().callback, index)
    assert calls == []
    assert len(caplog.records) == 1


def test_a_disabled_button_does_not_call(screen: Screen) -> None:
    calls: list[Any] = []
    put_buttons([{"label": "a", "value": 1, "disabled": True}, "b"], onclick=calls.append)
    put_button("c", onclick=lambda: calls.append("c"), disabled=True)
    for node in screen.nodes():
        screen.click(node.callback, 0)
    assert calls == []


def test_a_click_after_the_buttons_have_gone_is_ignored(screen: Screen) -> None:
    calls: list[Any] = []
    put_buttons(["a"], onclick=calls.append)
    callback = screen.node().callback
    clear()
    screen.click(callback, 0)
    assert calls == []


@pytest.mark.parametrize(
    "buttons",
    [
        [("a",)],
        [("a", 1, 2)],
        [{"label": "a"}],
        [{"value": 1}],
        [{"label": "a", "value": 1, "color": []}],
    ],
)
def test_wrong_buttons_are_refused(screen: Screen, buttons: Any) -> None:
    with pytest.raises(AssertionError):
        put_buttons(buttons, onclick=print)
    assert screen.texts() == []


@pytest.mark.parametrize("onclick", [[print], [print, print, print]])
def test_each_button_needs_its_callback(screen: Screen, onclick: Any) -> None:
    with pytest.raises(AssertionError):
        put_buttons(["a", "b"], onclick=onclick)
    assert screen.texts() == []


def test_options_of_callbacks(screen: Screen) -> None:
    put_buttons(["a"], onclick=print, serial_mode=True)
    (callback,) = screen.session.page.callbacks.values()
    assert callback.serial
    for option in ("mutex_mode", "other"):
        with pytest.raises(TypeError, match="serial_mode"):
            put_buttons(["a"], onclick=print, **{option: True})


def test_a_coroutine_function_is_refused_in_a_thread_session(screen: Screen) -> None:
    async def callback(value: object) -> None:
        raise AssertionError("never called")

    with pytest.raises(ArgumentError, match="coroutine"):
        put_buttons(["a"], onclick=callback)
    with pytest.raises(ArgumentError, match="coroutine"):
        put_buttons(["a"], onclick=[callback])  # type: ignore[list-item]


def test_one_button(screen: Screen) -> None:
    calls: list[str] = []
    put_button("a", lambda: calls.append("a"), color="success", small=True, outline=True)
    node = screen.node()
    assert node.buttons == [wire.Button(label="a", color="success")]
    assert node.small
    assert node.outline
    screen.click(node.callback, 0)
    assert calls == ["a"]
    with pytest.raises(ArgumentError, match="color"):
        put_button("a", print, color=5)  # type: ignore[arg-type]


def test_an_error_in_a_callback_is_told_and_the_program_goes_on(
    screen: Screen, caplog: pytest.LogCaptureFixture
) -> None:
    put_button("a", onclick=lambda: 1 / 0)
    screen.click(screen.node().callback, 0)
    assert "ZeroDivisionError" in caplog.text
    assert screen.effects(wire.ProgramError)
    put_text("goes on")
    assert screen.texts()[-1] == "goes on"


def test_callbacks_live_as_long_as_their_buttons(screen: Screen) -> None:
    for _ in range(3):
        with use_scope("s", clear=True):
            put_buttons(["a", "b"], onclick=print)
    assert len(screen.session.page.callbacks) == 1


def test_too_many_callbacks_are_an_error_that_names_the_limit(screen: Screen) -> None:
    open_screen(Settings(bounds=Bounds(callbacks=2)))
    put_button("a", print)
    put_button("b", print)
    with pytest.raises(SessionException, match="2 callbacks"):
        put_button("c", print)
