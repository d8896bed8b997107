"""From what the page sent for a field to the value that the program gets.

The page checks the same before it submits, for speed; what counts is checked here, since anybody
can send anything. A reader never raises anything but :class:`Invalid`, whatever JSON it is given.

Problems are keys of the page's catalogue of texts (``@required``), with arguments behind bars
(``@too_small|10``).
"""

from __future__ import annotations

import math
import re
import warnings
from collections import Counter
from collections.abc import Mapping
from copy import copy
from datetime import date, datetime, time
from fractions import Fraction
from functools import lru_cache
from typing import Any, Protocol, cast

from .. import protocol as wire
from ..protocol import Json
from .options import Button, Choice, json_key

EMPTY_COLOR = "#000000"

WHOLE = re.compile(r"[-+]?[0-9]+")
DECIMAL = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,3})?)?")
COLOR = re.compile(r"#[0-9a-fA-F]{6}")
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
WEB = re.compile(r"(?i)(https?|wss?|ftp):[/\\]*(?P<host>[^/\\?#]*)")


class Invalid(Exception):
    """What the page sent is refused; `message` says why, in a text for the page."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Reader(Protocol):
    """How the value of one field is read."""

    def convert(self, sent: Json) -> Any:
        """The value of the type that the program gets, whether or not it is allowed."""

    def check(self, value: Any) -> None:
        """Raise :class:`Invalid` unless the value is allowed."""

    def kept(self) -> Any:
        """The value of a field that the visitor cannot change."""


def read(reader: Reader, field: wire.FormField, sent: Json) -> Any:
    """The value of a field, or :class:`Invalid`. One that cannot be changed keeps its own."""
    if is_fixed(field):
        return reader.kept()
    value = reader.convert(sent)
    reader.check(value)
    return value


def as_kept(reader: Reader, sent: Json) -> Any:
    """The value of a field that the visitor could change before: no problem can be put right."""
    try:
        return reader.convert(sent)
    except Invalid:
        return reader.kept()


def is_fixed(field: wire.FormField) -> bool:
    """Whether the visitor cannot change a field. Lists and boxes cannot be read-only."""
    typed = isinstance(field, wire.InputField | wire.TextareaField | wire.SliderField)
    return field.disabled or (field.readonly and typed)


def reader_of(reader: Reader, field: wire.FormField, choices: list[Choice] | None = None) -> Reader:
    """The same reader for its field as it is now, with other options if they are given."""
    changed: Any = copy(reader)
    changed.field = field
    if choices is not None:
        changed.choices = choices
    return cast(Reader, changed)


# -- text -----------------------------------------------------------------------------------------


def units(text: str) -> int:
    """The length of a text as browsers count it: in UTF-16 units."""
    return len(text) + sum(char > "\uffff" for char in text)


def as_text(sent: Json) -> str:
    """The text that was sent; nothing at all is an empty one."""
    if sent is None:
        return ""
    if not isinstance(sent, str):
        raise Invalid("@invalid")
    return sent


def check_length(text: str, least: Json, most: Json) -> None:
    """Check the number of characters against limits, which may be missing."""
    length = units(text)
    least, most = _length(least), _length(most)
    if least is not None and length < least:
        raise Invalid(f"@too_short|{least}")
    if most is not None and length > most:
        raise Invalid(f"@too_long|{most}")


def _length(limit: Json) -> int | None:
    text = str(limit)
    return int(text) if len(text) < 19 and text.isascii() and text.isdigit() else None


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> re.Pattern[str] | None:
    """A `pattern` attribute; None for what only JavaScript understands (the page checks that)."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return re.compile(pattern, re.ASCII)
    except (re.error, OverflowError, RecursionError, Warning):
        return None


def check_pattern(text: str, pattern: Json) -> None:
    """Check a text against the `pattern` attribute, which has to match the whole of it."""
    compiled = _pattern(pattern) if isinstance(pattern, str) else None
    if compiled is not None and compiled.fullmatch(text) is None:
        raise Invalid("@pattern")


class TextReader:
    """Reads a one-line field whose value is text."""

    def __init__(self, field: wire.InputField) -> None:
        self.field = field

    def convert(self, sent: Json) -> str:
        """The text, cleaned as browsers do it."""
        text = as_text(sent).replace("\r", "").replace("\n", "")
        match self.field.kind:
            case "url":
                return text.strip()
            case "color":
                return text.lower() or EMPTY_COLOR
            case _:
                return text

    def check(self, value: str) -> None:
        """Check length, kind, pattern and range."""
        field = self.field
        if not value:
            if field.required:
                raise Invalid("@required")
            return
        attributes = field.attributes
        check_length(value, attributes.get("minlength"), attributes.get("maxlength"))
        check_kind(value, field.kind)
        if field.kind in ("text", "password", "url"):
            check_pattern(value, attributes.get("pattern"))
        else:
            check_range(value, field.kind, attributes)

    def kept(self) -> str:
        """The text that the program gave."""
        return self.convert(self.field.value)


class AreaReader:
    """Reads a field of several lines."""

    def __init__(self, field: wire.TextareaField) -> None:
        self.field = field

    def convert(self, sent: Json) -> str:
        """The text, with line feeds as ends of lines."""
        return as_text(sent).replace("\r\n", "\n").replace("\r", "\n")

    def check(self, value: str) -> None:
        """Check the length."""
        if value:
            check_length(value, self.field.minlength, self.field.maxlength)
        elif self.field.required:
            raise Invalid("@required")

    def kept(self) -> str:
        """The text that the program gave."""
        return self.convert(self.field.value)


# -- numbers --------------------------------------------------------------------------------------


def to_float(text: str) -> float | None:
    """The number that a text is, as the page writes numbers."""
    if DECIMAL.fullmatch(text) is None:
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def to_int(text: str) -> int:
    """The whole number that a text is, or :class:`Invalid`."""
    if WHOLE.fullmatch(text) is not None:
        try:
            return int(text)
        except ValueError:  # more digits than Python converts
            raise Invalid("@invalid") from None
    number = to_float(text)
    if number is None:
        raise Invalid("@not_number")
    if not number.is_integer():
        raise Invalid("@not_integer")
    return int(number)


class NumberReader:
    """Reads a number: an int for kind ``number``, a float for ``float``, None for nothing."""

    def __init__(self, field: wire.InputField) -> None:
        self.field = field

    def convert(self, sent: Json) -> int | float | None:
        """The number."""
        text = as_text(sent).strip()
        if not text:
            return None
        if self.field.kind == "number":
            return to_int(text)
        number = to_float(text)
        if number is None:
            raise Invalid("@not_number")
        return number

    def check(self, value: int | float | None) -> None:
        """Check the range and the step."""
        if value is not None:
            check_range(value, self.field.kind, self.field.attributes)
        elif self.field.required:
            raise Invalid("@required")

    def kept(self) -> int | float | None:
        """The number that the program gave."""
        try:
            return self.convert(self.field.value)
        except Invalid:
            return None


class SliderReader:
    """Reads the number of a slider: an int, or a float where it is continuous."""

    def __init__(self, field: wire.SliderField) -> None:
        self.field = field

    def convert(self, sent: Json) -> int | float:
        """The number."""
        if isinstance(sent, bool) or not isinstance(sent, int | float | str):
            raise Invalid("@invalid")
        number = to_float(str(sent).strip())
        if number is None:
            raise Invalid("@not_number")
        if not self.field.whole:
            return number
        if not number.is_integer():
            raise Invalid("@not_integer")
        return int(number)

    def check(self, value: int | float) -> None:
        """Check the range and the step."""
        field = self.field
        if value < field.min_value:
            raise Invalid(f"@too_small|{field.min_value:g}")
        if value > field.max_value:
            raise Invalid(f"@too_big|{field.max_value:g}")
        if field.step:
            distance = Fraction(value) - Fraction(field.min_value)
            check_step(distance, Fraction(str(field.step)), f"{field.step:g}")

    def kept(self) -> int | float:
        """The number that the program gave."""
        return self.convert(self.field.value)


# -- kinds and ranges -----------------------------------------------------------------------------


def check_kind(text: str, kind: wire.InputKind) -> None:
    """Check that a text is what its kind says."""
    match kind:
        case "url" if not is_url(text):
            raise Invalid("@not_url")
        case "date" if quantity(text, kind) is None:
            raise Invalid("@not_date")
        case "time" if quantity(text, kind) is None:
            raise Invalid("@not_time")
        case "datetime-local" if quantity(text, kind) is None:
            raise Invalid("@not_datetime")
        case "color" if COLOR.fullmatch(text) is None:
            raise Invalid("@not_color")


def is_url(text: str) -> bool:
    """Whether a text is an absolute address; those of the web need a host."""
    web = WEB.match(text)
    if web is not None:
        host = web["host"]
        return host != "" and re.search(r"[\s<>^|]", host) is None
    return SCHEME.match(text) is not None


def quantity(value: Json, kind: wire.InputKind) -> Fraction | None:
    """A number, date (in days) or time (in seconds) to compare and count with; None for others."""
    text = str(value)
    try:
        match kind:
            case "date" if DATE.fullmatch(text):
                return Fraction(date.fromisoformat(text).toordinal())
            case "time" if TIME.fullmatch(text):
                return _seconds(time.fromisoformat(text))
            case "datetime-local":
                return _moment(text)
            case "number" | "float":
                number = to_float(text)
                return None if number is None else Fraction(number)
    except ValueError:
        pass  # it has the form, but there is no such day or time
    return None


def _seconds(moment: time) -> Fraction:
    whole = (moment.hour * 60 + moment.minute) * 60 + moment.second
    return whole + Fraction(moment.microsecond, 1_000_000)


def _moment(text: str) -> Fraction | None:
    day, separator, clock = text.partition("T")
    if not (separator and DATE.fullmatch(day) and TIME.fullmatch(clock)):
        return None
    moment = datetime.fromisoformat(text)
    return moment.toordinal() * 86400 + _seconds(moment.time())


def check_range(
    value: str | int | float, kind: wire.InputKind, attributes: Mapping[str, Json]
) -> None:
    """Check a value against the attributes `min`, `max` and `step`, as far as they are given."""
    amount = Fraction(value) if isinstance(value, int | float) else quantity(value, kind)
    if amount is None:
        return
    least, most = (quantity(attributes.get(name), kind) for name in ("min", "max"))
    if kind == "time" and least is not None and most is not None and least > most:
        if most < amount < least:  # the range goes over midnight
            raise Invalid(f"@too_small|{attributes['min']}")
    elif least is not None and amount < least:
        raise Invalid(f"@too_small|{attributes['min']}")
    elif most is not None and amount > most:
        raise Invalid(f"@too_big|{attributes['max']}")
    step = quantity(attributes.get("step"), "float")
    if step is not None and step > 0:
        check_step(amount - (least or 0), step, attributes["step"])


def check_step(distance: Fraction, step: Fraction, shown: Json) -> None:
    """Check that a distance is a number of steps, as exactly as numbers of the page are."""
    steps = distance / step
    tolerance = max(Fraction(1), abs(steps)) / 10**9
    if abs(steps - round(steps)) > tolerance:
        raise Invalid(f"@step|{shown}")


# -- options and buttons --------------------------------------------------------------------------


def sent_key(sent: Json) -> str:
    """The text by which an option is found."""
    try:
        return json_key(sent)
    except (TypeError, ValueError, RecursionError):
        raise Invalid("@invalid") from None


def is_held(choice: Choice) -> bool:
    """Whether an option is chosen by the program and cannot be changed by the visitor."""
    return choice.option.disabled and choice.option.selected


class OneReader:
    """Reads the value of one chosen option, for single `select` and `radio`."""

    def __init__(self, field: wire.SelectField | wire.RadioField, choices: list[Choice]) -> None:
        self.field = field
        self.choices = choices

    def _initial(self) -> Choice | None:
        """What is chosen when the page shows the field; a select never shows nothing."""
        marked = [choice for choice in self.choices if choice.option.selected]
        if marked:
            return marked[-1]
        if isinstance(self.field, wire.RadioField):
            return None
        return next((choice for choice in self.choices if not choice.option.disabled), None)

    def convert(self, sent: Json) -> Any:
        """The program's own value of the option; a disabled one only if it was chosen before."""
        key = sent_key(sent)
        found = [choice for choice in self.choices if choice.key == key]
        free = [choice for choice in found if not choice.option.disabled]
        if free:
            return free[0].value
        initial = self._initial()
        held = initial is not None and initial.option.disabled
        if initial is not None and held and (sent is None or initial in found):
            if self.field.required:
                raise Invalid("@required")
            return initial.value
        if sent is None:
            return self._nothing()
        raise Invalid("@not_option")

    def _nothing(self) -> None:
        select = isinstance(self.field, wire.SelectField)
        if self.field.required or (select and self._initial() is not None):
            raise Invalid("@required")

    def check(self, value: Any) -> None:
        """An option of the program's own is allowed."""

    def kept(self) -> Any:
        """The value that was chosen when the page showed the field."""
        initial = self._initial()
        return None if initial is None else initial.value


class ManyReader:
    """Reads the values of chosen options, for `checkbox` and `select` with `multiple`."""

    def __init__(self, field: wire.SelectField | wire.CheckboxField, choices: list[Choice]) -> None:
        self.field = field
        self.choices = choices

    def convert(self, sent: Json) -> list[Any]:
        """The program's own values in the order of the options."""
        if sent is None:
            sent = []
        if not isinstance(sent, list):
            raise Invalid("@invalid")
        wanted = Counter(sent_key(item) for item in sent)
        chosen = [choice.value for choice in self.choices if self._take(choice, wanted)]
        if any(wanted.values()):
            raise Invalid("@not_option")
        return chosen

    @staticmethod
    def _take(choice: Choice, wanted: Counter[str]) -> bool:
        held = is_held(choice)
        if choice.option.disabled and not held:
            return False
        named = wanted[choice.key] > 0
        if named:
            wanted[choice.key] -= 1
        return named or held

    def check(self, value: list[Any]) -> None:
        """Check that something is chosen, if something has to be."""
        if self.field.required and not value:
            raise Invalid("@required")

    def kept(self) -> list[Any]:
        """The values that were chosen when the page showed the field."""
        return [choice.value for choice in self.choices if choice.option.selected]


class ButtonReader:
    """Reads the value of the button by which the form was submitted; None if by another one."""

    def __init__(self, buttons: list[Button]) -> None:
        self.buttons = buttons

    def convert(self, sent: Json) -> Any:
        """The program's own value of the button."""
        if sent is None:
            return None
        key = sent_key(sent)
        for value, own, button in self.buttons:
            if own == key and button.kind == "submit" and not button.disabled:
                return value
        raise Invalid("@not_option")

    def check(self, value: Any) -> None:
        """A button of the program's own is allowed."""

    def kept(self) -> None:
        """Buttons that cannot be clicked give nothing."""
