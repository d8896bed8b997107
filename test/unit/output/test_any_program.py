"""Whatever a program puts out: one who comes late sees what one sees who was there all the time."""

from __future__ import annotations

from contextvars import Context
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from output_screen import Screen, open_screen

from pywebio import protocol as wire
from pywebio.output import (
    Output,
    clear,
    close_popup,
    output,
    popup,
    put_button,
    put_collapse,
    put_row,
    put_scope,
    put_table,
    put_text,
    remove,
    set_scope,
    use_scope,
)
from pywebio.output.containers import Placeholder

NAMES = st.sampled_from("abc")
POSITIONS = st.integers(-4, 4)

STEPS = st.recursive(
    st.one_of(
        st.tuples(st.just("text"), POSITIONS),
        st.tuples(st.just("scope output"), NAMES, POSITIONS),
        st.tuples(st.just("table"), NAMES),
        st.tuples(st.just("placeholder"), POSITIONS),
        st.tuples(st.just("again"), st.integers(0, 9)),
        st.tuples(st.just("inner"), st.booleans()),
        st.tuples(st.just("update"), st.integers(0, 9)),
        st.tuples(st.just("take away"), st.integers(0, 9)),
        st.tuples(st.just("set"), NAMES, POSITIONS, st.sampled_from([None, "clear", "remove"])),
        st.tuples(st.just("clear"), NAMES),
        st.tuples(st.just("remove"), NAMES),
        st.tuples(st.just("close")),
    ),
    lambda steps: st.tuples(
        st.sampled_from(["use", "use clear", "collapse", "row", "popup"]),
        NAMES,
        st.lists(steps, max_size=5),
    ),
    max_leaves=25,
)


class Program:
    """Carries out steps; keeps some outputs to use them again."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.kept: list[Output] = []
        self.handle = output("start")

    def keep(self, made: Output) -> None:
        self.kept.append(made.show())

    def run(self, steps: list[Any]) -> None:
        for index, (kind, *arguments) in enumerate(steps):
            if index % 3 == 0:
                self.screen.read()
            self.step(kind, *arguments)

    def step(self, kind: str, *arguments: Any) -> None:
        match kind, arguments:
            case "text", (position,):
                self.keep(put_text("x", position=position))
            case "scope output", (name, position):
                inner = put_scope("ab"[name == "a"], put_button("y", onclick=print))
                self.keep(put_scope(name, ["x", inner], position=position))
            case "table", (name,):
                self.keep(put_table([[put_scope(name, "cell"), self.handle]]))
            case "placeholder", (position,):
                self.handle.insert(position, put_text("p"))
            case "again", (number,) if self.kept:
                self.kept[number % len(self.kept)].show()
            case "inner", (scope,):
                inner = put_scope("b", "in") if scope else put_button("z", onclick=print)
                self.keep(put_row([inner, put_text("beside")]))
                self.kept.append(inner)
            case "update", (number,) if self.kept:
                self.update(self.kept[number % len(self.kept)])
            case "take away", (number,) if self.kept:
                self.kept[number % len(self.kept)].remove()
            case "set", (name, position, if_exist):
                set_scope(name, position=position, if_exist=if_exist)
            case "clear", (name,):
                clear(name)
            case "remove", (name,):
                remove(name)
            case "close", _:
                close_popup()
            case _:
                self.block(kind, *arguments)

    def update(self, kept: Output) -> None:
        match kept._piece.node:
            case wire.Text():
                kept.update("changed")
            case wire.Scope():
                kept.update("c", ["new", put_button("w", onclick=print)])
            case wire.Buttons():
                kept.update("changed", onclick=print)
            case wire.Grid():
                kept.update([put_scope("a", "row"), put_button("v", onclick=print)])
            case wire.Table():
                kept.update([[put_text("cell"), self.handle]])

    def block(self, kind: str, *arguments: Any) -> None:
        match kind, arguments:
            case (("use" | "use clear"), (name, steps)):
                with use_scope(name, clear=kind == "use clear"):
                    self.run(steps)
            case "collapse", (name, steps):
                with put_collapse(name, put_text("in")):
                    self.run(steps)
            case "row", (name, steps):
                with put_row([put_text(name)]):
                    self.run(steps)
            case "popup", (name, steps):
                with popup(name, put_text("in")):
                    self.run(steps)


@settings(max_examples=50, deadline=None)
@given(st.lists(STEPS, max_size=12))
def test_a_late_visitor_sees_the_same(steps: list[Any]) -> None:
    def program() -> None:
        screen = open_screen()
        run = Program(screen)
        run.run(steps)
        screen.check()
        assert isinstance(run.handle, Placeholder)
        contents = [_content(piece.node) for piece in run.handle.pieces]
        for name in run.handle.places:
            assert screen.texts(name) == contents
        clear("ROOT")
        close_popup()
        screen.check()
        assert screen.scopes == set()
        page = screen.session.page
        assert (page.count, page.size, page.callbacks) == (0, 0, {})
        assert page.extras == {}

    Context().run(program)


def _content(node: Any) -> str:
    content: str = node.content
    return content
