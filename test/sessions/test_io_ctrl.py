"""What add-on packages import: specs and commands of earlier releases, and callbacks of scripts."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from pywebio import input as asks
from pywebio import io_ctrl, pin
from pywebio import output as out
from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError
from pywebio.session import get_current_session
from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor

Opens = Callable[..., Visitor]

PINS: list[dict[str, Any]] = [
    {"type": "text", "name": "a", "label": "pin text", "value": "x"},
    {"type": "textarea", "name": "b", "label": "pin area", "rows": 3},
    {"type": "select", "name": "c", "label": "pin select", "options": [{"label": "o", "value": 1}]},
    {"type": "checkbox", "name": "d", "label": "pin check", "options": ["o"]},
    {"type": "radio", "name": "e", "label": "pin radio", "options": ["o"]},
    {"type": "slider", "name": "f", "label": "pin slider", "value": 3, "max_value": 5},
    {"type": "actions", "name": "g", "label": "pin acts", "buttons": ["o"]},
    {"type": "file", "name": "h", "label": "pin file", "multiple": False},
]
SPECS: list[tuple[dict[str, Any], type[wire.Node]]] = [
    ({"type": "text", "content": "see me", "inline": True}, wire.Text),
    ({"type": "markdown", "content": "**see me**", "sanitize": True}, wire.Markdown),
    ({"type": "html", "content": "<b>see me</b>"}, wire.Html),
    ({"type": "table", "data": [["A"], [{"type": "text", "content": "in"}]]}, wire.Table),
    ({"type": "scope", "dom_id": "pywebio-scope-own", "contents": ["see me"]}, wire.Scope),
    ({"type": "scrollable", "contents": ["x"], "max_height": "9px"}, wire.Scrollable),
    ({"type": "tabs", "tabs": [{"title": "T", "content": ["x"]}]}, wire.Tabs),
    ({"type": "custom_widget", "template": "<i>{{x}}</i>", "data": {"x": "y"}}, wire.Custom),
    ({"type": "file", "name": "a.txt", "content": base64.b64encode(b"x").decode()}, wire.FileLink),
    *(({"type": "pin", "input": item}, wire.Pin) for item in PINS),
]


@pytest.mark.parametrize(("spec", "node"), SPECS, ids=lambda value: str(value)[:40])
def test_a_spec_becomes_our_output(
    spec: dict[str, Any], node: type[wire.Node], open_visitor: OpenVisitor
) -> None:
    visitor = open_visitor(lambda: io_ctrl.Output({**spec, "style": "color: red"}).show())
    shown = visitor.outputs()[-1]
    assert type(shown) is node
    assert shown.style == "color: red"


def test_every_type_of_the_table_is_tried() -> None:
    assert {spec["type"] for spec, _ in SPECS} | {"buttons"} == set(io_ctrl.OUTPUTS)


def test_buttons_of_a_spec_call_what_was_registered(opens: Opens) -> None:
    async def app() -> None:
        called = io_ctrl.output_register_callback(lambda index: out.put_text("pressed", index))
        buttons = [{"label": "one", "value": 0}, {"label": "two", "value": 1, "color": "danger"}]
        io_ctrl.Output({"type": "buttons", "callback_id": str(called), "buttons": buttons})
        io_ctrl.Output({"type": "text", "content": "click me", "click_callback_id": called})

    visitor = opens(app)
    visitor.press("two")
    assert visitor.sees("pressed 1")
    visitor.click("click me")
    assert visitor.sees("pressed None")


def test_a_registered_callback_takes_any_json_and_outlives_its_outputs(opens: Opens) -> None:
    ids: list[int] = []

    async def app() -> None:
        ids.append(io_ctrl.output_register_callback(lambda data: out.put_text("got", data)))
        out.clear()

    visitor = opens(app)
    for value in ({"a": [1, None]}, 3.5, None, "x"):
        visitor.send(wire.CallbackEvent(callback=ids[0], value=value))
        assert visitor.sees(f"got {value}")


def test_a_subclass_with_on_embed(opens: Opens) -> None:
    class Note(io_ctrl.Output):
        def __init__(self, text: str) -> None:
            super().__init__({"type": "text", "content": text}, on_embed=self.embedded)

        def embedded(self, spec: dict[str, Any]) -> dict[str, Any]:
            return {**spec, "content": spec["content"] + " (within)"}

    async def app() -> None:
        note = Note("mine")
        assert note.spec["content"] == "mine"
        assert isinstance(note, io_ctrl.Output)
        assert isinstance(out.put_text("other"), io_ctrl.Output)
        assert not isinstance(out.put_text("other"), Note)
        out.put_table([["head"], [note]])
        Note("alone")

    visitor = opens(app)
    assert visitor.sees("mine (within)")
    assert visitor.text().splitlines()[-1] == "alone"


def test_the_name_of_a_pin_can_be_read(opens: Opens) -> None:
    async def app() -> None:
        spec = pin.put_input("age", type=asks.NUMBER).spec
        assert (spec["type"], spec["input"]["name"], spec["input"]["type"]) == (
            "pin",
            "age",
            "number",
        )
        get_current_session().internal_save["addon"] = 1
        put_message: Any = vars(out)["_put_message"]
        put_message("danger", ["bad"], closable=True)
        put_message(color="secondary", contents=["grey"])

    visitor = opens(app)
    assert visitor.sees("bad")
    error, grey = visitor.find(wire.Alert)
    assert (error.kind, error.closable, error.style) == ("error", True, "")
    assert "--bs-secondary-bg-subtle" in grey.style


def test_commands(opens: Opens) -> None:
    async def app() -> None:
        send = io_ctrl.send_msg
        send("output_ctl", {"set_scope": "pywebio-scope-s", "container": "#pywebio-scope-ROOT"})
        scope = "#pywebio-scope-s"
        send("output", {"type": "text", "content": "in s", "scope": scope, "position": -1})
        send("output_ctl", {"set_scope": "t"})
        send("output", {"type": "text", "content": "in t", "scope": "#pywebio-scope-t"})
        send("output_ctl", {"clear": "#pywebio-scope-t"})
        send("output_ctl", {"scroll_to": "#pywebio-scope-s", "position": "top"})
        send("set_env", {"title": "from afar"})
        send("run_script", {"code": "f(x)", "args": {"x": 1}})
        send("download", {"name": "a.txt", "content": base64.b64encode(b"abc").decode()})
        send(
            "popup", {"title": "P", "content": [{"type": "text", "content": "body"}], "dom_id": "p"}
        )
        called = io_ctrl.output_register_callback(lambda data: out.put_text("heard", data))
        send("toast", {"content": "hi", "duration": 0, "color": "#ff0000", "callback_id": called})
        pin.put_input("name")
        send("pin_update", {"name": "name", "attributes": {"label": "renamed"}})
        send("pin_onchange", {"name": "name", "callback_id": called, "clear": False})

    visitor = opens(app)
    assert visitor.sees("in s")
    assert "in t" not in visitor.text()
    assert visitor.popup == "P\nbody"
    assert visitor.title == "from afar"
    assert visitor.scripts[-1].code == "f(x)"
    assert visitor.downloads[-1].content == b"abc"
    visitor.click("hi")
    assert visitor.sees("heard None")
    assert visitor.sees("renamed")
    visitor.fill_pin(name="Ann")
    assert visitor.sees("heard {'value': 'Ann'}")


def test_the_popup_of_a_command_is_closed_by_one(opens: Opens) -> None:
    async def app() -> None:
        io_ctrl.send_msg("popup", {"title": "P"})
        io_ctrl.send_msg("close_popup")

    assert opens(app).popup is None


@pytest.mark.parametrize(
    ("command", "spec", "hint"),
    [
        ("pin_wait", {}, "pin_wait_change"),
        ("popupp", {}, "popup"),
        ("popup", {}, "title"),
        ("output", {"type": "datatable"}, "put_ function"),
        ("output", {"type": "text"}, "content"),
        ("output", {"type": "text", "content": "x", "container_dom_id": "d"}, "put_scope"),
        ("output_ctl", {"loose": "x"}, "set_scope"),
        ("run_script", {"code": "1", "eval": True}, "eval_js"),
        ("download", {"name": "a", "content": "no base64!"}, "base64"),
    ],
)
def test_what_has_no_counterpart_says_so(
    command: str, spec: dict[str, Any], hint: str, open_visitor: OpenVisitor
) -> None:
    def app() -> None:
        with pytest.raises(ArgumentError, match=hint):
            io_ctrl.send_msg(command, spec)
        out.put_text("told")

    visitor = open_visitor(app)
    assert visitor.sees("told")
    assert visitor.text() == "told"
