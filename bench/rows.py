"""The rows of the table: each metric with what must hold, and what is aimed at."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Row:
    """A metric, what must hold now, and what is aimed at.

    Both are ratios to the raw page, or with `absolute` values of the unit. They are the most that
    there may be, with `least` the least.
    """

    metric: str
    title: str
    unit: str = ""
    limit: float | None = None
    aim: float | None = None
    absolute: bool = False
    least: bool = False

    def meets(self, bound: float | None, reached: float) -> bool:
        """Whether a figure keeps to a bound, if there is one."""
        if bound is None:
            return True
        return reached >= bound if self.least else reached <= bound


def unit(row: Row) -> Row:
    """The bounds of a row are values, not ratios."""
    return replace(row, absolute=True)


WAYS = {
    "tornado": "WebSocket",
    "aiohttp": "WebSocket",
    "fastapi": "WebSocket",
    "tornado_http": "HTTP",
    "flask": "HTTP",
    "django": "HTTP",
}
"""Hosts, and how their pages talk."""

START = [
    Row("import", "import in a fresh process, CPU", "ms", 1.5, 1.2),
    Row("import_serving", "... with what serves", "ms"),
    Row("ready", "server ready", "ms", 1.8, 1.3),
    Row("first", "first output, cold cache", "ms", 2.5, 2),
    unit(Row("first_kb", "... transferred", "kB", 75, 60)),
    unit(Row("first_requests", "... requests, with the WebSocket", "", 5, 4)),
    Row("warm", "first output, warm cache", "ms", 2, 1.5),
]

OUTPUTS = [
    Row("lines_1000", "1,000 put_text", "ms", 1.5, 1.2),
    Row("lines_1000_cpu", "... CPU of the server", "ms"),
    Row("lines_10000", "10,000 put_text", "ms", 1.5, 1.2),
    unit(Row("lines_10000_cpu", "... CPU of the server", "ms", 150, 80)),
    Row("lines_100000", "100,000 put_text, all kept", "ms", 1.4, 1.15),
    Row("lines_100000_cpu", "... CPU of the server", "ms"),
    Row("scrolling_100000", "100,000 put_text, newest 2,000 kept (raw: all)", "ms", 0.8, 0.6),
    Row("scrolling_100000_cpu", "... CPU of the server", "ms"),
    Row("tables", "20 tables of 200 x 10 cells", "ms", 1.5, 1.2),
    Row("tables_cpu", "... CPU of the server", "ms"),
    Row("nested", "table of 1,000 x 10 outputs", "ms"),
    Row("nested_cpu", "... CPU of the server", "ms"),
    Row("nested_memory", "... memory of the server", "MB"),
    Row("nested_heap", "... memory of the page's script", "MB"),
    Row("grid", "data table of 100,000 rows", "ms"),
    Row("grid_cpu", "... CPU of the server", "ms"),
    Row("grid_memory", "... memory of the server", "MB"),
    Row("grid_heap", "... memory of the page's script", "MB"),
    unit(Row("snapshot_server", "snapshot of 10,000 outputs, CPU of the server", "ms", 3, 2)),
    Row("return_server", "... a view that comes back and has missed nothing, CPU", "ms"),
    Row("snapshot", "... shown by a page that is loaded again", "ms"),
    Row("snapshot_plain", "... the same elements put into a page at once", "ms"),
    unit(Row("snapshot_ratio", "... shown against put in", "x", 3, 1.5)),
    Row("stream_p50", "4 pages x 200 lines/s, from server to page, p50", "ms"),
    Row("stream_p99", "... p99", "ms", 2, 1.5),
    unit(Row("stream_lost", "... lines lost", "", 0, 0)),
]

CLICKS = [
    Row("button_p50", "button round trip, thread, p50", "ms", 1.8, 1.5),
    Row("button_p99", "... p99", "ms", 2.5, 2),
    Row("button_coroutine_p50", "button round trip, coroutine, p50", "ms", 1.5, 1.3),
    Row("button_coroutine_p99", "... p99", "ms", 2.5, 2),
    Row("form_p50", "form round trip, p50", "ms", 2, 1.6),
    *(
        row
        for name, way in WAYS.items()
        for row in (
            Row(f"host_{name}_p50", f"button round trip on {name}, {way}, p50", "ms"),
            Row(f"host_{name}_p99", "... p99", "ms"),
        )
    ),
    unit(Row("flood_click", "a click in a session that shows lines without end", "ms", 150, 80)),
]

CROWDS = [
    unit(Row("memory_button", "memory of each of 5,000 idle sessions, thread", "kB", 50, 38)),
    unit(Row("memory_button_growth", "... the last 4,000 against the first", "x", 1.2, 1.1)),
    unit(Row("memory_button_coroutine", "... coroutine", "kB", 28, 22)),
    unit(Row("memory_button_coroutine_growth", "... the last against the first", "x", 1.2, 1.1)),
    Row("opened_button", "sessions opened up to 5,000, thread", "/s", 0.3, 0.45, least=True),
    Row("opened_button_coroutine", "... coroutine", "/s", 0.45, 0.6, least=True),
    Row("clicks_button_p99", "1,000 sessions x 1 click/s, thread, p99", "ms", 4, 2.5),
    Row("clicks_button_coroutine_p99", "... coroutine, p99", "ms", 2.5, 1.5),
    Row("memory_tab", "memory of each of 20 open pages", "kB"),
    Row("idle_p99", "200 visitors click once a second, p99", "ms"),
    Row("flood_p99", "... beside an endless output loop, p99", "ms"),
    unit(Row("flood_ratio", "... against the same without it", "x", 4, 2)),
    unit(Row("unread_memory", "20 s of output that is never read, memory", "MB", 10, 6)),
]

FILES = [
    Row("upload", "upload of 100 MB", "ms", 1.2, 0.9),
    unit(Row("upload_memory", "... memory of the server", "MB", 10, 4)),
    Row("download", "download of 100 MB", "ms", 2, 1.2),
    unit(Row("download_memory", "... memory of the server", "MB", 10, 4)),
]

ROWS = [*START, *OUTPUTS, *CLICKS, *CROWDS, *FILES]
