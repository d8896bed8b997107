"""Odd values for every parameter of every public function: taken, or refused in words of ours."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pywebio import battery
from pywebio import input as asking
from pywebio import output as showing
from pywebio import pin as standing
from pywebio import session as living
from pywebio.testing import Visitor

ODD: list[Any] = [
    None, True, -1, 0, 5, 1.5, math.nan, math.inf, 10**400, "", "a b", "x\ud800y", "\0", b"x",
    [], [1], [None], [[]], [{}], {}, {"a": 1}, {1, 2}, range(3), (1, 2, 3, 4, 5),
    object(), len, lambda: 1, lambda a, b: 1,
]  # fmt: skip

GIVEN: dict[str, Any] = {
    "buttons": ["a"],
    "content": "x",
    "name": "n1",
    "onclick": len,
    "options": ["a", "b"],
    "src": b"x",
    "tdata": [["a"]],
    "url": "http://127.0.0.1/",
}
"""Values of parameters that are needed; others get a text."""

WAITING: dict[str, list[Callable[[], Any]]] = {
    "basic_auth": [
        lambda: battery.basic_auth("verify", "secret"),  # type: ignore[arg-type]
        lambda: battery.basic_auth(lambda name, password: True, ""),
        lambda: battery.basic_auth(lambda name, password: True, "s", expire_days="x"),  # type: ignore[arg-type]
        lambda: battery.basic_auth(lambda name, password: True, "s", token_name=5),  # type: ignore[arg-type]
    ],
    "confirm": [
        lambda: battery.confirm("Sure?", 5),  # type: ignore[arg-type]
        lambda: battery.confirm("Sure?", timeout="x"),  # type: ignore[arg-type]
    ],
    "custom_auth": [
        lambda: battery.custom_auth("login", "secret"),  # type: ignore[arg-type]
        lambda: battery.custom_auth(lambda: "Ann", None),  # type: ignore[arg-type]
    ],
    "defer_call": [lambda: living.defer_call(5)],  # type: ignore[type-var]
    "eval_js": [
        lambda: living.eval_js(5),  # type: ignore[arg-type]
        lambda: living.eval_js("1", value=object()),
    ],
    "file_picker": [
        lambda: battery.file_picker("/no/such/directory"),
        lambda: battery.file_picker(5),  # type: ignore[arg-type]
        lambda: battery.file_picker(".", root="/no/such/directory"),
        lambda: battery.file_picker(".", accept=5),  # type: ignore[arg-type]
        lambda: battery.file_picker(".", accept=[5]),  # type: ignore[list-item]
    ],
    "get_cookie": [lambda: battery.get_cookie(5)],  # type: ignore[arg-type]
    "get_localstorage": [lambda: battery.get_localstorage(5)],  # type: ignore[arg-type]
    "get_query": [lambda: battery.get_query(5)],  # type: ignore[arg-type]
    "go_app": [lambda: living.go_app(5)],  # type: ignore[arg-type]
    "input_group": [
        lambda: asking.input_group("Q", 5),  # type: ignore[arg-type]
        lambda: asking.input_group("Q", [5]),
        lambda: asking.input_group("Q", [asking.input(name="a"), asking.input(name="a")]),
        lambda: asking.input_group("Q", [asking.input(name="a")], validate=5),  # type: ignore[arg-type]
        lambda: asking.input_group("Q", [asking.input(name="a")], timeout="x"),  # type: ignore[arg-type]
        lambda: asking.input_group("Q", [asking.input(name="a")], scope=object()),  # type: ignore[arg-type]
    ],
    "input_update": [lambda: asking.input_update("a", value=1)],
    "pin_wait_change": [
        lambda: standing.pin_wait_change(),
        lambda: standing.pin_wait_change(5),
        lambda: standing.pin_wait_change([]),
        lambda: standing.pin_wait_change("a", timeout="x"),  # type: ignore[arg-type]
        lambda: standing.pin_wait_change("a", timeout=-1),
    ],
    "popup_input": [
        lambda: battery.popup_input([]),
        lambda: battery.popup_input(5),  # type: ignore[arg-type]
        lambda: battery.popup_input([showing.put_text("no pin")]),
        lambda: battery.popup_input(standing.put_input("a"), validate=5),  # type: ignore[arg-type]
    ],
    "run_async": [lambda: living.run_async(5)],  # type: ignore[arg-type]
    "run_asyncio_coroutine": [lambda: living.run_asyncio_coroutine(5)],  # type: ignore[arg-type]
    "run_shell": [
        lambda: battery.run_shell(5),  # type: ignore[arg-type]
        lambda: battery.run_shell("true", 5),  # type: ignore[arg-type]
        lambda: battery.run_shell("true", encoding="no such"),
    ],
    "set_env": [
        lambda: living.set_env(nothing=1),
        lambda: living.set_env(title=[5]),
        lambda: living.set_env(output_animation="no"),
        lambda: living.set_env(input_panel_min_height="high"),
        lambda: living.set_env(output_max_width=[80]),
        lambda: living.set_env(theme_switch="no"),
    ],
    "wait_scroll_to_bottom": [
        lambda: battery.wait_scroll_to_bottom("x"),  # type: ignore[arg-type]
        lambda: battery.wait_scroll_to_bottom(-1),
        lambda: battery.wait_scroll_to_bottom(timeout="x"),  # type: ignore[arg-type]
    ],
}
"""Functions that wait for the visitor, or for the end: what they refuse before they begin to."""

ANY = {"output", "pin_wait_change"}
"""Functions that take anything."""

MODULES = [showing, asking, standing, living, battery]

PYTHON_SAYS = ("object is not iterable", "object has no attribute", "not subscriptable", "int()")


def calls(module: Any) -> Iterator[tuple[Callable[..., Any], str, dict[str, Any]]]:
    """A call for each parameter and each odd value."""
    for title in module.__all__:
        function = getattr(module, title)
        if title in WAITING or not inspect.isroutine(function):
            continue
        named = [
            parameter
            for parameter in inspect.signature(function).parameters.values()
            if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
        ]
        needed = {p.name for p in named if p.default is p.empty or p.name in ("options", "buttons")}
        for parameter in named:
            arguments = {name: GIVEN.get(name, "x") for name in needed}
            if module is asking:
                arguments["name"] = "n1"  # without it a form would be shown
            for value in ODD:
                asks = module is asking and parameter.name == "name"
                if not (asks and value is None):
                    yield function, parameter.name, arguments | {parameter.name: value}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_odd_arguments(module: Any) -> None:
    wrong: list[str] = []
    refused: list[str] = []

    def app() -> None:
        for function, parameter, arguments in calls(module):
            what = f"{function.__name__}({parameter}={arguments[parameter]!r:.60})"
            try:
                function(**arguments)
            except (TypeError, ValueError) as error:
                refused.append(what)
                if any(words in str(error) for words in PYTHON_SAYS):
                    wrong.append(f"{what}: {error}")
            except Exception as error:
                wrong.append(f"{what}: {type(error).__name__} {error!s:.100}")

    with Visitor(
        app, patience=5.0
    ) as visitor:  # which reads what was put out by the types of the wire
        assert visitor.state in ("finished", "held")
    assert wrong == []
    assert len(refused) > 10


@pytest.mark.parametrize("title", WAITING)
def test_who_waits_refuses_first(title: str) -> None:
    kept: list[str] = []

    def app() -> None:
        for number, call in enumerate(WAITING[title]):
            try:
                call()
            except (TypeError, ValueError, RuntimeError) as error:
                said = str(error)
                if not said or any(words in said for words in PYTHON_SAYS):
                    kept.append(f"{title} {number}: {said}")
            else:
                kept.append(f"{title} {number} was taken")
        showing.put_text("done")

    with Visitor(app) as visitor:
        assert visitor.sees("done")
        assert visitor.popup is None
    assert kept == []


def test_no_public_function_is_left_out() -> None:
    for module in MODULES:
        walked = {function.__name__ for function, _, _ in calls(module)}
        for title in module.__all__:
            function = getattr(module, title)
            if inspect.isroutine(function) and inspect.signature(function).parameters:
                assert function.__name__ in walked or title in WAITING or title in ANY, title


def test_odd_changes_of_inputs() -> None:
    wrong: list[str] = []
    keys = ("value", "label", "options", "datalist", "rows", "maxlength", "readonly")
    fields = ("text", "number", "area", "list", "boxes", "range", "buttons")

    def change(_value: str) -> None:
        for name in fields:
            for key in (*keys, "min_value", "step", "data-x"):
                for value in ODD:
                    what = f"{name}: {key}={value!r:.60}"
                    try:
                        asking.input_update(name, **{key: value})
                    except (TypeError, ValueError) as error:
                        if any(words in str(error) for words in PYTHON_SAYS):
                            wrong.append(f"{what}: {error}")
                    except Exception as error:
                        wrong.append(f"{what}: {type(error).__name__} {error!s:.100}")

    def app() -> None:
        asking.input_group(
            "Q",
            [
                asking.input(name="asks", onchange=change),
                asking.input(name="text"),
                asking.input(name="number", type=asking.NUMBER),
                asking.textarea(name="area"),
                asking.select(name="list", options="abc"),
                asking.checkbox(name="boxes", options="abc"),
                asking.slider(name="range"),
                asking.actions(name="buttons", buttons=["a"]),
            ],
        )

    with Visitor(app) as visitor:
        visitor.fill(asks="x")
        assert visitor.forms
    assert wrong == []
