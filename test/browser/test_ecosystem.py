"""Real chart libraries, each in the way that its users know. `make test-all` installs them."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
from browser.conftest import Watch
from browser.pages import root
from browser.types import Serve, Visit
from playwright.sync_api import Page, expect
from tornado.web import StaticFileHandler

from pywebio.output import *
from pywebio.platform.options import ServerOptions
from pywebio.platform.server import Server
from pywebio.platform.tornado import handler_class
from pywebio.session import hold

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # of the libraries themselves
]

QUIET = r"jQuery was not expected"
"""Bokeh looks whether there is a jQuery."""


def module(name: str) -> Any:
    return importlib.import_module(name)


def bokeh_figure(title: str) -> Any:
    figure = module("bokeh.plotting").figure(width=300, height=200, title=title)
    figure.line([1, 2], [3, 4])
    return figure


def test_show_of_bokeh_shows_in_the_page(visit: Visit, watch: Watch) -> None:
    watch.allow(QUIET)

    def app() -> None:
        io = module("bokeh.io")
        io.output_notebook(notebook_type="pywebio")
        io.show(bokeh_figure("one"))
        put_text("after it")

    page = visit(app)
    expect(root(page).locator("canvas").first).to_be_visible()
    expect(root(page)).to_contain_text("after it")


def test_an_application_of_bokeh_is_served_for_the_session(visit: Visit, watch: Watch) -> None:
    watch.allow(QUIET)

    def app() -> None:
        models, layouts = module("bokeh.models"), module("bokeh.layouts")

        def made(document: Any) -> None:
            slider = models.Slider(start=0, end=10, value=1, title="amplitude")
            answer = models.Div(text="no answer")

            def changed(name: str, old: int, new: int) -> None:
                answer.text = f"Python says {new}"

            slider.on_change("value", changed)
            document.add_root(layouts.column(slider, answer))

        io = module("bokeh.io")
        io.output_notebook(notebook_type="pywebio")
        io.show(made)
        hold()

    page = visit(app)
    page.locator(".noUi-handle").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Python says 2")).to_be_visible()


def test_html_of_plotly(visit: Visit, watch: Watch) -> None:
    def app() -> None:
        figure = module("plotly.graph_objects").Figure({"data": [{"y": [1, 2, 3]}]})
        put_html(figure.to_html(include_plotlyjs="require", full_html=False))

    page = visit(app)
    expect(root(page).locator(".main-svg").first).to_be_visible()


STAND_IN = """define(() => {
    class Drawn { constructor(at) { this.at = at } render() { this.at.parentNode.append("drawn") } }
    const element = (at) => typeof at === "string" ? document.getElementById(at) : at;
    const Line = class extends Drawn {
        constructor(at) { super(element(at)); this.render() }
    };
    return { Line, init: (at) => ({ setOption() { at.append("drawn") } }) };
})"""
"""In place of libraries that their Python packages do not bring."""


@pytest.mark.parametrize("library", ["pyecharts", "cutecharts", "pyg2plot"])
def test_notebook_html_with_the_library_in_a_folder_of_ones_own(
    page: Page, serve: Serve, tmp_path: Path, library: str
) -> None:
    names = {"pyecharts": "echarts", "cutecharts": "chart.xkcd", "pyg2plot": "g2plot"}
    (tmp_path / f"{names[library]}.min.js").write_text(STAND_IN)

    def app() -> None:
        put_html(HTML_OF[library]())

    def routes() -> list[Any]:
        handler = handler_class(Server(app, ServerOptions()))
        return [(r"/", handler), (r"/static/(.*)", StaticFileHandler, {"path": str(tmp_path)})]

    page.goto(serve(routes=routes).url)
    expect(root(page)).to_contain_text("drawn")


def pyecharts() -> Any:
    module("pyecharts.globals").CurrentConfig.ONLINE_HOST = "/static/"
    bar = module("pyecharts.charts").Bar()
    return bar.add_xaxis(["a"]).add_yaxis("y", [1]).render_notebook()


def cutecharts() -> str:
    line = module("cutecharts.charts").Line("title")
    line.set_options(labels=["a"], x_label="x", y_label="y")
    line.add_series("series", [1])
    html: str = line.render_notebook().__html__()
    return html.replace("https://cdn.jsdelivr.net/npm/chart.xkcd@1.1/dist/", "/static/")


def pyg2plot() -> str:
    """As pyg2plot 0.1.8 writes it, which cannot be installed beside newer packages any more."""
    html = """<script>
      require.config({ paths: { "G2Plot": "https://unpkg.com/@antv/g2plot@2/dist/g2plot.min" } });
    </script>
    <style>html, body, div.pyg2plot-plot-container { height: 100%; overflow: hidden; }</style>
    <div id="692028766ada" class="pyg2plot-plot-container"></div>
    <script>
      require(['G2Plot'], function (G2Plot) {
        var plot_692028766ada = new G2Plot.Line("692028766ada", { "data": [{ "x": "a", "y": 1 }] });
        plot_692028766ada.render();
      });
    </script>"""
    return html.replace("https://unpkg.com/@antv/g2plot@2/dist/", "/static/")


HTML_OF = {"pyecharts": pyecharts, "cutecharts": cutecharts, "pyg2plot": pyg2plot}
