from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from both_kinds import KINDS, Kind, now
from output_screen import Screen

from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError
from pywebio.output import (
    JSFunction,
    datatable_insert,
    datatable_remove,
    datatable_update,
    put_datatable,
    put_row,
    put_text,
    remove,
    use_scope,
)
from pywebio.session.snapshot import snapshot_of
from pywebio.testing import Visitor

PEOPLE = [
    {"id": 7, "name": "Ann", "home": {"city": "Rome", "zip": 1}},
    {"id": 8, "name": "Bob", "home": {"city": "Oslo", "zip": 2}},
]


def rows(screen: Screen) -> dict[int | str, Any]:
    found: dict[int | str, Any] = screen.fed().rows
    return found


def test_rows_are_numbered_from_zero(screen: Screen) -> None:
    put_datatable([{"a": 1}, {"a": 2}])
    assert rows(screen) == {0: {"a": 1}, 1: {"a": 2}}
    assert screen.node().columns == ["a"]


def test_ids_of_a_field_are_text(screen: Screen) -> None:
    put_datatable(PEOPLE, id_field="id")
    assert list(rows(screen)) == ["7", "8"]
    put_datatable(PEOPLE, id_field=("home", "city"))
    assert screen.nodes()[1].id_path == ["home", "city"]


def test_dicts_in_rows_are_groups_of_columns(screen: Screen) -> None:
    put_datatable([{"a": 1}, *PEOPLE, {"home": {"street": "x"}}])
    assert screen.node().columns == ["a", "id", "name", ["home", ["city", "zip", "street"]]]


@pytest.mark.parametrize(
    ("order", "columns"),
    [
        (["name", "id"], ["name", "id"]),
        (["home"], [["home", ["city", "zip"]]]),
        ({"home": {"zip": None}, "name": None}, [["home", ["zip"]], "name"]),
    ],
)
def test_the_order_of_columns(screen: Screen, order: Any, columns: list[Any]) -> None:
    put_datatable(PEOPLE, column_order=order)
    assert screen.node().columns == columns


def test_no_rows_need_an_order(screen: Screen) -> None:
    put_datatable([], column_order=["a"])
    assert screen.node().columns == ["a"]
    with pytest.raises(ArgumentError, match="column_order"):
        put_datatable([])


def test_a_frame_without_rows_has_its_columns(screen: Screen) -> None:
    class Nothing:
        """What a frame of polars can do, when nothing was found."""

        columns = ("name", "age")

        def iter_rows(self) -> Iterator[tuple[object, ...]]:
            return iter(())

    put_datatable(Nothing())
    assert screen.node().columns == ["name", "age"]


def test_options_with_functions(screen: Screen) -> None:
    put_datatable(
        PEOPLE,
        grid_args={"rowStyle": {"color": "red"}, "getRowClass": JSFunction("p", "return 'x'")},
        column_args={"name": {"flex": 1}, ("home", "zip"): {"width": 5}},
        height="50vh",
        theme="alpine-dark",
        cell_content_bar=False,
    )
    node = screen.node()
    assert node.grid_args == {
        "rowStyle": {"color": "red"},
        "getRowClass": {"__js_function__": ["p", "return 'x'"]},
    }
    assert node.column_args == [(["name"], {"flex": 1}), (["home", "zip"], {"width": 5})]
    assert (node.height, node.theme, node.content_bar) == ("50vh", "alpine-dark", False)


def test_js_functions() -> None:
    function = JSFunction("a", "b", "return a + b")
    assert (function.params, function.body) == (["a", "b"], "return a + b")
    with pytest.raises(ValueError, match="JSFunction"):
        JSFunction()


def test_changes(screen: Screen) -> None:
    put_datatable([{"a": 1, "b": {"c": 2}}, {"a": 3}], instance_id="t")
    datatable_update("t", {"a": 9}, 1)
    datatable_update("t", "x", 0, ("b", "c"))
    datatable_update("t", [1], 0, "new")
    assert rows(screen) == {0: {"a": 1, "b": {"c": "x"}, "new": [1]}, 1: {"a": 9}}
    datatable_insert("t", {"a": 5})
    datatable_insert("t", [{"a": 6}, {"a": 7}], row_id=1)
    assert [(key, row["a"]) for key, row in rows(screen).items()] == [
        (0, 1), (3, 6), (4, 7), (1, 9), (2, 5),
    ]  # fmt: skip
    datatable_remove("t", 3)
    datatable_remove("t", [0, 4])
    assert list(rows(screen)) == [1, 2]
    datatable_update("t", [{"a": 0}])
    assert rows(screen) == {0: {"a": 0}}
    datatable_insert("t", {"a": 1})
    assert list(rows(screen)) == [0, 1]


def test_ids_may_be_given_as_they_are_in_the_field(screen: Screen) -> None:
    put_datatable(PEOPLE, id_field="id", instance_id="t")
    datatable_update("t", "Bea", 8, "name")
    datatable_remove("t", [7])
    assert rows(screen) == {"8": {**PEOPLE[1], "name": "Bea"}}


def test_many_rows_travel_as_a_file(screen: Screen) -> None:
    records = [{"n": n, "text": "x" * 20} for n in range(5000)]
    put_datatable(records, instance_id="t")
    feeds = [c for c in snapshot_of(screen.session.page) if isinstance(c[0], wire.Feed)]
    assert len(feeds) == 1
    assert feeds[0][1] < 1000
    assert list(rows(screen).values()) == records
    for n in range(0, 5000, 2):
        datatable_update("t", -n, n, "n")
        screen.read()
    datatable_insert("t", records)
    assert rows(screen)[4] == {"n": -4, "text": "x" * 20}
    assert len(rows(screen)) == 10_000
    assert len(screen.session.page.files) <= 3


def test_its_files_and_bytes_leave_with_it(screen: Screen) -> None:
    page = screen.session.page
    size = page.size
    with use_scope("s"):
        put_row([put_text("a"), put_datatable([{"n": "x" * 100}] * 2000, instance_id="t")])
    datatable_update("t", {"n": "y"}, 0)
    assert page.size > 200_000
    assert page.files
    remove("s")
    assert (page.size, page.files, page.named) == (size, {}, {})


def test_a_table_shown_twice_changes_in_both_places(screen: Screen) -> None:
    table = put_datatable([{"a": 1}], instance_id="t").show()
    table.show()
    datatable_update("t", 2, 0, "a")
    assert [model.picture() for model in screen.read().contents.values()] == [[[0, {"a": 2}]]] * 2


def test_update_shows_other_rows_in_the_same_place(screen: Screen) -> None:
    table = put_datatable([{"a": 1}], instance_id="t").show()
    table.update([{"b": 2}], instance_id="t")
    assert screen.fed().picture() == [[0, {"b": 2}]]


@pytest.mark.parametrize(
    ("arguments", "named", "error"),
    [
        ((5,), {}, TypeError),
        (("ab",), {}, TypeError),
        (([1],), {}, ValueError),
        (([{"a": object()}],), {}, TypeError),
        ((PEOPLE,), {"id_field": 5}, TypeError),
        ((PEOPLE,), {"theme": "pink"}, ValueError),
        ((PEOPLE,), {"height": None, "theme": 5}, ValueError),
        ((PEOPLE,), {"onselect": 5}, ValueError),
        ((PEOPLE,), {"actions": [("a", 5)]}, ValueError),
        ((PEOPLE,), {"actions": ["a"]}, ValueError),
        ((PEOPLE,), {"column_order": "ab"}, TypeError),
        ((PEOPLE,), {"column_args": {5: {}}}, TypeError),
        ((PEOPLE,), {"column_args": {"a": 5}}, TypeError),
        ((PEOPLE,), {"grid_args": 5}, TypeError),
        ((PEOPLE,), {"grid_args": {"a": object()}}, TypeError),
        ((PEOPLE,), {"instance_id": 5}, TypeError),
    ],
)
def test_wrong_arguments(screen: Screen, arguments: Any, named: Any, error: Any) -> None:
    with pytest.raises(error):
        put_datatable(*arguments, **named)
    assert screen.nodes() == []


def test_wrong_changes(screen: Screen) -> None:
    put_datatable(PEOPLE, instance_id="t")
    with pytest.raises(ValueError, match="row_id"):
        datatable_update("t", 1, field="a")
    with pytest.raises(TypeError):
        datatable_update("t", object(), 0, "a")
    with pytest.raises(TypeError):
        datatable_insert("t", 5)
    with pytest.raises(ValueError, match="dict"):
        datatable_update("t", 5, 0)
    assert list(rows(screen)) == [0, 1]


def test_a_table_that_is_not_there_is_told_to_the_console(screen: Screen) -> None:
    datatable_remove("gone", 0)
    assert [effect.message for effect in screen.effects(wire.Console)] == [
        "There is no data table 'gone'."
    ]


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@pytest.mark.parametrize("multiple", [False, True])
def test_actions_and_selection(kind: Kind, multiple: bool) -> None:
    seen: list[Any] = []

    async def edit(row: Any) -> None:
        await now(None)
        seen.append(("edit", row))

    async def app() -> None:
        put_datatable(
            PEOPLE,
            actions=[("Edit", kind.function(edit)), None, ("Drop", lambda row: seen.append(row))],
            onselect=lambda row: seen.append(("select", row)),
            multiple_select=multiple,
            id_field="id",
        )

    with Visitor(kind.function(app)) as visitor:
        visitor.select_rows("8", action="Edit")
        visitor.select_rows("7", action="Drop")
        row = (lambda one: [one]) if multiple else (lambda one: one)
        assert seen == [("select", row("8")), ("edit", row("8")), ("select", row("7")), row("7")]
        node = visitor.find(wire.DataTable)[0]
        for value in (None, [], ["7", "8"], [7], ["9"], {"action": 1, "rows": ["7"]}):
            visitor.send(wire.CallbackEvent(callback=node.action, value=value))
            if not multiple or value not in ([], ["7", "8"]):
                visitor.send(wire.CallbackEvent(callback=node.select, value=value))
        assert len(seen) == 4


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_a_visitor_who_was_away_sees_all_rows(kind: Kind) -> None:
    async def app() -> None:
        put_datatable([{"n": n} for n in range(20_000)], instance_id="t", onselect=change)

    def change(row: int) -> None:
        datatable_remove("t", row)

    with Visitor(kind.function(app)) as visitor:
        visitor.select_rows(5)
        visitor.drop()
        visitor.resume()
        visitor.select_rows(6)
        assert visitor.does_not_see("\n6\n")
        visitor.fresh_page()
        model = next(iter(visitor.document.contents.values()))
        assert len(model.picture()) in (19_998, 20_000)


@pytest.mark.parametrize("id_field", [None, "n"])
def test_many_rows_are_kept_as_one_file_until_one_is_changed(
    screen: Screen, id_field: str | None
) -> None:
    records = [{"n": n, "text": f"row {n}"} for n in range(5000)]
    put_datatable(records, instance_id="t", id_field=id_field)
    contents: Any = screen.session.page.named["datatable", "t"]
    size = contents.size
    assert (contents._rows_by_id is None) is (id_field is None)
    first, last = (0, 4999) if id_field is None else ("0", "4999")
    assert contents.has(first)
    assert contents.has(last)
    for unknown in (-1, 5000, "x", True, None, 1.0):
        assert not contents.has(unknown)
    datatable_update("t", "other", row_id=4999, field="text")
    datatable_remove("t", [0])
    datatable_insert("t", {"n": 7000, "text": "new"})
    found = list(contents.rows.values())
    assert len(found) == 5000
    assert msgspec.json.decode(found[-2]) == {"n": 4999, "text": "other"}
    assert msgspec.json.decode(found[-1]) == {"n": 7000, "text": "new"}
    datatable_update("t", records)
    assert contents.size == size
    assert rows(screen) == {id_of(n, id_field): row for n, row in enumerate(records)}


def id_of(number: int, id_field: str | None) -> int | str:
    return number if id_field is None else str(number)
