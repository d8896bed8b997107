"""The functions of `pywebio.session`, in both kinds of session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from both_kinds import now

from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError, SessionNotFoundException
from pywebio.output import put_text
from pywebio.session import (
    data,
    defer_call,
    download,
    eval_js,
    get_info,
    go_app,
    info,
    local,
    run_js,
    set_env,
)
from pywebio.testing import Visitor

Opens = Callable[..., Visitor]


def test_run_js_has_its_arguments_and_waits_for_nothing(opens: Opens) -> None:
    async def app() -> None:
        run_js("f(a, b)", a=[1, {"x": None}], b="text")
        put_text("at once")

    visitor = opens(app)
    (script,) = visitor.scripts
    assert script == ("f(a, b)", {"a": [1, {"x": None}], "b": "text"}, 0)
    assert visitor.sees("at once")


@pytest.mark.parametrize("value", [None, 1, 1.5, "text", [1, [2]], {"a": {"b": 1}}, True])
def test_eval_js_gives_the_value(opens: Opens, value: Any) -> None:
    got: list[Any] = []

    async def app() -> None:
        got.append(await now(eval_js("code", x=1)))

    opens(app, answers=lambda code, args: value)
    assert got == [value]


def test_a_second_answer_of_a_script_is_ignored(opens: Opens) -> None:
    async def app() -> None:
        put_text(await now(eval_js("first")), await now(eval_js("second")))

    visitor = opens(app, answers=lambda code, args: code)
    assert visitor.sees("first second")
    for script in visitor.scripts:
        visitor.send(wire.Result(wait=script.wait, value="forged"))
    assert "forged" not in visitor.text()


@pytest.mark.parametrize(
    "call",
    [
        lambda: run_js(5),  # type: ignore[arg-type]
        lambda: eval_js(None),  # type: ignore[arg-type]
        lambda: run_js("x", x=object()),
        lambda: eval_js("x", x={1, object()}),
        lambda: download("name", 5),
    ],
)
def test_wrong_types_are_refused_in_the_line_of_the_program(
    opens: Opens, call: Callable[[], object]
) -> None:
    refused: list[BaseException] = []

    async def app() -> None:
        try:
            call()
        except TypeError as error:
            refused.append(error)

    opens(app)
    assert len(refused) == 1


def test_download_sends_the_bytes_by_address(opens: Opens) -> None:
    async def app() -> None:
        download("a b.bin", bytes(range(256)))
        download("other.txt", bytearray(b"other"))

    visitor = opens(app)
    assert visitor.downloads == [("a b.bin", bytes(range(256))), ("other.txt", b"other")]


def test_set_env_changes_the_settings(opens: Opens) -> None:
    async def app() -> None:
        set_env(title="Title", output_animation=False, output_max_width="80%")
        set_env(title="New title", input_panel_min_height=75)

    visitor = opens(app)
    assert visitor.title == "New title"
    assert visitor.settings == {
        "title": "New title",
        "output_animation": False,
        "output_max_width": "80%",
        "input_panel_min_height": 75,
    }


def test_settings_are_taken_as_they_are_meant(opens: Opens) -> None:
    async def app() -> None:
        set_env(title=5, output_max_width=900, output_animation=0, auto_scroll_bottom=None)
        set_env(input_panel_min_height=10, input_panel_init_height="300", http_pull_interval=500.5)

    assert opens(app).settings == {
        "title": "5",
        "output_max_width": "900px",
        "output_animation": False,
        "input_panel_min_height": 75,
        "input_panel_init_height": 300,
        "http_pull_interval": 500,
    }


@pytest.mark.parametrize(
    "env",
    [
        {"titel": "x"},
        {"title": ["x"]},
        {"input_panel_min_height": True},
        {"input_panel_init_height": float("inf")},
        {"http_pull_interval": "fast"},
        {"output_max_width": (880,)},
    ],
)
def test_wrong_settings_are_refused(opens: Opens, env: dict[str, Any]) -> None:
    refused: list[BaseException] = []

    async def app() -> None:
        try:
            set_env(**env)
        except AssertionError as error:
            refused.append(error)

    opens(app)
    assert isinstance(refused[0], ArgumentError)
    if "titel" in env:
        assert "Did you mean 'title'" in str(refused[0])


def test_go_app_is_told_to_the_page(opens: Opens) -> None:
    async def app() -> None:
        go_app("other", new_window=False)

    (effect,) = opens(app).effects
    assert isinstance(effect, wire.GoApp)
    assert (effect.name, effect.new_window) == ("other", False)


def test_the_store_of_a_session(opens: Opens) -> None:
    async def app() -> None:
        assert local.missing is None
        assert "a" not in local
        local.a = 1
        local["b"] = 2
        local[("any", "key")] = 3
        assert (local["a"], local.b, local[("any", "key")]) == (1, 2, 3)
        assert len(local) == 3
        assert list(local) == ["a", "b", ("any", "key")]
        assert local._dict == {"a": 1, "b": 2, ("any", "key"): 3}
        assert data() is local
        del local.a
        del local.never_there
        del local["b"]
        for key in ("a", "b"):
            assert key not in local
            with pytest.raises(KeyError):
                local[key]
        with pytest.raises(AssertionError):
            local._hidden = 1
        assert local.keys is None
        put_text("all well")

    assert opens(app).sees("all well")


def test_info_is_read_only_and_forgiving(opens: Opens) -> None:
    async def app() -> None:
        assert info.never_there is None
        with pytest.raises(NotImplementedError):
            info.user_ip = "1.2.3.4"
        assert get_info() is info
        assert "user_ip" in info
        assert "never_there" not in info
        assert len(info) == len(list(info)) >= 8
        assert {name: info[name] for name in info}["user_ip"] == info.user_ip
        assert {name: info[name] for name in info}["user_agent"] is info.user_agent
        put_text(info.user_language, info.user_ip, info.user_agent.is_pc, info.protocol)

    visitor = opens(app, info={"user_language": "zh-CN", "user_ip": "::1"})
    assert visitor.sees("zh-CN ::1 True websocket")


def test_defer_call_gives_the_function_back(opens: Opens) -> None:
    async def app() -> None:
        def function() -> None:
            raise AssertionError("the session of this test is not ended before its end")

        put_text(defer_call(print) is print)
        with pytest.raises(ArgumentError):
            defer_call("not a function")  # type: ignore[type-var]

    assert opens(app).sees("True")


@pytest.mark.parametrize(
    "call",
    [
        lambda: run_js("x"),
        lambda: eval_js("x"),
        lambda: set_env(title="x"),
        lambda: download("x", b""),
        lambda: go_app("x"),
        lambda: local.x,
        lambda: info.user_ip,
        lambda: put_text("x"),
        data,
        get_info,
    ],
)
def test_nothing_works_outside_of_a_session(call: Callable[[], object]) -> None:
    with pytest.raises(SessionNotFoundException, match="outside of a session"):
        call()


def test_the_store_can_be_looked_at_outside_of_a_session() -> None:
    assert repr(local) == "<local outside of a session>"
