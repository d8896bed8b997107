"""Programs that start again when their source changes: real processes, and pages that stay open."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from http_tab import HttpTab
from scripts import Script, script
from served import PATIENCE, Tab, fetch, opened, visit
from tornado.httpclient import HTTPClientError

from pywebio import protocol as wire

PROGRAM = """
    import os
    import pywebio, part
    put = put_text
    def main():
        put(part.TEXT)
        put(f"process {os.getpid()}")
        input("name")
    if __name__ == "__main__":
        pywebio.start_server(main, host="127.0.0.1", debug=True)
"""


@contextmanager
def program(folder: Path, code: str = PROGRAM) -> Iterator[Script]:
    """A program of two files, of which `part.py` says what it shows."""
    with script(code, program=folder / "app.py") as running:
        yield running
        running.process.send_signal(signal.SIGINT)
        assert running.ends() == 130, running.output


def write(folder: Path, text: str) -> None:
    (folder / "part.py").write_text(text)


@pytest.fixture(autouse=True)
def first(tmp_path: Path) -> None:
    write(tmp_path, "TEXT = 'first'")


class Comeback:
    """What an open page does: it connects again, and loads itself anew when it is not known."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.tab = Tab(url)
        self.byes = 0

    async def open(self) -> None:
        self.tab = await Tab(self._url).open()

    async def sees(self, text: str) -> None:
        """Follow the page over ends of its line until it shows a text."""
        while text not in self.tab.page.text:
            if await self.tab.step():
                continue
            # At this word a page looks for the next server, as at none.
            assert self.tab.page.bye in (None, wire.Bye(reason="stopped"))
            self.tab.page.bye = None
            again = await Tab(self._url, self.tab.page).open()
            assert again.page.bye == wire.Bye(reason="unknown")
            self.byes += 1
            await self.open()

    def process(self) -> int:
        """The process that serves the page."""
        return int(self.tab.page.text.partition("process ")[2].split()[0])


async def shows(url: str, text: str) -> HttpTab:
    """Open pages, by HTTP as every host has it, until one shows a text; each is followed to its
    end, which comes with that of its worker."""
    async with asyncio.timeout(PATIENCE):
        while True:
            tab = HttpTab(url)
            with suppress(HTTPClientError, OSError):  # between two workers
                await tab.say(tab.page.hello())
                while text not in tab.page.text and await tab.step():
                    pass
            if text in tab.page.text:
                opened(tab)
                return tab


async def ended(tab: HttpTab) -> None:
    """Follow an open page to the end of its worker."""
    with suppress(HTTPClientError, OSError):
        await tab.ended()
    assert tab.page.bye in (None, wire.Bye(reason="stopped"))


def test_a_change_comes_to_the_open_page(tmp_path: Path) -> None:
    async def run() -> None:
        page = Comeback(running.serves())
        await page.open()
        await page.sees("process")
        first = page.process()
        write(tmp_path, "TEXT = 'second'")
        await page.sees("second")
        await page.sees("process")
        assert page.process() != first
        assert page.byes == 1

    with program(tmp_path) as running:
        visit(run)
        assert running.output.count("Running on") == 1
        assert running.output.count("Starting again:") == 1


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("X = 1\nTEXT = 'open\n", "SyntaxError: unterminated string literal"),
        ("X = 1\nTEXT = [][1]\n", "IndexError: list index out of range"),
    ],
)
def test_an_error_is_shown_with_its_line_until_it_is_mended(
    tmp_path: Path, broken: str, says: str
) -> None:
    async def run() -> None:
        page = Comeback(running.serves())
        await page.open()
        await page.sees("first")
        write(tmp_path, broken)
        await page.sees("This page changes by itself")
        assert says in page.tab.page.text
        assert f"{tmp_path / 'part.py'}, line 2" in page.tab.page.text
        # Every address shows it, as the program may have served any of them.
        status, _, _ = fetch(running.url + "some/where")
        assert status == 200
        write(tmp_path, "TEXT = 'mended'")
        await page.sees("mended")

    with program(tmp_path) as running:
        visit(run)
        assert says in running.output


def test_a_file_that_was_missing_is_found(tmp_path: Path) -> None:
    async def run() -> None:
        page = Comeback(running.serves())
        await page.open()
        await page.sees("first")
        (tmp_path / "part.py").unlink()
        await page.sees("No module named 'part'")
        write(tmp_path, "TEXT = 'there again'")
        await page.sees("there again")

    with program(tmp_path) as running:
        visit(run)


def test_what_is_imported_later_is_watched_too(tmp_path: Path) -> None:
    code = PROGRAM.replace('put(f"', 'import late; put(late.TEXT); put(f"')
    (tmp_path / "late.py").write_text("TEXT = 'late'")

    async def run() -> None:
        page = Comeback(running.serves())
        await page.open()
        await page.sees("late")
        # The file is watched from half a second on: each change before that is taken as it is.
        for count in range(1000):
            (tmp_path / "late.py").write_text(f"TEXT = 'later {count}'")
            with suppress(TimeoutError):
                async with asyncio.timeout(0.5):
                    await page.tab.ended()
                    break
        await page.open()
        await page.sees("later")

    with program(tmp_path, code) as running:
        visit(run)


STARTERS = ["tornado_http", "aiohttp", "fastapi", "flask", "django"]


@pytest.mark.parametrize("host", STARTERS)
def test_every_start_server_starts_again(tmp_path: Path, host: str) -> None:
    """The same on all hosts: a change, an error, the mended program, at one port."""
    module = f"pywebio.platform.{host}"
    code = PROGRAM.replace("import pywebio,", f"import {module},").replace(
        "pywebio.start_server(main,", f"{module}.start_server(main, port=0,"
    )

    async def run() -> None:
        page = await shows(running.serves(), "first")
        for content, shown in (
            ("TEXT = 'second'", "second"),
            ("TEXT = ", "SyntaxError"),
            ("TEXT = 'whole again'", "whole again"),
        ):
            write(tmp_path, content)
            await ended(page)
            page = await shows(running.url, shown)

    with program(tmp_path, code) as running:
        visit(run)
        assert running.output.count("Running on") == 1
        assert running.output.count("Starting again") == 3


def test_sessions_may_clean_up_before_the_program_starts_again(tmp_path: Path) -> None:
    code = PROGRAM.replace(
        "put(part.TEXT)", "put(part.TEXT); defer_call(lambda: print('cleaned up', flush=True))"
    )

    async def run() -> None:
        page = Comeback(running.serves())
        await page.open()
        await page.sees("first")
        write(tmp_path, "TEXT = 'second'")
        await page.sees("second")

    with program(tmp_path, code) as running:
        visit(run)
        assert running.says("cleaned up", times=1, patience=PATIENCE)


def test_a_worker_that_dies_is_told_and_replaced(tmp_path: Path) -> None:
    async def run() -> None:
        page = Comeback(running.serves())
        await page.open()
        await page.sees("process")
        os.kill(page.process(), signal.SIGKILL)
        await page.sees("ended by the signal SIGKILL")
        write(tmp_path, "TEXT = 'second'")
        await page.sees("second")

    with program(tmp_path) as running:
        visit(run)


def test_a_worker_does_not_outlive_its_supervisor(tmp_path: Path) -> None:
    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.sees("process")
        running.process.kill()
        await tab.ended()
        assert tab.page.bye == wire.Bye(reason="stopped")

    with script(PROGRAM, program=tmp_path / "app.py") as running:
        visit(run)
        # The worker holds the other end of the pipe that is read here.
        assert running.ends() == -signal.SIGKILL


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_signal_ends_both_and_the_visitor_is_told(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.sees("first")
        running.process.send_signal(number)
        await tab.ended()
        assert tab.page.bye == wire.Bye(reason="stopped")

    with script(PROGRAM, program=tmp_path / "app.py") as running:
        visit(run)
        assert running.ends() == code
        assert "Traceback" not in running.output


def test_a_signal_ends_the_supervisor_while_it_shows_an_error(tmp_path: Path) -> None:
    async def run() -> None:
        page = Comeback(running.serves())
        await page.open()
        await page.sees("first")
        write(tmp_path, "TEXT = ")
        await page.sees("SyntaxError")

    with program(tmp_path) as running:
        visit(run)


def test_the_terminal_is_the_workers_again_once_it_serves(tmp_path: Path) -> None:
    """Standard error goes through the supervisor only until the program serves."""
    code = PROGRAM.replace(
        "put(part.TEXT)", "put(os.readlink('/proc/self/fd/2') == os.readlink('/proc/self/fd/1'))"
    )

    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.sees("process")
        assert tab.page.text.startswith("True")

    with program(tmp_path, code) as running:
        visit(run)


def test_a_program_that_a_worker_starts_is_no_worker(tmp_path: Path) -> None:
    code = """
        import subprocess, sys
        if len(sys.argv) == 1:
            other = subprocess.run([sys.executable, __file__, "other"], capture_output=True)
            print("other:", other.stdout.decode(), other.stderr.decode()[-300:], flush=True)
        import pywebio.platform.reload
        if len(sys.argv) > 1:
            print(pywebio.platform.reload.as_worker())
        else:
            pywebio.start_server(lambda: None, host="127.0.0.1", debug=True)
    """
    with program(tmp_path, code) as running:
        running.serves()
        assert running.says("other: None", times=2, patience=PATIENCE)


def test_without_a_file_of_its_own_a_program_just_serves() -> None:
    code = """
        import pywebio
        pywebio.start_server(lambda: put_text("shown"), host="127.0.0.1", debug=True)
    """

    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.sees("shown")

    with script(code) as running:
        visit(run)


def test_debug_of_a_process_in_the_background_is_left_alone(tmp_path: Path) -> None:
    """Only the main thread of a program may start it again."""
    (tmp_path / "app.py").write_text(
        "import threading, pywebio\n"
        "def serve():\n"
        "    pywebio.start_server(lambda: None, host='127.0.0.1', debug=True)\n"
        "threading.Thread(target=serve, daemon=True).start()\n"
        "input()\n"
    )
    process = subprocess.Popen(
        [sys.executable, str(tmp_path / "app.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Running on")
    process.communicate("\n", timeout=PATIENCE)
    assert process.returncode == 0
