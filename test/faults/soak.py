"""Many visitors for a long time, some with a bad line: nothing is lost, and memory does not grow.

make soak
PYTHONPATH=test python -m faults.soak --minutes 1 --visitors 50 --seed 2

The server is a process of its own; the visitors talk to it over loopback WebSockets and check every
line that they see. Visitors come and go; of those who are there 5 % are frozen (they read nothing
for seconds) or flap (their line breaks again and again). The result is printed; the exit code says
whether it is as it has to be.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from faults.slope import Slope, slope
from faults.soak_server import APPS
from page_side import PageSide
from served import fetch
from tornado.websocket import WebSocketClientConnection, WebSocketClosedError, websocket_connect

from pywebio import protocol as wire
from pywebio.testing.words import outputs_text

PATIENCE = 30.0
"""Seconds within which a page has to catch up at the end of its visit."""

TROUBLED = 0.05
KEPT_AT_TOP = 50
PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Tally:
    """What all visitors have seen together."""

    sessions: int = 0
    lines: int = 0
    clicks: int = 0
    answers: int = 0
    cuts: int = 0
    freezes: int = 0
    problems: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def problem(self, text: str) -> None:
        """Something is not as it has to be."""
        self.problems.append(text)
        print("PROBLEM:", text, flush=True)


class Soaker:
    """One visit: a page, its line, and what the visitor does."""

    def __init__(self, url: str, app: str, tally: Tally, dice: random.Random) -> None:
        self.url = url.replace("http", "ws", 1)
        self.app = app
        self.tally = tally
        self.dice = dice
        self.page = PageSide()
        self.page.frames = deque(maxlen=1)  # type: ignore[assignment]  # they are not read here
        self.thawed = asyncio.Event()
        self.thawed.set()
        self.changed = asyncio.Condition()
        self.clicks = 0
        self.answers = 0
        self.last = -1
        self._line: WebSocketClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None

    # -- the line ---------------------------------------------------------------------------------

    async def connect(self) -> None:
        """Connect, for the first time or again."""
        self._line = await websocket_connect(self.url)
        await self._line.write_message(self.page.hello(app=self.app))
        if self.page.key:
            await self._line.write_message(self.page.kept())
        self._reader = asyncio.create_task(self._read(self._line))

    async def _read(self, line: WebSocketClientConnection) -> None:
        with suppress(WebSocketClosedError):
            while (frame := await line.read_message()) is not None:
                if self.page.receive(frame):
                    await line.write_message(self.page.ack())
                if self.page.bye is not None:
                    self.tally.problem(f"a page was told {self.page.bye}")
                async with self.changed:
                    self.changed.notify_all()
                await self.thawed.wait()

    async def cut(self) -> None:
        """The line breaks, without a word."""
        self.tally.cuts += 1
        if self._line is not None:
            protocol: Any = self._line.protocol
            protocol.stream.close()
            self._line.close()
        await self._stop_reading()

    async def leave(self) -> None:
        """The page is closed."""
        if self._line is not None:
            self._line.close(1001)
        await self._stop_reading()

    async def _stop_reading(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.wait([self._reader])

    async def say(self, frame: str) -> None:
        """Send a frame; on a dead line it is kept by the page."""
        if self._line is not None:
            with suppress(WebSocketClosedError):
                await self._line.write_message(frame)

    # -- what the visitor does --------------------------------------------------------------------

    async def visit(self, seconds: float, trouble: str) -> None:
        """Look, click and answer for a while; check all that is seen."""
        self.tally.sessions += 1
        await self.connect()
        if not await self._until(lambda: self._callback() and self._has("lines"), "page"):
            return
        clock = asyncio.get_running_loop().time
        end = clock() + seconds
        while clock() < end:
            await asyncio.sleep(self.dice.uniform(0.5, 2))
            if trouble == "flaps" and self.dice.random() < 0.5:
                await self.cut()
                await self._click_or_answer()
                await asyncio.sleep(self.dice.uniform(0, 2))
                await self.connect()
            elif trouble == "freezes" and self.dice.random() < 0.3:
                self.tally.freezes += 1
                self.thawed.clear()
                await asyncio.sleep(self.dice.uniform(1, 8))
                self.thawed.set()
            await self._click_or_answer()
            self._check()
        await self._catch_up()

    async def _click_or_answer(self) -> None:
        if self.app.startswith("asks") and self.page.form and self.dice.random() < 0.7:
            form = self.page.document.forms[self.page.form]
            number = int(form.label)
            if number == self.answers:
                self.answers += 1
                self.tally.answers += 1
                await self.say(self.page.submit(str(number)))
            return
        self.clicks += 1
        self.tally.clicks += 1
        start = time.perf_counter()
        event = wire.CallbackEvent(callback=self._callback(), value=0)
        await self.say(self.page.event(event))
        if self.thawed.is_set() and self._reader is not None and not self._reader.done():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._until(lambda: self._counted() >= self.clicks), 5)
                self.tally.waits.append(time.perf_counter() - start)

    async def _catch_up(self) -> None:
        """In the end all clicks were counted, each once, and all answers are there."""
        await self._until(lambda: self._counted() == self.clicks, f"{self.clicks} clicks")
        if self.app.startswith("asks"):
            await self._until(lambda: self._newest() == self.answers - 1, "all answers")
        self._check()

    async def _until(self, true: Callable[[], object], what: str = "") -> bool:
        try:
            async with asyncio.timeout(PATIENCE), self.changed:
                await self.changed.wait_for(lambda: bool(true()))
            return True
        except TimeoutError:
            if what:
                self.tally.problem(
                    f"{self.app}: no {what}; counted {self._counted()}, newest {self._newest()}"
                )
            return False

    # -- what the visitor sees --------------------------------------------------------------------

    def _callback(self) -> int:
        if "ROOT" not in self.page.document.scopes:
            return 0
        found = [node for node in self.page.document.outputs() if isinstance(node, wire.Buttons)]
        return found[0].callback if found else 0

    def _counted(self) -> int:
        document = self.page.document
        text = outputs_text(document, document.outputs("clicks")) if self._has("clicks") else ""
        return int(text or 0)

    def _has(self, scope: str) -> bool:
        return scope in self.page.document.scopes

    def _newest(self) -> int:
        nodes = self.page.document.outputs("lines") if self._has("lines") else []
        newest = [int(node.content) for node in nodes[-1:] if isinstance(node, wire.Text)]
        return newest[0] if newest else -1

    def _check(self) -> None:
        """The lines have all numbers in order; the mark of those taken away says how many."""
        due = 0
        for node in self.page.document.outputs("lines"):
            if isinstance(node, wire.Notice):
                due += int(node.detail)
                continue
            assert isinstance(node, wire.Text)
            if int(node.content) != due:
                self.tally.problem(f"{self.app}: {node.content} stands where {due} is due")
                return
            due += 1
        if due - 1 < self.last:
            self.tally.problem(f"{self.app}: {self.last} was there, now {due - 1} is the newest")
        self.tally.lines += max(0, due - 1 - self.last)
        self.last = due - 1
        if self._counted() > self.clicks:
            self.tally.problem(f"{self.app}: {self._counted()} of {self.clicks} clicks counted")


# -- all of them ----------------------------------------------------------------------------------


@dataclass
class Result:
    """What came out."""

    tally: Tally
    memory: list[tuple[float, float]]
    slope: Slope

    @property
    def good(self) -> bool:
        """Whether nothing was lost or doubled, and memory does not grow."""
        return not self.tally.problems and not self.slope.grows

    def __str__(self) -> str:
        tally, waits = self.tally, sorted(self.tally.waits) or [0.0]
        first, last = self.memory[0][1] / 1e6, self.memory[-1][1] / 1e6
        rise, margin = (value * 60 / 1e3 for value in self.slope)
        return (
            f"{tally.sessions} sessions, {tally.lines} lines, {tally.clicks} clicks and "
            f"{tally.answers} answers; {tally.cuts} lines cut, {tally.freezes} pages frozen\n"
            f"a click was answered in {waits[len(waits) // 2] * 1e3:.0f} ms (half of them), "
            f"{waits[int(len(waits) * 0.99)] * 1e3:.0f} ms (99 %)\n"
            f"memory {first:.1f} MB, in the end {last:.1f} MB: {rise:+.1f} kB a minute, "
            f"give or take {margin:.1f} (95 %)\n"
            f"{len(tally.problems)} problems"
        )


async def keep_visiting(url: str, number: int, tally: Tally, end: float, seed: int) -> None:
    """One visitor after the other, until the time is over."""
    dice = random.Random(f"{seed} {number}")
    clock = asyncio.get_running_loop().time
    trouble = ("flaps", "freezes")[number % 2] if number % 20 == number % 2 * 19 else ""
    await asyncio.sleep(number * 0.02)
    while clock() < end:
        soaker = Soaker(url, APPS[number % len(APPS)].__name__, tally, dice)
        await soaker.visit(min(dice.uniform(10, 60), max(1, end - clock())), trouble)
        await (soaker.cut() if dice.random() < 0.3 else soaker.leave())


def resident(pid: int) -> int:
    """Bytes of memory of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_SIZE


async def watch(pid: int, memory: list[tuple[float, float]], end: float) -> None:
    """Note the memory of the server each quarter of a second."""
    clock = asyncio.get_running_loop().time
    while clock() < end:
        memory.append((clock(), resident(pid)))
        await asyncio.sleep(0.25)


async def run(url: str, pid: int, seconds: float, visitors: int, seed: int) -> Result:
    """The whole soak. Memory counts from the second third on: before that the pages grow."""
    tally, memory = Tally(), list[tuple[float, float]]()
    end = asyncio.get_running_loop().time() + seconds
    jobs = [keep_visiting(url, number, tally, end, seed) for number in range(visitors)]
    await asyncio.gather(watch(pid, memory, end), *jobs)
    counted = memory[len(memory) // 3 :]
    return Result(tally, counted, slope(counted))


class Held(NamedTuple):
    """What a process holds."""

    threads: int
    descriptors: int


def held_by(pid: int) -> Held:
    """Threads and open files of a process."""
    process = Path(f"/proc/{pid}")
    return Held(len(list((process / "task").iterdir())), len(list((process / "fd").iterdir())))


def figures(url: str) -> str:
    """What the server tells Prometheus."""
    return fetch(f"{url}metrics")[2].decode()


def look_for_rest(url: str, pid: int, before: Held, tally: Tally) -> None:
    """All visitors have left: sessions, threads and descriptors have to go, too."""
    end = time.monotonic() + 2 * PATIENCE
    gone = [f'pywebio_sessions{{state="{state}"}} 0.0' for state in ("running", "held", "finished")]
    while time.monotonic() < end:
        now, text = held_by(pid), figures(url)
        rest = now.threads > before.threads or now.descriptors > before.descriptors
        if not rest and all(line in text for line in gone):
            return
        time.sleep(0.5)
    tally.problem(f"{before} before, {now} although all visitors have left; {text}")


def soak(seconds: float, visitors: int, seed: int) -> Result:
    """Start the server, let the visitors come, stop the server."""
    server = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("soak_server.py"))],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    try:
        assert server.stdout is not None
        url = server.stdout.readline().split()[-1]
        before = held_by(server.pid)
        result = asyncio.run(run(url, server.pid, seconds, visitors, seed))
        if "pywebio_program_errors_total 0.0" not in figures(url):
            result.tally.problem("a program failed: see the log of the server above")
        look_for_rest(url, server.pid, before, result.tally)
        return result
    finally:
        server.terminate()
        server.wait(30)
        if server.stdout is not None:
            server.stdout.close()


def main() -> None:
    """Run the soak as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--visitors", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    result = soak(options.minutes * 60, options.visitors, options.seed)
    print(result, flush=True)
    sys.exit(0 if result.good else 1)


if __name__ == "__main__":
    main()
