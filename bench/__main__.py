"""``python -m bench``: measure, print the table, keep it in ``bench/results.md``."""

from __future__ import annotations

import argparse
import time

from bench import browser as pages
from bench import report
from bench.peers import PEERS, compile_ours, install_published
from bench.scenarios import SCENARIOS, Plan, Results


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="runs of each side (default 3)")
    parser.add_argument("--only", action="append", choices=SCENARIOS, help="only this scenario")
    parser.add_argument(
        "--side",
        action="append",
        choices=[peer.key for peer in PEERS],
        help="only this side",
    )
    parser.add_argument("--sessions", type=int, default=500, help="sessions to weigh (default 500)")
    options = parser.parse_args()

    peers = [peer for peer in PEERS if peer.key in (options.side or [peer.key])]
    if any(peer.key == "published" for peer in peers):
        install_published()
    compile_ours()
    results = Results()
    with pages.chromium() as browser:
        plan = Plan(options.runs, browser, sessions=options.sessions)
        for name in options.only or SCENARIOS:
            started = time.monotonic()
            SCENARIOS[name](plan, peers, results)
            print(f"== {name}: {time.monotonic() - started:.0f} s", flush=True)
        chromium = browser.version
    print(*report.plain(report.table(results)), *results.notes, sep="\n")
    if not options.only and not options.side:
        report.write(results, options.runs, chromium)


if __name__ == "__main__":
    main()
