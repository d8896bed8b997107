"""The server of the soak: programs that show, ask and answer without end.

python test/faults/soak_server.py
"""

from __future__ import annotations

import asyncio
import time
from itertools import count

from pywebio import start_server
from pywebio.input import input
from pywebio.output import put_buttons, put_scope, put_text, use_scope

PAUSE = 0.5
"""Seconds between two lines of a program."""

OUTPUTS = 120
"""A page has no more, so that it stops growing within a minute."""


def _begin(**options: bool) -> None:
    """What every program has: lines, and a button that counts its clicks."""
    clicks = count(1)

    def click(label: str) -> None:
        with use_scope("clicks", clear=True):
            put_text(next(clicks))

    put_buttons(["count"], onclick=click, **options)
    put_scope("clicks")
    put_scope("lines")


def shows_in_a_thread() -> None:
    _begin(serial_mode=True)
    for number in count():
        put_text(number, scope="lines")
        time.sleep(PAUSE)


async def shows_in_a_coroutine() -> None:
    _begin()
    for number in count():
        put_text(number, scope="lines")
        await asyncio.sleep(PAUSE)


def asks_in_a_thread() -> None:
    _begin(serial_mode=True)
    for number in count():
        put_text(input(str(number)), scope="lines")


async def asks_in_a_coroutine() -> None:
    _begin()
    for number in count():
        put_text(await input(str(number)), scope="lines")


APPS = [shows_in_a_thread, shows_in_a_coroutine, asks_in_a_thread, asks_in_a_coroutine]

if __name__ == "__main__":
    start_server(
        APPS,
        host="127.0.0.1",
        max_outputs=OUTPUTS,
        reconnect_timeout=20,
        keep_running=2,
        metrics_path="/metrics",
        health_path="/healthz",
    )
