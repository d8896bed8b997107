"""``python -m bench.curves``: cost for each session and each output, from few to very many.

The figures go to ``docs/curves/curves.json``, and are drawn beside it.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser

from bench import browser as pages
from bench.__main__ import end_with_servers, measure
from bench.crowd import crowd
from bench.peers import BENCH, OURS, RAW, Late, Peer, Server, compile_ours, raise_limits, serving
from bench.plan import Figures, Plan, Results, Run, percentile
from bench.plot import plot
from bench.scenarios.crowds import at_rest
from bench.scenarios.outputs import SCROLLING

FOLDER = BENCH.parent / "docs" / "curves"
SESSIONS = (100, 300, 1000, 3000, 10_000)
OUTPUTS = (1000, 10_000, 100_000, 1_000_000)
CLICKS = 500
"""Clicks a second, of all sessions together."""

Curves = dict[str, dict[str, list[tuple[float, float]]]]
"""Chart -> side -> points."""

CHARTS = {
    "session-memory": ("Memory for each idle session, kB", "sessions", False),
    "session-opening": ("Sessions opened per second", "sessions", False),
    "session-opening-cpu": ("Server time to open a session, ms CPU", "sessions", False),
    "session-click": (f"{CLICKS} clicks a second among them: p99, ms", "sessions", False),
    "session-click-cpu": ("Server time for a click, ms CPU", "sessions", False),
    "output-time": ("Time until each output is seen, µs", "outputs", False),
    "output-cpu": ("Server time for each output, µs CPU", "outputs", False),
    "output-memory": ("Memory of the server for all of them, MB", "outputs", True),
}


class Course:
    """The points of all curves, as far as they are measured."""

    def __init__(self) -> None:
        self.curves: Curves = {}

    def add(self, side: str, amount: int, figures: Figures) -> None:
        for chart, value in figures.items():
            self.curves.setdefault(chart, {}).setdefault(side, []).append((amount, value))


def follow_sessions(course: Course, amounts: Sequence[int]) -> None:
    sides = (
        ("raw page", RAW, "button"),
        ("thread", OURS, "button"),
        ("coroutine", OURS, "button_coroutine"),
    )
    for name, peer, app in sides:
        with serving(peer) as server, crowd(server) as visitors:
            visitors.open(app, 50)  # what a server needs once is no part of a session
            before, opened = at_rest(server), 0
            for amount in amounts:
                cpu = server.cpu_seconds()
                seconds = visitors.open(app, amount - opened, limit=300)
                cpu = server.cpu_seconds() - cpu
                figures = {
                    "session-memory": (at_rest(server) - before) / amount / 1000,
                    "session-opening": (amount - opened) / seconds,
                    "session-opening-cpu": cpu / (amount - opened) * 1000,
                }
                opened = amount
                # The first 50 click as well.
                figures |= clicks(server, partial(visitors.press, every=(amount + 50) / CLICKS))
                course.add(name, amount, figures)
                print(f"{amount} sessions, {name}: {figures}", flush=True)


def clicks(server: Server, press: Callable[[float], list[float]]) -> Figures:
    press(1)
    cpu = server.cpu_seconds()
    times = press(5)
    cpu = server.cpu_seconds() - cpu
    return {"session-click": percentile(times, 99), "session-click-cpu": cpu / len(times) * 1000}


def follow_outputs(course: Course, browser: Browser, amounts: Sequence[int]) -> None:
    sides = (("raw page", RAW), ("all limits as they are", OURS), ("newest 2,000", SCROLLING))
    for amount in amounts:
        for name, peer in sides:
            if peer is RAW and amount > 100_000:
                continue  # the browser has no room for it
            try:
                figures = outputs(browser, peer, amount)
            except Late as problem:
                print(f"{amount} outputs, {name}: {problem}", flush=True)
                continue
            course.add(name, amount, figures)
            print(f"{amount} outputs, {name}: {figures}", flush=True)


def outputs(browser: Browser, peer: Peer, amount: int) -> Figures:
    with serving(peer) as server, pages.visitor(browser) as context:
        page = context.new_page()
        page.goto(server.url("lines"))
        page.get_by_role("button", name=str(amount), exact=True).wait_for()
        time.sleep(0.5)
        memory, cpu = server.memory(), server.cpu_seconds()
        (shown,) = pages.evaluate(page, f"lines({amount})", 300)
        return {
            "output-time": shown * 1000 / amount,
            "output-cpu": (server.cpu_seconds() - cpu) * 1e6 / amount,
            "output-memory": max(0.1, (server.memory() - memory) / 1e6),
        }


def draw(curves: Curves) -> None:
    for chart, (title, across, logarithmic) in CHARTS.items():
        if chart in curves:
            picture = plot(title, across, dict(curves[chart]), logarithmic)
            (FOLDER / f"{chart}.svg").write_text(picture, encoding="utf-8")


def keep(curves: Curves) -> Path:
    """Write the figures, beside those that were not measured this time."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / "curves.json"
    old: Curves = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    text = json.dumps(old | curves, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.curves", description=__doc__)
    parser.add_argument("--only", choices=("sessions", "outputs"), help="only these curves")
    parser.add_argument("--most", type=int, default=10**6, help="no more than so many")
    parser.add_argument("--draw", action="store_true", help="draw the figures again, measure none")
    options = parser.parse_args()

    course = Course()
    if not options.draw:
        raise_limits()
        end_with_servers()
        compile_ours()
        follow(course, options.only, options.most)
    draw(json.loads(keep(course.curves).read_text(encoding="utf-8")))


def follow(course: Course, only: str | None, most: int) -> None:
    with pages.chromium() as browser:
        run = Run(Plan(), browser, [RAW, OURS], Results())
        if only != "outputs":
            amounts = [amount for amount in SESSIONS if amount <= most]
            measure("sessions", lambda _: follow_sessions(course, amounts), run)
        if only != "sessions":
            amounts = [amount for amount in OUTPUTS if amount <= most]
            measure("outputs", lambda _: follow_outputs(course, browser, amounts), run)


if __name__ == "__main__":
    main()
