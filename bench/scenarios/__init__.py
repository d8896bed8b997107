"""What is measured: each scenario starts its servers, and measures the sides in turn."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bench.plan import Run
from bench.scenarios import clicks, crowds, files, outputs, start

SCENARIOS: dict[str, Callable[[Run], None]] = {
    "start": start.measure_start,
    "first": start.measure_first,
    "lines": partial(outputs.measure_lines, amount=1000),
    "more-lines": partial(outputs.measure_lines, amount=10_000),
    "very-many-lines": outputs.measure_very_many_lines,
    "tables": outputs.measure_tables,
    "snapshot": outputs.measure_snapshot,
    "stream": outputs.measure_stream,
    "buttons": clicks.measure_buttons,
    "forms": clicks.measure_forms,
    "hosts": clicks.measure_hosts,
    "flood-click": clicks.measure_click_in_flood,
    "sessions": crowds.measure_sessions,
    "clicks": crowds.measure_clicks,
    "neighbours": crowds.measure_neighbours,
    "unread": crowds.measure_unread,
    "files": files.measure_files,
}
