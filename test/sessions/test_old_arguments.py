"""Arguments that programs have given for years: none of them ends a program."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError
from pywebio.input import (
    DATETIME,
    FLOAT,
    NUMBER,
    TIME,
    actions,
    file_upload,
    input,
    input_group,
    input_update,
    slider,
    textarea,
)
from pywebio.lenient import number_of, whole_of
from pywebio.output import (
    clear,
    datatable_insert,
    datatable_remove,
    datatable_update,
    popup,
    put_button,
    put_buttons,
    put_code,
    put_datatable,
    put_file,
    put_grid,
    put_html,
    put_image,
    put_progressbar,
    put_row,
    put_scope,
    put_scrollable,
    put_table,
    put_text,
    set_processbar,
    set_scope,
    span,
    style,
    toast,
    use_scope,
)
from pywebio.pin import pin, put_input, put_slider, put_textarea
from pywebio.session import download, set_env
from pywebio.testing.plugin import OpenVisitor


class Int64:
    """A number as NumPy has it: neither an `int` nor a `float`."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __index__(self) -> int:
        return self.value

    def __float__(self) -> float:
        return float(self.value)


class Bool(Int64):
    """A truth value as NumPy has it: it turns into a number, and is none."""

    dtype = SimpleNamespace(kind="b")


NUMBERS: list[Callable[[int], Any]] = [Int64, Decimal, Fraction, float, str]
"""What a number comes as, from data frames, databases and files of settings."""


@pytest.mark.parametrize("number", NUMBERS, ids=lambda kind: kind.__name__)
def test_numbers_of_every_kind(number: Any, open_visitor: OpenVisitor) -> None:
    def app() -> None:
        put_text("last")
        put_text("first", position=number(0))
        put_code("x\n" * 50, rows=number(5))
        put_progressbar("bar")
        set_processbar("bar", number(1))
        toast("stays", duration=number(0))
        put_textarea("text", rows=number(3), maxlength=number(9))
        put_slider("level", value=number(5), min_value=number(1), max_value=number(9))
        pin.level = number(7)
        set_env(input_panel_min_height=number(200))
        put_text(pin.level)

    visitor = open_visitor(app)
    assert visitor.text().startswith("first\nlast")
    assert visitor.find(wire.Code)[0].rows == 5
    assert visitor.find(wire.Progress)[0].value == 1
    assert visitor.toasts[0].ends is None
    area, level = (pinned.field for pinned in visitor.find(wire.Pin))
    assert (area.rows, area.maxlength) == (3, 9)
    assert (level.min_value, level.max_value) == (1, 9)
    assert visitor.settings["input_panel_min_height"] == 200
    assert visitor.sees("7")


def test_what_is_no_number() -> None:
    for value in (True, Bool(1), 1j, None, "x", [1], float, b"1"):
        assert number_of(value, written=True) is None, value


def test_what_is_no_whole_number() -> None:
    for value in (
        "nan",
        "inf",
        2.5,
        Decimal("NaN"),
        Decimal("1e999"),
        Fraction(10**400),
        "9" * 5000,
    ):
        assert whole_of(value, written=True) is None, value


def test_numbers_where_text_means_css(open_visitor: OpenVisitor) -> None:
    number: Any = Int64

    def app() -> None:
        put_scrollable(put_text("inside"), height=number(200))
        put_table([[span("wide", col=number(2))], ["a", "b"]])
        with use_scope("inner"):
            put_text("in ROOT", scope=number(0))
            clear(scope=number(-1))

    visitor = open_visitor(app)
    assert visitor.find(wire.Scrollable)[0].max_height == "200px"
    assert visitor.text() == "inside\nwide\na | b\nin ROOT"


def test_none_is_as_not_given(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        put_text("last")
        put_text("first", position=None)  # type: ignore[arg-type]
        put_row([put_text("x")], size=None)
        toast("hello", color=None)  # type: ignore[arg-type]
        asked = input_group(
            "Q",
            [
                slider(name="level", value=None, max_value=None, step=None),  # type: ignore[arg-type]
                textarea(name="text", rows=None),  # type: ignore[arg-type]
            ],
        )
        put_text(asked)

    visitor = open_visitor(app)
    visitor.submit()
    assert visitor.sees("{'level': 0, 'text': ''}")
    assert visitor.toasts[0].color == "info"


def test_a_slider_without_room(open_visitor: OpenVisitor) -> None:
    """Its end was counted, and there is nothing yet."""

    def app() -> None:
        put_text(input_group("Q", [slider(name="row", max_value=-1, step=0), input(name="x")]))

    visitor = open_visitor(app)
    visitor.submit()
    assert visitor.sees("{'row': 0, 'x': ''}")


# -- words ----------------------------------------------------------------------------------------


def test_unknown_words_are_taken_as_the_plain_thing(
    open_visitor: OpenVisitor, caplog: pytest.LogCaptureFixture
) -> None:
    def app() -> None:
        put_button("a", onclick=clear, color="purple")
        put_buttons([{"label": "b", "value": 1, "color": "outline-danger"}], onclick=print)
        popup("Title", "text", size="huge")
        toast("hello", position="top")
        set_scope("s", if_exist="none")
        put_text(actions("Go on?", [{"label": "yes", "value": True, "color": "pink"}]))

    visitor = open_visitor(app)
    assert [box.buttons[0].color for box in visitor.find(wire.Buttons)] == ["light", "danger"]
    assert visitor.popup == "Title\ntext"
    assert visitor.toasts[0].content == "hello"
    assert "color='purple' is none of primary," in caplog.text
    visitor.press("yes")
    assert visitor.sees("True")


def test_no_size_of_a_popup(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        popup("Title", size=None)  # type: ignore[arg-type]

    visitor = open_visitor(app)
    assert visitor.document.popup is not None
    assert visitor.document.popup.size == "normal"


def test_a_scope_that_is_emptied_as_a_block_empties_it(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        with use_scope("s"):
            put_text("old")
        set_scope("s", if_exist="blank")
        put_text("new", scope="s")

    assert open_visitor(app).text() == "new"


# -- callbacks ------------------------------------------------------------------------------------


def test_buttons_that_do_nothing(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        put_button("one", onclick=None)  # type: ignore[arg-type]
        put_buttons(["two"], onclick=...)  # type: ignore[arg-type]
        put_buttons(["three", "four"], onclick=[lambda: put_text("called"), None])  # type: ignore[list-item]

    visitor = open_visitor(app)
    for label in ("one", "two", "three", "four"):
        visitor.press(label)
    assert visitor.sees("called")
    assert visitor.state == "held"
    assert visitor.errors == []


def test_a_function_that_was_called_instead_of_given(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        with pytest.raises(ArgumentError, match="without calling it"):
            put_button("do it", onclick="result")  # type: ignore[arg-type]
        with pytest.raises(ArgumentError, match="without calling it"):
            put_buttons(["do it"], onclick=3)  # type: ignore[arg-type]
        with pytest.raises(ArgumentError, match="without calling it"):
            put_buttons(["do it"], onclick=["result"])  # type: ignore[list-item]
        put_text("all refused")

    assert open_visitor(app).text() == "all refused"


# -- contents -------------------------------------------------------------------------------------


def test_contents_that_are_no_text(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        put_html(5)
        put_html(None)
        put_image(None, title="no picture")
        put_scope("number", 5)
        put_scope("nothing", None)
        put_scope("list", [put_text("a"), 1, None])
        put_table(["XO ", " X ", "  O"])
        put_file(Path("made/notes.txt"), "text: é")  # type: ignore[arg-type]
        download(Path("made/copy.txt"), "text: é")  # type: ignore[arg-type]

    visitor = open_visitor(app)
    assert visitor.text("number") == "5"
    assert visitor.text("nothing") == ""
    assert visitor.text("list") == "a\n1\nNone"
    assert visitor.find(wire.Table)[0].rows[1] == [" ", "X", " "]
    assert [html.content for html in visitor.find(wire.Html)] == ["5", ""]
    visitor.press("notes.txt")
    assert visitor.downloads == [
        ("copy.txt", "text: é".encode()),
        ("notes.txt", "text: é".encode()),
    ]


def test_style_that_depends(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        put_text("good").style(None)
        put_text("bad").style({"color": "red", "font-size": "20px"})
        style(put_text("old"), None)  # type: ignore[arg-type]

    assert [text.style for text in open_visitor(app).find(wire.Text)] == [
        "",
        "color: red; font-size: 20px",
        "",
    ]


def test_sizes_as_lists_and_numbers(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        put_row([put_text("a"), put_text("b")], size=["1fr", 100])  # type: ignore[arg-type]
        put_row([put_text("a"), put_text("b")], size=50)  # type: ignore[arg-type]
        put_grid([[put_text("c"), put_text("d")]], cell_widths=("2fr", "1fr"))  # type: ignore[arg-type]

    assert [grid.columns for grid in open_visitor(app).find(wire.Grid)] == [
        "1fr 100px",
        "50px",
        "2fr 1fr",
    ]


def test_a_code_editor_by_the_name_of_its_language(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        put_text(textarea("Program", code="python"))  # type: ignore[arg-type]

    visitor = open_visitor(app)
    assert visitor.form.field("").code == {"mode": "python"}  # type: ignore[union-attr]
    visitor.submit("x")
    assert visitor.sees("x")


# -- data tables ----------------------------------------------------------------------------------


def test_rows_of_a_data_table_with_the_same_id_or_none(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        rows = [{"id": 1, "n": "a"}, {"id": 1, "n": "b"}, {"n": "c"}, {"n": "d"}]
        actions = [("tell", lambda row_id: put_text("row", row_id))]
        put_datatable(rows, actions=actions, id_field="id", instance_id="t")
        datatable_insert("t", [{"id": 1, "n": "e"}, {"id": 2, "n": "f"}])
        datatable_update("t", "new", row_id=2, field="n")

    visitor = open_visitor(app)
    assert visitor.text().split("\n") == [
        "1 | a",
        "1 | b",
        "c",
        "d",
        "1 | e",
        "2 | new",
    ]
    visitor.select_rows("1", action="tell")
    assert visitor.sees("row 1")


def test_a_row_of_a_data_table_that_went_meanwhile(
    open_visitor: OpenVisitor, caplog: pytest.LogCaptureFixture
) -> None:
    """Two clicks on "delete" in a row, for example."""

    def app() -> None:
        put_datatable([{"id": 1}, {"id": 2}], id_field="id", instance_id="t")
        datatable_remove("t", [1])
        datatable_remove("t", [1, 2])
        datatable_update("t", {"id": 1}, row_id=1)
        datatable_update("t", 5, row_id=1, field="id")
        datatable_insert("t", {"id": 3}, row_id=1)
        put_text("done")

    visitor = open_visitor(app)
    assert visitor.text() == "3\ndone"
    assert "The data table 't' has no row 1" in caplog.text


# -- values of fields -----------------------------------------------------------------------------


@pytest.mark.parametrize("value", [float("nan"), "N/A", "-", "", Decimal("NaN"), None])
def test_what_is_no_number_leaves_a_field_of_numbers_empty(
    value: Any, open_visitor: OpenVisitor
) -> None:
    def app() -> None:
        put_input("pinned", type=NUMBER, value=value)
        asked = input_group(
            "Q",
            [
                input(name="whole", type=NUMBER, value=value, onchange=change),
                input(name="part", type=FLOAT, value=value),
                input(name="other", type=FLOAT, value=1),
            ],
        )
        put_text(asked, pin.pinned)

    def change(_: object) -> None:
        input_update("other", value=value if value is not None else "none")

    visitor = open_visitor(app)
    visitor.fill(whole=5)
    visitor.submit(whole="")
    assert visitor.sees("{'whole': None, 'part': None, 'other': None} None")


def test_a_whole_float_is_shown_as_it_is_written(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        put_text(repr(input(type=FLOAT, value=30.0)))

    visitor = open_visitor(app)
    assert visitor.form.values["data"] == "30"
    visitor.submit()
    assert visitor.sees("30.0")


def test_times_with_seconds(open_visitor: OpenVisitor) -> None:
    """A browser refuses seconds where nothing says that they are possible."""

    def app() -> None:
        asked = input_group(
            "Q",
            [
                input(name="time", type=TIME, value="03:04:05"),
                input(name="moment", type=DATETIME, value="2020-01-02 03:04:05"),
                input(name="quarter", type=TIME, value="03:15", step=900),
            ],
        )
        put_text(*asked.values())

    visitor = open_visitor(app)
    fields = visitor.form.fields
    assert [field.attributes.get("step") for field in fields.values()] == ["any", "any", 900]
    visitor.submit()
    assert visitor.sees("03:04:05 2020-01-02T03:04:05 03:15")


# -- names that are not in the form ---------------------------------------------------------------


def test_a_check_of_a_form_that_names_no_field(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        asked = input_group(
            "Q",
            [input(name="a")],
            validate=lambda asked: None if asked["a"] else ("b", "Fill in something."),
        )
        put_text(asked)

    visitor = open_visitor(app)
    visitor.submit()
    assert visitor.sees("Fill in something.")
    visitor.submit(a="x")
    assert visitor.sees("{'a': 'x'}")


def test_a_change_of_a_field_that_this_form_has_not(
    open_visitor: OpenVisitor, caplog: pytest.LogCaptureFixture
) -> None:
    """One function for several forms."""

    def change(value: str) -> None:
        input_update("city", value="unknown")
        input_update("b", value=value)

    def app() -> None:
        put_text(input_group("Q", [input(name="a", onchange=change), input(name="b")]))

    visitor = open_visitor(app)
    visitor.submit(a="x")
    assert visitor.sees("{'a': 'x', 'b': 'x'}")
    assert "the form has no input 'city'" in caplog.text


def test_a_span_of_nothing_is_a_cell(open_visitor: OpenVisitor) -> None:
    """Its columns were counted, and there are none yet."""

    def app() -> None:
        put_table([[span("none", col=0), span("many", row=5000)], ["a"]])

    assert open_visitor(app).text() == "none | many\na"


def test_sizes_of_files_as_people_write_them(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        file_upload("File", max_size=" 20.5 kb ", max_total_size="10 MB")

    field = open_visitor(app).form.field("")
    assert isinstance(field, wire.FileField)
    assert (field.max_size, field.max_total_size) == (20992, 10 * 1024**2)
