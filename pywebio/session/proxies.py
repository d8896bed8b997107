"""`local` and `info`: objects that mean something else in each session."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn

from ..exceptions import ArgumentError, SessionException
from .current import get_current_session


class Local:
    """The store of a session: its threads and tasks share it, other sessions have their own.

    Attributes and items are the same; a missing attribute is `None`, a missing item a `KeyError`.

    Example::

        local.name = "Ann"
        local["visits"] = 1
        put_text(local.name, local["visits"], local.never_set)   # Ann 1 None
    """

    @property
    def _dict(self) -> dict[Any, Any]:
        session = get_current_session()
        session.check_open()
        return session.local

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        _check_public(name)
        return self._dict.get(name)

    def __setattr__(self, name: str, value: Any) -> None:
        _check_public(name)
        self._dict[name] = value

    def __delattr__(self, name: str) -> None:
        _check_public(name)
        self._dict.pop(name, None)

    def __getitem__(self, key: Any) -> Any:
        return self._dict[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self._dict[key] = value

    def __delitem__(self, key: Any) -> None:
        del self._dict[key]

    def __contains__(self, key: object) -> bool:
        return key in self._dict

    def __iter__(self) -> Iterator[Any]:
        return iter(self._dict)

    def __len__(self) -> int:
        return len(self._dict)

    def __repr__(self) -> str:
        try:
            return f"<local {self._dict!r}>"
        except SessionException:  # who looks at a program (editors, Sphinx) is in no session
            return "<local outside of a session>"


def _check_public(name: str) -> None:
    if name.startswith("_"):
        raise ArgumentError(f"Attributes of `local` do not begin with '_'; got {name!r}.")


class Info:
    """What is known of the visitor; read-only, `None` for what is not known.

    `user_agent` (an object of the package user-agents), `user_language` (``'en-US'``), `user_ip`,
    `server_host` (``'127.0.0.1:8080'``), `origin`, `backend` (``'tornado'``, ...), `protocol`
    (``'websocket'`` or ``'http'``), `request` (the request object of the web framework), and from
    the page itself `time_zone` (``'Europe/Berlin'``), `width` and `height` of the window in CSS
    pixels, `dark` and `touch` (bool). Items are the same; iterating gives the names.

    Example::

        put_text("Hello from", info.user_ip)
    """

    def __getattr__(self, name: str) -> Any:
        # Tools that look through a module (test runners, editors) ask for names of their own; that
        # must not begin script mode.
        if name.startswith("_"):
            raise AttributeError(name)
        known = self._dict
        value = known.get(name)
        if callable(value):
            value = known[name] = value()
        return value

    @property
    def _dict(self) -> dict[str, Any]:
        session = get_current_session()
        session.check_open()
        return session.info

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def __contains__(self, name: object) -> bool:
        return name in self._dict

    def __iter__(self) -> Iterator[str]:
        return iter(self._dict)

    def __len__(self) -> int:
        return len(self._dict)

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise NotImplementedError("`info` is read-only.")

    def __setitem__(self, name: str, value: Any) -> NoReturn:
        raise NotImplementedError("`info` is read-only.")

    def __delattr__(self, name: str) -> NoReturn:
        raise NotImplementedError("`info` is read-only.")


local = Local()
info = Info()
