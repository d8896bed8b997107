"""What a server tells of itself: whether it takes visitors, and figures for Prometheus.

A server without `metrics_path` has no :class:`Meter`, and measures nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from .. import protocol as wire
from ..session.base import Session
from ..session.view import View
from .http import Response

if TYPE_CHECKING:
    from prometheus_client.core import GaugeMetricFamily

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Seconds from an event's arrival to the program's code."""

UNDERWAY = 1000
"""So many events are followed at a time; of older ones it is not known how long they took."""

MISSING = (
    "metrics_path needs the package prometheus-client. Install it (pip install prometheus-client), "
    "or this package with its extra [metrics]."
)

Followed = (
    wire.FormSubmit
    | wire.FormCancel
    | wire.FormBlur
    | wire.FormChange
    | wire.Result
    | wire.CallbackEvent
)
"""Events for which code of the program waits; the others are done with when they are read."""


class Figures(Struct, frozen=True):
    """How it stands at this moment."""

    sessions: Iterable[Session]
    views: Iterable[View]
    held_events: int
    busy_threads: int
    idle_threads: int
    lingering: int
    upload_bytes: int


class Measured(Protocol):
    """A server that is asked for its figures."""

    def figures(self) -> Figures:
        """How it stands at this moment."""


class Meter:
    """Counts what happens in one server, and answers Prometheus."""

    def __init__(self, server: Measured) -> None:
        try:
            import prometheus_client as prometheus
        except ImportError:
            raise ImportError(MISSING) from None
        self._underway: dict[int, tuple[object, float]] = {}
        self._registry = registry = prometheus.CollectorRegistry()
        self._generate: Callable[[Any], bytes] = prometheus.generate_latest
        self._content_type = prometheus.CONTENT_TYPE_LATEST
        self._started = prometheus.Counter(
            "pywebio_sessions_started", "Sessions since the server started.", registry=registry
        )
        self._failed = prometheus.Counter(
            "pywebio_program_errors", "Errors that programs did not catch.", registry=registry
        )
        self._dropped = prometheus.Counter(
            "pywebio_dropped_events",
            "Events of pages that were not taken: invalid, or too late for what they answer.",
            ["reason"],
            registry=registry,
        )
        for reason in ("invalid", "late"):
            self._dropped.labels(reason)
        self._seconds = prometheus.Histogram(
            "pywebio_event_seconds",
            "Seconds from the arrival of an event to the program's code that waits for it.",
            registry=registry,
            buckets=BUCKETS,
        )
        registry.register(_Standing(server))

    def answer(self) -> Response:
        """The figures as Prometheus reads them."""
        headers = {"Content-Type": self._content_type, "Cache-Control": "no-store"}
        return Response(200, headers, self._generate(self._registry))

    # -- what sessions and connections tell; from any thread --------------------------------------

    def started(self) -> None:
        """A session has begun."""
        self._started.inc()

    def failed(self) -> None:
        """A program has raised what it did not catch."""
        self._failed.inc()

    def dropped(self, reason: str, event: object = None) -> None:
        """An event was not taken."""
        self._underway.pop(id(event), None)
        self._dropped.labels(reason).inc()

    def came(self, event: object) -> None:
        """An event has arrived."""
        if isinstance(event, Followed):
            self._follow(event, time.perf_counter())

    def _follow(self, thing: object, since: float) -> None:
        underway = self._underway
        underway[id(thing)] = (thing, since)  # which keeps it, so that its id stays its own
        while len(underway) > UNDERWAY:
            underway.pop(next(iter(underway)), None)

    def handed_on(self, event: object, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        """What a callback is called with instead of an event is followed in its place."""
        followed = self._underway.pop(id(event), None)
        if followed is None:
            return arguments
        unique = _Arguments(arguments)
        self._follow(unique, followed[1])
        return unique

    def taken(self, thing: object) -> None:
        """Code of the program has it now."""
        followed = self._underway.pop(id(thing), None)
        if followed is not None:
            self._seconds.observe(time.perf_counter() - followed[1])


class _Arguments(tuple[Any, ...]):
    """The arguments of one call: tuples that are equal may be one object."""

    __slots__ = ()


class _Standing:
    """What is looked up when it is asked for."""

    def __init__(self, server: Measured) -> None:
        self._server = server

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The figures of this moment."""
        now = self._server.figures()
        sessions, views = list(now.sessions), list(now.views)
        states = [session.program.name.lower() for session in sessions]
        sizes = [session.page.size for session in sessions]
        queues = [max(0, view.pending) for view in views]
        connected = sum(view.connected for view in views)
        yield _by_state(
            "sessions",
            "Sessions by what their program does.",
            {state: states.count(state) for state in ("running", "held", "finished")},
        )
        yield _by_state(
            "views",
            "Pages that show a session, and those whose line is lost.",
            {"connected": connected, "away": len(views) - connected},
        )
        yield _by_state(
            "threads", "Worker threads.", {"busy": now.busy_threads, "idle": now.idle_threads}
        )
        yield _one("lingering", "Threads and tasks of sessions that have ended.", now.lingering)
        yield _one("page_bytes", "Bytes of all pages.", sum(sizes))
        yield _one("page_bytes_max", "Bytes of the largest page.", max(sizes, default=0))
        outputs = sum(session.page.count for session in sessions)
        yield _one("page_outputs", "Outputs on all pages.", outputs)
        yield _one("queued_commands", "Changes that pages have not applied yet.", sum(queues))
        yield _one("queued_commands_max", "The same of one page.", max(queues, default=0))
        effects = sum(len(session.page.effects) for session in sessions)
        yield _one("queued_effects", "Effects that no page has carried out.", effects)
        yield _one(
            "queued_events", "Events that wait: a page sends more than its rate.", now.held_events
        )
        yield _one(
            "upload_bytes",
            "Bytes of files that visitors have sent and programs hold.",
            now.upload_bytes,
        )


def _one(name: str, text: str, value: float) -> GaugeMetricFamily:
    from prometheus_client.core import GaugeMetricFamily

    return GaugeMetricFamily(f"pywebio_{name}", text, value=value)


def _by_state(name: str, text: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    from prometheus_client.core import GaugeMetricFamily

    family = GaugeMetricFamily(f"pywebio_{name}", text, labels=["state"])
    for state, value in values.items():
        family.add_metric([state], value)
    return family
