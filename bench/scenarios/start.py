"""Until something is there: the import, the server, the first output."""

from __future__ import annotations

from functools import partial

from playwright.sync_api import Browser

from bench import browser as pages
from bench.peers import Peer, import_cpu_ms, serving
from bench.plan import Figures, Run


def measure_start(run: Run) -> None:
    """Import of the package, and a server that answers."""
    for turn in run.turns("start", run.peers):
        turn.measure(partial(start, turn.peer))


def start(peer: Peer) -> Figures:
    used = import_cpu_ms(peer, peer.imports)
    used_to_serve = import_cpu_ms(peer, peer.serving or peer.imports)
    with serving(peer) as server:
        return {"import": used, "import_serving": used_to_serve, "ready": server.ready_ms}


def measure_first(run: Run) -> None:
    """First output with an empty cache and again with a filled one."""
    with run.servers("first output") as servers:
        for turn in run.turns("first output", run.peers, run.plan.often, warm=1):
            url = servers[turn.peer.key].url("first")
            turn.measure(partial(first_output, run.browser, url))
            if turn.number == 0:
                turn.measure(partial(first_traffic, run.browser, url))


def first_output(browser: Browser, url: str) -> Figures:
    with pages.visitor(browser) as context:
        cold = pages.first_output(context, url)
        return {"first": cold, "warm": pages.first_output(context, url)}


def first_traffic(browser: Browser, url: str) -> Figures:
    """Of another visitor: who counts bytes measures no time."""
    with pages.visitor(browser) as context:
        traffic = pages.first_traffic(context, url)
    return {"first_kb": traffic.kilobytes, "first_requests": traffic.requests}
