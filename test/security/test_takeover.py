"""Nobody gets into the session of somebody else: keys, ids, tabs that are copied."""

from __future__ import annotations

import secrets
from typing import Any

from desk import Desk, Wire, connect
from page_side import PageSide

from pywebio.output import put_buttons, put_file, put_text
from pywebio.platform import config
from pywebio.platform.http import Request


@config(on_reload="resume")
def resumable() -> None:
    put_text("for Ann only")
    put_buttons(["a"], lambda value: put_text("clicked"))


def attack(desk: Desk, **hello: Any) -> Wire:
    """A page of somebody else, that says it is a reload."""
    about = {"navigation": "reload", "earlier": {"view": secrets.token_urlsafe(16)}, **hello}
    return connect(desk, PageSide(), **about)


def test_a_key_is_needed_and_cannot_be_guessed() -> None:
    desk = Desk(resumable)
    tab = connect(desk)
    session = desk.visits[tab.page.key].session
    guesses = [
        session.sid,
        tab.page.key[:-1],
        tab.page.key + "A",
        tab.page.key.swapcase(),
        session.uploads.secret,
        tab.page.view,
        "",
        *(secrets.token_urlsafe(24) for _ in range(1000)),
    ]
    for guess in guesses:
        other = attack(desk, session=guess, earlier={"view": tab.page.view})
        assert other.page.key != tab.page.key
        other.lose(clean=True)
    assert tab.closed is None


def test_the_public_id_opens_nothing() -> None:
    """It stands in the addresses of files: neither files nor uploads are had by it alone."""

    @config(on_reload="resume")
    def app() -> None:
        put_file("report.txt", b"for Ann only")

    desk = Desk(app)
    tab = connect(desk)
    session = desk.visits[tab.page.key].session
    for token in ("", "x", session.key, session.uploads.secret, secrets.token_urlsafe(16)):
        request = Request(query={"_pywebio_file": f"{session.sid}/{token}"})
        assert desk.http(request).status == 404
        part = {
            "_pywebio_upload": f"{session.sid}/{token}/1/{'i' * 16}",
            "size": "1",
            "offset": "0",
        }
        if token != session.uploads.secret:
            assert desk.http(Request(method="POST", query=part, body=b"x")).status >= 400
    token = next(iter(session.page.files))
    assert desk.http(Request(query={"_pywebio_file": f"{session.sid}/{token}"})).status == 200


def test_the_key_travels_in_the_welcome_only() -> None:
    desk = Desk(resumable)
    tab = connect(desk)
    welcome, *others = tab.page.frames
    assert tab.page.key in welcome
    assert not any(tab.page.key in frame for frame in others)
    assert tab.page.key.encode() not in bytes(desk.http(Request()).body)


def test_whoever_is_replaced_hears_so_and_gets_nothing_more() -> None:
    """Somebody who has the key of a tab is a reload of that tab to the server: the tab sees it."""
    desk = Desk(resumable)
    tab = connect(desk)
    thief = attack(desk, session=tab.page.key)
    assert thief.page.key == tab.page.key
    assert tab.page.bye is not None
    assert tab.page.bye.reason == "moved"
    assert tab.closed is not None
    late = connect(desk, tab.page)
    assert late.page.bye is not None
    assert late.page.bye.reason == "moved"


def test_a_key_alone_takes_nothing_over() -> None:
    """A hello that is no reload of the page gets a session of its own."""
    desk = Desk(resumable)
    tab = connect(desk)
    for hello in ({"earlier": None}, {"navigation": "navigate"}, {"path": "/elsewhere"}):
        other = attack(desk, session=tab.page.key, **hello)
        assert other.page.key != tab.page.key
    assert tab.closed is None
    assert tab.page.bye is None


def test_the_id_of_a_view_is_worth_nothing_without_the_key() -> None:
    desk = Desk(resumable)
    tab = connect(desk)
    page = PageSide()
    page.view = tab.page.view
    other = connect(desk, page)
    assert other.page.key != tab.page.key
    assert tab.closed is None


def test_the_end_of_a_session_leaves_the_view_of_another_alone() -> None:
    """Whoever opens a session with the id of somebody's view takes nothing away when it ends."""
    runs: list[int] = []

    def app() -> None:
        runs.append(1)

    desk = Desk(app)
    first = connect(desk)
    page = PageSide()
    page.view = first.page.view
    wire = Wire(desk, page, Request())
    wire.say(page.hello())
    desk.end(desk.visits[first.page.key])
    again = PageSide()  # the line broke before the page heard the answer: it says the same again
    again.view = page.view
    Wire(desk, again, Request()).say(again.hello())
    assert again.key == page.key
    assert len(runs) == 2


def test_in_debug_mode_a_key_takes_over_no_more_than_elsewhere() -> None:
    def app() -> None:
        put_text("for Ann only")

    desk = Desk(app, debug=True)
    tab = connect(desk)
    other = attack(desk, session=tab.page.key)
    assert other.page.key != tab.page.key
