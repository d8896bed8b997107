from __future__ import annotations

from typing import Any

import pytest
from output_screen import Screen

from pywebio.output import (
    clear,
    put_button,
    put_scope,
    put_text,
    put_widget,
    style,
)
from pywebio.testing.plugin import OpenVisitor

PARSE = "{{#xs}}{{& pywebio_output_parse}}{{/xs}}"


def test_data_goes_along_as_it_is(screen: Screen) -> None:
    data: dict[Any, Any] = {
        "a": "<b>",
        "n": 1.5,
        "none": None,
        "yes": True,
        "deep": [{"x": (1, 2)}],
        7: "seven",
    }
    put_widget("{{a}}", data)
    node = screen.node()
    del data[7]
    assert node.data == {**data, "deep": [{"x": [1, 2]}], "7": "seven"}
    assert (node.template, node.contents, node.places) == ("{{a}}", [], [])


def test_outputs_anywhere_in_the_data(screen: Screen) -> None:
    put_widget(
        PARSE,
        {
            "xs": [put_text("a"), "text", style([put_text("b")], "color: red")],
            "one": {"deep": put_button("c", onclick=print)},
        },
    )
    node = screen.node()
    assert node.data == {"xs": [None, "text", [None]], "one": {"deep": None}}
    assert node.places == [["xs", 0], ["xs", 2, 0], ["one", "deep"]]
    assert [type(inner).__name__ for inner in node.contents] == ["Text", "Text", "Buttons"]
    assert len(screen.session.page.callbacks) == 1
    clear()
    assert not screen.session.page.callbacks


def test_outputs_in_it_are_handles_and_scopes_are_there(screen: Screen) -> None:
    inner = put_text("old")
    widget = put_widget(PARSE, {"xs": [inner, put_scope("s")]}).show()
    inner.update("new")
    put_text("in s", scope="s")
    assert screen.node().contents[0].content == "new"
    assert screen.texts("s") == ["in s"]
    widget.update("<p>{{a}}</p>", {"a": "b"})
    assert screen.node().data == {"a": "b"}
    assert screen.scopes == set()


@pytest.mark.parametrize(
    ("template", "data"),
    [
        (b"x", {}),
        (None, {}),
        ("x", []),
        ("x", None),
        ("x", {"a": object()}),
        ("x", {"a": {1, 2}}),
        ("x", {("a",): 1}),
    ],
)
def test_arguments_are_checked(screen: Screen, template: Any, data: Any) -> None:
    with pytest.raises(TypeError):
        put_widget(template, data)
    with pytest.raises(TypeError):
        put_widget("x", {"first": put_text("never"), "second": {"third": object()}})
    assert screen.texts() == []


def test_it_holds_no_block(screen: Screen) -> None:
    with pytest.raises(RuntimeError), put_widget("x", {}):
        pass


def test_a_visitor_reads_it(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        inner = put_text("inside")
        put_widget(
            "<details><summary>{{title}} {{& raw}}{{{raw}}}</summary>"
            "{{#xs}}<p id='{{#uniqueid}}k{{/uniqueid}}'>{{index}}{{& pywebio_output_parse}}</p>"
            "{{/xs}}{{^no}}none{{/no}} {{#deep.er}}{{x}}{{/deep.er}}{{missing}}</details>",
            {
                "title": "<T>",
                "raw": "<b>r</b>",
                "xs": [inner, "<text>"],
                "no": [],
                "deep": {"er": {"x": "y"}},
            },
        )
        inner.update("changed")

    visitor = open_visitor(app)
    assert visitor.sees("<T> rr\n0changed\n1<text>\nnone y")
