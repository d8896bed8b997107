"""``python -m bench.others``: the same work with Streamlit, NiceGUI and Gradio.

Each is a black box in a virtual environment of its own, and does what its own documentation shows
for the work (`bench/apps`). The table goes beneath the other one in ``bench/results.md``.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial

from bench import browser as pages
from bench import report
from bench.__main__ import end_with_servers, measure
from bench.peers import BENCH, OURS, RAW, Peer, compile_ours, install, raise_limits, serving
from bench.plan import Figures, Plan, Results, Run
from bench.scenarios import clicks, files, outputs, start

VERSIONS = {"nicegui": "3.18.0", "streamlit": "1.67.0", "gradio": "6.31.0"}
TITLES = {"nicegui": "NiceGUI", "streamlit": "Streamlit", "gradio": "Gradio"}
ADDRESSES = {"nicegui": "/{app}", "streamlit": "/?app={app}", "gradio": "/{app}/"}
TABS = 20


def other(name: str) -> Peer:
    """A library as a side."""
    return Peer(
        name,
        f"{TITLES[name]} {VERSIONS[name]}",
        BENCH / f".venv-{name}" / "bin" / "python",
        BENCH / "apps" / f"{name}_app.py",
        f"import {name}",
        address=ADDRESSES[name],
    )


def measure_tabs(run: Run) -> None:
    """Memory of the server for each of 20 pages with a button that stand open in the browser."""
    for turn in run.turns("open pages", run.peers, runs=1):
        turn.measure(partial(tabs, run, turn.peer))


def tabs(run: Run, peer: Peer) -> Figures:
    with serving(peer) as server, pages.visitor(run.browser) as context:

        def open_tab() -> None:
            page = context.new_page()
            page.goto(server.url("button"))
            page.get_by_role("button", name="press", exact=True).wait_for()

        for _ in range(3):
            open_tab()
        before = server.memory()
        for _ in range(TABS):
            open_tab()
        return {"memory_tab": (server.memory() - before) / TABS / 1000}


SCENARIOS: dict[str, Callable[[Run], None]] = {
    "start": start.measure_start,
    "first": start.measure_first,
    "lines": partial(outputs.measure_lines, amount=1000),
    "more-lines": partial(outputs.measure_lines, amount=10_000),
    "buttons": partial(clicks.measure_buttons, apps=("button",)),
    "forms": clicks.measure_forms,
    "tabs": measure_tabs,
    "files": files.measure_files,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.others", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="runs of each side (default 3)")
    parser.add_argument("--only", action="append", choices=SCENARIOS, help="only this scenario")
    parser.add_argument("--side", action="append", choices=VERSIONS, help="only this library")
    options = parser.parse_args()

    raise_limits()
    end_with_servers()
    names = options.side or list(VERSIONS)
    for name in names:
        install(BENCH / f".venv-{name}", f"{name}=={VERSIONS[name]}")
    compile_ours()
    peers, results = [RAW, OURS, *map(other, names)], Results()
    plan = Plan(options.runs, presses=100, answers=30, repeats=3)
    with pages.chromium() as browser:
        run = Run(plan, browser, peers, results)
        for name in options.only or SCENARIOS:
            measure(name, SCENARIOS[name], run)
        chromium = browser.version
    print(*report.plain(report.table(results, peers, bounds=False)), *results.notes, sep="\n")
    if not options.only and not options.side:
        report.write_others(report.other_table(results, peers, plan, chromium))


if __name__ == "__main__":
    main()
