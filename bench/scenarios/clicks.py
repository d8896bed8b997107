"""From what a visitor does to the sight of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from statistics import median

from bench import browser as pages
from bench.hosts import HOSTS
from bench.peers import OURS, Server, on_host, serving
from bench.plan import Figures, Run, percentile

KINDS = ("button", "button_coroutine")


def measure_buttons(run: Run, apps: Sequence[str] = KINDS) -> None:
    """From a click to the sight of its answer, in thread and coroutine sessions."""
    with run.servers("buttons") as servers:
        for turn in run.turns("buttons", run.peers, warm=1):
            turn.measure(partial(buttons, run, servers[turn.peer.key], apps))


def buttons(run: Run, server: Server, apps: Sequence[str]) -> Figures:
    figures: Figures = {}
    for app in apps:
        times = round_trips(run, server, app, f"presses({run.plan.presses})")
        figures |= {f"{app}_p50": median(times), f"{app}_p99": percentile(times, 99)}
    return figures


def measure_forms(run: Run) -> None:
    """From a submit to the sight of the next question."""
    with run.servers("forms") as servers:
        for turn in run.turns("forms", run.peers, warm=1):
            turn.measure(partial(forms, run, servers[turn.peer.key]))


def forms(run: Run, server: Server) -> Figures:
    return {"form_p50": median(round_trips(run, server, "form", f"answers({run.plan.answers})"))}


def measure_hosts(run: Run) -> None:
    """The same as `measure_buttons` on each host, by the way its pages talk."""
    for turn in run.turns("hosts", run.sides("ours"), runs=max(1, run.plan.runs // 2)):
        for name in HOSTS:
            turn.measure(partial(on_one_host, run, name))


def on_one_host(run: Run, name: str) -> Figures:
    with serving(on_host(name)) as server:
        round_trips(run, server, "button", "presses(20)")
        times = round_trips(run, server, "button", f"presses({run.plan.presses // 4})")
    return {f"host_{name}_p50": median(times), f"host_{name}_p99": percentile(times, 99)}


def measure_click_in_flood(run: Run) -> None:
    """A click in a session that shows lines without end, in the page that shows them."""
    if OURS not in run.peers:
        return
    for turn in run.turns("a click in a flood", [OURS]):
        turn.measure(partial(click_in_flood, run))


def click_in_flood(run: Run) -> Figures:
    with serving(OURS) as server:
        times = round_trips(run, server, "flood", "pressesNowAndThen(20)")
    return {"flood_click": median(times)}


def round_trips(run: Run, server: Server, app: str, call: str) -> list[float]:
    with pages.visitor(run.browser) as context:
        return pages.measure(context, server.url(app), call, limit=60)
