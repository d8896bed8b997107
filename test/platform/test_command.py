"""The commands, with real servers."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts import ROOT, Script
from served import PATIENCE, Tab, fetch, visit

HEAD = "from pywebio.input import *\nfrom pywebio.output import *\n"


@contextmanager
def command(*arguments: str, module: str = "pywebio") -> Iterator[Script]:
    """A running command."""
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", module, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
    )
    running = Script(process)
    try:
        yield running
        process.send_signal(signal.SIGINT)
        assert running.ends() == 130, running.output
    finally:
        if process.poll() is None:
            process.kill()
        running.ends()
        assert process.stdout is not None
        process.stdout.close()


def test_run_serves_a_function_under_the_names_of_this_machine(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(HEAD + "def main():\n    put_text('hello', input('n'))\n")

    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.submit("Ann")
        await tab.sees("hello Ann")

    with command("run", str(tmp_path / "app.py"), "--port", "0") as running:
        visit(run)
        assert fetch(running.url, Host="evil.example")[0] == 403


def test_run_gives_each_visitor_a_run_of_the_script(tmp_path: Path) -> None:
    (tmp_path / "asks.py").write_text(HEAD + "name = input('n')\nput_text('hello', name)\n")

    async def run() -> None:
        first = await Tab(running.serves()).open()
        second = await Tab(running.serves()).open()
        await second.submit("Bob")
        await first.submit("Ann")
        await first.sees("hello Ann")
        await second.sees("hello Bob")

    with command("run", str(tmp_path / "asks.py"), "--port", "0") as running:
        visit(run)


def test_run_starts_again_when_the_file_changes(tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_text("def main(:\n")

    async def sees(text: str) -> None:
        tab = await Tab(running.serves()).open()
        await tab.sees(text)

    with command("run", str(app), "--port", "0", "--reload") as running:
        visit(lambda: sees("SyntaxError"))
        app.write_text(HEAD + "def mian():\n    put_text('shown')\n")
        while not running.says("Starting again", times=1, patience=1):
            pass
        app.write_text(HEAD + "def main():\n    put_text('shown')\n")
        visit(lambda: sees("shown"))


def test_serve_serves_a_folder(tmp_path: Path) -> None:
    (tmp_path / "hi.py").write_text(HEAD + "def main():\n    put_text('hello')\n")

    async def run() -> None:
        tab = await Tab(running.serves() + "hi").open()
        await tab.sees("hello")

    with command("serve", str(tmp_path), "--port", "0") as running:
        assert b'href="./hi"' in fetch(running.serves())[2]
        visit(run)


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "pywebio", "serve", str(tmp_path), "--port", str(port)]
        ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE)
    assert ended.returncode == 1
    assert "choose another port with --port" in ended.stderr
    assert "Traceback" not in ended.stderr
