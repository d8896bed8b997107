"""What a page shows of a program that cannot be started: the error, and the lines around it."""

from __future__ import annotations

import html
import linecache
import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ..output import put_code, put_error, put_html, put_text
from ..session import hold, set_env

AROUND = 4
"""Lines before and after the one of the error."""

_PACKAGE = str(Path(__file__).resolve().parents[1])
_PLACE = re.compile(r'^ *File "(?P<file>.+)", line (?P<line>\d+)', re.MULTILINE)


class Failure(NamedTuple):
    """A program that cannot be started: one sentence, where, and all that Python said."""

    message: str
    file: str = ""
    line: int = 0
    detail: str = ""


def read_failure(said: str, otherwise: str) -> Failure:
    """What a program wrote before it ended; the last place in it is where it failed."""
    lines = [line for line in said.splitlines() if line.strip()]
    places = list(_PLACE.finditer(said))
    if not places:
        return Failure(otherwise, detail=said)
    place = places[-1]
    message = lines[-1] if lines and not lines[-1].startswith(" ") else otherwise
    return Failure(message.strip(), place["file"], int(place["line"][:9]), said)


def failure_of(error: BaseException) -> Failure:
    """The same of an exception, from the first line of the program on."""
    trace = error.__traceback__
    while trace is not None and _is_ours(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    said = "".join(traceback.format_exception(type(error), error, trace))
    return read_failure(said, f"{type(error).__name__}: {error}")


def _is_ours(file: str) -> bool:
    return file.startswith((_PACKAGE, "<frozen importlib"))


def failure_app(failure: Failure, closing: str = "") -> Callable[[], None]:
    """An application that shows why another one cannot be shown."""

    def app() -> None:
        set_env(title="Error")
        put_error(failure.message)
        if failure.line:
            put_text(f"{failure.file}, line {failure.line}")
            put_html(_excerpt(failure.file, failure.line))
        if failure.detail:
            put_code(failure.detail.strip(), language="python")
        if closing:
            put_text(closing)
        hold()

    app.__doc__ = failure.message
    return app


def _excerpt(file: str, number: int) -> str:
    """The lines around one of a source file, with that one marked."""
    if Path(file).suffix not in (".py", ".pyw"):
        return ""
    linecache.checkcache(file)
    rows = []
    for at in range(max(1, number - AROUND), number + AROUND + 1):
        text = linecache.getline(file, at)
        if not text:
            continue
        line = f"{at:>5}  {html.escape(text.rstrip())}"
        rows.append(f'<mark style="padding: 0">{line}</mark>' if at == number else line)
    return f"<pre>{chr(10).join(rows)}</pre>" if rows else ""
