"""The server of the soak: programs that show, ask and answer without end.

PYTHONPATH=test python -m faults.soak_server

It says how much memory it uses for each line of its standard input.
"""

from __future__ import annotations

import asyncio
import sys
import time
from itertools import count

from faults.memory import answer_questions

from pywebio import start_server
from pywebio.input import input
from pywebio.output import put_buttons, put_scope, put_text, use_scope

PAUSE = 0.5
"""Seconds between two lines of a program."""

OUTPUTS = 120
"""A page has no more, and as many from the beginning, so that all are of one size all the time."""


def _begin(**options: bool) -> None:
    """What every program has: a page full of lines, and a button that counts its clicks."""
    clicks = count(1)

    def click(label: str) -> None:
        with use_scope("clicks", clear=True):
            put_text(next(clicks))

    put_buttons(["count"], onclick=click, **options)
    put_scope("clicks")
    put_scope("lines")
    for number in range(OUTPUTS):
        put_text(number, scope="lines")


def shows_in_a_thread() -> None:
    _begin(serial_mode=True)
    for number in count(OUTPUTS):
        put_text(number, scope="lines")
        time.sleep(PAUSE)


async def shows_in_a_coroutine() -> None:
    _begin()
    for number in count(OUTPUTS):
        put_text(number, scope="lines")
        await asyncio.sleep(PAUSE)


def asks_in_a_thread() -> None:
    _begin(serial_mode=True)
    for number in count(OUTPUTS):
        put_text(input(str(number)), scope="lines")


async def asks_in_a_coroutine() -> None:
    _begin()
    for number in count(OUTPUTS):
        put_text(await input(str(number)), scope="lines")


APPS = [shows_in_a_thread, shows_in_a_coroutine, asks_in_a_thread, asks_in_a_coroutine]

if __name__ == "__main__":
    answer_questions(sys.stdin, sys.stdout)
    start_server(
        APPS,
        host="127.0.0.1",
        max_outputs=OUTPUTS,
        reconnect_timeout=20,
        keep_running=2,
        metrics_path="/metrics",
        health_path="/healthz",
    )
