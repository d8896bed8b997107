"""Mustache templates as a page fills them, as far as the words of a custom output need it."""

from __future__ import annotations

import html
import re
from copy import deepcopy
from itertools import count
from typing import Any

from .. import protocol as wire

_TAG = re.compile(
    r"\{\{\{\s*(?P<raw>[^}]+?)\s*\}\}\}|\{\{(?P<sign>[#^/!&]?)\s*(?P<name>[^}]+?)\s*\}\}"
)
_PARSE = "pywebio_output_parse"


class _Place:
    """Stands in the data for an output."""

    def __init__(self, index: int) -> None:
        self.index = index

    def __str__(self) -> str:
        return mark(self.index)


def mark(index: int) -> str:
    """What stands for an output in the filled template."""
    return f"\ue000{index}\ue001"


def data_of(node: wire.Custom) -> dict[str, Any]:
    """The data of a custom output with marks where outputs belong."""
    data = deepcopy(node.data)
    for index, way in enumerate(node.places):
        inner: Any = data
        for step in way[:-1]:
            inner = inner[step]
        inner[way[-1]] = _Place(index)
    return data


def fill(template: str, data: Any) -> str:
    """The template with its places filled."""
    numbers = count()

    def section(tokens: list[Any], stack: list[Any]) -> str:
        return "".join(render(token, stack) for token in tokens)

    def render(token: Any, stack: list[Any]) -> str:
        if isinstance(token, str):
            return token
        sign, name, inner, source = token
        if name == "uniqueid":
            return source if sign == "#" else ""
        if name == "index":
            return str(next(numbers))
        value = stack[-1] if name == _PARSE else _look_up(name, stack)
        if sign == "^":
            return section(inner, stack) if not value else ""
        if sign == "#":
            items = value if isinstance(value, list) else [value] if value else []
            return "".join(section(inner, [*stack, item]) for item in items)
        text = "" if value is None else str(value)
        return text if sign == "&" and name != _PARSE else html.escape(text)

    return section(_parse(template), [data])


def _look_up(name: str, stack: list[Any]) -> Any:
    if name == ".":
        return stack[-1]
    first, *rest = name.split(".")
    for context in reversed(stack):
        if isinstance(context, dict) and first in context:
            value = context[first]
            for step in rest:
                value = value.get(step) if isinstance(value, dict) else None
            return value
    return None


def _parse(template: str) -> list[Any]:
    """Texts, and tags as (sign, name, what is inside, the source of that)."""
    levels: list[tuple[list[Any], int]] = [([], 0)]
    end = 0
    for tag in _TAG.finditer(template):
        levels[-1][0].append(template[end : tag.start()])
        end = tag.end()
        sign, name = ("&", tag["raw"]) if tag["raw"] else (tag["sign"], tag["name"])
        if sign in ("#", "^"):
            inner: list[Any] = []
            levels[-1][0].append([sign, name, inner, ""])
            levels.append((inner, end))
        elif sign == "/" and len(levels) > 1:
            _, start = levels.pop()
            levels[-1][0][-1][3] = template[start : tag.start()]
        elif sign in ("", "&"):
            levels[-1][0].append([sign, name, [], ""])
    levels[0][0].append(template[end:])
    return levels[0][0]
