"""A machine monitor: processor, memory, network and processes, live, read from /proc."""

import asyncio
from collections import deque
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import NamedTuple

from pywebio import start_server
from pywebio.output import *
from pywebio.pin import *
from pywebio.session import set_env

PROC = Path("/proc")
SPAN = 60
"""How many readings a chart shows."""

HEADS = ["Process", "Number", "CPU, %", "Memory, MB"]
TOP = 6
"""How many processes are listed."""

MB = 1024 * 1024


class Process(NamedTuple):
    """A process at one moment."""

    name: str
    ticks: int
    memory: int


class Reading(NamedTuple):
    """Counters of the machine at one moment; most count from when it was started."""

    busy: int
    ticks: int
    memory: int
    memory_total: int
    received: int
    sent: int
    uptime: float
    load: str
    processes: dict[int, Process]


class Usage(NamedTuple):
    """What happened between two readings."""

    cpu: float
    memory: float
    received: float
    sent: float


def read(proc: Path = PROC) -> Reading:
    """Read all counters."""
    times = [int(part) for part in lines_of(proc / "stat")[0].split()[1:9]]
    memory = {
        name: int(rest.split()[0]) * 1024
        for name, _, rest in (line.partition(":") for line in lines_of(proc / "meminfo"))
    }
    received = sent = 0
    for line in lines_of(proc / "net" / "dev")[2:]:
        name, _, rest = line.partition(":")
        if name.strip() != "lo":
            numbers = rest.split()
            received, sent = received + int(numbers[0]), sent + int(numbers[8])
    return Reading(
        busy=sum(times) - times[3] - times[4],
        ticks=sum(times),
        memory=memory["MemTotal"] - memory["MemAvailable"],
        memory_total=memory["MemTotal"],
        received=received,
        sent=sent,
        uptime=float(lines_of(proc / "uptime")[0].split()[0]),
        load=" ".join(lines_of(proc / "loadavg")[0].split()[:3]),
        processes=dict(processes(proc)),
    )


def lines_of(path: Path) -> list[str]:
    """The lines of a small file."""
    return path.read_text().splitlines()


def processes(proc: Path) -> Iterable[tuple[int, Process]]:
    """All processes that are there while one looks."""
    for folder in proc.glob("[0-9]*"):
        try:
            text = (folder / "stat").read_text()
        except OSError:
            continue  # it has ended meanwhile
        name, _, rest = text.partition("(")[2].rpartition(")")
        parts = rest.split()
        ticks, pages = int(parts[11]) + int(parts[12]), int(parts[21])
        yield int(folder.name), Process(name, ticks, pages * 4096)


def usage(before: Reading, now: Reading) -> Usage:
    """Shares in percent, rates in bytes a second."""
    seconds = max(now.uptime - before.uptime, 0.01)
    return Usage(
        cpu=100 * (now.busy - before.busy) / max(now.ticks - before.ticks, 1),
        memory=100 * now.memory / now.memory_total,
        received=(now.received - before.received) / seconds,
        sent=(now.sent - before.sent) / seconds,
    )


def busiest(before: Reading, now: Reading) -> list[list[str]]:
    """The processes that worked most between two readings."""
    ticks = max(now.ticks - before.ticks, 1)
    rows = []
    for number, process in now.processes.items():
        old = before.processes.get(number)
        share = 100 * (process.ticks - (old.ticks if old else 0)) / ticks
        rows.append((share, process.memory, number, process.name))
    rows.sort(reverse=True)
    return [
        [name, str(number), f"{share:.1f}", f"{memory / MB:,.0f}"]
        for share, memory, number, name in rows[:TOP]
    ]


async def main() -> None:
    """Machine monitor

    Processor, memory, network and processes of this machine, as live charts.
    """
    set_env(title="Machine monitor", output_max_width="1080px", output_animation=False)
    put_markdown("# Machine monitor")
    if not (PROC / "stat").exists():
        put_error("This machine has no /proc, from which the figures are read: Linux has.")
        return
    put_radio(
        "pause",
        [("every second", 1), ("every 5 seconds", 5), ("stand still", 0)],
        label="Look",
        value=1,
        inline=True,
    )
    charts = put_html("").show()
    table = put_table([HEADS]).show()
    history: deque[Usage] = deque(maxlen=SPAN)
    before = await asyncio.to_thread(read)
    while True:
        pause = await pin.pause
        if not pause:
            await pin_wait_change("pause")
            continue
        await pin_wait_change("pause", timeout=pause)
        now = await asyncio.to_thread(read)
        history.append(usage(before, now))
        charts.update(dashboard(history, now))
        table.update([HEADS, *busiest(before, now)])
        before = now


def dashboard(history: Iterable[Usage], now: Reading) -> str:
    """Four charts, side by side where there is room, and a line about the rest."""
    cpu, memory, received, sent = zip(*history, strict=True)
    used = f"{now.memory / MB / 1024:.1f} of {now.memory_total / MB / 1024:.1f} GB"
    cards = [
        card("Processor", f"{cpu[-1]:.0f} %", f"load {now.load.split()[0]}", cpu, 100, "primary"),
        card("Memory", f"{memory[-1]:.0f} %", used, memory, 100, "success"),
        card("Received", rate(received[-1]), "a second", received, 1024, "info"),
        card("Sent", rate(sent[-1]), "a second", sent, 1024, "warning"),
    ]
    days, seconds = divmod(int(now.uptime), 24 * 3600)
    up = f"{days} d {seconds // 3600} h {seconds // 60 % 60} min"
    grid = "display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(160px, 1fr))"
    return f"""<div style="{grid}">{"".join(cards)}</div>
        <p class="text-muted my-3">Up for {up}, {len(now.processes)} processes</p>"""


def rate(value: float) -> str:
    """Bytes in words."""
    return f"{value / MB:.1f} MB" if value >= MB else f"{value / 1024:.1f} kB"


def card(
    title: str, value: str, note: str, line: tuple[float, ...], least: float, color: str
) -> str:
    """A figure and how it has changed, as SVG that is stretched to the room there is."""
    top = max(least, *line)
    start = SPAN - len(line)
    points = [
        f"{100 * (start + x) / (SPAN - 1):.1f},{39 - 38 * y / top:.1f}" for x, y in enumerate(line)
    ]
    left = points[0].partition(",")[0]
    path = " L".join(points)
    said = f"{title}: {value} now, at most {max(line):,.0f} and at least {min(line):,.0f} lately"
    return f"""<section class="card" style="overflow: hidden"><div class="p-3 pb-0">
        <h2 class="fs-6 text-muted m-0 fw-normal">{escape(title)}</h2>
        <span class="fs-3 fw-semibold">{escape(value)}</span>
        <br><span class="text-muted small">{escape(note)}</span></div>
        <svg role="img" aria-label="{escape(said)}" viewBox="0 0 100 40" preserveAspectRatio="none"
            style="display: block; width: 100%; height: 84px">
        <path d="M{left},40 L{path} L100,40Z" fill="var(--bs-{color}-bg-subtle)"/>
        <path d="M{path}" fill="none" stroke="var(--bs-{color})" stroke-width="2"
            stroke-linejoin="round" vector-effect="non-scaling-stroke"/></svg></section>"""


if __name__ == "__main__":
    start_server(main, port=8080)
