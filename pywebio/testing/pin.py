"""A pin on the page: what it shows, and what the page has told of it."""

from __future__ import annotations

from typing import Any

from .. import protocol as wire
from .form import Form

MIRRORED_MOST = 16_384
"""Bytes of a value that are sent although nobody has asked for it."""


class PinModel:
    """A field that stands on the page, as the visitor sees it."""

    def __init__(self, node: wire.Pin) -> None:
        self.id = node.id
        self.sets = node.sets
        show = wire.FormShow(form=node.id, label="", fields=[node.field], buttons=False)
        self.form = Form(show)
        self.name = node.field.name
        if node.value is not None:
            self.form.values[self.name] = node.value
        self.told = self.value
        self.large = False
        field = node.field
        password = isinstance(field, wire.InputField) and field.kind == "password"
        # This page cannot show a password, or files that another one sent: that has to be said.
        self.owes = (password or isinstance(field, wire.FileField)) and node.value is not None
        if isinstance(field, wire.FileField):
            self.value = []

    @property
    def field(self) -> wire.FormField:
        """The field as it is now."""
        return self.form.fields[self.name]

    @property
    def value(self) -> Any:
        """What stands in the field."""
        return self.form.values[self.name]

    @value.setter
    def value(self, value: Any) -> None:
        self.form.values[self.name] = value

    def text(self) -> str:
        """What the field says, line by line."""
        return self.form.text()

    def picture(self) -> dict[str, Any]:
        """What a newcomer is shown."""
        field = self.form.picture()["fields"][0]
        field.pop("value", None)  # what it was at first is not to be seen
        return {"field": field, "value": self.value}

    # -- what the visitor does --------------------------------------------------------------------

    def fill(self, value: Any) -> None:
        """Enter a value, as far as the page lets the visitor do so."""
        self.form.fill(self.name, value)

    def change(self, silent: bool = False) -> wire.PinChange:
        """What the page tells of the value that stands there now."""
        self.told = self.value
        silent = silent or self.owes
        self.owes = False
        self.large = not self.field.onchange and _is_large(self.value)
        if self.large:
            return wire.PinChange(pin=self.id, large=True, sets=self.sets, silent=silent)
        return wire.PinChange(pin=self.id, value=self.value, sets=self.sets, silent=silent)

    # -- what the server does ---------------------------------------------------------------------

    def update(self, command: wire.PinUpdate) -> None:
        """Attributes of the field have changed."""
        if "options" not in command.attributes:
            self._put_back(command.attributes)
        watched = self.field.onchange
        self.form.update(self.name, command.attributes)
        if command.sets != self.sets:
            self.sets = command.sets
            self.told, self.large = self.value, False
        elif self.large and self.field.onchange and not watched:
            self.told, self.large = None, False  # the whole is wanted now

    def _put_back(self, attributes: dict[str, Any]) -> None:
        """Choose what has the value that the server tells."""
        if "value" in attributes and not hasattr(self.field, "value"):
            self.form.values[self.name] = attributes.pop("value")

    def take_over(self, old: PinModel) -> None:
        """The pin was built anew: what was entered stays, unless the program has set a value."""
        if old.sets == self.sets:
            self.owes = False
            self.value, self.told, self.large = old.value, old.told, old.large


def _is_large(value: Any) -> bool:
    return isinstance(value, str) and len(value.encode()) > MIRRORED_MOST
