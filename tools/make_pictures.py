"""Take the pictures of the demos: for README, documentation and the first page of the demos.

python -m tools.make_pictures            # all
python -m tools.make_pictures bmi quiz   # only these

The demos run in a process of their own, with what would differ from run to run (clock, chance, the
machine itself) replaced by fixed data. A browser of fixed size looks at them in light and dark.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from math import sin
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

from demos import assistant, live_log, monitor
from demos.__main__ import APPS, DEMOS
from pywebio import start_server
from pywebio.pin import pin_wait_change

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
WINDOW = (800, 500)
SIZE = (720, 450)
PHONE = (390, 620)
NOW = datetime(2026, 3, 14, 9, 26, 53)
BEGINS = {"explorer": "#pywebio-scope-result", "forms": "#input-cards form"}
"""Where a demo is more telling below its top."""

SCHEMES = {"light": "", "dark": "-dark"}
TWO_FRAMES = "new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go)))"
PATIENCE = 30_000
"""Milliseconds for anything that a page does."""


# ---------------------------------------------------------------------------------------------
# The server: the demos with fixed data.


def serve() -> None:
    """Serve the demos; the address is printed."""
    random.seed(1)
    source = readings()
    replace(assistant, PAUSE=0)
    replace(live_log, asyncio=stopping_after(14), datetime=SimpleNamespace(now=lambda: NOW))
    replace(monitor, read=lambda: next(source), pin_wait_change=hurry(pin_wait_change))
    start_server(APPS, host="127.0.0.1", port=0)


def replace(module: ModuleType, **others: object) -> None:
    """Let a demo use other things than it names."""
    for name, other in others.items():
        setattr(module, name, other)


def stopping_after(steps: int) -> Any:
    """What the live log uses of asyncio; after some sleeps it sleeps for good."""
    left = iter(range(steps - 1))

    async def sleep(_: float) -> None:
        if next(left, None) is None:
            await asyncio.Event().wait()

    return SimpleNamespace(Event=asyncio.Event, sleep=sleep)


def readings() -> Iterator[monitor.Reading]:
    """What a machine has counted second by second, while it does something."""
    busy = received = sent = 0
    names = ["postgres", "python", "nginx", "redis-server", "node", "sshd"]
    for second in count():
        busy += round(38 + 22 * sin(second / 6) + 14 * sin(second / 1.7))
        received += round(420_000 + 300_000 * sin(second / 4) + 90_000 * sin(second))
        sent += round(160_000 + 120_000 * sin(second / 5 + 2))
        yield monitor.Reading(
            busy=busy,
            ticks=100 * second,
            memory=round((5.2 + 0.7 * sin(second / 9)) * 1024**3),
            memory_total=8 * 1024**3,
            received=received,
            sent=sent,
            uptime=400_000.0 + second,
            load="1.24 0.98 0.87",
            processes={
                700 + 13 * n: monitor.Process(name, (17 - 3 * n) * second, (410 - 61 * n) * 1024**2)
                for n, name in enumerate(names)
            },
        )


def hurry(wait: Callable[..., Any]) -> Callable[..., Any]:
    """Waits for no second; after a minute's worth of readings it waits for good."""
    left = iter(range(60))

    async def wait_shortly(*names: str, timeout: float | None = None) -> Any:
        return await wait(*names, timeout=0 if next(left, None) is not None else None)

    return wait_shortly


@contextmanager
def served() -> Iterator[str]:
    """The demos in a process of their own; gives their address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tools.make_pictures", "--serve"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.startswith("Running on "):
            raise SystemExit(f"The demos did not start: {line!r}")
        yield line.removeprefix("Running on ").strip()
    finally:
        process.terminate()
        process.communicate(timeout=30)


# ---------------------------------------------------------------------------------------------
# What is done in a demo before its picture is taken.


def field(page: Page, label: str) -> Any:
    """A field of the form."""
    return page.locator("#input-cards form").get_by_label(label, exact=True)


def press(page: Page, label: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=label, exact=True).first.click()


def in_bmi(page: Page) -> None:
    field(page, "Your name").fill("Ann")
    field(page, "Height in cm").fill("170")
    field(page, "Weight in kg").fill("65.5")
    press(page, "Submit")
    page.get_by_role("heading", name="22.7").wait_for()


def in_admin(page: Page) -> None:
    page.get_by_text("Page 1 of 6").wait_for()


def in_assistant(page: Page) -> None:
    press(page, "How do I make good tea?")
    page.get_by_placeholder("Ask about tea").wait_for()
    page.get_by_role("cell", name="Mint").wait_for()


def in_chat(page: Page) -> None:
    friend = another(page)
    for one, name in ((page, "Ann"), (friend, "Bob")):
        field(one, "Your name").fill(name)
        press(one, "Submit")
        one.get_by_placeholder("A message to all").wait_for()
    for one, text in (
        (page, "Hello! Is anybody here?"),
        (friend, "Yes: I have just come in."),
        (page, "Shall we have lunch at noon?"),
        (friend, "Gladly. The usual place?"),
    ):
        one.get_by_placeholder("A message to all").fill(text)
        press(one, "Send")
        page.get_by_text(text, exact=True).wait_for()


def in_converter(page: Page) -> None:
    table = b"name,city,plants\nAnn,Oslo,12\nBob,Rome,7\n"
    file = FilePayload(name="plants.csv", mimeType="text/csv", buffer=table)
    page.set_input_files("input[type=file]", file)
    press(page, "Submit")
    page.get_by_role("heading", name="2 rows").wait_for()


def in_explorer(page: Page) -> None:
    page.get_by_label("by product").check()
    page.get_by_text("Croissant", exact=True).nth(1).wait_for()
    page.get_by_role("gridcell", name="Bread").first.wait_for()


def in_forms(page: Page) -> None:
    page.get_by_role("button", name="Ask").nth(4).click()
    field(page, "hard").check()


def in_game(page: Page) -> None:
    friend = another(page)
    page.get_by_text("Your turn").wait_for()
    for number, column in enumerate("4453565534"):
        one, other = (page, friend) if number % 2 == 0 else (friend, page)
        press(one, column)
        other.get_by_text("Your turn").wait_for()


def in_live_log(page: Page) -> None:
    press(page, "Start")
    page.locator("#pywebio-scope-line-14").wait_for()


def in_monitor(page: Page) -> None:
    page.wait_for_function(
        """() => {
            const line = document.querySelector('figure path, section path:last-of-type')
            return line !== null && line.getAttribute('d').split('L').length === 60
        }"""
    )


def in_quiz(page: Page) -> None:
    field(page, "Pacific").check()
    press(page, "Next")
    page.get_by_text("2 of 5").wait_for()
    field(page, "How many percent of the Earth does water cover?").fill("71")
    press(page, "Next")
    page.get_by_text("3 of 5").wait_for()
    field(page, "dolphin").check()
    field(page, "seal").check()


def in_themes(page: Page) -> None:
    page.locator("code .token").first.wait_for()


STEPS: dict[str, Callable[[Page], None]] = {
    "bmi": in_bmi,
    "admin": in_admin,
    "assistant": in_assistant,
    "chat": in_chat,
    "converter": in_converter,
    "explorer": in_explorer,
    "forms": in_forms,
    "game": in_game,
    "live_log": in_live_log,
    "monitor": in_monitor,
    "quiz": in_quiz,
    "themes": in_themes,
}


def another(page: Page) -> Page:
    """A second visitor at the same page, who stays until the picture is taken."""
    browser = page.context.browser
    assert browser is not None
    friend = browser.new_page(locale="en-US", reduced_motion="reduce")
    friend.set_default_timeout(PATIENCE)
    friend.goto(page.url)
    return friend


# ---------------------------------------------------------------------------------------------
# Taking pictures.


@contextmanager
def visitor(
    browser: Browser, window: tuple[int, int] = WINDOW, scheme: str = "light"
) -> Iterator[Page]:
    """A fresh browser window."""
    context = browser.new_context(
        viewport={"width": window[0], "height": window[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-US",
        timezone_id="UTC",
    )
    context.set_default_timeout(PATIENCE)
    try:
        yield context.new_page()
    finally:
        context.close()


def look(page: Page) -> Image.Image:
    """What the page shows now, without a blinking cursor and with the mouse elsewhere."""
    page.mouse.move(0, 0)
    page.evaluate("document.fonts.ready")
    before, seen = b"", shot(page)
    while before != seen:  # until nothing moves any more
        page.evaluate(TWO_FRAMES)
        before, seen = seen, shot(page)
    return Image.open(io.BytesIO(seen))


def shot(page: Page) -> bytes:
    """The window as PNG."""
    return page.screenshot(caret="hide", animations="disabled")


def save(picture: Image.Image, name: str, size: tuple[int, int] | None = None) -> None:
    """Store a picture, small."""
    if size:
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    path = PICTURES / f"{name}.webp"
    picture.convert("RGB").save(path, quality=82, method=6)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes", flush=True)


def take(browser: Browser, name: str) -> None:
    """A demo in light and dark, each from a fresh start."""
    for scheme, ending in SCHEMES.items():
        with served() as address, visitor(browser, scheme=scheme) as page:
            page.goto(f"{address}?app={name}")
            page.get_by_role("heading", level=1).wait_for()
            if name in STEPS:
                STEPS[name](page)
            look(page)  # it may scroll by itself until all is there
            page.evaluate("top => scrollTo(0, top)", top_of(page, name))
            save(look(page), name + ending, SIZE)


def top_of(page: Page, name: str) -> float:
    """How far down the picture begins: mostly at the top."""
    if name not in BEGINS:
        return 0
    top: float = page.locator(BEGINS[name]).evaluate(
        "part => part.getBoundingClientRect().top + scrollY - 24"
    )
    return top


def film(browser: Browser, address: str) -> None:
    """A form that is filled in, and its answer, as a picture that moves."""
    frames: list[tuple[Image.Image, int]] = []
    with visitor(browser, (720, 680)) as page:

        def shoot(milliseconds: int) -> None:
            frames.append((look(page).convert("RGB"), milliseconds))

        page.goto(f"{address}?app=bmi")
        field(page, "Your name").wait_for()
        shoot(1000)
        for label, text in (("Your name", "Ann"), ("Height in cm", "17"), ("Weight in kg", "65.5")):
            field(page, label).click()
            for end in range(1, len(text) + 1):
                field(page, label).fill(text[:end])
                shoot(160)
        press(page, "Submit")
        page.get_by_text("A height between 100 and 250 cm, please.").first.wait_for()
        shoot(1400)
        field(page, "Height in cm").fill("170")
        shoot(700)
        press(page, "Submit")
        page.get_by_role("heading", name="22.7").wait_for()
        shoot(3000)
    first, *rest = [frame for frame, _ in frames]
    path = PICTURES / "form.webp"
    first.save(
        path,
        save_all=True,
        append_images=rest,
        duration=[milliseconds for _, milliseconds in frames],
        loop=0,
        quality=72,
        method=6,
    )
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes", flush=True)


def first_page(browser: Browser, address: str) -> None:
    """The page that lists the demos: wide, and on a phone."""
    for name, window, scheme in (("index", (1200, 750), "light"), ("phone", PHONE, "dark")):
        with visitor(browser, window, scheme) as page:
            page.goto(address)
            page.wait_for_function(
                """() => {
                    const images = [...document.images]
                    return images.length > 0 && images.every(image => image.complete)
                }"""
            )
            save(look(page), name, (800, 500) if name == "index" else None)


EXTRA: dict[str, Callable[[Browser, str], None]] = {"form": film, "index": first_page}


def main() -> None:
    """Take what is asked for."""
    known = [*DEMOS, *EXTRA]
    parser = argparse.ArgumentParser(description="Take the pictures of the demos.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve()
        return
    if unknown := set(options.names) - set(known):
        parser.error(f"there is no picture of {', '.join(sorted(unknown))}")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name in options.names or known:
            if name in DEMOS:
                take(browser, name)
            else:
                with served() as address:
                    EXTRA[name](browser, address)
        browser.close()


if __name__ == "__main__":
    main()
