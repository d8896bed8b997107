"""Frames on their way out where sending is a coroutine."""

from __future__ import annotations

import asyncio

import pytest

from pywebio.platform import writer as module
from pywebio.platform.writer import Writer


class Network:
    """Takes frames while it is open."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.taken: list[str] = []
        self.code: int | None = None
        self.aborted = False

    async def send(self, text: str) -> None:
        await self.open.wait()
        self.taken.append(text)

    async def close(self, code: int) -> None:
        self.code = code

    def abort(self) -> None:
        self.aborted = True

    def writer(self) -> Writer:
        return Writer(self.send, self.close, self.abort)


def test_it_tells_when_the_network_has_taken_a_frame() -> None:
    async def run() -> None:
        network = Network()
        writer = network.writer()
        first, second = writer.send(b"a"), writer.send(b"b")
        writer.close(1000)
        await asyncio.sleep(0)
        assert not first.done()
        network.open.set()
        await asyncio.wait_for(asyncio.gather(first, second), 10)
        assert network.taken == ["a", "b"]
        while network.code is None:
            await asyncio.sleep(0)
        assert network.code == 1000
        assert not network.aborted

    asyncio.run(run())


def test_what_nobody_reads_is_given_up_when_it_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CLOSE_WITHIN", 0.01)

    async def run() -> None:
        network = Network()
        writer = network.writer()
        for _ in range(10):
            writer.send(b"x")
        writer.close(1013)
        while not network.aborted or writer._task is not None:
            await asyncio.sleep(0.001)
        assert not writer._frames
        assert network.taken == []

    asyncio.run(asyncio.wait_for(run(), 10))


def test_a_line_that_was_lost_is_no_error() -> None:
    async def fails(text: str) -> None:
        raise ConnectionResetError

    async def run() -> None:
        network = Network()
        writer = Writer(fails, network.close)
        writer.send(b"a")
        writer.send(b"b")
        while writer._task is not None:
            await asyncio.sleep(0)
        assert not writer._frames

    asyncio.run(asyncio.wait_for(run(), 10))
