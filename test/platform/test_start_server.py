"""`start_server` of every host, each in a process of its own."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from http_tab import HttpTab
from served import PATIENCE, Tab, fetch, visit

from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError
from pywebio.platform import aiohttp, django, fastapi, flask, tornado, tornado_http
from pywebio.platform.serving import listen

PROGRAM = """
import sys, warnings
warnings.simplefilter("error")
from pywebio.input import input
from pywebio.output import put_text
from pywebio.platform.{module} import start_server
from pywebio.session import defer_call

def app():
    defer_call(lambda: sys.stdout.write("ended\\n"))
    put_text("hello", input("name"))

async def coroutine_app():
    defer_call(lambda: sys.stdout.write("ended\\n"))
    put_text("hello", await input("name"))

start_server([app, coroutine_app], port=0, host="127.0.0.1", static_dir={static!r})
print("returned", flush=True)
"""

MODULES: dict[str, Any] = {
    "tornado": tornado,
    "tornado_http": tornado_http,
    "flask": flask,
    "django": django,
    "aiohttp": aiohttp,
    "fastapi": fastapi,
}
SOCKETS = ("tornado", "aiohttp", "fastapi")
EVERY = pytest.mark.parametrize("module", MODULES)


class Started(NamedTuple):
    """A server in a process."""

    process: subprocess.Popen[str]
    url: str


@contextmanager
def started(module: str, folder: Path) -> Iterator[Started]:
    """Start a server; gives the process and the address that it has printed."""
    program = PROGRAM.format(module=module, static=str(folder))
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    watchdog = threading.Timer(4 * PATIENCE, process.kill)
    watchdog.start()
    try:
        assert process.stdout is not None
        found = re.match(r"Running on (http://127\.0\.0\.1:\d+/)", process.stdout.readline())
        assert found is not None, process.communicate()
        yield Started(process, found[1])
    finally:
        watchdog.cancel()
        process.kill()
        process.communicate()


@EVERY
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_tells_the_visitors_and_ends_the_sessions(
    module: str, number: signal.Signals, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("static")

    async def run() -> None:
        tabs = []
        kind = Tab if module in SOCKETS else HttpTab
        for app in ("app", "coroutine_app"):
            tab = await kind(server.url).open(app)
            await tab.until(lambda page: page.form)
            tabs.append(tab)
        told = [asyncio.ensure_future(tab.until(lambda page: page.bye)) for tab in tabs]
        for _ in range(3):  # by then the server has got the questions that wait for an answer
            await asyncio.to_thread(fetch, server.url)
        server.process.send_signal(number)
        await asyncio.gather(*told)
        for tab in tabs:
            assert tab.page.bye == wire.Bye(reason="stopped")
            tab.cut()

    with started(module, tmp_path) as server:
        assert fetch(f"{server.url}static/a.txt")[2] == b"static"
        assert b"<title>Applications</title>" in fetch(server.url)[2]
        visit(run)
        out, errors = server.process.communicate(timeout=PATIENCE)
        assert out.split() == ["ended", "ended"]
        assert errors == ""
        assert server.process.returncode == (0 if number == signal.SIGTERM else 130)


@EVERY
@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"port": "http"}, "port is a number"),
        ({"host": 3}, "host is an address"),
        ({"max_otputs": 3}, "Did you mean 'max_outputs'"),
        ({"allowed_origins": 3}, "allowed_origins is a list"),
    ],
)
def test_bad_arguments_are_refused(module: str, keywords: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        MODULES[module].start_server(lambda: None, **keywords)


@pytest.mark.parametrize("module", ["tornado_http", "flask", "django"])
@pytest.mark.parametrize("name", ["session_expire_seconds", "session_cleanup_interval"])
@pytest.mark.parametrize("value", ["soon", -1, True])
def test_times_of_sessions_over_http_are_checked(module: str, name: str, value: object) -> None:
    with pytest.raises(ArgumentError, match=name):
        MODULES[module].start_server(lambda: None, **{name: value})


def test_a_port_in_use_is_named() -> None:
    (line,) = listen(0, "127.0.0.1")
    port = line.getsockname()[1]
    code = f"""
from pywebio import start_server
start_server(lambda: None, port={port}, host="127.0.0.1")
"""
    with line:
        ended = subprocess.run(
            [sys.executable, "-c", code],
            check=False,
            timeout=PATIENCE,
            capture_output=True,
            text=True,
        )
    last = ended.stderr.splitlines()[-1]
    assert last.startswith("OSError: ")
    assert last.endswith(f"choose another port than {port}; 0 is a free one.")


def test_a_host_that_is_none_is_named() -> None:
    with pytest.raises(socket.gaierror, match=r"'nowhere\.invalid' is no address"):
        listen(0, "nowhere.invalid")


@EVERY
def test_where_a_loop_runs_already_it_is_said_what_to_do(module: str) -> None:
    async def cell_of_a_notebook() -> None:
        MODULES[module].start_server(lambda: None, port=0, host="127.0.0.1")

    with pytest.raises(RuntimeError, match="background_server"):
        asyncio.run(cell_of_a_notebook())
