"""A live log: lines stream in while a form waits; start, stop, and how much to keep."""

import asyncio
import random
from datetime import datetime

from pywebio import start_server
from pywebio.input import *
from pywebio.output import *
from pywebio.session import run_async, set_env

PAUSE = 0.1
"""Seconds between two lines."""

EVENTS = [
    ("INFO", "request answered in {ms} ms"),
    ("INFO", "file of {ms} kB stored"),
    ("INFO", "cache renewed, {ms} entries"),
    ("WARN", "answer took {ms} ms longer than usual"),
]
LOOKS = {"WARN": "; color: var(--bs-danger-text-emphasis)", "NOTE": "; font-weight: 650"}


class Log:
    """A log on the page: numbered lines, each in a scope of its own, so that it can be removed."""

    def __init__(self, keep: int = 100) -> None:
        self.keep = keep
        self.running = asyncio.Event()
        self.first = self.next = 1

    def write(self, level: str, text: str) -> None:
        """Add a line; a gap in the numbers would show."""
        line = put_text(f"{self.next:06} {datetime.now():%H:%M:%S} {level:5} {text}")
        line.style("font-family: var(--bs-font-monospace); margin: 0" + LOOKS.get(level, ""))
        put_scope(f"line-{self.next}", line)
        self.next += 1
        self.forget(self.keep)

    def forget(self, keep: int) -> None:
        """Take away what is older than the last lines."""
        while self.next - self.first > keep:
            remove(f"line-{self.first}")
            self.first += 1

    async def stream(self) -> None:
        """Write what happens, whenever the log is running."""
        while True:
            await self.running.wait()
            level, text = random.choice(EVENTS)
            self.write(level, text.format(ms=random.randint(1, 900)))
            await asyncio.sleep(PAUSE)


async def main() -> None:
    """Live log

    Lines stream in while the form below waits; pull out the network cable and none is lost.
    """
    set_env(title="Live log", auto_scroll_bottom=True, output_animation=False)
    put_markdown("# Live log")
    log = Log()
    put_buttons(
        ["Start", "Stop", "Clear"],
        onclick=[log.running.set, log.running.clear, lambda: log.forget(0)],
    ).style("position: sticky; top: 0; padding: 8px 0; background: var(--bs-body-bg)")
    run_async(log.stream())
    while True:
        entry = await input_group(
            "Write into the log",
            [
                input("Note", name="note", placeholder="What is going on?"),
                select("Lines to keep", [20, 100, 1000], name="keep", value=log.keep),
            ],
        )
        log.keep = entry["keep"]
        log.forget(log.keep)
        if entry["note"]:
            log.write("NOTE", entry["note"])


if __name__ == "__main__":
    start_server(main, port=8080)
