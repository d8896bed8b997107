"""Progress bars, signs of waiting, files, sound and film, in a browser."""

from __future__ import annotations

import threading
from io import BytesIO
from pathlib import Path
from wave import open as open_wave

from browser.data import picture
from browser.pages import press
from browser.types import Visit
from playwright.sync_api import expect

from pywebio.output import *


def test_a_progress_bar(visit: Visit) -> None:
    def app() -> None:
        put_progressbar("work", 0.25)
        put_progressbar("brief", auto_close=True)
        put_button("on", onclick=lambda: set_progressbar("work", 0.5))
        put_button("end", onclick=lambda: set_progressbar("brief", 1))

    page = visit(app)
    bar = page.locator("#webio-progressbar-work")
    expect(bar).to_contain_text("25.0%")
    same = bar.evaluate_handle("e => e")
    press(page, "on")
    expect(bar.get_by_role("progressbar", name="Progress")).to_have_attribute("aria-valuenow", "50")
    assert same.evaluate("e => e.isConnected")
    page.wait_for_function(
        """() => {
            const e = document.querySelector('#webio-progressbar-work .progress');
            return Math.abs(e.firstElementChild.offsetWidth / e.clientWidth - 0.5) < 0.02;
        }"""
    )
    press(page, "end")
    expect(page.locator("#webio-progressbar-brief")).to_have_count(0)


def test_a_tracked_loop(visit: Visit) -> None:
    step = threading.Semaphore(0)

    def app() -> None:
        for _ in track(range(3), "steps"):
            step.acquire(timeout=30)
        put_text("finished")

    page = visit(app)
    expect(page.get_by_text("steps 0/3")).to_be_visible()
    for _ in range(3):
        step.release()
    expect(page.get_by_text("finished")).to_be_visible()
    expect(page.get_by_text("steps 3/3")).to_contain_text("/s")
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "100")


def test_a_sign_of_waiting(visit: Visit) -> None:
    go_on = threading.Event()

    def app() -> None:
        put_loading("grow", "primary").style("width: 4rem; height: 4rem")
        with put_loading():
            put_text("inside")
            go_on.wait(30)
        put_text("after")

    page = visit(app)
    expect(page.get_by_text("inside")).to_be_visible()
    expect(page.get_by_role("status")).to_have_count(2)
    expect(page.locator(".spinner-grow")).to_have_css("width", "64px")
    go_on.set()
    expect(page.get_by_text("after")).to_be_visible()
    expect(page.get_by_text("inside")).to_have_count(0)
    expect(page.locator(".spinner-border")).to_have_count(0)


def test_a_file_is_saved(visit: Visit) -> None:
    def app() -> None:
        put_table([["file"], [put_file("häl lo.txt", b"content", "Save it")]])

    page = visit(app)
    for _ in range(2):
        with page.expect_download() as waiting:
            page.get_by_role("link", name="Save it").click()
        assert waiting.value.suggested_filename == "häl lo.txt"
        assert Path(waiting.value.path()).read_bytes() == b"content"


def sound() -> bytes:
    """A tenth of a second of silence."""
    buffer = BytesIO()
    with open_wave(buffer, "wb") as wave:
        wave.setnchannels(1)
        wave.setsampwidth(1)
        wave.setframerate(8000)
        wave.writeframes(b"\x80" * 800)
    return buffer.getvalue()


def test_sound_and_film(visit: Visit) -> None:
    def app() -> None:
        put_audio(sound(), title="silence")
        put_video("data:video/mp4,", width=320, poster=picture(), title="nothing")

    page = visit(app)
    expect(page.locator("audio")).to_be_attached()
    page.wait_for_function("document.querySelector('audio').duration > 0.09")
    size = page.locator("video").bounding_box()
    assert size
    assert size["width"] == 320
    expect(page.get_by_label("nothing")).to_be_visible()
