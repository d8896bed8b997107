"""An admin tool for a real SQLite database: search, sort, page, add, edit, delete."""

import atexit
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import Any

from pywebio import start_server
from pywebio.battery import confirm
from pywebio.input import *
from pywebio.output import *
from pywebio.pin import *
from pywebio.session import set_env

PAGE = 8
"""Rows of a page."""

LONGEST = 80
"""Characters of a name, an address, a city, and of what is searched for."""

PLANS = ["basic", "family", "student"]
ORDERS = {"Name": "name", "City": "city, name", "Newest first": "joined DESC, name"}
SCHEMA = """
CREATE TABLE member (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    mail TEXT NOT NULL UNIQUE COLLATE NOCASE,
    city TEXT NOT NULL,
    plan TEXT NOT NULL CHECK (plan IN ('basic', 'family', 'student')),
    joined TEXT NOT NULL
)
"""
FIRST = ["Ada", "Ben", "Cleo", "Dario", "Elif", "Femi", "Greta", "Hugo", "Ines", "Jonas", "Kira"]
LAST = ["Abel", "Brandt", "Costa", "Dahl"]
CITIES = ["Oslo", "Lisbon", "Graz", "Turin", "Leeds"]

ON_A_PHONE = """
<style>
@media (max-width: 640px) {
    #pywebio-scope-list :is(th, td):nth-child(n + 2):not(:last-child) { display: none }
}
</style>
"""
"""Name, address and buttons are enough there; the rest is seen when one edits."""

Member = dict[str, Any]


class Members:
    """The members of a library, in a table of a SQLite file.

    Each call opens the file anew: sessions run in threads, and a connection belongs to one.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.path)
        connection.row_factory = sqlite3.Row
        try:
            with connection:
                yield connection
        finally:
            connection.close()

    def make(self) -> None:
        """Make the table and fill it with people who do not exist."""
        people = [
            (
                f"{first} {last}",
                f"{first}.{last}@example.org".lower(),
                CITIES[(3 * n + len(last)) % len(CITIES)],
                PLANS[n % 3],
                f"{2019 + n % 7}-{1 + n % 12:02}-{1 + 7 * n % 28:02}",
            )
            for n, (first, last) in enumerate((f, x) for x in LAST for f in FIRST)
        ]
        with self._open() as db:
            db.execute(SCHEMA)
            db.executemany("INSERT INTO member VALUES (NULL, ?, ?, ?, ?, ?)", people)

    def find(self, text: str = "", order: str = "name", page: int = 0) -> tuple[list[Member], int]:
        """A page of the members in whose name, mail or city a text is, and how many there are."""
        escaped = re.sub(r"([\\%_])", r"\\\1", text.strip()[:LONGEST])
        where = r"WHERE name || ' ' || mail || ' ' || city LIKE ? ESCAPE '\'"
        like = f"%{escaped}%"
        with self._open() as db:
            (count,) = db.execute(f"SELECT count(*) FROM member {where}", (like,)).fetchone()
            rows = db.execute(
                f"SELECT * FROM member {where} ORDER BY {order} LIMIT ? OFFSET ?",
                (like, PAGE, page * PAGE),
            ).fetchall()
        return [dict(row) for row in rows], count

    def taken(self, mail: str, but: int | None) -> bool:
        """Whether a member other than `but` has an address."""
        with self._open() as db:
            sql = "SELECT 1 FROM member WHERE mail = ? AND id IS NOT ?"
            return db.execute(sql, (mail, but)).fetchone() is not None

    def save(self, member: Member, number: int | None) -> None:
        """Store a member: a new one without a number."""
        columns = "(name, mail, city, plan, joined)"
        values = {**member, "id": number}
        with self._open() as db:
            if number is None:
                db.execute(
                    f"INSERT INTO member {columns} VALUES (:name, :mail, :city, :plan, :joined)",
                    values,
                )
            else:
                db.execute(
                    f"UPDATE member SET {columns} = (:name, :mail, :city, :plan, :joined) "
                    "WHERE id = :id",
                    values,
                )

    def delete(self, number: int) -> None:
        """Forget a member."""
        with self._open() as db:
            db.execute("DELETE FROM member WHERE id = ?", (number,))


@cache
def members() -> Members:
    """The database of this process: made at first use, removed at its end."""
    folder = tempfile.mkdtemp(prefix="members-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    result = Members(Path(folder) / "members.db")
    result.make()
    return result


class Screen:
    """What one visitor looks at."""

    def __init__(self, store: Members) -> None:
        self.store = store
        self.page = 0
        self.lock = Lock()

    def show(self) -> None:
        """The members that are asked for, as they are in the database now.

        Each key in the search field calls this in a thread of its own: they take turns, so that the
        last one shows what was typed last.
        """
        with self.lock:
            self._show()

    def _show(self) -> None:
        rows, count = self.store.find(pin.search or "", ORDERS[pin.order], self.page)
        if not rows and self.page:
            self.page = max(0, (count - 1) // PAGE)
            rows, count = self.store.find(pin.search or "", ORDERS[pin.order], self.page)
        with use_scope("list", clear=True):
            put_text(f"{count} members" if count != 1 else "1 member").style("opacity: .75")
            if not rows:
                put_info("Nobody is found: search for less.")
                return
            heads = ["Member", "City", "Plan", "Joined", "Change"]
            put_table([heads, *(self._row(row) for row in rows)])
            self._turn(count)

    def _row(self, row: Member) -> list[Any]:
        buttons = [
            {"label": "Edit", "value": "edit", "color": "secondary"},
            {"label": "Delete", "value": "delete", "color": "danger"},
        ]
        choose = partial(self._choose, row=row)
        cells = [f"{row['name']}\n{row['mail']}", row["city"], row["plan"], row["joined"]]
        return [*cells, put_buttons(buttons, onclick=choose, small=True, outline=True)]

    def _choose(self, what: str, row: Member) -> None:
        if what == "edit":
            self.edit(row)
        elif confirm("Delete this member?", f"{row['name']}, {row['mail']}"):
            self.store.delete(row["id"])
            toast(f"{row['name']} is deleted.", color="success")
            self.show()

    def _turn(self, count: int) -> None:
        pages = -(-count // PAGE)
        if pages < 2:
            return
        put_buttons(
            [
                {"label": "Back", "value": -1, "disabled": self.page == 0, "color": "light"},
                {
                    "label": f"Page {self.page + 1} of {pages}",
                    "value": 0,
                    "disabled": True,
                    "color": "light",
                },
                {"label": "On", "value": 1, "disabled": self.page == pages - 1, "color": "light"},
            ],
            onclick=self._go,
            group=True,
        )

    def _go(self, step: int) -> None:
        self.page = max(0, self.page + step)
        self.show()

    def first_page(self, _: object = None) -> None:
        """Start over after another search or order."""
        self.page = 0
        self.show()

    def edit(self, row: Member | None = None) -> None:
        """Ask for the data of a member, old or new, and store it."""
        old = row or {
            "name": "",
            "mail": "",
            "city": "",
            "plan": PLANS[0],
            "joined": str(date.today()),
        }
        number = row["id"] if row else None
        data = input_group(
            f"Edit {row['name']}" if row else "New member",
            [
                input("Name", name="name", value=old["name"], required=True, maxlength=LONGEST),
                input(
                    "E-mail",
                    name="mail",
                    value=old["mail"],
                    required=True,
                    maxlength=LONGEST,
                    validate=lambda mail: self._check_mail(mail, number),
                ),
                input(
                    "City",
                    name="city",
                    value=old["city"],
                    required=True,
                    maxlength=LONGEST,
                    datalist=CITIES,
                ),
                select("Plan", PLANS, name="plan", value=old["plan"]),
                input("Joined", DATE, name="joined", value=old["joined"], validate=check_date),
            ],
            cancelable=True,
        )
        if data is None:
            return
        try:
            self.store.save(data, number)
        except sqlite3.IntegrityError:  # somebody else has just taken the address
            toast("Not saved: this address has just been taken.", color="error")
            return
        toast(f"{data['name']} is saved.", color="success")
        self.show()

    def _check_mail(self, mail: str, number: int | None) -> str | None:
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", mail):
            return "An address like ann@example.org, please."
        return "Another member has this address." if self.store.taken(mail, number) else None


def check_date(text: str) -> str | None:
    """Refuse an empty day and one to come."""
    if not text:
        return "A day, please."
    return "This day is yet to come." if text > str(date.today()) else None


def main() -> None:
    """Members

    An admin tool for a SQLite database: search, sort, add, edit and delete.
    """
    set_env(title="Members", output_max_width="1080px")
    put_markdown(
        "# Members\nThe members of a library, in a SQLite file that goes when the server stops."
    )
    screen = Screen(members())
    put_row(
        [
            put_input("search", label="Search", placeholder="Name, e-mail or city"),
            put_select("order", list(ORDERS), label="Order"),
            put_button("New member", screen.edit),
        ]
    ).style(
        "grid-template-columns: repeat(auto-fit, minmax(min(100%, 200px), 1fr));"
        "grid-auto-flow: row; gap: 4px 16px; align-items: end"
    )
    put_html(ON_A_PHONE)
    put_scope("list")
    screen.show()
    pin_on_change("search", screen.first_page)
    pin_on_change("order", screen.first_page)


if __name__ == "__main__":
    start_server(main, port=8080)
