"""What every scenario is given: how much to measure, on which sides, and where figures go."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median, quantiles

from playwright.sync_api import Browser
from playwright.sync_api import Error as BrowserError

from bench.peers import Late, Peer, Server, serving

Figures = dict[str, float]


@dataclass
class Plan:
    """How much is measured: runs, presses, sessions, seconds."""

    runs: int = 3
    presses: int = 500
    answers: int = 60
    sessions: int = 5000
    first_sessions: int = 1000
    clickers: int = 1000
    neighbours: int = 200
    seconds: float = 5
    unread_seconds: float = 20
    stream_seconds: float = 10
    lines: int = 100_000
    file_mb: int = 100
    repeats: int = 5
    load: float = field(default_factory=lambda: os.getloadavg()[0])

    @property
    def often(self) -> int:
        """Runs of what takes this package a moment, and so differs more from run to run."""
        return self.repeats * self.runs

    @classmethod
    def quick(cls) -> Plan:
        """Little of everything: for trying whether all is measured, not for the figures."""
        return cls(
            1,
            50,
            10,
            300,
            100,
            100,
            50,
            seconds=2,
            unread_seconds=3,
            stream_seconds=2,
            file_mb=5,
            repeats=1,
        )


@dataclass
class Results:
    """Figures of all runs: of each side, of each metric."""

    values: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def add(self, peer: Peer, figures: Figures) -> None:
        for metric, value in figures.items():
            self.values.setdefault(metric, {}).setdefault(peer.key, []).append(value)

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def get(self, metric: str, side: str) -> float | None:
        found = self.values.get(metric, {}).get(side)
        return median(found) if found else None


@dataclass
class Run:
    """A whole run: what a scenario works with."""

    plan: Plan
    browser: Browser
    peers: list[Peer]
    results: Results
    given_up: set[tuple[str, str]] = field(default_factory=set)

    def sides(self, *keys: str) -> list[Peer]:
        """The sides to measure, or those of them with these keys."""
        return [peer for peer in self.peers if not keys or peer.key in keys]

    @contextlib.contextmanager
    def servers(self, work: str) -> Iterator[dict[str, Server]]:
        """A server of each side, by its key, for this work."""
        with contextlib.ExitStack() as stack:
            servers = {}
            for turn in self.turns(work, self.peers, runs=1):
                with turn.attempt():
                    servers[turn.peer.key] = stack.enter_context(serving(turn.peer))
            yield servers

    def turns(self, work: str, peers: list[Peer], runs: int = 0, warm: int = 0) -> Iterator[Turn]:
        """Each side in turn, again and again; one that has given up on this work is left out.

        The first `warm` rounds are carried out, but do not count.
        """
        for number in range(-warm, runs or self.plan.runs):
            for peer in peers:
                if (work, peer.key) not in self.given_up:
                    yield Turn(self, work, peer, number)


@dataclass(frozen=True)
class Turn:
    """One side doing one work once."""

    run: Run
    work: str
    peer: Peer
    number: int

    def measure(self, action: Callable[[], Figures], late: Figures | None = None) -> None:
        """Keep the figures of an action; `late` is what counts if it fails, the limit."""
        results = self.run.results
        with self.attempt(late):
            figures = action()
            if self.number >= 0:
                results.add(self.peer, figures)

    @contextlib.contextmanager
    def attempt(self, late: Figures | None = None) -> Iterator[None]:
        """Who is late or fails is not asked again, so that it cannot hold up the run."""
        results = self.run.results
        try:
            yield
        except (Late, BrowserError, RuntimeError, OSError) as problem:
            reason = str(problem).splitlines()[0]
            results.note(f"{self.peer.title}, {self.work}: {reason}")
            if self.peer.key in ("raw", "ours"):
                results.failed.append(self.work)
            self.give_up()
            results.add(self.peer, late or {})

    def give_up(self) -> None:
        """Do not ask this side again for this work."""
        self.run.given_up.add((self.work, self.peer.key))

    def once(self, *keys: str) -> None:
        """Ask these sides once: they take long, and their ratios do not hang on a few percent."""
        if self.peer.key in keys:
            self.give_up()


def percentile(times: list[float], percent: int) -> float:
    return quantiles(times, n=100, method="inclusive")[percent - 1]
