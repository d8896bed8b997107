"""Whole programs in processes of their own: a plain script, and the server of all demos."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from browser.pages import field, press, root
from playwright.sync_api import Page, expect
from processes import free_port

ROOT = Path(__file__).parents[2]

Run = Callable[..., "subprocess.Popen[str]"]

SCRIPT = """
from pywebio.input import *
from pywebio.output import *

name = input("Your name")
put_text(f"Hello {name}")
age = input("Your age", type=NUMBER)
put_image(b'<svg xmlns="http://www.w3.org/2000/svg" width="7" height="7"/>', title="last line")
print("age", age)
"""


@pytest.fixture
def run() -> Iterator[Run]:
    """Start Python programs; what still runs at the end is stopped."""
    with ExitStack() as stack:

        def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                cwd=ROOT,
                env={**os.environ, **environment},
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield start


def address_of(process: subprocess.Popen[str]) -> str:
    """The address that a program prints."""
    assert process.stdout is not None
    for line in process.stdout:
        if "http://" in line:
            return "http://" + line.partition("http://")[2].split()[0]
    raise AssertionError("the program has ended without an address")


def test_a_script_serves_itself(page: Page, run: Run, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    port = free_port()
    process = run(str(script), PYWEBIO_SCRIPT_MODE_PORT=str(port), PYTHONUNBUFFERED="1")
    page.goto(address_of(process))
    field(page, "Your name").fill("Ann")
    press(page, "Submit")
    expect(root(page)).to_contain_text("Hello Ann")
    field(page, "Your age").fill("33")
    press(page, "Submit")
    expect(page.get_by_role("img", name="last line")).to_be_visible()
    page.wait_for_function("document.querySelector('img').naturalWidth === 7")
    expect(page.get_by_text("The session has ended.")).to_be_visible()
    output, _ = process.communicate(timeout=20)
    assert output.splitlines()[-1] == "age 33"
    assert process.returncode == 0


def test_all_demos_by_one_command(page: Page, run: Run, watch: Any) -> None:
    watch.allow("WebSocket connection to|ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET")
    frames: list[str | bytes] = []
    page.on("websocket", lambda line: line.on("framereceived", lambda data: frames.append(data)))
    process = run("-m", "demos", "--port", "0")
    page.goto(address_of(process))
    page.get_by_role("link", name="Body mass index").click()
    expect(field(page, "Your name")).to_be_focused()
    process.terminate()
    # The page is told, and looks for the server that is started next.
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    assert process.wait(20) == 0
    assert any("stopped" in str(frame) for frame in frames), frames
