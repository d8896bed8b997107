"""HTML of chart libraries for notebooks, which asks for its library by RequireJS."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from browser.pages import root
from browser.types import Visit
from playwright.sync_api import expect

from pywebio.output import *


def test_plotly_is_found_in_its_package(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plotly" / "package_data").mkdir(parents=True)
    (tmp_path / "plotly" / "__init__.py").touch()
    library = (
        "define([], () => ({ newPlot: (id) => { document.getElementById(id).append('drawn') } }))"
    )
    (tmp_path / "plotly" / "package_data" / "plotly.min.js").write_text(library)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "plotly", raising=False)  # the real one, of another test

    def app() -> None:
        put_html(
            '<div id="chart"></div><script>'
            'require(["plotly"], (Plotly) => Plotly.newPlot("chart"))</script>'
        )

    expect(root(visit(app))).to_have_text("drawn")
