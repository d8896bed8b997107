"""The measured program, word for word the same for this package and the published one.

python bench/program.py [max_outputs=2000] [bytes] PORT

``max_outputs`` is for this package only; ``bytes``: files are handed over as their content, since
the published package takes no path.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from pywebio import start_server
from pywebio.input import file_upload
from pywebio.input import input as ask
from pywebio.output import put_buttons, put_datatable, put_table, put_text
from pywebio.session import download as send_file

FLAGS = set(sys.argv[1:-1])


def first() -> None:
    put_text("first-output")


def lines() -> None:
    put_buttons(["1000", "10000", "100000", "1000000"], onclick=show_lines)


def show_lines(amount: str) -> None:
    for number in range(int(amount)):
        put_text(f"line #{number}# of the log")


def tables() -> None:
    put_buttons(["nested", "grid", "tables"], onclick=show_tables)


def show_tables(kind: str) -> None:
    if kind == "nested":
        put_table(
            [
                [put_text(f"cell #{row * 10 + column}#") for column in range(10)]
                for row in range(1000)
            ]
        )
    elif kind == "grid":
        put_datatable(
            [{"id": n, "name": f"person {n};", "amount": n * 7 % 1000} for n in range(100_000)]
        )
    else:
        for table in "abcdefghijklmnopqrst":  # texts that stand on one line, as the raw page's do
            put_table([[f"{table}{row}.{column}" for column in range(10)] for row in range(200)])


def snapshot() -> None:
    for number in range(10_000):
        put_text(f"line #{number}# of the log")
    ask("still there?")


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
    put_buttons(["press"], onclick=partial(pong, count()))
    for number in count():
        put_text(f"line #{number}# of the log")


def stream() -> None:
    put_buttons(["start"], onclick=show_stream)


def show_stream(_: str) -> None:
    begin = time.monotonic()
    for number in range(int(os.environ["BENCH_STREAM"])):
        put_text(f"line #{number}# of {time.time() * 1000:.2f};")
        time.sleep(max(0.0, begin + (number + 1) / 200 - time.monotonic()))
    put_text("stream-end")


def upload() -> None:
    file = file_upload("a file")
    put_text(f"uploaded {file['filename']}")


def download() -> None:
    put_buttons(["get"], onclick=send)


def send(_: str) -> None:
    path = Path(os.environ["BENCH_FILE"])
    send_file(path.name, path.read_bytes() if "bytes" in FLAGS else path)


APPS: list[Callable[..., object]] = [
    first,
    lines,
    tables,
    snapshot,
    form,
    button,
    button_coroutine,
    flood,
    stream,
    upload,
    download,
]

if __name__ == "__main__":
    parts = [flag.partition("=") for flag in FLAGS]
    limits: dict[str, Any] = {name: int(value) for name, _, value in parts if value}
    start_server(
        {app.__name__: app for app in APPS},
        port=int(sys.argv[-1]),
        host="127.0.0.1",
        cdn=False,
        **limits,
    )
