"""Importing the files of applications, and reading in them without importing."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from . import mode

MAIN = "main"

_lock = threading.Lock()
"""`sys.path` belongs to the process: files are imported one after the other."""


def load(path: Path, name: str) -> ModuleType:
    """Import a file as a module of this name, with its folder on `sys.path` meanwhile.

    What the file raises is raised here, also if it wants to end the process.
    """
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file.")
    module = importlib.util.module_from_spec(spec)
    with _lock, _on_path(str(path.parent)), mode.importing(str(path)):
        before = sys.modules.get(name)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            if before is None:
                del sys.modules[name]
            else:
                sys.modules[name] = before
            raise
    return module


@contextmanager
def _on_path(folder: str) -> Iterator[None]:
    sys.path.insert(0, folder)
    try:
        yield
    finally:
        if folder in sys.path:
            sys.path.remove(folder)


def module_name(path: Path, base: Path) -> str:
    """A module name for a file below a folder: a different one for each."""
    relative = os.path.relpath(path, base)
    return "pywebio_app_" + re.sub(r"\W", lambda match: f"_{ord(match[0]):x}_", relative)


# -- reading without importing --------------------------------------------------------------------


class Described(NamedTuple):
    """What a file says of its `main`."""

    title: str = ""
    description: str = ""


def describe(path: Path) -> Described | None:
    """What a file says of its `main`; `None` if there is none. Raises `SyntaxError`, `OSError`."""
    return _describe(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1000)
def _describe(path: Path, changed: int) -> Described | None:
    try:
        tree = ast.parse(path.read_bytes(), str(path))
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(str(error)) from None
    found = None
    for statement in _outermost(tree.body):
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            if statement.name == MAIN:
                found = _of_function(statement)
        elif MAIN in _names(statement):
            found = Described()
    return found


def _outermost(statements: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a module, those in its `if`, `try` and `with` too."""
    for statement in statements:
        yield statement
        if isinstance(statement, ast.If | ast.Try | ast.With):
            for name in ("body", "orelse", "finalbody"):
                yield from _outermost(getattr(statement, name, []))
            for handler in getattr(statement, "handlers", []):
                yield from _outermost(handler.body)


def _names(statement: ast.stmt) -> set[str]:
    """The names that a statement binds, other than by `def`."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name for alias in statement.names}
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        targets = [statement.target]
    else:
        return set()
    return {
        node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)
    }


def _of_function(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Described:
    """Title and description as `config()` says, else from the docstring."""
    title, _, rest = (ast.get_docstring(function) or "").partition("\n\n")
    said = {"title": title, "description": rest}
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and _called(decorator) == "config":
            said |= {
                keyword.arg: keyword.value.value
                for keyword in decorator.keywords
                if keyword.arg in said
                and isinstance(keyword.value, ast.Constant)
                and isinstance(keyword.value.value, str)
            }
    return Described(*(" ".join(said[name].split()) for name in ("title", "description")))


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def calls(path: Path, name: str) -> bool:
    """Whether a function of this name is called in a file. Raises `SyntaxError`, `OSError`."""
    tree = ast.parse(path.read_bytes(), str(path))
    return any(isinstance(node, ast.Call) and _called(node) == name for node in ast.walk(tree))
