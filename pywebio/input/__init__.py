"""Ask the visitor: each function shows a form and returns what was entered.

A call without ``name`` shows a form at once and returns the value. A call with ``name`` shows
nothing: it makes one input of an :func:`input_group`, which shows several in one form. In a
coroutine session what waits for the visitor has to be awaited: ``age = await input("Age")``.
"""

from .fields import CHECKBOX as CHECKBOX
from .fields import (
    COLOR,
    DATE,
    DATETIME,
    DATETIME_LOCAL,
    FLOAT,
    NUMBER,
    PASSWORD,
    TEXT,
    TIME,
    URL,
    actions,
    checkbox,
    input,
    radio,
    select,
    slider,
    textarea,
)
from .fields import RADIO as RADIO
from .fields import SELECT as SELECT
from .fields import TEXTAREA as TEXTAREA
from .group import input_group
from .handle import FormHandle
from .update import input_update
from .upload import file_upload

__all__ = [
    "COLOR",
    "DATE",
    "DATETIME",
    "DATETIME_LOCAL",
    "FLOAT",
    "NUMBER",
    "PASSWORD",
    "TEXT",
    "TIME",
    "URL",
    "FormHandle",
    "actions",
    "checkbox",
    "file_upload",
    "input",
    "input_group",
    "input_update",
    "radio",
    "select",
    "slider",
    "textarea",
]
