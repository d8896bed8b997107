"""Every example of the documentation and of public docstrings runs."""

from __future__ import annotations

import inspect
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import tornado.web
from docs.examples import Example, blocks, docstring_examples, run

import pywebio
from pywebio import battery, input, io_ctrl, output, pin, platform, session
from pywebio.platform import tornado as tornado_platform

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    *(
        ROOT / "docs" / f"{name}.md"
        for name in (
            "quickstart",
            "guide",
            "reference",
            "limits",
            "operation",
            "protocol",
            "faq",
            "command-line",
            "third-party",
        )
    ),
]
MODULES = [pywebio, battery, input, io_ctrl, output, pin, session, platform, tornado_platform]


def of_pages() -> list[Example]:
    return [example for page in PAGES for example in blocks(page)]


def of_docstrings() -> list[Example]:
    found: dict[str, Example] = {}
    for module in MODULES:
        for name in public(module):
            thing = getattr(module, name)
            if not inspect.ismodule(thing):
                documented = type(thing) if name in ("info", "local") else thing
                for example in docstring_examples(name, documented):
                    found[example.code] = example
    return list(found.values())


def public(module: ModuleType) -> list[str]:
    names: list[str] = getattr(module, "__all__", ["start_server", "webio_handler"])
    return names


@pytest.mark.parametrize("example", of_pages(), ids=lambda example: example.place)
def test_pages(example: Example, monkeypatch: pytest.MonkeyPatch) -> None:
    run(example, monkeypatch, {})


@pytest.mark.parametrize("example", of_docstrings(), ids=lambda example: example.place)
def test_docstrings(example: Example, monkeypatch: pytest.MonkeyPatch) -> None:
    def app() -> None:
        output.put_text("an app of the reader's")

    known: dict[str, Any] = {
        "bmi": app,
        "chat": app,
        "task": app,
        "MainHandler": tornado.web.RequestHandler,
        "tornado": tornado,
        "webio_handler": tornado_platform.webio_handler,
        "config": platform.config,
        "seo": platform.seo,
        "run_event_loop": lambda: None,
    }
    run(example, monkeypatch, known)


def test_there_are_examples_of_all_kinds() -> None:
    assert len(of_pages()) > 35
    assert len(of_docstrings()) > 40
