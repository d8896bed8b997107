"""The examples in the docstrings run, and the public face is what programs expect."""

from __future__ import annotations

import inspect
import re
import textwrap
from typing import Any

import pytest
from output_screen import Screen

from pywebio import output
from pywebio.output.containers import Placeholder


def examples() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    things: list[tuple[str, Any]] = [(name, getattr(output, name)) for name in output.__all__]
    things += [("Output", output.Output)]
    for kind in (output.Output, Placeholder):
        things += [(f"{kind.__name__}.{name}", member) for name, member in vars(kind).items()]
    for name, thing in things:
        doc = inspect.getdoc(thing) if callable(thing) else None
        for match in re.finditer(r"^Example::\n\n((?:    .*\n?|\n)+)", doc or "", re.MULTILINE):
            found.append((name, textwrap.dedent(match[1])))
    return found


@pytest.mark.parametrize(("name", "code"), examples(), ids=[name for name, _ in examples()])
def test_example(screen: Screen, name: str, code: str) -> None:
    names: dict[str, Any] = {}
    exec("from pywebio.output import *", names)
    exec(compile(code, name, "exec"), names)
    assert screen.commands() or screen.effects()
    screen.document = type(screen.document)()
    late = screen.session.attach("again")
    for command in screen.commands(late):
        screen.document.apply(command)
    screen.session.detach(late)


def test_every_function_has_an_example() -> None:
    with_example = {name for name, _ in examples()}
    functions = {name for name in output.__all__ if inspect.isfunction(getattr(output, name))}
    assert functions <= with_example


def test_all_names_are_there_and_sorted() -> None:
    assert output.__all__ == sorted(output.__all__)
    for name in output.__all__:
        assert inspect.getdoc(getattr(output, name))
