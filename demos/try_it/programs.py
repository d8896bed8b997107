"""Applications of examples: what runs is the text of the documentation, and nothing else."""

from __future__ import annotations

import ast
import functools
import inspect
import threading
from collections.abc import Callable, Mapping
from types import CodeType
from typing import Any

from demos.try_it.blocks import Block
from pywebio.input import actions
from pywebio.output import put_code, put_html

BEGINNING = """
from pywebio.battery import *
from pywebio.exceptions import *
from pywebio.input import *
from pywebio.io_ctrl import *
from pywebio.output import *
from pywebio.pin import *
from pywebio.platform import config, seo
from pywebio.session import *
"""
"""What the guide says that its examples begin with, and the rest for the reference."""

App = Callable[[], Any]

_FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


def names_of(block: Block) -> dict[str, Any]:
    """The names that an example may use without importing them."""
    return {
        **_beginning(),
        "__name__": "__main__",
        "threading": threading,
        **dict.fromkeys(("main", "task", "bmi", "chat"), _readers_own),
    }


@functools.cache
def _beginning() -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(BEGINNING, names)
    return names


def _readers_own() -> None:
    """An application of the reader's."""
    put_html("<p>An application of yours.</p>")


def applications(block: Block, *, with_code: bool = True) -> dict[str, App]:
    """The applications of an example by name; it is one, `index`, if the block serves none."""
    if block.kind == "program":
        made = _served(block)
    else:
        made = {"index": _inside(block)}
    return {name: _with_code(app, block) for name, app in made.items()} if with_code else made


def _served(block: Block) -> dict[str, App]:
    """Run a program whose `start_server` does no more than to remember what it was given."""
    served: dict[str, App] = {}

    def start_server(applications: Any, *arguments: Any, **options: Any) -> None:
        served.update(_by_name(applications))

    program = ast.fix_missing_locations(_Given().visit(ast.parse(block.run)))
    exec(compile(program, block.place, "exec"), names_of(block) | {"start_server": start_server})
    return served


class _Given(ast.NodeTransformer):
    """Lets a program take `start_server` as it is given, instead of importing it."""

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.ImportFrom | None:
        node.names = [alias for alias in node.names if alias.name != "start_server"]
        return node if node.names else None

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        given = node.attr == "start_server"
        return ast.copy_location(ast.Name(node.attr, ast.Load()), node) if given else node


def _by_name(applications: Any) -> Mapping[str, App]:
    if callable(applications):
        return {"index": applications}
    if isinstance(applications, Mapping):
        return applications
    return {application.__name__: application for application in applications}


def _inside(block: Block) -> App:
    """An application that goes through the steps of an example."""
    steps = [compile(step, block.place, "exec", flags=_FLAGS) for step in block.steps]
    label = "下一步" if block.place.startswith("zh/") else "Next step"

    def app() -> None:
        names = names_of(block)
        for number, step in enumerate(steps):
            if number:
                actions(buttons=[label])
            exec(step, names)

    async def async_app() -> None:
        names = names_of(block)
        for number, step in enumerate(steps):
            if number:
                await actions(buttons=[label])
            awaited = eval(step, names)
            if awaited is not None:
                await awaited

    app.__doc__ = async_app.__doc__ = block.title  # which is the title of the page
    return async_app if any(map(_awaits, steps)) else app


def _awaits(code: CodeType) -> bool:
    return bool(code.co_flags & inspect.CO_COROUTINE)


def _with_code(app: App, block: Block) -> App:
    """An application that shows the text of its example first."""

    def show() -> None:
        put_code(block.shown, language="python")
        put_html("<hr>")

    @functools.wraps(app)
    def shown_app() -> None:
        show()
        app()

    @functools.wraps(app)
    async def shown_async_app() -> None:
        show()
        await app()

    return shown_async_app if inspect.iscoroutinefunction(app) else shown_app
