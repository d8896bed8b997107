"""Figures: with stand-ins for the libraries, and with those installed."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from output_screen import Screen

from pywebio.output import clear, put_figure, put_row
from pywebio.output import figure as module


def figure_of(library: str, **methods: Any) -> Any:
    """An object whose class is one of a library."""
    return type("Figure", (), {"__module__": f"{library}.charts", **methods})()


def test_matplotlib_becomes_an_image(screen: Screen) -> None:
    def savefig(self: Any, file: Any, **options: Any) -> None:
        file.write(b"\x89PNG\r\n\x1a\n" + bytes(8) + (300).to_bytes(4, "big") + bytes(20))

    chart = figure_of("matplotlib", savefig=savefig)
    put_figure(chart, title="sales")
    put_figure(figure_of("matplotlib", figure=chart))
    first, second = screen.nodes()
    assert (first.title, first.width, second.width) == ("sales", "150px", "150px")
    assert len(screen.session.page.files) == 2
    with pytest.raises(TypeError, match="axes"):
        put_figure(figure_of("matplotlib"))


def test_plotly(screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: installed(tmp_path, name))
    chart = figure_of("plotly", to_json=lambda self: '{"data":[]}')
    with pytest.raises(FileNotFoundError, match=r"package_data/plotly\.min\.js"):
        put_figure(chart)
    (tmp_path / "package_data").mkdir()
    (tmp_path / "package_data" / "plotly.min.js").write_text("js")
    put_row([put_figure(chart)])
    put_figure(chart)
    nodes = [screen.nodes()[0].items[0], screen.nodes()[1]]
    assert [node.spec for node in nodes] == ['{"data":[]}'] * 2
    assert nodes[0].scripts == nodes[1].scripts
    assert [file.content for file in screen.session.page.files.values()] == [b"js"]
    clear()
    assert screen.session.page.files == {}
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ImportError, match="pip install plotly"):
        put_figure(chart)


def installed(path: Path, name: str) -> ModuleSpec:
    return ModuleSpec(name, None, origin=str(path / "__init__.py"))


def test_a_large_figure_is_a_file(screen: Screen, tmp_path: Path) -> None:
    script = tmp_path / "own.js"
    script.write_text("own")
    text = '{"data":"' + "x" * 100_000 + '"}'
    put_figure(figure_of("plotly", to_json=lambda self: text), script=str(script))
    node = screen.node()
    assert node.spec == ""
    files = screen.session.page.files
    assert files[node.src.rpartition("/")[2]].content == text.encode()
    assert files[node.scripts[0].rpartition("/")[2]].content == b"own"


def test_altair(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    chart = figure_of("altair", to_dict=lambda self: {"mark": "bar"})
    module._vega.cache_clear()
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(ImportError, match="pip install vl-convert-python"):
        put_figure(chart)
    convert = ModuleType("vl_convert")
    convert.javascript_bundle = lambda snippet: f"const n = 1;{snippet}"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "vl_convert", convert)
    put_figure(chart)
    assert (screen.node().library, screen.node().spec) == ("vega", '{"mark": "bar"}')
    (file,) = screen.session.page.files.values()
    assert file.content.startswith(b"(() => {const n = 1;window.vegaEmbed")
    module._vega.cache_clear()


def test_bokeh_brings_the_parts_that_it_needs(
    screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: installed(tmp_path, name))
    files = tmp_path / "server" / "static" / "js"
    files.mkdir(parents=True)
    for part in ("bokeh", "bokeh-tables"):
        (files / f"{part}.min.js").write_text(part)
    embed = ModuleType("bokeh.embed")
    embed.json_item = lambda figure: {"doc": "DataTable"}  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "bokeh", ModuleType("bokeh"))
    monkeypatch.setitem(sys.modules, "bokeh.embed", embed)
    put_figure(figure_of("bokeh"))
    contents = [file.content for file in screen.session.page.files.values()]
    assert contents == [b"bokeh", b"bokeh-tables"]


def test_pyecharts_needs_a_file(
    screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYWEBIO_ECHARTS", raising=False)
    chart = figure_of(
        "pyecharts", dump_options=lambda self: "{f: () => 1}", width="90%", height="300px"
    )
    with pytest.raises(FileNotFoundError, match=r"echarts\.min\.js"):
        put_figure(chart)
    with pytest.raises(FileNotFoundError, match="no file"):
        put_figure(chart, script=str(tmp_path / "none.js"))
    (tmp_path / "echarts.min.js").write_text("js")
    put_figure(chart, script=str(tmp_path / "echarts.min.js"))
    node = screen.node()
    assert (node.spec, node.width, node.height) == ("{f: () => 1}", "90%", "300px")


def test_the_file_of_pyecharts_is_found_where_npm_puts_it_or_the_environment_says(
    screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = figure_of("pyecharts", dump_options=lambda self: "{}")
    installed = tmp_path / module.ECHARTS
    installed.parent.mkdir(parents=True)
    installed.write_text("of npm")
    (tmp_path / "program").mkdir()
    monkeypatch.chdir(tmp_path / "program")
    monkeypatch.delenv("PYWEBIO_ECHARTS", raising=False)
    put_figure(chart)
    (tmp_path / "own.js").write_text("of the environment")
    monkeypatch.setenv("PYWEBIO_ECHARTS", str(tmp_path / "own.js"))
    put_figure(chart)
    contents = [file.content for file in screen.session.page.files.values()]
    assert contents == [b"of npm", b"of the environment"]


@pytest.mark.parametrize("value", [5, None, "text", type("T", (), {"__module__": "plotly"})])
def test_other_things_are_refused(screen: Screen, value: Any) -> None:
    with pytest.raises(TypeError, match="put_figure"):
        put_figure(value)
    assert screen.nodes() == []


def real(library: str) -> Any:
    if library == "matplotlib":
        figure = import_module("matplotlib.figure").Figure()
        figure.subplots().plot([1, 2])
        return figure
    if library == "plotly":
        return import_module("plotly.graph_objects").Figure(data={"x": [1], "y": [2]})
    if library == "altair":
        altair: Any = import_module("altair")
        return altair.Chart(altair.Data(values=[{"a": 1}])).mark_bar().encode(x="a:Q")
    if library == "bokeh":
        shown = import_module("bokeh.plotting").figure(width=300, height=200)
        shown.line([1, 2], [3, 4])
        return shown
    return figure_of("matplotlib", savefig=lambda self, file, **options: file.write(b"<svg/>"))


REAL = [name for name in ("matplotlib", "plotly", "altair", "bokeh") if find_spec(name)]


@pytest.mark.parametrize("library", ["stand-in", *REAL])
def test_figures_of_the_packages_installed(screen: Screen, library: str) -> None:
    put_figure(real(library))
    assert screen.node().__struct_config__.tag in ("image", "figure")
    assert screen.session.page.files
