"""The document of limits names every bound with the default that it has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import fields

from pywebio.platform.options import NUMBERS, ServerOptions

TEXT = (Path(__file__).parents[2] / "docs" / "limits.md").read_text(encoding="utf-8")
KB, MB, GB = 1024, 1024**2, 1024**3
DEFAULTS = {field.name: field.default for field in fields(ServerOptions)}
OTHERS = {"session_expire_seconds"}  # of frameworks without WebSockets
NO_NUMBER = {"max_sessions"}  # by the memory of the machine


def told(value: float) -> set[str]:
    """How a document may say a number."""
    said = {f"{value:,}", f"{value:g}"}
    for unit, name in ((GB, "GB"), (MB, "MB"), (KB, "kB")):
        if value >= unit and value % unit == 0:
            said.add(f"{value // unit:g} {name}")
    return said


def place(name: str) -> str:
    """The row or paragraph that tells of an option."""
    for line in re.split(r"\n(?=\||\n)", TEXT.split("```", 2)[2]):
        head = line.strip().lstrip("|").split("|")[0] if line.strip().startswith("|") else line
        if f"`{name}`" in head:
            return line
    raise AssertionError(f"docs/limits.md does not tell of {name}")


@pytest.mark.parametrize("name", sorted(NUMBERS - NO_NUMBER))
def test_a_bound_is_told_with_its_default(name: str) -> None:
    value = DEFAULTS[name]
    assert isinstance(value, int | float)
    line = place(name)
    assert any(
        re.search(rf"(?<![\d,.]){re.escape(said)}(?!\d|,\d)", line) for said in told(value)
    ), f"docs/limits.md: the default of {name} is {value}, which its line does not say"


def test_no_option_is_told_that_is_none() -> None:
    for name in re.findall(r"^\| `(\w+)`", TEXT, re.MULTILINE):
        assert name in {*DEFAULTS, *OTHERS}


@pytest.mark.parametrize("name", ["allowed_hosts", "allowed_origins", "check_origin"])
def test_who_may_connect_is_told(name: str) -> None:
    assert f"`{name}`" in TEXT
