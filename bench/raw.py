"""The limit: a page and a server that show and ask without any library between them.

python bench/raw.py PORT
"""

from __future__ import annotations

import asyncio
import json
import sys

import tornado.web
import tornado.websocket

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


START = {
    "first": [("t", "first-output")],
    "lines": [("b", "1000"), ("b", "10000")],
    "form": [("f", "question-0;")],
}


class Page(tornado.web.RequestHandler):
    def get(self) -> None:
        self.write(PAGE)


class Link(tornado.websocket.WebSocketHandler):
    """One visitor, and what the program of that name shows to it."""

    def open(self, *_: str) -> None:
        self.set_nodelay(True)
        self.app = self.get_argument("app")
        self.events = 0
        self.show(*START.get(self.app, [("b", "press")]))

    def on_message(self, message: str | bytes) -> None:
        if self.app == "lines":
            self.show(*(("t", f"line #{number}# of the log") for number in range(int(message))))
        elif self.app == "form":
            question = f"question-{self.events + 1};"
            self.show(("t", f"answer {message!r}"), ("f", question))
        else:
            self.show(("t", f"pong-{self.events};"))
        self.events += 1

    def show(self, *things: tuple[str, str]) -> None:
        # In frames of 100: what comes first is seen first, and few frames cost little.
        for start in range(0, len(things), 100):
            self.write_message(json.dumps(things[start : start + 100]))


async def main(port: int) -> None:
    tornado.web.Application([("/", Page), ("/ws", Link)]).listen(port, "127.0.0.1")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
