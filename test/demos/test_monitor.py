"""The machine monitor, on a machine of paper; its seconds pass on the visitor's clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from demos import monitor
from pywebio import protocol as wire
from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor

STAT = "cpu  {busy} 0 0 {idle} 10 0 0 0 0 0\ncpu0 1 2 3 4\n"
PROCESS = "{n} (a (b) c) S 1 1 1 0 -1 0 0 0 0 0 {ticks} 5 0 0 20 0 1 0 99 1000 2560 18446\n"


def machine(folder: Path, second: int) -> Path:
    """The files of a machine after some seconds."""
    (folder / "net").mkdir(exist_ok=True)
    (folder / "7").mkdir(exist_ok=True)
    (folder / "stat").write_text(STAT.format(busy=75 * second, idle=25 * second))
    (folder / "meminfo").write_text("MemTotal: 4194304 kB\nMemAvailable: 1048576 kB\n")
    (folder / "uptime").write_text(f"{90061 + second}.0 1.0\n")
    (folder / "loadavg").write_text("0.50 0.40 0.30 1/100 7\n")
    traffic = f"{2048 * second} 0 0 0 0 0 0 0 {3 * 1024 * 1024 * second} 0 0 0 0 0 0 0"
    lines = ["head", "head", f"  lo: {traffic}", f"eth0: {traffic}"]
    (folder / "net" / "dev").write_text("\n".join(lines))
    (folder / "7" / "stat").write_text(PROCESS.format(n=7, ticks=40 * second))
    return folder


@pytest.fixture
def visitor(open_visitor: OpenVisitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    read, seconds = monitor.read, iter(range(10_000))
    monkeypatch.setattr(monitor, "PROC", machine(tmp_path, 0))
    monkeypatch.setattr(monitor, "read", lambda: read(machine(tmp_path, next(seconds))))
    result: Visitor = open_visitor(monitor.main)
    return result


def test_rates_come_from_two_readings(tmp_path: Path) -> None:
    before = monitor.read(machine(tmp_path, 10))
    now = monitor.read(machine(tmp_path, 12))
    assert monitor.usage(before, now) == monitor.Usage(75, 75, 2048, 3 * 1024 * 1024)
    assert monitor.busiest(before, now) == [["a (b) c", "7", "40.0", "10"]]


def points(visitor: Visitor) -> int:
    """How many readings a chart shows."""
    (charts,) = [node for node in visitor.find(wire.Html) if "<svg" in node.content]
    path = charts.content.partition('fill="none"')[0].rpartition("<path")[2]
    return int(path.count("L")) + 1


def test_each_second_there_is_a_reading_more(visitor: Visitor) -> None:
    visitor.advance(1)
    assert visitor.sees("75 %")
    assert visitor.sees("3.0 MB")
    assert visitor.sees("Up for 1 d 1 h 1 min, 1 processes")
    visitor.advance(1)
    visitor.advance(1)
    assert points(visitor) == 3


def test_it_stands_still_and_goes_on(visitor: Visitor) -> None:
    visitor.advance(1)
    visitor.fill_pin(pause="stand still")
    shown = points(visitor)
    visitor.advance(30)
    assert points(visitor) == shown
    visitor.fill_pin(pause="every 5 seconds")
    visitor.advance(4)
    assert points(visitor) == shown
    visitor.advance(1)
    assert points(visitor) > shown


def test_a_machine_without_proc(
    open_visitor: OpenVisitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(monitor, "PROC", tmp_path)
    assert open_visitor(monitor.main).sees("This machine has no /proc")


@pytest.mark.skipif(not Path("/proc/stat").exists(), reason="there is no /proc")
def test_this_machine() -> None:
    reading = monitor.read()
    assert 0 < reading.memory < reading.memory_total
    assert reading.processes
    assert "nan" not in monitor.dashboard([monitor.usage(reading, monitor.read())], reading)
