from __future__ import annotations

import logging
import threading
from typing import Any

import pytest
from both_kinds import KINDS, Kind
from output_screen import Screen

from pywebio import protocol as wire
from pywebio.output import clear, put_collapse, put_log, put_text
from pywebio.output import log as module
from pywebio.session.snapshot import snapshot_of
from pywebio.testing import Visitor


def lines(screen: Screen) -> list[str]:
    found: list[str] = screen.fed().lines
    return found


def test_first_lines_and_more(screen: Screen) -> None:
    log = put_log(["one", 2, "three\nfour\r\nfive"], height="50vh", label="progress")
    assert screen.nodes() == []
    log.append("six", None)
    log.extend(f"{n}" for n in range(2))
    assert lines(screen) == ["one", "2", "three", "four", "five", "six", "None", "0", "1"]
    node = screen.node()
    assert (node.height, node.label, node.follow) == ("50vh", "progress", True)
    put_log("a\nb", follow=False)
    assert screen.nodes()[1].follow is False


def test_a_log_is_shown_where_it_is_put(screen: Screen) -> None:
    log = put_log()
    put_collapse("log", [log])
    log.append("a")
    assert lines(screen) == ["a"]
    assert [node.__struct_config__.tag for node in screen.nodes()] == ["collapse"]


def test_it_is_a_file(screen: Screen) -> None:
    log = put_log()
    print("one", 2, file=log, flush=True)
    print("three", end="", file=log)
    assert lines(screen) == ["one 2"]
    print(" and more\n", file=log)
    logger = logging.Logger("of this test alone")
    logger.addHandler(logging.StreamHandler(log))
    logger.warning("logged")
    assert lines(screen) == ["one 2", "three and more", "", "logged"]
    with pytest.raises(TypeError):
        log.write(b"x")  # type: ignore[arg-type]


def test_a_thread_that_nobody_registered_may_write(screen: Screen) -> None:
    log = put_log(["here"])
    thread = threading.Thread(target=lambda: log.append("there"))
    thread.start()
    thread.join()
    assert lines(screen) == ["here", "there"]


def test_the_oldest_lines_go(screen: Screen) -> None:
    log = put_log(max_lines=1200)
    for start in range(0, 5000, 7):
        log.extend(range(start, start + 7))
        if start % 3 == 0:
            screen.read()
    assert lines(screen) == [str(n) for n in range(5005 - 1200, 5005)]
    log.clear()
    assert lines(screen) == []
    log.append("new")
    assert lines(screen) == ["new"]


def test_bytes_are_bounded_too(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SIZE_MOST", 200_000)
    size = screen.session.page.size
    log = put_log(["x" * 20_000])
    assert [len(line) for line in log._lines._chunks[0].lines] == [8000, 8000, 4000]
    for _ in range(100):
        log.append("y" * 8000)
        screen.read()
    assert 150_000 < screen.session.page.size - size < 250_000
    clear()
    assert screen.session.page.size == size


def test_a_million_lines_come_in_small_commands(screen: Screen) -> None:
    put_log([f"line {n}" for n in range(100_000)])
    feeds = [entry for entry in snapshot_of(screen.session.page) if isinstance(entry[0], wire.Feed)]
    assert len(feeds) == 200
    assert max(size for _, size in feeds) < 40_000
    assert len(lines(screen)) == 100_000


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"lines": 5}, TypeError),
        ({"lines": b"x"}, TypeError),
        ({"max_lines": 0}, ValueError),
        ({"max_lines": "5"}, TypeError),
        ({"height": []}, TypeError),
    ],
)
def test_wrong_arguments(screen: Screen, arguments: Any, error: Any) -> None:
    with pytest.raises(error):
        put_log(**arguments)
    with pytest.raises(TypeError):
        put_log().extend("text")
    assert all(isinstance(node, wire.Log) for node in screen.nodes())


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_a_visitor_who_was_away_misses_no_line(kind: Kind) -> None:
    async def app() -> None:
        log = put_log(max_lines=3000)
        put_text("begin").onclick(lambda: log.extend(range(2500)))

    with Visitor(kind.function(app)) as visitor:
        visitor.click("begin")
        visitor.drop()
        visitor.resume()
        visitor.click("begin")
        model = visitor.document.contents[visitor.find(wire.Log)[0].id]
        assert model.text().split("\n")[:2] == ["2000", "2001"]
        visitor.drop()
        visitor.resume()
        assert len(model.text().split("\n")) == 3000
