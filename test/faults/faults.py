"""Kinds of bad lines, each for a time; and what has to be counted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from browser.proxy import Proxy
from playwright.sync_api import Page

RECOVERY = 1.0
"""Seconds in which a page is to be back when its line is."""

SLACK = 3
"""The machine of the tests has other things to do."""

Fault = Callable[[Proxy, Page], Any]


def wait(page: Page, seconds: float) -> None:
    """Let time pass, in the page's clock: the browser goes on meanwhile."""
    page.evaluate("window.waitsSince = performance.now()")
    page.wait_for_function(
        "ms => performance.now() - waitsSince > ms", arg=seconds * 1000, timeout=600_000
    )


@contextmanager
def cut(proxy: Proxy, page: Page) -> Iterator[None]:
    """Connections are closed, and new ones refused."""
    proxy.cut()
    yield
    proxy.resume()


@contextmanager
def hole(proxy: Proxy, page: Page) -> Iterator[None]:
    """Nothing comes through; what was on its way is lost in the end."""
    proxy.drop()
    yield
    proxy.snap()
    proxy.resume()


@contextmanager
def pause(proxy: Proxy, page: Page) -> Iterator[None]:
    """Nothing comes through for a while, then all of it."""
    proxy.drop()
    yield
    proxy.resume()


@contextmanager
def delay(proxy: Proxy, page: Page) -> Iterator[None]:
    """Each way takes a third of a second."""
    proxy.delay = 0.3
    yield
    proxy.delay = 0


@contextmanager
def throttle(proxy: Proxy, page: Page) -> Iterator[None]:
    """A line of 20 kB a second."""
    proxy.rate = proxy.rate_up = 20_000
    yield
    proxy.rate = proxy.rate_up = 0


def flapping(seed: int) -> Fault:
    """The line comes and goes."""

    @contextmanager
    def flap(proxy: Proxy, page: Page) -> Iterator[None]:
        with proxy.flapping(seed):
            yield

    flap.__name__ = f"flapping-{seed}"
    return flap


FAULTS: list[Fault] = [cut, hole, pause, delay, throttle, flapping(1), flapping(2)]
SLOW_FAULTS: list[Fault] = [cut, hole, pause, flapping(3), flapping(4), flapping(5)]


def fault_name(fault: Fault) -> str:
    """What a test is called."""
    found: str = getattr(fault, "__name__", "fault")
    return found


class Stopwatch:
    """Whether a page is back in time."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def check(self) -> None:
        """Fail if it took too long."""
        took = time.monotonic() - self._begun
        assert took < RECOVERY * SLACK, f"the page was back after {took:.1f} s"
