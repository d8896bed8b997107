"""The reference has every public name, with all its parameters and an example that runs."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest

from demos.try_it.blocks import DOCS, MODULES, all_blocks, documented, public
from demos.try_it.reference import complete, missing, parameters
from pywebio import input as asking
from pywebio import output, pin

DIRECTIVE = re.compile(r"^\.\. (?P<kind>auto\w+|currentmodule):: (?P<name>[\w.]+)$", re.MULTILINE)
RUNNING = "\n".join(block.run for block in all_blocks().values() if block.runs)


def names() -> Iterator[tuple[str, str, Any]]:
    """Module, name and thing of all that is public."""
    for module_name in MODULES:
        module = importlib.import_module(module_name)
        for name in public(module):
            thing = getattr(module, name)
            if not inspect.ismodule(thing):
                yield module_name, name, thing


def shown(value: object) -> str:
    """How a test is named: in all processes alike."""
    return value if isinstance(value, str) else type(value).__name__


NAMES = list(names())
FUNCTIONS = {id(thing): (name, thing) for _, name, thing in NAMES if inspect.isfunction(thing)}


def in_reference() -> tuple[set[int], str]:
    """What the pages of the reference document by directives, and their whole text."""
    found: set[int] = set()
    texts = []
    for path in (DOCS / "reference").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        texts.append(text)
        module = ""
        for match in DIRECTIVE.finditer(text):
            if match["kind"] == "currentmodule":
                module = match["name"]
            elif match["kind"] != "automethod":
                found.add(id(getattr(importlib.import_module(module), match["name"])))
    return found, "\n".join(texts)


DOCUMENTED, TEXT = in_reference()


@pytest.mark.parametrize(("module", "name", "thing"), NAMES, ids=shown)
def test_each_public_name_is_documented(module: str, name: str, thing: object) -> None:
    named = not callable(thing) and re.search(rf"`(pywebio\.)?{name}`", TEXT)
    assert id(thing) in DOCUMENTED or named, f"{module}.{name} is not in docs/reference/"
    assert not callable(thing) or inspect.getdoc(documented(thing))


@pytest.mark.parametrize(("module", "name", "thing"), NAMES, ids=shown)
def test_each_public_name_has_a_running_example(module: str, name: str, thing: object) -> None:
    used = rf"(?<![\w.])(?<!def ){name}\(|pywebio\.(\w+\.)*{name}\(|[@=]{name}\b"
    pattern = used if inspect.isfunction(thing) else rf"\b{name}\b"
    assert re.search(pattern, RUNNING), f"no running example uses {module}.{name}"


@pytest.mark.parametrize(("name", "function"), FUNCTIONS.values(), ids=shown)
def test_each_parameter_is_explained(name: str, function: Any) -> None:
    assert not missing(function), f"{name} says nothing of {missing(function)}"


def test_parameters_are_inherited_in_the_order_of_the_signature() -> None:
    said = parameters(asking.select)
    assert list(said)[:3] == ["label", "options", "multiple"]
    assert said["help_text"] == parameters(asking.input)["help_text"]
    assert said["value"] != parameters(asking.input)["value"]  # its own words go first
    assert "datalist" not in said


def test_a_complete_docstring_keeps_sentence_example_and_errors() -> None:
    text = complete(asking.file_upload)
    assert text.startswith("Ask for a file")
    assert ":param label: title of the form" in text
    assert text.index(":param accept:") < text.index(":raises ArgumentError:") < text.index("Exa")
    assert "The other parameters" not in text
    assert complete(output.put_text) == inspect.getdoc(output.put_text)
    assert ":param closable:" in complete(output.put_error)
    assert ":param size:" in complete(output.row)
    assert ":param scope:" in complete(pin.put_slider)


def test_a_relative_that_is_not_there_is_a_mistake() -> None:
    def lonely(label: str) -> None:
        """Ask.

        The other parameters are those of `nowhere`.
        """

    with pytest.raises(LookupError, match="nowhere"):
        parameters(lonely)
