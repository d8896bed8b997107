"""The measured program as one writes it with Streamlit.

python bench/apps/streamlit_app.py PORT
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

OPTIONS = {
    "server.address": "127.0.0.1",
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "logger.level": "error",
}

if len(sys.argv) > 1:  # started by hand: become Streamlit's own command, which runs this file
    flags = [f"--{name}={value}" for name, value in OPTIONS.items()]
    command = ["-m", "streamlit", "run", __file__, f"--server.port={sys.argv[1]}", *flags]
    os.execv(sys.executable, [sys.executable, *command])

import streamlit as st  # noqa: E402

state = st.session_state


def first() -> None:
    st.text("first-output")


def lines() -> None:
    for amount in (1000, 10_000):
        if st.button(str(amount)):
            for number in range(amount):
                st.text(f"line #{number}# of the log")


def button() -> None:
    state.setdefault("presses", 0)
    if st.button("press"):
        st.text(f"pong-{state.presses};")
        state.presses += 1


def form() -> None:
    state.setdefault("answers", [])
    for answer in state.answers:
        st.text(f"answer {answer!r}")
    number = len(state.answers)
    with st.form("form"):
        st.text_input(f"question-{number};", key=f"answer-{number}")
        st.form_submit_button("Submit", on_click=take, args=(f"answer-{number}",))


def take(key: str) -> None:
    state.answers.append(state[key])


def upload() -> None:
    file = st.file_uploader("a file")
    if file is not None:
        st.text(f"uploaded {file.name}")


def download() -> None:
    path = Path(os.environ["BENCH_FILE"])
    with path.open("rb") as file:
        st.download_button("get", file, path.name)


APPS = {app.__name__: app for app in (first, lines, button, form, upload, download)}
APPS[st.query_params.get("app", "first")]()
