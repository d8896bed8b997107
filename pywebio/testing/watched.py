"""Sessions that tell the host of a test when their threads wait, and keep the program's errors."""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable
from typing import Any

from ..session.base import Message, Program, Settings
from ..session.coroutinebased import CoroutineSession
from ..session.threadbased import ThreadMailbox, ThreadSession
from .host import VirtualHost


class WatchedMailbox(ThreadMailbox):
    """A mailbox whose thread counts as resting while nothing has come."""

    __slots__ = ("_host", "_put", "_taken")

    def __init__(self, host: VirtualHost) -> None:
        super().__init__()
        self._host = host
        self._put = 0
        self._taken = 0

    def put(self, message: Message) -> None:
        """Deliver, from any thread."""
        with self._host.changed:
            self._put += 1
        super().put(message)

    def get(self) -> Message:
        """Wait for the next message."""
        # Not the length of the queue: that is zero again before this thread has said it is awake.
        self._host.rest(lambda: self._put == self._taken)
        try:
            return super().get()
        finally:
            self._host.awake()
            self._taken += 1


class WatchedThreadSession(ThreadSession):
    """A thread session in a test."""

    def __init__(self, host: VirtualHost, settings: Settings, info: dict[str, Any]) -> None:
        super().__init__(host, settings, info)
        self.virtual = host
        self.errors: list[BaseException] = []

    def new_mailbox(self) -> ThreadMailbox:
        """A mailbox for the calling thread."""
        return WatchedMailbox(self.virtual)

    def register(self, thread: threading.Thread) -> None:
        """Let a thread that the program made belong to this session."""
        super().register(thread)
        self.virtual.know(thread)

    def task_ended(self, error: BaseException | None = None) -> None:
        """The program or a registered thread has ended."""
        super().task_ended(error)
        self.virtual.forget(threading.current_thread())

    def wait_for_effects(self) -> None:
        """Wait until the page has carried out some effects."""
        self.virtual.rest(lambda: self.page.effects_full and self.program < Program.FINISHED)
        try:
            super().wait_for_effects()
        finally:
            self.virtual.awake()

    def report(self, error: BaseException, what: str) -> bool:
        """Keep and log an error of the program."""
        reported = super().report(error, what)
        if reported:
            self.errors.append(error)
        self.virtual.stir()
        return reported


class WatchedCoroutineSession(CoroutineSession):
    """A coroutine session in a test."""

    def __init__(self, host: VirtualHost, settings: Settings, info: dict[str, Any]) -> None:
        super().__init__(host, settings, info)
        self.virtual = host
        self.errors: list[BaseException] = []

    def report(self, error: BaseException, what: str) -> bool:
        """Keep and log an error of the program."""
        reported = super().report(error, what)
        if reported:
            self.errors.append(error)
        self.virtual.stir()
        return reported


WatchedSession = WatchedThreadSession | WatchedCoroutineSession


def new_session(
    app: Callable[[], Any], host: VirtualHost, settings: Settings, info: dict[str, Any]
) -> WatchedSession:
    """A session of the kind that a program needs."""
    if is_async(app):
        return WatchedCoroutineSession(host, settings, info)
    return WatchedThreadSession(host, settings, info)


def is_async(app: Callable[[], Any]) -> bool:
    """Whether a program is an ``async`` function, or an object that is called as one."""
    while isinstance(app, functools.partial):
        app = app.func
    return inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(type(app).__call__)
