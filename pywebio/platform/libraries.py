"""JavaScript of chart libraries that lies in their Python packages, for HTML that asks for it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from .files import answer_path
from .http import Request, Response, text

LIBRARY_KEY = "_pywebio_library"

PACKAGED = {"plotly": ("plotly", "package_data/plotly.min.js")}
"""What `require([...])` in a page finds by these names."""


def answer_library(request: Request, name: str) -> Response:
    """Answer a request for a library."""
    path = _path(name)
    if path is None:
        return text(404, "This library is not installed here.")
    return answer_path(request, path, "text/javascript; charset=utf-8")


def _path(name: str) -> Path | None:
    if name not in PACKAGED:
        return None
    package, file = PACKAGED[name]
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / file
    return path if path.is_file() else None
