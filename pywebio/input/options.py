"""The shapes in which programs give options and buttons, and how their values travel.

An option's value may be any object that JSON can express. The page gets a plain copy of it and
sends that copy back; the server finds the option by the copy's JSON text and gives the program the
very value it had given.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple, get_args

from .. import protocol as wire
from ..exceptions import ArgumentError
from ..lenient import color_of
from ..protocol import Json

SAFE_INTEGER = 2**53 - 1
"""Whole numbers beyond this would be rounded by the page: they travel as text."""

COLORS = get_args(wire.ButtonColor)
BUTTON_TYPES = ("submit", "reset", "cancel")


class Choice(NamedTuple):
    """An option: the program's own value, the JSON text it is found by, and what travels."""

    value: Any
    key: str
    option: wire.Option


class Button(NamedTuple):
    """A button of `actions`: the program's own value, its JSON text, and what travels."""

    value: Any
    key: str
    button: wire.ActionButton


# -- values as JSON -------------------------------------------------------------------------------


def as_json(value: Any, what: str) -> Json:
    """A copy of a value in plain JSON that survives the way to the page and back."""
    if type(value) is str:
        return value
    try:
        return _portable(json.loads(json.dumps(value, allow_nan=False)))
    except (TypeError, ValueError, RecursionError) as error:
        raise TypeError(
            f"{what} must be something that JSON can express (text, a number, a bool, None, or a "
            f"list or dict of such); got {value!r}: {error}."
        ) from error


def _portable(value: Json) -> Json:
    """Numbers as JavaScript has them: 1.0 is 1, and large whole numbers are kept as text."""
    match value:
        case bool():
            return value
        case float() if value.is_integer():
            return _portable(int(value))
        case int() if abs(value) > SAFE_INTEGER:
            return str(value)
        case list():
            return [_portable(item) for item in value]
        case dict():
            return {key: _portable(item) for key, item in value.items()}
        case _:
            return value


def json_key(value: Json) -> str:
    """A text that is equal for equal values of plain JSON, whatever the order of their keys."""
    return json.dumps(_portable(value), sort_keys=True)


# -- options --------------------------------------------------------------------------------------


def parse_options(options: Iterable[Any] | None, caller: str) -> list[Choice]:
    """The options in any of their shapes; see the documentation of `select`."""
    if options is None:
        raise ArgumentError(
            f'{caller} needs options, as in {caller[:-1]}"Color", ["red", "blue"]).'
        )
    return [_choice(item, caller) for item in _each(options, f"the options of {caller}")]


def _each(items: Iterable[Any], what: str) -> Iterable[Any]:
    try:
        return iter(items)
    except TypeError:
        raise ArgumentError(f"{what} must be a list; got {items!r}.") from None


def _choice(item: Any, caller: str) -> Choice:
    parts = _spread(item, ("label", "value", "selected", "disabled"), f"an option of {caller}")
    value = parts["value"]
    travels = as_json(value, f"The value of an option of {caller}")
    option = wire.Option(
        label=str(parts["label"]),
        value=travels,
        selected=bool(parts.get("selected")),
        disabled=bool(parts.get("disabled")),
    )
    return Choice(value, json_key(travels), option)


def _spread(item: Any, keys: tuple[str, ...], what: str, need: int = 2) -> dict[str, Any]:
    """The parts of a dict, of a list or tuple, or of a plain value, by their names."""
    if isinstance(item, dict):
        parts = item
    elif isinstance(item, list | tuple):
        if not 2 <= len(item) <= len(keys):
            raise ArgumentError(
                f"{what}, given as a tuple, is ({', '.join(keys)}), at least with label and value; "
                f"got {item!r}."
            )
        parts = dict(zip(keys, item, strict=False))
    else:
        parts = {"label": item, "value": item}
    missing = [key for key in keys[:need] if key not in parts]
    if missing:
        raise ArgumentError(f"{what}, given as a dict, needs {missing[0]!r}; got {item!r}.")
    return parts


def mark_selected(choices: list[Choice], value: Any, several: bool) -> list[Choice]:
    """The options with those marked that `value` names; a scalar is taken as a list of one.

    Where only one can be chosen, it replaces marks of the options themselves.
    """
    if value is None:
        return choices
    wanted = list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
    found = [choice.value == value or choice.value in wanted for choice in choices]
    if not any(found):
        return choices
    return [
        _selected(choice, named or (several and choice.option.selected))
        for choice, named in zip(choices, found, strict=True)
    ]


def _selected(choice: Choice, selected: bool) -> Choice:
    old = choice.option
    option = wire.Option(label=old.label, value=old.value, selected=selected, disabled=old.disabled)
    return choice._replace(option=option)


# -- buttons of actions ---------------------------------------------------------------------------


def parse_buttons(buttons: Iterable[Any] | None) -> list[Button]:
    """The buttons in any of their shapes; see the documentation of `actions`."""
    if buttons is None:
        raise ArgumentError('actions() needs buttons, as in actions("Go on?", ["yes", "no"]).')
    return [_button(item) for item in _each(buttons, "the buttons of actions()")]


def _button(item: Any) -> Button:
    what = "a button of actions()"
    parts = _spread(item, ("label", "value", "type", "disabled"), what, need=1)
    kind: Any = parts.get("type") or "submit"
    if kind not in BUTTON_TYPES:
        raise ArgumentError(f"the type of {what} is one of {BUTTON_TYPES}; got {kind!r}.")
    color = color_of(parts.get("color"), COLORS)
    disabled = bool(parts.get("disabled"))
    if "value" not in parts and kind == "submit" and not disabled:
        raise ArgumentError(f"{what} that submits needs 'value'; got {item!r}.")
    value = parts.get("value")
    travels = as_json(value, f"The value of {what}")
    button = wire.ActionButton(
        label=str(parts["label"]), value=travels, kind=kind, color=color, disabled=disabled
    )
    return Button(value, json_key(travels), button)
