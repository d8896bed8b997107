"""The benchmark's own machinery: its table, what it holds against its limits, its curves.

What is measured is not asserted here: times say more about the machine.
"""

from __future__ import annotations

import ast
import asyncio
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application
from tornado.websocket import WebSocketHandler

from bench import curves, others, report
from bench.peers import BENCH, OURS, PEERS, RAW, Late
from bench.plan import Figures, Plan, Results, Run
from bench.plot import plot
from bench.rows import ROWS, Row
from bench.websocket import WebSocket

NO_BROWSER: object = None


def results(**figures: tuple[float, float]) -> Results:
    """Figures of the raw page and of this package."""
    made = Results()
    for metric, (raw, ours) in figures.items():
        made.add(RAW, {metric: raw})
        made.add(OURS, {metric: ours})
    return made


def run_of(made: Results) -> Run:
    return Run(Plan(2), NO_BROWSER, [RAW, OURS], made)  # type: ignore[arg-type]


def fails(problem: Exception) -> Callable[[], Figures]:
    def action() -> Figures:
        raise problem

    return action


def test_each_metric_has_one_row() -> None:
    metrics = [row.metric for row in ROWS]
    assert len(metrics) == len(set(metrics))


def test_a_row_tells_ratios_and_whether_they_hold() -> None:
    made = results(lines_1000=(100, 140))
    head, row = report.table(made, PEERS[:2])
    assert head == ["work", "raw Tornado", "pywebio", "/ raw", "must hold", "aim"]
    assert row == [
        "1,000 put_text, ms",
        "100",
        "140",
        "1.40",
        "1.5 x raw: yes",
        "1.2 x raw: **no**",
    ]


@pytest.mark.parametrize(
    ("metric", "raw", "ours", "holds"),
    [
        ("lines_1000", 100, 150, True),
        ("lines_1000", 100, 151, False),
        ("first_kb", 1, 75, True),  # a value of its own, no ratio
        ("first_kb", 1, 76, False),
        ("opened_button", 1000, 300, True),  # the least, not the most
        ("opened_button", 1000, 299, False),
        ("stream_lost", 0, 0, True),
        ("stream_lost", 0, 1, False),
    ],
)
def test_what_must_hold(metric: str, raw: float, ours: float, holds: bool) -> None:
    missed = report.missed(results(**{metric: (raw, ours)}))
    assert [row.metric for row in missed] == ([] if holds else [metric])


def test_a_row_without_a_bound_holds() -> None:
    assert Row("any", "any").meets(None, 10**9)


def test_medians_count() -> None:
    made = Results()
    for value in (1, 2, 60):
        made.add(OURS, {"lines_1000": value})
    assert made.get("lines_1000", "ours") == 2


def test_sides_are_measured_in_turn() -> None:
    run = run_of(Results())
    turns = [(turn.number, turn.peer.key) for turn in run.turns("work", run.peers, warm=1)]
    assert turns == [(n, key) for n in (-1, 0, 1) for key in ("raw", "ours")]


def test_a_warm_up_does_not_count() -> None:
    run = run_of(Results())
    for turn in run.turns("work", run.sides("raw"), warm=1):
        turn.measure(lambda number=turn.number: {"first": number})  # type: ignore[misc]
    assert run.results.values["first"]["raw"] == [0, 1]


def test_a_side_that_is_late_is_not_asked_again_and_counts_with_the_limit() -> None:
    run = run_of(Results())
    asked = []
    for turn in run.turns("work", run.peers):
        asked.append(turn.peer.key)
        if turn.peer is OURS:
            turn.measure(fails(Late("not done within 30 s")), {"first": 30})
    assert asked == ["raw", "ours", "raw"]
    assert run.results.get("first", "ours") == 30
    assert run.results.notes == ["pywebio, work: not done within 30 s"]
    assert run.results.failed == ["work"]


def test_either_table_is_kept_when_the_other_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "results.md"
    for first, second in (("one", "two"), ("three", "four")):
        report.write([first], path)
        report.write_others([second], path)
    report.write(["five"], path)
    assert path.read_text() == f"five\n\n{report.OTHERS}\n\nfour\n"


def test_all_cells_of_a_table_are_there() -> None:
    made = results(lines_1000=(1, 2), unread_memory=(1, 2))
    rows = report.table(made, PEERS)
    assert {len(row) for row in rows} == {8}
    assert len(list(report.markdown(rows))) == len(rows) + 1
    assert len(list(report.plain(rows))) == len(rows)


def test_a_curve_is_a_picture_with_its_names() -> None:
    picture = plot("Memory, kB", "sessions", {"raw <page>": [(100, 15), (10_000, 16.5)]})
    root = ElementTree.fromstring(picture)
    assert root.get("aria-label") == "Memory, kB"
    texts = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"raw <page>", "sessions", "100", "10k", "0", "20"} <= set(texts)


def test_a_curve_may_be_drawn_with_few_figures() -> None:
    for points in ([(1000, 0.0)], [(1000, 3.0)]):
        ElementTree.fromstring(plot("flat", "outputs", {"one": points}))


def test_each_chart_is_shown_in_the_documentation() -> None:
    text = (BENCH.parent / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    for chart in curves.CHARTS:
        assert f"(curves/{chart}.svg)" in text


@pytest.mark.parametrize("name", others.VERSIONS)
def test_each_other_library_has_its_program(name: str) -> None:
    peer = others.other(name)
    functions = {
        node.name
        for node in ast.walk(ast.parse(peer.script.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert {"first", "lines", "button", "form", "upload", "download"} <= functions


class Echo(WebSocketHandler):
    """Answers long and short, compressed or not."""

    def get_compression_options(self) -> dict[str, int] | None:
        return {} if self.get_argument("deflate") == "1" else None

    def on_message(self, message: str | bytes) -> None:
        self.write_message(message * 3)


@pytest.mark.parametrize("deflate", ["0", "1"])
@pytest.mark.parametrize("size", [1, 40, 126, 70_000])
def test_the_small_client_says_and_hears_frames(size: int, deflate: str) -> None:
    async def talk() -> list[str]:
        sock, port = bind_unused_port()
        server = HTTPServer(Application([("/", Echo)]))
        server.add_sockets([sock])
        heard: asyncio.Queue[bytes] = asyncio.Queue()
        client = await WebSocket.connect(
            f"ws://127.0.0.1:{port}/?deflate={deflate}", heard.put_nowait
        )
        answers = []
        for letter in "ab":
            client.send(letter * size)
            answers.append((await asyncio.wait_for(heard.get(), 20)).decode())
        client.drop()
        server.stop()
        await server.close_all_connections()
        return answers

    assert asyncio.run(talk()) == ["a" * size * 3, "b" * size * 3]
