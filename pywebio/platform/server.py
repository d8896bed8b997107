"""A server: its applications, its options, and the sessions that live in it.

It knows no framework: adapters turn their requests into :class:`Request` and hand them to
:meth:`Server.http`, and each connection of a page is a :class:`~pywebio.platform.link.Link`.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from typing import Protocol

from .. import protocol as wire
from ..session.base import Program, Session, Timer
from ..session.coroutinebased import CoroutineSession
from ..session.guard import Operation
from ..session.logs import Seldom, log, log_of
from ..session.threadbased import ThreadSession
from ..session.view import View
from . import mode
from .about import session_info
from .applications import INDEX, Application, make_applications
from .executor import DaemonExecutor
from .files import Assets, answer_file
from .http import Request, Response, compressed, text
from .libraries import LIBRARY_KEY, answer_library
from .loop import EventLoopHost
from .metrics import Figures, Meter
from .options import ServerOptions
from .origin import (
    LOOPBACK,
    NOT_MEANT,
    frame_ancestors,
    host_allowed,
    host_name,
    origin_allowed,
    refusal,
    strict_policy,
)
from .page import ASSET_KEY, FILE_KEY, MANIFEST_KEY, UPLOAD_KEY, PageTemplate, theme_of
from .returning import Situation, why_anew
from .threads import Workers
from .uploads import answer_part
from .visits import Carrier, Seat, ServerHost, Visit, Welcomed, place_of

METHODS = "GET, HEAD, POST, OPTIONS"
LINE_HEADER = "pywebio-line"
"""Names the line over HTTP that a request belongs to."""

CLEAN = 1000
GOING_AWAY = 1001

GRACE = 1.0
"""Seconds between looks at threads that have still to end."""

POSTS = 32
"""So many bodies are taken at a time; others wait for their turn."""

LINGER = 60.0
"""Seconds between log lines about threads that go on after their session has ended."""


class Polls(Protocol):
    """Lines over HTTP; a host that routes POST to its server has them."""

    async def answer(self, request: Request) -> Response:
        """Answer a request that names a line."""


class Server:
    """Applications and what is needed to serve them; nothing is shared with other servers.

    `http_only`: its host has no WebSockets, so that pages need not try.
    """

    last_word = wire.Bye(reason="stopped")
    """What pages are told when the server stops."""

    def __init__(
        self,
        applications: object,
        options: ServerOptions | None = None,
        *,
        backend: str = "",
        http_only: bool = False,
    ) -> None:
        self.applications = make_applications(applications)
        self.options = options if options is not None else ServerOptions()
        self.settings = self.options.session_settings._replace(crowded=lambda: len(self.visits) > 1)
        self.backend = backend
        self.http_only = http_only
        self.polls: Polls | None = None
        self.visits: dict[str, Visit] = {}
        self.links: set[Carrier] = set()
        self.loopback = False
        self.closing = False
        self.stop: Operation | None = None
        """Stops the server; a handler in somebody's application cannot."""
        self._by_sid: dict[str, Visit] = {}
        self._by_view: dict[str, Visit] = {}
        self._left: set[Visit] = set()
        self._template = PageTemplate()
        for application in self.applications.values():
            theme_of(application, self.options)  # an unknown one is told when the server is made
        self._assets = Assets(self._template.directory / "assets")
        self._headers = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Content-Security-Policy": frame_ancestors(self.options),
        }
        self.workers = Workers()
        self.posts = asyncio.Semaphore(POSTS)
        self._host: EventLoopHost | None = None
        self._sweep_timer: Timer | None = None
        self._sweep_at = float("inf")
        self._foreign_host_told = False
        self._refusals = Seldom()
        self._too_many = Seldom()
        self._limit = self.options.session_limit
        self._lingering: list[Session] = []
        self._lingering_told = 0.0
        self.meter = Meter(self) if self.options.metrics_path else None
        self.reports: dict[str, Callable[[], Response]] = {}
        """What this server tells of itself: path -> answer."""
        if self.options.health_path:
            self.reports[self.options.health_path] = self.health
        if self.options.metrics_path and self.meter is not None:
            self.reports[self.options.metrics_path] = self.meter.answer
        self.begin()

    def begin(self) -> None:
        """A server was made: calls outside of sessions are mistakes from now on."""
        mode.begin_server()

    # -- where sessions live ----------------------------------------------------------------------

    @property
    def host(self) -> ServerHost:
        """The host on the running loop; it is made when first asked for."""
        loop = asyncio.get_running_loop()
        if self._host is None or self._host.loop is not loop:
            self._host = EventLoopHost(loop, self.workers, self.program_ended)
        return self._host

    def executor(self) -> DaemonExecutor:
        """What a loop of our own uses for `asyncio.to_thread`."""
        return DaemonExecutor(self.workers)

    @property
    def busy(self) -> bool:
        """Whether code of sessions is at work, or connections are being closed."""
        lingers = any(session.busy for session in self._lingering)
        return self.workers.running > 0 or bool(self.links) or lingers

    @property
    def counted(self) -> int:
        """How many sessions count; one that has ended does while its code runs on."""
        return len(self.visits) + sum(bool(session.busy) for session in self._lingering)

    @property
    def full(self) -> bool:
        """Whether no further session is taken."""
        return self.counted >= self._limit

    # -- connections ------------------------------------------------------------------------------

    def may_connect(self, request: Request) -> bool:
        """Whether Origin and Host of a connection are accepted."""
        return self.host_ok(request) and self.origin_ok(request)

    def origin_ok(self, request: Request) -> bool:
        """Whether a page of that origin may talk to this server; the log says which may not."""
        allowed = origin_allowed(request.origin, request.host, self.options)
        if not allowed and self._refusals.lets(time.monotonic()):
            log.warning("%s%s", refusal(request.origin, request.host), self._refusals.kept())
        return allowed

    def host_ok(self, request: Request) -> bool:
        """Whether the Host header is one that this server is meant by."""
        if not host_allowed(request.host, self.options.allowed_hosts):
            return False
        foreign = self.loopback and host_name(request.host) not in LOOPBACK
        if foreign and not self._foreign_host_told:
            self._foreign_host_told = True
            log.warning(
                "this server listens at the loopback address, but was asked for as %r: if no proxy "
                "of yours does that, give it allowed_hosts=['localhost', '127.0.0.1']",
                request.host[:100],
            )
        return True

    def welcome(self, hello: wire.Hello, request: Request) -> Welcomed | wire.Bye:
        """Decide on a page that says hello: which session it gets, or why none."""
        if hello.version != wire.VERSION:
            return wire.Bye(reason="version")
        if self.closing:
            return self.last_word
        visit = self._not_heard(hello) or self.visits.get(hello.session)
        if visit is not None:
            seat = visit.seats.get(hello.view)
            if seat is not None:
                return Welcomed(seat, self._resume(seat, hello))
            if hello.applied > 0:
                return wire.Bye(reason="moved")
            if hello.earlier is not None and not (why := self.why_anew(visit, hello)):
                return Welcomed(self._return(visit, hello, hello.earlier), False)
            if hello.earlier is not None:
                sid = visit.session.sid
                log_of(sid).debug("session %s: a page begins anew: %s", sid, why)
        elif hello.applied > 0:
            return wire.Bye(reason="unknown")
        return self.new_session(hello, request)

    def _not_heard(self, hello: wire.Hello) -> Visit | None:
        """The session of a page that has said hello before, and whose line broke before it heard
        the answer: else its program would run twice.
        """
        visit = self._by_view.get(hello.view)
        seat = visit.seats.get(hello.view) if visit is not None else None
        if hello.applied or seat is None or seat.view.acked or seat.view.events:
            return None
        return visit

    def why_anew(self, visit: Visit, hello: wire.Hello) -> str:
        """Why a fresh page does not return to the session of which it has the key."""
        earlier, session = hello.earlier, visit.session
        if earlier is None:
            return "it does not say what was there before"
        situation = Situation(
            navigation=hello.navigation,
            same_place=visit.place == place_of(hello),
            copied=earlier.copied,
            made=earlier.made,
            reload_ago=earlier.reload_ago,
            idle=session.idle,
            scripted=session.scripted,
            debug=session.settings.debug,
        )
        return why_anew(situation, visit.application.settings.on_reload or "")

    def _return(self, visit: Visit, hello: wire.Hello, earlier: wire.Earlier) -> Seat:
        """Give a fresh page the session of an earlier load of it; who has it is told."""
        session = visit.session
        former = dict(visit.seats)
        visit.seats.clear()
        for seat in former.values():
            self._forget_view(seat.view.id, visit)
            carrier, seat.carrier = seat.carrier, None
            if carrier is not None:
                carrier.end(CLEAN, wire.Bye(reason="moved"))
        view = session.return_to(hello.view, hello.done)
        seat = self._take_seat(visit, view)
        seat.returned = True
        seat.earlier = earlier.view
        for before in former.values():
            seat.budget = min(seat.budget, before.budget)
            if before.view.id == earlier.view:
                seat.earlier_events = before.view.events
            elif before.earlier == earlier.view:  # a load in between that has heard no answer
                seat.earlier_events = before.earlier_events
        return seat

    def _resume(self, seat: Seat, hello: wire.Hello) -> bool:
        """Go on with a view after a lost line; returns whether its numbers go on."""
        session, view = seat.session, seat.view
        if seat.carrier is not None:
            seat.carrier.end(CLEAN)
        with session.guard:
            effect = view.resume(hello.applied)
            session.page.effects_done(max(effect, hello.done))
        session.room_made()
        return not view.stale

    def new_session(self, hello: wire.Hello, request: Request) -> Welcomed | wire.Bye:
        """Open a session for a page. Its program is started by :meth:`seated`."""
        if self.full:
            if self._too_many.lets(time.monotonic()):
                log.warning(
                    "a visitor was refused: there are %d sessions, the limit (those that ended "
                    "count as long as their code runs on)%s",
                    self._limit,
                    self._too_many.kept(),
                )
            return wire.Bye(reason="refused", detail="Too many visitors are here: try again later.")
        name = hello.app or request.query.get("app", "")
        application = self.applications.get(name) or self.applications[INDEX]
        kind = CoroutineSession if application.kind == "coroutine" else ThreadSession
        host = self.host
        session: Session = kind(host, self.settings, session_info(hello, request))
        session.info["page_language"] = application.settings.language or request.language
        visit = self.take_in(session, host, application)
        visit.place = place_of(hello)
        return Welcomed(self.add_seat(visit, hello.view), False)

    def take_in(self, session: Session, host: ServerHost, application: Application) -> Visit:
        """Let a session live here."""
        visit = Visit(session, host, application)
        session.stop_server = self.stop
        if self.meter is not None:
            session.meter = self.meter
            self.meter.started()
        self.visits[session.key] = visit
        self._by_sid[session.sid] = visit
        return visit

    def add_seat(self, visit: Visit, view_id: str) -> Seat:
        """A new view of a session."""
        self._by_view[view_id] = visit
        return self._take_seat(visit, visit.session.attach(view_id))

    def _take_seat(self, visit: Visit, view: View) -> Seat:
        seat = Seat(visit.session, view, self.options.event_burst, visit.host.time())
        visit.seats[view.id] = seat
        return seat

    def seated(self, seat: Seat, carrier: Carrier) -> bool:
        """A connection serves a seat now; returns whether the program starts only with it."""
        visit = self.visits[seat.session.key]
        seat.carrier = carrier
        seat.view.connected = True
        self._left.discard(visit)
        visit.left = None
        if visit.started:
            return False
        visit.started = True
        self.start(visit)
        return True

    def start(self, visit: Visit) -> None:
        """Run the program of a session."""
        visit.session.start(visit.application.function)

    def left(self, seat: Seat, carrier: Carrier, clean: bool) -> None:
        """A connection has gone. The session is kept for a while, or ends."""
        if seat.carrier is not carrier:
            return  # another one has taken over
        seat.carrier = None
        seat.view.connected = False
        seat.view.wake = _nobody  # so that the connection is not kept in memory
        seat.session.room_made()
        visit = self.visits.get(seat.session.key)
        if visit is None or visit.watched:
            return
        visit.left = visit.host.time()
        visit.clean = clean
        self._left.add(visit)
        self._plan_sweep(visit)

    def progressed(self, seat: Seat) -> None:
        """A page has applied commands."""

    def answered(self, request: Request) -> None:
        """An answer to a request was sent to its end."""

    # -- ends of sessions -------------------------------------------------------------------------

    def program_ended(self, session: Session) -> None:
        """The program of a session has ended: nobody may be looking any more."""
        visit = self.visits.get(session.key)
        if visit is not None and visit.left is not None:
            self._plan_sweep(visit)

    def _ends_at(self, visit: Visit) -> float:
        options = self.options
        if visit.left is None:
            return float("inf")
        kept = options.reconnect_timeout
        if kept is None:
            kept = 0
        elif visit.clean:
            running = visit.session.program == Program.RUNNING
            kept = options.keep_running if running else options.keep_finished
        return visit.left + kept

    def _plan_sweep(self, visit: Visit) -> None:
        """Let the one timer of this server ring when the first session may end."""
        at = self._ends_at(visit)
        if at >= self._sweep_at:
            return
        if self._sweep_timer is not None:
            self._sweep_timer.cancel()
        self._sweep_at = at
        self._sweep_timer = visit.host.call_later(max(0, at - visit.host.time()), self._sweep)

    def _sweep(self) -> None:
        self._sweep_timer = None
        self._sweep_at = float("inf")
        for visit in list(self._left):
            if self._ends_at(visit) <= visit.host.time():
                self.end(visit)
        if self._left:
            self._plan_sweep(min(self._left, key=self._ends_at))

    def end(self, visit: Visit, bye: wire.Bye | None = None, code: int = GOING_AWAY) -> None:
        """End a session and forget it."""
        session = visit.session
        self.visits.pop(session.key, None)
        self._by_sid.pop(session.sid, None)
        self._left.discard(visit)
        session.close()
        if session.busy:
            self._lingers(session, visit.host)
        for view_id, seat in visit.seats.items():
            self._forget_view(view_id, visit)
            if seat.carrier is not None:
                carrier, seat.carrier = seat.carrier, None
                seat.view.connected = False
                carrier.end(code, bye)

    def _forget_view(self, view_id: str, visit: Visit) -> None:
        """A session has no such view any more; another one may have one of the same id."""
        if self._by_view.get(view_id) is visit:
            del self._by_view[view_id]

    def _lingers(self, session: Session, host: ServerHost) -> None:
        """A session has ended, but not its threads or tasks: say so until they have."""
        self._lingering.append(session)
        if len(self._lingering) == 1:
            self._lingering_told = host.time()
            host.call_later(GRACE, lambda: self._look_after_lingering(host))

    def _look_after_lingering(self, host: ServerHost) -> None:
        """Let go of sessions whose code has ended, as most does at once; list the others."""
        self._lingering = [session for session in self._lingering if session.busy]
        if not self._lingering:
            return
        if host.time() - self._lingering_told >= LINGER:
            self._lingering_told = host.time()
            self.list_lingering()
        host.call_later(GRACE, lambda: self._look_after_lingering(host))

    def list_lingering(self) -> None:
        """Name in the log what still runs of sessions that have ended."""
        names = [name for session in self._lingering for name in session.busy]
        if self.closing:  # also those that ran for coroutines
            names += [name for name in self.workers.names if name not in names]
        if names:
            log.warning(
                "%d threads or tasks still run although their visitors have left; each ends at its "
                "next call of this package: %s%s",
                len(names),
                ", ".join(names[:10]),
                ", ..." if len(names) > 10 else "",
            )

    def close(self) -> None:
        """End all sessions: the server stops."""
        self.closing = True
        for visit in list(self.visits.values()):
            self.end(visit, self.last_word)
        if self._sweep_timer is not None:
            self._sweep_timer.cancel()

    # -- operation --------------------------------------------------------------------------------

    def health(self) -> Response:
        """Whether this server takes visitors."""
        return health(closing=self.closing, full=self.full)

    def figures(self) -> Figures:
        """How it stands at this moment."""
        visits = list(self.visits.values())
        return Figures(
            sessions=[visit.session for visit in visits],
            views=[seat.view for visit in visits for seat in visit.seats.values()],
            held_events=sum(link.held for link in self.links),
            busy_threads=self.workers.running,
            idle_threads=self.workers.idle,
            lingering=sum(len(session.busy) for session in self._lingering),
            upload_bytes=self.settings.space.used if self.settings.space is not None else 0,
        )

    # -- HTTP -------------------------------------------------------------------------------------

    async def answer(self, request: Request) -> Response:
        """As `http`, for event loops, where lines over HTTP are answered too.

        What is written to the disk is so in a worker thread.
        """
        if self.polls is not None and polls(request) and self.host_ok(request):
            return self.with_headers(request, await self.polls.answer(request))
        if request.method != "POST":
            return self.http(request)
        if UPLOAD_KEY not in request.query:
            return await self.workers.result(lambda: self.http(request), "pywebio post")
        async with self.posts:
            return await self.workers.result(lambda: self.http(request), "pywebio upload")

    def http(self, request: Request) -> Response:
        """Answer a request that is no WebSocket: the page, its assets, files from and to sessions.

        A POST writes to the disk before this returns; all else is answered from memory.
        """
        if not self.host_ok(request):
            return text(403, NOT_MEANT)
        return self.with_headers(request, self._answer(request))

    def with_headers(self, request: Request, response: Response) -> Response:
        """Add what all answers say: what protects the page, and who else may read them."""
        for name, value in self._headers.items():
            own = response.headers.get(name, "")
            if "frame-ancestors" not in own:
                response.headers[name] = f"{own}; {value}" if own else value
        allowed = origin_allowed(request.origin, request.host, self.options)
        if request.origin and allowed:
            response.headers["Access-Control-Allow-Origin"] = request.origin
            if request.method == "OPTIONS":
                response.headers["Access-Control-Allow-Methods"] = METHODS
                response.headers["Access-Control-Allow-Headers"] = f"Content-Type, {LINE_HEADER}"
                response.headers["Access-Control-Max-Age"] = "3600"
            response.headers["Vary"] = f"{response.headers.get('Vary', '')}, Origin".lstrip(", ")
        return response

    def _answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(204, {"Allow": METHODS})
        if request.method == "POST":
            return self._post(request)
        if request.method not in ("GET", "HEAD"):
            return Response(405, {"Allow": METHODS})
        query = request.query
        if ASSET_KEY in query:
            return self._assets.answer(request, query[ASSET_KEY])
        if FILE_KEY in query:
            return self.file(request, query[FILE_KEY])
        if LIBRARY_KEY in query:
            return answer_library(request, query[LIBRARY_KEY])
        if MANIFEST_KEY in query:
            return self._manifest(request, query[MANIFEST_KEY])
        if "test" in query:
            # Pages ask so which way they shall talk: "ok" would mean by HTTP.
            return text(200, "ok" if self.http_only else "websocket")
        return self._page(request)

    def _page(self, request: Request) -> Response:
        name = request.query.get("app", "")
        application = self.applications.get(name) or self.applications[INDEX]
        apps = [name for name in self.applications if len(self.applications) > 1]
        strict = self.options.csp == "strict"
        nonce = secrets.token_urlsafe(16) if strict else ""
        body = self._template.render(
            application,
            self.options,
            request.language,
            apps,
            http_only=self.http_only,
            nonce=nonce,
        )
        policy = [strict_policy(nonce, self.options)] if strict else []
        policy.append(frame_ancestors(self.options, application.settings.embed))
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Cache-Control": "no-store" if strict else "no-cache",
            "Content-Security-Policy": "; ".join(policy),
        }
        return compressed(Response(200, headers, body), request)

    def _manifest(self, request: Request, name: str) -> Response:
        application = self.applications.get(name) or self.applications[INDEX]
        body = self._template.manifest(application, self.options)
        if body is None:
            return text(404, "This application has no manifest.")
        headers = {"Content-Type": "application/manifest+json", "Cache-Control": "no-cache"}
        return compressed(Response(200, headers, body), request)

    def _post(self, request: Request) -> Response:
        """A page sends a part of a file."""
        if not self.origin_ok(request):
            return text(403, "Pages of other sites may not send files (see allowed_origins).")
        if UPLOAD_KEY not in request.query:
            return Response(405, {"Allow": METHODS})
        sid, _, address = request.query[UPLOAD_KEY].partition("/")
        visit = self._by_sid.get(sid)
        if visit is None:
            return text(404, "The session has ended.")
        return answer_part(request, visit.session, address)

    def file(self, request: Request, address: str) -> Response:
        """Answer with a file of a session."""
        sid, _, token = address.partition("/")
        visit = self._by_sid.get(sid)
        source = visit.session.page.files.get(token) if visit is not None else None
        if source is None:
            return text(404, "This file is not there any more.")
        return answer_file(request, source)


def health(*, closing: bool, full: bool) -> Response:
    """What a server answers that is asked whether it takes visitors."""
    if closing:
        answer = text(503, "stopping")
    elif full:
        answer = text(503, "full")
    else:
        answer = text(200, "ok")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def polls(request: Request) -> bool:
    """Whether a request belongs to a line over HTTP."""
    return LINE_HEADER in request.headers and request.method in ("GET", "POST")


def _nobody() -> None:
    """Wakes nobody: a thread may be about to call what was there before."""
