"""The rule for fresh loads of a page, as a table; and what a server makes of it."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from desk import Desk, Wire, connect
from page_side import PageSide

from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError
from pywebio.output import put_buttons, put_text
from pywebio.platform import config
from pywebio.platform.applications import make_application
from pywebio.platform.http import Request
from pywebio.platform.returning import HURRY, OnReload, Situation, why_anew
from pywebio.session import run_js

RELOAD = Situation("reload", same_place=True)

TABLE: list[tuple[Situation, OnReload, str]] = [
    # How the page was loaded.
    (RELOAD, "", ""),
    (RELOAD._replace(navigation="back_forward"), "", ""),
    (RELOAD._replace(navigation="restore"), "", ""),
    (RELOAD._replace(navigation="navigate"), "", "not reloaded"),
    (RELOAD._replace(navigation="navigate"), "resume", "not reloaded"),
    (RELOAD._replace(navigation="prerender"), "", "not reloaded"),
    (RELOAD._replace(copied=True), "", "copy"),
    (RELOAD._replace(copied=True), "resume", "copy"),
    (RELOAD._replace(same_place=False), "", "another address"),
    (RELOAD._replace(same_place=False), "resume", "another address"),
    (RELOAD._replace(reload_ago=HURRY - 1), "", "twice"),
    (RELOAD._replace(reload_ago=0), "resume", "twice"),
    (RELOAD._replace(reload_ago=HURRY), "", ""),
    (RELOAD._replace(made=True), "", "program has made"),
    (RELOAD._replace(made=True), "resume", ""),
    (RELOAD._replace(made=True, navigation="back_forward"), "", ""),
    (RELOAD._replace(made=True, navigation="restore"), "", ""),
    # What the program does.
    (RELOAD._replace(idle=True), "", "nothing to do"),
    (RELOAD._replace(idle=True), "resume", ""),
    (RELOAD._replace(scripted=True), "", "without keep"),
    (RELOAD._replace(scripted=True), "resume", ""),
    (RELOAD._replace(debug=True), "", "debug"),
    (RELOAD._replace(debug=True), "resume", ""),
    # What the application wants.
    (RELOAD, "resume", ""),
    (RELOAD, "restart", "wants it"),
    (RELOAD._replace(navigation="back_forward"), "restart", "wants it"),
]


@pytest.mark.parametrize(("situation", "on_reload", "reason"), TABLE)
def test_the_rule(situation: Situation, on_reload: OnReload, reason: str) -> None:
    found = why_anew(situation, on_reload)
    assert bool(found) == bool(reason)
    assert reason in found


def test_nothing_but_a_plain_reload_of_a_running_program_returns_by_itself() -> None:
    flags = ("copied", "made", "idle", "scripted", "debug")
    for values in product([False, True], repeat=len(flags)):
        situation = RELOAD._replace(**dict(zip(flags, values, strict=True)))  # type: ignore[arg-type]
        assert bool(why_anew(situation)) == any(values)
        assert why_anew(situation, "restart")


# -- what an application wants -----------------------------------------------------------------


def test_config_keeps_what_is_wanted() -> None:
    @config(on_reload="resume")
    def app() -> None: ...

    assert make_application("app", app).settings.on_reload == "resume"
    assert make_application("app", lambda: None).settings.on_reload is None


@pytest.mark.parametrize("wrong", ["", "Resume", "never", "keep"])
def test_config_refuses_other_words(wrong: str) -> None:
    with pytest.raises(ArgumentError, match="on_reload is 'resume' or 'restart'"):
        config(on_reload=wrong)


def test_config_refuses_what_is_no_text() -> None:
    with pytest.raises(ArgumentError, match="on_reload is a text"):
        config(on_reload=True)  # type: ignore[arg-type]


# -- at a server -------------------------------------------------------------------------------


@config(on_reload="resume")
def resumable() -> None:
    put_text("what stands there")
    put_buttons(["a"], lambda value: put_text("clicked"))


def plain() -> None:
    put_text("what stands there")
    put_buttons(["a"], lambda value: put_text("clicked"))


def reload(desk: Desk, tab: Wire, earlier: dict[str, Any] | None = None, **more: Any) -> Wire:
    """Load the page of a tab again; `earlier` is what it says beside the id of the load before."""
    before = {"view": tab.page.view, **(earlier or {})}
    about = {"session": tab.page.key, "navigation": "reload", "earlier": before, **more}
    return connect(desk, PageSide(), **about)


def test_a_reload_returns_to_its_session() -> None:
    desk = Desk(resumable)
    tab = connect(desk)
    tab.lose(clean=True)
    again = reload(desk, tab)
    welcome = again.page.welcome
    assert welcome is not None
    assert welcome.returned
    assert again.page.key == tab.page.key
    assert again.page.text == tab.page.text
    assert again.page.view != tab.page.view
    desk.clock.pass_time(1000)
    assert len(desk.visits) == 1


def test_a_page_whose_line_breaks_right_after_it_returned_hears_of_it_again() -> None:
    desk = Desk(resumable)
    tab = connect(desk)
    again = reload(desk, tab)
    again.lose()
    page = PageSide()  # has heard nothing
    page.view = again.page.view
    third = connect(desk, page, session=tab.page.key, earlier={"view": tab.page.view})
    assert third.page.welcome is not None
    assert third.page.welcome.returned
    assert third.page.text == tab.page.text


@pytest.mark.parametrize("fresh", [False, True], ids=["first load", "reload"])
def test_a_welcome_that_was_lost_starts_no_program_twice(fresh: bool) -> None:
    runs: list[int] = []

    def app() -> None:
        runs.append(1)
        put_text("what stands there")

    desk = Desk(app)
    about: dict[str, Any] = {}
    if fresh:
        before = connect(desk)
        before.lose()
        about = {
            "session": before.page.key,
            "navigation": "reload",
            "earlier": {"view": before.page.view},
        }
    count = len(desk.visits)
    deaf = PageSide()
    first = Wire(desk, deaf, Request())
    first.say(deaf.hello(**about))  # the answer does not arrive
    first.lose()
    page = PageSide()
    page.view = deaf.view
    again = connect(desk, page, **about)
    assert again.page.text == "what stands there"
    assert len(desk.visits) == count + 1
    assert len(runs) == count + 1


def test_who_had_the_session_is_told_and_hears_no_more() -> None:
    desk = Desk(resumable)
    tab = connect(desk)
    again = reload(desk, tab)
    assert tab.page.bye is not None
    assert tab.page.bye.reason == "moved"
    assert tab.closed is not None
    frames = len(tab.page.frames)
    tab.lose()
    desk.clock.pass_time(1000)
    assert again.page.key in desk.visits
    assert len(tab.page.frames) == frames
    assert len(desk.visits[again.page.key].session.page.views) == 1


def test_who_missed_that_is_told_when_it_comes_back() -> None:
    desk = Desk(resumable)
    tab = connect(desk)
    tab.lose()
    reload(desk, tab)
    late = connect(desk, tab.page)
    assert late.page.bye is not None
    assert late.page.bye.reason == "moved"


def test_a_program_that_only_waits_for_clicks_begins_anew() -> None:
    desk = Desk(plain)
    tab = connect(desk)
    again = reload(desk, tab)
    assert again.page.key != tab.page.key
    assert again.page.welcome is not None
    assert not again.page.welcome.returned
    assert tab.page.bye is None


@pytest.mark.parametrize(
    "more",
    [
        {"navigation": "navigate"},
        {"path": "/other"},
        {"query": "a=1"},
        {"app": "b"},
        {"earlier": {"copied": True}},
        {"earlier": {"reload_ago": 100}},
    ],
    ids=repr,
)
def test_other_loads_get_a_session_of_their_own(more: dict[str, Any]) -> None:
    desk = Desk({"index": resumable, "b": resumable})
    tab = connect(desk)
    again = reload(desk, tab, more.pop("earlier", None), **more)
    assert again.page.key != tab.page.key
    assert again.page.text == tab.page.text
    assert tab.closed is None


def test_events_that_were_taken_are_named_so_that_the_others_can_be_sent_again() -> None:
    desk = Desk(resumable)
    tab = connect(desk)
    (_, buttons) = tab.page.document.outputs()
    assert isinstance(buttons, wire.Buttons)
    click = wire.CallbackEvent(callback=buttons.callback, value=0)
    tab.say(tab.page.event(click))
    tab.page.event(click)  # does not arrive
    again = reload(desk, tab)
    assert again.page.welcome is not None
    assert again.page.welcome.earlier_events == 1
    again.say(again.page.event(click))
    assert again.page.text.count("clicked") == 2


def test_a_reload_does_not_give_more_events_than_others_have() -> None:
    desk = Desk(resumable, event_burst=10, event_rate=1)
    tab = connect(desk)
    (_, buttons) = tab.page.document.outputs()
    assert isinstance(buttons, wire.Buttons)
    click = wire.CallbackEvent(callback=buttons.callback, value=0)
    for _ in range(5):
        for _ in range(10):
            tab.say(tab.page.event(click))
        tab = reload(desk, tab)
    assert tab.page.text.count("clicked") <= 10


def test_kept_scripts_run_once_in_each_load_and_others_never_again() -> None:
    @config(on_reload="resume")
    def app() -> None:
        run_js("first", keep=True)
        run_js("once")
        run_js("second", keep=True, size=3)

    desk = Desk(app)
    tab = connect(desk)
    assert tab.page.document.scripts == {1, 3}
    assert [effect.effect for effect in tab.page.document.effects] == [2]
    page = PageSide()
    page.document.done = 2
    again = connect(
        desk,
        page,
        session=tab.page.key,
        navigation="reload",
        earlier={"view": tab.page.view},
        done=2,
    )
    assert again.page.document.scripts == {1, 3}
    assert again.page.document.effects == []
    frame = next(frame for frame in again.page.frames if "script.kept" in frame)
    assert frame.index("first") < frame.index("second")
    assert "once" not in frame


def test_scripts_run_in_the_order_in_which_the_program_made_them() -> None:
    def app() -> None:
        run_js("a")
        run_js("b", keep=True)
        run_js("c")

    frame = next(frame for frame in connect(Desk(app)).page.frames if "run_js" in frame)
    assert frame.index('"a"') < frame.index('"b"') < frame.index('"c"')
