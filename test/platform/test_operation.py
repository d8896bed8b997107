"""What a server tells of itself: readiness, figures for Prometheus; nothing of it unless asked."""

from __future__ import annotations

import asyncio
import builtins
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from both_kinds import KINDS, Kind, now
from desk import Desk, connect
from prometheus_client.parser import text_string_to_metric_families
from served import PATIENCE, Tab, fetch, served, visit

from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError
from pywebio.input import input
from pywebio.output import put_buttons, put_text, toast
from pywebio.platform.metrics import UNDERWAY, Meter
from pywebio.platform.options import make_options
from pywebio.platform.server import Server
from pywebio.session import hold

METRICS = {"metrics_path": "/metrics", "health_path": "/healthz"}


def figures(text: str) -> dict[str, float]:
    """What Prometheus reads, by name; with the label's value behind a colon."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            label = ":".join(value for name, value in sample.labels.items())
            name = sample.name.removeprefix("pywebio_")
            found[f"{name}:{label}" if label else name] = sample.value
    return found


def measured(url: str) -> dict[str, float]:
    """The figures of a server."""
    status, headers, body = fetch(f"{url}metrics")
    assert status == 200
    assert headers["content-type"].startswith("text/plain")
    return figures(body.decode())


def of(desk: Desk) -> dict[str, float]:
    """The figures of a server without a network."""
    return figures(bytes(desk.reports["/metrics"]().body).decode())


# -- readiness ------------------------------------------------------------------------------------


def test_readiness() -> None:
    async def run() -> None:
        assert fetch(f"{url}healthz")[::2] == (200, b"ok")
        assert fetch(f"{url}healthz")[1]["cache-control"] == "no-store"
        tab = await Tab(url).open()
        assert fetch(f"{url}healthz")[::2] == (503, b"full")
        await tab.leave()
        async with asyncio.timeout(PATIENCE):
            while fetch(f"{url}healthz")[0] != 200:  # its program counts until it has ended
                await asyncio.sleep(0.01)

    def app() -> None:
        input("name")

    options = {"health_path": "/healthz", "max_sessions": 1, "keep_running": 0}
    with served(app, others=options) as url:
        visit(run)
        request = urllib.request.Request(f"{url}healthz", method="HEAD")
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            assert answer.read() == b""
        assert fetch(f"{url}metrics")[0] == 404


def test_a_server_that_stops_takes_no_visitors() -> None:
    server = Server(print, make_options(others=METRICS)[0])
    assert server.health().status == 200
    server.close()
    assert (server.health().status, server.health().body) == (503, b"stopping")


def test_probes_come_by_any_name_of_the_host() -> None:
    with served(print, others={"allowed_hosts": ["example.com"], **METRICS}) as url:
        assert fetch(f"{url}healthz")[0] == 200
        assert fetch(url)[0] == 403


# -- options --------------------------------------------------------------------------------------


def test_nothing_is_served_or_measured_unless_asked() -> None:
    server = Server(print)
    assert server.meter is None
    assert server.reports == {}
    tab = connect(Desk(lambda: put_text("x")))
    assert tab.link.seat is not None
    assert tab.link.seat.session.meter is None
    with served(print) as url:
        assert fetch(f"{url}healthz")[0] == 404
        assert fetch(f"{url}metrics")[0] == 404


@pytest.mark.parametrize(
    "path", ["healthz", "/", "/static/x", "/a b", "/a?b", "/a(b", 3, True, ["/x"], "//\n"]
)
@pytest.mark.parametrize("name", ["health_path", "metrics_path"])
def test_paths_are_checked(name: str, path: object) -> None:
    with pytest.raises(ArgumentError, match=name):
        make_options(others={name: path})


def test_both_paths_cannot_be_one() -> None:
    with pytest.raises(ArgumentError, match="different"):
        make_options(others={"health_path": "/x", "metrics_path": "/x"})
    assert make_options(others={"health_path": "", "metrics_path": None})[0].health_path == ""


def test_without_the_package_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any) -> Any:
        if name.startswith("prometheus_client"):
            raise ModuleNotFoundError(name)
        return real(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", without)
    Server(print, make_options(others={"health_path": "/healthz"})[0])
    with pytest.raises(ImportError, match=r"extra \[metrics\]"):
        Server(print, make_options(others=METRICS)[0])


# -- figures --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_figures_of_a_session(kind: Kind) -> None:
    async def app() -> None:
        put_text("x" * 5000)
        put_buttons(["a"], onclick=lambda value: put_text("clicked"))
        name = await now(input("name"))
        put_text("hello", name)
        await now(hold())

    async def run() -> None:
        begin = measured(url)
        assert begin["sessions:running"] == begin["sessions_started_total"] == 0
        tab = await Tab(url).open()
        await tab.until(lambda page: page.form)
        (_, buttons) = tab.page.document.outputs()
        assert isinstance(buttons, wire.Buttons)
        open_now = measured(url)
        assert open_now["sessions:running"] == open_now["sessions_started_total"] == 1
        assert open_now["views:connected"] == 1
        assert open_now["views:away"] == 0
        assert open_now["threads:busy"] == int(kind.is_thread)
        assert 5000 < open_now["page_bytes"] == open_now["page_bytes_max"] < 20_000
        assert open_now["page_outputs"] == 2
        assert open_now["event_seconds_count"] == 0
        await tab.send(wire.CallbackEvent(callback=buttons.callback, value=0))
        await tab.sees("clicked")
        form = tab.page.form
        await tab.submit("Ann")
        await tab.sees("hello Ann")
        await tab.send(wire.FormSubmit(form=form, values={"data": "late"}))
        await tab.send(wire.CallbackEvent(callback=999, value=0))
        await tab.send(wire.CallbackEvent(callback=buttons.callback, value="nonsense"))
        await tab.send(wire.CallbackEvent(callback=buttons.callback, value=0))
        await tab.until(lambda page: page.text.count("clicked") == 2)
        later = measured(url)
        assert later["event_seconds_count"] == 3
        assert 0 < later["event_seconds_sum"] < 3 * PATIENCE
        assert later["dropped_events_total:late"] == 2
        assert later["dropped_events_total:invalid"] == 1
        tab.cut()
        while measured(url)["views:away"] == 0:
            await asyncio.sleep(0.01)

    with served(kind.function(app), others=METRICS) as url:
        visit(run)


def test_errors_of_programs_are_counted(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk(lambda: 1 // 0, **METRICS)
    connect(desk)
    assert of(desk)["program_errors_total"] == 1
    assert of(desk)["sessions:finished"] == 1


def test_queues_are_counted() -> None:
    def app() -> None:
        for number in range(30):
            put_text(number)
        for _ in range(3):
            toast("x")
        put_buttons(["a"], onclick=lambda value: None)

    desk = Desk(app, **METRICS, event_rate=1, event_burst=2)
    tab = connect(desk)
    (*_, buttons) = tab.page.document.outputs()
    assert isinstance(buttons, wire.Buttons)
    page = tab.page
    for _ in range(6):
        tab.say(page.event(wire.CallbackEvent(callback=buttons.callback, value=0)))
    now = of(desk)
    assert now["queued_events"] == 4
    assert now["queued_effects"] == 0
    tab.lose()
    seat = next(iter(desk.visits.values())).seats[page.view]
    session = seat.session
    session.guard.do(lambda: session.page.effect(wire.Toast(effect=0, content="x"), 80))
    assert of(desk)["queued_effects"] == 1
    assert of(desk)["queued_commands"] == of(desk)["queued_commands_max"] > 0


def test_a_thread_that_computes_on_is_counted() -> None:
    go_on, running = threading.Event(), threading.Event()

    def app() -> None:
        put_text("ready")
        running.set()
        go_on.wait(PATIENCE)

    async def run() -> None:
        tab = await Tab(url).open()
        await tab.sees("ready")
        await tab.leave()
        while measured(url)["lingering"] == 0:
            await asyncio.sleep(0.01)
        go_on.set()
        while measured(url)["lingering"]:
            await asyncio.sleep(0.01)

    with served(app, others={"keep_running": 0, **METRICS}) as url:
        visit(run)


@contextmanager
def meter() -> Iterator[Meter]:
    """A meter of a server of its own."""
    found = Server(print, make_options(others=METRICS)[0]).meter
    assert found is not None
    yield found


def test_events_that_nobody_takes_do_not_pile_up() -> None:
    with meter() as one:
        for number in range(UNDERWAY + 500):
            one.came(wire.FormCancel(form=number))
        assert len(one._underway) == UNDERWAY
        one.came(wire.PinChange(pin=1, value=None))
        assert len(one._underway) == UNDERWAY


def test_two_servers_have_figures_of_their_own() -> None:
    one, two = Desk(print, **METRICS), Desk(print, **METRICS)
    connect(one)
    assert of(one)["sessions_started_total"] == 1
    assert of(two)["sessions_started_total"] == 0
