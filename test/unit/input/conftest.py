"""A small host and a visitor of one form, so that inputs are tested without a page."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest

from pywebio import protocol as wire
from pywebio.session import current
from pywebio.session.base import Session, Settings
from pywebio.session.coroutinebased import CoroutineSession
from pywebio.session.guard import Operation
from pywebio.session.threadbased import ThreadSession

PATIENCE = 20


class NoTimer:
    """A call that is never made."""

    def cancel(self) -> None:
        """There is nothing to cancel."""


class Host:
    """Runs programs in real threads and on an event loop of its own."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    def time(self) -> float:
        return 0.0

    def call_later(self, delay: float, function: Operation) -> NoTimer:
        return NoTimer()

    def run_in_thread(self, function: Operation, name: str) -> None:
        threading.Thread(target=function, name=name, daemon=True).start()

    def program_ended(self, session: Session) -> None:
        pass

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(PATIENCE)
        self.loop.close()


class Asked:
    """A program that runs in a session of its own, and what its visitor sees and does."""

    def __init__(self, host: Host, kind: str, program: Callable[[], Any]) -> None:
        make = {"thread": ThreadSession, "coroutine": CoroutineSession}[kind]
        self.session: Session = make(host, Settings(), {})
        self.commands: list[wire.AnyCommand] = []
        self._changed = threading.Condition()
        self._outcome: Future[Any] = Future()
        self._refused = 0
        self.view = self.session.attach("view-of-the-visitor")
        self.view.connected = True
        self.view.wake = self._take
        self.session.start(self._run_async(program) if kind == "coroutine" else self._run(program))

    def _run(self, program: Callable[[], Any]) -> Callable[[], None]:
        def run() -> None:
            try:
                self._finish(program())
            except BaseException as error:
                self._finish(None, error)
                raise

        return run

    def _run_async(self, program: Callable[[], Any]) -> Callable[[], Any]:
        async def run() -> None:
            try:
                result = program()
                self._finish(await result if inspect.isawaitable(result) else result)
            except BaseException as error:
                self._finish(None, error)
                raise

        return run

    def _finish(self, result: Any, error: BaseException | None = None) -> None:
        if error is None:
            self._outcome.set_result(result)
        else:
            self._outcome.set_exception(error)
        with self._changed:
            self._changed.notify_all()

    def _take(self) -> None:
        with self._changed:
            taken = self.session.take(self.view)
            while taken is not None:
                first, commands = taken
                self.commands.extend(commands)
                self.session.acknowledge(self.view, first + len(commands) - 1)
                taken = self.session.take(self.view)
            self._changed.notify_all()

    def wait_until(self, condition: Callable[[], Any]) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, PATIENCE), "it did not come to this"

    # -- what the visitor sees --------------------------------------------------------------------

    def seen(self, kind: type[Any]) -> list[Any]:
        return [command for command in self.commands if type(command) is kind]

    def forms(self) -> list[wire.FormShow]:
        """Forms that are open, the newest last."""
        closed = {command.form for command in self.seen(wire.FormClose)}
        return [form for form in self.seen(wire.FormShow) if form.form not in closed]

    @property
    def form(self) -> wire.FormShow:
        self.wait_until(lambda: self.forms() or self._outcome.done())
        return self.forms()[-1]

    @property
    def marks(self) -> dict[str, str]:
        """Problems at fields, as a view that comes now would see them."""
        state = self.session.page.forms.get(self.form.form)
        assert state is not None
        return dict(state.command.marks)

    # -- what the visitor does --------------------------------------------------------------------

    def submit(self, value: Any = None, /, **values: Any) -> Asked:
        """Submit the newest form, and wait for the answer."""
        form = self.form.form
        refusals = len(self._refusals(form))
        sent = values or {"data": value}
        self.session.deliver(wire.FormSubmit(form=form, values=sent))
        self.wait_until(
            lambda: (
                len(self._refusals(form)) > refusals
                or form not in [shown.form for shown in self.forms()]
            )
        )
        return self

    def _refusals(self, form: int) -> list[wire.FormMark]:
        marks = self.seen(wire.FormMark)
        return [mark for mark in marks if mark.form == form and mark.refused]

    def refused(self, value: Any = None, /, **values: Any) -> dict[str, str]:
        """Submit what has to be refused; returns the problems."""
        self.submit(value, **values)
        assert not self._outcome.done()
        return self.marks

    def cancel(self) -> Asked:
        self.session.deliver(wire.FormCancel(form=self.form.form))
        return self

    def leave(self, name: str, value: Any) -> dict[str, str]:
        """Leave a field, and wait until it was checked."""
        count = len(self.seen(wire.FormMark))
        self.session.deliver(wire.FormBlur(form=self.form.form, name=name, value=value))
        self.wait_until(lambda: len(self.seen(wire.FormMark)) > count)
        return self.marks

    def change(self, name: str, value: Any) -> None:
        self.session.deliver(wire.FormChange(form=self.form.form, name=name, value=value))

    def result(self) -> Any:
        return self._outcome.result(PATIENCE)

    @property
    def done(self) -> bool:
        return self._outcome.done()


Ask = Callable[[Callable[[], Any]], Asked]


@pytest.fixture(autouse=True)
def _no_script_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    """Code of no session gets an error here, as if a server had been started."""
    monkeypatch.setattr(current, "fallback", None)


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    host = Host()
    yield host
    host.close()


@pytest.fixture(params=["thread", "coroutine"])
def kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


@pytest.fixture
def ask(host: Host, kind: str) -> Iterator[Ask]:
    """Run a function that asks, in a session of either kind; a coroutine it returns is awaited."""
    asked: list[Asked] = []

    def ask(program: Callable[[], Any]) -> Asked:
        asked.append(Asked(host, kind, program))
        return asked[-1]

    yield ask
    for one in asked:
        one.session.close()


@pytest.fixture
def here(host: Host) -> Iterator[Session]:
    """The test itself runs in a (thread) session, so that it can make inputs with names."""
    session = ThreadSession(host, Settings(), {})
    token = current._place.set(current.Place(session, "test"))
    yield session
    current._place.reset(token)
    session.close()
