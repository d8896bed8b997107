"""What a program gets to know of its visitor."""

from __future__ import annotations

from typing import Any

from .. import protocol as wire
from .http import Request


def session_info(hello: wire.Hello, request: Request) -> dict[str, Any]:
    """What a program finds in `pywebio.session.info`; functions are called when first asked."""
    facts = hello.facts
    return {
        "user_agent": _UserAgent(request.headers.get("user-agent", "")),
        "user_language": request.language,
        "server_host": request.host,
        "origin": request.origin,
        "user_ip": request.ip,
        "backend": request.backend,
        "protocol": request.protocol,
        "request": request.raw,
        "time_zone": facts.time_zone,
        "width": facts.width,
        "height": facts.height,
        "dark": facts.dark,
        "touch": facts.touch,
    }


class _UserAgent:
    """Reads the User-Agent header when asked: importing what can read it takes a second."""

    __slots__ = ("_header",)

    def __init__(self, header: str) -> None:
        self._header = header

    def __call__(self) -> Any:
        import user_agents

        return user_agents.parse(self._header)
