"""Many visitors without a browser, in a process of their own.

``python -m bench.visitors SIDE URL`` reads orders from its standard input, one JSON object a line,
and answers each with one JSON line:

* ``{"open": 200, "app": "button"}`` opens visitors, 50 at a time, until each has its button, and
  tells the seconds that it took,
* ``{"press": 10, "every": 1}`` lets each press its button once a second, for so many seconds, and
  tells the milliseconds that each press took; one that is not answered in the end counts as it is,
* ``{"drain": "flood"}`` opens one more that takes whatever comes, as fast as it can,
* ``{"hang": "flood"}`` opens one more that never reads,
* ``{"fill": "snapshot", "lines": 10000}`` opens one more and waits for so many lines;
  ``{"again": 10, "whole": true}`` lets it lose its line and come back as one that has to
  be given the whole page, or as one that has missed nothing.
"""

from __future__ import annotations

import asyncio
import gc
import json
import secrets
import sys
import time
from typing import Any

import msgspec

from bench.websocket import WebSocket

Json = Any
AT_A_TIME = 50
decode = msgspec.json.decode


class Dialect:
    """What one side says on the wire; the base class is the raw page's."""

    def __init__(self, url: str, app: str) -> None:
        self.address = f"ws{url.removeprefix('http')}/ws?app={app}"
        self.ready = False
        self.answers = 0
        self.lines = 0
        self.welcomes = 0
        self.knows = False

    def hello(self) -> str | None:
        return None

    def read(self, frame: bytes) -> str | None:
        """Take a frame: is the button there, and was a press answered? Return what to say now."""
        self.ready = True
        self.answers += b"pong-" in frame
        return None

    def press(self) -> str:
        return "press"


class Published(Dialect):
    def __init__(self, url: str, app: str) -> None:
        super().__init__(url, app)
        self.address = f"ws{url.removeprefix('http')}/?app={app}&session=NEW"
        self.callback = ""

    def read(self, frame: bytes) -> str | None:
        spec = decode(frame).get("spec") or {}
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
        self.view = secrets.token_urlsafe(16)
        self.session = ""
        self.callback = 0
        self.applied = 0
        self.events = 0

    def hello(self) -> str | None:
        """One that comes back and knows nothing is given the whole page."""
        hello = {"type": "hello", "version": 1, "view": self.view, "app": self.app}
        if self.session:
            hello |= {"session": self.session, "applied": self.applied if self.knows else 0}
        return json.dumps(hello)

    def read(self, frame: bytes) -> str | None:
        content: Json = decode(frame)
        if not isinstance(content, list):
            self.session = content.get("session", self.session)
            self.welcomes += 1
            return None
        if len(content) < 3:
            return None
        first, _, *commands = content
        self.applied = first + len(commands) - 1
        for command in commands:
            self.lines += len(command["texts"]) if "texts" in command else 1
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
        self.connection: WebSocket

    async def open(self) -> None:
        self.connection = await WebSocket.connect(self.dialect.address, self._message)
        if hello := self.dialect.hello():
            self.connection.send(hello)

    def _message(self, frame: bytes) -> None:
        answer = self.dialect.read(frame)
        self.changed.set()
        if answer:
            self.connection.send(answer)

    async def until_ready(self) -> None:
        while not self.dialect.ready:
            await self._next()

    async def until_lines(self, amount: int) -> None:
        while self.dialect.lines < amount:
            await self._next()

    async def press(self) -> None:
        before = self.dialect.answers
        self.connection.send(self.dialect.press())
        while self.dialect.answers == before:
            await self._next()

    async def again(self, lines: int, whole: bool) -> None:
        """Lose the line, come back, and get what there is to get."""
        dialect = self.dialect
        self.connection.drop()
        dialect.lines, dialect.knows = 0, not whole
        before = dialect.welcomes
        await self.open()
        while dialect.welcomes == before or (whole and dialect.lines < lines):
            await self._next()

    async def _next(self) -> None:
        self.changed.clear()
        await self.changed.wait()


class Crowd:
    """All visitors of this process."""

    def __init__(self, side: str, url: str) -> None:
        self.side = side
        self.url = url
        self.visitors: list[Visitor] = []
        self.lines = 0

    async def carry_out(self, order: dict[str, Any]) -> Json:
        """Do what one order says; returns the answer."""
        if "open" in order:
            return await self.open(order["app"], order["open"])
        if "press" in order:
            return await press_in_turn(self.visitors, order["press"], order.get("every", 1))
        if "drain" in order:
            await self.one_more(order["drain"])
        elif "hang" in order:
            (await self.one_more(order["hang"])).connection.stop_reading()
        elif "fill" in order:
            self.lines = order["lines"]
            await (await self.one_more(order["fill"])).until_lines(self.lines)
        elif "again" in order:
            for _ in range(order["again"]):
                await self.visitors[-1].again(self.lines, order["whole"])
        return None

    async def one_more(self, app: str) -> Visitor:
        visitor = Visitor(DIALECTS[self.side](self.url, app))
        self.visitors.append(visitor)
        await visitor.open()
        return visitor

    async def open(self, app: str, amount: int) -> float:
        gate = asyncio.Semaphore(AT_A_TIME)

        async def open_one() -> None:
            async with gate:
                await (await self.one_more(app)).until_ready()

        start = time.perf_counter()
        await asyncio.gather(*(open_one() for _ in range(amount)))
        return time.perf_counter() - start


async def press_in_turn(visitors: list[Visitor], seconds: float, every: float) -> list[float]:
    """Each presses every so many seconds, all of them spread over that time."""
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
            at = max(at + every, loop.time())

    tasks = [
        press_on(visitor, begin + every * number / len(visitors))
        for number, visitor in enumerate(visitors)
    ]
    await asyncio.gather(*tasks, return_exceptions=True)
    return times


async def main(side: str, url: str) -> None:
    crowd = Crowd(side, url)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        answer = await crowd.carry_out(json.loads(line))
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    gc.disable()  # a collection among thousands of visitors would look like a slow server
    asyncio.run(main(*sys.argv[1:3]))
