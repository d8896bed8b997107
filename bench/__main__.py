"""``python -m bench``: measure, print the table, keep it in ``bench/results.md``.

The exit code is 1 when something that must hold does not.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

from bench import browser as pages
from bench import report
from bench.peers import PEERS, compile_ours, install_published, raise_limits, stop_all
from bench.plan import Plan, Results, Run
from bench.scenarios import SCENARIOS

LIMIT = 600.0
"""Seconds that no scenario takes; then the run is ended, and shows where it stands."""


def main() -> int:
    options = parse()
    peers = [peer for peer in PEERS if peer.key in (options.side or [peer.key])]
    raise_limits()
    end_with_servers()
    if any(peer.key == "published" for peer in peers):
        install_published()
    compile_ours()
    results = Results()
    plan = Plan.quick() if options.quick else Plan(options.runs)
    with pages.chromium() as browser:
        run = Run(plan, browser, peers, results)
        for name in options.only or SCENARIOS:
            measure(name, SCENARIOS[name], run)
        chromium = browser.version
    print(*report.plain(report.table(results, peers)), *results.notes, sep="\n")
    if not (options.only or options.side or options.quick):
        report.write(report.main_table(results, peers, plan.runs, chromium))
    return tell_missed(results)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="runs of each side (default 3)")
    parser.add_argument("--quick", action="store_true", help="little of everything, as a trial")
    parser.add_argument("--only", action="append", choices=SCENARIOS, help="only this scenario")
    parser.add_argument(
        "--side",
        action="append",
        choices=[peer.key for peer in PEERS],
        help="only this side",
    )
    return parser.parse_args()


def measure(name: str, scenario: Callable[[Run], None], run: Run) -> None:
    """Carry out a scenario, within bounds."""
    started = time.monotonic()
    signal.alarm(int(LIMIT * max(1, run.plan.runs / 3)))
    scenario(run)
    signal.alarm(0)
    print(f"== {name}: {time.monotonic() - started:.0f} s", flush=True)


def end_with_servers() -> None:
    """Leave no server behind when this process is ended, or has waited for too long."""
    for number in (signal.SIGALRM, signal.SIGTERM):
        signal.signal(number, give_up)


def give_up(number: int, _: FrameType | None) -> None:
    """End at once; show what it was waiting for."""
    faulthandler.dump_traceback()
    stop_all()
    os._exit(128 + number)


def tell_missed(results: Results) -> int:
    missed = report.missed(results)
    for row in missed:
        reached = report.number(report.reached(row, results))
        print(f"does not hold: {row.metric} is {reached}, the limit is {row.limit:g}")
    for work in results.failed:
        print(f"could not be measured: {work}")
    return 1 if missed or results.failed else 0


if __name__ == "__main__":
    sys.exit(main())
