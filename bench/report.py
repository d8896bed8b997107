"""The table: one row for each metric, with ratios to the raw page and the limits to hold."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.peers import Peer
from bench.plan import Plan, Results
from bench.rows import ROWS, Row

RESULTS = Path(__file__).with_name("results.md")
OTHERS = "## Other libraries"
"""Heading of the second table, which another command makes."""


def number(value: float | None) -> str:
    if value is None:
        return "-"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def reached(row: Row, results: Results) -> float | None:
    """What this package has reached of a row, in the terms of its bounds."""
    ours, raw = results.get(row.metric, "ours"), results.get(row.metric, "raw")
    if row.absolute or ours is None:
        return ours
    return ours / raw if raw else None


def missed(results: Results) -> list[Row]:
    """Rows that do not keep what must hold, of those of which enough was measured to say so."""
    values = [(row, reached(row, results)) for row in ROWS]
    return [row for row, value in values if value is not None and not row.meets(row.limit, value)]


def cells(row: Row, results: Results, peers: Sequence[Peer]) -> list[str]:
    raw = results.get(row.metric, "raw")
    texts = [f"{row.title}, {row.unit}" if row.unit else row.title]
    for peer in peers:
        value = results.get(row.metric, peer.key)
        texts.append(number(value))
        if peer.key != "raw":
            texts.append("-" if value is None or not raw else f"{value / raw:.2f}")
    return texts


def verdict(row: Row, bound: float | None, value: float | None) -> str:
    if bound is None:
        return ""
    text = f"{bound:g} {row.unit}".strip() if row.absolute else f"{bound:g} x raw"
    if row.least:
        text = f"at least {text}"
    if value is None:
        return text
    return f"{text}: {'yes' if row.meets(bound, value) else '**no**'}"


def table(results: Results, peers: Sequence[Peer], bounds: bool = True) -> list[list[str]]:
    """Head and rows, with what must hold and what is aimed at if wanted."""
    head = ["work"]
    for peer in peers:
        head += [peer.title] if peer.key == "raw" else [peer.title, "/ raw"]
    rows = []
    for row in ROWS:
        if row.metric in results.values:
            value = reached(row, results)
            verdicts = [verdict(row, row.limit, value), verdict(row, row.aim, value)]
            rows.append([*cells(row, results, peers), *(verdicts if bounds else ())])
    return [[*head, *(("must hold", "aim") if bounds else ())], *rows]


def plain(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        first, *rest = [
            cell.ljust(width) if index == 0 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join([first, *rest]).rstrip().replace("**", "")


def markdown(rows: list[list[str]]) -> Iterator[str]:
    head, *body = rows
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in body:
        yield f"| {' | '.join(row)} |"


def machine(chromium: str) -> str:
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return (
        f"{os.cpu_count()} cores ({model}), {platform.system()}, "
        f"Python {platform.python_version()}, Tornado {version('tornado')}, Chromium {chromium}"
    )


def made(plan: Plan, chromium: str) -> str:
    """When and where a table was made."""
    return (
        f"{today()}, {machine(chromium)}; medians of {plan.runs} interleaved runs "
        f"({plan.often} of what takes a moment, one of what takes a side many seconds). "
        f"{at_load(plan)}."
    )


def today() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d}"


def at_load(plan: Plan) -> str:
    """What else the machine did: above 1 or so, times say little."""
    return f"Load of the machine before the run: {plan.load:.1f}"


def write(first: list[str], path: Path = RESULTS) -> None:
    """Keep the table of `make bench`, and beneath it that of `make bench-all` as it was."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    _, heading, others = old.partition(OTHERS)
    text = "\n".join([*first, "", heading + others]).rstrip() + "\n"
    path.write_text(text, encoding="utf-8")


def write_others(second: list[str], path: Path = RESULTS) -> None:
    """Keep the table of `make bench-all` beneath that of `make bench`."""
    first = path.read_text(encoding="utf-8").partition(OTHERS)[0].rstrip()
    path.write_text("\n".join([first, "", OTHERS, "", *second]).rstrip() + "\n", encoding="utf-8")


def main_table(results: Results, peers: Sequence[Peer], plan: Plan, chromium: str) -> list[str]:
    return [
        "# Results of `make bench`",
        "",
        made(plan, chromium),
        "What is measured and how: [docs/benchmarks.md](../docs/benchmarks.md).",
        "",
        *markdown(table(results, peers)),
        "",
        *notes(results),
    ]


def other_table(results: Results, peers: Sequence[Peer], plan: Plan, chromium: str) -> list[str]:
    return [
        f"Made by `make bench-all`: {made(plan, chromium)} "
        f"{plan.presses} clicks and {plan.answers} submits a run.",
        "",
        *markdown(table(results, peers, bounds=False)),
        "",
        *notes(results),
    ]


def notes(results: Results) -> list[str]:
    return [f"* {note}" for note in results.notes]
