"""One scripted session, its line killed at every possible frame: the page is the same in the end.

Frames of both directions are counted. The line dies at a frame that is lost, or right after one
that has arrived; then the page connects again, or is loaded again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from desk import Desk, Wire
from hypothesis import given
from hypothesis import strategies as st
from page_side import PageSide

from pywebio import protocol as wire
from pywebio.output import (
    clear,
    close_popup,
    popup,
    put_buttons,
    put_html,
    put_log,
    put_table,
    put_text,
    remove,
    toast,
    use_scope,
)
from pywebio.pin import pin_update, put_input
from pywebio.platform import config
from pywebio.platform.http import Request
from pywebio.session import run_js, set_env


class Program:
    """An application of callbacks; each click does something else."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.steps: list[Callable[[], object]] = [
            lambda: put_text("one"),
            lambda: run_js("first", keep=True),
            lambda: use_scope("box", clear=True),
            self.fill_box,
            lambda: toast("message"),
            lambda: popup("Title", [put_text("in the popup"), put_input("in_popup")]),
            lambda: set_env(title="changed"),
            lambda: pin_update("pinned", value="set by the program"),
            lambda: close_popup(),
            lambda: run_js("second", keep=True),
            lambda: put_table([["a", put_text("b")]]),
            lambda: remove("box"),
            lambda: [put_text(f"line {n}") for n in range(30)],
            lambda: clear("rest"),
            lambda: self.log.append("a", "b"),
        ]

    def fill_box(self) -> None:
        with use_scope("box"):
            put_text("in the box")
            put_html("<b>bold</b>")

    def click(self, step: int) -> None:
        self.heard.append(step)
        self.steps[step]()

    @property
    def app(self) -> Callable[[], None]:
        """The application."""

        @config(on_reload="resume")
        def app() -> None:
            put_buttons([str(n) for n in range(len(self.steps))], lambda n: self.click(int(n)))
            put_input("pinned", value="at first")
            self.log = put_log(["begin"])
            with use_scope("rest"):
                put_text("to be cleared")

        return app


class Mortal(Wire):
    """A connection that dies at certain frames."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.dead = False
        super().__init__(play.desk, play.page, Request())

    def _passes(self) -> bool:
        if self.dead:
            return False
        self.play.frames += 1
        if self.play.frames not in self.play.deaths:
            return True
        self.dead = True
        return self.play.arrives

    def _deliver(self, frame: bytes) -> None:
        if self._passes():
            super()._deliver(frame)

    def say(self, frame: str | bytes) -> None:
        """The page sends a frame, which may be the last thing that happens here."""
        if self._passes():
            super().say(frame)
        if self.dead and self.closed is None:
            self.closed = 1006
            self.lose()


class Play:
    """The script, on a line that dies at the frames `deaths`.

    `arrives`: that frame is still delivered. `reloads`: the page is loaded again then.
    """

    def __init__(self, deaths: Sequence[int] = (), arrives: bool = False, reloads: bool = False):
        self.deaths = frozenset(deaths)
        self.arrives = arrives
        self.reloads = reloads
        self.frames = 0
        self.program = Program()
        self.desk = Desk(self.program.app)
        self.page = PageSide()
        self.scripts: list[list[int]] = [[]]
        self.line = Mortal(self)
        self.line.hello()
        self.run()

    def run(self) -> None:
        """Each step is one click, or something typed; acknowledgements come in between."""
        self.alive()
        for step in range(len(self.program.steps)):
            if step in (3, 9):
                self.tell(wire.PinChange(pin=self.pinned, value=f"typed {step}"))
            self.tell(wire.CallbackEvent(callback=self.buttons.callback, value=step))
            self.line.ack()
            self.alive()
        self.desk.clock.pass_time(0.1)
        self.alive()

    def tell(self, event: wire.AnyEvent) -> None:
        """An event, which the page keeps until it is confirmed."""
        self.line.say(self.page.event(event))
        self.alive()

    def alive(self) -> None:
        """A page whose line is dead comes back, as often as it takes."""
        while self.line.closed is not None:
            self.come_back()

    def come_back(self) -> None:
        """Connect again, by this page or by a fresh load of it."""
        former = self.page
        about: dict[str, Any] = {}
        if self.reloads and former.key:
            self.page = PageSide()
            self.page.document.done = former.document.done
            about = {
                "session": former.key,
                "navigation": "reload",
                "done": former.document.done,
                "earlier": {"view": former.view},
            }
        self.line = Mortal(self)
        self.line.hello(**about)
        if self.page is not former:
            self.take_over(former)
        if self.line.closed is None:
            self.line.say(self.page.kept())

    def take_over(self, former: PageSide) -> None:
        """What the load before has not sent is sent by this one."""
        welcome = self.page.welcome
        if welcome is None:  # it has heard nothing: what it would leave is what it has found
            self.page = former
            return
        assert welcome.returned
        for number, event in former.unconfirmed():
            if number > welcome.earlier_events:
                self.page.event(event)

    @property
    def buttons(self) -> wire.Buttons:
        """The buttons of the program."""
        return next(node for node in self.page.document.outputs() if isinstance(node, wire.Buttons))

    @property
    def pinned(self) -> int:
        """The id of the pin."""
        pins = self.page.document.pins.values()
        return next(pin.id for pin in pins if pin.name == "pinned")

    def result(self) -> dict[str, Any]:
        """All that must not depend on the line."""
        toasts = [one for one in self.page.document.effects if isinstance(one, wire.Toast)]
        return {
            "page": self.page.document.picture(),
            "text": self.page.text,
            "heard": self.program.heard,
            "sessions": len(self.desk.visits),
            "scripts": self.page.document.scripts,
            "toasts": None if self.reloads else len(toasts),
        }


PLAIN = Play()
EXPECTED = PLAIN.result()
FRAMES = PLAIN.frames


def check(play: Play) -> None:
    """The same page, the same clicks, one session."""
    expected = {**EXPECTED, "toasts": None if play.reloads else 1}
    assert play.result() == expected
    assert play.frames >= FRAMES


def test_the_script_does_what_it_says() -> None:
    assert FRAMES > 40
    assert PLAIN.program.heard == list(range(len(PLAIN.program.steps)))
    assert EXPECTED["scripts"] == {1, 3}
    assert "line 29" in EXPECTED["text"]


@pytest.mark.parametrize("reloads", [False, True], ids=["same load", "fresh load"])
@pytest.mark.parametrize("arrives", [False, True], ids=["lost", "arrived"])
def test_a_line_killed_at_each_frame(arrives: bool, reloads: bool) -> None:
    for frame in range(1, FRAMES + 1):
        check(Play([frame], arrives, reloads))


@given(
    deaths=st.sets(st.integers(1, 2 * FRAMES), max_size=30),
    arrives=st.booleans(),
    reloads=st.booleans(),
)
def test_a_line_killed_again_and_again(deaths: set[int], arrives: bool, reloads: bool) -> None:
    check(Play(sorted(deaths), arrives, reloads))
