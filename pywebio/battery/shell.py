"""What programs print: boxes for logs, standard output, commands of the shell."""

from __future__ import annotations

import asyncio
import codecs
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any, TextIO

from ..exceptions import ArgumentError
from ..output import Output, clear, put_scope, put_scrollable, put_text
from ..session import get_current_session
from ..utils import check_name

OutputFunction = Callable[[str], object]

_shown: OutputFunction = partial(put_text, inline=True)


def put_logbox(name: str, height: Any = 400, keep_bottom: bool = True) -> Output:
    """Show a box for a log.

    :param name: its name: ASCII letters, digits, ``-`` and ``_``.
    :param height: in pixels, or a pair of the smallest and the greatest height.
    :param keep_bottom: the end of the log stays in sight.

    Example::

        from pywebio.battery import logbox_append, put_logbox

        put_logbox("build", height=200)
        logbox_append("build", "compiling ...\\n")
    """
    return put_scrollable(
        put_scope(_scope(name)).style("font-family: monospace; white-space: pre-wrap"),
        height=height,
        keep_bottom=keep_bottom,
        border=True,
    )


def logbox_append(name: str, text: str) -> None:
    """Add a text to a log; line breaks are for you to give.

    :param name: as for :func:`put_logbox`.
    :param text: the text.

    Example::

        from pywebio.battery import logbox_append, put_logbox

        put_logbox("build")
        for number in range(3):
            logbox_append("build", f"step {number}\\n")
    """
    put_text(text, inline=True, scope=_scope(name))


def logbox_clear(name: str) -> None:
    """Empty a log.

    :param name: as for :func:`put_logbox`.

    Example::

        from pywebio.battery import logbox_clear, put_logbox

        put_logbox("build")
        logbox_clear("build")
    """
    clear(_scope(name))


def _scope(name: str) -> str:
    check_name(name, "the name of a log box")
    return f"webio-logbox-{name}"


_target: ContextVar[OutputFunction | None] = ContextVar("pywebio_stdout", default=None)
_lock = threading.Lock()


class _Router:
    """Stands for `sys.stdout`, which a process has once, and knows the way for each session."""

    def __init__(self, original: TextIO) -> None:
        self.original = original
        self.users = 0

    def write(self, text: str) -> int:
        target = _target.get()
        if target is None:
            return self.original.write(text)
        token = _target.set(None)  # what the function itself prints goes to the console
        try:
            target(text)
        finally:
            _target.reset(token)
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.original, name)


@contextmanager
def redirect_stdout(output_func: OutputFunction = _shown) -> Iterator[None]:
    """Show on the page what a block prints. Other visitors' programs are not touched.

    :param output_func: called with each text that is printed.

    Example::

        from pywebio.battery import redirect_stdout

        with redirect_stdout():
            print("seen by the visitor")
    """
    if not callable(output_func):
        raise ArgumentError(f"output_func takes a function of a text, got {output_func!r}.")
    with _lock:
        router = sys.stdout if isinstance(sys.stdout, _Router) else _Router(sys.stdout)
        router.users += 1
        sys.stdout = router
    before = _target.get()
    _target.set(output_func)
    try:
        yield
    finally:
        _target.set(before)
        with _lock:
            router.users -= 1
            if router.users == 0 and sys.stdout is router:
                sys.stdout = router.original


def run_shell(cmd: str, output_func: OutputFunction = _shown, encoding: str = "utf8") -> Any:
    """Run a command of the shell and show what it prints, while it runs.

    Never let a visitor's text into the command: the shell would run it.

    :param cmd: the command line.
    :param output_func: called with each piece of text that the command prints.
    :param encoding: of what it prints.
    :returns: the exit code of the command.

    Example::

        from functools import partial
        from pywebio.battery import logbox_append, put_logbox, run_shell

        put_logbox("out")
        code = run_shell("echo hello", output_func=partial(logbox_append, "out"))
    """
    if not isinstance(cmd, str):
        raise TypeError(f"run_shell() takes a command line as text, got {cmd!r}.")
    if not callable(output_func):
        raise ArgumentError(f"output_func takes a function of a text, got {output_func!r}.")
    decoder = _decoder(encoding)
    session = get_current_session()
    session.check_open()
    if session.kind == "thread":
        return _run(cmd, output_func, decoder)
    return asyncio.to_thread(_run, cmd, output_func, decoder)


def _decoder(encoding: Any) -> codecs.IncrementalDecoder:
    try:
        decoder: codecs.IncrementalDecoder = codecs.getincrementaldecoder(encoding)("replace")
    except (LookupError, TypeError, ValueError):
        raise ArgumentError(f"encoding is a name as 'utf8'; got {encoding!r}.") from None
    return decoder


def _run(cmd: str, output_func: OutputFunction, decoder: codecs.IncrementalDecoder) -> int:
    with subprocess.Popen(
        cmd, shell=True, bufsize=0, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        pipe = process.stdout
        assert pipe is not None
        try:
            while data := pipe.read(1 << 16):
                if text := decoder.decode(data):
                    output_func(text)
            if text := decoder.decode(b"", final=True):
                output_func(text)
        except BaseException:  # the visitor has left, for example
            process.kill()
            raise
    return process.returncode
