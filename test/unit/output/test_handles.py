"""Outputs as handles: what stands on the page is changed and taken away."""

from __future__ import annotations

from typing import Any

import pytest
from output_screen import Screen, open_screen

from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError, SessionClosedException
from pywebio.output import (
    Output,
    clear,
    output,
    popup,
    put_button,
    put_collapse,
    put_column,
    put_image,
    put_info,
    put_row,
    put_scope,
    put_table,
    put_text,
    remove,
    use_scope,
)
from pywebio.session.nesting import inner_outputs
from pywebio.session.page import PENDING_MOST


def inside(node: Any) -> list[Any]:
    """What the texts in an output say; other outputs as lists, what was removed as None."""
    return [
        None
        if isinstance(inner, wire.Scope) and inner.removed
        else getattr(inner, "content", None) or inside(inner)
        for inner in inner_outputs(node)
    ]


def test_a_shown_output_changes_in_its_place(screen: Screen) -> None:
    put_text("above")
    note = put_text("old").show()
    put_text("below")
    before = screen.nodes()[1]
    assert note.update("new", 1, sep="-") is note
    after = screen.nodes()[1]
    assert screen.texts() == ["above", "new-1", "below"]
    assert (after.id, after.rev) == (before.id, before.rev + 1)
    note.update("newer")
    assert screen.nodes()[1].rev == before.rev + 2


def test_style_and_click_stay(screen: Screen) -> None:
    clicks: list[str] = []
    note = put_text("old").style("color: red").onclick(lambda: clicks.append("x")).show()
    note.update("new")
    node = screen.node()
    assert node.style == "color: red"
    screen.click(node.click)
    assert clicks == ["x"]


def test_an_output_in_another_changes(screen: Screen) -> None:
    cell = put_text("old")
    inner = put_row([put_text("left"), cell])
    put_table([["a", inner], [put_text("other"), "b"]])
    table = screen.node()
    cell.update("new")
    after = screen.node()
    assert inside(after) == [["left", "new"], "other"]
    assert (after.id, after.rev) == (table.id, table.rev)
    inner.update([put_text("one")])
    assert inside(screen.node()) == [["one"], "other"]


def test_callbacks_go_with_the_output_that_had_them(screen: Screen) -> None:
    clicks: list[str] = []
    callbacks = screen.session.page.callbacks
    button = put_button("a", onclick=lambda: clicks.append("a"))
    box = put_column([button, put_button("keep", onclick=lambda: clicks.append("keep"))])
    put_info(box)
    first, keep = callbacks
    button.update("b", onclick=lambda: clicks.append("b"))
    assert first not in callbacks
    screen.click(first, 0)
    screen.click(max(callbacks), 0)
    screen.click(keep, 0)
    assert clicks == ["b", "keep"]
    box.update([put_text("nothing")])
    assert not callbacks


def test_files_go_with_the_output_that_had_them(screen: Screen) -> None:
    image = put_image(b"GIF89a first")
    put_row([image])
    image.update(b"GIF89a second")
    (source,) = screen.session.page.files.values()
    assert source.content == b"GIF89a second"
    clear()
    assert not screen.session.page.files


def test_an_output_that_is_not_on_the_page_yet(screen: Screen) -> None:
    alone = put_text("old")
    alone.update("new")
    cell = put_button("a", onclick=print)
    row = put_row([cell, put_text("x")])
    cell.update("b", onclick=print)
    gone = put_text("gone")
    box = put_info(gone, row)
    gone.remove()
    assert screen.texts() == []
    box.show()
    alone.show()
    alert, text = screen.nodes()
    assert text.content == "new"
    assert alert.contents[0].removed
    assert alert.contents[1].items[0].buttons[0].label == "b"
    assert len(screen.session.page.callbacks) == 1


def test_scopes_change_as_other_outputs_do(screen: Screen) -> None:
    side = put_scope("side", "old")
    put_row([side, put_scope("other")])
    put_text("more", scope="side")
    side.update("side", ["new", put_text("er")])
    assert screen.texts("side") == ["new", "er"]
    put_text("end", scope="side")
    assert screen.texts("side") == ["new", "er", "end"]
    side.update("renamed")
    assert screen.scopes == {"renamed", "other"}


def test_the_contents_of_a_block_go_with_an_update(screen: Screen) -> None:
    box = put_collapse("t")
    with box as name:
        put_text("in the block")
    assert name in screen.scopes
    box.update("t", "other")
    assert screen.scopes == set()
    assert inside(screen.node()) == ["other"]


def test_outputs_in_scopes_popups_and_placeholders(screen: Screen) -> None:
    with use_scope("deep"):
        note = put_text("old").show()
    note.update("new")
    assert screen.texts("deep") == ["new"]
    word, kept = put_text("old"), put_text("old")
    place = output(kept).show()
    popup("t", [word])
    word.update("new")
    assert screen.read().popup is not None
    assert screen.texts(screen.read().popup.scope) == ["new"]  # type: ignore[union-attr]
    kept.update("new")
    (scope,) = place.places
    assert screen.texts(scope) == ["new"]
    late = put_text("old")
    place.append(late)
    late.update("late")
    assert screen.texts(scope) == ["new", "late"]
    place.show()
    place.update("other")
    assert [screen.texts(scope) for scope in place.places] == [["other"], ["other"]]
    place.remove()
    assert screen.texts() == ["<deep>"]


def test_an_output_that_stands_in_several_places(screen: Screen) -> None:
    note = put_text("a").show().show()
    put_row([note])
    note.update("b")
    first, second, row = screen.nodes()
    assert (first.content, second.content, inside(row)) == ("b", "b", ["b"])
    note.remove()
    assert screen.texts() == ["[grid]"]
    assert inside(screen.node()) == [None]


def test_after_a_clear_the_new_place_changes(screen: Screen) -> None:
    note = put_text("a").show()
    clear()
    note.update("b")
    assert screen.texts() == []
    note.show()
    note.update("c")
    assert screen.texts() == ["c"]


def test_removing(screen: Screen) -> None:
    put_text("above")
    button = put_button("a", onclick=print).show()
    cell = put_button("b", onclick=print)
    put_table([["x", cell], ["y", put_text("z")]])
    button.remove()
    cell.remove()
    assert screen.texts() == ["above", "[table]"]
    assert inside(screen.nodes()[1]) == [None, "z"]
    assert not screen.session.page.callbacks
    cell.show()
    assert screen.texts() == ["above", "[table]", "[buttons]"]
    assert len(screen.session.page.callbacks) == 1
    cell.remove()
    cell.remove()
    assert screen.texts() == ["above", "[table]"]


def test_what_was_removed_before_it_was_shown_does_not_appear(screen: Screen) -> None:
    note = put_text("never")
    note.remove()
    del note
    assert screen.texts() == []


def test_removing_the_scope_around_it(screen: Screen) -> None:
    cell = put_text("a")
    put_row([put_scope("s"), cell])
    remove("s")
    cell.update("b")
    assert inside(screen.node()) == [None, "b"]


def test_arguments_are_checked_where_update_is_called(screen: Screen) -> None:
    row = put_row([put_text("a")]).show()
    inner = put_text("never")
    with pytest.raises(ArgumentError):
        row.update([inner, "no output"])
    del inner
    assert inside(screen.node()) == ["a"]
    bare = Output(screen.session, row._piece, "ROOT", -1)
    bare.discard()
    with pytest.raises(TypeError, match=r"update\(\)"):
        bare.update("a")


def test_another_session_cannot_change_it(screen: Screen) -> None:
    note = put_text("a").show()
    open_screen()
    with pytest.raises(ArgumentError, match="session"):
        note.update("b")
    assert screen.texts() == ["a"]


def test_after_the_end_it_raises(screen: Screen) -> None:
    note = put_text("a").show()
    screen.session.close()
    with pytest.raises(SessionClosedException):
        note.update("b")
    with pytest.raises(SessionClosedException):
        note.remove()


def test_changes_waiting_for_their_output_are_bounded(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert PENDING_MOST == 1000
    monkeypatch.setattr("pywebio.session.page.PENDING_MOST", 100)
    rows = []
    for _ in range(110):
        cell = put_text("a")
        rows.append(put_row([cell]))
        cell.update("b")
    page = screen.session.page
    assert len(page.pending) == 100
    for row in rows:
        row.show()
        if screen.view.full:
            screen.read()  # else the program would wait for room
    assert not page.pending
    assert inside(screen.nodes()[-1]) == ["b"]


def test_the_size_of_the_page_follows(screen: Screen) -> None:
    page = screen.session.page
    cell = put_text("a")
    put_row([cell])
    note = put_text("a").show()
    before = page.size
    for _ in range(3):
        cell.update("a" * 1000)
        note.update("a" * 1000)
    assert page.size - before == pytest.approx(2000, abs=200)
    clear()
    assert (page.size, page.count) == (0, 0)
