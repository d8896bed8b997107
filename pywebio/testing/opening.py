"""What a visitor opens: which of several apps, and what the program gets to know of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .files import VisitorError

App = Callable[[], Any]
Apps = App | Mapping[str, App] | Sequence[App]


def choose(apps: Apps, name: str | None) -> App:
    """The app that a visitor opens by name."""
    if callable(apps):
        return apps
    if isinstance(apps, Mapping):
        known = dict(apps)
    else:
        known = {getattr(app, "__name__", str(index)): app for index, app in enumerate(apps)}
    if not known:
        raise VisitorError("There is no app to open.")
    wanted = name if name is not None else ("index" if "index" in known else next(iter(known)))
    if wanted not in known:
        raise VisitorError(f"There is no app {wanted!r}. There are: {', '.join(known)}.")
    return known[wanted]


class UserAgent:
    """What the browser says of itself; the package user-agents is slow to import, so it waits."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._parsed: Any = None

    def __getattr__(self, name: str) -> Any:
        if self._parsed is None:
            from user_agents import parse

            self._parsed = parse(self._text)
        return getattr(self._parsed, name)

    def __str__(self) -> str:
        return str(self.__getattr__("__str__")())


_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def visitor_info(given: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the program sees as `info`; a `user_agent` may be given as text."""
    info: dict[str, Any] = {
        "user_agent": _AGENT,
        "user_language": "en-US",
        "user_ip": "127.0.0.1",
        "server_host": "localhost:8080",
        "origin": "http://localhost:8080",
        "backend": "testing",
        "protocol": "websocket",
        "request": None,
        **(given or {}),
    }
    if isinstance(info["user_agent"], str):
        info["user_agent"] = UserAgent(info["user_agent"])
    return info
