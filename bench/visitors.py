"""Many visitors without a browser, in a process of their own.

``python -m bench.visitors SIDE URL`` reads orders from its standard input, one JSON object a line,
and answers each with one JSON line:

* ``{"open": 200, "app": "button"}`` opens visitors and waits until each has its button,
* ``{"press": 10}`` lets each press its button once a second, so many seconds long, and tells the
  milliseconds that each press took; one that is not answered in the end counts as it is,
* ``{"drain": "flood"}`` opens one more that takes whatever comes, as fast as it can.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import time
from typing import Any

from tornado.websocket import WebSocketClientConnection, websocket_connect

Json = Any


class Dialect:
    """What one side says on the wire; the base class is the raw page's."""

    def __init__(self, url: str, app: str) -> None:
        self.address = f"ws{url.removeprefix('http')}/ws?app={app}"
        self.ready = False
        self.answers = 0

    def hello(self) -> str | None:
        return None

    def read(self, frame: str) -> str | None:
        """Take a frame: is the button there, and was a press answered? Return what to say now."""
        self.ready = True
        self.answers += "pong-" in frame
        return None

    def press(self) -> str:
        return "press"


class Published(Dialect):
    def __init__(self, url: str, app: str) -> None:
        super().__init__(url, app)
        self.address = f"ws{url.removeprefix('http')}/?app={app}&session=NEW"
        self.callback = ""

    def read(self, frame: str) -> str | None:
        spec = json.loads(frame).get("spec") or {}
        if spec.get("type") == "buttons":
            self.callback = spec["callback_id"]
            self.ready = True
        self.answers += str(spec.get("content", "")).startswith("pong-")
        return None

    def press(self) -> str:
        return json.dumps({"event": "callback", "task_id": self.callback, "data": 0})


class Ours(Dialect):
    def __init__(self, url: str, app: str) -> None:
        super().__init__(url, app)
        self.address = f"ws{url.removeprefix('http')}/?app={app}"
        self.app = app
        self.callback = 0
        self.applied = 0
        self.events = 0

    def hello(self) -> str | None:
        view = secrets.token_urlsafe(16)
        return json.dumps({"type": "hello", "version": 1, "view": view, "app": self.app})

    def read(self, frame: str) -> str | None:
        content: Json = json.loads(frame)
        if not isinstance(content, list) or len(content) < 3:
            return None
        first, _, *commands = content
        self.applied = first + len(commands) - 1
        for command in commands:
            node = command.get("node") or {}
            if node.get("type") == "buttons":
                self.callback = node["callback"]
                self.ready = True
            self.answers += str(node.get("content", "")).startswith("pong-")
        # The page acknowledges with its next event; this one does so as long as it has none.
        return None if self.events else json.dumps({"ack": self.applied})

    def press(self) -> str:
        self.events += 1
        event = {"event": "callback", "callback": self.callback, "value": 0}
        return json.dumps({"ack": self.applied, "events": [[self.events, event]]})


DIALECTS: dict[str, type[Dialect]] = {"raw": Dialect, "ours": Ours, "published": Published}


class Visitor:
    """One connection."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.changed = asyncio.Event()
        self.connection: WebSocketClientConnection

    async def open(self) -> None:
        self.connection = await websocket_connect(
            self.dialect.address,
            on_message_callback=self._message,
            compression_options={},  # offered, as browsers do
        )
        if hello := self.dialect.hello():
            await self.connection.write_message(hello)

    def _message(self, frame: str | bytes | None) -> None:
        if frame is None:
            return
        answer = self.dialect.read(frame if isinstance(frame, str) else frame.decode())
        self.changed.set()
        if answer:
            self.connection.write_message(answer)

    async def until_ready(self) -> None:
        while not self.dialect.ready:
            await self._next()

    async def press(self) -> None:
        before = self.dialect.answers
        await self.connection.write_message(self.dialect.press())
        while self.dialect.answers == before:
            await self._next()

    async def _next(self) -> None:
        self.changed.clear()
        await self.changed.wait()


async def open_visitors(side: str, url: str, app: str, amount: int) -> list[Visitor]:
    visitors = [Visitor(DIALECTS[side](url, app)) for _ in range(amount)]
    for start in range(0, amount, 50):
        part = visitors[start : start + 50]
        await asyncio.gather(*(visitor.open() for visitor in part))
        await asyncio.gather(*(visitor.until_ready() for visitor in part))
    return visitors


async def press_each_second(visitors: list[Visitor], seconds: float) -> list[float]:
    loop = asyncio.get_running_loop()
    begin = loop.time()
    deadline = begin + seconds
    times: list[float] = []

    async def press_on(visitor: Visitor, at: float) -> None:
        while at < deadline:
            await asyncio.sleep(at - loop.time())
            start = time.perf_counter()
            try:
                async with asyncio.timeout_at(deadline + 1):
                    await visitor.press()
            finally:
                times.append((time.perf_counter() - start) * 1000)
            at = max(at + 1, loop.time())

    tasks = [
        press_on(visitor, begin + number / len(visitors)) for number, visitor in enumerate(visitors)
    ]
    await asyncio.gather(*tasks, return_exceptions=True)
    return times


async def main(side: str, url: str) -> None:
    visitors: list[Visitor] = []
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        order = json.loads(line)
        answer: Json = None
        if "open" in order:
            visitors += await open_visitors(side, url, order["app"], order["open"])
        elif "press" in order:
            answer = await press_each_second(visitors, order["press"])
        elif "drain" in order:
            await Visitor(DIALECTS[side](url, order["drain"])).open()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:3]))
