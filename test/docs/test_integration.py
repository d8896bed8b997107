"""Each program of the page about web frameworks runs, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import bottle
import pytest
import tornado.web
from aiohttp import web
from fastapi import FastAPI
from flask import Flask
from http_tab import HttpTab
from processes import MANAGE, free_port, wait_until_ready
from served import Tab, fetch, visit

from demos.try_it.blocks import of_docstring, of_page
from pywebio.platform import (
    aiohttp,
    asgi,
    background,
    django,
    fastapi,
    flask,
    tornado_http,
    wsgi,
)

PAGE = Path(__file__).parents[2] / "docs" / "integration.md"
EXAMPLES = [example.source for example in of_page(PAGE, "integration")]
CASES = {
    "tornado": ("tool", Tab),
    "flask": ("tool", HttpTab),
    "django": ("tool", HttpTab),
    "aiohttp": ("tool", Tab),
    "aiohttp-ends": ("tool", Tab),
    "fastapi": ("tool/", Tab),
    "asgi": ("tool/", Tab),
    "wsgi": ("tool/", HttpTab),
    "two-routes": ("tool/io", Tab),
}


@pytest.mark.parametrize(("name", "code"), list(zip(CASES, EXAMPLES, strict=True)), ids=list(CASES))
def test_a_program_of_the_page(name: str, code: str, tmp_path: Path) -> None:
    port = free_port()
    path, kind = CASES[name]
    script = tmp_path / "program.py"
    script.write_text(code.replace("8080", str(port)))
    if name == "django":
        script.rename(tmp_path / "urls.py")
        script.write_text(MANAGE % port)

    async def run() -> None:
        tabs: list[Any] = [kind]
        if name in ("tornado", "aiohttp", "fastapi", "asgi"):
            tabs.append(HttpTab)  # for pages whose WebSockets are blocked
        for one in tabs:
            tab = await one(f"{url}{path}").open()
            await tab.submit("Ann")
            await tab.sees("Hello, Ann")

    process = subprocess.Popen(
        [sys.executable, str(script)],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    url = f"http://127.0.0.1:{port}/"
    try:
        wait_until_ready(process, url)
        if name != "two-routes":
            assert b'id="pywebio-config">{"assets":' in fetch(f"{url}{path}")[2]
        visit(run)
    finally:
        process.kill()
        process.communicate()


MODULES = [aiohttp, asgi, background, django, fastapi, flask, tornado_http, wsgi]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_docstrings(module: ModuleType) -> None:
    own = [
        name
        for name, thing in vars(module).items()
        if type(thing) is FunctionType and thing.__module__ == module.__name__ and name[0] != "_"
    ]
    examples = [example for name in own for example in of_docstring(name, getattr(module, name))]
    assert examples
    for example in examples:
        names: dict[str, Any] = {
            "__name__": "example",
            **vars(module),
            "app": web.Application(),
            "bottle": bottle,
            "Flask": Flask,
            "FastAPI": FastAPI,
            "main": lambda: None,
            "start_server": lambda *arguments, **keywords: None,
            "task": lambda: None,
            "threading": threading,
            "tornado": tornado,
        }
        exec(example.source, names)
