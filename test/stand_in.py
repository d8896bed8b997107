"""A package that is found in the place of plotly, whether the real one is there or not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest


def plotly_in(folder: Path, monkeypatch: pytest.MonkeyPatch, library: str | None = None) -> None:
    """Make the package in a folder, with its library for the page or without, and let it be found.

    The real one may have been imported, by another test; this one is not to be.
    """
    package = folder / "plotly"
    (package / "package_data").mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('not to be imported')")
    if library is not None:
        (package / "package_data" / "plotly.min.js").write_text(library)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "plotly", raising=False)
