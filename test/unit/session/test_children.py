"""The outputs in a scope: an ordered list that finds by id, whatever is done to it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from session_core import Core, check_accounts

from pywebio import protocol as wire
from pywebio.session import children as module
from pywebio.session.children import Children, Index
from pywebio.session.pieces import COMMAND_SIZE, Piece

STEPS = st.lists(
    st.tuples(st.sampled_from(["append", "insert", "before", "replace", "remove"]), st.integers(0)),
    max_size=120,
)


@given(STEPS)
def test_it_is_a_list_that_knows_where_each_stands(steps: list[tuple[str, int]]) -> None:
    most, module.MOST = module.MOST, 4
    try:
        _compare_with_a_list(steps)
    finally:
        module.MOST = most


def _compare_with_a_list(steps: list[tuple[str, int]]) -> None:
    index: Index = {}
    children, plain = Children(index), list[wire.Text]()
    for number, (step, at) in enumerate(steps):
        node = wire.Text(id=number, content="")
        place = at % (len(plain) + 1)
        if step == "append":
            children.append(node)
            plain.append(node)
        elif step == "insert":
            expected = plain[place].id if place < len(plain) else 0
            assert children.insert(place, node) == expected
            plain.insert(place, node)
        elif plain:
            place %= len(plain)
            there = plain[place].id
            if step == "before":
                children.insert_before(there, node)
                plain.insert(place, node)
            elif step == "replace":
                plain[place] = wire.Text(id=there, content="other")
                children.replace(plain[place])
            else:
                children.remove(there)
                del plain[place]
        assert list(children) == plain
        assert len(children) == len(plain)
        assert index.keys() == {node.id for node in plain}
        assert all(block.nodes for block in index.values())
    assert children.clear() == plain
    assert not index
    assert not list(children)


def _table(core: Core, depth: int) -> tuple[wire.Table, wire.Text]:
    """A table in a table in ... and the text in the innermost."""
    text = wire.Text(id=core.session.next_id(), content="deep")
    inner: wire.Output = text
    for _ in range(depth):
        inner = wire.Table(id=core.session.next_id(), rows=[["cell", inner]])
    assert isinstance(inner, wire.Table)
    return inner, text


def test_an_output_deep_in_others_is_found_and_forgotten() -> None:
    core = Core()
    table, text = _table(core, 4)
    core.show(table)
    changed = Piece(wire.Text(id=text.id, content="changed"), (), COMMAND_SIZE)
    assert core.page.put_in_place(changed)
    assert "changed" in str(list(core.page.root.children))
    core.do(lambda page: page.remove_node(table.id))
    assert not core.page.put_in_place(changed)
    assert not core.page._outer
    check_accounts(core.page)


def test_what_a_replaced_output_held_is_not_found_any_more() -> None:
    core = Core()
    table, text = _table(core, 2)
    core.show(table)
    other, new_text = _table(core, 1)
    other.id = table.id
    assert core.page.put_in_place(Piece(other, (), COMMAND_SIZE))
    assert not core.page.put_in_place(Piece(text, (), COMMAND_SIZE))
    assert core.page.put_in_place(Piece(new_text, (), COMMAND_SIZE))
    assert set(core.page._outer) == {new_text.id}


@pytest.mark.parametrize("change", ["replace", "remove"])
def test_changing_the_first_of_many_outputs_takes_no_longer_than_the_last(change: str) -> None:
    core = Core()
    ids = [core.text(str(number)) for number in range(60_000)]

    def seconds(some: list[int]) -> float:
        start = time.thread_time()
        for node_id in some:
            if change == "replace":
                core.page.put_in_place(Piece(wire.Text(id=node_id, content="x"), (), COMMAND_SIZE))
            else:
                core.page.remove_node(node_id)
        return time.thread_time() - start

    parts = [(ids[n : n + 100], ids[-n - 100 : -n or None]) for n in range(0, 1000, 100)]
    times = [(seconds(first), seconds(last)) for first, last in parts]
    first, last = (min(column) for column in zip(*times, strict=True))
    assert first < 20 * last  # a thousand times as long, if one has to look through all
