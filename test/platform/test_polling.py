"""Lines over HTTP to a real Tornado server."""

from __future__ import annotations

from http_tab import HttpTab
from served import served, visit

from pywebio.input import input
from pywebio.output import put_text
from pywebio.session import info


def greet() -> None:
    put_text("hello", input("name"), info.protocol)


async def greet_coroutine() -> None:
    put_text("hello", await input("name"), info.protocol)


def test_ask_and_show() -> None:
    async def run() -> None:
        for app in ("greet", "greet_coroutine"):
            tab = await HttpTab(url).open(app)
            await tab.submit("Ann")
            await tab.sees("hello Ann http")

    with served([greet, greet_coroutine]) as url:
        visit(run)
