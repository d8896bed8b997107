"""Lines over HTTP: what a page can rely on, and what nobody can do with them."""

from __future__ import annotations

import asyncio
import json
import secrets
import threading
import time
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

import pytest
from http_tab import HttpTab
from hypothesis import given, settings
from hypothesis import strategies as st
from page_side import PageSide
from served import PATIENCE, fetch, served, visit
from unit.platform.test_link import FRAMES, spoiled

from pywebio import protocol as wire
from pywebio.input import input
from pywebio.output import put_buttons, put_text
from pywebio.platform.http import BODY_MOST, Request, Response
from pywebio.platform.link import HTTP_FRAME
from pywebio.platform.options import ServerOptions
from pywebio.platform.polling import FRAMES_MOST, LONGEST, POLL_KEY, Polling
from pywebio.platform.server import LINE_HEADER, Server
from pywebio.session import defer_call, hold, info
from pywebio.session.base import Program


class Clicks:
    """An application that counts the clicks on its button."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self.started = 0

    async def app(self) -> None:
        self.started += 1
        put_buttons(["a", "b"], self.click)
        await hold()

    def click(self, value: str) -> None:
        self.values.append(value)
        put_text("clicked", value)


class Asker:
    """A page that makes requests to a server without a network between them."""

    def __init__(self, server: Server, page: PageSide | None = None, **headers: str) -> None:
        self.server = server
        self.page = page or PageSide()
        self.name = secrets.token_urlsafe(18)
        self.headers = headers
        self.over = False
        self.wait = 0.0

    async def ask(
        self, wait: float | str = 0, body: str | bytes | None = None, method: str = "", **more: Any
    ) -> Response:
        """Make a request; nobody hears the answer."""
        data = body.encode() if isinstance(body, str) else body
        headers = {LINE_HEADER: self.name, "host": "here", **self.headers}
        request = Request(
            method or ("GET" if data is None else "POST"),
            {POLL_KEY: str(wait)},
            headers,
            body=data or b"",
            **more,
        )
        return await self.server.answer(request)

    async def hear(self, wait: float | str = 0, body: str | bytes | None = None) -> int:
        """Make a request and take its answer; returns the number of frames in it."""
        response = await self.ask(wait, body)
        assert response.status == 200, bytes(response.body)
        head, *frames = bytes(response.body).decode().split("\n")
        answer = json.loads(head)
        self.over = answer.get("over", False)
        self.wait = answer.get("wait", 0)
        for frame in frames:
            self.page.receive(frame)
        return len(frames)

    async def begin(self) -> None:
        """Say hello, and hear what there is."""
        await self.hear(0.1, self.page.hello())
        await self.until(lambda page: bool(page.document.outputs()))

    async def until(self, true: Callable[[PageSide], object]) -> None:
        """Ask until something is true."""
        async with asyncio.timeout(PATIENCE):
            while not true(self.page):
                await self.hear(1, self.page.ack())

    @property
    def button(self) -> int:
        """The callback of the button."""
        (buttons,) = [
            node for node in self.page.document.outputs() if isinstance(node, wire.Buttons)
        ]
        return buttons.callback

    def click(self, value: int = 0) -> str:
        """A frame with a click on the button."""
        return self.page.event(wire.CallbackEvent(callback=self.button, value=value))


def in_loop(work: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        await work()

    asyncio.run(run())


def made(app: object, longest: float = LONGEST, **options: Any) -> Server:
    server = Server(app, ServerOptions(**options))
    Polling(server, longest)
    return server


# -- answers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["thread", "coroutine"])
def test_the_first_reactions_come_back_with_the_post(kind: str) -> None:
    def thread_app() -> None:
        put_text("hello", input("name"), info.protocol)

    async def coroutine_app() -> None:
        put_text("hello", await input("name"), info.protocol)

    async def run() -> None:
        tab = await HttpTab(url).open()
        await tab.until(lambda page: page.form)
        requests = tab.requests
        await tab.submit("Ann")
        await tab.sees("hello Ann http")
        assert tab.requests - requests <= 3

    with served(thread_app if kind == "thread" else coroutine_app) as url:
        visit(run)


def test_a_question_waits_until_there_is_something() -> None:
    clicks = Clicks()

    async def run() -> None:
        asker = Asker(made(clicks.app))
        await asker.begin()
        question = asyncio.ensure_future(asker.ask(20))
        await asyncio.sleep(0)
        other = Asker(asker.server, asker.page)
        other.name = asker.name
        await other.ask(0, asker.click())
        async with asyncio.timeout(PATIENCE):
            response = await question
        assert b"clicked" in bytes(response.body)

    in_loop(run)


def test_a_question_waits_no_longer_than_it_says_or_the_host_affords() -> None:
    async def run() -> None:
        for longest, asked in ((LONGEST, "0.05"), (0, "20"), (LONGEST, "nan"), (LONGEST, "-1")):
            asker = Asker(made(Clicks().app, longest))
            await asker.begin()
            assert asker.wait == longest
            await asker.hear(0, asker.page.ack())
            started = time.monotonic()
            await asker.hear(asked)
            assert time.monotonic() - started < PATIENCE / 2

    in_loop(run)


def test_of_several_questions_only_the_last_one_waits_and_nothing_comes_twice() -> None:
    clicks = Clicks()

    async def run() -> None:
        asker = Asker(made(clicks.app))
        await asker.begin()
        questions = [asyncio.ensure_future(asker.ask(20)) for _ in range(50)]
        await asyncio.sleep(0)
        await asker.ask(0, asker.click())
        async with asyncio.timeout(PATIENCE):
            answers = [bytes(response.body) for response in await asyncio.gather(*questions)]
        assert sum(answer.count(b"clicked") for answer in answers) == 1

    in_loop(run)


def test_answers_are_not_stored_on_the_way() -> None:
    async def run() -> None:
        asker = Asker(made(Clicks().app))
        response = await asker.ask(0, asker.page.hello())
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"

    in_loop(run)


def test_a_large_page_comes_in_answers_of_a_moderate_size() -> None:
    async def app() -> None:
        for number in range(12):
            put_text(f"{number}:" + "x" * 200_000)

    async def run() -> None:
        asker = Asker(made(app, window_size=8 * 1024 * 1024))
        await asker.hear(0.1, asker.page.hello())
        sizes = []
        while asker.page.document.state != "finished":
            response = await asker.ask(1, asker.page.ack())
            sizes.append(len(response.body))
            for frame in bytes(response.body).decode().split("\n")[1:]:
                asker.page.receive(frame)
        assert asker.page.text.count("x" * 200_000) == 12
        assert max(sizes) < 1024 * 1024

    in_loop(run)


# -- nothing is lost or doubled -------------------------------------------------------------------


@pytest.mark.parametrize(("asked", "told"), [(1_000_000, HTTP_FRAME), (10_000, 10_000)])
def test_pages_are_told_to_send_frames_that_any_proxy_takes(asked: int, told: int) -> None:
    """What is larger goes as files do, in parts that shrink as far as they have to."""

    async def work() -> None:
        asker = Asker(made(Clicks().app, frame_size=asked))
        await asker.begin()
        assert asker.page.welcome is not None
        assert asker.page.welcome.limits.frame_bytes == told

    in_loop(work)


def test_a_hello_whose_answer_was_lost_starts_no_second_program() -> None:
    clicks = Clicks()

    async def run() -> None:
        server = made(clicks.app)
        first = Asker(server)
        await first.ask(0.1, first.page.hello())
        await first.ask(0.1, first.page.hello())  # the browser itself has repeated it
        second = Asker(server, first.page)
        await second.begin()
        assert second.page.text == "[a] [b]"
        assert (clicks.started, len(server.visits)) == (1, 1)

    in_loop(run)


def test_answers_that_were_lost_are_sent_again_on_a_new_line() -> None:
    clicks = Clicks()

    async def run() -> None:
        server = made(clicks.app)
        asker = Asker(server)
        await asker.begin()
        await asker.ask(0.1, asker.click(1))  # it has arrived, and nobody hears what follows
        await asker.ask(0.1)
        again = Asker(server, asker.page)
        await again.hear(0.1, again.page.hello())
        assert again.page.welcome is not None
        assert again.page.welcome.resumed
        await again.hear(0.1, again.page.kept())
        await again.until(lambda page: "clicked b" in page.text)
        assert again.page.text == "[a] [b]\nclicked b"
        assert clicks.values == ["b"]
        assert (await asker.ask()).status == 410

    in_loop(run)


def test_replayed_requests_change_nothing() -> None:
    clicks = Clicks()

    async def run() -> None:
        asker = Asker(made(clicks.app))
        await asker.begin()
        click = asker.click()
        for _ in range(5):
            await asker.ask(0, click)
        await asyncio.gather(*(asker.ask(0, click) for _ in range(20)))
        assert clicks.values == ["a"]
        again = Asker(asker.server, asker.page)
        await again.hear(0.1, again.page.hello())
        await again.hear(0.1, click)
        await again.until(lambda page: "clicked" in page.text)
        assert clicks.values == ["a"]

    in_loop(run)


def test_several_frames_in_one_request_are_taken_in_order() -> None:
    clicks = Clicks()

    async def run() -> None:
        asker = Asker(made(clicks.app))
        await asker.begin()
        await asker.hear(0.1, "\n".join(asker.click(number % 2) for number in range(7)))
        await asker.until(lambda page: page.confirmed == 7)
        assert clicks.values == ["a", "b"] * 3 + ["a"]

    in_loop(run)


# -- ends -----------------------------------------------------------------------------------------


def test_a_page_of_which_nothing_is_heard_ends_with_its_session() -> None:
    ended = threading.Event()

    def app() -> None:
        defer_call(ended.set)
        input("name")

    async def run() -> None:
        tab = await HttpTab(url).open()
        await tab.until(lambda page: page.form)
        tab.cut()
        assert await asyncio.to_thread(ended.wait, PATIENCE)
        again = await HttpTab(url, tab.page).open()
        assert again.page.bye == wire.Bye(reason="unknown")

    more = {"session_cleanup_interval": 0.1}
    with served(app, reconnect_timeout=0.3, others=more) as url:
        visit(run)


def test_a_page_that_asks_is_not_silent() -> None:
    async def run() -> None:
        server = made(Clicks().app, reconnect_timeout=0.6, session_cleanup_interval=0.05)
        asker = Asker(server)
        await asker.begin()
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            await asker.hear(0.1)
            await asyncio.sleep(0.02)
        assert len(server.visits) == 1
        async with asyncio.timeout(PATIENCE):
            while server.visits:
                await asyncio.sleep(0.02)
        assert not server.links

    in_loop(run)


def test_a_page_that_is_left_says_so() -> None:
    async def run() -> None:
        server = made(Clicks().app, keep_finished=0, keep_running=0)
        asker = Asker(server)
        await asker.begin()
        waiting = asyncio.ensure_future(asker.ask(20))
        await asyncio.sleep(0)
        await asker.hear("leave", asker.page.ack())
        assert not server.links
        async with asyncio.timeout(PATIENCE):
            await waiting
        assert (await asker.ask()).status == 410
        async with asyncio.timeout(PATIENCE):
            while server.visits:
                await asyncio.sleep(0.01)

    in_loop(run)


def test_a_server_that_stops_tells_who_waits() -> None:
    async def run() -> None:
        server = made(Clicks().app)
        asker = Asker(server)
        await asker.begin()
        waiting = asyncio.ensure_future(asker.hear(20))
        await asyncio.sleep(0)
        server.close()
        async with asyncio.timeout(PATIENCE):
            await waiting
        assert asker.page.bye == wire.Bye(reason="stopped")
        assert asker.over
        assert not server.links

    in_loop(run)


def test_a_line_that_was_taken_over_is_told_so() -> None:
    async def run() -> None:
        asker = Asker(made(Clicks().app))
        await asker.begin()
        waiting = asyncio.ensure_future(asker.ask(20))
        await asyncio.sleep(0)
        again = Asker(asker.server, asker.page)
        await again.hear(0, again.page.hello())
        async with asyncio.timeout(PATIENCE):
            assert json.loads(bytes((await waiting).body))["over"]
        assert len(asker.server.links) == 1

    in_loop(run)


# -- attacks --------------------------------------------------------------------------------------


def test_lines_have_to_be_begun_and_cannot_be_guessed() -> None:
    async def run() -> None:
        server = made(Clicks().app)
        asker = Asker(server)
        await asker.begin()
        for name in ("unknown-line-of-nobody", asker.page.key, asker.page.view):
            other = Asker(server)
            other.name = name
            assert (await other.ask()).status == 410
            assert (await other.ask(0, "")).status == 410
        assert asker.name not in repr(asker.page.frames)

    in_loop(run)


@pytest.mark.parametrize("name", ["", "short", "x" * 65, "with space in the name", "ü" * 20])
def test_names_of_lines_are_plain(name: str) -> None:
    async def run() -> None:
        asker = Asker(made(Clicks().app))
        asker.name = name
        assert (await asker.ask(0, asker.page.hello())).status == 400
        assert not asker.server.visits

    in_loop(run)


@pytest.mark.parametrize(
    ("method", "status"), [("PUT", 405), ("DELETE", 405), ("PATCH", 405), ("OPTIONS", 204)]
)
def test_other_methods_are_no_questions(method: str, status: int) -> None:
    async def run() -> None:
        asker = Asker(made(Clicks().app))
        await asker.begin()
        assert (await asker.ask(0, method=method)).status == status

    in_loop(run)


def test_foreign_pages_are_refused(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        server = made(Clicks().app, allowed_origins=("https://*.friend.test",))
        evil = Asker(server, origin="http://evil.test")
        assert (await evil.ask(0, evil.page.hello())).status == 403
        assert not server.visits
        friend = Asker(server, origin="https://a.friend.test")
        response = await friend.ask(0, friend.page.hello())
        assert response.headers["Access-Control-Allow-Origin"] == "https://a.friend.test"
        before = await friend.ask(method="OPTIONS")
        assert LINE_HEADER in before.headers["Access-Control-Allow-Headers"].lower()
        evil.name = friend.name
        assert (await evil.ask()).status == 403
        assert "Access-Control-Allow-Origin" not in (await evil.ask(method="OPTIONS")).headers

    in_loop(run)
    assert "allowed_origins" in caplog.text


def test_foreign_hosts_are_refused() -> None:
    async def run() -> None:
        asker = Asker(made(Clicks().app, allowed_hosts=("localhost",)))
        assert (await asker.ask(0, asker.page.hello())).status == 403

    in_loop(run)


def test_too_many_visitors_are_told_so() -> None:
    async def run() -> None:
        server = made(Clicks().app, max_sessions=1)
        await Asker(server).begin()
        late = Asker(server)
        await late.hear(0, late.page.hello())
        assert late.page.bye is not None
        assert late.page.bye.reason == "refused"
        assert late.over
        assert len(server.links) == 1

    in_loop(run)


def test_what_is_no_hello_leaves_nothing_behind() -> None:
    async def run() -> None:
        server = made(Clicks().app)
        for frame in ("{}", "[]", "x", '{"type":"hello","version":1,"view":"short"}'):
            asker = Asker(server)
            response = await asker.ask(0, frame)
            assert json.loads(bytes(response.body))["over"]
            assert (await asker.ask()).status == 410
        assert not server.links

    in_loop(run)


def test_bodies_are_bounded() -> None:
    async def run() -> None:
        asker = Asker(made(Clicks().app))
        await asker.begin()
        assert (await asker.ask(0, b"x" * (BODY_MOST + 1))).status == 413
        await asker.hear(0, b"\n".join([b"{}"] * FRAMES_MOST * 3))
        await asker.hear(0, asker.click())

    in_loop(run)


def test_a_flood_of_events_is_held_to_its_rate() -> None:
    clicks = Clicks()

    async def run() -> None:
        asker = Asker(made(clicks.app, event_burst=20, event_rate=50))
        await asker.begin()
        await asker.ask(0, "\n".join(asker.click() for _ in range(100)))
        while len(clicks.values) < 20:
            await asyncio.sleep(0)
        assert 20 <= len(clicks.values) < 60
        again = Asker(asker.server, asker.page)
        await again.hear(0, again.page.hello())
        await again.hear(0, again.page.kept())
        await again.until(lambda page: len(clicks.values) == 100 and page.confirmed == 100)

    in_loop(run)


class Target:
    """A line that is fed with nonsense."""

    def __init__(self) -> None:
        self.clicks = Clicks()
        self.server = made(self.clicks.app)
        self.asker = Asker(self.server)

    async def feed(self, body: bytes) -> None:
        response = await self.asker.ask(0, body or b"\n")
        assert response.status == 200

    async def check(self) -> None:
        """The session lives, and its button still works."""
        (visit,) = self.server.visits.values()
        assert visit.session.program <= Program.HELD
        again = Asker(self.server, self.asker.page)
        await again.hear(0, again.page.hello())
        assert again.page.welcome is not None
        number = again.page.welcome.events + 1
        event = {"event": "callback", "callback": again.button, "value": 0}
        await again.hear(0, json.dumps({"ack": 0, "events": [[number, event]]}))
        await again.until(lambda page: "clicked" in page.text)


def fed_with(bodies: list[bytes]) -> None:
    async def run() -> None:
        target = Target()
        await target.asker.begin()
        for body in bodies:
            await target.feed(body)
        await target.check()

    in_loop(run)


@settings(max_examples=40, database=None)
@given(st.randoms(use_true_random=False))
def test_malformed_frames_never_end_the_session(random: Random) -> None:
    own = Random(random.getrandbits(64))
    fed_with([spoiled(own) + b"\n" + spoiled(own) for _ in range(50)])


@pytest.mark.slow
@settings(max_examples=2000, database=None)
@given(st.lists(FRAMES, max_size=8))
def test_nonsense_never_ends_the_session(frames: list[str | bytes]) -> None:
    fed_with([frame if isinstance(frame, bytes) else frame.encode() for frame in frames])


def test_nonsense_in_the_address_is_no_harm() -> None:
    with served(Clicks().app) as url:
        for value in ("", "=x", "=1e999", "=%00"):
            query = f"_pywebio_poll{value}"
            assert fetch(f"{url}?{query}")[0] == 200  # without a line it is the page
            assert fetch(f"{url}?{query}", Pywebio_Line="a-line-that-nobody-has")[0] == 410


# -- parts of files on the line -------------------------------------------------------------------
