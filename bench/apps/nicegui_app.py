"""The measured program as one writes it with NiceGUI.

python bench/apps/nicegui_app.py PORT
"""

from __future__ import annotations

import os
import sys
from functools import partial
from itertools import count

from nicegui import ui


def first() -> None:
    ui.label("first-output")


def lines() -> None:
    for amount in (1000, 10_000):
        ui.button(str(amount), on_click=partial(show_lines, amount))


def show_lines(amount: int) -> None:
    for number in range(amount):
        ui.label(f"line #{number}# of the log")


def button() -> None:
    numbers = count()
    ui.button("press", on_click=lambda: ui.label(f"pong-{next(numbers)};"))


def form() -> None:
    with ui.column() as page:
        ask(page, 0)


def ask(page: ui.column, number: int) -> None:
    with page, ui.column() as box:
        ui.label(f"question-{number};")
        field = ui.input()

        def take() -> None:
            answer = field.value
            box.delete()
            with page:
                ui.label(f"answer {answer!r}")
            ask(page, number + 1)

        ui.button("Submit", on_click=take)


def upload() -> None:
    ui.upload(auto_upload=True, on_upload=lambda event: ui.label(f"uploaded {event.file.name}"))


def download() -> None:
    ui.button("get", on_click=lambda: ui.download.file(os.environ["BENCH_FILE"]))


if __name__ in {"__main__", "__mp_main__"}:
    for app in (first, lines, button, form, upload, download):
        ui.page(f"/{app.__name__}")(app)
    ui.run(host="127.0.0.1", port=int(sys.argv[1]), reload=False, show=False)
