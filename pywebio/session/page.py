"""The page of a session: what stands on it, and how it changes.

A page is a tree. Its inner nodes are *branches* (scopes, with names), its leaves are outputs: the
structures of :mod:`pywebio.protocol`, which may hold further outputs (cells of a table) and among
them further scopes. What an output needs besides its structure (callbacks, files, scopes in it) are
its *parts*: they enter the page with it and leave with it.

Each operation changes the tree and tells the views. All are called with the session's lock held.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from msgspec import json, structs

from .. import protocol as wire
from ..protocol import ROOT
from .children import Children, Index
from .nesting import Inner, find_path, inner_outputs, with_other
from .pieces import COMMAND_SIZE, Branch, Extra, Part, Piece, text_size
from .pins import Pins
from .snapshot import snapshot_of
from .view import View, Window

if TYPE_CHECKING:
    from .callbacks import Callback
    from .files import FileSource

PENDING_MOST = 1000
"""So many changes of outputs that are not on the page are kept until these come."""

KEPT_AT_TOP = 50
"""The first outputs of a scope are never trimmed: titles and explanations stand there."""


_encode = json.Encoder().encode


class Bounds(NamedTuple):
    """How large a page may become, and how much may wait in it."""

    outputs: int = 100_000
    size: int = 64 * 1024 * 1024
    callbacks: int = 100_000
    effects: int = 1000
    effect_size: int = 1024 * 1024


class FormState:
    """A form on the page, as a view that comes now has to see it."""

    __slots__ = ("command",)

    def __init__(self, command: wire.FormShow) -> None:
        self.command = command


class Page:
    """What a session shows, and the views of it."""

    def __init__(self, next_id: Callable[[], int], bounds: Bounds, window: Window) -> None:
        self.next_id = next_id
        self.bounds = bounds
        self.window = window
        self.slack = 1
        self.index: Index = {}
        self.branches: dict[str, Branch] = {}
        self.root = Branch(wire.Scope(id=0, name=ROOT))
        self.root.enter(self)
        self.callbacks: dict[int, Callback] = {}
        self.files: dict[str, FileSource] = {}
        self.forms: dict[int, FormState] = {}
        self.pins = Pins()
        self.popup: wire.PopupOpen | None = None
        self.settings: dict[str, wire.Json] = {}
        self.state: wire.ProgramState | None = None
        self.views: list[View] = []
        self.effects: list[tuple[wire.EffectCommand, int]] = []
        self.effect_size = 0
        self.scripts: list[tuple[wire.KeptScript, int]] = []
        self.script_size = 0
        self.count = 0
        self.size = 0
        self.pending: dict[int, Piece] = {}
        self.named: dict[tuple[str, str], object] = {}
        self._last_effect = 0
        self.extras: dict[int, Extra] = {}
        self._outer: dict[int, int] = {}
        self._trim_count = bounds.outputs
        self._trim_size = bounds.size

    # -- views ----------------------------------------------------------------------------------

    @property
    def leading(self) -> View | None:
        """The view that gets the effects and sets the pace: the one that came last."""
        return self.views[-1] if self.views else None

    def attach(self, view_id: str) -> View:
        """A new view; it begins with a snapshot and leads from now on."""
        view = View(view_id, self.window)
        self.views.append(view)
        return view

    def detach(self, view: View) -> None:
        """A view has gone for good. If it led, the one before it leads and gets the effects."""
        if view not in self.views:
            return
        led = view is self.leading
        self.views.remove(view)
        heir = self.leading
        if led and heir is not None:
            for effect, size in self.effects:
                heir.push(effect, size, self.slack)

    def acknowledge(self, view: View, number: int) -> None:
        """A view has applied the commands up to `number`."""
        self.effects_done(view.acknowledge(number))

    def effects_done(self, number: int) -> None:
        """The effects up to `number` were carried out."""
        while self.effects and self.effects[0][0].effect <= number:
            self.effect_size -= self.effects.pop(0)[1]

    def wake(self) -> None:
        """Call the carriers of the views that have something to take (without the lock)."""
        for view in self.views:
            if not view.woken and view.connected and view.has_work and view.wake is not None:
                view.woken = True
                view.wake()

    def take(self, view: View) -> tuple[int, list[wire.AnyCommand]] | None:
        """Commands for one frame of this view, or `None` when there is nothing to send now."""
        # While the line is busy nobody needs to wake the carrier: it takes after each
        # acknowledgement anyway.
        view.woken = not view.ready
        if view.woken:
            return None
        if view.stale:
            view.load(snapshot_of(self, effects=view is self.leading))
        first, commands = view.take()
        return (first, commands) if commands else None

    def emit(self, command: wire.State, size: int = COMMAND_SIZE) -> None:
        """Tell all views of a change of what stands on the page."""
        for view in self.views:
            view.push(command, size, self.slack)

    def effect(self, command: wire.EffectCommand, size: int = COMMAND_SIZE) -> None:
        """Have something done once, by the leading view, in its place among the changes."""
        self._last_effect += 1
        command.effect = self._last_effect
        if isinstance(command, wire.RunJs):
            self.pins.scripts += 1
        self.effects.append((command, size))
        self.effect_size += size
        leading = self.leading
        if leading is not None:
            leading.push(command, size, self.slack)

    def keep_script(self, command: wire.KeptScript, size: int) -> None:
        """Have code run once by each load of the page, also by those that come later."""
        self._last_effect += 1
        command.number = self._last_effect
        self.pins.scripts += 1
        self.scripts.append((command, size))
        self.script_size += size
        self.emit(command, size)

    def takes_script(self, size: int) -> bool:
        """Whether one more script may be kept."""
        bounds = self.bounds
        return len(self.scripts) < bounds.effects and self.script_size + size <= bounds.effect_size

    def note(self, command: wire.Console | wire.ProgramError, size: int = COMMAND_SIZE) -> None:
        """An effect of the library's own: nobody waits for room, the oldest of its kind goes."""
        if not self.effects_full or self.drop_effect(type(command)):
            self.effect(command, size)

    @property
    def effects_full(self) -> bool:
        """Whether no further effect may wait."""
        bounds = self.bounds
        return len(self.effects) >= bounds.effects or self.effect_size >= bounds.effect_size

    def drop_effect(self, kind: type[wire.Effect]) -> bool:
        """Forget the oldest waiting effect of a kind that no view was sent yet."""
        for index, (command, size) in enumerate(self.effects):
            if isinstance(command, kind):
                del self.effects[index]
                self.effect_size -= size
                return True
        return False

    # -- outputs --------------------------------------------------------------------------------

    def put(self, piece: Piece, scope: str, position: int = -1) -> bool:
        """Show an output in a scope; returns whether the scope is there.

        `position` >= 0 means before that child, < 0 after that child counted from the end.
        """
        branch = self.branches.get(scope)
        if branch is None:
            self.note(
                wire.Console(effect=0, message=f"There is no scope {scope!r}: output not shown.")
            )
            return False
        node, parts, size = piece
        before = 0
        if position == -1:
            branch.children.append(node)
        else:
            before = self._insert(branch, node, position)
        if parts or type(node) is not wire.Text:
            self.extras[node.id] = (parts, size)
            self._know_inner(node, node.id)
            for part in parts:
                part.enter(self)
        self.count += 1
        self.size += size
        if before:
            self.emit(wire.Put(node=node, scope=scope, before=before), size)
        else:
            self.emit(wire.Put(node=node, scope=scope), size)
        for part in parts:
            part.fill(self)
        if self.pending:
            self._catch_up(node)
        if self.count > self._trim_count or self.size > self._trim_size:
            self._trim()
        return True

    def _know_inner(self, node: wire.Output, outer: int) -> None:
        """Note for all that stands in an output in which one of a scope it is."""
        for inner in inner_outputs(node):
            self._outer[inner.id] = outer
            self._know_inner(inner, outer)

    def _forget_all_in(self, node: wire.Output) -> None:
        for inner in inner_outputs(node):
            self._outer.pop(inner.id, None)
            self._forget_all_in(inner)

    @staticmethod
    def _insert(branch: Branch, node: wire.Output, position: int) -> int:
        """Insert into the children; returns the id of the next one, 0 at the end."""
        children = branch.children
        # The mark of a trim stands for `trimmed` outputs.
        hidden = max(0, branch.trimmed - 1)
        index = position if position >= 0 else len(children) + hidden + position + 1
        if branch.mark is not None and index > KEPT_AT_TOP:
            index = max(KEPT_AT_TOP, index - hidden)
        return children.insert(max(index, 0), node)

    def replace(self, node: wire.Output, parts: tuple[Part, ...], size: int) -> bool:
        """Put a node in the place of the one with its id, wherever that stands.

        Its revision is raised. Returns whether there was one.
        """
        found = self._find(node.id)
        if found is None:
            return False
        children, path = found
        old = path[-1]
        node.rev = max(node.rev, old.rev + 1)
        if len(path) == 1:
            self._forget(old)
            self.count += 1
            self.size += size
            self.extras[node.id] = (parts, size)
        else:
            self._forget_all_in(old)
            self._forget_inner(path, parts, size)
        children.replace(with_other(path, node))
        self._know_inner(node, path[0].id)
        for part in parts:
            part.enter(self)
        self.emit(wire.Replace(node=node), size)
        for part in parts:
            part.fill(self)
        if self.pending:
            self._catch_up(node)
        return True

    def revise(self, node: wire.Output) -> None:
        """Put a node in the place of the one with its id; what that brought along stays."""
        found = self._find(node.id)
        if found is not None:
            children, path = found
            node.rev = max(node.rev, path[-1].rev + 1)
            children.replace(with_other(path, node))
            self.emit(wire.Replace(node=node))

    def _find(self, node_id: int) -> tuple[Children, list[wire.Output]] | None:
        """Where an output stands: among which, and the way to it from the one there."""
        block = self.index.get(self._outer.get(node_id, node_id))
        if block is None:
            return None
        outer = block.nodes[block.place(self._outer.get(node_id, node_id))]
        path = find_path(outer, node_id)
        return (block.children, path) if path is not None else None

    def _forget_inner(self, path: list[wire.Output], parts: tuple[Part, ...], size: int) -> None:
        """An output in another one gets other parts."""
        outer = path[0]
        own, whole = self.extras[outer.id]
        root = Inner(outer.id, own)
        inner = root.at(path)
        for part in inner.parts:
            part.leave(self)
        inner.parts = parts
        change = size - COMMAND_SIZE - len(_encode(path[-1]))
        self.extras[outer.id] = (root.parts, whole + change)
        self.size += change

    def put_in_place(self, piece: Piece) -> bool:
        """Like :meth:`replace`."""
        return self.replace(*piece)

    def exchange(self, piece: Piece) -> None:
        """Like :meth:`replace`; an output that is yet to come has it waiting."""
        if not self.replace(*piece):
            self.pending[piece.node.id] = piece
            if len(self.pending) > PENDING_MOST:
                del self.pending[next(iter(self.pending))]

    def _catch_up(self, node: wire.Output) -> None:
        """What was changed before it came is changed now."""
        piece = self.pending.pop(node.id, None)
        if piece is not None:
            self.replace(*piece)
            return
        for inner in inner_outputs(node):
            self._catch_up(inner)

    def _forget(self, node: wire.Output) -> None:
        """An output has gone: what it brought goes too."""
        extra = self.extras.pop(node.id, None)
        self._forget_all_in(node)
        if extra is None:
            size = text_size(node.content) if type(node) is wire.Text else 0
        else:
            size = extra[1]
            for part in extra[0]:
                part.leave(self)
        self.count -= 1
        self.size -= size

    def empty(self, branch: Branch) -> None:
        """Forget all that stands in a scope, without telling the views."""
        branch.mark = None
        branch.trimmed = 0
        for node in branch.children.clear():
            self._forget(node)

    def clear(self, scope: str, hold: bool = False) -> None:
        """Empty a scope. With `hold` the view keeps its height until `release`."""
        branch = self.branches.get(scope)
        if branch is not None:
            self.empty(branch)
            self.emit(wire.ScopeClear(scope=scope, hold=hold))

    def release(self, scope: str) -> None:
        """Let a scope that was cleared with `hold` have its natural height."""
        if scope in self.branches:
            self.emit(wire.ScopeRelease(scope=scope))

    def remove(self, scope: str) -> None:
        """Take a scope away with all that stands in it."""
        branch = self.branches.get(scope)
        if branch is None or branch is self.root:
            return
        if self.popup is not None and self.popup.scope == scope:
            self.close_popup()
            return
        node = branch.node
        block = self.index.get(node.id)
        if block is not None:
            block.children.remove(node.id)
            self._forget(node)
        else:
            node.removed = True
            node.rev += 1
            branch.leave(self)
        self.emit(wire.Remove(ids=[node.id]))

    def remove_node(self, node_id: int) -> bool:
        """Take one output away, wherever it stands; returns whether it was there."""
        found = self._find(node_id)
        if found is None:
            return False
        children, path = found
        if len(path) > 1:  # the others in there keep their places
            gone = wire.Scope(id=node_id, name="", removed=True)
            return self.replace(gone, (), COMMAND_SIZE)
        children.remove(node_id)
        self._forget(path[0])
        self.emit(wire.Remove(ids=[node_id]))
        return True

    def remove_all(self, ids: list[int], expected: bool) -> None:
        """Take an output away under all its ids; with `expected` it may be yet to come."""
        there = [self.remove_node(node_id) for node_id in ids]
        if expected and not there[0]:
            self.exchange(Piece(wire.Scope(id=ids[0], name="", removed=True), (), COMMAND_SIZE))

    def set_scope(self, name: str, container: str, position: int, if_exist: str | None) -> None:
        """Create a scope. An existing one is left, emptied (`clear`) or made anew (`remove`)."""
        if name in self.branches:
            if if_exist == "clear":
                self.clear(name)
            if if_exist != "remove":
                return
            self.remove(name)
        node = wire.Scope(id=self.next_id(), name=name)
        self.put(Piece(node, (Branch(node),), COMMAND_SIZE), container, position)

    # -- scrollback -----------------------------------------------------------------------------

    @property
    def full(self) -> bool:
        """Whether the page is at twice its limit, with nothing on it that may be taken away."""
        return self.count > 2 * self.bounds.outputs or self.size > 2 * self.bounds.size

    def _trim(self) -> None:
        """Take away the oldest plain outputs, an eighth of the limit at a time.

        What cannot be taken away is not looked through again before an eighth more has come.
        """
        bounds = self.bounds
        if self.count > bounds.outputs:
            goal = max(1, bounds.outputs // 8)
        else:
            goal = max(1, self.count // 8)
        for branch in sorted(self.branches.values(), key=lambda b: -len(b.children)):
            goal -= self._trim_branch(branch, goal)
            if goal <= 0 or len(branch.children) <= KEPT_AT_TOP:
                break
        over = self.count > bounds.outputs
        self._trim_count = self.count + bounds.outputs // 8 if over else bounds.outputs
        over = self.size > bounds.size
        self._trim_size = self.size + bounds.size // 8 if over else bounds.size

    def _trim_branch(self, branch: Branch, goal: int) -> int:
        gone: list[wire.Output] = []
        for node in islice(branch.children, KEPT_AT_TOP, None):
            if self._is_plain(node):
                gone.append(node)
                if len(gone) >= goal:
                    break
        if not gone:
            return 0
        if branch.mark is None:
            branch.mark = wire.Notice(id=self.next_id(), notice="trimmed")
            self.count += 1
            branch.children.insert_before(gone[0].id, branch.mark)
        for node in gone:
            branch.children.remove(node.id)
            self._forget(node)
        branch.trimmed += len(gone)
        branch.mark.detail = str(branch.trimmed)
        command = wire.Trim(
            scope=branch.name,
            ids=[node.id for node in gone],
            mark=branch.mark.id,
            total=branch.trimmed,
        )
        self.emit(command, COMMAND_SIZE + 8 * len(gone))
        return len(gone)

    def _is_plain(self, node: wire.Output) -> bool:
        if not isinstance(node, wire.Text | wire.Markdown | wire.Code) or node.click:
            return False
        extra = self.extras.get(node.id)
        return extra is None or not extra[0]

    # -- popup, forms, settings -----------------------------------------------------------------

    def open_popup(self, command: wire.PopupOpen, pieces: tuple[Piece, ...]) -> None:
        """Open a popup in the place of any other; `pieces` stand in it from the start."""
        self._forget_popup()
        self.remove(command.scope)  # of another scope with this name, if there is one
        self.popup = command
        branch = Branch(wire.Scope(id=self.next_id(), name=command.scope), pieces)
        self.emit(command)
        branch.enter(self)
        branch.fill(self)

    def close_popup(self, popup: int | None = None, tell: bool = True) -> None:
        """Close the popup: any, or only the one with this id."""
        current = self.popup
        if current is None or popup not in (None, current.popup):
            return
        self._forget_popup()
        if tell:
            self.emit(wire.PopupClose(popup=current.popup))

    def _forget_popup(self) -> None:
        if self.popup is not None:
            branch = self.branches.get(self.popup.scope)
            self.popup = None
            if branch is not None:
                branch.leave(self)

    def show_form(self, command: wire.FormShow, size: int) -> None:
        """Show a form in front of the others."""
        self.forms[command.form] = FormState(command)
        self.emit(command, size)

    def mark_form(self, form: int, marks: dict[str, str | None], refused: bool = False) -> None:
        """Show or take away problems at fields of a form."""
        state = self.forms.get(form)
        if state is None:
            return
        shown = {**state.command.marks, **marks}
        state.command = structs.replace(
            state.command, marks={name: text for name, text in shown.items() if text is not None}
        )
        self.emit(wire.FormMark(form=form, marks=marks, refused=refused))

    def update_form(
        self, form: int, field: wire.FormField, attributes: dict[str, wire.Json], size: int
    ) -> None:
        """A field of a form has changed: `field` as it is now, `attributes` what is new."""
        state = self.forms.get(form)
        if state is None:
            return
        fields = [field if old.name == field.name else old for old in state.command.fields]
        label = field.label if state.command.titled else state.command.label
        state.command = structs.replace(state.command, fields=fields, label=label)
        self.emit(wire.FormUpdate(form=form, name=field.name, attributes=attributes), size)

    def close_form(self, form: int) -> None:
        """Take a form away."""
        if self.forms.pop(form, None) is not None:
            self.emit(wire.FormClose(form=form))

    def set_env(self, settings: dict[str, wire.Json]) -> None:
        """Change settings of the page."""
        self.settings.update(settings)
        self.emit(wire.EnvSet(settings=settings))

    def set_state(self, state: wire.ProgramState) -> None:
        """Tell what the program does."""
        self.state = state
        self.emit(state, COMMAND_SIZE + len(state.detail))
