"""HTML of chart libraries for notebooks, which asks for its library by RequireJS."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.pages import root
from browser.types import Visit
from playwright.sync_api import expect
from stand_in import plotly_in

from pywebio.output import *


def test_plotly_is_found_in_its_package(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plotly_in(
        tmp_path,
        monkeypatch,
        "define([], () => ({ newPlot: (id) => { document.getElementById(id).append('drawn') } }))",
    )

    def app() -> None:
        put_html(
            '<div id="chart"></div><script>'
            'require(["plotly"], (Plotly) => Plotly.newPlot("chart"))</script>'
        )

    expect(root(visit(app))).to_have_text("drawn")
