"""A session without a server, and what a visitor of it would see: for tests of outputs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

from pywebio import protocol as wire
from pywebio.session.base import Program, Session, Settings, Timer
from pywebio.session.current import Place, set_place
from pywebio.session.nesting import find_path, inner_outputs, with_other
from pywebio.session.threadbased import ThreadSession
from pywebio.session.view import View
from pywebio.testing.contents import MODELS, Model


class FakeHost:
    """A host whose worker threads have ended when the call returns."""

    def time(self) -> float:
        return 0.0

    def call_later(self, delay: float, function: Callable[[], object]) -> Timer:
        raise AssertionError("outputs need no timers")

    def run_in_thread(self, function: Callable[[], object], name: str) -> None:
        thread = threading.Thread(target=function, name=name)
        thread.start()
        thread.join(30)

    def program_ended(self, session: Session) -> None:
        pass


def parts_of(node: wire.Output) -> Iterator[wire.Output]:
    """A node and the nodes in it."""
    yield node
    for inner in inner_outputs(node):
        yield from parts_of(inner)


class Document:
    """Commands carried out as a page does it."""

    def __init__(self) -> None:
        self.scopes: dict[str, list[wire.Output]] = {wire.ROOT: []}
        self.known: set[int] = set()
        self.owners: dict[int, str] = {}
        self.removed: set[str] = set()
        self.popup: wire.PopupOpen | None = None
        self.held: set[str] = set()
        self.effects: list[wire.Effect] = []
        self.contents: dict[int, Model] = {}
        self.fetch: Callable[[str], bytes | None] = lambda src: None

    def apply(self, command: wire.AnyCommand) -> None:
        match command:
            case wire.Put():
                self._put(command)
            case wire.PutTexts():
                for text in command.texts:
                    self._put(wire.Put(node=text, scope=command.scope))
            case wire.Replace():
                self._replace(command.node)
            case wire.Feed():
                if command.id in self.known:
                    self.contents[command.id].apply(command.change)
            case wire.Remove():
                for node_id in command.ids:
                    self._remove(node_id)
            case wire.ScopeClear():
                if command.scope not in self.removed:
                    self._empty(command.scope)
                if command.hold:
                    self.held.add(command.scope)
            case wire.ScopeRelease():
                self.held.discard(command.scope)
            case wire.PopupOpen():
                self._close_popup()
                self.popup = command
                self.scopes[command.scope] = []
            case wire.PopupClose():
                self._close_popup()
            case wire.Effect():
                self.effects.append(command)
            case wire.SnapshotBegin() | wire.SnapshotEnd() | wire.ProgramState():
                pass
            case _:
                raise AssertionError(f"unexpected {command}")

    def _put(self, command: wire.Put) -> None:
        if command.scope in self.removed:
            self._ignore(command.node)
            return
        children = self.scopes[command.scope]
        at = len(children)
        if command.before:
            at = [child.id for child in children].index(command.before)
        children.insert(at, command.node)
        self._know(command.node)

    def _know(self, new: wire.Output) -> None:
        for node in parts_of(new):
            assert node.id not in self.known
            self.known.add(node.id)
            if type(node) in MODELS:
                self.contents[node.id] = MODELS[type(node)](self.fetch)
            if isinstance(node, wire.Scope) and not node.duplicate:
                self._name(node)

    def _replace(self, new: wire.Output) -> None:
        for children in self.scopes.values():
            for index, child in enumerate(children):
                path = find_path(child, new.id)
                if path is not None:
                    self._forget(path[-1])
                    children[index] = with_other(path, new)
                    self._know(new)
                    return
        raise AssertionError(f"there is no node {new.id}")

    def _name(self, node: wire.Scope) -> None:
        if node.removed:
            if node.name not in self.scopes:
                self.removed.add(node.name)
            return
        assert node.name not in self.scopes
        self.removed.discard(node.name)
        self.scopes[node.name] = []
        self.owners[node.id] = node.name

    def _ignore(self, node: wire.Output) -> None:
        """It stood in a scope that was removed before its output was sent."""
        scopes = [part.name for part in parts_of(node) if isinstance(part, wire.Scope)]
        self.removed.update(name for name in scopes if name not in self.scopes)

    def _remove(self, node_id: int) -> None:
        for children in list(self.scopes.values()):
            for child in children:
                if child.id == node_id:
                    children.remove(child)
                    self._forget(child)
                    return
                for node in parts_of(child):
                    if node.id == node_id:
                        self._forget(node)
                        return
        assert self.removed, f"there is no node {node_id}"

    def _forget(self, node: wire.Output) -> None:
        for part in parts_of(node):
            self.known.discard(part.id)
            self.contents.pop(part.id, None)
            if part.id in self.owners:
                name = self.owners.pop(part.id)
                self._empty(name)
                del self.scopes[name]

    def _empty(self, scope: str) -> None:
        children, self.scopes[scope] = self.scopes[scope], []
        for child in children:
            self._forget(child)

    def _close_popup(self) -> None:
        if self.popup is not None:
            self._empty(self.popup.scope)
            del self.scopes[self.popup.scope]
            self.popup = None


class Screen:
    """A session, entered by the test's own thread, and what its visitor sees."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.document = Document()
        self.document.fetch = self._fetch
        self.view = session.attach("visitor")
        self.view.connected = True
        self.read()

    def commands(self, view: View | None = None) -> list[wire.AnyCommand]:
        """What the view has not had yet."""
        view = view or self.view
        found: list[wire.AnyCommand] = []
        while (frame := self.session.take(view)) is not None:
            first, commands = frame
            found += commands
            self.session.acknowledge(view, first + len(commands) - 1)
        return found

    def read(self) -> Document:
        """What the visitor sees now."""
        for command in self.commands():
            self.document.apply(command)
        return self.document

    def check(self) -> None:
        """A visitor who comes now sees the same as one who was there all the time."""
        if self.session.program == Program.CLOSED:
            return
        seen = self.read()
        late = Document()
        late.fetch = self._fetch
        view = self.session.attach("late")
        for command in self.commands(view):
            late.apply(command)
        self.session.detach(view)
        assert late.scopes == seen.scopes
        assert late.popup == seen.popup
        assert {key: model.picture() for key, model in late.contents.items()} == {
            key: model.picture() for key, model in seen.contents.items()
        }

    def _fetch(self, src: str) -> bytes | None:
        source = self.session.page.files.get(src.rpartition("/")[2])
        return None if source is None else source.content

    def fed(self) -> Any:
        """What stands in the only output that is fed."""
        (model,) = self.read().contents.values()
        return model

    def nodes(self, scope: str = wire.ROOT) -> list[Any]:
        """The outputs in a scope."""
        return list(self.read().scopes[scope])

    def node(self, scope: str = wire.ROOT) -> Any:
        """The only output in a scope."""
        (node,) = self.nodes(scope)
        return node

    def texts(self, scope: str = wire.ROOT) -> list[str]:
        """The outputs in a scope: texts as they are, scopes by name, others by kind."""
        return [_brief(node) for node in self.nodes(scope)]

    @property
    def scopes(self) -> set[str]:
        """Names of the scopes on the page."""
        return set(self.read().scopes) - {wire.ROOT}

    def effects(self, kind: type[wire.Effect] = wire.Effect) -> list[Any]:
        """The effects so far."""
        return [effect for effect in self.read().effects if isinstance(effect, kind)]

    def click(self, callback: int, value: object = None) -> None:
        """A click; what it calls has ended when this returns."""
        self.session.deliver(wire.CallbackEvent(callback=callback, value=value))


def _brief(node: Any) -> str:
    if isinstance(node, wire.Text):
        return node.content
    if isinstance(node, wire.Scope):
        return f"<{node.name}>"
    return f"[{node.__struct_config__.tag}]"


def open_screen(settings: Settings | None = None) -> Screen:
    """A thread session; the running context is its program from now on."""
    session = ThreadSession(FakeHost(), settings or Settings(), {})
    set_place(Place(session, "main-0"))
    return Screen(session)
