"""Small helpers, some of them under the names that add-on packages import."""

from __future__ import annotations

import asyncio
import functools
import inspect
import os
import random
import re
import socket
import string
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, overload

from .exceptions import ArgumentError

F = TypeVar("F", bound=Callable[..., Any])

_SURROGATES = re.compile("[\ud800-\udfff]")

STATIC_PATH = str(Path(__file__).resolve().parent / "html")
"""The directory of the front end's files; it holds an `index.html`."""

_NAME = re.compile(r"[A-Za-z0-9_-]+")
_UNITS = ("B", "kB", "MB", "GB", "TB")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgtp]?)b?", re.IGNORECASE)


def check_name(value: str, what: str = "name") -> str:
    """Return `value` if it is a name: ASCII letters, digits, ``-`` and ``_``.

    Raises :class:`ArgumentError` otherwise; `what` says in it which argument is meant.
    """
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise ArgumentError(
            f"{what} may have only ASCII letters, digits, '-' and '_'; got {value!r}."
        )
    return value


def random_str(length: int = 16) -> str:
    """A random string of ASCII letters and digits (not for secrets)."""
    return "".join(random.choices(string.ascii_letters + string.digits, k=length))


def get_free_port() -> int:
    """A TCP port that nobody listens at now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@overload
def pyinstaller_datas(cli_args: Literal[False] = False) -> list[tuple[str, str]]: ...
@overload
def pyinstaller_datas(cli_args: Literal[True]) -> str: ...
def pyinstaller_datas(cli_args: bool = False) -> list[tuple[str, str]] | str:
    """What PyInstaller has to add to a program: pairs of a source and its place.

    PyInstaller finds it by itself; this is for spec files and commands that name everything.

    :param cli_args: as text for the command line instead.

    Example::

        from pywebio.utils import pyinstaller_datas

        datas = pyinstaller_datas()
    """
    datas = [(STATIC_PATH, "pywebio/html")]
    if not cli_args:
        return datas
    return " ".join(f'--add-data "{source}{os.pathsep}{place}"' for source, place in datas)


async def wait_host_port(host: str, port: int, duration: float = 10, delay: float = 2) -> bool:
    """Wait until a TCP port answers: `duration` seconds at most, a try every `delay` seconds."""
    loop = asyncio.get_running_loop()
    end = loop.time() + duration
    while True:
        try:
            _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), timeout=5)
        except (OSError, TimeoutError):
            if loop.time() + delay > end:
                return False
            await asyncio.sleep(delay)
        else:
            writer.close()
            await writer.wait_closed()
            return True


def parse_file_size(size: int | float | str) -> int:
    """Bytes of a size: a number, or a text as ``'40K'``, ``'3M'``, ``'1.5g'`` (powers of 1024).

    Raises `ValueError` for a text that is no size, :class:`ArgumentError` for other types.
    """
    if isinstance(size, int | float) and not isinstance(size, bool):
        return _whole_bytes(size, size)
    if not isinstance(size, str):
        raise ArgumentError(f"A size is a number of bytes or a text as '3M'; got {size!r}.")
    match = _SIZE.fullmatch(size.strip())
    if match is None:
        raise ValueError(f"{size!r} is no size: write it as '40K', '3M', '1.5G' or '200' (bytes).")
    power = " kmgtp".index(match[2].lower() or " ")
    return _whole_bytes(float(match[1]) * 1024**power, size)


def _whole_bytes(count: float, size: object) -> int:
    try:
        return int(count)
    except (OverflowError, ValueError):  # infinite, or not a number
        raise ValueError(f"{size!r} is no size that a file can have.") from None


def format_file_size(size: int) -> str:
    """A size as people read it: ``'20 MB'``, ``'1.5 GB'`` (powers of 1024)."""
    power = min(max(size.bit_length() - 1, 0) // 10, 4)
    amount = size / 1024**power
    digits = 1 if amount < 10 and power else 0
    return f"{amount:.{digits}f}".removesuffix(".0") + f" {_UNITS[power]}"


def iscoroutinefunction(object: Any) -> bool:
    """Whether this is an ``async`` function, also inside of `functools.partial`."""
    return inspect.iscoroutinefunction(_unwrap_partial(object))


def isgeneratorfunction(object: Any) -> bool:
    """Whether this is a generator function, also inside of `functools.partial`."""
    return inspect.isgeneratorfunction(_unwrap_partial(object))


def get_function_name(func: Any, default: str | None = None) -> str | None:
    """The name of a function, also inside of `functools.partial`."""
    return getattr(_unwrap_partial(func), "__name__", default)


def _unwrap_partial(function: Any) -> Any:
    while isinstance(function, functools.partial):
        function = function.func
    return function


def run_as_function(gen: Generator[Any, Any, Any]) -> Any:
    """Run a generator to its end, sending each yielded value back, and return its result."""
    value: Any = None
    try:
        while True:
            value = gen.send(value)
    except StopIteration as done:
        return done.value


async def to_coroutine(gen: Generator[Any, Any, Any]) -> Any:
    """Run a generator to its end, awaiting what it yields, and return its result."""
    value: Any = None
    try:
        while True:
            value = await gen.send(value)
    except StopIteration as done:
        return done.value


def as_text(value: object) -> str:
    """Any object as text that can be sent; halves of surrogate pairs are replaced."""
    text = str(value)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return _SURROGATES.sub("\ufffd", text)
    return text


def in_context(function: F, enter: Callable[[], AbstractContextManager[object]]) -> F:
    """The function, plain or async, with each call inside of what `enter()` returns."""
    if iscoroutinefunction(function):

        @functools.wraps(function)
        async def call_async(*args: Any, **kwargs: Any) -> Any:
            with enter():
                return await function(*args, **kwargs)

        return cast(F, call_async)

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        with enter():
            return function(*args, **kwargs)

    return cast(F, call)


def nearest(name: str, known: list[str]) -> str:
    """A hint for error messages: ``" Did you mean 'x'?"`` or nothing."""
    found = get_close_matches(name, known, n=1)
    return f" Did you mean {found[0]!r}?" if found else ""
