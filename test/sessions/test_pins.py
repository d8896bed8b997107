"""Pins, as a program and a visitor meet them; each promise in both kinds of session."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from both_kinds import AsyncFunction, now

import pywebio.pin
from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError
from pywebio.input import NUMBER, PASSWORD, input
from pywebio.output import (
    clear,
    popup,
    put_button,
    put_row,
    put_scope,
    put_table,
    put_text,
    use_scope,
)
from pywebio.pin import (
    get_pin_values,
    pin,
    pin_on_change,
    pin_update,
    pin_wait_change,
    put_actions,
    put_checkbox,
    put_file_upload,
    put_input,
    put_radio,
    put_select,
    put_slider,
    put_textarea,
)
from pywebio.session import get_current_session, run_js
from pywebio.session.base import Settings
from pywebio.session.snapshot import snapshot_of
from pywebio.session.view import Window
from pywebio.testing import Visitor, VisitorError
from pywebio.testing.pin import MIRRORED_MOST

Opens = Callable[..., Visitor]
LARGE = "x" * (MIRRORED_MOST + 1)


@pytest.fixture(autouse=True)
def not_strict() -> Iterator[None]:
    """Strictness holds for the process: it is not to outlive a test."""
    yield
    pywebio.pin._strict = False


def shows(kind_of: Callable[[AsyncFunction], Any], read: Callable[[], Any]) -> None:
    """A button that shows what `read` gives."""

    async def tell() -> None:
        put_text(f"read {await now(read())!r}")

    put_button("read", onclick=kind_of(tell))


def read(visitor: Visitor) -> str:
    """What the button shows."""
    visitor.press("read")
    lines = visitor.text("ROOT").splitlines()
    return lines[-1].removeprefix("read ")


KINDS_OF_PINS: list[tuple[Callable[[], Any], Any, Any, Any]] = [
    # how it is put, what it is at first, what the visitor enters, what it is then
    (lambda: put_input("p"), "", "Ann", "Ann"),
    (lambda: put_input("p", NUMBER), None, "12", 12),
    (lambda: put_input("p", "float", value=1), 1.0, "2.5", 2.5),
    (lambda: put_input("p", "color"), "#000000", "#AABBCC", "#aabbcc"),
    (lambda: put_textarea("p"), "", "a\r\nb", "a\nb"),
    (lambda: put_select("p", [("x", (1, 2)), ("y", {"k": 3})]), (1, 2), "y", {"k": 3}),
    (lambda: put_select("p", ["x", "y"], multiple=True), [], ["y", "x"], ["x", "y"]),
    (lambda: put_checkbox("p", ["x", "y"], value=["x"]), ["x"], ["y"], ["y"]),
    (lambda: put_radio("p", [("x", 1), ("y", 2)]), None, "y", 2),
    (lambda: put_slider("p", min_value=20), 20, 30, 30),
]


@pytest.mark.parametrize(("put", "first", "entered", "value"), KINDS_OF_PINS)
def test_each_kind_of_pin_is_read_as_the_input_of_its_kind(
    kind: Any, opens: Opens, put: Callable[[], Any], first: Any, entered: Any, value: Any
) -> None:
    async def app() -> None:
        put()
        put_text(f"first {await now(pin.p)!r}")
        shows(kind.function, lambda: pin["p"])

    visitor = opens(app)
    assert visitor.sees(f"first {first!r}")
    visitor.fill_pin(p=entered)
    assert read(visitor) == repr(value)


def test_a_row_of_buttons_is_the_one_pressed_last(kind: Any, opens: Opens) -> None:
    async def app() -> None:
        put_actions("move", buttons=["left", ("right", 2)])
        shows(kind.function, lambda: pin.move)

    visitor = opens(app)
    assert read(visitor) == "None"
    visitor.press("right")
    assert read(visitor) == "2"


def test_files_are_there_when_they_were_sent(kind: Any, opens: Opens) -> None:
    async def app() -> None:
        put_file_upload("one", accept=".txt")
        put_file_upload("many", multiple=True, max_size="1K")
        pin_on_change("one", onchange=lambda file: put_text("now", file and file["filename"]))
        put_button("forget", onclick=lambda: setattr(pin, "one", None))
        shows(kind.function, lambda: pin.one)
        put_text(await now(get_pin_values(["one", "many"])))
        changed = await now(pin_wait_change("many"))
        put_text([(file["filename"], file["content"]) for file in changed["value"]])

    visitor = opens(app)
    assert visitor.sees("{'one': None, 'many': []}")
    visitor.fill_pin(one=("a.txt", b"abc"), many=[("b.txt", b"1"), ("c.txt", b"2")])
    assert visitor.sees("now a.txt")
    assert visitor.sees("[('b.txt', b'1'), ('c.txt', b'2')]")
    visitor.press("forget")
    assert read(visitor) == "None"
    assert visitor.pin("one").value == []
    with pytest.raises(VisitorError):
        visitor.fill_pin(many=("large.txt", b"x" * 2000))
    visitor.send(wire.PinChange(pin=visitor.pin("one").id, value=[{"upload": "forged"}], sets=1))
    assert read(visitor) == "None"


def test_files_stay_with_the_page_that_has_sent_them(kind: Any, opens: Opens) -> None:
    async def app() -> None:
        put_file_upload("file")
        pin_on_change("file", onchange=lambda file: put_text("heard of", file and "one"))
        shows(kind.function, lambda: pin.file)

    visitor = opens(app)
    visitor.fill_pin(file=("a.txt", b"abc"))
    assert visitor.sees("heard of one")
    visitor.fresh_page()
    assert visitor.pin("file").value == []
    assert read(visitor) == "None"
    assert "heard of None" not in visitor.text()


def test_files_come_from_the_visitor_only(opens: Opens) -> None:
    async def app() -> None:
        put_file_upload("file")
        with pytest.raises(ArgumentError):
            pin.file = "a.txt"
        with pytest.raises(ArgumentError):
            pin_update("file", value=["a.txt"])
        pin_update("file", placeholder="Your file", accept="image/*")
        put_text("refused")

    visitor = opens(app)
    assert visitor.sees("refused")
    field = visitor.pin("file").field
    assert isinstance(field, wire.FileField)
    assert field.accept == ["image/*"]


def test_only_submitting_buttons_can_be_a_pin(opens: Opens) -> None:
    async def app() -> None:
        put_actions("move", buttons=[("back", None, "reset")])

    assert "put_actions()" in str(opens(app).expect_error(ArgumentError))


def test_reading_asks_nobody(opens: Opens) -> None:
    async def app() -> None:
        put_input("name", value="Ann")
        await now(pin.name)
        await now(get_pin_values(["name"]))

    assert opens(app).effects == []


def test_a_pin_that_is_not_on_the_page_is_none(opens: Opens) -> None:
    async def app() -> None:
        put_input("gone")
        clear()
        pin.gone = "x"
        pin_update("never", label="x")
        put_text(f"{await now(pin.gone)!r} {await now(pin.never)!r}")
        put_input("there", value=1)
        put_text(await now(get_pin_values(["there", "gone"])))

    assert opens(app).text().splitlines() == ["None None", "1", "{'there': '1'}"]


def test_strict_reading_raises_for_a_pin_that_is_not_there(opens: Opens) -> None:
    async def app() -> None:
        put_input("there", value="x")
        pin.use_strict()
        put_text(await now(pin.there), await now(get_pin_values(["gone"])))
        await now(pin.gone)

    visitor = opens(app)
    assert "'gone'" in str(visitor.expect_error(AssertionError))
    assert visitor.sees("x {}")


def test_bad_names(opens: Opens) -> None:
    async def app() -> None:
        for call in (
            lambda: pin["a b"],
            lambda: put_input("ä"),
            lambda: put_input(None),  # type: ignore[arg-type]
            lambda: pin_update("a b", value=1),
            lambda: pin_wait_change("ok", "a b"),
            lambda: pin_wait_change(),
            lambda: pin_wait_change("ok", timeout=-1),
            lambda: pin_on_change("ok"),
            lambda: pin_on_change("ok", onchange=5),  # type: ignore[arg-type]
            lambda: setattr(pin, "use_strict", True),
            lambda: get_pin_values(5),  # type: ignore[arg-type]
            lambda: pin_update("ok", type="number"),
            lambda: put_select("ok"),
        ):
            with pytest.raises(ArgumentError):
                call()
        with pytest.raises(AttributeError):
            pin.__wrapped__  # noqa: B018
        with pytest.raises(TypeError):
            pin_on_change("ok", onchange=print, no_such_option=True)
        put_text("all refused")

    assert opens(app).text() == "all refused"


# -- setting --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("put", "value", "shown"),
    [
        (lambda: put_input("p", value="old"), "new", "new"),
        (lambda: put_input("p", value="old"), None, ""),
        (lambda: put_input("p", NUMBER), 7, 7),
        (lambda: put_textarea("p"), "a\nb", "a\nb"),
        (lambda: put_select("p", ["x", "y"]), "y", "y"),
        (lambda: put_select("p", ["x", "y"], value="y"), None, "x"),
        (lambda: put_checkbox("p", ["x", "y"], value=["x"]), ["y"], ["y"]),
        (lambda: put_checkbox("p", ["x", "y"], value=["x"]), [], []),
        (lambda: put_radio("p", ["x", "y"], value="x"), "y", "y"),
        (lambda: put_radio("p", ["x", "y"], value="x"), None, None),
        (lambda: put_slider("p"), 70, 70),
        (lambda: put_actions("p", buttons=["x", "y"]), "y", "y"),
    ],
)
def test_a_value_that_the_program_sets_is_shown_and_read(
    opens: Opens, put: Callable[[], Any], value: Any, shown: Any
) -> None:
    async def app() -> None:
        put()
        pin.p = value
        put_text(f"read {await now(pin.p)!r}")

    visitor = opens(app)
    assert visitor.sees(f"read {shown!r}")
    if "[x] [y]" not in visitor.text():
        assert visitor.pin("p").value == ("7" if shown == 7 else shown)


def test_a_pin_is_there_at_once_although_the_page_is_just_being_read(opens: Opens) -> None:
    """What is shown while the page is locked is done later, by whoever has locked it."""

    async def app() -> None:
        guard = get_current_session().guard
        held, go_on = threading.Event(), threading.Event()

        def hold() -> None:
            with guard:
                held.set()
                assert go_on.wait(10)

        holder = threading.Thread(target=hold)
        holder.start()
        assert held.wait(10)
        put_input("p", value="first")
        release = threading.Timer(0.05, go_on.set)
        release.start()
        pin.p = "second"
        put_text(f"read {await now(pin.p)!r}")
        holder.join(10)
        release.join(10)

    assert opens(app).sees("read 'second'")


def test_setting_to_what_it_was_at_first_undoes_what_was_typed(opens: Opens) -> None:
    async def app() -> None:
        put_input("p")
        await now(pin_wait_change("p"))
        pin.p = ""
        put_text(f"read {await now(pin.p)!r}")

    visitor = opens(app)
    visitor.fill_pin(p="typed")
    assert visitor.sees("read ''")
    assert visitor.pin("p").value == ""
    visitor.fresh_page()
    assert visitor.pin("p").value == ""


def test_a_change_that_crosses_a_set_value_does_not_count(opens: Opens) -> None:
    async def app() -> None:
        put_input("p")
        pin["p"] = "set"
        await now(pin_wait_change("p"))
        put_text(f"read {await now(pin.p)!r}")

    visitor = opens(app)
    crossing = wire.PinChange(pin=visitor.pin("p").id, value="before that")
    visitor.send(crossing)
    assert visitor.state == "running"
    visitor.fill_pin(p="after it")
    assert visitor.sees("read 'after it'")


def test_new_options_reset_the_choice(opens: Opens) -> None:
    async def app() -> None:
        put_select("p", ["x", "y"], value="y", label="Letter")
        pin_update("p", options=[1, 2, 3], label="Number", help_text="one of three")
        put_text(f"read {await now(pin.p)!r}")
        pin_update("p", options=[4, 5], value=5)
        put_text(f"read {await now(pin.p)!r}")

    visitor = opens(app)
    assert visitor.text().splitlines() == [
        "Number",
        "4 / 5",
        "one of three",
        "read 1",
        "read 5",
    ]


def test_a_new_label_leaves_what_was_typed(kind: Any, opens: Opens) -> None:
    async def app() -> None:
        put_input("p", label="Old")
        put_button("rename", onclick=lambda: pin_update("p", label="New"))
        shows(kind.function, lambda: pin.p)

    visitor = opens(app)
    visitor.fill_pin(p="typed")
    visitor.press("rename")
    assert visitor.pin("p").text() == "New\ntyped"
    assert read(visitor) == "'typed'"


def test_a_new_range_keeps_the_slider_where_it_is_if_it_can(kind: Any, opens: Opens) -> None:
    async def app() -> None:
        put_slider("p")
        put_button("more", onclick=lambda: pin_update("p", max_value=200))
        put_button("less", onclick=lambda: pin_update("p", max_value=50))
        shows(kind.function, lambda: pin.p)

    visitor = opens(app)
    visitor.fill_pin(p=70)
    visitor.press("more")
    assert read(visitor) == "70"
    visitor.press("less")
    assert read(visitor) == "50"
    assert visitor.pin("p").value == 50


# -- one name, two pins ---------------------------------------------------------------------------


def test_a_second_pin_of_the_name_takes_the_place_of_the_first(kind: Any, opens: Opens) -> None:
    async def app() -> None:
        put_table([["first", put_input("p", value="one")]])
        put_button("second", onclick=lambda: put_input("p", value="two"))
        shows(kind.function, lambda: pin.p)

    visitor = opens(app)
    late = wire.PinChange(pin=visitor.pin("p").id, value="too late")
    visitor.press("second")
    assert "first | (pin_expired: p)" in visitor.text()
    visitor.send(late)
    assert read(visitor) == "'two'"
    picture = visitor.document.picture()
    visitor.fresh_page()
    assert visitor.document.picture() == picture


def test_two_of_one_name_in_one_output(opens: Opens) -> None:
    async def app() -> None:
        put_row([put_input("p", value="one"), put_input("p", value="two")])
        put_text(await now(pin.p))

    assert opens(app).text().splitlines() == ["(pin_expired: p)", "two", "two"]


def test_the_end_of_an_expired_pin_does_not_end_the_new_one(opens: Opens) -> None:
    async def app() -> None:
        with use_scope("old"):
            put_input("p", value="one")
        put_input("p", value="two")
        clear("old")
        put_text(await now(pin.p))

    assert opens(app).text().splitlines() == ["two", "two"]


def test_shown_again_it_begins_anew(kind: Any, opens: Opens) -> None:
    async def app() -> None:
        kept = put_input("p", value="start")
        kept.show()
        put_button("again", onclick=lambda: kept.show())
        shows(kind.function, lambda: pin.p)

    visitor = opens(app)
    visitor.fill_pin(p="typed")
    visitor.press("again")
    assert read(visitor) == "'start'"


def test_a_pin_leaves_with_the_popup_it_stands_in(kind: Any, opens: Opens) -> None:
    async def app() -> None:
        popup("Name", [put_input("p", value="x")])
        shows(kind.function, lambda: pin.p)

    visitor = opens(app)
    assert read(visitor) == "'x'"
    visitor.close_popup()
    assert read(visitor) == "None"


# -- what the page tells, and what it does not ----------------------------------------------------


def test_a_large_value_is_fetched_when_it_is_read(kind: Any, opens: Opens) -> None:
    async def app() -> None:
        put_textarea("p")
        shows(kind.function, lambda: pin.p)

    visitor = opens(app)
    visitor.fill_pin(p=LARGE)
    assert visitor.session.page.pins.by_name["p"].value == ""
    assert read(visitor) == repr(LARGE)
    assert read(visitor) == repr(LARGE)
    asked = [effect for effect in visitor.effects if isinstance(effect, wire.PinRead)]
    assert len(asked) == 1
    visitor.fill_pin(p="short again")
    assert read(visitor) == "'short again'"


def test_a_large_value_reaches_who_waits_for_changes(opens: Opens) -> None:
    async def app() -> None:
        put_textarea("p")
        changed = await now(pin_wait_change("p"))
        put_text(f"{len(changed['value'])} characters")

    visitor = opens(app)
    visitor.fill_pin(p=LARGE)
    assert visitor.sees(f"{len(LARGE)} characters")


def test_after_a_script_the_page_is_asked_once(kind: Any, opens: Opens) -> None:
    async def app() -> None:
        put_input("p", value="start")
        pin_on_change("p", onchange=lambda value: put_text("changed", value))
        put_button("script", onclick=lambda: run_js("document.title"))
        shows(kind.function, lambda: pin.p)

    visitor = opens(app)
    visitor.press("script")
    visitor.pin("p").value = "by the script"
    assert read(visitor) == "'by the script'"
    assert read(visitor) == "'by the script'"
    asked = [effect for effect in visitor.effects if isinstance(effect, wire.PinRead)]
    assert len(asked) == 1
    assert "changed" not in visitor.text()


@pytest.mark.parametrize(
    ("put", "forged"),
    [
        (lambda: put_input("p", value="ok"), 5),
        (lambda: put_input("p", value="ok"), {"a": "b"}),
        (lambda: put_input("p", value="ok", readonly=True), "changed"),
        (lambda: put_input("p", NUMBER, value=1), "no number"),
        (lambda: put_input("p", "date", value="2026-11-22"), "2026-13-01"),
        (lambda: put_textarea("p", maxlength=3, value="ok"), "too long"),
        (lambda: put_select("p", ["ok", "fine"]), "no option"),
        (lambda: put_select("p", ["ok", {"label": "x", "value": "x", "disabled": True}]), "x"),
        (lambda: put_checkbox("p", ["ok"], value=["ok"]), ["ok", "ok"]),
        (lambda: put_radio("p", ["ok"], value="ok"), ["ok"]),
        (lambda: put_slider("p", value=5), 101),
        (lambda: put_slider("p", value=5), "many"),
        (lambda: put_actions("p", buttons=["ok"]), "no button"),
    ],
)
def test_what_no_page_would_send_is_refused(
    kind: Any, opens: Opens, put: Callable[[], Any], forged: Any
) -> None:
    async def app() -> None:
        put()
        pin_on_change("p", onchange=lambda value: put_text("called"))
        shows(kind.function, lambda: pin.p)

    visitor = opens(app)
    before = read(visitor)
    visitor.send(wire.PinChange(pin=visitor.pin("p").id, value=forged))
    visitor.send(wire.PinChange(pin=10**6, value="nowhere"))
    assert read(visitor) == before
    assert "called" not in visitor.text()


def test_a_refused_value_is_not_left_standing_on_the_page(kind: Any, opens: Opens) -> None:
    """The visitor types on a dead line while the program makes the field read-only."""

    async def app() -> None:
        put_input("p", value="start")
        shows(kind.function, lambda: pin.p)
        await now(pin_wait_change("p"))
        await now(pin_wait_change("p", timeout=5))
        pin_update("p", readonly=True)

    visitor = opens(app)
    visitor.fill_pin(p="kept")
    visitor.drop()
    visitor.fill_pin(p="typed too late")
    visitor.advance(6)
    visitor.resume()
    assert visitor.pin("p").value == "kept"
    assert read(visitor) == "'kept'"


def test_a_number_that_is_half_typed_is_none(kind: Any, opens: Opens) -> None:
    async def app() -> None:
        put_input("p", NUMBER, value=5)
        shows(kind.function, lambda: pin.p)

    visitor = opens(app)
    for typed, value in (("-", "None"), ("-3", "-3"), ("", "None")):
        visitor.fill_pin(p=typed)
        assert read(visitor) == value


def test_passwords_are_read_but_never_told_to_a_page_again(kind: Any, opens: Opens) -> None:
    async def app() -> None:
        put_input("p", PASSWORD)
        shows(kind.function, lambda: pin.p)

    visitor = opens(app)
    visitor.fill_pin(p="s3cret")
    assert "s3cret" not in repr(snapshot_of(visitor.session.page))
    assert read(visitor) == "'s3cret'"
    visitor.fresh_page()
    assert visitor.pin("p").value == ""
    assert read(visitor) == "''"


def test_who_comes_later_sees_what_was_entered(opens: Opens) -> None:
    async def app() -> None:
        put_scope("s")
        with use_scope("s"):
            put_table([["name", put_input("a")], ["size", put_select("b", ["x", "y"])]])
        put_checkbox("c", [1, 2, 3], value=[1])
        put_actions("d", buttons=["go"])
        pin_update("a", label="Name")
        await now(input("Wait"))

    visitor = opens(app)
    visitor.fill_pin(a="Ann", b="y", c=[2, 3])
    visitor.press("go")
    picture = visitor.document.picture()
    visitor.fresh_page()
    assert visitor.document.picture() == picture
    assert (visitor.pin("a").value, visitor.pin("b").value) == ("Ann", "y")
    assert visitor.pin("c").value == [2, 3]


def test_what_was_typed_on_a_dead_line_stays_and_arrives(kind: Any, opens: Opens) -> None:
    async def app() -> None:
        put_input("p")
        shows(kind.function, lambda: pin.p)

    visitor = opens(app)
    visitor.drop()
    visitor.fill_pin(p="typed")
    visitor.resume()
    assert visitor.pin("p").value == "typed"
    assert read(visitor) == "'typed'"


def test_what_the_program_changed_meanwhile_comes_with_a_snapshot(kind: Any, opens: Opens) -> None:
    """So much was missed that the page is told anew: what was typed stays, but for what was set."""

    async def app() -> None:
        put_input("kept", label="Old")
        put_input("set")
        shows(kind.function, lambda: get_pin_values(["kept", "set"]))
        await now(pin_wait_change("set"))
        await now(pin_wait_change("set", timeout=5))
        for number in range(20):
            put_text(number)
        pin_update("kept", label="New")
        pin.set = "by the program"

    visitor = opens(app, settings=Settings(window=Window(commands=5)))
    visitor.fill_pin(set="x")
    visitor.drop()
    visitor.fill_pin(kept="typed", set="typed too")
    visitor.advance(6)
    snapshots = visitor.document.snapshots
    visitor.resume()
    assert visitor.document.snapshots == snapshots + 1
    assert visitor.pin("kept").text() == "New\ntyped"
    assert visitor.pin("set").value == "by the program"
    assert read(visitor) == "{'kept': 'typed', 'set': 'by the program'}"


def test_the_visitor_cannot_fill_what_is_not_there(opens: Opens) -> None:
    async def app() -> None:
        put_input("p", readonly=True)
        put_select("s", ["x"])

    visitor = opens(app)
    for wrong in ({"q": "x"}, {"p": "x"}, {"s": "y"}):
        with pytest.raises(VisitorError):
            visitor.fill_pin(**wrong)


def test_typed_text_counts_for_the_size_of_the_page(opens: Opens) -> None:
    async def app() -> None:
        put_input("p")
        put_button("clear", onclick=lambda: clear())

    visitor = opens(app)
    page = visitor.session.page
    before = page.size
    visitor.fill_pin(p="x" * 1000)
    assert page.size == before + 1000
    visitor.fill_pin(p="")
    assert page.size == before
    visitor.fill_pin(p="x" * 1000)
    visitor.press("clear")
    assert page.size == 0
    assert not page.pins.by_id


def test_a_pin_is_a_handle_like_other_outputs(kind: Any, opens: Opens) -> None:
    async def app() -> None:
        kept = put_input("p", value="one")
        put_table([[kept, "cell"]])
        put_button("update", onclick=lambda: kept.update("p", value="two"))
        put_button("remove", onclick=lambda: kept.remove())
        shows(kind.function, lambda: pin.p)

    visitor = opens(app)
    visitor.fill_pin(p="typed")
    visitor.press("update")
    assert read(visitor) == "'two'"
    assert visitor.pin("p").value == "two"
    picture = visitor.document.picture()
    visitor.fresh_page()
    assert visitor.document.picture() == picture
    visitor.press("remove")
    assert read(visitor) == "None"


def test_a_program_marks_a_pin_as_wrong(open_visitor: Callable[..., Visitor]) -> None:
    def app() -> None:
        put_input("name", label="Name")
        put_button("wrong", lambda: pin_update("name", valid_status=False, invalid_feedback="no!"))
        put_button("right", lambda: pin_update("name", valid_status=True))

    visitor = open_visitor(app)
    visitor.press("wrong")
    assert visitor.sees("no!")
    visitor.press("right")
    assert visitor.does_not_see("no!")
