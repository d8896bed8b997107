"""Programs that have returned long before a slow line has brought what they put out."""

from __future__ import annotations

import asyncio

import pytest
from both_kinds import KINDS, Kind
from browser.proxy import Proxy
from served import Tab, served, visit

from pywebio import protocol as wire
from pywebio.output import put_image, put_table, put_text

VISITORS = 200
LINES = 40
RATE = 6000
"""Bytes a second: what a program shows is on its way for two seconds."""


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_two_hundred_programs_show_all_of_it_over_a_slow_line(kind: Kind) -> None:
    async def app() -> None:
        for number in range(LINES):
            put_text(f"line {number}: {'x' * 200}")
        put_table([["a", put_text("in a table")]])
        put_image(b"GIF89a" + bytes(1000))

    async def one(url: str) -> None:
        tab = await Tab(url).open()
        await tab.until(lambda page: page.document.state == "finished")
        lines = tab.page.text.split("\n")
        assert [line.split(":")[0] for line in lines[:LINES]] == [f"line {n}" for n in range(LINES)]
        kinds = [type(node) for node in tab.page.document.outputs()]
        assert kinds == [wire.Text] * LINES + [wire.Table, wire.Image]

    async def run() -> None:
        begin = asyncio.get_running_loop().time()
        await asyncio.gather(*(one(proxy.url) for _ in range(VISITORS)))
        assert asyncio.get_running_loop().time() - begin > 1  # the line was slow

    with served(kind.function(app)) as url:
        proxy = Proxy(int(url.rstrip("/").rpartition(":")[2]), rate=RATE)
        try:
            visit(run)
        finally:
            proxy.close()
