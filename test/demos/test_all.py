"""All demos together."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

import demos.__main__ as all_demos

FOLDER = Path(all_demos.__file__).parent


def start(*command: str) -> tuple[subprocess.Popen[str], str]:
    """Run a program until it prints its address."""
    environment = {**os.environ, "PYTHONPATH": str(FOLDER.parent)}
    process = subprocess.Popen(
        [sys.executable, *command],
        stdout=subprocess.PIPE,
        text=True,
        cwd=FOLDER.parent,
        env=environment,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("Running on http://127.0.0.1:"), line
    return process, line.removeprefix("Running on ").strip()


def stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.communicate(timeout=20)


def test_one_server_lists_them_all() -> None:
    process, address = start("-m", "demos", "--port", "0")
    try:
        assert urllib.request.urlopen(address, timeout=20).status == 200
    finally:
        stop(process)
    assert process.returncode == 0


def test_every_demo_is_served_with_title_and_description() -> None:
    modules = {path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_")}
    assert {app.__module__.removeprefix("demos.") for app in all_demos.DEMOS.values()} == modules
    assert all_demos.APPS.items() >= all_demos.DEMOS.items()
    for app in all_demos.DEMOS.values():
        title, _, description = (inspect.getdoc(app) or "").partition("\n\n")
        assert title
        assert description


@pytest.mark.parametrize("path", sorted(FOLDER.glob("[a-z]*.py")), ids=lambda path: path.stem)
def test_a_demo_is_runnable_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served = []
    monkeypatch.setattr("pywebio.start_server", lambda app, port: served.append((app, port)))
    exec(compile(path.read_text(), path, "exec"), {"__name__": "__main__", "__file__": str(path)})
    ((app, port),) = served
    assert (app["index"] if isinstance(app, dict) else app).__name__ == "main"
    assert port == 8080
