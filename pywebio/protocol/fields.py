"""Fields of forms and pins."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from .base import ButtonColor, Json


class Option(Struct, kw_only=True, omit_defaults=True):
    """One choice of a select, checkbox or radio field."""

    label: str
    value: Json
    selected: bool = False
    disabled: bool = False


class Field(Struct, kw_only=True, omit_defaults=True, tag_field="type"):
    """What all fields have in common.

    `onblur` and `onchange` ask the view for `form.blur` and `form.change` events. `attributes` are
    further attributes of the HTML control.
    """

    name: str
    label: str = ""
    help_text: str = ""
    required: bool = False
    readonly: bool = False
    disabled: bool = False
    auto_focus: bool = False
    onblur: bool = False
    onchange: bool = False
    attributes: dict[str, Json] = {}


InputKind = Literal[
    "text",
    "number",
    "float",
    "password",
    "url",
    "date",
    "time",
    "color",
    "datetime-local",
]


class InputField(Field, kw_only=True, omit_defaults=True, tag="input"):
    """A one-line field. Its value travels as text; an empty one as ``""``.

    `action` is the id of the callback of a button beside the field, `action_label` its text. A
    `locked` field shows a text that stands for an object of the program: it cannot be edited until
    it is reset.
    """

    kind: InputKind = "text"
    value: str = ""
    placeholder: str = ""
    datalist: list[str] = []
    action: int = 0
    action_label: str = ""
    locked: bool = False


class TextareaField(Field, kw_only=True, omit_defaults=True, tag="textarea"):
    """A field of several lines. Lengths are in UTF-16 units, as browsers count.

    With `code` it is a code editor; these are its options, by the names that CodeMirror 5 has.
    """

    value: str = ""
    placeholder: str = ""
    rows: int = 6
    maxlength: int | None = None
    minlength: int | None = None
    code: dict[str, Json] | None = None


class SelectField(Field, kw_only=True, omit_defaults=True, tag="select"):
    """A list of options. Its value is an option's value, or with `multiple` a list of them.

    One that is not `native` can be searched.
    """

    options: list[Option]
    multiple: bool = False
    native: bool = True


class CheckboxField(Field, kw_only=True, omit_defaults=True, tag="checkbox"):
    """Options of which any number may be chosen; the value is a list of values."""

    options: list[Option]
    inline: bool = False


class RadioField(Field, kw_only=True, omit_defaults=True, tag="radio"):
    """Options of which one may be chosen; the value is its value, or ``null``."""

    options: list[Option]
    inline: bool = False


class SliderField(Field, kw_only=True, omit_defaults=True, tag="slider"):
    """A number between two others. A `step` of 0 means any number; `whole`: only whole ones."""

    value: float = 0
    min_value: float = 0
    max_value: float = 100
    step: float = 1
    whole: bool = True


class ActionButton(Struct, kw_only=True, omit_defaults=True):
    """A button of an `actions` field."""

    label: str
    value: Json = None
    kind: Literal["submit", "reset", "cancel"] = "submit"
    color: ButtonColor = "primary"
    disabled: bool = False


class ActionsField(Field, kw_only=True, omit_defaults=True, tag="actions"):
    """A row of buttons; a submitting one submits the form, and its value is the field's value."""

    buttons: list[ActionButton]


class FileField(Field, kw_only=True, omit_defaults=True, tag="file"):
    """Files, which the page sends to the upload slot `slot` before it submits the form.

    Its value is a list of :class:`SentFile`. Sizes are in bytes.
    """

    slot: int
    accept: list[str] = []
    multiple: bool = False
    placeholder: str = ""
    max_size: int
    max_total_size: int
    most: int = 1


FormField = (
    InputField
    | TextareaField
    | SelectField
    | CheckboxField
    | RadioField
    | SliderField
    | ActionsField
    | FileField
)
