"""A program that PyInstaller has packed has all that its page needs."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

import pytest
from served import Tab, fetch, visit

from pywebio import STATIC_PATH
from pywebio.utils import pyinstaller_datas

PROGRAM = """
from pywebio import start_server
from pywebio.output import *
from pywebio.session import info

def main():
    put_text("packed", info.user_agent.browser.family)

start_server(main, host="127.0.0.1")
"""


def test_what_belongs_to_a_program() -> None:
    assert pyinstaller_datas() == [(STATIC_PATH, "pywebio/html")]
    assert pyinstaller_datas(True) == f'--add-data "{STATIC_PATH}{os.pathsep}pywebio/html"'


def test_pyinstaller_finds_the_hook_by_itself() -> None:
    (entry,) = [
        entry
        for entry in importlib.metadata.entry_points(group="pyinstaller40")
        if entry.module.startswith("pywebio")
    ]
    (folder,) = entry.load()()
    assert (Path(folder) / "hook-pywebio.py").is_file()


@pytest.mark.slow
def test_a_packed_program_serves_its_page(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--onedir", "program.py"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=600)

    async def run() -> None:
        tab = await Tab(url).open()
        await tab.sees("packed")

    program = str(tmp_path / "dist" / "program" / "program")
    with subprocess.Popen([program], stdout=subprocess.PIPE, text=True) as packed:
        try:
            assert packed.stdout is not None
            url = packed.stdout.readline().split()[-1]
            visit(run)
            assert b"<title>" in fetch(url)[2]
        finally:
            packed.terminate()
