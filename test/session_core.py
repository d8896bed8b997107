"""A session without a program, and pages of it whose line a test controls frame by frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pywebio import protocol as wire
from pywebio.protocol import ROOT
from pywebio.session.base import Settings
from pywebio.session.callbacks import Callback
from pywebio.session.page import Bounds, Page
from pywebio.session.pieces import COMMAND_SIZE, Branch, Part, Piece
from pywebio.session.view import Window
from pywebio.testing import Line, VirtualHost
from pywebio.testing.document import Document
from pywebio.testing.watched import WatchedThreadSession
from pywebio.testing.words import outputs_text

NORMAL = Window()
SMALL = Window(commands=8, size=4000)
WIDE = Bounds()


class Core:
    """A session on which a test works as a program would."""

    def __init__(self, window: Window = NORMAL, bounds: Bounds = WIDE) -> None:
        # A program of one thread, the test's own: it is not to wait for pages that it moves itself.
        settings = Settings(bounds=bounds, window=window, slow_after=0)
        self.session = WatchedThreadSession(VirtualHost(), settings, {})
        self.page: Page = self.session.page

    def open(self) -> Line:
        """A page that follows the session."""
        return Line(self.session)

    def do(self, operation: Callable[[Page], object]) -> None:
        """An operation on the page."""
        self.session.guard.do(lambda: operation(self.page))

    def text(self, content: str, scope: str = ROOT, position: int = -1) -> int:
        """Show a text; returns its id."""
        node = wire.Text(id=self.session.next_id(), content=content)
        self.session.show(Piece(node, (), COMMAND_SIZE + len(content)), scope, position)
        return node.id

    def show(self, node: wire.Output, *parts: Part, scope: str = ROOT, position: int = -1) -> None:
        """Show an output with parts."""
        self.session.show(Piece(node, parts, COMMAND_SIZE), scope, position)

    def table(self, scope_name: str, scope: str = ROOT) -> int:
        """Show a table with a scope in a cell; returns its id."""
        inner = wire.Scope(id=self.session.next_id(), name=scope_name)
        node = wire.Table(id=self.session.next_id(), rows=[["cell", inner]])
        self.show(node, Branch(inner), scope=scope)
        return node.id

    def button(self, function: Callable[[], Any] = lambda: None, scope: str = ROOT) -> Callback:
        """Show a button; returns its callback."""
        callback = self.session.callback(function, lambda value: ())
        node = wire.Buttons(
            id=self.session.next_id(), buttons=[wire.Button(label="b")], callback=callback.id
        )
        self.show(node, callback, scope=scope)
        return callback

    def scope(
        self, name: str, container: str = ROOT, position: int = -1, if_exist: str | None = None
    ) -> None:
        """Make a scope."""
        self.do(lambda page: page.set_scope(name, container, position, if_exist))

    def form(self, form: int, *names: str) -> None:
        """Show a form."""
        fields: list[wire.FormField] = [wire.InputField(name=name) for name in names]
        self.do(lambda page: page.show_form(wire.FormShow(form=form, label="", fields=fields), 80))

    def toast(self, content: str) -> None:
        """An effect."""
        self.session.effect(wire.Toast(effect=0, content=content))

    def fresh(self) -> Document:
        """The document of a page that comes now."""
        line = self.open()
        drain(line)
        line.leave()
        return line.document


def drain(line: Line) -> None:
    """Let a page take all there is."""
    line.acknowledge()  # what was applied before
    before = -1
    while line.document.applied != before:
        before = line.document.applied
        line.pump()


def texts(line: Line, scope: str = ROOT) -> list[str]:
    """What a page says in a scope, after it has taken all there is."""
    drain(line)
    return outputs_text(line.document, line.document.outputs(scope)).split("\n")


def toasts(line: Line) -> list[str]:
    """The messages that a page has shown."""
    return [one.content for one in line.document.effects if isinstance(one, wire.Toast)]


def check_accounts(page: Page) -> None:
    """The page's count and size are those of what stands on it."""
    children = [node for branch in page.branches.values() for node in branch.children]
    assert page.count == len(children)
    sizes = 0
    for node in children:
        extra = page.extras.get(node.id)
        if extra is not None:
            sizes += extra[1]
        elif isinstance(node, wire.Text):
            sizes += COMMAND_SIZE + len(node.content)
    sizes += sum(pin.size for pin in page.pins.by_id.values())
    assert page.size == sizes + sum(file.counts for file in page.files.values())
    known = {node.id for node in children}
    assert set(page.extras) <= known
