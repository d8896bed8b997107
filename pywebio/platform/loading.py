"""Importing the files of applications, and reading in them without importing."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from . import mode

MAIN = "main"

_lock = threading.Lock()
"""`sys.path` belongs to the process: files are imported one after the other."""


Modules = dict[str, ModuleType]


def load(path: Path, name: str, own: Modules | None = None) -> ModuleType:
    """Import a file as a module of this name, with its folder on `sys.path` meanwhile.

    What the file raises is raised here, also if it wants to end the process.

    :param own: where the modules beside it are kept that have namesakes beside files of other
        folders.
    """
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file.")
    module = importlib.util.module_from_spec(spec)
    folder = str(path.parent)
    apart = nullcontext() if own is None else _apart(folder, own)
    with _lock, apart, _on_path(folder), mode.importing(str(path)):
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


@contextmanager
def _apart(folder: str, own: Modules) -> Iterator[None]:
    """Let a file find the modules beside it, not those of the same name beside other files.

    Python has one table of modules. Who came first stays in it, for what is imported later on.
    """
    names = _namesakes(folder)
    others = _imported(names)
    for name in others:
        del sys.modules[name]
    sys.modules.update(own)
    try:
        yield
    finally:
        own.update(_imported(names))
        for name in own:
            sys.modules.pop(name, None)
        sys.modules.update(others)


def _namesakes(folder: str) -> set[str]:
    """Names of modules in a folder that modules of another folder of applications have too.

    Those are the imported ones whose folder is not on `sys.path` any more.
    """
    known = {os.path.abspath(path) for path in (folder, *sys.path)}
    found = set()
    for file in os.listdir(folder):
        name = file.removesuffix(".py")
        origin = getattr(sys.modules.get(name), "__file__", None)
        if isinstance(origin, str) and not name.startswith("__"):
            home, last = os.path.split(origin)
            if last == "__init__.py":
                home = os.path.dirname(home)
            if home not in known:
                found.add(name)
    return found


def _imported(names: set[str]) -> Modules:
    """The modules of these names, and those in them."""
    modules = list(sys.modules.items())
    return {name: module for name, module in modules if name.partition(".")[0] in names}


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
