"""Servers that a program starts and stops: in tests, notebooks, and beside other work."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Any

from ..exceptions import ArgumentError, SessionException
from ..session.current import current_sid, get_current_session
from .tornado import Service, make_service


class RunningServer:
    """A server in a thread of its own, made by :func:`background_server`."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._thread = threading.Thread(target=service.run, name="pywebio server", daemon=True)
        self._thread.start()
        while self._thread.is_alive() and not service.ready.wait(0.1):
            pass

    @property
    def urls(self) -> list[str]:
        """The addresses at which the server can be reached."""
        return list(self._service.urls)

    @property
    def url(self) -> str:
        """The first of them, for a browser on this machine."""
        return self._service.urls[0]

    @property
    def sessions(self) -> int:
        """How many sessions live here."""
        return len(self._service.server.visits)

    def stop(self) -> None:
        """Stop the server and wait for its end.

        Visitors are told, what waits in a session raises `SessionClosedException`, functions given
        to `defer_call` are called. Sessions have `shutdown_timeout` seconds for that; what still
        runs then is named in the log. In a session of the server, the call does not wait.
        """
        self._service.stop()
        if not current_sid() and threading.current_thread() is not self._thread:
            self._thread.join()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the server has stopped, whoever stops it; returns whether it has.

        :param timeout: seconds to wait at most.
        """
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def __enter__(self) -> RunningServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def background_server(
    applications: object, port: int = 0, host: str = "", **options: Any
) -> RunningServer:
    """Serve applications in the background: the call returns as soon as the server answers.

    Signals, the garbage collector and the way threads take turns stay as they are in your process.

    :param applications: as for `start_server`.
    :param port: the port; 0 is a free one.
    :param host: the address to listen at; by default all.
    :param options: further keywords of `start_server`.

    Example::

        from pywebio.platform import background_server

        with background_server(bmi, host="127.0.0.1") as server:
            print("open", server.url)
    """
    if "auto_open_webbrowser" in options:
        raise ArgumentError("auto_open_webbrowser is for start_server(): open server.url yourself.")
    return RunningServer(make_service(applications, port, host, **options))


def stop_server() -> None:
    """Stop the server of the calling session, as a button for its owner may do.

    The call returns at once. Then the server ends as by a signal: visitors are told, sessions have
    `shutdown_timeout` seconds to finish, and `start_server` returns.

    Example::

        from pywebio.platform import stop_server

        put_button("Stop the server", onclick=stop_server)
    """
    stop = get_current_session().stop_server
    if stop is None:
        raise SessionException(
            "The server of this session is an application of yours, or a test: stop that. Only a "
            "server that start_server() or background_server() has started can be stopped so."
        )
    stop()
