"""What the other parts of the protocol share."""

from __future__ import annotations

from typing import Any, Literal

VERSION = 1
"""Raised with every change that an older page could not follow; an older page reloads."""

ROOT = "ROOT"
"""Name of the outermost scope."""

Json = Any
"""A value of plain JSON, whatever its shape."""

ButtonColor = Literal[
    "primary", "secondary", "success", "danger", "warning", "info", "light", "dark"
]
