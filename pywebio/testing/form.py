"""A form on the page: what it shows, and what the visitor has entered."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import structs

from .. import protocol as wire
from ..input.slider import slider_range
from ..utils import nearest
from .files import VisitorError, chosen_files

_TEXTS = {
    "required": "Please fill in this field.",
    "invalid": "Your input is not valid.",
    "not_number": "Please enter a number.",
    "not_integer": "Please enter a whole number.",
    "not_option": "Please choose one of the options.",
    "not_url": "Please enter a full address, such as https://example.com.",
    "not_date": "Please enter a date.",
    "not_time": "Please enter a time.",
    "not_datetime": "Please enter a date and a time.",
    "not_color": "Please choose a color.",
    "too_short": "This is too short.",
    "too_short_1": "Please enter at least {0} characters.",
    "too_long": "This is too long.",
    "too_long_1": "Please enter at most {0} characters.",
    "too_small": "This is too small.",
    "too_small_1": "Please enter {0} or more.",
    "too_big": "This is too big.",
    "too_big_1": "Please enter {0} or less.",
    "pattern": "This does not have the format asked for.",
    "required_file": "Please choose a file.",
    "file_too_big": "This file is too large.",
    "file_too_big_2": "“{0}” is too large: a file may have {1} at most.",
    "files_too_big": "These files are too large together.",
    "files_too_big_1": "These files are too large: together they may have {0} at most.",
    "too_many_files": "These are too many files.",
    "too_many_files_1": "These are too many files: {0} at most.",
    "upload_lost": "The file has not arrived. Please choose it again.",
    "step": "This is not one of the allowed steps.",
    "step_1": "Please enter a multiple of {0}.",
}
"""The page's own texts for problems (English), by the keys that the server sends."""


def _may_keep(field: wire.FormField) -> bool:
    if isinstance(field, wire.InputField):
        return field.kind != "password"
    return not isinstance(field, wire.FileField | wire.ActionsField)


def problem_text(mark: str) -> str:
    """The text that the page shows for a problem; ``@required`` and the like are keys."""
    if not mark.startswith("@"):
        return mark
    if mark.startswith("@@"):
        return mark[1:]
    key, *arguments = mark[1:].split("|")
    text = _TEXTS.get(f"{key}_{len(arguments)}") or _TEXTS.get(key)
    return mark if text is None else text.format(*arguments)


class Form:
    """A form as the visitor sees it."""

    def __init__(self, command: wire.FormShow) -> None:
        self._command = command
        self._fields = {field.name: field for field in command.fields}
        self.marks: dict[str, str] = dict(command.marks)
        self.refusals = 0
        self._initial = initial_values(self._fields)
        self.values: dict[str, Any] = dict(self._initial)

    # -- a reload -----------------------------------------------------------------------------

    def draft(self) -> dict[str, Any]:
        """What was entered, as far as a page keeps it over a reload: no passwords, no files."""
        return {
            name: value
            for name, value in self.values.items()
            if value != self._initial.get(name) and _may_keep(self._fields[name])
        }

    def restore(self, draft: dict[str, Any]) -> None:
        """Put back what `draft` gave."""
        self.values.update({name: value for name, value in draft.items() if name in self._fields})

    # -- what a test looks at ---------------------------------------------------------------------

    @property
    def id(self) -> int:
        """The number of the form."""
        return self._command.form

    @property
    def label(self) -> str:
        """The caption of the form."""
        return self._command.label

    @property
    def cancelable(self) -> bool:
        """Whether there is a cancel button."""
        return self._command.cancelable

    @property
    def scope(self) -> str:
        """The scope in which the form stands; none if it stands in the input panel."""
        return self._command.scope

    @property
    def fields(self) -> dict[str, wire.FormField]:
        """The fields by name."""
        return self._fields

    @property
    def problems(self) -> dict[str, str]:
        """The problems shown at fields: name -> text."""
        return {name: problem_text(mark) for name, mark in self.marks.items()}

    @property
    def problem(self) -> str | None:
        """The first problem shown, or `None`."""
        return next(iter(self.problems.values()), None)

    def field(self, name: str) -> wire.FormField:
        """A field by name; a form's only field also by ``""``."""
        if name == "":
            return self._first_field()
        found = self._fields.get(name)
        if found is None:
            hint = nearest(name, list(self._fields))
            raise VisitorError(
                f"The form {self.label!r} has no field {name!r}.{hint} "
                f"It has: {', '.join(map(repr, self._fields))}."
            )
        return found

    def _first_field(self) -> wire.FormField:
        for field in self._fields.values():
            if not isinstance(field, wire.ActionsField):
                return field
        raise VisitorError(
            f"The form {self.label!r} has nothing to fill in, only buttons: use press()."
        )

    def text(self) -> str:
        """What the form says, line by line."""
        lines = [self.label] if self.label and not self._command.titled else []
        if "" in self.marks:
            lines.append(problem_text(self.marks[""]))
        for field in self._fields.values():
            lines.extend(self._field_lines(field))
        return "\n".join(lines)

    def _field_lines(self, field: wire.FormField) -> list[str]:
        lines = [field.label or (self.label if self._command.titled else "")]
        if isinstance(field, wire.ActionsField):
            lines.append(" ".join(f"[{button.label}]" for button in field.buttons))
        elif isinstance(field, wire.SelectField | wire.CheckboxField | wire.RadioField):
            lines.append(" / ".join(option.label for option in field.options))
        elif isinstance(field, wire.FileField):
            lines.append(" / ".join(file["name"] for file in self.values[field.name]))
        elif isinstance(field, wire.InputField) and field.kind == "password":
            pass
        else:
            lines.append(str(self.values[field.name]))
        if isinstance(field, wire.InputField) and field.action:
            lines.append(f"[{field.action_label}]")
        lines.append(field.help_text)
        if field.name in self.marks:
            lines.append(problem_text(self.marks[field.name]))
        elif field.attributes.get("valid_status") is False:
            lines.append(str(field.attributes.get("invalid_feedback") or problem_text("@invalid")))
        return [line for line in lines if line]

    def picture(self) -> dict[str, Any]:
        """What a newcomer is shown of the form."""
        command: dict[str, Any] = msgspec.to_builtins(self._command)
        command["fields"] = [msgspec.to_builtins(field) for field in self._fields.values()]
        command["marks"] = dict(self.marks)
        return command

    # -- what the visitor does --------------------------------------------------------------------

    def reset(self) -> None:
        """All fields as they were at first."""
        for name, field in self._fields.items():
            if isinstance(field, wire.InputField) and field.locked:
                self._fields[name] = structs.replace(field, locked=False)
        self.values = {**self.values, **self._initial}

    def fill(self, name: str, value: Any) -> wire.FormField:
        """Enter a value into a field, as far as the page lets the visitor do so."""
        field = self.field(name)
        locked = isinstance(field, wire.InputField) and field.locked
        if field.disabled or field.readonly or locked:
            what = "disabled" if field.disabled else "read-only"
            raise VisitorError(f"The field {field.name!r} is {what}: the visitor cannot change it.")
        self.values[field.name] = accepted(field, value)
        return field

    @property
    def buttons(self) -> list[wire.ActionButton]:
        """The buttons of the form: those of `actions` fields, then Submit, Reset and Cancel."""
        found = [
            button
            for field in self._fields.values()
            if isinstance(field, wire.ActionsField)
            for button in field.buttons
        ]
        if self._command.buttons:
            found.append(wire.ActionButton(label="Submit"))
            found.append(wire.ActionButton(label="Reset", kind="reset"))
        if self.cancelable:
            found.append(wire.ActionButton(label="Cancel", kind="cancel"))
        return found

    def action(self, label: str) -> int:
        """The callback of the button of this label beside a field; 0 if there is none."""
        for field in self._fields.values():
            if isinstance(field, wire.InputField) and field.action_label == label:
                return field.action
        return 0

    def submission(self, pressed: wire.ActionButton | None = None) -> dict[str, Any]:
        """What the page sends; without a button pressed, as the Enter key does it."""
        values = dict(self.values)
        for field in self._fields.values():
            if field.disabled:
                values.pop(field.name)
            elif isinstance(field, wire.ActionsField):
                button = pressed if pressed in field.buttons else _default_button(field)
                if button is not None and (pressed is None or button is pressed):
                    values[field.name] = button.value
        return values

    # -- what the server does ---------------------------------------------------------------------

    def shown_again(self, command: wire.FormShow) -> None:
        """A snapshot: what was typed stays."""
        typed = self.values
        self._command = command
        self._fields = {field.name: field for field in command.fields}
        self.marks = dict(command.marks)
        self.values = initial_values(self._fields)
        self.values.update((name, value) for name, value in typed.items() if name in self._fields)

    def mark(self, marks: dict[str, str | None], refused: bool) -> None:
        """Show problems, or take them away."""
        self.refusals += refused
        for name, mark in marks.items():
            if name and name not in self._fields:  # "" stands for the form as a whole
                raise VisitorError(f"A problem was marked at {name!r}, which is no field.")
            if mark is None:
                self.marks.pop(name, None)
            else:
                self.marks[name] = mark

    def update(self, name: str, attributes: dict[str, Any]) -> None:
        """Attributes of a field have changed."""
        field = self.field(name)
        known = {key: value for key, value in attributes.items() if key in field.__struct_fields__}
        other = {key: value for key, value in attributes.items() if key not in known}
        shape = {**msgspec.to_builtins(field), **known}
        if other:
            shape["attributes"] = {**field.attributes, **other}
        self._fields[name] = msgspec.convert(shape, wire.FormField)
        if "value" in attributes or "options" in attributes:
            self.values[name] = initial_value(self._fields[name])
        if "options" in attributes:
            self._initial[name] = self.values[name]


def _default_button(field: wire.ActionsField) -> wire.ActionButton | None:
    for button in field.buttons:
        if button.kind == "submit" and not button.disabled:
            return button
    return None


def initial_values(fields: dict[str, wire.FormField]) -> dict[str, Any]:
    """What the fields hold before the visitor changes them."""
    return {name: initial_value(field) for name, field in fields.items()}


def initial_value(field: wire.FormField) -> Any:
    """What a field holds before the visitor changes it."""
    if isinstance(field, wire.InputField | wire.TextareaField | wire.SliderField):
        return field.value
    if isinstance(field, wire.ActionsField):
        return None
    if isinstance(field, wire.FileField):
        return []
    selected = [option.value for option in field.options if option.selected]
    if isinstance(field, wire.CheckboxField) or (
        isinstance(field, wire.SelectField) and field.multiple
    ):
        return selected
    if selected:
        return selected[-1]
    if isinstance(field, wire.SelectField):
        return next((option.value for option in field.options if not option.disabled), None)
    return None


def accepted(field: wire.FormField, value: Any) -> Any:
    """The value as the page would send it; raises `VisitorError` for what cannot be entered."""
    if isinstance(field, wire.InputField | wire.TextareaField):
        return _typed(field, value)
    if isinstance(field, wire.SliderField):
        return _slid(field, value)
    if isinstance(field, wire.ActionsField):
        raise VisitorError(f"{field.name!r} is a row of buttons: use press().")
    if isinstance(field, wire.FileField):
        return chosen_files(field, value)
    several = isinstance(field, wire.CheckboxField) or (
        isinstance(field, wire.SelectField) and field.multiple
    )
    if not several:
        return None if value is None else _option(field, value)
    if isinstance(value, str) or not isinstance(value, Sequence | set | frozenset):
        raise VisitorError(f"The field {field.name!r} takes a list of options, got {value!r}.")
    chosen = [_option(field, item) for item in value]
    return [option.value for option in field.options if option.value in chosen]


def _typed(field: wire.InputField | wire.TextareaField, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(
        value, str | int | float | datetime.date | datetime.time
    ):
        raise VisitorError(f"Text can be typed into {field.name!r}, not {value!r}.")
    if isinstance(value, datetime.datetime):
        return value.isoformat("T", "minutes")
    if isinstance(value, datetime.time):
        return value.isoformat("minutes")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


def _slid(field: wire.SliderField, value: Any) -> int | float:
    """The possible number that is nearest, as a slider cannot be put anywhere else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise VisitorError(f"The slider {field.name!r} takes a number, not {value!r}.")
    shown = slider_range(
        value, field.min_value, field.max_value, field.step or 1, continuous=not field.step
    )
    number: int | float = shown["value"]
    return number


def _option(field: wire.SelectField | wire.CheckboxField | wire.RadioField, wanted: Any) -> Any:
    """The value of the option with this value or label."""
    found = [option for option in field.options if _same(option.value, wanted)]
    if not found:
        found = [option for option in field.options if option.label == wanted]
    if not found:
        labels = ", ".join(repr(option.label) for option in field.options)
        raise VisitorError(
            f"The field {field.name!r} has no option {wanted!r}. It has: {labels}. "
            "Use send() for what no browser would send."
        )
    if found[0].disabled:
        raise VisitorError(f"The option {wanted!r} of {field.name!r} is disabled.")
    return found[0].value


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)
