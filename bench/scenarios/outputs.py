"""Until outputs are to be seen: lines, tables, a snapshot, a stream."""

from __future__ import annotations

import contextlib
import os
from functools import partial

from playwright.sync_api import Browser

from bench import browser as pages
from bench.crowd import crowd
from bench.peers import OURS, Peer, Server, serving
from bench.plan import Figures, Run, percentile

LIMIT = 20.0
"""Seconds that a side has for what takes the raw page one or two."""

KEPT = OURS.with_arguments("max_outputs=1100000")
SCROLLING = OURS.with_arguments("max_outputs=2000")
"""This package with room for all lines, and with a scrollback of 2,000."""


def measure_lines(run: Run, amount: int) -> None:
    """A click that brings many lines, until the last one is to be seen."""
    late = {f"lines_{amount}": LIMIT * 1000}
    with run.servers(f"{amount:,} lines") as servers:
        for turn in run.turns(f"{amount:,} lines", run.peers, run.plan.often):
            turn.measure(
                partial(lines, run.browser, servers[turn.peer.key], amount, "lines", LIMIT), late
            )


def lines(browser: Browser, server: Server, amount: int, name: str, limit: float) -> Figures:
    with pages.visitor(browser) as context:
        before = server.cpu_seconds()
        times = pages.measure(context, server.url("lines"), f"lines({amount})", limit)
        cpu = server.cpu_seconds() - before
    return {f"{name}_{amount}": times[0], f"{name}_{amount}_cpu": cpu * 1000}


def measure_very_many_lines(run: Run) -> None:
    """100,000 lines: all kept, and with a scrollback, against all of them on the raw page."""
    amount = run.plan.lines
    ways = [("lines", peer) for peer in run.sides("raw")]
    if run.sides("ours"):
        ways += [("lines", KEPT), ("scrolling", SCROLLING)]
    for _ in range(run.plan.runs):
        for name, peer in ways:
            for turn in run.turns(f"{amount:,} lines, {name}", [peer], 1):
                turn.measure(partial(fresh_lines, run.browser, peer, amount, name))


def fresh_lines(browser: Browser, peer: Peer, amount: int, name: str) -> Figures:
    with serving(peer) as server:
        figures = lines(browser, server, amount, name, 60)
    if peer.key == "raw":  # keeps all of them in either case
        figures |= {f"scrolling_{amount}": figures[f"{name}_{amount}"]}
    return figures


TABLES = {"tables": "t199.9", "nested": "#9999#", "grid": "person 0;"}
"""Buttons of the program, and what is seen at last of what each brings."""


def measure_tables(run: Run) -> None:
    """Tables of text; one of which each cell is an output; a grid. Time and memory."""
    for label, marker in TABLES.items():
        keys = () if label == "tables" else ("ours", "published")
        runs = 0 if keys else run.plan.often
        for turn in run.turns(label, run.sides(*keys), runs):
            action = partial(table, run.browser, turn.peer, label, marker)
            turn.measure(action, {label: LIMIT * 1000})


def table(browser: Browser, peer: Peer, label: str, marker: str) -> Figures:
    with serving(peer) as server, pages.visitor(browser) as context:
        page = context.new_page()
        page.goto(server.url("tables"))
        page.get_by_role("button", name=label, exact=True).wait_for()
        memory, cpu = server.memory(), server.cpu_seconds()
        times = pages.evaluate(page, f"shown({label!r}, {marker!r})", LIMIT)
        heap: float = page.evaluate("performance.memory.usedJSHeapSize")
        return {
            label: times[0],
            f"{label}_cpu": (server.cpu_seconds() - cpu) * 1000,
            f"{label}_memory": (server.memory() - memory) / 1e6,
            f"{label}_heap": heap / 1e6,
        }


def measure_snapshot(run: Run) -> None:
    """A page of 10,000 outputs that is loaded again while its program goes on."""
    for turn in run.turns("snapshot", run.sides("ours")):
        turn.measure(partial(snapshot, run.browser, turn.peer))


def snapshot(browser: Browser, peer: Peer) -> Figures:
    with serving(peer) as server:
        return {**snapshot_of_server(server), **snapshot_of_page(browser, server)}


def snapshot_of_server(server: Server) -> Figures:
    """Processor time for a view that comes back and is given the whole page.

    What coming back takes by itself is left out.
    """
    with crowd(server) as visitors:
        visitors.order({"fill": "snapshot", "lines": 10_000})
        cost = {}
        for whole in (False, True):
            visitors.order({"again": 3, "whole": whole})
            before = server.cpu_seconds()
            visitors.order({"again": 10, "whole": whole})
            cost[whole] = (server.cpu_seconds() - before) * 1000 / 10
    return {"snapshot_server": cost[True] - cost[False], "return_server": cost[False]}


def snapshot_of_page(browser: Browser, server: Server) -> Figures:
    with pages.visitor(browser) as context:
        page = context.new_page()
        page.goto(f"{server.url('snapshot')}&until=%239999%23")
        pages.evaluate(page, "shownFirst()", 30)
        page.reload(wait_until="commit")
        shown, plain, count = pages.evaluate(page, "snapshot('#9999#')", 30)
    if count < 10_000:
        raise RuntimeError(f"the page that was loaded again shows {count:.0f} outputs")
    return {"snapshot": shown, "snapshot_plain": plain, "snapshot_ratio": shown / plain}


def measure_stream(run: Run) -> None:
    """Four pages that are sent 200 lines a second each."""
    amount = int(run.plan.stream_seconds * 200)
    os.environ["BENCH_STREAM"] = str(amount)
    for turn in run.turns("4 x 200 lines/s", run.peers):
        turn.once("published")
        late = {"stream_p99": 60_000.0}
        turn.measure(partial(stream, run.browser, turn.peer, amount), late)


def stream(browser: Browser, peer: Peer, amount: int) -> Figures:
    with serving(peer) as server, contextlib.ExitStack() as stack:
        shown = []
        for _ in range(4):
            page = stack.enter_context(pages.visitor(browser)).new_page()
            page.goto(server.url("stream"))
            shown.append(page)
        seen = pages.evaluate_all(shown, "stream()", 60)
    times = [time for each in seen for time in each]
    return {
        "stream_p50": percentile(times, 50),
        "stream_p99": percentile(times, 99),
        "stream_lost": 4 * amount - len(times),
    }
