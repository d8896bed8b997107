"""A chat room: everybody who opens the page is in it. A coroutine session per visitor."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from pywebio import start_server
from pywebio.input import *
from pywebio.output import *
from pywebio.session import defer_call, run_async, set_env


class Message(NamedTuple):
    """One line of the conversation; the room itself says who comes and goes."""

    author: str
    text: str


@dataclass
class Room:
    """Who is here, and what was said lately."""

    members: dict[str, "asyncio.Queue[Message]"] = field(default_factory=dict)
    history: "deque[Message]" = field(default_factory=lambda: deque(maxlen=100))

    def enter(self, name: str) -> "asyncio.Queue[Message]":
        """Let a visitor in; what is said from now on arrives in the queue."""
        inbox: asyncio.Queue[Message] = asyncio.Queue()
        for message in self.history:
            inbox.put_nowait(message)
        self.members[name] = inbox
        self.say("", f"{name} has come in")
        return inbox

    def leave(self, name: str) -> None:
        """Let a visitor go; a second time does nothing."""
        if self.members.pop(name, None) is not None:
            self.say("", f"{name} has left")

    def say(self, author: str, text: str) -> None:
        """Tell everybody."""
        message = Message(author, text)
        self.history.append(message)
        for inbox in self.members.values():
            inbox.put_nowait(message)


room = Room()
LEAVE = {"label": "Leave", "type": "cancel", "color": "secondary"}


async def main() -> None:
    """Chat room

    Open it in two windows and talk to yourself.
    """
    set_env(title="Chat room", auto_scroll_bottom=True)
    put_markdown("# Chat room\nOpen this page in a second window to have company.")
    name = await input("Your name", required=True, validate=check_name)
    inbox = room.enter(name)
    defer_call(lambda: room.leave(name))
    reader = run_async(read(inbox, name))
    while True:
        entry = await input_group(
            f"{name} says",
            [
                input(name="text", placeholder="A message to all", autocomplete="off"),
                actions(name="do", buttons=["Send", LEAVE]),
            ],
        )
        if entry is None:
            break
        if entry["text"].strip():
            room.say(name, entry["text"].strip())
    room.leave(name)
    reader.close()
    put_text("You have left the room. Reload the page to come back.").style("opacity: .75")


def check_name(name: str) -> str | None:
    """Refuse names that would confuse the others."""
    if not name.strip():
        return "A name with at least one letter, please."
    if name in room.members:
        return f"{name} is here already: take another name."
    return None


async def read(inbox: "asyncio.Queue[Message]", reader: str) -> None:
    """Show what is said, for as long as the visitor is here."""
    while True:
        author, text = await inbox.get()
        if author:
            own = "font-weight: 650" + ("; color: var(--bs-primary)" if author == reader else "")
            put_row(
                [put_text(author).style(own), None, put_text(text)],
                size="minmax(6em, 15%) 12px 1fr",
            )
        else:
            put_text(text).style("opacity: .75; font-style: italic")


if __name__ == "__main__":
    start_server(main, port=8080)
