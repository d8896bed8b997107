"""What is measured: each scenario starts its servers, and measures the sides in turn."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Browser

from bench import browser as pages
from bench.hosts import HOSTS
from bench.peers import OURS, PUBLISHED_PEER, RAW, Peer, Server, import_cpu_ms, on_host, serving

Figures = dict[str, float]


@dataclass
class Plan:
    """How much is measured: runs, presses, sessions, seconds."""

    runs: int
    browser: Browser
    presses: int = 300
    answers: int = 60
    sessions: int = 500
    neighbours: int = 200
    seconds: float = 8


@dataclass
class Results:
    """Figures of all runs: of each side, of each metric."""

    values: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, peer: Peer, figures: Figures) -> None:
        for metric, value in figures.items():
            self.values.setdefault(metric, {}).setdefault(peer.key, []).append(value)

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def get(self, metric: str, side: str) -> float | None:
        found = self.values.get(metric, {}).get(side)
        return median(found) if found else None


def percentile(times: list[float], percent: int) -> float:
    return quantiles(times, n=100, method="inclusive")[percent - 1]


def measure_imports(plan: Plan, peers: list[Peer], results: Results) -> None:
    """Import of the package, and a server that answers."""
    for _ in range(plan.runs):
        for peer in peers:
            results.add(peer, {"import": import_cpu_ms(peer)})
            with serving(peer) as server:
                results.add(peer, {"ready": server.ready_ms})


def measure_first(plan: Plan, peers: list[Peer], results: Results) -> None:
    """First output with an empty cache and again with a filled one."""
    with all_serving(peers) as servers:
        for run in range(plan.runs + 1):
            for server in servers:
                figures = first_output(plan.browser, server)
                if run:  # the first visitor only warms the server
                    results.add(server.peer, figures)


def first_output(browser: Browser, server: Server) -> Figures:
    with pages.visitor(browser) as context:
        cold, traffic = pages.first_output(context, server.url("first"))
        warm, _ = pages.first_output(context, server.url("first"))
    return {
        "first": cold,
        "first_kb": traffic.kilobytes,
        "first_requests": traffic.requests,
        "warm": warm,
    }


def measure_lines(plan: Plan, peers: list[Peer], results: Results, amount: int) -> None:
    """A click that brings many lines, until the last one is to be seen."""
    limit = 30.0
    with all_serving(peers) as servers:
        for run in range(plan.runs):
            for server in servers:
                if server.peer is PUBLISHED_PEER and amount > 1000 and run:
                    continue  # one wait up to the limit is enough
                figures = lines(plan.browser, server, amount, limit)
                if figures is None:
                    results.note(
                        f"{server.peer.title} did not show {amount:,} lines within {limit:.0f} s."
                    )
                    figures = {f"lines_{amount}": limit * 1000}
                results.add(server.peer, figures)


def lines(browser: Browser, server: Server, amount: int, limit: float) -> Figures | None:
    with pages.visitor(browser) as context:
        before = server.cpu_seconds()
        times = pages.measure(context, server.url("lines"), f"lines({amount})", limit)
        cpu = server.cpu_seconds() - before
    if times is None:
        return None
    return {f"lines_{amount}": times[0], f"lines_{amount}_cpu": cpu * 1000}


def measure_round_trips(plan: Plan, peers: list[Peer], results: Results) -> None:
    """From a click to the sight of its answer, in thread and coroutine sessions."""
    with all_serving(peers) as servers:
        for run in range(plan.runs + 1):
            for server in servers:
                for app in ("button", "button_coroutine"):
                    times = round_trips(plan, server, app, f"presses({plan.presses})")
                    if run:
                        figures = {f"{app}_p50": median(times), f"{app}_p99": percentile(times, 99)}
                        results.add(server.peer, figures)


def measure_forms(plan: Plan, peers: list[Peer], results: Results) -> None:
    """From a submit to the sight of the next question."""
    with all_serving(peers) as servers:
        for run in range(plan.runs + 1):
            for server in servers:
                times = round_trips(plan, server, "form", f"answers({plan.answers})")
                if run:
                    results.add(server.peer, {"form_p50": median(times)})


def measure_hosts(plan: Plan, peers: list[Peer], results: Results) -> None:
    """The same as `measure_round_trips` on each host, by the way its pages talk."""
    if OURS not in peers:
        return
    for _ in range(plan.runs):
        for name in HOSTS:
            with serving(on_host(name)) as server:
                round_trips(plan, server, "button", "presses(20)")
                times = round_trips(plan, server, "button", f"presses({plan.presses // 3})")
            figures = {f"host_{name}_p50": median(times), f"host_{name}_p99": percentile(times, 99)}
            results.add(OURS, figures)


def round_trips(plan: Plan, server: Server, app: str, call: str) -> list[float]:
    with pages.visitor(plan.browser) as context:
        times = pages.measure(context, server.url(app), call, limit=60)
    if times is None:
        raise TimeoutError(f"{server.peer.title}: {app} did not end within 60 s")
    return times


def measure_memory(plan: Plan, peers: list[Peer], results: Results) -> None:
    """Memory of the server for each session that has one callback and nothing to do."""
    for app in ("button", "button_coroutine"):
        for _ in range(max(1, plan.runs // 2)):
            for peer in peers:
                with serving(peer) as server, crowd(server) as order:
                    order({"open": 50, "app": app})
                    before = server.memory()
                    order({"open": plan.sessions, "app": app})
                    each = (server.memory() - before) / plan.sessions
                results.add(peer, {f"memory_{app}": each / 1000})


def measure_neighbours(plan: Plan, peers: list[Peer], results: Results) -> None:
    """Visitors who click once a second beside an endless output loop, against the same without."""
    for _ in range(max(1, plan.runs // 2)):
        for peer in peers:
            if peer is RAW:
                continue
            with serving(peer) as server, crowd(server) as order, crowd(server) as order_flood:
                order({"open": plan.neighbours, "app": "button"})
                order({"press": 2})
                idle = percentile(order({"press": plan.seconds}), 99)
                order_flood({"drain": "flood"})
                beside = percentile(order({"press": plan.seconds}), 99)
            figures = {"idle_p99": idle, "flood_p99": beside, "flood_ratio": beside / idle}
            results.add(peer, figures)


@contextlib.contextmanager
def crowd(server: Server) -> Iterator[Callable[[dict[str, Any]], Any]]:
    """A process of visitors without a browser; the value is called with orders for it."""
    url = f"http://127.0.0.1:{server.port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.visitors", server.peer.key, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    stdin, stdout = process.stdin, process.stdout

    def order(what: dict[str, Any]) -> Any:
        stdin.write(json.dumps(what) + "\n")
        stdin.flush()
        line = stdout.readline()
        if not line:
            raise RuntimeError(f"the visitors of {server.peer.title} failed at {what}")
        return json.loads(line)

    try:
        yield order
    finally:
        process.kill()
        process.communicate()


@contextlib.contextmanager
def all_serving(peers: list[Peer]) -> Iterator[list[Server]]:
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(serving(peer)) for peer in peers]


SCENARIOS: dict[str, Callable[[Plan, list[Peer], Results], None]] = {
    "import": measure_imports,
    "first": measure_first,
    "lines": lambda plan, peers, results: measure_lines(plan, peers, results, 1000),
    "more-lines": lambda plan, peers, results: measure_lines(plan, peers, results, 10_000),
    "buttons": measure_round_trips,
    "hosts": measure_hosts,
    "forms": measure_forms,
    "memory": measure_memory,
    "neighbours": measure_neighbours,
}
