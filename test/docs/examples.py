"""Runs examples of the documentation the way a visitor would."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import tornado.ioloop
import tornado.web
from aiohttp import web
from django.urls import path
from fastapi import FastAPI
from flask import Flask

from demos.try_it.blocks import Block, public
from demos.try_it.programs import applications, names_of
from pywebio import protocol as wire
from pywebio.testing import Visitor
from pywebio.testing.form import Form

ENDLESS = (
    "tornado.web.Application.listen",
    "flask.Flask.run",
    "aiohttp.web.run_app",
    "uvicorn.run",
    "pywebio.platform.path_deploy",
    "pywebio.platform.path_deploy_http",
)
"""What would listen at a port, and mostly for ever; of what is installed."""


KNOWN = {
    "Visitor": Visitor,
    "tornado": tornado,
    "MainHandler": tornado.web.RequestHandler,
    "Flask": Flask,
    "FastAPI": FastAPI,
    "path": path,
    "web": web,
    "app": web.Application(),
    "run_event_loop": lambda: None,  # which does not return
}
"""What examples of docstrings use without importing it."""


def run(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run an example; a visitor opens its applications, answers and clicks."""
    # What an example sets for the whole process does not outlive it.
    monkeypatch.setattr("pywebio.pin._strict", False)
    monkeypatch.setattr("pywebio.platform.settings._defaults", [])
    if block.kind == "outside":
        run_outside(block, monkeypatch)
        return
    served = applications(block)
    assert served, "the example serves nothing"
    for app in served.values():
        visit(app)


def run_outside(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run an example that is no application: all but the call that serves for ever."""
    if "IOLoop" in block.source:
        loop = SimpleNamespace(start=lambda: None)
        monkeypatch.setattr("tornado.ioloop.IOLoop.current", lambda: loop)
    for name in ENDLESS:
        if importlib.util.find_spec(name.partition(".")[0]):
            monkeypatch.setattr(name, lambda *arguments, **options: None)
    names = names_of(block) | of_module(block) | KNOWN
    exec(compile(block.run, block.place, "exec"), names)
    for name, test in list(names.items()):
        if name.startswith("test_") and not inspect.signature(test).parameters:
            test()


def of_module(block: Block) -> dict[str, Any]:
    """The public names of the module whose docstring has the example."""
    name = "pywebio." + block.place.rpartition(".")[0]
    module = sys.modules.get(name) if "." in block.place else None
    return {} if module is None else {one: getattr(module, one) for one in public(module)}


def visit(app: Callable[[], Any]) -> None:
    """Open an app, answer what it asks, press each button once, and let some time pass."""
    with Visitor(app) as visitor:
        visitor.answers = lambda code, arguments: 1280
        answer_all(visitor)
        labels = shown_labels(visitor)
        for index, label in enumerate(labels):
            there = shown_labels(visitor).count(label)
            if there:  # a click may have taken buttons away
                visitor.press(label, nth=min(labels[:index].count(label), there - 1))
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
