"""Inputs that stand on the page as pins: how their values are read, and what changes them."""

from __future__ import annotations

import re
from typing import Any

from msgspec import structs

from .. import protocol as wire
from ..protocol import Json
from ..session.callbacks import Refused
from ..session.pins import PinPart
from .form import Item
from .update import changed_item
from .values import Invalid, check_kind, check_length, is_fixed, units

_UNFINISHED = re.compile(r"\s*[-+]?\.?\s*")
"""What a number begins with while it is typed."""

_SETTING = ("value", "options", "min_value", "max_value", "step")
"""Attributes whose change may change the value."""


class FieldReader:
    """Reads the value of a pin: as that of a form, but it may be half entered yet."""

    def __init__(self, item: Item) -> None:
        self.item = item

    def initial(self) -> Any:
        """The value of the field as the program has made it."""
        return self.item.reader.kept()

    def read(self, sent: Json) -> Any:
        """The value that the page sent, or :class:`Refused`."""
        field = self.item.field
        try:
            if is_fixed(field):
                raise Invalid("it cannot be changed")
            return self._read(field, sent)
        except Invalid as invalid:
            raise Refused(f"a value of the pin {field.name!r}: {invalid.message}") from None

    def _read(self, field: wire.FormField, sent: Json) -> Any:
        reader = self.item.reader
        if not isinstance(field, wire.InputField | wire.TextareaField):
            value = reader.convert(sent)
            reader.check(value)
            return value
        if isinstance(field, wire.TextareaField):
            text: str = reader.convert(sent)
            return _not_too_long(text, field.value, field.maxlength)
        match field.kind:
            case "number" | "float":
                unfinished = isinstance(sent, str) and _UNFINISHED.fullmatch(sent)
                return None if unfinished else reader.convert(sent)
            case "text" | "url" | "password":
                text = reader.convert(sent)
                return _not_too_long(text, field.value, field.attributes.get("maxlength"))
            case kind:
                text = reader.convert(sent)
                if text:
                    check_kind(text, kind)
                return text


def _not_too_long(text: str, own: str, most: Json) -> str:
    """The text, unless it is longer than allowed; one of the program's own may be."""
    if units(text) > units(own):
        check_length(text, None, most)
    return text


class PressedReader(FieldReader):
    """Reads a row of buttons of which the program says which was pressed last."""

    def __init__(self, item: Item, pressed: Any) -> None:
        super().__init__(item)
        self.pressed = pressed

    def initial(self) -> Any:
        """What the program has said."""
        return self.pressed


Change = tuple[FieldReader, dict[str, Json], bool]
"""The reader of a changed field, what is new, and whether the value is set too."""


def with_changes(part: PinPart, spec: dict[str, Any]) -> Change:
    """The field of a pin with parameters changed."""
    item, attributes = changed_item(_item(part), spec)
    return FieldReader(item), attributes, any(key in attributes for key in _SETTING)


def with_value(part: PinPart, value: Any) -> Change:
    """The field of a pin with a value; None empties it, or sets it to its least."""
    item = _item(part)
    match item.field:
        case wire.ActionsField():
            return PressedReader(item, value), {}, True
        case wire.InputField() | wire.TextareaField():
            value = "" if value is None else value
        case wire.SliderField():
            value = item.field.min_value if value is None else value
        case _:
            value = [] if value is None else value
    return with_changes(part, {"value": value})


def _item(part: PinPart) -> Item:
    """The input of a pin as it is now."""
    assert isinstance(part.reader, FieldReader)
    field = part.node.field
    if isinstance(field, wire.SliderField):
        # A new range is to keep what the visitor has chosen, where it allows that.
        field = structs.replace(field, value=part.value)
    return part.reader.item._replace(field=field)
