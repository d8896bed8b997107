"""Figures, with small stand-ins for the libraries that draw them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from browser.pages import press, root
from browser.types import Visit
from playwright.sync_api import expect

from pywebio.output import *

SCRIPTS = {
    "plotly": """(function (root, make) {
            if (typeof define === "function" && define.amd) define(make); else root.Plotly = make();
        })(this, () => ({newPlot: async (place, figure) => {
            place.textContent = `plotly ${figure.data} ${figure.config.responsive}`;
        }}));""",
    "altair": """window.vegaEmbed = async (place, spec) => { place.textContent = spec.mark; };""",
    "pyecharts": """window.echarts = {init: (place) => ({resize() {},
            setOption(option) { place.textContent = `echarts ${option.f()}`; }})};""",
}


def figure_of(library: str, **methods: Any) -> Any:
    return type("Figure", (), {"__module__": f"{library}.charts", **methods})()


def test_each_library_draws_and_is_loaded_once(visit: Visit, tmp_path: Path, watch: Any) -> None:
    files = {}
    for name, script in SCRIPTS.items():
        files[name] = str(tmp_path / f"{name}.js")
        Path(files[name]).write_text(script)
    large = f'{{"data": "{"x" * 70_000}end"}}'
    plotly = figure_of("plotly", to_json=lambda self: '{"data": 1}')
    others = {
        "altair": figure_of("altair", to_dict=lambda self: {"mark": "the mark"}),
        "pyecharts": figure_of(
            "pyecharts", dump_options=lambda self: "{f: () => 'f'}", width=300, height="200px"
        ),
    }

    def show() -> None:
        put_figure(figure_of("plotly", to_json=lambda self: large), script=files["plotly"])

    def app() -> None:
        put_html("<script>require(['nothing'], () => 0, () => { window.loader = 1 })</script>")
        put_figure(plotly, title="a figure", script=files["plotly"])
        for name, figure in others.items():
            put_figure(figure, script=files[name])
        put_button("more", show)

    watch.allow("nothing|404")
    page = visit(app)
    here = root(page)
    expect(here.get_by_role("figure", name="a figure")).to_have_text("plotly 1 true")
    expect(here.get_by_text("the mark")).to_be_visible()
    echarts = here.get_by_text("echarts f")
    expect(echarts).to_be_visible()
    box = echarts.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (300, 200)
    press(page, "more")
    expect(here.get_by_text("end true")).to_be_attached()
    scripts = [url for url in watch.requests if "_pywebio_file" in url]
    assert len(scripts) == len(SCRIPTS) + 1
    assert len(set(scripts)) == len(scripts)
