"""Odd values for every parameter of every public function: taken, or refused in words of ours."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pywebio import input as asking
from pywebio import output as showing
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

NOT_HERE = {"defer_call", "eval_js", "go_app", "hold", "input_group", "run_async"} | {
    "run_asyncio_coroutine"
}
"""Functions that wait, show a form, come later, or are of the other kind of session."""

PYTHON_SAYS = ("object is not iterable", "object has no attribute", "not subscriptable", "int()")


def calls(module: Any) -> Iterator[tuple[Callable[..., Any], str, dict[str, Any]]]:
    """A call for each parameter and each odd value."""
    for title in module.__all__:
        function = getattr(module, title)
        if title in NOT_HERE or not inspect.isroutine(function):
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


@pytest.mark.parametrize("module", [showing, asking, living], ids=lambda module: module.__name__)
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
                wrong.append(f"{what}: {type(error).__name__} {error:.100}")

    with Visitor(app) as visitor:  # which reads what was put out by the types of the wire
        assert visitor.state in ("finished", "held")
    assert wrong == []
    assert len(refused) > 10
