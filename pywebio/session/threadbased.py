"""Thread sessions: the program is a plain function and runs in a thread of its own."""

from __future__ import annotations

import inspect
import threading
import time
from collections import deque
from collections.abc import Callable, Generator
from contextlib import suppress
from contextvars import Context
from functools import partial
from itertools import count
from queue import SimpleQueue
from typing import Any

from ..exceptions import SessionClosedException, SessionException
from .base import Closed, Conversation, Host, Message, Program, Session, Settings, T
from .callbacks import Callback
from .current import THREAD_MARK, Place, set_place
from .view import View

BURST = 10_000
"""So many outputs at a stretch may be made at full speed, then the thread gives way."""

LATER = 1000
"""So many callbacks wait behind one that lets no other run beside it; further ones are dropped."""

GIVE_WAY = 0.0005
STRIDE = 8
"""After so many further outputs a real sleep of so many seconds, where others are served too:
`sleep(0)` does not let the other threads have the interpreter. That leaves 12,000 outputs a second.
"""

UNREAD = 0.006
"""So long it is when the page takes nothing: 1,300 outputs a second, so that a loop without end
neither keeps a processor busy for nobody nor fills the memory before the line is given up."""


class ThreadMailbox:
    """A thread waits at a queue."""

    __slots__ = ("_queue",)

    def __init__(self) -> None:
        self._queue: SimpleQueue[Message] = SimpleQueue()

    def put(self, message: Message) -> None:
        """Deliver, from any thread."""
        self._queue.put(message)

    def get(self) -> Message:
        """Wait for the next message."""
        return self._queue.get()

    def __len__(self) -> int:
        return self._queue.qsize()


Job = tuple[Callback, tuple[Any, ...]]


class Lane(Callback):
    """Runs the callbacks of one pin, one change after the other: else what an older change led to
    could overwrite what a newer one did."""

    __slots__ = ("name", "waiting")

    def __init__(self, callback_id: int, run: Callable[[Lane], None], name: str) -> None:
        super().__init__(callback_id, run)
        self.name = name
        self.waiting: deque[tuple[list[Callback], tuple[Any, ...]]] = deque()


class ThreadSession(Session):
    """A session whose program, callbacks and registered threads are threads."""

    kind = "thread"

    def __init__(self, host: Host, settings: Settings, info: dict[str, Any]) -> None:
        super().__init__(host, settings, info)
        self.page.slack = 4
        self._names = count()
        self._lock = threading.Lock()
        self._room = threading.Condition(threading.Lock())
        self._tasks = 0
        self._working: list[str] = []  # a set takes 200 bytes
        self._registered: list[threading.Thread] = []
        self._calls = 0
        self._burst = 0
        self._serial_running = False
        self._later: deque[Job] = deque()
        self._lanes: dict[str, Lane] = {}

    # -- the program and its threads --------------------------------------------------------------

    def start(self, program: Callable[[], Any]) -> None:
        """Run a program in a thread."""
        self._task_begins()
        try:
            self._spawn(lambda: self._main(program), "main")
        except SessionException as error:
            self.report(error, "the program")
            self.task_ended(error)

    def _main(self, program: Callable[[], Any]) -> None:
        error: BaseException | None = None
        try:
            exhaust(program())
        except SystemExit:
            pass
        except BaseException as exc:
            if self.report(exc, "the program"):
                error = exc
        self.task_ended(error)
        error = None  # its traceback holds this frame: both would wait for the collector

    def _task_begins(self) -> None:
        with self._lock:
            self._tasks += 1

    def task_ended(self, error: BaseException | None = None) -> None:
        """The program or a registered thread has ended; the last one ends the session."""
        with self._lock:
            self._tasks -= 1
            last = self._tasks == 0
        if last or error is not None:
            self.program_done(error)

    def _spawn(self, function: Callable[[], Any], name: str) -> None:
        """Run a function in a worker thread, as code of this session."""
        threads = len(self._working)
        if threads >= self.settings.threads:
            raise SessionException(
                f"This session has {threads} threads, the limit. Let some end first."
            )
        self._work(function, f"{name}-{next(self._names)}")

    def _work(self, function: Callable[[], Any], task: str) -> None:
        name = f"pywebio {self.sid} {task}"

        def run() -> None:
            try:
                context = Context()
                context.run(set_place, Place(self, task))
                context.run(function)
            finally:
                ended()

        def ended() -> None:
            with self._lock:
                self._working.remove(name)

        with self._lock:
            self._working.append(name)
        try:
            self.host.run_in_thread(run, name)
        except RuntimeError as error:  # else this session would count as one at work for good
            ended()
            raise SessionException(f"The system gives no further thread: {error}.") from error

    def register(self, thread: threading.Thread) -> None:
        """Let a thread that the program made belong to this session."""
        self.check_open()
        if getattr(thread, THREAD_MARK, None) is not None:
            return
        place = Place(self, f"{thread.name}-{next(self._names)}")
        setattr(thread, THREAD_MARK, place)
        self._registered.append(thread)
        self._task_begins()
        if thread.is_alive():
            self.host.run_in_thread(lambda: self._watch(thread), f"pywebio {self.sid} watch")
        else:
            self._wrap(thread, place)

    def _watch(self, thread: threading.Thread) -> None:
        thread.join()
        self._registered.remove(thread)
        self.task_ended()

    def _wrap(self, thread: threading.Thread, place: Place) -> None:
        original = thread.run

        def run() -> None:
            set_place(place)
            try:
                original()
            except SystemExit:
                pass
            except BaseException as error:
                self.callback_failed(error, f"thread {thread.name!r}")
            self._registered.remove(thread)
            # It holds the thread: both would wait for the collector.
            thread.__dict__.pop("run", None)
            self.task_ended()

        thread.run = run  # type: ignore[method-assign]

    @property
    def busy(self) -> list[str]:
        """The names of the threads of this session that have not ended."""
        with self._lock:
            workers, registered = list(self._working), list(self._registered)
        return [*workers, *(thread.name for thread in registered if thread.is_alive())]

    @property
    def tasks(self) -> int:
        """The program and registered threads that have not ended, and callbacks that run."""
        with self._lock:
            return self._tasks + self._calls

    # -- callbacks --------------------------------------------------------------------------------

    def call(self, callback: Callback, arguments: tuple[Any, ...]) -> None:
        """Run a callback in a worker thread; serial ones one after another, others behind them."""
        with self._lock:
            later = self._serial_running
            full = len(self._later) >= LATER
            if later and not full:
                self._later.append((callback, arguments))
            elif not later:
                self._serial_running = callback.serial
                self._calls += 1
        if later:
            if full:
                self._refuse(callback, f"{LATER} callbacks wait behind one another, the limit.")
        elif not self._begin(callback, arguments) and callback.serial:
            self._serial_done()

    def _begin(self, callback: Callback, arguments: tuple[Any, ...]) -> bool:
        try:
            self._spawn(lambda: self._run_callback(callback, arguments), "callback")
        except SessionException as error:
            self._call_ended()
            self._refuse(callback, str(error))
            return False
        return True

    def _refuse(self, callback: Callback, reason: str) -> None:
        if isinstance(callback, Lane):
            with self._lock:
                self._lanes.pop(callback.name, None)
        self.callback_refused(reason)

    def call_all(self, callbacks: list[Callback], arguments: tuple[Any, ...], lane: str) -> None:
        """Call several because of one event, in their order; of one lane none beside others."""
        if any(callback.serial for callback in callbacks):
            run = partial(self._run_functions, callbacks, arguments)
            self.call(Callback(self.next_id(), run, serial=True), ())
            return
        with self._lock:
            running = self._lanes.get(lane)
            begun = running if running is not None else Lane(self.next_id(), self._run_lane, lane)
            full = len(begun.waiting) >= LATER
            if not full:
                begun.waiting.append((callbacks, arguments))
                self._lanes[lane] = begun
        if full:
            self.callback_refused(f"{LATER} changes of {lane!r} wait for a callback, the limit.")
        elif running is None:
            self.call(begun, (begun,))

    def _run_lane(self, lane: Lane) -> None:
        while True:
            with self._lock:
                if not lane.waiting or self.program >= Program.FINISHED:
                    self._lanes.pop(lane.name, None)
                    return
                callbacks, arguments = lane.waiting.popleft()
            self._run_functions(callbacks, arguments)

    def _run_functions(self, callbacks: list[Callback], arguments: tuple[Any, ...]) -> None:
        for callback in callbacks:
            self._run_function(callback, arguments)

    def _run_callback(self, callback: Callback, arguments: tuple[Any, ...]) -> None:
        self._run_function(callback, arguments)
        self._call_ended()
        if callback.serial:
            self._serial_done()

    def _call_ended(self) -> None:
        with self._lock:
            self._calls -= 1

    def _run_function(self, callback: Callback, arguments: tuple[Any, ...]) -> None:
        if self.meter is not None:
            self.meter.taken(arguments)
        try:
            exhaust(callback.function(*arguments))
        except SystemExit:
            pass
        except BaseException as error:
            self.callback_failed(error, f"callback {callback.function!r}")

    def _serial_done(self) -> None:
        """Begin what waits, in its order, up to the next serial one.

        Until then new ones go behind these: they must not overtake them. What still waits when the
        session has ended is not called any more.
        """
        while True:
            with self._lock:
                if self.program >= Program.FINISHED:
                    self._later.clear()
                if not self._later:
                    self._serial_running = False
                    return
                callback, arguments = self._later.popleft()
                self._calls += 1
            if self._begin(callback, arguments) and callback.serial:
                return

    # -- waiting ----------------------------------------------------------------------------------

    def new_mailbox(self) -> ThreadMailbox:
        """A mailbox for the calling thread."""
        return ThreadMailbox()

    def converse(self, conversation: Conversation[T]) -> T:
        """Have a conversation; the calling thread waits for its result."""
        self._burst = 0
        try:
            wait = next(conversation)
            while True:
                message = wait.mailbox.get()  # type: ignore[attr-defined]
                if self.meter is not None:
                    self.meter.taken(message)
                if isinstance(message, Closed):
                    wait = conversation.throw(closed_error())
                else:
                    wait = conversation.send(message)
        except StopIteration as done:
            result: T = done.value
            return result
        finally:
            conversation.close()

    def pace(self) -> None:
        """Check that the program may use the page; wait for room, and give way to others."""
        self._burst += 1
        if self._burst > BURST and self._burst % STRIDE == 0:
            self._give_way()
        super().pace()

    def _give_way(self) -> None:
        view = self.page.leading
        if view is not None and view.slow:
            time.sleep(UNREAD)
        elif self.settings.crowded():
            time.sleep(GIVE_WAY)

    def wait_for_room(self) -> None:
        """Wait until the leading view has taken some of what is on its way to it.

        A view that acknowledges nothing for a while counts as absent: the program runs on, and the
        view will get a snapshot.
        """
        if self.guard.mine:
            return  # called by a destructor in the middle of an operation
        page = self.page
        while True:
            view = page.leading
            if view is None or not view.connected or view.slow or not view.full:
                return
            moved = partial(self._moved, view, view.acked)
            with self._room:
                in_time = self._room.wait_for(moved, self.settings.slow_after)
            self.check_open()
            if not in_time:
                view.slow = True
                self.guard.do(view.drop)

    def _moved(self, view: View, acked: int) -> bool:
        """Whether there is a reason to look again: the view moved, or is not waited for."""
        if view is not self.page.leading or not view.connected:
            return True
        return view.acked != acked or not view.full or self.program >= Program.FINISHED

    def wait_for_effects(self) -> None:
        """Wait until the page has carried out some effects."""
        if self.guard.mine:
            return
        with self._room:
            self._room.wait_for(self._may_go_on)
        self.check_open()

    def _may_go_on(self) -> bool:
        return not self.page.effects_full or self.program >= Program.FINISHED

    def room_made(self) -> None:
        """Let threads that wait for room look again."""
        with self._room:
            self._room.notify_all()

    # -- ends -------------------------------------------------------------------------------------

    def run_deferred(self, functions: list[Callable[[], Any]]) -> None:
        """Call deferred functions in order, in a thread that may block."""

        def run() -> None:
            for function in functions:
                try:
                    exhaust(function())
                except BaseException as error:  # the next ones are called whatever one does
                    self.report(error, f"deferred call {function!r}")

        # Calls in it belong to this session, and are refused since that has ended.
        try:
            self._work(run, "deferred")
        except SessionException as error:
            self.report(error, "deferred calls")


def exhaust(result: Any) -> None:
    """Run a generator function's generator to its end, sending back what it yields."""
    if not inspect.isgenerator(result):
        if inspect.iscoroutine(result):
            result.close()  # so that it is not also said that nobody has awaited it
        if inspect.isawaitable(result) or inspect.isasyncgen(result):
            raise TypeError(
                f"{result!r} would have to be awaited, but this session runs in threads. Make the "
                "program that is served an async function, or this function a plain one."
            )
        return
    generator: Generator[Any, Any, Any] = result
    value = None
    with suppress(StopIteration):
        while True:
            value = generator.send(value)


def closed_error() -> SessionClosedException:
    """What waits raise when the session ends."""
    return SessionClosedException("The visitor has left the page, or the session was ended.")


ThreadBasedSession = ThreadSession
"""The old name."""
