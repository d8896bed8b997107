"""Data tables: grids for many rows that sort, filter and select."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .. import protocol as wire
from ..exceptions import ArgumentError
from ..session.base import Session
from ..session.callbacks import Callback, Refused, short
from ..session.current import get_current_session
from ..session.feeds import Feed
from ..session.page import Page
from ..utils import as_text, random_str
from .datatable_rows import Path, TableRows
from .frames import frame_of
from .widget import (
    Builder,
    Output,
    ScopeArgument,
    check_callback,
    choice,
    css_length,
    encoded,
)

THEMES = tuple(
    [name + dark for name in ("balham", "alpine", "material", "quartz") for dark in ("", "-dark")]
)

LOOKED_AT = 1000
"""The columns of a table are those of so many rows at its beginning."""

Column = str | list[Any]
"""A column by its key, or a group: ``[key, [column, ...]]``."""


class JSFunction:
    """A JavaScript function among the options of :func:`put_datatable`.

    :param params_and_body: the names of its arguments, then its body.

    Example::

        put_datatable(
            [{"price": 3}, {"price": 4}],
            column_args={"price": {"valueFormatter": JSFunction("p", "return '$' + p.value")}},
        )
    """

    def __init__(self, *params_and_body: str) -> None:
        if not params_and_body:
            raise ArgumentError("JSFunction() takes names of arguments and, last, the body.")
        for text in params_and_body:
            if not isinstance(text, str):
                raise TypeError(f"JSFunction() takes texts, got {text!r}.")
        *self.params, self.body = params_and_body

    def __repr__(self) -> str:
        return f"JSFunction({', '.join(map(repr, (*self.params, self.body)))})"


def put_datatable(
    records: Any,
    actions: Iterable[tuple[str, Callable[[Any], object]] | None] | None = None,
    onselect: Callable[[Any], object] | None = None,
    multiple_select: bool = False,
    id_field: str | Sequence[str] | None = None,
    height: int | str = 600,
    theme: str = "balham",
    cell_content_bar: bool = True,
    instance_id: str = "",
    column_order: Iterable[Any] | Mapping[str, Any] | None = None,
    column_args: Mapping[Any, Mapping[str, Any]] | None = None,
    grid_args: Mapping[str, Any] | None = None,
    enterprise_key: str = "",
    scope: ScopeArgument = None,
    position: int = -1,
) -> Output:
    """Show a grid for many rows, which the visitor can sort, filter and select from.

    :param records: the rows: dicts (a dict in a dict makes a group of columns), or a data frame of
        pandas or polars.
    :param actions: buttons for the rows selected: pairs of label and function, or `None` for a gap.
        The function is called with the id of the row, with `multiple_select` with a list of ids.
    :param onselect: called in the same way when the visitor selects rows.
    :param multiple_select: several rows may be selected.
    :param id_field: the key (or the path of keys) whose value, as text, is a row's id. Without it
        rows are numbered from 0.
    :param height: pixels, a CSS length, or ``"auto"``: as high as the rows need, if these
        are not more than 1,000.
    :param theme: ``"balham"``, ``"alpine"``, ``"material"`` or ``"quartz"``, with ``"-dark"``
        behind it to be dark on a light page too.
    :param cell_content_bar: show the whole text of the cell that has the focus below the grid.
    :param instance_id: a name by which :func:`datatable_update` and the others know the table; in
        the page ``window["ag_grid_NAME_promise"]`` gives its grid.
    :param column_order: the keys to show, in order; for groups a dict of dicts.
    :param column_args: options of AG Grid for columns, by key or path of keys.
    :param grid_args: options of AG Grid for the whole grid. Functions are :class:`JSFunction`.
    :param enterprise_key: accepted for programs that have one; AG Grid Enterprise is not part of
        this package.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.

    Example::

        people = [
            {"name": "Ann", "home": {"city": "Rome"}},
            {"name": "Bob", "home": {"city": "Oslo"}},
        ]
        put_datatable(
            people,
            actions=[("Greet", lambda row: toast(f"Hello {people[row]['name']}"))],
            column_args={"name": {"pinned": "left"}, ("home", "city"): {"width": 120}},
        )
    """
    builder = Builder(scope, position)
    session = builder.session
    rows = _records(records)
    name = _instance(instance_id) or random_str(12)
    contents = TableRows(session.sid, name, _path("id_field", id_field) if id_field else ())
    columns = _columns(rows, column_order)
    contents.load(rows)
    node = wire.DataTable(
        id=builder.id(),
        name=name,
        columns=columns,
        column_args=_column_args(column_args),
        grid_args=_plain(_options("grid_args", grid_args)),
        height="auto" if height == "auto" else css_length("height", height),
        theme=choice("theme", theme, THEMES),
        multiple=bool(multiple_select),
        content_bar=bool(cell_content_bar),
        id_path=list(contents.id_path),
        enterprise_key=as_text(enterprise_key or ""),
    )
    _add_actions(builder, node, contents, actions)
    if onselect is not None:
        check_callback(session, onselect)
        callback = session.callback(onselect, _accept_rows(contents, node.multiple))
        builder.parts.append(callback)
        node.select = callback.id
    builder.parts.append(Feed(node, contents))
    return builder.output(node, put_datatable)


def datatable_update(
    instance_id: str,
    data: Any,
    row_id: int | str | None = None,
    field: str | Sequence[str] | None = None,
) -> None:
    """Change a data table: all its rows, one row, or one cell.

    :param instance_id: the name that :func:`put_datatable` was given.
    :param data: all rows anew, the row, or the value of the cell.
    :param row_id: the row to change.
    :param field: the key (or path of keys) of the cell to change in this row.

    Example::

        put_datatable([{"name": "Ann", "age": 30}], instance_id="people")
        datatable_update("people", 31, row_id=0, field="age")
        datatable_update("people", {"name": "Bea", "age": 32}, row_id=0)
        datatable_update("people", [{"name": "Cid", "age": 33}])
    """
    if row_id is None:
        if field is not None:
            raise ArgumentError("datatable_update(field=...) needs a row_id too.")
        rows = _records(data)
        _change(instance_id, lambda table: table.load(rows))
    elif field is None:
        _change(instance_id, lambda table: table.update(row_id, data))
    else:
        path = _path("field", field)
        encoded(data)
        _change(instance_id, lambda table: table.update_field(row_id, path, data))


def datatable_insert(instance_id: str, records: Any, row_id: int | str | None = None) -> None:
    """Add rows to a data table.

    :param instance_id: the name that :func:`put_datatable` was given.
    :param records: a dict, a list of dicts, or a data frame.
    :param row_id: the row before which to insert; without it they come at the end.

    Example::

        put_datatable([{"name": "Ann"}], instance_id="guests")
        datatable_insert("guests", [{"name": "Bob"}, {"name": "Cid"}])
        datatable_insert("guests", {"name": "Zoe"}, row_id=0)
    """
    rows = _records([records] if isinstance(records, Mapping) else records)
    _change(instance_id, lambda table: table.insert(rows, row_id))


def datatable_remove(instance_id: str, row_ids: Any) -> None:
    """Take rows out of a data table.

    :param instance_id: the name that :func:`put_datatable` was given.
    :param row_ids: the id of a row, or a list of ids.

    Example::

        put_datatable([{"name": "Ann"}, {"name": "Bob"}], instance_id="left")
        datatable_remove("left", [0])
    """
    ids = list(row_ids) if isinstance(row_ids, list | tuple | set | frozenset) else [row_ids]
    _change(instance_id, lambda table: table.remove(ids))


def _change(instance_id: str, change: Callable[[TableRows], None]) -> None:
    session = get_current_session()
    name = _instance(instance_id)

    def on_page(page: Page) -> None:
        table = page.named.get(("datatable", name))
        if isinstance(table, TableRows):
            change(table)
        else:
            page.note(wire.Console(effect=0, message=f"There is no data table {name!r}."))

    session.change(on_page)


# -- arguments ------------------------------------------------------------------------------------


def _records(value: Any) -> list[Any]:
    frame = frame_of(value)
    if frame is not None:
        return frame.records()
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        raise TypeError(f"A data table takes a list of dicts or a data frame, got {value!r}.")
    return list(value)


def _instance(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"instance_id takes text, got {value!r}.")
    return as_text(value)


def _path(what: str, value: Any) -> Path:
    if isinstance(value, str):
        return (as_text(value),)
    if isinstance(value, list | tuple) and value:
        return tuple([as_text(key) for key in value])
    raise TypeError(f"{what} takes a key or a tuple of keys, got {value!r}.")


def _columns(rows: list[Any], order: Any) -> list[Column]:
    """The columns to show: those asked for, else those of the rows."""
    seen = _shape(rows[:LOOKED_AT])
    if order is None:
        if not rows:
            raise ArgumentError("Without rows, put_datatable() needs column_order=[...].")
        return _ordered(seen, seen)
    if isinstance(order, str | bytes) or not isinstance(order, Iterable):
        raise TypeError(f"column_order takes a list of keys or a dict of dicts, got {order!r}.")
    return _ordered(order, seen)


def _shape(rows: list[Any]) -> dict[str, Any]:
    """The keys of records, in order; those of dicts in them below their key."""
    shape: dict[str, Any] = {}
    for row in rows:
        if not isinstance(row, Mapping):
            raise ArgumentError(f"A row of a data table is a dict, got {row!r}.")
        _add_shape(shape, row)
    return shape


def _add_shape(shape: dict[str, Any], record: Mapping[Any, Any]) -> None:
    for key, value in record.items():
        name = as_text(key)
        if isinstance(value, Mapping) and value:
            group = shape.get(name)
            if not isinstance(group, dict):
                group = shape[name] = {}
            _add_shape(group, value)
        else:
            shape.setdefault(name, None)


def _ordered(order: Any, seen: Any) -> list[Column]:
    columns: list[Column] = []
    for key in order:
        name = as_text(key)
        inner = order[key] if isinstance(order, Mapping) else None
        below = seen.get(name) if isinstance(seen, dict) else None
        if not (isinstance(inner, Mapping | list | tuple) and inner):
            inner = below
        columns.append([name, _ordered(inner, below)] if inner else name)
    return columns


def _options(what: str, value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise TypeError(f"{what} takes a dict, got {value!r}.")
    return dict(value)


def _column_args(value: Any) -> list[tuple[list[str], dict[str, Any]]]:
    return [
        (list(_path("A key of column_args", key)), _plain(_options("column_args[...]", options)))
        for key, options in _options("column_args", value).items()
    ]


def _plain(value: Any) -> Any:
    """Options as JSON has them, with functions in them as objects."""
    if isinstance(value, JSFunction):
        return {"__js_function__": [*value.params, value.body]}
    if isinstance(value, Mapping):
        return {as_text(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


# -- what the visitor does ------------------------------------------------------------------------


def _add_actions(builder: Builder, node: wire.DataTable, contents: TableRows, actions: Any) -> None:
    functions = [_action(builder.session, item) for item in actions or ()]
    if not functions:
        return
    node.actions = [None if item is None else item[0] for item in functions]
    rows = _accept_rows(contents, node.multiple)

    def accept(value: wire.Json) -> tuple[Any, ...]:
        index = value.get("action") if isinstance(value, dict) else None
        if type(index) is not int or not 0 <= index < len(functions) or functions[index] is None:
            raise Refused(f"a click on the action {short(index)} of a data table")
        return functions[index][1], *rows(value.get("rows"))

    callback: Callback = builder.session.callback(_call, accept)
    builder.parts.append(callback)
    node.action = callback.id


def _action(session: Session, item: Any) -> Any:
    if item is None:
        return None
    if not isinstance(item, list | tuple) or len(item) != 2:
        raise ArgumentError(f"An action is a pair of label and function, or None; got {item!r}.")
    check_callback(session, item[1])
    return as_text(item[0]), item[1]


def _accept_rows(contents: TableRows, multiple: bool) -> Callable[[wire.Json], tuple[Any, ...]]:
    """What checks the ids of the rows selected, and makes the argument of the function."""

    def accept(value: wire.Json) -> tuple[Any, ...]:
        if not isinstance(value, list) or not (multiple or len(value) == 1):
            raise Refused(f"a selection {short(value)} of a data table")
        wanted = str if contents.id_path else int
        for row_id in value:
            if type(row_id) is not wanted or not contents.has(row_id):
                raise Refused(f"the row {short(row_id)} of a data table")
        return (value,) if multiple else (value[0],)

    return accept


def _call(function: Callable[[Any], Any], rows: Any) -> Any:
    return function(rows)
