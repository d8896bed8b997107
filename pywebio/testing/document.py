"""What a page has on it: a model that follows the commands, and is strict about them.

A browser forgives a command for an output it does not know. This model does not: it raises
`DocumentError`, since the server must never send such a thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from .. import protocol as wire
from ..protocol import ROOT
from ..session.nesting import exchanged, inner_outputs
from .contents import MODELS, Fetch, Model
from .form import Form
from .pin import PinModel


class DocumentError(AssertionError):
    """The server sent a command that does not fit the page."""


class Place(NamedTuple):
    """Where an output stands: the scope, or the output around it."""

    scope: str
    inside: int


class ScopeModel:
    """A scope on the page. `owner` is the id of its output, or 0 for ROOT and a popup's body."""

    __slots__ = ("children", "held", "name", "owner")

    def __init__(self, name: str, owner: int) -> None:
        self.name = name
        self.owner = owner
        self.children: list[int] = []
        self.held = False


class Script(NamedTuple):
    """Code that the program had the page run; with `wait` it waits for the value."""

    code: str
    args: dict[str, Any]
    wait: int


class Document:
    """The page as it is after the commands applied so far."""

    def __init__(self) -> None:
        self.applied = 0
        self.done = 0
        self.nodes: dict[int, wire.Output] = {}
        self.places: dict[int, Place] = {}
        self.scopes: dict[str, ScopeModel] = {ROOT: ScopeModel(ROOT, 0)}
        self.popup: wire.PopupOpen | None = None
        self.dismissed = False
        self.forms: dict[int, Form] = {}
        self.pins: dict[int, PinModel] = {}
        self.contents: dict[int, Model] = {}
        self.fetch: Fetch = _no_files
        self.settings: dict[str, Any] = {}
        self.state = "running"
        self.detail = ""
        self.effects: list[wire.EffectCommand] = []
        self.scripts: set[int] = set()
        self.snapshots = 0
        self._named: set[int] | None = None
        self._named_forms: set[int] = set()
        self._popup_named = False
        self._cursors: dict[str, int] = {}

    # -- following --------------------------------------------------------------------------------

    def apply(self, number: int, command: wire.AnyCommand) -> bool:
        """Apply a command; returns whether something has to be done now: an effect, a script."""
        if number != self.applied + 1:
            raise DocumentError(f"command {number} came after {self.applied}: {command}")
        self.applied = number
        if isinstance(command, wire.Effect):
            return self._effect(command)
        if isinstance(command, wire.KeptScript):
            new = command.number not in self.scripts
            self.scripts.add(command.number)
            return new
        method = getattr(self, "_on_" + type(command).__name__)
        method(command)
        return False

    def _effect(self, command: wire.Effect) -> bool:
        if self._named is not None:
            raise DocumentError(f"an effect inside a snapshot: {command}")
        if command.effect <= self.done:
            return False
        self.done = command.effect
        self.effects.append(command)  # type: ignore[arg-type]
        return True

    # -- outputs ----------------------------------------------------------------------------------

    def _scope(self, name: str) -> ScopeModel:
        scope = self.scopes.get(name)
        if scope is None:
            raise DocumentError(f"there is no scope {name!r} on the page")
        return scope

    def _on_Put(self, command: wire.Put) -> None:
        scope = self._scope(command.scope)
        if self._named is not None:
            self._put_in_snapshot(command.node, scope)
            return
        self._enter(command.node, Place(scope.name, 0))
        if command.before == 0:
            scope.children.append(command.node.id)
        elif command.before in scope.children:
            scope.children.insert(scope.children.index(command.before), command.node.id)
        else:
            raise DocumentError(f"there is no output {command.before} in {scope.name!r}: {command}")

    def _on_PutTexts(self, command: wire.PutTexts) -> None:
        for text in command.texts:
            self._on_Put(wire.Put(node=text, scope=command.scope))

    def _put_in_snapshot(self, node: wire.Output, scope: ScopeModel) -> None:
        assert self._named is not None
        if node.id in self._named:
            raise DocumentError(f"a snapshot names the output {node.id} twice")
        old = self.nodes.get(node.id)
        if old is None:
            self._enter(node, Place(scope.name, 0))
        else:
            self._leave_scope_of(node.id)
            self._keep(old, node)
            self.places[node.id] = Place(scope.name, 0)
        place = self._cursors.get(scope.name, 0)
        scope.children.insert(place, node.id)
        self._cursors[scope.name] = place + 1
        self._named.add(node.id)
        self._named.update(inner.id for inner in nested(node))

    def _keep(self, old: wire.Output, node: wire.Output) -> None:
        """Let an output stay as it is if it has not changed, as a browser does."""
        whole = all(inner.id in self.nodes for inner in inner_outputs(node))
        if old.rev != node.rev or isinstance(node, wire.Notice) or not whole:
            self._replace(node)
            return
        self.nodes[node.id] = node  # the same, but for what has changed in it
        for inner in inner_outputs(node):
            self._keep(self.nodes[inner.id], inner)

    def _leave_scope_of(self, node_id: int) -> None:
        place = self.places[node_id]
        scope = self.scopes.get(place.scope)
        if scope is not None and node_id in scope.children:
            index = scope.children.index(node_id)
            del scope.children[index]
            if index < self._cursors.get(scope.name, 0):
                self._cursors[scope.name] -= 1

    def _enter(self, node: wire.Output, place: Place) -> None:
        if node.id in self.nodes:
            raise DocumentError(f"the output {node.id} is on the page already: {node}")
        self.nodes[node.id] = node
        self.places[node.id] = place
        model = MODELS.get(type(node))
        if model is not None:
            self.contents[node.id] = model(lambda src: self.fetch(src))
        if isinstance(node, wire.Scope) and node.name and not node.duplicate:
            self._name_scope(node)
        if isinstance(node, wire.Pin) and not node.expired:
            self._enter_pin(node)
        for inner in inner_outputs(node):
            self._enter(inner, Place("", node.id))

    def _enter_pin(self, node: wire.Pin) -> None:
        self.pins[node.id] = PinModel(node)
        if self._named is None and any(
            pin.name == node.field.name and pin.id != node.id for pin in self.pins.values()
        ):
            raise DocumentError(f"there are two pins {node.field.name!r}")

    def _name_scope(self, node: wire.Scope) -> None:
        holder = self.scopes.get(node.name)
        if holder is not None and not self._has_gone(holder):
            raise DocumentError(f"there are two scopes {node.name!r}")
        self.scopes[node.name] = ScopeModel(node.name, node.id)

    def _has_gone(self, scope: ScopeModel) -> bool:
        """Whether a scope is about to go, so that another may have its name."""
        owner = self.nodes.get(scope.owner)
        return self._named is not None or (isinstance(owner, wire.Scope) and owner.removed)

    def _forget(self, node_id: int) -> None:
        node = self.nodes.pop(node_id)
        self.places.pop(node_id)
        self.pins.pop(node_id, None)
        self.contents.pop(node_id, None)
        if isinstance(node, wire.Scope):
            scope = self.scopes.get(node.name)
            if scope is not None and scope.owner == node_id:
                self._empty(scope)
                del self.scopes[node.name]
        for inner in inner_outputs(node):
            if inner.id in self.nodes and self.places[inner.id].inside == node_id:
                self._forget(inner.id)

    def _empty(self, scope: ScopeModel) -> None:
        for child in scope.children:
            if child in self.nodes:
                self._forget(child)
        scope.children = []

    def _replace(self, node: wire.Output) -> None:
        place = self.places[node.id]
        former = dict(self.pins)
        self._forget(node.id)
        self._enter(node, place)
        if place.inside:
            self._put_inside(node, place.inside)
        for pin in self.pins.values():
            old = former.get(pin.id)
            if old is not None and old is not pin:
                pin.take_over(old)

    def _put_inside(self, node: wire.Output, outer_id: int) -> None:
        """An output in another one was replaced: those around it hold the new one."""
        outer = self.nodes[outer_id]
        new = exchanged(outer, lambda inner: node if inner.id == node.id else inner)
        self.nodes[outer_id] = new
        if self.places[outer_id].inside:
            self._put_inside(new, self.places[outer_id].inside)

    def _known(self, node_id: int, command: wire.Command) -> None:
        if node_id not in self.nodes:
            raise DocumentError(f"there is no output {node_id} on the page: {command}")

    def _on_Replace(self, command: wire.Replace) -> None:
        self._known(command.node.id, command)
        self._replace(command.node)

    def _on_Remove(self, command: wire.Remove) -> None:
        for node_id in command.ids:
            self._known(node_id, command)
            self._leave_scope_of(node_id)
            self._forget(node_id)

    def _on_Feed(self, command: wire.Feed) -> None:
        self._known(command.id, command)
        self.contents[command.id].apply(command.change)

    def _on_ScopeClear(self, command: wire.ScopeClear) -> None:
        scope = self._scope(command.scope)
        self._empty(scope)
        scope.held = command.hold

    def _on_ScopeRelease(self, command: wire.ScopeRelease) -> None:
        self._scope(command.scope).held = False

    def _on_Trim(self, command: wire.Trim) -> None:
        scope = self._scope(command.scope)
        gone = set(command.ids)
        missing = gone.difference(scope.children)
        if missing:
            raise DocumentError(f"outputs {sorted(missing)} are not in the scope: {command}")
        mark = wire.Notice(id=command.mark, notice="trimmed", detail=str(command.total))
        if command.mark in self.nodes:
            self.nodes[command.mark] = mark
        else:
            place = scope.children.index(command.ids[0])
            self._enter(mark, Place(scope.name, 0))
            scope.children.insert(place, command.mark)
        scope.children = [child for child in scope.children if child not in gone]
        for node_id in command.ids:
            self._forget(node_id)

    # -- popup, forms, settings -------------------------------------------------------------------

    def _on_PopupOpen(self, command: wire.PopupOpen) -> None:
        same = self.popup is not None and self.popup.popup == command.popup
        if self._named is not None:
            self._popup_named = True
            if same:
                self.dismissed = False
                return
        elif same:
            raise DocumentError(f"the popup is open already: {command}")
        self._forget_popup()
        if command.scope in self.scopes:
            raise DocumentError(f"there are two scopes {command.scope!r}")
        self.popup = command
        self.scopes[command.scope] = ScopeModel(command.scope, 0)

    def _on_PopupClose(self, command: wire.PopupClose) -> None:
        if self.popup is None or self.popup.popup != command.popup:
            raise DocumentError(f"this popup is not open: {command}")
        self._forget_popup()

    def _forget_popup(self) -> None:
        self.dismissed = False
        if self.popup is None:
            return
        scope = self.scopes.get(self.popup.scope)
        self.popup = None
        if scope is not None:
            self._empty(scope)
            if self.scopes.get(scope.name) is scope:
                del self.scopes[scope.name]

    def dismiss_popup(self) -> None:
        """The visitor closed the popup: it is out of sight until the server drops it."""
        self.dismissed = True

    def _on_FormShow(self, command: wire.FormShow) -> None:
        if self._named is not None:
            self._named_forms.add(command.form)
            old = self.forms.pop(command.form, None)
            if old is not None:
                old.shown_again(command)
                self.forms[command.form] = old
                return
        elif command.form in self.forms:
            raise DocumentError(f"the form is on the page already: {command}")
        self.forms[command.form] = Form(command)

    def _form(self, form_id: int, command: wire.Command) -> Form:
        form = self.forms.get(form_id)
        if form is None:
            raise DocumentError(f"there is no such form on the page: {command}")
        return form

    def _on_FormUpdate(self, command: wire.FormUpdate) -> None:
        self._form(command.form, command).update(command.name, command.attributes)

    def _on_FormMark(self, command: wire.FormMark) -> None:
        self._form(command.form, command).mark(command.marks, command.refused)

    def _on_FormClose(self, command: wire.FormClose) -> None:
        self._form(command.form, command)
        del self.forms[command.form]

    def _on_PinUpdate(self, command: wire.PinUpdate) -> None:
        pin = self.pins.get(command.id)
        if pin is not None:
            pin.update(command)
        elif not self._is_expired_pin(command.id):
            raise DocumentError(f"there is no such pin on the page: {command}")
        self.nodes[command.id].rev = command.rev

    def _is_expired_pin(self, node_id: int) -> bool:
        """Whether another pin has the name: it expired after the update, but came so already."""
        node = self.nodes.get(node_id)
        return isinstance(node, wire.Pin) and node.expired

    def _on_EnvSet(self, command: wire.EnvSet) -> None:
        self.settings.update(command.settings)

    def _on_ProgramState(self, command: wire.ProgramState) -> None:
        self.state = command.state
        self.detail = command.detail

    # -- snapshots --------------------------------------------------------------------------------

    def _on_SnapshotBegin(self, command: wire.SnapshotBegin) -> None:
        # One that was given up half way is followed by another: that begins anew.
        self.snapshots += 1
        self._named = set()
        self._named_forms = set()
        self._popup_named = False
        self._cursors = {}

    def _on_SnapshotEnd(self, command: wire.SnapshotEnd) -> None:
        named = self._named
        if named is None:
            raise DocumentError("a snapshot ended that had not begun")
        if not self._popup_named:
            self._forget_popup()
        for node_id in [known for known in self.nodes if known not in named]:
            if node_id in self.nodes:
                self._leave_scope_of(node_id)
                self._forget(node_id)
        for scope in self.scopes.values():
            scope.held = False
        self.forms = {key: form for key, form in self.forms.items() if key in self._named_forms}
        self._named = None

    # -- looking ----------------------------------------------------------------------------------

    def outputs(self, scope: str = ROOT) -> list[wire.Output]:
        """The outputs in a scope, in order."""
        return [self.nodes[child] for child in self._scope(scope).children]

    def standing(self, node: wire.Output) -> list[wire.Output]:
        """What stands in an output: other outputs, or what was put into it if it is a scope."""
        if not isinstance(node, wire.Scope):
            return [self.nodes[inner.id] for inner in inner_outputs(node) if inner.id in self.nodes]
        scope = self.scopes.get(node.name)
        if node.duplicate or node.removed or scope is None or scope.owner != node.id:
            return []
        return self.outputs(node.name)

    def everything(self) -> Iterator[wire.Output]:
        """All visible outputs in the order of the page, outer ones first; an open popup's first."""
        if self.popup is not None and not self.dismissed:
            yield from self._walk(self.outputs(self.popup.scope))
        yield from self._walk(self.outputs(ROOT))

    def _walk(self, nodes: list[wire.Output]) -> Iterator[wire.Output]:
        for node in nodes:
            yield node
            yield from self._walk(self.standing(node))

    def picture(self) -> dict[str, Any]:
        """All that a visitor can tell, as plain values: two equal pages have equal pictures."""
        popup = None
        if self.popup is not None:
            popup = {
                **msgspec.to_builtins(self.popup),
                "contents": self._pictures(self.outputs(self.popup.scope)),
            }
        return {
            "page": self._pictures(self.outputs(ROOT)),
            "popup": popup,
            "forms": [form.picture() for form in self.forms.values()],
            "settings": dict(self.settings),
            "state": (self.state, self.detail),
        }

    def _pictures(self, nodes: list[wire.Output]) -> list[Any]:
        return [self._picture(node) for node in nodes]

    def _picture(self, node: wire.Output) -> Any:
        if isinstance(node, wire.Scope) and node.removed:
            return None
        inner = [self._picture(item) for item in self.standing(node)]
        shape = msgspec.to_builtins(node)
        if isinstance(node, wire.Pin):
            for key in ("value", "sets"):
                shape.pop(key, None)
            pin = self.pins.get(node.id)
            shape["field"] = pin.picture() if pin is not None else None
        elif not isinstance(node, wire.Scope):
            shape = _without_nested(shape)
        shape.pop("rev", None)
        if node.id in self.contents:
            shape["fed"] = self.contents[node.id].picture()
        return [shape, [item for item in inner if item is not None]]


def nested(node: wire.Output) -> Iterator[wire.Output]:
    """All outputs in an output, outer ones first."""
    for inner in inner_outputs(node):
        yield inner
        yield from nested(inner)


def _without_nested(value: Any) -> Any:
    """A structure with nested outputs left out: they are looked at by themselves."""
    if isinstance(value, list):
        return [_without_nested(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: None if isinstance(item, dict) and "id" in item else _without_items(item)
        for key, item in value.items()
    }


def _without_items(value: Any) -> Any:
    if not isinstance(value, list):
        return _without_nested(value)
    return [
        None if isinstance(item, dict) and "id" in item else _without_items(item) for item in value
    ]


def _no_files(src: str) -> bytes | None:
    raise DocumentError(f"this page cannot fetch {src}")
