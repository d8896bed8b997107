"""Files of 100 MB, from the page and to it."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from bench import browser as pages
from bench.peers import Late, Peer, serving
from bench.plan import Figures, Run

LIMIT = 90.0


def measure_files(run: Run) -> None:
    """Time, and how much memory of the server it takes at most."""
    with sample(run.plan.file_mb) as path:
        for work, action in (("upload", upload), ("download", download)):
            for turn in run.turns(work, run.peers):
                turn.once("published")
                turn.measure(partial(action, run.browser, turn.peer, path), {work: LIMIT * 1000})


@contextlib.contextmanager
def sample(megabytes: int) -> Iterator[Path]:
    """A file that is known to the servers that are started meanwhile."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "sample.bin")
        with path.open("wb") as file:
            for _ in range(megabytes):
                file.write(os.urandom(1_000_000))
        os.environ["BENCH_FILE"] = str(path)
        yield path


def upload(browser: Browser, peer: Peer, path: Path) -> Figures:
    with serving(peer) as server, pages.visitor(browser) as context:
        page = context.new_page()
        page.goto(server.url("upload"))
        page.locator("input[type=file]").wait_for(state="attached")
        before = server.memory()
        server.forget_peak()
        start = time.perf_counter()
        page.set_input_files("input[type=file]", path)  # some begin to send it now
        pages.evaluate(page, f"sent('uploaded {path.name}')", LIMIT)
        seconds = time.perf_counter() - start
        memory = server.peak() - before
    return {"upload": seconds * 1000, "upload_memory": memory / 1e6}


def download(browser: Browser, peer: Peer, path: Path) -> Figures:
    with serving(peer) as server, pages.visitor(browser) as context:
        page = context.new_page()
        page.goto(server.url("download"))
        page.get_by_role("button", name="get", exact=True).wait_for()
        before = server.memory()
        server.forget_peak()
        start = time.perf_counter()
        with page.expect_download(timeout=LIMIT * 1000) as told:
            page.evaluate("bench.click('get')")
        saved = told.value.path()  # waits for its end
        seconds = time.perf_counter() - start
        memory = server.peak() - before
        if saved.stat().st_size != path.stat().st_size:
            raise Late("the file has not come as a whole")
    return {"download": seconds * 1000, "download_memory": memory / 1e6}
