"""A server without a framework, on a clock that the test moves."""

from __future__ import annotations

import asyncio
import heapq
from collections import deque
from collections.abc import Callable
from itertools import count
from typing import Any

from page_side import PageSide

from pywebio import protocol as wire
from pywebio.output import put_buttons
from pywebio.platform.http import Request
from pywebio.platform.link import Link
from pywebio.platform.loop import ACK_DELAY
from pywebio.platform.options import PARAMETERS, make_options
from pywebio.platform.rounds import Rounds
from pywebio.platform.server import Server
from pywebio.platform.visits import ServerHost
from pywebio.session.base import Session

Call = Callable[[], object]


class ManualTimer:
    """A call in the future."""

    def __init__(self, function: Call) -> None:
        self.function = function
        self.cancelled = False

    def cancel(self) -> None:
        """Do not make it."""
        self.cancelled = True


class ManualHost:
    """Runs what is due when it is told to; programs run at once."""

    def __init__(self) -> None:
        self.now = 100.0
        self.ended: Callable[[Session], object] = lambda session: None
        self._soon: deque[Call] = deque()
        self._timers: list[tuple[float, int, ManualTimer]] = []
        self._order = count()
        self.rounds = Rounds(self, ACK_DELAY)

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """There is none: coroutine sessions are tested with the real one."""
        raise NotImplementedError

    def time(self) -> float:
        return self.now

    def call_soon(self, function: Call) -> None:
        self._soon.append(function)

    def call_later(self, delay: float, function: Call) -> ManualTimer:
        timer = ManualTimer(function)
        heapq.heappush(self._timers, (self.now + delay, next(self._order), timer))
        return timer

    def run_in_thread(self, function: Call, name: str) -> None:
        function()

    def program_ended(self, session: Session) -> None:
        self.ended(session)

    @property
    def timers(self) -> int:
        """How many calls are planned."""
        return sum(not timer.cancelled for _, _, timer in self._timers)

    def pump(self) -> None:
        """Do what was asked for "soon"."""
        while self._soon:
            self._soon.popleft()()

    def pass_time(self, seconds: float) -> None:
        """Let time pass, with all that is due in it."""
        end = self.now + seconds
        self.pump()
        while self._timers and self._timers[0][0] <= end:
            at, _, timer = heapq.heappop(self._timers)
            self.now = max(self.now, at)
            if not timer.cancelled:
                timer.function()
            self.pump()
        self.now = end


class Desk(Server):
    """A server on a clock of the test."""

    def __init__(self, applications: object, **options: Any) -> None:
        self.clock = ManualHost()
        self.clock.ended = self.program_ended
        named = {name: options.pop(name) for name in PARAMETERS & options.keys()}
        made, _ = make_options(**named, others=options)
        super().__init__(applications, made)

    @property
    def host(self) -> ServerHost:
        return self.clock


class Wire:
    """A connection of a page to a desk; both ends are in the test."""

    def __init__(self, desk: Desk, page: PageSide, request: Request) -> None:
        self.desk = desk
        self.page = page
        self.closed: int | None = None
        self.link = Link(desk, request, self._deliver, self._close)

    def _deliver(self, frame: bytes) -> None:
        self.page.receive(frame)

    def _close(self, code: int) -> None:
        self.closed = code

    def say(self, frame: str | bytes) -> None:
        """The page sends a frame, and what follows from it happens."""
        self.link.receive(frame)
        self.desk.clock.pump()

    def hello(self, **more: Any) -> None:
        """The page says hello, and acknowledges what it gets."""
        self.say(self.page.hello(**more))
        self.ack()

    def ack(self) -> None:
        """The page acknowledges."""
        if self.closed is None:
            self.say(self.page.ack())

    def lose(self, clean: bool = False) -> None:
        """The connection goes."""
        self.link.lost(clean)
        self.desk.clock.pump()


def connect(
    desk: Desk, page: PageSide | None = None, request: Request | None = None, **hello: Any
) -> Wire:
    """Open a connection of a new page, or of one that was connected before, and say hello."""
    wire = Wire(desk, page or PageSide(), request or Request())
    wire.hello(**hello)
    return wire


class Clicks:
    """An application that counts the clicks on its button."""

    def __init__(self) -> None:
        self.values: list[Any] = []

    def app(self) -> None:
        put_buttons(["a", "b"], self.values.append)

    def click(self, page: PageSide) -> wire.CallbackEvent:
        """The event of a click on the first button."""
        (buttons,) = page.document.outputs()
        assert isinstance(buttons, wire.Buttons)
        return wire.CallbackEvent(callback=buttons.callback, value=0)
