"""The measured program, word for word the same for this package and the published one.

python bench/program.py PORT
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from itertools import count

from pywebio import start_server
from pywebio.input import input as ask
from pywebio.output import put_buttons, put_datatable, put_table, put_text


def first() -> None:
    put_text("first-output")


def lines() -> None:
    put_buttons(["1000", "10000"], onclick=show_lines)


def show_lines(amount: str) -> None:
    for number in range(int(amount)):
        put_text(f"line #{number}# of the log")


def tables() -> None:
    put_buttons(["nested", "grid"], onclick=show_table)


def show_table(kind: str) -> None:
    if kind == "nested":
        put_table(
            [
                [put_text(f"cell #{row * 10 + column}#") for column in range(10)]
                for row in range(1000)
            ]
        )
    else:
        put_datatable(
            [{"id": n, "name": f"person {n};", "amount": n * 7 % 1000} for n in range(100_000)]
        )


def form() -> None:
    for number in count():
        put_text(f"answer {ask(f'question-{number};')!r}")


def button() -> None:
    put_buttons(["press"], onclick=partial(pong, count()))


async def button_coroutine() -> None:
    put_buttons(["press"], onclick=partial(pong, count()))


def pong(numbers: count[int], _: str) -> None:
    put_text(f"pong-{next(numbers)};")


def flood() -> None:
    for number in count():
        put_text(f"line #{number}# of the log")


APPS: list[Callable[..., object]] = [first, lines, tables, form, button, button_coroutine, flood]

if __name__ == "__main__":
    start_server(
        {app.__name__: app for app in APPS},
        port=int(sys.argv[1]),
        host="127.0.0.1",
        cdn=False,
    )
