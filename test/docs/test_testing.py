"""The examples of docs/testing.md run as they stand there."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import pytest

from pywebio.testing.plugin import OpenVisitor

PAGE = Path(__file__).parents[2] / "docs" / "testing.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S)


def load() -> dict[str, Any]:
    """All examples in one module, each at its line of the page."""
    names: dict[str, Any] = {"__name__": "examples"}
    text = PAGE.read_text("utf-8")
    for block in BLOCKS:
        line = text[: text.index(block)].count("\n")
        exec(compile("\n" * line + block, str(PAGE), "exec"), names)
    return names


EXAMPLES = load()
TESTS = [name for name in EXAMPLES if name.startswith("test_")]


def test_each_example_has_a_test() -> None:
    assert len(TESTS) == len(BLOCKS)


@pytest.mark.parametrize("name", TESTS)
def test_example(name: str, open_visitor: OpenVisitor) -> None:
    test = EXAMPLES[name]
    if inspect.signature(test).parameters:
        test(open_visitor)
    else:
        test()
