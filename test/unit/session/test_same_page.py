"""Whatever happens to page and lines: who saw the changes sees what a newcomer sees.

Hypothesis invents programs, and lines that lose frames and acknowledgements, break, are resumed,
fall behind, and join late. Each page is a model that refuses what does not fit. (A rule that does
not fit does nothing: `assume` would throw the whole program away.)
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec import structs
from session_core import Core, check_accounts, drain

from pywebio import protocol as wire
from pywebio.protocol import ROOT
from pywebio.session import page as page_module
from pywebio.session.callbacks import Refused
from pywebio.session.page import Bounds, Page
from pywebio.session.pieces import Piece
from pywebio.session.pins import PinPart
from pywebio.session.view import Window
from pywebio.testing import Line

NAMES = ["A", "B", "C", "D"]
names = st.sampled_from(NAMES)
scopes = st.sampled_from([ROOT, *NAMES, "pop"])
positions = st.sampled_from([-1, -1, -1, 0, 1, 2, -2, -3, 99, -99])
pick = st.integers(0, 1000)


pins = st.sampled_from(["p", "q"])


class TextReader:
    """Reads a pin of text."""

    def __init__(self, value: str) -> None:
        self.value = value

    def initial(self) -> str:
        return self.value

    def read(self, sent: wire.Json) -> str:
        if sent == "refused":
            raise Refused("this one")
        return str(sent)


class Pages(RuleBasedStateMachine):
    """A session with up to three pages."""

    def __init__(self) -> None:
        super().__init__()
        self.kept, page_module.KEPT_AT_TOP = page_module.KEPT_AT_TOP, 3
        self.core = Core(Window(commands=6, size=2000), Bounds(outputs=25, effects=10_000))
        self.lines: list[Line] = []
        self.frames: list[tuple[Line, bytes]] = []
        self.popups = 0
        self.forms: list[int] = []
        self.issued = 0

    def teardown(self) -> None:
        page_module.KEPT_AT_TOP = self.kept
        for line in self.lines:
            if not line.connected:
                line.resume()
        for line in self.lines:
            drain(line)
            assert line.document.picture() == self.core.fresh().picture()

    @initialize()
    def first_page(self) -> None:
        self.lines.append(self.core.open())

    def nodes(self) -> list[wire.Output]:
        return [node for branch in self.core.page.branches.values() for node in branch.children]

    # -- the program --------------------------------------------------------------------------

    @rule(scope=scopes, position=positions, length=st.sampled_from([1, 10, 800]))
    def put_text(self, scope: str, position: int, length: int) -> None:
        self.core.text("x" * length, scope, position)

    @rule(scope=scopes, count=st.integers(2, 30))
    def put_many(self, scope: str, count: int) -> None:
        for number in range(count):
            self.core.text(str(number), scope)

    @rule(name=names, scope=scopes)
    def put_table(self, name: str, scope: str) -> None:
        self.core.table(name, scope)

    @rule(scope=scopes)
    def put_button(self, scope: str) -> None:
        self.core.button(scope=scope)

    @rule(name=pins, scope=scopes, position=positions, in_table=st.booleans())
    def put_pin(self, name: str, scope: str, position: int, in_table: bool) -> None:
        session = self.core.session
        pin = wire.Pin(id=session.next_id(), field=wire.InputField(name=name, value="first"))
        node = wire.Table(id=session.next_id(), rows=[[pin]]) if in_table else pin
        part = PinPart(pin, TextReader("first"))
        self.core.show(node, part, scope=scope, position=position)

    @rule(name=pins, change=st.sampled_from(["value", "label", "watch"]), number=pick)
    def change_pin(self, name: str, change: str, number: int) -> None:
        part = self.core.page.pins.by_name.get(name)
        if part is None:
            return
        text = str(number)

        def operation(page: Page) -> None:
            if change == "watch":
                page.pins.watch(page, name)
                return
            if change == "value":
                part.reader = TextReader(text)
            field = structs.replace(part.node.field, **{change: text})
            part.update(page, field, {change: text}, sets=change == "value")

        self.core.do(operation)

    @rule(index=pick, text=st.sampled_from(["a", "ab", "", "refused"]))
    def type_into_pin(self, index: int, text: str) -> None:
        """In the only page: another one that is there does not hear of it."""
        line = self.lines[0]
        found = list(line.document.pins.values())
        if len(self.lines) > 1 or not line.connected or not found:
            return
        pin = found[index % len(found)]
        pin.fill(text)
        line.send(pin.change())

    @rule(
        name=names,
        container=scopes,
        position=positions,
        if_exist=st.sampled_from([None, "clear", "remove"]),
    )
    def set_scope(self, name: str, container: str, position: int, if_exist: str | None) -> None:
        self.core.scope(name, container, position, if_exist)

    @rule(scope=scopes, hold=st.booleans())
    def clear(self, scope: str, hold: bool) -> None:
        self.core.do(lambda page: page.clear(scope, hold))

    @rule(scope=scopes)
    def release(self, scope: str) -> None:
        self.core.do(lambda page: page.release(scope))

    @rule(scope=scopes)
    def remove(self, scope: str) -> None:
        self.core.do(lambda page: page.remove(scope))

    @rule(index=pick)
    def remove_node(self, index: int) -> None:
        nodes = self.nodes()
        if not nodes:
            return
        node = nodes[index % len(nodes)]
        self.core.do(lambda page: page.remove_node(node.id))

    @rule(index=pick, content=st.sampled_from(["new", "newer"]))
    def replace(self, index: int, content: str) -> None:
        nodes = [node for node in self.nodes() if isinstance(node, wire.Text)]
        if not nodes:
            return
        old = nodes[index % len(nodes)]
        node = wire.Text(id=old.id, rev=old.rev + 1, content=content)
        self.core.do(lambda page: page.replace(node, (), 80 + len(content)))

    @rule()
    def open_popup(self) -> None:
        self.popups += 1
        command = wire.PopupOpen(popup=self.popups, title="t", scope="pop")
        inner = Piece(wire.Text(id=self.core.session.next_id(), content="in"), (), 82)
        self.core.do(lambda page: page.open_popup(command, (inner,)))

    @rule()
    def close_popup(self) -> None:
        self.core.do(lambda page: page.close_popup())

    @rule()
    def show_form(self) -> None:
        form = self.core.session.next_id()
        self.forms.append(form)
        self.core.form(form, "a", "b")

    def some_form(self, index: int) -> int:
        # One that never was is as good as one that has gone.
        return self.forms[index % len(self.forms)] if self.forms else index

    @rule(index=pick, mark=st.sampled_from(["wrong", None]), name=st.sampled_from(["a", "b"]))
    def mark_form(self, index: int, mark: str | None, name: str) -> None:
        form = self.some_form(index)
        self.core.do(lambda page: page.mark_form(form, {name: mark}))

    @rule(index=pick, label=st.sampled_from(["one", "two"]))
    def update_form(self, index: int, label: str) -> None:
        form = self.some_form(index)
        field = wire.InputField(name="a", label=label)
        self.core.do(lambda page: page.update_form(form, field, {"label": label}, 90))

    @rule(index=pick)
    def close_form(self, index: int) -> None:
        form = self.some_form(index)
        self.core.do(lambda page: page.close_form(form))

    @rule(title=st.sampled_from(["t1", "t2"]))
    def set_env(self, title: str) -> None:
        self.core.do(lambda page: page.set_env({"title": title}))

    @rule(state=st.sampled_from(["running", "held"]))
    def set_state(self, state: str) -> None:
        self.core.do(lambda page: page.set_state(wire.ProgramState(state=state)))  # type: ignore[arg-type]

    @rule()
    def effect(self) -> None:
        self.issued += 1
        self.core.toast(str(self.issued))

    # -- the lines ----------------------------------------------------------------------------

    def line(self, index: int) -> Line:
        return self.lines[index % len(self.lines)]

    @rule(index=pick)
    def pump(self, index: int) -> None:
        self.line(index).pump()

    @rule(index=pick)
    def all_arrives(self, index: int) -> None:
        drain(self.line(index))

    @rule(index=pick)
    def acknowledgement_is_late(self, index: int) -> None:
        line = self.line(index)
        frame = line.take()
        if frame is not None:
            line.apply(frame)

    @rule(index=pick, arrives=st.booleans())
    def line_breaks(self, index: int, arrives: bool) -> None:
        line = self.line(index)
        frame = line.take()
        if frame is not None and arrives:
            line.apply(frame)
        line.drop()

    @rule(index=pick)
    def line_stands_again(self, index: int) -> None:
        line = self.line(index)
        if not line.connected:
            line.resume()

    @precondition(lambda self: len(self.lines) < 3)
    @rule()
    def another_page(self) -> None:
        self.lines.append(self.core.open())

    @precondition(lambda self: len(self.lines) > 1)
    @rule(index=pick)
    def page_goes(self, index: int) -> None:
        line = self.line(index)
        self.lines.remove(line)
        line.leave()

    @rule(index=pick)
    def popup_is_closed_by_hand(self, index: int) -> None:
        line = self.line(index)
        popup = line.document.popup
        if popup is not None:
            line.document.dismiss_popup()
            line.send(wire.PopupClosed(popup=popup.popup))

    @invariant()
    def the_accounts_are_right(self) -> None:
        check_accounts(self.core.page)


Pages.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestPages = Pages.TestCase


class Effects(RuleBasedStateMachine):
    """One page, whose line may break at any moment: each effect is done once, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.core = Core(Window(commands=6, size=2000))
        self.line = self.core.open()
        self.issued = 0

    @rule(outputs=st.integers(0, 8))
    def effect(self, outputs: int) -> None:
        for _ in range(outputs):
            self.core.text("x")
        self.core.toast(str(self.issued))
        self.issued += 1

    @rule()
    def pump(self) -> None:
        self.line.pump()

    @rule(arrives=st.booleans(), pumps=st.integers(0, 3))
    def line_breaks_and_stands_again(self, arrives: bool, pumps: int) -> None:
        frame = self.line.take()
        if frame is not None and arrives:
            self.line.apply(frame)
        self.line.drop()
        self.effect(3)
        self.line.resume()
        for _ in range(pumps):
            self.line.pump()

    def teardown(self) -> None:
        drain(self.line)
        shown = [one.content for one in self.line.document.effects if isinstance(one, wire.Toast)]
        assert shown == [str(number) for number in range(self.issued)]
        assert not self.core.page.effects


Effects.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestEffects = Effects.TestCase


def test_a_pin_that_changes_and_expires_before_the_page_has_heard_of_it() -> None:
    pages = Pages()
    pages.first_page()
    pages.put_pin(name="p", scope="ROOT", position=-1, in_table=False)
    pages.change_pin(name="p", change="value", number=0)
    pages.put_pin(name="p", scope="ROOT", position=-1, in_table=False)
    pages.teardown()
