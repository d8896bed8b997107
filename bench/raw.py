"""The limit: a page and a server that show and ask without any library between them.

python bench/raw.py PORT
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import tornado.web
import tornado.websocket

Thing = tuple[str, Any]
"""What is shown: its kind, and its text or content."""

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>raw</title>
<style>body { font-family: sans-serif; max-width: 880px; margin: auto }</style></head>
<body><main></main><script>
const main = document.querySelector("main");
const socket = new WebSocket(`ws://${location.host}/ws${location.search}`);
const show = {
  t(text) {
    const line = document.createElement("p");
    line.textContent = text;
    main.append(line);
  },
  b(label) {
    const button = document.createElement("button");
    button.textContent = label;
    button.onclick = () => socket.send(label);
    main.append(button);
  },
  r(rows) {
    const table = document.createElement("table");
    const body = document.createElement("tbody");
    for (const cells of rows) {
      const row = document.createElement("tr");
      for (const text of cells) {
        const cell = document.createElement("td");
        cell.textContent = text;
        row.append(cell);
      }
      body.append(row);
    }
    table.append(body);
    main.append(table);
  },
  u(label) {
    const form = document.createElement("form");
    const field = document.createElement("input");
    const button = document.createElement("button");
    field.type = "file";
    button.type = "submit";
    button.textContent = "Submit";
    form.append(label, field, button);
    form.onsubmit = async (event) => {
      event.preventDefault();
      const [file] = field.files;
      const answer = await fetch(`/file?name=${file.name}`, { method: "POST", body: file });
      show.t(await answer.text());
    };
    main.append(form);
  },
  d(name) {
    const link = document.createElement("a");
    link.href = "/file";
    link.download = name;
    link.click();
  },
  f(label) {
    const form = document.createElement("form");
    const field = document.createElement("input");
    const button = document.createElement("button");
    button.type = "submit";
    button.textContent = "Submit";
    form.append(label, field, button);
    form.onsubmit = (event) => {
      event.preventDefault();
      socket.send(field.value);
      form.remove();
    };
    main.append(form);
    field.focus();
  },
};
socket.onmessage = ({ data }) => {
  for (const [kind, text] of JSON.parse(data)) show[kind](text);
};
</script></body></html>
"""


FILE = Path(os.environ.get("BENCH_FILE", os.devnull))

START: dict[str, list[Thing]] = {
    "first": [("t", "first-output")],
    "lines": [("b", "1000"), ("b", "10000"), ("b", "100000"), ("b", "1000000")],
    "tables": [("b", "tables")],
    "form": [("f", "question-0;")],
    "stream": [("b", "start")],
    "upload": [("u", "a file")],
    "download": [("b", "get")],
}


class Page(tornado.web.RequestHandler):
    def get(self) -> None:
        self.write(PAGE)


@tornado.web.stream_request_body
class File(tornado.web.RequestHandler):
    """Takes a file to the disk as it comes, and sends one from there in blocks."""

    def prepare(self) -> None:
        connection: Any = self.request.connection
        connection.set_max_body_size(10**9)
        self.kept = TemporaryFile()  # noqa: SIM115 (closed by on_finish)

    def data_received(self, chunk: bytes) -> None:
        self.kept.write(chunk)

    def post(self) -> None:
        self.write(f"uploaded {self.get_argument('name')}")

    async def get(self) -> None:
        self.set_header("Content-Length", FILE.stat().st_size)
        with FILE.open("rb") as file:
            while block := file.read(256 * 1024):
                self.write(block)
                await self.flush()

    def on_finish(self) -> None:
        self.kept.close()


class Link(tornado.websocket.WebSocketHandler):
    """One visitor, and what the program of that name shows to it."""

    def open(self, *_: str) -> None:
        self.set_nodelay(True)
        self.app = self.get_argument("app")
        self.events = 0
        self.show(*START.get(self.app, [("b", "press")]))

    async def on_message(self, message: str | bytes) -> None:
        if self.app == "lines":
            self.show(*(("t", f"line #{number}# of the log") for number in range(int(message))))
        elif self.app == "tables":
            for table in "abcdefghijklmnopqrst":
                self.show(("r", rows(table)))
        elif self.app == "form":
            question = f"question-{self.events + 1};"
            self.show(("t", f"answer {message!r}"), ("f", question))
        elif self.app == "stream":
            await self.stream(int(os.environ["BENCH_STREAM"]))
        elif self.app == "download":
            self.show(("d", FILE.name))
        else:
            self.show(("t", f"pong-{self.events};"))
        self.events += 1

    async def stream(self, amount: int) -> None:
        begin = time.monotonic()
        for number in range(amount):
            self.show(("t", f"line #{number}# of {time.time() * 1000:.2f};"))
            await asyncio.sleep(max(0.0, begin + (number + 1) / 200 - time.monotonic()))
        self.show(("t", "stream-end"))

    def show(self, *things: Thing) -> None:
        # In frames of 100: what comes first is seen first, and few frames cost little.
        for start in range(0, len(things), 100):
            self.write_message(json.dumps(things[start : start + 100]))


def rows(table: str) -> list[list[str]]:
    return [[f"{table}{row}.{column}" for column in range(10)] for row in range(200)]


async def main(port: int) -> None:
    handlers: list[Any] = [("/", Page), ("/ws", Link), ("/file", File)]
    tornado.web.Application(handlers).listen(port, "127.0.0.1")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
