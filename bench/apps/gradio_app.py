"""The measured program as one writes it with Gradio.

python bench/apps/gradio_app.py PORT
"""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

import gradio as gr
import uvicorn
from fastapi import FastAPI


def first() -> None:
    gr.HTML("<p>first-output</p>")


def lines() -> None:
    out = gr.HTML()
    for amount in (1000, 10_000):
        gr.Button(str(amount)).click(partial(show_lines, amount), None, out)


def show_lines(amount: int) -> str:
    return "".join(f"<p>line #{number}# of the log</p>" for number in range(amount))


def button() -> None:
    presses = gr.State(0)
    press = gr.Button("press")
    out = gr.HTML()
    press.click(lambda number: (number + 1, f"<p>pong-{number};</p>"), presses, [presses, out])


def form() -> None:
    answers = gr.State(0)
    question = gr.HTML("<p>question-0;</p>")
    field = gr.Textbox()
    submit = gr.Button("Submit")
    given = [answers, field, question]
    submit.click(take, [answers, field], given)


def take(number: int, answer: str) -> tuple[int, str, str]:
    return number + 1, "", f"<p>answer {answer!r}</p><p>question-{number + 1};</p>"


def upload() -> None:
    field = gr.File()
    out = gr.HTML()
    field.upload(lambda path: f"<p>uploaded {Path(path).name}</p>", field, out)


def download() -> None:
    gr.DownloadButton("get", value=os.environ.get("BENCH_FILE"))


if __name__ == "__main__":
    server = FastAPI()
    allowed = [str(Path(os.environ.get("BENCH_FILE", os.devnull)).parent)]
    for app in (first, lines, button, form, upload, download):
        with gr.Blocks() as blocks:
            app()
        path = f"/{app.__name__}"
        server = gr.mount_gradio_app(server, blocks, path=path, allowed_paths=allowed)
    uvicorn.run(server, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
