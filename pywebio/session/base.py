"""A session: one visitor's run of a program. It does no I/O.

The program's calls come in from one side and change the page; events of the views come in from the
other and go to the one wait, callback or form that they are addressed to. What kind of program it
is (threads or coroutines) is for the runners to know: see :class:`ThreadSession` and
:class:`CoroutineSession`. Where it lives (timers, worker threads, the loop) is its `host`.
"""

from __future__ import annotations

import secrets
import traceback
from collections.abc import Callable, Generator
from enum import IntEnum
from itertools import count
from typing import Any, NamedTuple, NoReturn, Protocol, TypeVar

from msgspec import Struct, structs

from .. import protocol as wire
from ..exceptions import SessionClosedException, SessionException, SessionGoneException
from .callbacks import Callback, Refused, no_arguments
from .files import FileSource
from .guard import Guard, Operation
from .logs import Seldom, log_of
from .page import Bounds, Page
from .pieces import COMMAND_SIZE, Piece
from .pins import PinChanged, take_answer
from .storage import Space
from .uploads import Uploads
from .view import View, Window

T = TypeVar("T")


class Program(IntEnum):
    """The life of the program in a session. The page lives on after it."""

    RUNNING = 0
    HELD = 1
    FINISHED = 2
    CLOSED = 3


class Timer(Protocol):
    """A call in the future."""

    def cancel(self) -> None:
        """Do not make it."""


class Host(Protocol):
    """Where sessions live: what they need from outside. All calls may come from any thread."""

    def time(self) -> float:
        """Seconds of a clock that never goes back."""

    def call_later(self, delay: float, function: Operation) -> Timer:
        """Call a function on the host's thread after `delay` seconds."""

    def run_in_thread(self, function: Operation, name: str) -> None:
        """Run a function in a worker thread at once, however many there are."""

    def program_ended(self, session: Session) -> None:
        """The program of a session has ended (its page may stay)."""


class Meter(Protocol):
    """Measures events on their way; servers that tell figures have one. From any thread."""

    def failed(self) -> None:
        """The program has raised what it did not catch."""

    def dropped(self, reason: str, event: object = None) -> None:
        """An event was not taken."""

    def handed_on(self, event: object, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        """A callback will be called because of an event; returns the arguments to follow."""

    def taken(self, thing: object) -> None:
        """Code of the program has an event, or the arguments of a call."""


def alone() -> bool:
    """There is no other session."""
    return False


class Settings(NamedTuple):
    """What all sessions of a server have in common; `crowded` tells whether there are several."""

    bounds: Bounds = Bounds()
    window: Window = Window()
    threads: int = 100
    debug: bool = False
    slow_after: float = 5.0
    max_payload_size: int = 200 * 1024 * 1024
    event_size: int = 32 * 1024 * 1024
    space: Space | None = None
    crowded: Callable[[], bool] = alone


MOST_WAITING = 100
"""So many events of the visitor wait at one address where the program does not look; further ones
are dropped."""


class Closed:
    """Delivered to a wait when the session ends."""


class Expired:
    """Delivered to a wait when its time is up."""


class Cancelled(Struct, frozen=True):
    """Delivered to a wait when the program gives it up; `reason` is for the one who waits."""

    reason: str = ""


CLOSED = Closed()
EXPIRED = Expired()
Message = wire.AnyEvent | PinChanged | Closed | Expired | Cancelled


class Mailbox(Protocol):
    """Where a waiting thread or task gets what was delivered; `put` may be called anywhere."""

    def put(self, message: Message) -> None:
        """Deliver."""

    def __len__(self) -> int:
        """How many messages wait."""


class Question(Struct, frozen=True):
    """What a page is asked: command and approximate bytes."""

    command: wire.RunJs | wire.PinRead
    size: int


class Wait:
    """One address at which the program waits: a form, a value from the page, a hold."""

    __slots__ = ("_session", "_timer", "holds", "id", "mailbox", "question")

    def __init__(self, session: Session, wait_id: int, mailbox: Mailbox) -> None:
        self._session = session
        self._timer: Timer | None = None
        self.id = wait_id
        self.mailbox = mailbox
        self.holds = False  # for the end of the session only, as `hold()` does
        self.question: Question | None = None

    def ask(self, command: wire.RunJs | wire.PinRead, size: int = COMMAND_SIZE) -> None:
        """Ask the leading view for a value, and a page that takes its place once more."""
        self.question = Question(command, size)
        self._session.effect(command, size)

    def expire_after(self, seconds: float) -> None:
        """Deliver `EXPIRED` after a time."""
        host = self._session.host
        self._timer = host.call_later(seconds, lambda: self.mailbox.put(EXPIRED))

    def cancel(self, reason: str = "") -> None:
        """Deliver `Cancelled`; may be called from any thread."""
        self.mailbox.put(Cancelled(reason))

    def __enter__(self) -> Wait:
        return self

    def __exit__(self, *error: object) -> None:
        self._session.waits.pop(self.id, None)
        if self._timer is not None:
            self._timer.cancel()


Conversation = Generator[Wait, Message, T]
"""Yields the wait it waits at, is sent what was delivered there, returns its result.

When the session ends, :class:`SessionClosedException` is thrown in.
"""


def is_end(error: BaseException) -> bool:
    """Whether an error says nothing but that the session has ended (a group may say it often)."""
    if isinstance(error, BaseExceptionGroup):
        return all(map(is_end, error.exceptions))
    return isinstance(error, SessionClosedException)


class Session:
    """One visitor's run of a program; see the module's text.

    `info` is what programs see as ``pywebio.session.info``.
    """

    # Of more than 30 attributes an object keeps a table of its own, which takes 1.5 kB.
    __slots__ = (
        "__dict__",
        "__weakref__",
        "guard",
        "host",
        "info",
        "internal_save",
        "key",
        "local",
        "next_id",
        "page",
        "settings",
        "sid",
        "uploads",
        "waits",
    )

    kind = ""
    meter: Meter | None = None

    def __init__(self, host: Host, settings: Settings, info: dict[str, Any]) -> None:
        self.sid = secrets.token_urlsafe(9)
        self.key = secrets.token_urlsafe(24)
        self.host = host
        self.settings = settings
        self.info = info
        self.next_id: Callable[[], int] = count(1).__next__
        self.page = Page(self.next_id, settings.bounds, settings.window)
        self.guard = Guard(self.page.wake, self.sid)
        self.space = settings.space if settings.space is not None else Space()
        self.uploads = Uploads(self.space, self.next_id, settings.event_size)
        self.program = Program.RUNNING
        self.waits: dict[int, Wait] = {}
        self.local: dict[Any, Any] = {}
        self.internal_save: dict[Any, Any] = {}
        self.stop_server: Operation | None = None
        self._deferred: list[Callable[[], Any]] = []
        self._sent_files: list[FileSource] = []
        self.scripted = False
        """A script of the program has run that a fresh page would not run again."""
        self._held = False
        self._drops: Seldom | None = None
        self._refusals: Seldom | None = None

    @property
    def busy(self) -> list[str]:
        """The names of the threads or tasks that run code of this session."""
        return []

    @property
    def tasks(self) -> int:
        """How many threads or tasks run: the program, what it has started beside it, callbacks."""
        return 0

    @property
    def idle(self) -> bool:
        """Whether only callbacks and `hold()` keep this session: nothing runs or asks by itself."""
        holds = sum(wait.holds for wait in list(self.waits.values()))
        return self.program >= Program.FINISHED or self.tasks <= holds

    # -- for runners to say -----------------------------------------------------------------------

    def start(self, program: Callable[[], Any]) -> None:
        """Run a program in this session."""
        raise NotImplementedError

    def converse(self, conversation: Conversation[T]) -> Any:
        """Have a conversation with the visitor: returns its result, or an awaitable of it."""
        raise NotImplementedError

    def new_mailbox(self) -> Mailbox:
        """A mailbox for the calling thread or task."""
        raise NotImplementedError

    def call(self, callback: Callback, arguments: tuple[Any, ...]) -> None:
        """Call a function of the program because of an event."""
        raise NotImplementedError

    def call_all(self, callbacks: list[Callback], arguments: tuple[Any, ...], lane: str) -> None:
        """Call several because of one event, in their order, after those of the same lane."""
        raise NotImplementedError

    def run_deferred(self, functions: list[Callable[[], Any]]) -> None:
        """Call the functions given to `defer_call`, in order."""
        raise NotImplementedError

    def wait_for_room(self) -> None:
        """Called before an output is made while too much is on its way to the visitor."""

    def wait_for_effects(self) -> None:
        """Called before an effect is made while too many wait: returns when there is room."""
        raise NotImplementedError

    # -- what programs do -------------------------------------------------------------------------

    def admit(self) -> None:
        """Check that the program may show one more output; may wait for room."""
        self.pace()
        if self.page.full:
            self._refuse_more(self.page)

    def pace(self) -> None:
        """Check that the program may still use the page; may wait for room."""
        if self.program >= Program.FINISHED:
            self.refuse()
        leading = self.page.leading
        if leading is not None and leading.full:
            self.wait_for_room()

    def refuse(self) -> NoReturn:
        """Raise what calls after the end of the session get."""
        raise SessionGoneException(
            "This session has ended: the visitor has left the page, or the program has ended."
        )

    @staticmethod
    def _refuse_more(page: Page) -> NoReturn:
        raise SessionException(
            f"This page holds {page.count:,} outputs of {page.size:,} bytes: more than twice its "
            f"limits of {page.bounds.outputs:,} outputs and {page.bounds.size:,} bytes, and only "
            "plain texts are taken away by themselves. Clear scopes that are not needed any more, "
            "or give the server higher limits (max_outputs, max_page_size)."
        )

    def closed(self) -> bool:
        """Whether the session has ended, for threads of programs that look after it."""
        return self.program >= Program.FINISHED

    def check_open(self) -> None:
        """Raise if the session has ended."""
        if self.program >= Program.FINISHED:
            self.refuse()

    def show(self, piece: Piece, scope: str, position: int) -> None:
        """Show an output; for destructors: never waits, never raises."""
        self.guard.leave(lambda: self._show(piece, scope, position))

    def _show(self, piece: Piece, scope: str, position: int) -> None:
        if self.program < Program.CLOSED:
            self.page.put(piece, scope, position)

    def change(self, operation: Callable[[Page], object]) -> None:
        """Do an operation on the page."""
        self.pace()
        self.guard.do(lambda: operation(self.page))

    def effect(self, command: wire.EffectCommand, size: int = COMMAND_SIZE) -> None:
        """Have something done once by the leading view."""
        self.pace()
        page = self.page
        if page.effects_full:
            self._make_room_for_effect(command)
        self.guard.do(lambda: page.effect(command, size))

    def keep_script(self, command: wire.KeptScript, size: int) -> None:
        """Have code run by each load of the page."""
        self.pace()
        if not self.page.takes_script(size):
            bounds = self.page.bounds
            raise SessionException(
                f"run_js(..., keep=True) keeps {bounds.effects:,} scripts or "
                f"{bounds.effect_size:,} bytes of them at most. Keep only what sets the page up, "
                "and run the rest without keep."
            )
        self.guard.do(lambda: self.page.keep_script(command, size))

    def _make_room_for_effect(self, command: wire.EffectCommand) -> None:
        if not isinstance(command, wire.Toast):
            self.wait_for_effects()
            return
        dropped: list[bool] = []
        self.guard.do(lambda: dropped.append(self.page.drop_effect(wire.Toast)))
        if not any(dropped):
            self.wait_for_effects()

    def callback(
        self,
        function: Callable[..., Any],
        accept: Callable[[wire.Json], tuple[Any, ...]] = no_arguments,
        *,
        serial: bool = False,
        mutex: bool = False,
        once: bool = False,
        holds: bool = True,
    ) -> Callback:
        """Make a callback (it can be called as soon as an output with it stands on the page).

        `holds`: the session stays for it when the program has returned.
        """
        if len(self.page.callbacks) >= self.page.bounds.callbacks:
            raise SessionException(
                f"This page has {self.page.bounds.callbacks:,} callbacks, the limit. "
                "Clear outputs with buttons that are not needed any more."
            )
        self._held |= holds
        return Callback(self.next_id(), function, accept, serial=serial, mutex=mutex, once=once)

    def stay(self) -> None:
        """Let the session stay when its program has ended, as callbacks do."""
        self._held = True

    def keep_callback(self, callback: Callback) -> None:
        """Register a callback that no output owns."""
        self.guard.do(lambda: callback.enter(self.page))

    def send_file(self, source: FileSource) -> str:
        """Keep a file that no output owns; returns its address.

        The newest stays as long as the session; older ones are given up beyond the page's limit.
        """
        sent = self._sent_files
        sent.append(source)
        self.guard.do(lambda: source.enter(self.page))
        while len(sent) > 1 and sum(file.size for file in sent) > self.page.bounds.size:
            oldest = sent.pop(0)
            self.guard.do(lambda oldest=oldest: oldest.leave(self.page))  # type: ignore[misc]
        return self.file_url(source)

    def file_url(self, source: FileSource) -> str:
        """The address by which views fetch a file."""
        return f"file:{self.sid}/{source.token}"

    def open_wait(self) -> Wait:
        """A new address for something the program waits for; use it in `with`."""
        self.check_open()
        wait = Wait(self, self.next_id(), self.new_mailbox())
        self.waits[wait.id] = wait
        if self.program >= Program.FINISHED:  # it ended meanwhile
            wait.mailbox.put(CLOSED)
        return wait

    def defer(self, function: Callable[[], Any]) -> None:
        """Have a function called when the session ends."""
        self.check_open()
        self._deferred.append(function)

    # -- what views do ----------------------------------------------------------------------------

    def attach(self, view_id: str) -> View:
        """A new view of the page."""
        with self.guard:
            return self.page.attach(view_id)

    def detach(self, view: View) -> None:
        """A view has gone for good."""
        view.connected = False
        with self.guard:
            self.page.detach(view)

    def return_to(self, view_id: str, done: int) -> View:
        """A fresh page comes in the place of all that are there; it leads from now on.

        Effects up to `done` were carried out by an earlier load of it. What that was asked and has
        not answered is asked again.
        """
        with self.guard:
            page = self.page
            former = list(page.views)
            view = page.attach(view_id)
            for one in former:
                one.connected = False
                page.detach(one)
            page.effects_done(done)
            page.pins.scripts += len(page.scripts)  # they run again, and may set pins
            asked = {command.effect for command, _ in page.effects}
            for wait in list(self.waits.values()):
                question = wait.question
                if question is not None and question.command.effect not in {0, *asked}:
                    again = structs.replace(question.command)
                    wait.question = Question(again, question.size)
                    page.effect(again, question.size)
        self.room_made()
        return view

    def acknowledge(self, view: View, number: int) -> None:
        """A view has applied the commands up to `number`."""
        if number > view.acked:
            self.guard.leave(lambda: self._acknowledged(view, number))

    def _acknowledged(self, view: View, number: int) -> None:
        self.page.acknowledge(view, number)
        self.room_made()

    def room_made(self) -> None:
        """A view has taken something: programs that wait for room may look again."""

    def take(self, view: View) -> tuple[int, list[wire.AnyCommand]] | None:
        """Commands for one frame of a view, or `None` when there is nothing to send now."""
        with self.guard:
            return self.page.take(view)

    def take_now(self, view: View) -> tuple[int, list[wire.AnyCommand]] | None:
        """The same for event loops, which never wait: while the page is being changed there is
        nothing to take, and the view is woken afterwards.
        """
        if self.guard.try_enter():
            try:
                return self.page.take(view)
            finally:
                self.guard.exit()
        view.woken = True
        self.guard.leave(view.may_be_woken)
        return None

    def deliver_batch(self, view: View, events: list[tuple[int, wire.AnyEvent]]) -> None:
        """Events of a view with their numbers; those taken before are left out."""
        for number, event in events:
            if number == view.events + 1:
                view.heard(number)
                self.deliver(event)

    def deliver(self, event: wire.AnyEvent) -> None:
        """Bring an event to where it is addressed; what is addressed to nothing is dropped."""
        if self.program >= Program.FINISHED:
            self._too_late(event)
            return
        match event:
            case wire.FormSubmit() | wire.FormCancel() | wire.FormBlur() | wire.FormChange():
                self._to_wait(event.form, event)
            case wire.Result():
                take_answer(self, event)
                self._to_wait(event.wait, event)
            case wire.CallbackEvent():
                self._to_callback(event)
            case wire.PinChange():
                self._pin_changed(event)
            case wire.PopupClosed():
                popup = event.popup
                self.guard.do(lambda: self.page.close_popup(popup))
            case wire.ToastClosed():
                self._toast_closed(event.callback)

    def _to_wait(self, wait_id: int, event: wire.AnyEvent) -> None:
        wait = self.waits.get(wait_id)
        if wait is not None:
            self._to_mailbox(wait, event)
        else:
            self._too_late(event)

    def _to_mailbox(self, wait: Wait, message: wire.AnyEvent | PinChanged) -> None:
        if len(wait.mailbox) < MOST_WAITING:
            wait.mailbox.put(message)
            return
        self.log_drop("more events than the program takes")
        if self.meter is not None:
            self.meter.dropped("late", message)

    def _too_late(self, event: wire.AnyEvent) -> None:
        if self.meter is not None:
            self.meter.dropped("late", event)

    def _to_callback(self, event: wire.CallbackEvent) -> None:
        callback = self.page.callbacks.get(event.callback)
        if callback is None:
            self._too_late(event)
            return
        try:
            arguments = callback.accept(event.value)
        except Refused as refused:
            self.log_drop(str(refused))
            return
        if callback.once:
            self.guard.do(lambda: callback.leave(self.page))
        if self.meter is not None:
            arguments = self.meter.handed_on(event, arguments)
        self.call(callback, arguments)

    def _pin_changed(self, event: wire.PinChange) -> None:
        pins = self.page.pins
        pin = pins.by_id.get(event.pin)
        if pin is None or not pin.counts(event):
            return
        try:
            value = None if event.large else pin.reader.read(event.value)
        except Refused as refused:
            self.log_drop(str(refused))
            self.guard.do(lambda: pin.refuse(self.page))
            return
        with self.guard:
            counts = pin.take(self.page, event, value)
        if not counts or event.large or event.silent:
            return
        for wait in list(pins.waits.get(pin.name, ())):
            self._to_mailbox(wait, PinChanged(pin.name, value))
        callbacks = list(pins.callbacks.get(pin.name, ()))
        if callbacks:
            self.call_all(callbacks, (value,), pin.name)

    def _toast_closed(self, callback_id: int) -> None:
        callback = self.page.callbacks.get(callback_id)
        if callback is not None and callback.once:
            self.guard.do(lambda: callback.leave(self.page))

    def log_drop(self, reason: str) -> None:
        """Log that something from a view was dropped: at most once a second."""
        if self.meter is not None:
            self.meter.dropped("invalid")
        if self._drops is None:
            self._drops = Seldom()
        if self._drops.lets(self.host.time()):
            text = reason[:200] + self._drops.kept()
            log_of(self.sid).warning("session %s: dropped what a page sent: %s", self.sid, text)

    # -- ends -------------------------------------------------------------------------------------

    def program_done(self, error: BaseException | None = None) -> None:
        """The program has returned or failed, with all its threads or tasks."""
        if self.program >= Program.FINISHED:
            return
        if error is None and self._held:
            self.program = Program.HELD
            self.guard.do(lambda: self.page.set_state(wire.ProgramState(state="held")))
        else:
            state = "finished" if error is None else "failed"
            self._end(Program.FINISHED, wire.ProgramState(state=state, detail=self.detail(error)))  # type: ignore[arg-type]
        self.host.program_ended(self)

    def close(self) -> None:
        """End the session: the visitor has left, or the server stops. The page goes too."""
        if self.program == Program.CLOSED:
            return
        self._end(Program.CLOSED, None)
        with self.guard:
            page = self.page
            page.views.clear()
            page.close_popup(tell=False)
            page.empty(page.root)
            for source in self._sent_files:
                source.leave(page)
            page.callbacks.clear()
            page.files.clear()
            page.forms.clear()
            page.pins.clear()
        self._sent_files.clear()

    def _end(self, program: Program, state: wire.ProgramState | None) -> None:
        running = self.program < Program.FINISHED
        self.program = program
        if state is not None:
            self.guard.do(lambda: self.page.set_state(state))
        for wait in list(self.waits.values()):
            wait.mailbox.put(CLOSED)
        self.room_made()
        if running:
            deferred, self._deferred = self._deferred, []
            if deferred:
                self.run_deferred(deferred)

    def detail(self, error: BaseException | None) -> str:
        """The traceback of an error, for the page: only with `debug`."""
        if error is None or not self.settings.debug:
            return ""
        return "".join(traceback.format_exception(error))

    def report(self, error: BaseException, what: str) -> bool:
        """Log an error of the program; returns whether it is one (a closed session is none)."""
        if self.program >= Program.FINISHED and is_end(error):
            return False
        if self.meter is not None:
            self.meter.failed()
        log_of(self.sid).error("session %s: %s failed", self.sid, what, exc_info=error)
        return True

    def callback_refused(self, reason: str) -> None:
        """A callback is not called since too many are at it; told once a second, as visitors may
        click at any rate."""
        if self.meter is not None:
            self.meter.dropped("refused")
        if self._refusals is None:
            self._refusals = Seldom()
        if self._refusals.lets(self.host.time()):
            error = SessionException(f"{reason}{self._refusals.kept()}")
            self.callback_failed(error, "a callback")

    def callback_failed(self, error: BaseException, what: str) -> None:
        """A callback raised: the visitor is told, the program goes on."""
        if self.report(error, what) and self.program < Program.FINISHED:
            command = wire.ProgramError(effect=0, detail=self.detail(error))
            self.guard.do(lambda: self.page.note(command, COMMAND_SIZE + len(command.detail)))
