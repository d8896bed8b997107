"""A page that talks by HTTP, without a browser: the same as a tab over a WebSocket."""

from __future__ import annotations

import json
import secrets
from collections import deque
from contextlib import suppress
from typing import Any

from page_side import PageSide
from served import PATIENCE, Tab, opened
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest, HTTPResponse

REACTION = 0.1


class HttpTab(Tab):
    """A page over HTTP."""

    def __init__(self, url: str, page: PageSide | None = None) -> None:
        super().__init__(url, page)
        self.name = secrets.token_urlsafe(18)
        self.next = 1
        self.patience: float = REACTION
        self.headers: dict[str, str] = {}
        self.frames: deque[str] = deque()
        self.requests = 0

    async def open(self, app: str = "", **hello: Any) -> HttpTab:
        """Say hello on a new line; waits for the welcome."""
        self.name = secrets.token_urlsafe(18)
        self.next = 1
        self._over = False
        self.frames.clear()
        opened(self)
        self.page.welcome = None
        await self.say(self.page.hello(app=app, **hello))
        await self.until(lambda page: page.welcome is not None or page.bye is not None)
        return self

    async def ask(self, wait: float | str, body: str | None = None) -> HTTPResponse:
        """Make one request of the line."""
        self.requests += 1
        sign = "&" if "?" in self.url else "?"
        request = HTTPRequest(
            f"{self.url}{sign}_pywebio_poll={wait}",
            method="GET" if body is None else "POST",
            body=body,
            headers={"Pywebio-Line": self.name, **self.headers},
            request_timeout=PATIENCE + 30,
        )
        client = AsyncHTTPClient(force_instance=True)
        try:
            return await client.fetch(request)
        finally:
            client.close()

    async def say(self, frame: str) -> None:
        """Send a frame."""
        with suppress(HTTPClientError):  # a line that has ended: the next `read` tells
            self._take(await self.ask(REACTION, frame))

    async def read(self) -> str | bytes | None:
        """The next frame as it came, `None` at the end."""
        while not self.frames:
            if self._over:
                return None
            try:
                self._take(await self.ask(self.patience))
            except HTTPClientError as error:
                if error.code != 410:
                    raise
                self._over = True
        return self.frames.popleft()

    def _take(self, response: HTTPResponse) -> None:
        head, *frames = response.body.decode().split("\n")
        answer = json.loads(head)
        assert answer["first"] == self.next, "frames are missing"
        self.next += len(frames)
        self.patience = answer.get("wait", 0) or REACTION
        self._over = answer.get("over", False)
        self.frames.extend(frames)

    def cut(self) -> None:
        """The page hears nothing more on this line."""
        self._over = True
        self.frames.clear()

    async def leave(self) -> None:
        """Close the page."""
        if self._over:
            return
        self._over = True
        with suppress(HTTPClientError, OSError):
            await self.ask("leave", "")
