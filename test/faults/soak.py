"""Many visitors for a long time, some with a bad line: nothing is lost, and memory does not grow.

make soak
PYTHONPATH=test python -m faults.soak --minutes 1 --visitors 50 --seed 2

The server is a process of its own; the visitors talk to it over loopback WebSockets and check every
line that they see. Visitors come and go; of those who are there 5 % are frozen (they read nothing
for seconds) or flap (their line breaks again and again). After each minute all of them leave: then
sessions, threads, descriptors and memory have to go as well. The result is printed; the exit code
says whether it is as it has to be.
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

from faults.memory import Rest
from faults.slope import Slope, slope
from faults.soak_server import APPS, OUTPUTS
from page_side import PageSide
from served import fetch
from tornado.websocket import WebSocketClientConnection, WebSocketClosedError, websocket_connect

from pywebio import protocol as wire
from pywebio.testing.words import outputs_text

PATIENCE = 30.0
"""Seconds within which a page has to catch up at the end of its visit."""

ROUND = 60.0
"""Seconds after which all visitors leave, so that memory can be looked at."""

WARM_UP = 2
"""After so many rounds all has been imported and cached."""

LEAST_BLOCK = 16
"""Bytes of the smallest block that Python hands out: if each session leaves less behind, none does
(and 1 MB takes 60,000 sessions)."""

FRAGMENTS = 150
"""Bytes by which the resident memory may grow with a session, beyond doubt, while it still finds
out how high its waves are."""

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
        self.answers = OUTPUTS
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
    rests: list[Rest]
    most: int
    """The highest resident memory while visitors were there."""

    def slope_of(self, what: Callable[[Rest], int]) -> Slope | None:
        """What each session leaves behind, in bytes; None after a soak too short to tell."""
        counted = self.rests[WARM_UP:]
        if len(counted) < 3:
            return None
        return slope([(rest.sessions, what(rest)) for rest in counted])

    @property
    def leaks(self) -> bool:
        """Whether sessions leave something behind, beyond doubt."""
        found = self.slope_of(lambda rest: rest.in_use)
        return found is not None and found.above(LEAST_BLOCK)

    @property
    def swells(self) -> bool:
        """Whether the process takes more and more from the system all the same."""
        found = self.slope_of(lambda rest: rest.resident)
        return found is not None and found.above(FRAGMENTS)

    @property
    def good(self) -> bool:
        """Whether nothing was lost or doubled, and memory does not grow."""
        return not (self.tally.problems or self.leaks or self.swells)

    def __str__(self) -> str:
        tally, waits = self.tally, sorted(self.tally.waits) or [0.0]
        lines = [
            f"{tally.sessions} sessions, {tally.lines} lines, {tally.clicks} clicks and "
            f"{tally.answers} answers; {tally.cuts} lines cut, {tally.freezes} pages frozen",
            f"a click was answered in {waits[len(waits) // 2] * 1e3:.0f} ms (half of them), "
            f"{waits[int(len(waits) * 0.99)] * 1e3:.0f} ms (99 %)",
            f"at most {self.most / 1e6:.1f} MB resident; and when all had left:",
            *(
                f"  after {rest.sessions:5} sessions {rest.in_use / 1e3:.1f} kB in use, "
                f"{rest.resident / 1e6:.2f} MB resident"
                for rest in self.rests
            ),
            self._growth("in use", lambda rest: rest.in_use, self.leaks),
            self._growth("resident", lambda rest: rest.resident, self.swells),
            f"{len(tally.problems)} problems",
        ]
        return "\n".join(lines)

    def _growth(self, name: str, what: Callable[[Rest], int], grows: bool) -> str:
        found = self.slope_of(what)
        if found is None:
            return f"{name}: too few rounds to tell whether it grows"
        rise, margin = found
        verdict = "IT GROWS" if grows else "it does not grow"
        return (
            f"{name}: {rise:+.0f} bytes by a session, give or take {margin:.0f} (95 %): {verdict}"
        )


async def keep_visiting(url: str, number: int, tally: Tally, end: float, seed: str) -> None:
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


async def watch(pid: int) -> int:
    """The highest memory of the server, until this is cancelled."""
    most = 0
    with suppress(asyncio.CancelledError):
        while True:
            most = max(most, resident(pid))
            await asyncio.sleep(0.25)
    return most


async def one_round(
    url: str, pid: int, seconds: float, visitors: int, tally: Tally, seed: str
) -> int:
    """Visitors come and go for so long; returns the highest memory."""
    end = asyncio.get_running_loop().time() + seconds
    watcher = asyncio.create_task(watch(pid))
    jobs = [keep_visiting(url, number, tally, end, seed) for number in range(visitors)]
    await asyncio.gather(*jobs)
    watcher.cancel()
    return await watcher


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


class Server:
    """The server, as a process."""

    def __init__(self) -> None:
        tests = Path(__file__).parents[1]
        paths = os.pathsep.join([str(tests.parent), str(tests)])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "faults.soak_server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": paths},
        )
        self.pid = self._process.pid
        self.url = self._line().split()[-1]
        figures(self.url)  # it listens before its loop runs: what that takes has to count
        self._before = min(self._held() for _ in range(5))

    def _held(self) -> Held:
        time.sleep(0.1)  # the connection just used is being closed
        return held_by(self.pid)

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def _in_use(self) -> int:
        assert self._process.stdin is not None
        print("", file=self._process.stdin, flush=True)
        return int(self._line())

    def rest(self, tally: Tally) -> Rest:
        """Wait until all is quiet; what is there then."""
        look_for_rest(self.url, self.pid, self._before, tally)
        return Rest(tally.sessions, min(self._in_use() for _ in range(5)), resident(self.pid))

    def stop(self) -> None:
        """Stop it."""
        self._process.terminate()
        self._process.communicate(timeout=30)


def soak(seconds: float, visitors: int, seed: int) -> Result:
    """Start the server, let the visitors come in rounds, stop the server."""
    server, tally = Server(), Tally()
    result = Result(tally, [], 0)
    end = time.monotonic() + seconds
    try:
        while not result.rests or time.monotonic() + ROUND / 2 < end:
            length = min(end - time.monotonic(), ROUND)
            dice = f"{seed} {len(result.rests)}"
            one = one_round(server.url, server.pid, length, visitors, tally, dice)
            result.most = max(result.most, asyncio.run(one))
            result.rests.append(server.rest(tally))
        if "pywebio_program_errors_total 0.0" not in figures(server.url):
            tally.problem("a program failed: see the log of the server above")
        return result
    finally:
        server.stop()


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
