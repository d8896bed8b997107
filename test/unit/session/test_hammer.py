"""Many threads at one page, while its line breaks at any moment."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Iterator

import pytest
from session_core import Core, check_accounts, drain, texts

from pywebio import protocol as wire
from pywebio.session.page import Bounds
from pywebio.session.view import Window
from pywebio.testing import Line


@pytest.fixture(autouse=True)
def restless() -> Iterator[None]:
    """Threads take turns far more often than usual."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.parametrize("seed", range(3))
def test_threads_put_while_the_line_breaks(seed: int) -> None:
    core = Core(Window(commands=20, size=3000))
    line = core.open()
    threads, each = 4, 2000
    chance = random.Random(seed)

    def work(name: int) -> None:
        core.scope(f"s{name}")
        for number in range(each):
            core.text(str(number), f"s{name}")
            if number % 50 == 0:
                core.toast(f"{name} {number}")

    workers = [threading.Thread(target=work, args=(name,)) for name in range(threads)]
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers):
        disturb(line, chance)
    for name in range(threads):
        assert texts(line, f"s{name}") == [str(number) for number in range(each)]
    shown = [one.content for one in line.document.effects if isinstance(one, wire.Toast)]
    assert len(shown) == len(set(shown)) == threads * each // 50
    assert line.document.picture() == core.fresh().picture()
    check_accounts(core.page)


def disturb(line: Line, chance: random.Random) -> None:
    """One of the things that can happen to a line."""
    what = chance.random()
    if what < 0.8:
        line.pump()
    elif what < 0.9:
        frame = line.take()
        if frame is not None and chance.random() < 0.5:
            line.apply(frame)
        line.drop()
        line.resume()
    else:
        line.acknowledge()


def test_pages_come_and_go_while_threads_put() -> None:
    core = Core(Window(commands=20, size=3000), Bounds(outputs=500))
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            core.scope("log", if_exist="clear")
            for number in range(100):
                core.text(str(number), "log")

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    try:
        for _ in range(100):
            line = core.open()
            for _ in range(3):
                line.pump()
            line.leave()
    finally:
        stop.set()
        for worker in workers:
            worker.join(30)
    assert core.page.views == []
    last = core.open()
    drain(last)
    assert last.document.picture() == core.fresh().picture()
    check_accounts(core.page)


def test_closing_while_threads_put_leaves_nothing() -> None:
    for _ in range(20):
        core = Core()
        core.open()
        begun = threading.Event()

        def work(core: Core = core, begun: threading.Event = begun) -> None:
            for number in range(300):
                core.text(str(number))
                core.button()
                begun.set()

        worker = threading.Thread(target=work)
        worker.start()
        assert begun.wait(10)
        core.session.close()
        worker.join(30)
        page = core.page
        assert (page.count, page.size, page.callbacks, page.views) == (0, 0, {}, [])
