"""Runs examples of the documentation the way a visitor would."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from pywebio import protocol as wire
from pywebio.testing import Visitor
from pywebio.testing.form import Form

BEGINNING = """
from pywebio import start_server
from pywebio.input import *
from pywebio.output import *
from pywebio.pin import *
from pywebio.session import *
"""
"""What the guide says that its examples begin with."""

_BLOCK = re.compile(
    r"(?P<skip><!-- no-run: [^>]+-->\n+)?^```python\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE
)
_EXAMPLE = re.compile(r"^( *)Example::\n\n((?:\1 +.*\n|\n)+)", re.MULTILINE)


class Example(NamedTuple):
    """Code of the documentation, and where it stands."""

    place: str
    code: str


def blocks(path: Path) -> Iterator[Example]:
    """The Python blocks of a Markdown file, but those marked with a reason not to run."""
    text = path.read_text(encoding="utf-8")
    for match in _BLOCK.finditer(text):
        if not match["skip"]:
            line = text.count("\n", 0, match.start("code")) + 1
            yield Example(f"{path.name}:{line}", match["code"])


def docstring_examples(name: str, thing: object) -> Iterator[Example]:
    """What stands below ``Example::`` in a docstring, and in those of the methods of a class."""
    documentation = inspect.getdoc(thing) or ""
    for match in _EXAMPLE.finditer(documentation + "\n"):
        yield Example(name, textwrap.dedent(match[2]))
    if inspect.isclass(thing):
        for method_name, method in vars(thing).items():
            if inspect.isfunction(method) and not method_name.startswith("_"):
                yield from docstring_examples(f"{name}.{method_name}", method)


def run(example: Example, monkeypatch: pytest.MonkeyPatch, more: dict[str, Any]) -> None:
    """Run an example; apps that it serves are opened by a visitor who answers and clicks."""
    served: list[Callable[[], Any]] = []

    def start_server(applications: Any, *arguments: Any, **options: Any) -> None:
        served.extend(all_of(applications))

    monkeypatch.setattr("pywebio.start_server", start_server)
    monkeypatch.setattr("pywebio.platform.settings._defaults", [])
    for name in ("path_deploy", "path_deploy_http"):
        deploy = lambda base, *arguments, **options: None  # noqa: E731  there is no such folder
        monkeypatch.setattr(f"pywebio.platform.{name}", deploy)
        more.setdefault(name, deploy)
    if "IOLoop" in example.code:
        loop = SimpleNamespace(start=lambda: None)
        monkeypatch.setattr("tornado.ioloop.IOLoop.current", lambda: loop)
    monkeypatch.setattr("tornado.web.Application.listen", lambda *arguments, **options: None)
    names: dict[str, Any] = {"__name__": "__main__", "threading": threading, **more}
    exec(BEGINNING, names)
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    code = compile(example.code, example.place, "exec", flags=flags)
    if stands_alone(example.code):
        exec(code, names)
    elif code.co_flags & inspect.CO_COROUTINE:

        async def async_app() -> None:
            await eval(code, names)

        served.append(async_app)
    else:
        served.append(lambda: exec(code, names))
    for app in served:
        visit(app)


def stands_alone(code: str) -> bool:
    """Whether an example is a whole program, or uses none of a session's functions."""
    return any(
        word in code
        for word in (
            "start_server(",
            "path_deploy",
            "pyinstaller_datas",
            "background_server(",
            "Visitor(",
            "IOLoop",
            "protocol",
            "enable_debug",
        )
    )


def all_of(applications: Any) -> list[Callable[[], Any]]:
    """The functions among what `start_server` takes."""
    if callable(applications):
        return [applications]
    return list(applications.values() if isinstance(applications, dict) else applications)


def visit(app: Callable[[], Any]) -> None:
    """Open an app, answer what it asks, press each button once, and let some time pass."""
    with Visitor(app) as visitor:
        visitor.answers = lambda code, arguments: 1280
        answer_all(visitor)
        labels = shown_labels(visitor)
        for index, label in enumerate(labels):
            if label in shown_labels(visitor):
                visitor.press(label, nth=labels[:index].count(label))
                answer_all(visitor)
        visitor.advance(2)
        assert visitor.state != "failed"


def shown_labels(visitor: Visitor) -> list[str]:
    """The labels of all buttons on the page."""
    return [button.label for node in visitor.find(wire.Buttons) for button in node.buttons]


def answer_all(visitor: Visitor) -> None:
    """Answer one form after the other, for as long as there are any."""
    for _ in range(20):
        visitor.settle()
        if not visitor.forms:
            return
        form = visitor.form
        visitor.fill(**answers(form))
        buttons = [field for field in form.fields.values() if isinstance(field, wire.ActionsField)]
        if buttons:
            visitor.press(buttons[-1].buttons[0].label)
        else:
            visitor.submit()
        assert form.id not in [one.id for one in visitor.forms], f"refused: {form.marks}"
    raise AssertionError("the example asks without end")


TYPED = {
    "text": "Ann",
    "password": "secret",
    "number": "30",
    "float": "30.5",
    "url": "https://example.com",
    "date": "2026-11-22",
    "time": "13:45",
    "datetime-local": "2026-11-22T13:45",
    "color": "#1f5fd6",
}


def answers(form: Form) -> dict[str, Any]:
    """A sensible answer to each field that has none."""
    found: dict[str, Any] = {}
    for name, field in form.fields.items():
        if isinstance(field, wire.InputField) and not field.value and not field.readonly:
            found[name] = TYPED[field.kind]
        elif isinstance(field, wire.TextareaField) and not field.value:
            found[name] = "Once upon a time\nthere was a form."
        elif isinstance(field, wire.FileField):
            found[name] = ("report.csv", b"name,amount\nAnn,3\n")
        elif isinstance(field, wire.RadioField):
            found[name] = field.options[0].value
    return found
