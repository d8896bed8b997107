"""The rows of a data table, as the server keeps them."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from .. import protocol as wire
from ..exceptions import ArgumentError
from ..session.feeds import Contents
from ..session.files import FileSource
from ..session.logs import log
from ..session.page import Page

RowId = int | str
Path = tuple[str, ...]
Pair = tuple[RowId, bytes]

INLINE_MOST = 64 * 1024
"""Rows of more bytes travel as a file, so that no frame becomes large."""

ROW_SIZE = 12
"""What a row costs in bytes beside its contents."""

LINE_ROWS = 500
"""So many rows stand in a line of such a file: a page reads a line at a time."""

SOURCES_KEPT = 3
"""A page that is a little behind still finds the files that it was told of."""

_encode = msgspec.json.Encoder().encode


class TableRows(Contents):
    """Rows by id, each as JSON; what has changed since the last whole load is kept as it is."""

    def __init__(self, sid: str, name: str, id_path: Path) -> None:
        super().__init__()
        self.sid = sid
        self.name = name
        self.id_path = id_path
        self._rows_by_id: dict[RowId, bytes] | None = {}
        self._packed: tuple[bytes, int] = (b"", 0)
        self.number = 0
        self._next = 0
        self._sources: deque[FileSource] = deque()
        self._base: tuple[wire.RowsLoad, int] = (wire.RowsLoad(number=0, rows=wire.Rows()), 0)
        self._journal: list[tuple[wire.AnyChange, int]] = []
        self._journal_size = 0
        self._page: Page | None = None

    @property
    def rows(self) -> dict[RowId, bytes]:
        """All rows by id. Of many that have not changed yet only the file of them is kept."""
        if self._rows_by_id is None:
            self._rows_by_id = dict(_unpacked(self._packed[0]))
            self._packed = (b"", self._packed[1])
        return self._rows_by_id

    def has(self, row_id: object) -> bool:
        """Whether a row has this id."""
        if isinstance(row_id, bool) or not isinstance(row_id, int | str):
            return False
        if self._rows_by_id is None:
            return isinstance(row_id, int) and 0 <= row_id < self._packed[1]
        return row_id in self._rows_by_id

    # -- the page ---------------------------------------------------------------------------------

    def arrive(self, page: Page) -> None:
        """From now on the instance id means this table."""
        self._page = page
        page.named["datatable", self.name] = self
        for source in self._sources:
            source.enter(page)

    def depart(self, page: Page) -> None:
        """The table has gone."""
        self._page = None
        if page.named.get(("datatable", self.name)) is self:
            del page.named["datatable", self.name]
        for source in self._sources:
            source.leave(page)

    def whole(self) -> Iterator[tuple[wire.AnyChange, int]]:
        """All rows as they were once, then what has changed."""
        if self._journal_size > max(INLINE_MOST, self._base[1] // 2):
            self._rebase()
        yield self._base
        yield from self._journal

    # -- changes ----------------------------------------------------------------------------------

    def pairs(self, records: Iterable[Any], first: int, taken: Container[RowId]) -> list[Pair]:
        """Records with their ids, encoded; ids are counted from `first` if no field is the id.

        :param taken: ids of other rows.
        """
        found = list(records)
        for record in found:
            if not isinstance(record, Mapping):
                raise ArgumentError(f"A row of a data table is a dict, got {record!r}.")
        if not self.id_path:
            return [(first + index, row_json(record)) for index, record in enumerate(found)]
        ids = self._different([self._id_of(record) for record in found], taken)
        return [(row_id, row_json(record)) for row_id, record in zip(ids, found, strict=True)]

    def _id_of(self, record: Any) -> str:
        value = record
        for key in self.id_path:
            value = _item(value, key)
        return "" if value is _MISSING else str(value)

    def _different(self, ids: list[str], taken: Container[RowId]) -> Iterator[str]:
        """The ids; a second row of one gets a number behind it, so that it is seen at least."""
        doubles: Counter[str] = Counter()
        seen: set[str] = set()
        for row_id in ids:
            different = row_id
            while different in seen or different in taken:
                doubles[row_id] += 1
                different = f"{row_id} ({doubles[row_id] + 1})"
            seen.add(different)
            yield different
        if doubles:
            path = " / ".join(self.id_path)
            log.warning("Rows of the data table %r have the same %r, or none.", self.name, path)

    def load(self, records: Iterable[Any]) -> None:
        """These are all rows from now on."""
        pairs = self.pairs(records, 0, ())
        rows = dict(pairs)
        self._resize(_size(pairs) - self.size)
        self._rows_by_id = rows
        self._next = len(rows)
        self._rebase(pairs)
        self._pack()
        if self._page is not None:
            self.tell(self._page, *self._base)

    def insert(self, records: Iterable[Any], before: object) -> None:
        """Further rows, before one or at the end."""
        pairs = self.pairs(records, self._next, self.rows)
        place = None if before is None else self.known(before)
        if place is None:
            self.rows.update(pairs)
        else:
            old = list(self.rows.items())
            index = list(self.rows).index(place)
            self._rows_by_id = dict([*old[:index], *pairs, *old[index:]])
        self._next += len(pairs)
        size = _size(pairs)
        self._resize(size)
        rows, sent = self._rows(pairs, size)
        self._changed(wire.RowsInsert(number=self._count(), rows=rows, before=place), sent)

    def update(self, row_id: object, record: Any) -> None:
        """A row is another one from now on; it keeps its id."""
        place = self.known(row_id)
        if not isinstance(record, Mapping):
            raise ArgumentError(f"A row of a data table is a dict, got {record!r}.")
        if place is not None:
            self._update(place, row_json(record))

    def update_field(self, row_id: object, path: Path, value: Any) -> None:
        """One cell of a row is another one from now on."""
        place = self.known(row_id)
        if place is None:
            return
        record = msgspec.json.decode(self.rows[place])
        group = record
        for key in path[:-1]:
            group = group.setdefault(key, {})
            if not isinstance(group, dict):
                raise ArgumentError(f"There is no field {' / '.join(path)!r} in this row.")
        group[path[-1]] = value
        self._update(place, row_json(record))

    def _update(self, place: RowId, row: bytes) -> None:
        self._resize(len(row) - len(self.rows[place]))
        self.rows[place] = row
        rows, sent = self._rows([(place, row)], len(row))
        self._changed(wire.RowsUpdate(number=self._count(), rows=rows), sent)

    def remove(self, row_ids: Iterable[object]) -> None:
        """These rows go."""
        known = [self.known(row_id) for row_id in row_ids]
        ids = list(dict.fromkeys([row_id for row_id in known if row_id is not None]))
        for row_id in ids:
            self._resize(-len(self.rows.pop(row_id)) - ROW_SIZE)
        self._changed(wire.RowsRemove(number=self._count(), ids=ids), 8 * len(ids))

    def known(self, row_id: object) -> RowId | None:
        """The id of a row as the table has it; ids from a field may be given as they are in it.

        A row that is not there, because somebody has deleted it meanwhile, is no error.
        """
        found = str(row_id) if self.id_path else row_id
        if isinstance(found, int | str) and self.has(found):
            return found
        log.warning("The data table %r has no row %.60r.", self.name, row_id)
        return None

    # -- keeping ----------------------------------------------------------------------------------

    def _count(self) -> int:
        self.number += 1
        return self.number

    def _resize(self, size: int) -> None:
        if self._page is None:
            self.size += size
        else:
            self.grow(self._page, size)

    def _changed(self, change: wire.AnyChange, size: int) -> None:
        self._journal.append((change, size))
        self._journal_size += size + 50
        if self._page is not None:
            self.tell(self._page, change, size)

    def _rebase(self, pairs: list[Pair] | None = None) -> None:
        """From now on the rows as they are stand for all that was before."""
        if pairs is None:
            pairs = list(self.rows.items())
            number = self.number
        else:
            number = self._count()
        rows, sent = self._rows(pairs, _size(pairs))
        self._base = (wire.RowsLoad(number=number, rows=rows), sent)
        self._journal = []
        self._journal_size = 0

    def _pack(self) -> None:
        """All rows stand in a file now: that is enough until one of them is asked for.

        Only rows that are numbered: whether an id is known has to be told without the lock.
        """
        src = self._base[0].rows.src
        if src and not self.id_path:
            assert self._sources[-1].token in src
            self._packed = (self._sources[-1].content, self._next)
            self._rows_by_id = None

    def _rows(self, pairs: list[Pair], size: int) -> tuple[wire.Rows, int]:
        """Rows as they travel: in the frame, or, if they are many, as a file."""
        if size <= INLINE_MOST:
            raw: list[Any] = [(row_id, msgspec.Raw(row)) for row_id, row in pairs]
            return wire.Rows(pairs=raw), size
        source = FileSource(_file(pairs), "application/json", counted=False)
        self._sources.append(source)
        if self._page is not None:
            source.enter(self._page)
        while len(self._sources) > SOURCES_KEPT and not self._used(self._sources[0]):
            oldest = self._sources.popleft()
            if self._page is not None:
                oldest.leave(self._page)
        return wire.Rows(src=f"file:{self.sid}/{source.token}"), 200

    def _used(self, source: FileSource) -> bool:
        """Whether a view that comes now is told of a file."""
        changes = [self._base[0], *(change for change, _ in self._journal)]
        return any(
            source.token in change.rows.src
            for change in changes
            if not isinstance(change, wire.RowsRemove | wire.LogLines | wire.StreamText)
        )


_MISSING = object()


def _item(value: Any, key: str) -> Any:
    if not isinstance(value, Mapping):
        return _MISSING
    if key in value:
        return value[key]
    return next((item for name, item in value.items() if str(name) == key), _MISSING)


def row_json(record: Any) -> bytes:
    """A record as JSON."""
    try:
        return _encode(record if isinstance(record, dict) else dict(record))
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise TypeError(f"A row of this data table cannot be sent as JSON: {error}.") from None


def _size(pairs: list[Pair]) -> int:
    return sum([len(row) for _, row in pairs]) + ROW_SIZE * len(pairs)


_decode = msgspec.json.Decoder(list[tuple[RowId, msgspec.Raw]]).decode


def _unpacked(file: bytes) -> Iterator[Pair]:
    for line in file.split(b"\n"):
        for row_id, row in _decode(line):
            yield row_id, bytes(row)


def _file(pairs: list[Pair]) -> bytes:
    lines = (pairs[start : start + LINE_ROWS] for start in range(0, len(pairs), LINE_ROWS))
    return b"\n".join(
        [
            b"[" + b",".join([b"[%b,%b]" % (_encode(i), row) for i, row in line]) + b"]"
            for line in lines
        ]
    )
