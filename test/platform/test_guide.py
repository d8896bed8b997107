"""The recipes of the user guide of version 1.0 for web frameworks, as they stand but for the ports.

The texts in `guide/` are the guide's. Each runs in a process of its own.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from http_tab import HttpTab
from processes import MANAGE, free_port, wait_until_ready
from served import Tab, fetch, visit

GUIDE = Path(__file__).with_name("guide")

TASK = """
from pywebio.input import input
from pywebio.output import put_text

def task_func():
    put_text("hello", input("name"))

"""


@contextmanager
def running(name: str, folder: Path) -> Iterator[str]:
    """Run a recipe of the guide; gives the address."""
    port = free_port()
    recipe = (GUIDE / f"{name}.txt").read_text(encoding="utf-8")
    recipe = re.sub(r"port='?(8080|80)'?\b'?", f"port={port}", recipe)
    script = folder / "urls.py" if name == "django" else folder / "recipe.py"
    script.write_text(TASK + recipe, encoding="utf-8")
    if name == "django":
        script = folder / "manage.py"
        script.write_text(MANAGE % port)
    process = subprocess.Popen(
        [sys.executable, "-W", "error::DeprecationWarning:pywebio", str(script)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    url = f"http://localhost:{port}/"
    try:
        wait_until_ready(process, url)
        yield url
    finally:
        process.kill()
        process.communicate()


def page_of(url: str) -> None:
    """The page and one of its files are there."""
    status, headers, body = fetch(url)
    assert status == 200
    assert headers["content-type"].startswith("text/html")
    assert b'id="pywebio-config">{}</script>' in body
    name = body.decode().split('src="./')[1].split('"')[0]
    status, headers, _ = fetch(url + name)
    assert status == 200
    assert "javascript" in headers["content-type"]


@pytest.mark.parametrize(
    ("name", "path", "kind"),
    [
        ("tornado", "tool/", Tab),
        ("flask", "", HttpTab),
        ("django", "", HttpTab),
        ("aiohttp", "", Tab),
    ],
)
def test_a_recipe_of_the_guide(name: str, path: str, kind: Any, tmp_path: Path) -> None:
    async def run() -> None:
        tab = await kind(f"{url}{path}io").open()
        await tab.submit("Ann")
        await tab.sees("hello Ann")

    with running(name, tmp_path) as url:
        page_of(url + path)
        assert (fetch(f"{url}{path}io?test=1")[2] == b"ok") == (kind is HttpTab)
        if name == "tornado":
            assert fetch(url)[2] == b"Hello, world"
        visit(run)


def test_the_recipe_of_a_coroutine_in_flask(tmp_path: Path) -> None:
    async def run() -> None:
        tab = await HttpTab(f"{url}io").open()
        await tab.sees("Hello ...")
        await tab.sees("... World!")

    with running("flask_coroutine", tmp_path) as url:
        page_of(url)
        visit(run)
