"""Many visitors at a time: their memory, how fast they come, how long they wait."""

from __future__ import annotations

import time
from functools import partial

from bench.crowd import crowd
from bench.peers import Peer, Server, serving
from bench.plan import Figures, Plan, Run, percentile
from bench.scenarios.clicks import KINDS

SETTLE = 1.0
"""Seconds after which a server that was left alone is at rest."""


def measure_sessions(run: Run) -> None:
    """Memory of idle sessions that have one callback, and how fast they are opened."""
    for app in KINDS:
        for turn in run.turns(f"many sessions, {app}", run.peers):
            turn.once("published")
            turn.measure(partial(sessions, run.plan, turn.peer, app))


def sessions(plan: Plan, peer: Peer, app: str) -> Figures:
    warm, few, many = 50, plan.first_sessions, plan.sessions
    with serving(peer) as server, crowd(server) as visitors:
        visitors.open(app, warm)
        before = at_rest(server)
        visitors.open(app, few - warm)
        with_few = at_rest(server)
        seconds = visitors.open(app, many - few, limit=90)
        with_many = at_rest(server)
    first, further = (with_few - before) / (few - warm), (with_many - with_few) / (many - few)
    return {
        f"memory_{app}": (with_many - before) / (many - warm) / 1000,
        f"memory_{app}_growth": further / first,
        f"opened_{app}": (many - few) / seconds,
    }


def at_rest(server: Server) -> int:
    time.sleep(SETTLE)
    return server.memory()


def measure_clicks(run: Run) -> None:
    """1,000 visitors, each of whom clicks once a second."""
    for app in KINDS:
        # The worst of a hundred differs most of all from run to run.
        for turn in run.turns(f"many clicks, {app}", run.peers, 3 * run.plan.runs):
            turn.once("published")
            turn.measure(partial(clicks, run.plan, turn.peer, app))


def clicks(plan: Plan, peer: Peer, app: str) -> Figures:
    with serving(peer) as server, crowd(server) as visitors:
        visitors.open(app, plan.clickers)
        visitors.press(2)
        return {f"clicks_{app}_p99": percentile(visitors.press(plan.seconds), 99)}


def measure_neighbours(run: Run) -> None:
    """Visitors who click once a second beside an endless output loop, against the same without."""
    for turn in run.turns("neighbours", run.sides("ours", "published")):
        turn.once("published")
        turn.measure(partial(neighbours, run.plan, turn.peer))


def neighbours(plan: Plan, peer: Peer) -> Figures:
    with serving(peer) as server, crowd(server) as visitors, crowd(server) as flooded:
        visitors.open("button", plan.neighbours)
        visitors.press(2)
        idle = percentile(visitors.press(plan.seconds), 99)
        flooded.order({"drain": "flood"})
        beside = percentile(visitors.press(plan.seconds), 99)
    return {"idle_p99": idle, "flood_p99": beside, "flood_ratio": beside / idle}


def measure_unread(run: Run) -> None:
    """A program that shows without end what its visitor never reads."""
    for turn in run.turns("never reads", run.sides("ours", "published"), runs=1):
        turn.measure(partial(unread, run.plan, turn.peer))


def unread(plan: Plan, peer: Peer) -> Figures:
    with serving(peer) as server, crowd(server) as visitors:
        visitors.open("button", 1)
        before = at_rest(server)
        visitors.order({"hang": "flood"})
        time.sleep(plan.unread_seconds)
        return {"unread_memory": (server.memory() - before) / 1e6}
