"""Events: view -> server."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from .base import Json

Id = Annotated[int, Meta(ge=0, le=2**53)]
Name = Annotated[str, Meta(max_length=1024)]


class SentFile(Struct, kw_only=True, omit_defaults=True):
    """A file that was sent to a slot: the id of the upload, and what the browser says of it.

    `modified` is in milliseconds since 1970.
    """

    upload: Annotated[str, Meta(max_length=64)]
    name: Annotated[str, Meta(max_length=4096)] = ""
    type: Annotated[str, Meta(max_length=256)] = ""
    modified: float = 0


class Event(Struct, kw_only=True, omit_defaults=True, tag_field="event"):
    """What all events have in common: nothing but the name."""


class FormSubmit(Event, kw_only=True, omit_defaults=True, tag="form.submit"):
    """The visitor submitted a form: name -> value of each field."""

    form: Id
    values: dict[Name, Json]


class FormCancel(Event, kw_only=True, omit_defaults=True, tag="form.cancel"):
    """The visitor cancelled a form."""

    form: Id


class FormBlur(Event, kw_only=True, omit_defaults=True, tag="form.blur"):
    """The visitor left a field that has a value."""

    form: Id
    name: Name
    value: Json = None


class FormChange(Event, kw_only=True, omit_defaults=True, tag="form.change"):
    """The visitor changed a field."""

    form: Id
    name: Name
    value: Json = None


class PinChange(Event, kw_only=True, omit_defaults=True, tag="pin.change"):
    """The value of a pin has changed.

    `large`: it is fetched by `pin.read` when it is needed. `sets` is the count of the pin when it
    was changed: a change that crosses a value set by the program is dropped. `silent`: not by the
    visitor, but by a script.
    """

    pin: Id
    value: Json = None
    large: bool = False
    sets: Id = 0
    silent: bool = False


class CallbackEvent(Event, kw_only=True, omit_defaults=True, tag="callback"):
    """A button, an output, a toast or a custom widget calls the program."""

    callback: Id
    value: Json = None


class Result(Event, kw_only=True, omit_defaults=True, tag="result"):
    """The value of a `run_js` with `wait`; `null` for what JSON cannot say and for errors."""

    wait: Id
    value: Json = None


class PopupClosed(Event, kw_only=True, omit_defaults=True, tag="popup.closed"):
    """The visitor closed the popup."""

    popup: Id


class ToastClosed(Event, kw_only=True, omit_defaults=True, tag="toast.closed"):
    """A toast has gone; its callback is not needed any more."""

    callback: Id


class LargeEvent(Event, kw_only=True, omit_defaults=True, tag="large"):
    """An event that is too large for a frame: it was sent as a file to slot 0."""

    upload: Annotated[str, Meta(max_length=64)]


AnyEvent = (
    FormSubmit
    | FormCancel
    | FormBlur
    | FormChange
    | PinChange
    | CallbackEvent
    | Result
    | PopupClosed
    | ToastClosed
    | LargeEvent
)
