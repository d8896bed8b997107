"""Events that no page would send: they neither end the session nor reach the program."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from both_kinds import KINDS, Kind, now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pywebio import protocol as wire
from pywebio.input import NUMBER, actions, checkbox, input, input_group, radio, select
from pywebio.output import put_buttons, put_scope, put_text, toast
from pywebio.session import eval_js
from pywebio.testing import VirtualHost, Visitor

json = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**6) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
ids = st.integers(0, 12)
names = st.sampled_from(["number", "one", "many", "radio", "go", "data", ""]) | st.text()
events = st.one_of(
    st.builds(wire.FormSubmit, form=ids, values=st.dictionaries(names, json, max_size=5)),
    st.builds(wire.FormCancel, form=ids),
    st.builds(wire.FormBlur, form=ids, name=names, value=json),
    st.builds(wire.FormChange, form=ids, name=names, value=json),
    st.builds(wire.CallbackEvent, callback=ids, value=json),
    st.builds(wire.Result, wait=ids, value=json),
    st.builds(wire.PopupClosed, popup=ids),
    st.builds(wire.ToastClosed, callback=ids),
)


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_forged_events_are_survived(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    pressed: list[object] = []

    async def app() -> None:
        put_buttons(["a", "b"], onclick=pressed.append)
        put_scope("s", put_text("x")).show()
        toast("t", duration=0, onclick=lambda: None)
        data = await now(
            input_group(
                "Group",
                [
                    input("Number", name="number", type=NUMBER, min=10**7, required=True),
                    select("One", ["x", "y"], name="one"),
                    checkbox("Many", ["x", "y"], name="many"),
                    radio("Radio", ["x", "y"], name="radio", required=True),
                    actions("Go", ["go"], name="go"),
                ],
            )
        )
        put_text("alive", data["number"], await now(eval_js("1")))

    host = VirtualHost()
    visitor = Visitor(kind.function(app), host=host, answers=lambda code, args: 1)

    @settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
    @given(events)
    def forge(event: wire.AnyEvent) -> None:
        visitor.session.deliver(event)

    with caplog.at_level(logging.WARNING):
        forge()
    visitor.settle()
    assert set(pressed) <= {"a", "b"}
    assert len(caplog.records) <= 1  # the clock stands still: one line a second
    assert visitor.errors == []
    visitor.fill(number=10**7, radio="x")
    visitor.press("go")
    assert visitor.sees("alive 10000000 1")
    visitor.close()
    host.close()


def test_values_of_no_field_are_left_out(open_visitor: Any) -> None:
    got: list[dict[str, Any]] = []

    def app() -> None:
        got.append(input_group("G", [input("a", name="a")]))

    visitor = open_visitor(app)
    values = {"a": "x", "b": "forged", "__class__": 1}
    visitor.send(wire.FormSubmit(form=visitor.form.id, values=values))
    assert got == [{"a": "x"}]
