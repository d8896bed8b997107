"""A TCP proxy that can be cut, held, slowed down and made to flap, and that can strip a prefix."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from random import Random
from typing import Any


class Proxy:
    """Stands between the browser and a server on loopback.

    :param target: port of the server.
    :param prefix: what is taken away from the path of each request (HTTP is understood only then).
    :param rate: bytes per second towards the browser; 0 for no limit.
    :param rate_up: the same towards the server.
    :param upgrade: whether WebSockets come through; else it forgets that they were asked for.

    `delay` is in seconds, each way; it and the rates may be changed at any time.
    """

    def __init__(
        self,
        target: int,
        prefix: str = "",
        rate: int = 0,
        rate_up: int = 0,
        *,
        upgrade: bool = True,
    ) -> None:
        self.target = target
        self.upgrade = upgrade
        self.prefix = prefix.encode()
        self.rate = rate
        self.rate_up = rate_up
        self.delay = 0.0
        self.port = 0
        self.connections = 0
        self.refused = 0
        self.bytes_up = 0
        self.bytes_down = 0
        self._cut = False
        self._happened = threading.Condition()
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._passing = asyncio.Event()
        self._passing.set()
        self._stopped = asyncio.Event()
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self._thread.start()
        started.wait()

    @property
    def url(self) -> str:
        """The address for the browser, without a slash at its end where there is a prefix."""
        return f"http://127.0.0.1:{self.port}{self.prefix.decode() or '/'}"

    # -- what a test does with the line -----------------------------------------------------------

    def cut(self) -> None:
        """Close every connection and refuse new ones, until `resume`."""
        self._call(self._do_cut)

    def snap(self) -> None:
        """Close every connection, without a word of farewell; new ones are taken."""
        self._call(self._close_all)

    def drop(self) -> None:
        """Let nothing through any more, although connections stay open, until `resume`."""
        self._call(self._passing.clear)

    def resume(self) -> None:
        """Work again."""
        self._call(self._do_resume)

    def until(self, condition: Callable[[], bool], within: float = 15) -> None:
        """Wait until something has happened on the line."""
        with self._happened:
            assert self._happened.wait_for(condition, within)

    @contextmanager
    def flapping(self, seed: int, most_up: float = 0.3, most_down: float = 0.2) -> Iterator[None]:
        """Within this block the line comes and goes: cut, hung or only broken, for random times."""
        chance = Random(seed)
        ended = threading.Event()

        def flap() -> None:
            while not ended.wait(chance.uniform(0.02, most_up)):
                chance.choice([self.cut, self.drop, self.snap])()
                ended.wait(chance.uniform(0.02, most_down))
                # What hung is gone, as when a phone changes its network.
                self.snap()
                self.resume()

        thread = threading.Thread(target=flap, name="flapping line")
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            self.resume()

    def close(self) -> None:
        """Stop."""
        self.resume()
        self.cut()
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(10)

    # -- in its own thread ------------------------------------------------------------------------

    def _call(self, function: Callable[[], Any]) -> None:
        done = threading.Event()

        def run() -> None:
            function()
            done.set()

        self._loop.call_soon_threadsafe(run)
        done.wait(10)

    def _do_cut(self) -> None:
        self._cut = True
        self._close_all()

    def _close_all(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    def _do_resume(self) -> None:
        self._cut = False
        self._passing.set()

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve(started))
        finally:
            asyncio.set_event_loop(None)
            self._loop.close()

    async def _serve(self, started: threading.Event) -> None:
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        await self._stopped.wait()
        server.close()
        # Their connections are closed, so that all of them end by themselves.
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._cut:
            with self._happened:
                self.refused += 1
                self._happened.notify_all()
            writer.transport.abort()
            await asyncio.sleep(0)
            return
        self.connections += 1
        try:
            await self._connect(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            writer.transport.abort()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        pair = {writer, far_writer}
        self._writers |= pair
        try:
            if self.prefix or not self.upgrade:
                far_writer.write(self._stripped(await reader.readuntil(b"\r\n\r\n")))
            up = asyncio.ensure_future(self._pipe(reader, far_writer, self._count_up))
            down = asyncio.ensure_future(self._pipe(far_reader, writer, self._count_down))
            await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
            up.cancel()
            await asyncio.gather(up, down, return_exceptions=True)
        finally:
            self._writers -= pair
            for one in pair:
                one.close()
            for one in pair:
                with suppress(OSError):
                    await one.wait_closed()

    def _stripped(self, head: bytes) -> bytes:
        """A request without the prefix; one request per connection, so that each is seen."""
        method, path, rest = head.split(b" ", 2)
        path = path.removeprefix(self.prefix)
        if not path.startswith(b"/"):
            path = b"/" + path
        lines = rest.split(b"\r\n")
        if not self.upgrade:
            lines = [line for line in lines if not line.lower().startswith(b"upgrade:")]
        if not any(line.lower().startswith(b"upgrade:") for line in lines):
            lines = [line for line in lines if not line.lower().startswith(b"connection:")]
            lines.insert(1, b"Connection: close")
        return b" ".join([method, path, b"\r\n".join(lines)])

    async def _pipe(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        count: Callable[[int], float],
    ) -> None:
        loop = asyncio.get_running_loop()
        way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(2)
        forward = asyncio.ensure_future(self._forward(way, writer, count))
        try:
            while data := await reader.read(16384):
                await way.put((loop.time() + self.delay, data))
            await way.put((loop.time() + self.delay, b""))
            await forward
        finally:
            forward.cancel()

    async def _forward(
        self,
        way: asyncio.Queue[tuple[float, bytes]],
        writer: asyncio.StreamWriter,
        count: Callable[[int], float],
    ) -> None:
        loop = asyncio.get_running_loop()
        while (come := await way.get())[1]:
            due, data = come
            if due > loop.time():
                await asyncio.sleep(due - loop.time())
            await self._passing.wait()
            pause = count(len(data))
            if pause:
                await asyncio.sleep(pause)
            writer.write(data)
            await writer.drain()

    def _count_up(self, size: int) -> float:
        self.bytes_up += size
        return size / self.rate_up if self.rate_up else 0

    def _count_down(self, size: int) -> float:
        self.bytes_down += size
        return size / self.rate if self.rate else 0
