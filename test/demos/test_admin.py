"""The admin tool, over a database of its own for each test."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

from demos import admin
from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor

EVE = {
    "name": "Eve",
    "mail": "eve@example.org",
    "city": "Oslo",
    "plan": "basic",
    "joined": "2025-01-31",
}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> admin.Members:
    members = admin.Members(tmp_path / "members.db")
    members.make()
    monkeypatch.setattr(admin, "members", lambda: members)
    return members


@pytest.fixture
def visitor(open_visitor: OpenVisitor, store: admin.Members) -> Visitor:
    result: Visitor = open_visitor(admin.main)
    return result


def test_search_order_and_pages(visitor: Visitor) -> None:
    assert visitor.sees("44 members")
    assert visitor.sees("Page 1 of 6")
    visitor.press("On")
    assert visitor.sees("Page 2 of 6")
    visitor.fill_pin(search="brandt")
    assert visitor.sees("11 members")
    assert visitor.sees("Page 1 of 2")
    visitor.fill_pin(order="Newest first", search="ada b")
    assert visitor.sees("1 member\n")
    visitor.fill_pin(search="%")
    assert visitor.sees("Nobody is found")


def test_edit(visitor: Visitor, store: admin.Members) -> None:
    visitor.fill_pin(search="Ada Abel")
    visitor.press("Edit")
    visitor.submit(name="Ada <b>Lovelace</b>", city="London")
    assert visitor.sees("Nobody is found")
    visitor.fill_pin(search="London")
    assert visitor.sees("Ada <b>Lovelace</b>")
    rows, count = store.find("lovelace")
    assert (count, rows[0]["mail"]) == (1, "ada.abel@example.org")


def test_add_with_checks(visitor: Visitor, store: admin.Members) -> None:
    visitor.press("New member")
    tomorrow = str(date.today() + timedelta(days=2))
    visitor.submit(**{**EVE, "mail": "ADA.abel@example.org", "joined": tomorrow})
    assert visitor.form.marks == {
        "mail": "Another member has this address.",
        "joined": "This day is yet to come.",
    }
    visitor.submit(mail="eve", joined="")
    assert set(visitor.form.marks) == {"mail", "joined"}
    visitor.submit(**EVE)
    assert visitor.sees("Eve is saved.")
    assert visitor.sees("45 members")
    assert store.find("eve")[1] == 1


def test_delete_after_asking(visitor: Visitor, store: admin.Members) -> None:
    visitor.fill_pin(search="Ben Costa")
    visitor.press("Delete")
    assert visitor.sees("Delete this member?")
    visitor.press("Cancel")
    assert store.find("Ben Costa")[1] == 1
    visitor.press("Delete")
    visitor.press("Confirm")
    assert visitor.sees("Ben Costa is deleted.")
    assert store.find("Ben Costa")[1] == 0


def test_the_last_page_may_become_empty(visitor: Visitor, store: admin.Members) -> None:
    for _ in range(5):
        visitor.press("On")
    rows, _ = store.find(page=5)
    for row in rows:
        store.delete(row["id"])
    visitor.fill_pin(order="City")
    assert visitor.sees("Page 1 of 5")


def test_an_address_taken_while_one_types(visitor: Visitor, store: admin.Members) -> None:
    visitor.press("New member")
    visitor.fill(**EVE)
    taken, store.taken = store.taken, lambda mail, but: False  # type: ignore[method-assign]
    store.save(EVE, None)
    visitor.submit()
    assert visitor.sees("Not saved: this address has just been taken.")
    store.taken = taken  # type: ignore[method-assign]
    assert store.find("eve")[1] == 1


def test_the_database_checks_too(store: admin.Members) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store.save({**EVE, "plan": "gold"}, None)


@pytest.mark.parametrize("text", ["'", '"', "\\", "_", "%", "x' OR '1'='1", "%" * 100_000])
def test_odd_searches_find_nobody(store: admin.Members, text: str) -> None:
    assert store.find(text) == ([], 0)


def test_the_first_members_have_addresses_of_their_own(store: admin.Members) -> None:
    assert store.find()[1] == len(admin.FIRST) * len(admin.LAST)


def test_the_database_of_the_process_is_made_once_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_end: list[Callable[[], None]] = []
    monkeypatch.setattr("tempfile.mkdtemp", lambda prefix: str(tmp_path))
    monkeypatch.setattr("atexit.register", lambda f, *a, **k: at_end.append(partial(f, *a, **k)))
    admin.members.cache_clear()
    assert admin.members() is admin.members()
    assert admin.members().find()[1] == 44
    (clean,) = at_end
    clean()
    assert not tmp_path.exists()
    admin.members.cache_clear()
