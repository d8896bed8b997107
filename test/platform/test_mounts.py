"""Mounted in applications of the user's own, and what is there without the frameworks."""

from __future__ import annotations

import asyncio
import inspect
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from aiohttp import web
from fastapi import FastAPI
from flask import Blueprint, Flask, request
from http_tab import HttpTab
from page_side import PageSide
from served import PATIENCE, Tab, closed, fetch, visit
from starlette.applications import Starlette
from starlette.routing import Mount
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect
from werkzeug.serving import make_server

from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError
from pywebio.input import input
from pywebio.output import put_text
from pywebio.platform import (
    aiohttp,
    asgi,
    background,
    django,
    fastapi,
    flask,
    path_deploy,
    path_deploy_http,
    tornado,
    tornado_http,
    wsgi,
)
from pywebio.platform.options import PARAMETERS
from pywebio.platform.serving import listen
from pywebio.session import info, run_async, run_asyncio_coroutine


def app() -> None:
    put_text("hello", input("name"), info.protocol)


async def coroutine_app() -> None:
    put_text("hello", await run_asyncio_coroutine(asyncio.sleep(0, "Mr")), await input("name"))


@contextmanager
def on_uvicorn(application: Any, **settings: Any) -> Iterator[str]:
    """An ASGI application on uvicorn, in a thread."""
    (line,) = listen(0, "127.0.0.1")
    port = line.getsockname()[1]
    config = uvicorn.Config(application, log_level="error", **settings)
    server = fastapi.Uvicorn(config)
    thread = threading.Thread(target=server.run, args=([line],), name="test host")
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive()


@contextmanager
def on_werkzeug(application: Any) -> Iterator[str]:
    """A WSGI application in threads."""
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=flask.Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="test host")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}/"
    finally:
        server.shutdown()
        thread.join(PATIENCE)
        server.server_close()


async def greet(tab: Tab) -> None:
    await tab.open()
    await tab.submit("Ann")
    await tab.sees("Ann")


# -- FastAPI, Starlette, ASGI ---------------------------------------------------------------------


def fastapi_below_fastapi() -> Any:
    application = FastAPI()
    application.mount("/tool", FastAPI(routes=fastapi.webio_routes(app)))
    return application


def routes_of_starlette() -> Any:
    return Starlette(routes=[Mount("/tool", routes=fastapi.webio_routes(app))])


def application_below_starlette() -> Any:
    return Starlette(routes=[Mount("/tool", fastapi.asgi_app(app))])


def plain_below_starlette() -> Any:
    return Starlette(routes=[Mount("/tool", asgi.asgi_app(app))])


BELOW = [
    fastapi_below_fastapi,
    routes_of_starlette,
    application_below_starlette,
    plain_below_starlette,
]


@pytest.mark.parametrize("make", BELOW)
@pytest.mark.parametrize("library", ["websockets-sansio", "wsproto"])
def test_below_a_path_of_an_asgi_application(make: Any, library: str) -> None:
    async def run() -> None:
        await greet(Tab(f"{url}tool/"))
        await greet(HttpTab(f"{url}tool/"))

    with on_uvicorn(make(), ws=library) as url:
        assert b'"assets":"?_pywebio_asset="' in fetch(f"{url}tool")[2]
        visit(run)


def test_a_whole_asgi_application_ends_its_sessions_when_the_server_stops() -> None:
    tabs: list[Tab] = []
    ready = threading.Event()

    async def run() -> None:
        tab = await Tab(url).open()
        tabs.append(tab)
        await tab.until(lambda page: page.form)
        ready.set()
        await tab.ended()

    visitor = threading.Thread(target=visit, args=(run,))
    application = asgi.asgi_app(app)
    with on_uvicorn(application) as url:
        visitor.start()
        assert ready.wait(PATIENCE)
    visitor.join(PATIENCE)
    assert not visitor.is_alive()
    assert not application.server.visits


@pytest.mark.parametrize("make", [asgi.asgi_app, fastapi.asgi_app])
def test_a_foreign_origin_is_refused(make: Any) -> None:
    async def status(origin: str) -> int:
        request = HTTPRequest(url.replace("http", "ws", 1), headers={"Origin": origin})
        try:
            line = await websocket_connect(request)
        except HTTPClientError as error:
            return int(error.code)
        await closed(line)
        return 101

    async def run() -> None:
        assert await status("http://evil.test") == 403
        assert await status(url.rstrip("/")) == 101
        assert await status("https://a.friend.test") == 101

    with on_uvicorn(make(app, allowed_origins=["https://*.friend.test"])) as url:
        visit(run)


def test_a_websocket_whose_task_is_cancelled_leaves_its_session() -> None:
    application = asgi.asgi_app(app)
    hello = {"type": "websocket.receive", "text": PageSide().hello()}
    incoming = [{"type": "websocket.connect"}, hello]

    async def receive() -> Any:
        return incoming.pop(0) if incoming else await asyncio.Event().wait()

    async def run() -> None:
        welcomed = asyncio.Event()

        async def send(message: Any) -> None:
            if message["type"] == "websocket.send":
                welcomed.set()

        scope = {"type": "websocket", "path": "/", "query_string": b"", "headers": []}
        task = asyncio.create_task(application(scope, receive, send))
        await asyncio.wait_for(welcomed.wait(), PATIENCE)
        (visit,) = application.server.visits.values()
        assert visit.watched
        task.cancel()
        await asyncio.wait([task])
        assert not visit.watched
        assert not application.server.links
        application.server.close()

    asyncio.run(run())


# -- aiohttp --------------------------------------------------------------------------------------


@contextmanager
def on_aiohttp(application: web.Application) -> Iterator[str]:
    """An application of aiohttp, in a thread."""
    (line,) = listen(0, "127.0.0.1")
    loop = asyncio.new_event_loop()
    stopped = asyncio.Event()
    ready = threading.Event()

    async def serve() -> None:
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.SockSite(runner, line).start()
        ready.set()
        await stopped.wait()
        await runner.cleanup()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(serve())

    thread = threading.Thread(target=run, name="test host")
    thread.start()
    assert ready.wait(PATIENCE)
    try:
        yield f"http://127.0.0.1:{line.getsockname()[1]}/"
    finally:
        loop.call_soon_threadsafe(stopped.set)
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_below_a_part_of_an_aiohttp_application_whose_middleware_reads_bodies() -> None:
    @web.middleware
    async def reads(request: web.Request, handler: Any) -> web.StreamResponse:
        await request.read()
        answer: web.StreamResponse = await handler(request)
        return answer

    site, part = web.Application(middlewares=[reads]), web.Application()
    part.add_routes([web.route("*", "/tool", aiohttp.webio_handler(app))])
    site.add_subapp("/part", part)

    async def run() -> None:
        await greet(Tab(f"{url}part/tool"))
        await greet(HttpTab(f"{url}part/tool"))

    with on_aiohttp(site) as url:
        visit(run)


def test_an_aiohttp_application_may_end_its_sessions_when_it_stops() -> None:
    handler = aiohttp.webio_handler(app)

    async def end(_: web.Application) -> None:
        handler.server.close()

    async def run() -> None:
        tab = await Tab(url).open()
        await tab.until(lambda page: page.form)
        ready.set()
        await tab.ended()
        tabs.append(tab)

    site = web.Application()
    site.add_routes([web.get("/", handler)])
    site.on_shutdown.append(end)
    tabs: list[Tab] = []
    ready = threading.Event()
    visitor = threading.Thread(target=visit, args=(run,))
    with on_aiohttp(site) as url:
        visitor.start()
        assert ready.wait(PATIENCE)
    visitor.join(PATIENCE)
    assert tabs[0].page.bye == wire.Bye(reason="stopped")


# -- Flask, Django, WSGI --------------------------------------------------------------------------


def test_below_a_part_of_a_flask_application_that_reads_bodies_first() -> None:
    site, part = Flask("site"), Blueprint("part", "part", url_prefix="/part")
    part.add_url_rule("/tool", "tool", flask.webio_view(app), methods=["GET", "POST"])
    site.before_request(lambda: request.get_data() and None)
    site.register_blueprint(part)
    with on_werkzeug(site) as url:
        visit(lambda: greet(HttpTab(f"{url}part/tool")))


@pytest.mark.parametrize("make", [flask.wsgi_app, django.wsgi_app, wsgi.wsgi_app])
@pytest.mark.parametrize("program", [app, coroutine_app])
def test_whole_wsgi_applications(make: Any, program: Any) -> None:
    with on_werkzeug(make(program)) as url:
        visit(lambda: greet(HttpTab(url)))


def test_a_view_of_flask_that_takes_no_post_is_no_way_to_talk() -> None:
    site = Flask("site")
    site.add_url_rule("/tool", "tool", flask.webio_view(app))
    with on_werkzeug(site) as url:
        assert fetch(f"{url}tool")[0] == 200
        answer = site.test_client().post("/tool", headers={"Pywebio-Line": "x" * 20})
        assert answer.status_code == 405


def test_a_view_of_django_needs_no_token() -> None:
    django.configure(False, {})
    from django.middleware.csrf import CsrfViewMiddleware
    from django.test import RequestFactory

    view = django.webio_view(app)
    request = RequestFactory(enforce_csrf_checks=True).post("/tool", b"", "text/plain")
    assert CsrfViewMiddleware(view).process_view(request, view, (), {}) is None
    assert view(request).status_code == 405


def test_a_view_of_django_below_asgi() -> None:
    django.configure(False, {})
    from django.core.handlers.asgi import ASGIHandler
    from django.urls import path

    routes = (path("tool", django.webio_view(app)),)

    class Site(ASGIHandler):  # type: ignore[misc]
        async def get_response_async(self, request: Any) -> Any:
            request.urlconf = routes
            return await super().get_response_async(request)

    with on_uvicorn(Site(), lifespan="off") as url:
        assert fetch(f"{url}tool")[0] == 200
        visit(lambda: greet(HttpTab(f"{url}tool")))


def test_coroutines_of_all_views_share_a_loop_and_what_they_make_of_it() -> None:
    queue: list[asyncio.Queue[str]] = []

    async def listener() -> None:
        queue.append(asyncio.Queue())
        put_text("heard", await queue[0].get())

    async def speaker() -> None:
        async def speak() -> None:
            await queue[0].put("hello")

        run_async(speak())

    async def run() -> None:
        hears = await HttpTab(f"{url}one").open()
        await hears.until(lambda page: queue)
        await HttpTab(f"{url}two").open()
        await hears.sees("heard hello")

    site = Flask("site")
    methods = ["GET", "POST"]
    site.add_url_rule("/one", "one", flask.webio_view(listener), methods=methods)
    site.add_url_rule("/two", "two", flask.webio_view(speaker), methods=methods)
    with on_werkzeug(site) as url:
        visit(run)


def test_run_event_loop_is_where_programs_look_for_it() -> None:
    import pywebio.platform
    from pywebio.platform.httpbased import run_event_loop

    for module in (pywebio.platform, flask, django):
        assert module.run_event_loop is run_event_loop
    thread = threading.Thread(target=run_event_loop, kwargs={"debug": False}, daemon=True)
    thread.start()
    answer = asyncio.run_coroutine_threadsafe(
        asyncio.sleep(0, "runs"), background.background_loop()
    )
    assert answer.result(PATIENCE) == "runs"
    assert thread.is_alive()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_has_a_loop_of_its_own() -> None:
    code = """
import asyncio, os
from pywebio.platform.background import background_loop, run_on
async def work():
    return os.getpid()
assert run_on(background_loop(), work()) == os.getpid()
child = os.fork()
if child == 0:
    os._exit(0 if run_on(background_loop(), work()) == os.getpid() else 1)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=PATIENCE)


# -- what all of them take ------------------------------------------------------------------------

FUNCTIONS = [
    getattr(module, name)
    for module in (tornado, tornado_http, flask, django, aiohttp, fastapi, asgi, wsgi)
    for name in (
        "webio_handler",
        "webio_view",
        "webio_routes",
        "asgi_app",
        "wsgi_app",
        "start_server",
    )
    if hasattr(module, name)
]
EACH_PARAMETER = [
    (function, name)
    for function in [*FUNCTIONS, path_deploy, path_deploy_http]
    for name in inspect.signature(function).parameters
    if name in PARAMETERS or name.startswith("session_")
]


class Unfit:
    """No parameter takes this."""

    def __bool__(self) -> bool:
        raise ArgumentError("debug is no such thing.")


@pytest.mark.parametrize(
    ("function", "name"),
    EACH_PARAMETER,
    ids=[f"{function.__module__}.{function.__name__}-{name}" for function, name in EACH_PARAMETER],
)
def test_each_parameter_of_each_function_is_heard_of(
    function: Any, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PYWEBIO_DEBUG", raising=False)
    served = str(tmp_path) if function in (path_deploy, path_deploy_http) else app
    with pytest.raises(ArgumentError, match=name):
        function(served, **{name: Unfit()})


# -- without the frameworks -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["flask", "django", "aiohttp", "fastapi"])
def test_a_framework_that_is_missing_is_told_when_it_is_needed(name: str) -> None:
    code = f"""
import sys
for module in ("flask", "django", "aiohttp", "fastapi", "starlette", "uvicorn"):
    sys.modules[module] = None
import pywebio
assert pywebio.platform.wsgi.wsgi_app(lambda: None)
assert pywebio.platform.asgi.asgi_app(lambda: None)
assert not hasattr(pywebio.platform, "{name}")
try:
    pywebio.platform.{name}
except AttributeError as error:
    assert "pip install {name}" in str(error), error
try:
    import pywebio.platform.{name}
except ImportError:
    sys.exit(0)
sys.exit(1)
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=PATIENCE)


def test_frameworks_are_imported_when_first_asked_for() -> None:
    code = """
import sys, pywebio
for name in ("flask", "django", "aiohttp", "fastapi", "starlette", "uvicorn", "werkzeug"):
    assert name not in sys.modules, name
assert pywebio.platform.flask.webio_view
assert "flask" in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=PATIENCE)
