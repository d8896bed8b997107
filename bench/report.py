"""The table: one row for each metric, with ratios to the raw page and the limits to hold."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.peers import PEERS
from bench.scenarios import Results

RESULTS = Path(__file__).with_name("results.md")


@dataclass(frozen=True)
class Row:
    """A metric, what must hold now, and what is aimed at.

    Both are ratios to the raw page, or with `absolute` values of the unit.
    """

    metric: str
    title: str
    unit: str
    limit: float | None = None
    aim: float | None = None
    absolute: bool = False


WAYS = {
    "tornado": "WebSocket",
    "aiohttp": "WebSocket",
    "fastapi": "WebSocket",
    "tornado_http": "HTTP",
    "flask": "HTTP",
    "django": "HTTP",
}
"""Hosts, and how their pages talk."""

ROWS = [
    Row("import", "import in a fresh process, CPU", "ms", aim=1.5),
    Row("ready", "server ready", "ms", aim=1.8),
    Row("first", "first output, cold cache", "ms", aim=2.5),
    Row("first_kb", "... transferred", "kB", 75, 60, absolute=True),
    Row("first_requests", "... requests, with the WebSocket", "", 5, 4, absolute=True),
    Row("warm", "first output, warm cache", "ms", aim=2),
    Row("lines_1000", "1,000 put_text", "ms", aim=1.5),
    Row("lines_1000_cpu", "... CPU of the server", "ms"),
    Row("lines_10000", "10,000 put_text", "ms", 1.6, 1.5),
    Row("lines_10000_cpu", "... CPU of the server", "ms", aim=150, absolute=True),
    Row("button_p50", "button round trip, thread, p50", "ms", 2, 1.8),
    Row("button_p99", "... p99", "ms", aim=2.5),
    Row("button_coroutine_p50", "button round trip, coroutine, p50", "ms", 2, 1.5),
    Row("button_coroutine_p99", "... p99", "ms", aim=2.5),
    *(
        row
        for name, way in WAYS.items()
        for row in (
            Row(f"host_{name}_p50", f"button round trip on {name}, {way}, p50", "ms"),
            Row(f"host_{name}_p99", "... p99", "ms"),
        )
    ),
    Row("form_p50", "form round trip, p50", "ms", aim=2),
    Row("memory_button", "memory of an idle session, thread", "kB", 50, 38, absolute=True),
    Row("memory_button_coroutine", "... coroutine", "kB", 28, 22, absolute=True),
    Row("idle_p99", "200 visitors click once a second, p99", "ms"),
    Row("flood_p99", "... beside an endless output loop", "ms"),
    Row("flood_ratio", "... against the same without it", "x", 4, 2, absolute=True),
]


def number(value: float | None) -> str:
    if value is None:
        return "-"
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def cells(row: Row, results: Results) -> list[str]:
    raw = results.get(row.metric, "raw")
    texts = [f"{row.title}, {row.unit}" if row.unit else row.title]
    for peer in PEERS:
        value = results.get(row.metric, peer.key)
        texts.append(number(value))
        if peer.key != "raw":
            texts.append("-" if value is None or not raw else f"{value / raw:.2f}")
    ours = results.get(row.metric, "ours")
    reached = ours if row.absolute else ours and raw and ours / raw
    return [*texts, verdict(row, row.limit, reached), verdict(row, row.aim, reached)]


def verdict(row: Row, limit: float | None, reached: float | None) -> str:
    if limit is None:
        return ""
    text = f"{limit:g} {row.unit}".strip() if row.absolute else f"{limit:g} x raw"
    if reached is None:
        return text
    return f"{text}: {'yes' if reached <= limit else 'no'}"


def table(results: Results) -> list[list[str]]:
    head = ["work"]
    for peer in PEERS:
        head += [peer.title] if peer.key == "raw" else [peer.title, "/ raw"]
    rows = [cells(row, results) for row in ROWS if row.metric in results.values]
    return [[*head, "must hold", "aim"], *rows]


def plain(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        first, *rest = [
            cell.ljust(width) if index == 0 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join([first, *rest]).rstrip()


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


def write(results: Results, runs: int, chromium: str) -> None:
    """Keep the table in ``bench/results.md``."""
    text = [
        "# Results of `make bench`",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {machine(chromium)}; medians of {runs} interleaved runs.",
        "What is measured and how: [docs/benchmarks.md](../docs/benchmarks.md).",
        "",
        *markdown(table(results)),
        "",
        *(f"* {note}" for note in results.notes),
    ]
    RESULTS.write_text("\n".join(text).rstrip() + "\n", encoding="utf-8")
