"""Coroutine sessions: the program is an ``async`` function and runs on the host's event loop."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from contextvars import Context
from itertools import count
from types import coroutine
from typing import Any, NoReturn, Protocol, cast

from ..exceptions import ArgumentError, SessionClosedException, SessionException
from .base import CLOSED, Closed, Conversation, Host, Message, Program, Session, Settings, T
from .callbacks import Callback
from .current import Place, set_place
from .quiet import quiet_ends
from .threadbased import LATER, Job, closed_error

TASKS = 10_000
"""So many tasks of a session may run when a callback is to be one of them."""


class LoopHost(Host, Protocol):
    """A host with an event loop."""

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop on which coroutine sessions run."""


class ClosedWhileAwaiting(SessionClosedException, asyncio.CancelledError):
    """The session has ended while the program awaited something that is not of this package.

    To asyncio it is a cancellation, so that a `TaskGroup`, `wait_for`, or whatever else stands in
    between ends its own tasks before it lets this through; to the program it is what it catches at
    the end of a session.
    """


class LoopMailbox:
    """A task waits for messages; `put` may be called from any thread.

    It is a small queue: those of asyncio take 3 kB each, and every visitor waits at one.
    """

    __slots__ = ("_arrived", "_messages", "_session")

    def __init__(self, session: CoroutineSession) -> None:
        self._session = session
        self._messages: list[Message] = []
        self._arrived: asyncio.Future[None] | None = None

    def put(self, message: Message) -> None:
        """Deliver."""
        ending = self._session.ending
        if ending is not None and isinstance(message, Closed):
            ending.append(self)
        else:
            self._session.on_loop(self.put_here, message)

    def put_here(self, message: Message) -> None:
        """Deliver, on the loop."""
        self._messages.append(message)
        if self._arrived is not None and not self._arrived.done():
            self._arrived.set_result(None)

    def __len__(self) -> int:
        return len(self._messages)

    async def get(self) -> Message:
        """Wait for the next message."""
        while not self._messages:
            self._arrived = self._session.loop.create_future()
            await self._arrived
        return self._messages.pop(0)


class TaskHandler:
    """A coroutine started by :func:`run_async`: it can be asked and ended.

    >>> handler = run_async(work())        # doctest: +SKIP
    >>> handler.close()                    # doctest: +SKIP
    """

    def __init__(self, task: asyncio.Task[None]) -> None:
        self._task = task

    def close(self) -> None:
        """End the coroutine: it gets `asyncio.CancelledError` where it awaits."""
        self._task.cancel()

    def closed(self) -> bool:
        """Whether the coroutine has ended."""
        return self._task.done()


TaskHandle = TaskHandler
"""The name before 1.2."""


class CoroutineSession(Session):
    """A session whose program, callbacks and tasks run on the event loop of the host."""

    kind = "coroutine"

    def __init__(self, host: LoopHost, settings: Settings, info: dict[str, Any]) -> None:
        super().__init__(host, settings, info)
        self.loop = host.loop
        self._thread = 0
        self._names = count()
        self._tasks: set[asyncio.Task[None]] = set()
        # What few sessions need does not begin as a set, which takes 200 bytes.
        self._lanes: dict[str, deque[Job]] = {}
        self._deferring: asyncio.Task[None] | None = None
        self._excused: list[asyncio.Task[Any]] = []
        self._programs = 0
        self.ending: list[LoopMailbox] | None = None
        """While the session is being closed: the mailboxes to tell so."""

    # -- the program and its tasks ----------------------------------------------------------------

    def start(self, program: Callable[[], Any]) -> None:
        """Run a program on the loop."""
        self._programs = 1
        self.loop.call_soon_threadsafe(self._begin, program)

    def _begin(self, program: Callable[[], Any]) -> None:
        self._thread = threading.get_ident()
        quiet_ends(self.loop)
        self._spawn(self._main(program), "main")

    async def _main(self, program: Callable[[], Any]) -> None:
        error: BaseException | None = None
        try:
            await self._await(program())
        except BaseException as exc:
            if not isinstance(exc, SystemExit | asyncio.CancelledError) and self.report(
                exc, "the program"
            ):
                error = exc
        self._program_ended(error)
        error = None  # its traceback holds this frame: both would wait for the collector

    async def _await(self, result: Any) -> None:
        """Await what a function of the program has returned, if it has to be."""
        if inspect.isawaitable(result):
            await guarded(result, self)
        elif inspect.isasyncgen(result) or inspect.isgenerator(result):
            raise TypeError(
                f"{result!r} would yield values to nobody: a program, a callback or a deferred "
                "call of a coroutine session is an async function without yield, or a plain one."
            )

    def _program_ended(self, error: BaseException | None = None) -> None:
        self._programs -= 1
        if self._programs == 0 or error is not None:
            self.program_done(error)

    def _spawn(self, body: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        task = self._make_task(body, f"{name}-{next(self._names)}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _make_task(self, body: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        context = Context()
        context.run(set_place, Place(self, name))
        return self.loop.create_task(body, name=f"pywebio {self.sid} {name}", context=context)

    @property
    def busy(self) -> list[str]:
        """The names of the tasks that have not ended."""
        names = [task.get_name() for task in list(self._tasks)]
        deferred = self._deferring
        if deferred is not None and not deferred.done():
            names.append(deferred.get_name())
        return names

    def run_async(self, body: Coroutine[Any, Any, Any]) -> TaskHandler:
        """Run a coroutine beside the program, as part of this session."""
        if not inspect.iscoroutine(body):
            raise ArgumentError(
                f"run_async() takes a coroutine object, as in run_async(work()); got {body!r}."
            )
        try:
            self.check_open()
            self.check_thread("run_async()")
        except SessionException:
            body.close()  # else it would be said that nobody has awaited it
            raise
        self._programs += 1
        return TaskHandler(self._spawn(self._beside(body), "task"))

    async def _beside(self, body: Coroutine[Any, Any, Any]) -> None:
        try:
            await guarded(body, self)
        except asyncio.CancelledError:
            raise
        except SystemExit:
            pass
        except BaseException as error:
            self.callback_failed(error, f"coroutine {body!r}")
        finally:
            self._program_ended()

    @property
    def tasks(self) -> int:
        """The program, coroutines beside it and callbacks that have not ended."""
        return len(self._tasks)

    def on_loop(self, function: Callable[..., object], *arguments: Any) -> None:
        """Call a function on the loop: at once if this is its thread."""
        if threading.get_ident() == self._thread:
            function(*arguments)
        else:
            self.loop.call_soon_threadsafe(function, *arguments)

    # -- callbacks --------------------------------------------------------------------------------

    def call(self, callback: Callback, arguments: tuple[Any, ...]) -> None:
        """Run a callback on the loop."""
        self.on_loop(self._call, callback, arguments)

    def _call(self, callback: Callback, arguments: tuple[Any, ...]) -> None:
        if callback.mutex and callback.running:
            return
        if len(self._tasks) >= TASKS:
            self.callback_refused(f"This session has {TASKS:,} tasks, the limit.")
            return
        callback.running += 1
        self._spawn(self._run_callback(callback, arguments), "callback")

    def call_all(self, callbacks: list[Callback], arguments: tuple[Any, ...], lane: str) -> None:
        """Run several because of one event, in their order, after those of the same lane."""
        self.on_loop(self._call_all, callbacks, arguments, lane)

    def _call_all(self, callbacks: list[Callback], arguments: tuple[Any, ...], lane: str) -> None:
        free = [callback for callback in callbacks if not (callback.mutex and callback.running)]
        waiting = self._lanes.get(lane)
        if waiting is None and len(self._tasks) >= TASKS:
            self.callback_refused(f"This session has {TASKS:,} tasks, the limit.")
            return
        if waiting is not None and len(waiting) >= LATER:
            self.callback_refused(f"{LATER} changes of {lane!r} wait for a callback, the limit.")
            return
        if waiting is None:
            waiting = self._lanes[lane] = deque()
            self._spawn(self._run_lane(lane, waiting), "callback")
        for callback in free:
            callback.running += 1
            waiting.append((callback, arguments))

    async def _run_lane(self, lane: str, waiting: deque[Job]) -> None:
        try:
            while waiting:
                await self._run_callback(*waiting.popleft())
        finally:
            del self._lanes[lane]

    async def _run_callback(self, callback: Callback, arguments: tuple[Any, ...]) -> None:
        if self.meter is not None:
            self.meter.taken(arguments)
        try:
            await self._await(callback.function(*arguments))
        except asyncio.CancelledError:
            raise
        except SystemExit:
            pass
        except BaseException as error:
            self.callback_failed(error, f"callback {callback.function!r}")
        finally:
            callback.running -= 1

    # -- waiting ----------------------------------------------------------------------------------

    def new_mailbox(self) -> LoopMailbox:
        """A mailbox for the running task."""
        return LoopMailbox(self)

    def check_thread(self, what: str) -> None:
        """Raise unless this is the loop's thread."""
        if threading.get_ident() != self._thread:
            raise SessionException(
                f"{what} was called in the thread {threading.current_thread().name!r} of a "
                "coroutine session. A worker thread may show outputs, but only coroutines can ask "
                "the visitor: do it in an async function of this session."
            )

    def converse(self, conversation: Conversation[T]) -> Coroutine[Any, Any, T]:
        """Have a conversation: a coroutine whose result is the conversation's."""
        self.check_thread("A function that waits for the visitor")
        return self._converse(conversation)

    async def _converse(self, conversation: Conversation[T]) -> T:
        try:
            wait = next(conversation)
            while True:
                message = await self._next_message(cast(LoopMailbox, wait.mailbox))
                if self.meter is not None:
                    self.meter.taken(message)
                if isinstance(message, Closed):
                    self._excuse()
                    wait = conversation.throw(closed_error())
                else:
                    wait = conversation.send(message)
        except StopIteration as done:
            result: T = done.value
            return result
        finally:
            conversation.close()

    async def _next_message(self, mailbox: LoopMailbox) -> Message:
        try:
            return await mailbox.get()
        except SessionClosedException:  # thrown in by `guarded`: the conversation is to hear of it
            return CLOSED

    def refuse(self) -> NoReturn:
        """Raise what calls after the end of the session get."""
        if threading.get_ident() == self._thread:
            self._excuse()
        super().refuse()

    def _excuse(self) -> None:
        """The running task learns that the session has ended.

        If that ends it, and nobody awaits it, it is no mistake of which asyncio is to write a
        traceback to the log for each visitor who leaves.
        """
        task = asyncio.current_task(self.loop)
        if task is not None and task not in self._tasks and task not in self._excused:
            self._excused.append(task)
            task.add_done_callback(self._look_at)

    def _look_at(self, task: asyncio.Task[Any]) -> None:
        self._excused.remove(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self.report(error, f"task {task.get_name()!r}")

    def wait_for_effects(self) -> None:
        """Outputs of coroutines are not awaited, so that they cannot wait: too many is an error."""
        raise SessionException(
            f"{self.page.bounds.effects:,} effects (run_js, download, toast, ...) wait for a page "
            "that does not answer, the limit. Await something between them."
        )

    # -- ends -------------------------------------------------------------------------------------

    def close(self) -> None:
        """End the session; what it awaits raises in its tasks."""
        if self.program == Program.CLOSED:
            return
        self.ending = []
        super().close()
        self.on_loop(self._end_tasks)

    def _end_tasks(self) -> None:
        # In one step, so that no task is told twice: in its conversation, and again where it awaits
        # something else after that.
        mailboxes, self.ending = self.ending or [], None
        for mailbox in mailboxes:
            mailbox.put_here(CLOSED)
        for task in list(self._tasks):
            task.cancel()

    def run_deferred(self, functions: list[Callable[[], Any]]) -> None:
        """Call deferred functions in order, on the loop."""
        self.on_loop(self._begin_deferred, functions)

    def _begin_deferred(self, functions: list[Callable[[], Any]]) -> None:
        self._deferring = self._make_task(self._run_deferred(functions), "deferred")

    async def _run_deferred(self, functions: list[Callable[[], Any]]) -> None:
        for function in functions:
            try:
                result = function()
                if inspect.isawaitable(result):
                    await result  # not guarded: the session has ended, and it may clean up
            except asyncio.CancelledError:
                raise
            except BaseException as error:
                self.report(error, f"deferred call {function!r}")


def _uncancel() -> None:
    """The cancellation of the running task was turned into something else."""
    task = asyncio.current_task()
    if task is not None:
        task.uncancel()


@coroutine
def guarded(awaitable: Awaitable[T], session: CoroutineSession) -> Generator[Any, Any, T]:
    """Await something; at the end of the session raise `SessionClosedException` where it awaits.

    The task is cancelled then, as asyncio has no other way to wake it; this wrapper, between the
    task and the program's coroutine, turns that one cancellation into the documented exception.
    A program that catches it and goes on is cancelled like any other when the server stops.
    """
    told = False
    inner = awaitable.__await__()
    try:
        future = next(inner)
        while True:
            try:
                value = yield future
            except asyncio.CancelledError as error:
                if told or session.program < Program.CLOSED:
                    future = inner.throw(error)
                    continue
                told = True
                _uncancel()
                future = inner.throw(ClosedWhileAwaiting(*closed_error().args))
            except BaseException as error:
                future = inner.throw(error)
            else:
                future = inner.send(value)
    except StopIteration as done:
        result: T = done.value
        return result


CoroutineBasedSession = CoroutineSession
"""The old name."""
