"""The page: scopes, outputs and their parts, positions, popup, forms, scrollback, snapshots."""

from __future__ import annotations

import pytest
from session_core import Core, check_accounts, drain, texts

from pywebio import protocol as wire
from pywebio.exceptions import SessionException
from pywebio.protocol import ROOT
from pywebio.session import page as page_module
from pywebio.session.files import FileSource
from pywebio.session.page import Bounds
from pywebio.session.pieces import Branch, Piece, text_size
from pywebio.session.snapshot import TEXTS_SIZE, snapshot_of
from pywebio.testing import Line


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
def line(core: Core) -> Line:
    line = core.open()
    drain(line)
    return line


def same_as_fresh(core: Core, line: Line) -> bool:
    """Whether a page that saw all changes looks as one that comes now."""
    drain(line)
    check_accounts(core.page)
    assert line.document.picture() == core.fresh().picture()
    return True


# -- positions ------------------------------------------------------------------------------------


def test_the_four_steps_of_the_guide(core: Core, line: Line) -> None:
    core.text("A")
    core.text("B", position=0)
    core.text("C", position=-2)
    core.text("D", position=1)
    assert texts(line) == ["B", "D", "C", "A"]
    assert same_as_fresh(core, line)


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        (0, "Xabc"),
        (1, "aXbc"),
        (2, "abXc"),
        (3, "abcX"),
        (99, "abcX"),
        (-1, "abcX"),
        (-2, "abXc"),
        (-4, "Xabc"),
        (-99, "Xabc"),
    ],
)
def test_position(core: Core, line: Line, position: int, expected: str) -> None:
    for word in "abc":
        core.text(word)
    core.text("X", position=position)
    assert "".join(texts(line)) == expected
    assert same_as_fresh(core, line)


@pytest.mark.parametrize("position", [-99, -2, -1, 0, 1, 99])
def test_any_position_in_an_empty_scope(core: Core, line: Line, position: int) -> None:
    core.text("only", position=position)
    assert texts(line) == ["only"]


# -- scopes ---------------------------------------------------------------------------------------


def test_outputs_stand_in_their_scope(core: Core, line: Line) -> None:
    core.scope("A")
    core.scope("B", position=0)
    core.scope("C", container="A")
    core.text("a", "A")
    core.text("b", "B")
    core.text("c", "C")
    assert texts(line) == ["b", "c", "a"]
    assert same_as_fresh(core, line)


def test_an_existing_scope_is_left_emptied_or_made_anew(core: Core, line: Line) -> None:
    core.scope("A")
    core.text("old", "A")
    core.text("below")
    core.scope("A")
    assert texts(line) == ["old", "below"]
    core.scope("A", if_exist="clear")
    core.text("new", "A")
    assert texts(line) == ["new", "below"]
    core.scope("A", if_exist="remove")
    core.text("anew", "A")
    assert texts(line) == ["below", "anew"]
    assert same_as_fresh(core, line)


def test_clearing_a_scope_gives_the_names_in_it_back(core: Core, line: Line) -> None:
    core.scope("A")
    core.scope("B", container="A")
    core.table("T", scope="B")
    core.do(lambda page: page.clear("A"))
    assert set(core.page.branches) == {ROOT, "A"}
    for name in ("B", "T"):
        core.scope(name)
        core.text(name, name)
    assert texts(line) == ["B", "T"]
    assert same_as_fresh(core, line)


def test_removing_a_scope_takes_all_in_it_along(core: Core, line: Line) -> None:
    core.scope("A")
    core.scope("B", container="A")
    core.text("x", "B")
    core.do(lambda page: page.remove("A"))
    assert set(core.page.branches) == {ROOT}
    assert core.page.count == 0
    assert line.document.outputs() == []
    assert same_as_fresh(core, line)


def test_root_and_unknown_scopes_are_not_removed(core: Core, line: Line) -> None:
    core.text("stays")
    core.do(lambda page: page.remove(ROOT))
    core.do(lambda page: page.remove("never"))
    core.do(lambda page: page.clear("never"))
    core.do(lambda page: page.release("never"))
    assert texts(line) == ["stays"]


def test_a_second_scope_of_a_name_shows_a_notice_and_takes_nothing(core: Core, line: Line) -> None:
    core.scope("A")
    core.text("first", "A")
    core.table("A")
    core.text("second", "A")
    drain(line)
    assert texts(line, "A") == ["first", "second"]
    assert "already" in texts(line)[-1]
    assert same_as_fresh(core, line)
    core.do(lambda page: page.remove("A"))
    assert same_as_fresh(core, line)
    core.scope("A")
    assert same_as_fresh(core, line)


def test_a_duplicate_that_goes_leaves_the_name_to_its_owner(core: Core, line: Line) -> None:
    core.scope("A")
    table = core.table("A")
    core.do(lambda page: page.remove_node(table))
    core.text("still here", "A")
    assert texts(line) == ["still here"]
    assert same_as_fresh(core, line)


def test_an_output_for_a_scope_that_is_not_there_is_a_message_in_the_console(
    core: Core, line: Line
) -> None:
    core.text("lost", "nowhere")
    drain(line)
    (message,) = line.document.effects
    assert isinstance(message, wire.Console)
    assert "nowhere" in message.message
    assert core.page.count == 0


def test_messages_for_the_console_do_not_pile_up(core: Core) -> None:
    for _ in range(5000):
        core.text("lost", "nowhere")
    assert len(core.page.effects) <= core.page.bounds.effects


# -- scopes inside of outputs ---------------------------------------------------------------------


def test_a_scope_in_a_table_is_filled_and_emptied(core: Core, line: Line) -> None:
    core.table("T")
    core.text("in the cell", "T")
    assert texts(line) == ["cell | in the cell"]
    core.do(lambda page: page.clear("T"))
    assert texts(line) == ["cell | "]
    assert same_as_fresh(core, line)


def test_a_scope_in_a_table_is_removed_alone(core: Core, line: Line) -> None:
    core.table("T")
    core.text("x", "T")
    core.do(lambda page: page.remove("T"))
    assert texts(line) == ["cell | "]
    assert same_as_fresh(core, line)
    core.scope("T")
    core.text("elsewhere", "T")
    assert texts(line) == ["cell | ", "elsewhere"]
    assert same_as_fresh(core, line)


def test_a_page_that_was_away_sees_that_a_scope_in_a_table_was_removed(core: Core) -> None:
    line = core.open()
    core.table("T")
    core.text("x", "T")
    drain(line)
    line.drop()
    core.do(lambda page: page.remove("T"))
    line.view.drop()  # as if too much had piled up
    line.resume()
    assert texts(line) == ["cell | "]
    assert same_as_fresh(core, line)


def test_a_scope_removed_before_its_table_was_sent(core: Core, line: Line) -> None:
    core.table("T")
    core.text("x", "T")
    core.do(lambda page: page.remove("T"))
    core.scope("T")
    core.text("again", "T")
    assert texts(line) == ["cell | ", "again"]
    assert same_as_fresh(core, line)


def test_what_stands_in_a_scope_from_the_start(core: Core, line: Line) -> None:
    node = wire.Scope(id=core.session.next_id(), name="S")
    inner = Piece(wire.Text(id=core.session.next_id(), content="inside"), (), 86)
    core.show(node, Branch(node, (inner,)))
    assert texts(line, "S") == ["inside"]
    assert same_as_fresh(core, line)


# -- parts ----------------------------------------------------------------------------------------


def test_callbacks_die_with_their_output(core: Core) -> None:
    core.scope("A")
    inner = core.button(scope="A")
    outer = core.button()
    assert set(core.page.callbacks) == {inner.id, outer.id}
    core.do(lambda page: page.remove("A"))
    assert set(core.page.callbacks) == {outer.id}
    core.do(lambda page: page.clear(ROOT))
    assert core.page.callbacks == {}


def test_a_callback_of_two_outputs_lives_as_long_as_one_of_them(core: Core) -> None:
    callback = core.session.callback(lambda: None)
    nodes = [wire.Text(id=core.session.next_id(), content="x", click=callback.id) for _ in "ab"]
    for node in nodes:
        core.show(node, callback)
    core.do(lambda page: page.remove_node(nodes[0].id))
    assert callback.id in core.page.callbacks
    core.do(lambda page: page.remove_node(nodes[1].id))
    assert callback.id not in core.page.callbacks


def test_files_die_with_their_output(core: Core) -> None:
    source = FileSource(b"bytes", "image/png")
    node = wire.Image(id=core.session.next_id(), src=core.session.file_url(source))
    core.show(node, source)
    assert core.page.files == {source.token: source}
    core.do(lambda page: page.clear(ROOT))
    assert core.page.files == {}


def test_an_output_shown_nowhere_registers_nothing(core: Core) -> None:
    core.button(scope="nowhere")
    assert core.page.callbacks == {}


def test_replacing_exchanges_the_parts(core: Core, line: Line) -> None:
    old = core.session.callback(lambda: None)
    new = core.session.callback(lambda: None)
    node = wire.Text(id=core.session.next_id(), content="old", click=old.id)
    core.text("above")
    core.show(node, old)
    core.text("below")
    other = wire.Text(id=node.id, rev=1, content="new", click=new.id)
    core.do(lambda page: page.replace(other, (new,), 90))
    assert texts(line) == ["above", "new", "below"]
    assert set(core.page.callbacks) == {new.id}
    assert same_as_fresh(core, line)


def test_replacing_by_the_same_parts_keeps_them(core: Core, line: Line) -> None:
    callback = core.session.callback(lambda: None)
    node = wire.Text(id=core.session.next_id(), content="old", click=callback.id)
    core.show(node, callback)
    other = wire.Text(id=node.id, rev=1, content="new", click=callback.id)
    core.do(lambda page: page.replace(other, (callback,), 90))
    assert set(core.page.callbacks) == {callback.id}
    assert same_as_fresh(core, line)


def test_removing_what_has_gone_is_nothing(core: Core, line: Line) -> None:
    gone = core.text("x")
    core.do(lambda page: page.remove_node(gone))
    core.do(lambda page: page.remove_node(gone))
    core.do(lambda page: page.replace(wire.Text(id=gone, content="y"), (), 81))
    assert line.document.outputs() == []
    assert same_as_fresh(core, line)


# -- popup ----------------------------------------------------------------------------------------


def open_popup(core: Core, number: int = 1, scope: str = "pop") -> None:
    command = wire.PopupOpen(popup=number, title="Title", scope=scope)
    inner = Piece(wire.Text(id=core.session.next_id(), content="inside"), (), 86)
    core.do(lambda page: page.open_popup(command, (inner,)))


def test_a_popup_opens_and_closes(core: Core, line: Line) -> None:
    open_popup(core)
    core.text("more", "pop")
    assert texts(line, "pop") == ["inside", "more"]
    assert same_as_fresh(core, line)
    core.do(lambda page: page.close_popup())
    drain(line)
    assert line.document.popup is None
    assert same_as_fresh(core, line)


def test_a_new_popup_takes_the_place_of_the_old(core: Core, line: Line) -> None:
    open_popup(core, 1, "one")
    callback = core.button(scope="one")
    open_popup(core, 2, "two")
    assert callback.id not in core.page.callbacks
    assert "one" not in core.page.branches
    assert same_as_fresh(core, line)


def test_closing_an_earlier_popup_leaves_the_new_one(core: Core, line: Line) -> None:
    open_popup(core, 1, "one")
    open_popup(core, 2, "two")
    core.session.deliver(wire.PopupClosed(popup=1))
    drain(line)
    assert line.document.popup is not None
    core.session.deliver(wire.PopupClosed(popup=2))
    drain(line)
    assert line.document.popup is None


def test_the_visitor_closes_the_popup_on_all_screens(core: Core, line: Line) -> None:
    other = core.open()
    open_popup(core)
    drain(line)
    drain(other)
    line.document.dismiss_popup()
    line.send(wire.PopupClosed(popup=1))
    drain(other)
    assert other.document.popup is None
    assert same_as_fresh(core, line)


def test_removing_the_body_of_a_popup_closes_it(core: Core, line: Line) -> None:
    open_popup(core)
    core.do(lambda page: page.remove("pop"))
    assert same_as_fresh(core, line)
    assert line.document.popup is None


def test_an_output_after_the_popup_has_closed_is_only_a_message(core: Core, line: Line) -> None:
    open_popup(core)
    core.do(lambda page: page.close_popup())
    core.text("late", "pop")
    assert same_as_fresh(core, line)


def test_a_popup_takes_the_name_of_its_body_from_another_scope(core: Core, line: Line) -> None:
    core.scope("A")
    core.text("mine", "A")
    open_popup(core, 1, "A")
    assert texts(line, "A") == ["inside"]
    assert same_as_fresh(core, line)
    core.do(lambda page: page.close_popup())
    core.text("gone too", "A")
    assert same_as_fresh(core, line)


# -- forms and settings ---------------------------------------------------------------------------


def test_forms_are_in_the_snapshot_as_they_are_now(core: Core, line: Line) -> None:
    core.form(1, "a", "b")
    core.form(2, "c")
    core.do(lambda page: page.mark_form(1, {"a": "wrong", "b": "bad"}, refused=True))
    core.do(lambda page: page.mark_form(1, {"b": None}))
    new = wire.InputField(name="a", label="New label")
    core.do(lambda page: page.update_form(1, new, {"label": "New label"}, 90))
    assert same_as_fresh(core, line)
    first, second = core.fresh().forms.values()
    assert first.problems == {"a": "wrong"}
    assert first.fields["a"].label == "New label"
    assert second.id == 2


def test_a_form_that_has_gone_is_not_marked(core: Core, line: Line) -> None:
    core.form(1, "a")
    core.do(lambda page: page.close_form(1))
    core.do(lambda page: page.close_form(1))
    core.do(lambda page: page.mark_form(1, {"a": "late"}))
    field = wire.InputField(name="a")
    core.do(lambda page: page.update_form(1, field, {"value": "late"}, 90))
    assert same_as_fresh(core, line)
    assert line.document.forms == {}


def test_typed_text_survives_a_snapshot(core: Core, line: Line) -> None:
    core.form(1, "a", "b")
    drain(line)
    line.document.forms[1].fill("a", "typed")
    line.drop()
    core.do(lambda page: page.mark_form(1, {"b": "wrong"}))
    line.view.drop()
    line.resume()
    drain(line)
    assert line.document.snapshots == 2
    assert line.document.forms[1].values == {"a": "typed", "b": ""}
    assert line.document.forms[1].problem == "wrong"


def test_settings_and_state(core: Core, line: Line) -> None:
    core.do(lambda page: page.set_env({"title": "a", "auto_scroll_bottom": True}))
    core.do(lambda page: page.set_env({"title": "b"}))
    core.do(lambda page: page.set_state(wire.ProgramState(state="held")))
    assert same_as_fresh(core, line)
    assert line.document.settings == {"title": "b", "auto_scroll_bottom": True}
    assert line.document.state == "held"


# -- scrollback -----------------------------------------------------------------------------------


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> Core:
    """A page that holds 20 outputs and never trims the first 3 of a scope."""
    monkeypatch.setattr(page_module, "KEPT_AT_TOP", 3)
    return Core(bounds=Bounds(outputs=20))


def test_the_oldest_outputs_are_trimmed_behind_the_first_ones(short: Core) -> None:
    line = short.open()
    for number in range(100):
        short.text(str(number))
    shown = texts(line)
    assert shown[:3] == ["0", "1", "2"]
    assert shown[3].startswith("(trimmed: ")
    assert shown[4:] == [str(number) for number in range(100)][-len(shown) + 4 :]
    assert int(shown[3].strip("()").split()[1]) == 100 - (len(shown) - 1)
    assert short.page.count <= 20
    assert same_as_fresh(short, line)


def test_outputs_that_a_program_may_still_need_are_not_trimmed(short: Core) -> None:
    line = short.open()
    for _ in range(5):
        short.button()
    short.scope("mine")
    short.text("in mine", "mine")
    short.table("cell")
    for number in range(100):
        short.text(str(number))
    drain(line)
    assert len(short.page.callbacks) == 5
    assert {"mine", "cell"} <= set(short.page.branches)
    assert texts(line, "mine") == ["in mine"]
    assert same_as_fresh(short, line)


def test_the_longest_scope_is_trimmed_first(short: Core) -> None:
    line = short.open()
    short.scope("log")
    for number in range(8):
        short.text(f"root {number}")
    for number in range(50):
        short.text(f"log {number}", "log")
    assert [text for text in texts(line) if text.startswith("root")] == [
        f"root {number}" for number in range(8)
    ]
    assert same_as_fresh(short, line)


def test_positions_count_what_was_trimmed(short: Core) -> None:
    line = short.open()
    for number in range(100):
        short.text(str(number))
    short.text("top", position=0)
    short.text("before 99", position=100)  # "top" has moved it by one
    short.text("below 98", position=-3)
    shown = texts(line)
    assert shown[0] == "top"
    assert shown[-4:] == ["98", "below 98", "before 99", "99"]
    assert same_as_fresh(short, line)


def test_clearing_forgets_the_mark_too(short: Core) -> None:
    line = short.open()
    for number in range(100):
        short.text(str(number))
    short.do(lambda page: page.clear(ROOT))
    assert short.page.count == 0
    for number in range(30):
        short.text(f"again {number}")
    assert texts(line)[:3] == ["again 0", "again 1", "again 2"]
    assert same_as_fresh(short, line)


def test_bytes_are_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "KEPT_AT_TOP", 3)
    core = Core(bounds=Bounds(size=20_000))
    line = core.open()
    for _ in range(100):
        core.text("x" * 1000)
    assert core.page.size <= 20_000
    assert same_as_fresh(core, line)


def test_a_page_of_buttons_alone_is_left_as_it_is(short: Core) -> None:
    line = short.open()
    for _ in range(40):
        short.button()
    assert short.page.count == 40
    assert same_as_fresh(short, line)


def test_a_page_of_buttons_is_not_searched_again_with_each_output() -> None:
    core = Core(bounds=Bounds(outputs=80))
    for _ in range(80):
        core.button()
    searched: list[int] = []
    trim = core.page._trim
    core.page._trim = lambda: searched.append(core.page.count) or trim()  # type: ignore[method-assign, func-returns-value]
    for _ in range(40):
        core.button()
    assert searched == [81, 92, 103, 114]


def test_a_page_of_twice_its_limit_takes_no_more() -> None:
    core = Core(bounds=Bounds(outputs=80))
    for _ in range(161):
        core.button()
    with pytest.raises(SessionException, match="max_outputs"):
        core.session.admit()
    core.session.change(lambda page: page.clear(ROOT))
    core.session.admit()


def test_a_snapshot_tells_many_texts_at_a_time(core: Core) -> None:
    many = TEXTS_SIZE // text_size("line 1000")
    for number in range(1000, 1000 + many + 2):
        core.text(f"line {number}")
    core.scope("inner")
    core.text("below", scope="inner")
    commands = [command for command, _ in snapshot_of(core.page)]
    runs = [one for one in commands if isinstance(one, wire.PutTexts)]
    assert [(len(one.texts), one.scope) for one in runs] == [
        (many, ROOT),
        (2, ROOT),
        (1, "inner"),
    ]
    assert runs[1].texts[1].content == f"line {1000 + many + 1}"
    sizes = [size for command, size in snapshot_of(core.page) if command == runs[1]]
    assert sizes == [sum(text_size(text.content) for text in runs[1].texts)]


def test_a_snapshot_tells_long_texts_in_commands_of_bounded_size(core: Core) -> None:
    texts = ["a" * (TEXTS_SIZE // 3), "b" * (TEXTS_SIZE // 3), "c" * (2 * TEXTS_SIZE), "d", "e"]
    for content in texts:
        core.text(content)
    entries = snapshot_of(core.page)
    runs = [(one.texts, size) for one, size in entries if isinstance(one, wire.PutTexts)]
    assert [[text.content[0] for text in some] for some, _ in runs] == [
        ["a", "b"],
        ["c"],
        ["d", "e"],
    ]
    assert [text.content for some, _ in runs for text in some] == texts
    assert all(size == sum(text_size(text.content) for text in some) for some, size in runs)
