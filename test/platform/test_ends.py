"""How sessions and servers end: over real sockets, by signals and by code, with nothing left."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import textwrap
import threading
import time
import weakref
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from both_kinds import KINDS, Kind, now
from scripts import script
from served import PATIENCE, Tab, served, visit

from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError, SessionClosedException, SessionException
from pywebio.input import input
from pywebio.output import (
    popup,
    put_button,
    put_image,
    put_table,
    put_text,
    toast,
    use_scope,
)
from pywebio.pin import put_input
from pywebio.platform import RunningServer, background_server, stop_server
from pywebio.platform.server import Server
from pywebio.session import (
    defer_call,
    eval_js,
    get_current_session,
    hold,
    local,
    register_thread,
    run_async,
)
from pywebio.session.base import Program, Session
from pywebio.session.logs import log
from pywebio.testing.plugin import OpenVisitor

BOTH = pytest.mark.parametrize("kind", KINDS, ids=repr)


def soon(true: Callable[[], object]) -> bool:
    """Wait until something is true; returns whether it became so."""
    end = time.monotonic() + PATIENCE
    pause = threading.Event()
    while not true():
        if time.monotonic() > end:
            return False
        pause.wait(0.02)
    return True


# -- one session ----------------------------------------------------------------------------------


ENDINGS = ["closed", "lost", "stopped"]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("waits_at", ["input", "eval_js", "hold"])
@BOTH
def test_waits_raise_and_deferred_calls_run_once_in_order(
    kind: Kind, waits_at: str, ending: str
) -> None:
    order: list[str] = []
    sessions: list[Session] = []

    async def app() -> None:
        sessions.append(get_current_session())
        for number in range(3):
            defer_call(lambda number=number: order.append(f"deferred {number}"))
        put_text("ready")
        try:
            match waits_at:
                case "input":
                    await now(input("name"))
                case "eval_js":
                    await now(eval_js("new Promise(() => 0)"))
                case _:
                    await now(hold())
            order.append("went on")
        except SessionClosedException:
            order.append("raised")
            raise

    async def run() -> None:
        tab = await Tab(server.url).open()
        await tab.sees("ready")
        assert soon(lambda: sessions[0].waits)
        if ending == "closed":
            await tab.leave()
        elif ending == "lost":
            tab.cut()
        else:
            server._service.stop()
            await tab.ended()
            assert tab.page.bye == wire.Bye(reason="stopped")
            assert tab.line.close_code == 1001

    options: dict[str, Any] = {"keep_running": 0, "reconnect_timeout": 0.1}
    with background_server(kind.function(app), host="127.0.0.1", **options) as server:
        visit(run)
        assert soon(lambda: len(order) == 4)
    assert [word for word in order if word.startswith("deferred")] == [
        f"deferred {number}" for number in range(3)
    ]
    assert ("went on" if waits_at == "hold" else "raised") in order


@BOTH
def test_an_endless_loop_ends_by_its_exception_when_the_line_is_lost(kind: Kind) -> None:
    ended: list[type[BaseException] | None] = []

    async def app() -> None:
        try:
            while True:
                put_text("on and on")
                if not kind.is_thread:
                    await asyncio.sleep(0)
        except SessionClosedException:
            ended.append(sys.exc_info()[0])
            raise

    async def run() -> None:
        for clean in (True, False):
            tab = await Tab(url).open()
            await tab.sees("on and on")
            if clean:
                await tab.leave()
            else:
                tab.cut()

    options = {"keep_running": 0, "max_outputs": 500}
    with served(kind.function(app), reconnect_timeout=0.1, others=options) as url:
        visit(run)
        assert soon(lambda: len(ended) == 2)
    assert all(error is not None and issubclass(error, SessionClosedException) for error in ended)


# -- stopping a server ----------------------------------------------------------------------------


PROGRAM = """
import asyncio, os, signal, sys, threading
import pywebio
from pywebio.platform import background_server, stop_server
from pywebio.session import get_current_session

def say(line):
    os.write(1, f"{line}\\n".encode())  # in one piece: several threads do

def held_file():
    slot = get_current_session().uploads.open(10, 10)
    slot.write("a" * 20, 4, 0, b"data")
    return slot

def thread():
    slot = held_file()
    defer_call(lambda: say("thread deferred 1"))
    defer_call(lambda: say("thread deferred 2"))
    put_button("stop", onclick=stop_server)
    try:
        input("name")
    finally:
        say("thread " + sys.exc_info()[0].__name__)

async def coroutine():
    slot = held_file()
    async def deferred():
        await asyncio.sleep(0.05)
        say("coroutine deferred 2")
    defer_call(lambda: say("coroutine deferred 1"))
    defer_call(deferred)
    put_button("stop", onclick=stop_server)
    try:
        await asyncio.sleep(3600)
    finally:
        name = sys.exc_info()[0].__name__
        await asyncio.sleep(0.1)
        say("coroutine " + name)

options = dict(host="127.0.0.1")
"""
WAYS = {
    "SIGTERM": "pywebio.start_server([thread, coroutine], **options)",
    "SIGINT": "pywebio.start_server([thread, coroutine], **options)",
    "session": "pywebio.start_server([thread, coroutine], **options)\nprint('on', flush=True)",
    "code": """
server = background_server([thread, coroutine], **options)
print("Running on", server.url, flush=True)
sys.stdin.readline()
server.stop()
print('on', flush=True)
""",
}


@pytest.mark.parametrize("way", list(WAYS))
def test_whatever_stops_a_server_its_sessions_end_in_order(way: str, tmp_path: Path) -> None:
    async def run() -> None:
        tabs = [await Tab(running.serves()).open(app) for app in ("thread", "coroutine")]
        for tab in tabs:
            await tab.until(lambda page: page.document.outputs())
        assert len(list(tmp_path.glob("pywebio-*"))) == 2
        if way.startswith("SIG"):
            running.process.send_signal(getattr(signal, way))
        elif way == "session":
            (buttons,) = tabs[0].page.document.outputs()
            assert isinstance(buttons, wire.Buttons)
            await tabs[0].send(wire.CallbackEvent(callback=buttons.callback, value=0))
        else:
            running.say("stop")
        for tab in tabs:
            await tab.ended()
            assert tab.page.bye == wire.Bye(reason="stopped")
            assert tab.line.close_code == 1001

    with script(PROGRAM + WAYS[way], TMPDIR=str(tmp_path)) as running:
        visit(run)
        assert running.ends() == {"SIGINT": 130}.get(way, 0)
    printed = running.lines[1:]
    if not way.startswith("SIG"):
        assert printed.pop() == "on"
    assert sorted(printed) == [
        "coroutine ClosedWhileAwaiting",
        "coroutine deferred 1",
        "coroutine deferred 2",
        "thread SessionClosedException",
        "thread deferred 1",
        "thread deferred 2",
    ]
    for name in ("thread", "coroutine"):
        lines = [line for line in printed if line.startswith(f"{name} deferred")]
        assert lines == [f"{name} deferred 1", f"{name} deferred 2"]
    assert not list(tmp_path.glob("pywebio-*"))


def test_what_runs_on_after_the_stop_is_named_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    go_on = threading.Event()
    names: list[str] = []

    def busy() -> None:
        names.append(threading.current_thread().name)
        put_text("ready")
        while not go_on.wait(0.01):
            pass

    async def patient() -> None:
        names.append(asyncio.current_task().get_name())  # type: ignore[union-attr]
        put_text("ready")
        while not go_on.is_set():
            try:
                await asyncio.sleep(3600)
            except SessionClosedException:
                put_later.append("told")
                await asyncio.sleep(3600)

    def registers() -> None:
        thread = threading.Thread(target=go_on.wait, args=(PATIENCE,), name="a thread of its own")
        register_thread(thread)
        names.append(thread.name)
        thread.start()
        put_text("ready")

    put_later: list[str] = []

    async def run() -> None:
        for app in ("busy", "patient", "registers"):
            tab = await Tab(server.url).open(app)
            await tab.sees("ready")

    options: dict[str, Any] = {"shutdown_timeout": 0.1, "keep_running": 3600}
    server = background_server([busy, patient, registers], host="127.0.0.1", **options)
    try:
        visit(run)
        server.stop()
        (record,) = caplog.records
        assert "still run" in record.getMessage()
        assert all(name in record.getMessage() for name in names)
        assert put_later == ["told"]
    finally:
        go_on.set()


def test_a_server_in_the_background_is_stopped_from_within_without_waiting_for_itself() -> None:
    ended = threading.Event()

    def app() -> None:
        put_text("ready")
        input("go on")
        servers[0].stop()
        servers[0].stop()
        ended.set()

    servers: list[RunningServer] = []

    async def run() -> None:
        tab = await Tab(servers[0].url).open()
        assert servers[0].sessions == 1
        await tab.submit("yes")
        await tab.ended()

    servers.append(background_server(app, host="127.0.0.1", shutdown_timeout=3600))
    assert not servers[0].wait(0)
    visit(run)
    assert ended.wait(PATIENCE)
    assert servers[0].wait(PATIENCE)
    assert servers[0].sessions == 0
    servers[0].stop()


def test_two_servers_in_the_background_do_not_notice_each_other() -> None:
    def app() -> None:
        put_button("stop", onclick=stop_server)
        hold()

    async def run() -> None:
        one, two = await Tab(first.urls[0]).open(), await Tab(second.url).open()
        for tab in (one, two):
            await tab.until(lambda page: page.document.outputs())
        (buttons,) = one.page.document.outputs()
        assert isinstance(buttons, wire.Buttons)
        await one.send(wire.CallbackEvent(callback=buttons.callback, value=0))
        await one.ended()
        assert second.sessions == 1
        await two.leave()

    with (
        background_server(app, host="127.0.0.1") as first,
        background_server(app, host="127.0.0.1") as second,
    ):
        visit(run)
        assert first.wait(PATIENCE)
        assert not second.wait(0)


def test_a_server_of_somebody_else_is_not_stopped_from_a_session(
    open_visitor: OpenVisitor,
) -> None:
    def app() -> None:
        get_current_session().stop_server = Server(lambda: None).stop  # as in a mounted handler
        with pytest.raises(SessionException, match="an application of yours"):
            stop_server()
        put_text("goes on")

    assert open_visitor(app).sees("goes on")


def test_a_button_that_stops_the_server_can_be_tested(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        put_button("stop", onclick=stop_server)

    visitor = open_visitor(app)
    visitor.press("stop")
    visitor.wait_until(lambda: visitor.session.program == Program.CLOSED)


def test_stopping_outside_of_a_session_says_what_to_do() -> None:
    with pytest.raises(SessionException):
        stop_server()
    with pytest.raises(ArgumentError, match="auto_open_webbrowser"):
        background_server(print, auto_open_webbrowser=True)
    with pytest.raises(ArgumentError, match="port is a number"):
        background_server(print, port=-1)


def test_a_page_of_a_server_that_was_started_again_is_told_that_it_is_not_known() -> None:
    def app() -> None:
        put_text("shown")
        input("name")

    async def before() -> None:
        tab = await Tab(server.url, None).open()
        await tab.sees("shown")
        tabs.append(tab)
        server._service.stop()
        await tab.ended()

    async def after() -> None:
        tabs[0].page.bye = None
        tab = await Tab(server.url, tabs[0].page).open()
        assert tab.page.bye == wire.Bye(reason="unknown")
        fresh = Tab(server.url)
        fresh.page.key = tabs[0].page.key  # a page that was loaded anew, and knows its old key
        await fresh.open()
        await fresh.sees("shown")

    tabs: list[Tab] = []
    with background_server(app, host="127.0.0.1") as server:
        port = int(server.url.rstrip("/").rpartition(":")[2])
        visit(before)
    with background_server(app, host="127.0.0.1", port=port) as server:
        visit(after)


# -- many sessions --------------------------------------------------------------------------------


async def asks(kind: Kind) -> None:
    put_text("hello")
    await now(input("name"))


async def shows_much(kind: Kind) -> None:
    put_table([["a", put_text("in a table")], [put_button("b", onclick=print), 2]])
    with use_scope("scope"):
        put_image(b"GIF89a")
        put_input("pin", value="x")
    popup("title", [put_text("in a popup")])
    toast("message", onclick=print)
    local.data = bytearray(10_000)
    put_text("hello")
    await now(hold())


async def asks_with_callbacks(kind: Kind) -> None:
    put_text("hello")
    await now(input("name", action=("fill in", print), onchange=print, timeout=3600))


async def never() -> None:
    """Wait without end. (asyncio keeps the timer of a cancelled sleep, if that was a long one.)"""
    await asyncio.Event().wait()


async def works_beside(kind: Kind) -> None:
    def work() -> None:
        put_text("hello")

    if kind.is_thread:
        thread = threading.Thread(target=work)
        register_thread(thread)
        thread.start()
    else:
        run_async(never())
        await asyncio.to_thread(work)
    await now(eval_js("new Promise(() => 0)"))


async def fails(kind: Kind) -> None:
    put_text("hello")
    raise ZeroDivisionError


PROGRAMS = [asks, shows_much, asks_with_callbacks, works_beside, fails]


@pytest.mark.parametrize("program", PROGRAMS)
@BOTH
def test_sessions_go_at_once_and_do_not_wait_for_the_garbage_collector(
    kind: Kind,
    program: Callable[[Kind], Coroutine[Any, Any, None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It comes after thousands of sessions, and until then all of them would stay in memory."""
    seen: list[weakref.ref[Session]] = []
    monkeypatch.setattr(log, "disabled", True)  # pytest keeps records, with their tracebacks

    async def app() -> None:
        seen.append(weakref.ref(get_current_session()))
        await program(kind)

    async def run() -> None:
        for number in range(6):
            tab = await Tab(url).open()
            await tab.sees("hello")
            if number % 2:
                tab.cut()
            else:
                await tab.leave()

    options = {"keep_running": 0, "keep_finished": 0}
    with served(kind.function(app), reconnect_timeout=0.05, others=options) as url:
        gc.collect()
        gc.disable()
        try:
            visit(run)
            assert soon(lambda: all(session() is None for session in seen))
        finally:
            gc.enable()
    assert len(seen) == 6


def descriptors() -> int:
    """How many files and sockets this process has open."""
    return len(os.listdir("/proc/self/fd"))


async def open_and_drop(url: str, count: int, number: int) -> None:
    """Open sessions, some at a time; some are closed, some lost, some used before."""

    async def one(index: int) -> None:
        tab = await Tab(url).open(("thread_app", "coroutine_app")[index % 2])
        await tab.sees("hello")
        if index % 3 == 0:
            await tab.submit("x")
            await tab.sees("said x")
        if index % 5 == 0:
            tab.cut()
        else:
            await tab.leave()

    for start in range(0, count, 50):
        await asyncio.gather(*(one(index) for index in range(start, start + 50)))


def thread_app() -> None:
    defer_call(lambda: None)
    put_text("hello")
    put_button("b", onclick=lambda: None)
    put_text("said", input("name"))
    hold()


async def coroutine_app() -> None:
    defer_call(lambda: None)
    put_text("hello")
    put_button("b", onclick=lambda: None)
    async with asyncio.TaskGroup() as group:
        group.create_task(never())
        put_text("said", await input("name"))


def live_sessions() -> set[Session]:
    """The sessions that are still somewhere in memory."""
    gc.collect()
    # Not isinstance(): lazy objects of other libraries make themselves when they are asked that.
    return {thing for thing in gc.get_objects() if issubclass(type(thing), Session)}


@pytest.mark.slow
def test_a_thousand_sessions_leave_no_thread_no_descriptor_and_no_memory_behind() -> None:
    options: dict[str, Any] = {"keep_running": 0, "keep_finished": 0}
    apps = [thread_app, coroutine_app]
    earlier, others = live_sessions(), set(threading.enumerate())  # of tests before this one
    with served(apps, reconnect_timeout=0.05, others=options) as url:
        visit(lambda: open_and_drop(url, 100, 0))  # what is made once, is made now
        assert soon(lambda: live_sessions() <= earlier)
        assert soon(lambda: idle_threads_ended(others))
        threads, files = threading.active_count(), descriptors()
        blocks = sys.getallocatedblocks()
        visit(lambda: open_and_drop(url, 1000, 1))
        assert soon(lambda: live_sessions() <= earlier)
        assert soon(lambda: idle_threads_ended(others))
        assert threading.active_count() <= threads
        assert soon(lambda: descriptors() <= files)
        gc.collect()
        assert sys.getallocatedblocks() - blocks < 10_000  # ten for each


def idle_threads_ended(others: set[threading.Thread]) -> bool:
    """Whether no worker waits for a next job any more, but for those of others."""
    threads = set(threading.enumerate()) - others
    return not any(thread.name.startswith("pywebio ") for thread in threads)


# -- programs that do not want to end -------------------------------------------------------------

STUBBORN = {
    "swallows errors": """
        async def main():
            put_text("ready")
            while True:
                try:
                    await asyncio.sleep(0.01)
                except Exception:
                    pass
    """,
    "swallows everything": """
        async def main():
            put_text("ready")
            while True:
                try:
                    await asyncio.sleep(0.01)
                except BaseException:
                    pass
    """,
    "waits for a thread": """
        async def main():
            put_text("ready")
            await asyncio.to_thread(time.sleep, 3600)
    """,
    "waits in a thread": """
        def main():
            put_text("ready")
            time.sleep(3600)
    """,
    "has a long deferred call": """
        async def main():
            defer_call(lambda: asyncio.sleep(3600))
            put_text("ready")
            await hold()
    """,
}


def stubborn(name: str) -> str:
    """A server with such a program."""
    imports = "import asyncio, time, pywebio\n"
    start = 'pywebio.start_server(main, host="127.0.0.1", shutdown_timeout=0.2)\n'
    return imports + textwrap.dedent(STUBBORN[name]) + start


@pytest.mark.parametrize("name", list(STUBBORN))
def test_a_server_stops_in_bounded_time_whatever_its_programs_do(name: str) -> None:
    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.sees("ready")
        running.process.send_signal(signal.SIGTERM)
        await tab.ended()
        assert tab.page.bye == wire.Bye(reason="stopped")

    with script(stubborn(name)) as running:
        visit(run)
        assert running.ends() == 0
        assert "still run" in running.output
        assert "pywebio " in running.output.split("still run")[1]


def test_a_second_ctrl_c_ends_a_coroutine_that_holds_up_the_whole_server() -> None:
    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.sees("ready")
        await tab.submit("go")
        assert await asyncio.to_thread(running.says, "stuck", 1, PATIENCE)
        running.process.send_signal(signal.SIGINT)
        await asyncio.sleep(1.2)  # the time after which Ctrl-C means it
        running.process.send_signal(signal.SIGINT)
        await tab.ended()

    code = """
        import pywebio
        async def main():
            put_text("ready")
            await input("go on")
            print("stuck", flush=True)
            while True: pass
        pywebio.start_server(main, host="127.0.0.1", shutdown_timeout=0.2)
    """
    with script(code) as running:
        visit(run)
        assert running.ends() == 130
        assert "while True: pass" in running.output or "in main" in running.output


def test_many_blocking_calls_of_coroutines_do_not_wait_for_each_other() -> None:
    go_on = threading.Event()
    count = 30  # more than the threads that asyncio would have

    async def app() -> None:
        put_text("ready")
        put_text("went on", await asyncio.to_thread(go_on.wait, PATIENCE))

    async def run() -> None:
        tabs = [await Tab(url).open() for _ in range(count)]
        for tab in tabs:
            await tab.sees("ready")
        busy = [thread.name for thread in threading.enumerate() if "to_thread" in thread.name]
        assert len(busy) == count
        assert all(name.startswith("pywebio ") for name in busy)
        go_on.set()
        for tab in tabs:
            await tab.sees("went on True")

    with served(app) as url:
        visit(run)
