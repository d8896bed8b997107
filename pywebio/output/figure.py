"""Figures of chart libraries, shown with the JavaScript that is installed with these."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Literal
from weakref import WeakKeyDictionary

from msgspec import Struct

from .. import protocol as wire
from ..session.base import Session
from ..session.files import FileSource, keep
from ..utils import as_text
from .widget import Builder, Output, ScopeArgument, css_length

INLINE_MOST = 64 * 1024
"""A larger figure travels as a file, so that no frame becomes large."""

_LIBRARIES = ("matplotlib", "seaborn", "plotly", "altair", "bokeh", "pyecharts")


class Drawing(Struct, frozen=True):
    """A figure as the page draws it."""

    library: Literal["plotly", "vega", "bokeh", "echarts"]
    spec: str
    scripts: list[tuple[str, Callable[[], bytes]]]
    width: str = ""
    height: str = ""


def put_figure(
    figure: Any,
    title: str = "",
    script: str | None = None,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Output:
    """Show a figure of Matplotlib, seaborn, Plotly, Altair, Bokeh or pyecharts.

    :param figure: the figure (of Matplotlib also its axes).
    :param title: what it shows, for those who do not see it.
    :param script: the path of a JavaScript file to draw it with, in place of the one that comes
        with the library. pyecharts comes with none: without `script` it takes the file that
        ``npm install echarts`` puts beside the program, or that the environment variable
        ``PYWEBIO_ECHARTS`` names.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.

    A figure of Matplotlib is shown as an image. For the others the page loads the library once,
    from the files of the installed Python package, never from the internet; Altair's are in the
    package ``vl-convert-python``.

    Example::

        class Chart:  # of a library, in real programs
            def savefig(self, file, **options):
                file.write(b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")

        Chart.__module__ = "matplotlib.figure"
        put_figure(Chart(), title="a chart")
    """
    builder = Builder(scope, position)
    label = as_text(title or "")
    library = library_of(figure)
    if library in ("matplotlib", "seaborn"):
        return _image(builder, figure, label)
    drawing = _DRAW[library](figure, script)
    spec, src = drawing.spec, ""
    if len(spec) > INLINE_MOST:
        source = FileSource(
            keep(spec.encode("utf-8", "replace"), builder.session.space), "application/json"
        )
        builder.parts.append(source)
        spec, src = "", builder.session.file_url(source)
    sources = [_script(builder.session, name, read) for name, read in drawing.scripts]
    builder.parts += sources
    node = wire.Figure(
        id=builder.id(),
        library=drawing.library,
        spec=spec,
        src=src,
        scripts=[builder.session.file_url(source) for source in sources],
        title=label,
        width=drawing.width,
        height=drawing.height,
    )
    return builder.output(node, put_figure)


def library_of(figure: object) -> str:
    """The library that a figure is of."""
    if not isinstance(figure, type):
        for kind in type(figure).__mro__:
            name = kind.__module__.partition(".")[0]
            if name in _LIBRARIES:
                return name
    raise TypeError(
        "put_figure() takes a figure of Matplotlib, seaborn, Plotly, Altair, Bokeh or pyecharts, "
        f"got {figure!r}."
    )


def _image(builder: Builder, figure: Any, title: str) -> Output:
    """A figure of Matplotlib, in twice the pixels that it takes on the page."""
    if not callable(getattr(figure, "savefig", None)):
        figure = getattr(figure, "figure", None)
    if figure is None or not callable(getattr(figure, "savefig", None)):
        raise TypeError("put_figure() takes the figure or the axes of Matplotlib.")
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=200, bbox_inches="tight")
    content = buffer.getvalue()
    mime = "image/png" if content.startswith(b"\x89PNG") else "image/svg+xml"
    source = FileSource(keep(content, builder.session.space), mime)
    builder.parts.append(source)
    width = f"{int.from_bytes(content[16:20], 'big') // 2}px" if mime == "image/png" else ""
    node = wire.Image(
        id=builder.id(), src=builder.session.file_url(source), title=title, width=width
    )
    return builder.output(node, put_figure)


# -- what each library says of its figures --------------------------------------------------------


def _plotly(figure: Any, script: str | None) -> Drawing:
    found = script or _packaged("plotly", "package_data/plotly.min.js")
    return Drawing("plotly", figure.to_json(), [_file(found)])


def _altair(figure: Any, script: str | None) -> Drawing:
    if script is None:
        _vega()  # Whether it is installed has to be known now.
    source: tuple[str, Callable[[], bytes]] = ("vega", _vega) if script is None else _file(script)
    return Drawing("vega", json.dumps(figure.to_dict()), [source])


@lru_cache(maxsize=1)
def _vega() -> bytes:
    try:
        module: Any = importlib.import_module("vl_convert")
    except ImportError:
        raise ImportError(
            "put_figure() draws Altair charts with the files of the package vl-convert-python: "
            "pip install vl-convert-python"
        ) from None
    bundle: str = module.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return f"(() => {{{bundle}\n}})();".encode()


_BOKEH_PARTS = (
    ("bokeh-widgets", '"Button"', '"Slider"', "Input", "Select", "Picker", "Group", "Div"),
    ("bokeh-tables", "DataTable", "DataCube"),
    ("bokeh-gl", "webgl"),
    ("bokeh-mathjax", "$$", "MathText", "TeX", "\\\\(", "\\\\["),
)


def _bokeh(figure: Any, script: str | None) -> Drawing:
    embed: Any = importlib.import_module("bokeh.embed")
    spec = json.dumps(embed.json_item(figure))
    if script is not None:
        return Drawing("bokeh", spec, [_file(script)])
    needed = [name for name, *signs in _BOKEH_PARTS if any(sign in spec for sign in signs)]
    parts = ["bokeh", *needed]
    files = [_packaged("bokeh", f"server/static/js/{part}.min.js") for part in parts]
    return Drawing("bokeh", spec, [_file(file) for file in files])


def _pyecharts(figure: Any, script: str | None) -> Drawing:
    script = script or _echarts()
    sizes = [css_length(name, getattr(figure, name, "")) for name in ("width", "height")]
    return Drawing("echarts", figure.dump_options(), [_file(script)], *sizes)


ECHARTS = Path("node_modules", "echarts", "dist", "echarts.min.js")
"""Where ``npm install echarts`` puts it, below the folder it is called in."""


def _echarts() -> str:
    """The file that pyecharts comes without."""
    if named := os.environ.get("PYWEBIO_ECHARTS"):
        return named
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / ECHARTS).is_file():
            return str(folder / ECHARTS)
    raise FileNotFoundError(
        "pyecharts comes without the JavaScript that draws its charts. Call `npm install echarts` "
        "in the folder of the program; or download echarts.min.js and name it by "
        "put_figure(chart, script='path/to/echarts.min.js'), or for the whole program by the "
        "environment variable PYWEBIO_ECHARTS."
    )


_DRAW: dict[str, Callable[[Any, str | None], Drawing]] = {
    "plotly": _plotly,
    "altair": _altair,
    "bokeh": _bokeh,
    "pyecharts": _pyecharts,
}


# -- files of packages ----------------------------------------------------------------------------


def _packaged(package: str, file: str) -> str:
    """The path of a file of an installed package."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ImportError(f"put_figure() needs the package {package}: pip install {package}")
    path = Path(spec.origin).parent / file
    if not path.is_file():
        raise FileNotFoundError(
            f"The package {package} here has no file {file}: put_figure() needs it to draw. "
            f"Install {package} anew, or name the file with put_figure(..., script='...')"
        )
    return str(path)


def _file(path: str) -> tuple[str, Callable[[], bytes]]:
    found = Path(path)
    if not found.is_file():
        raise FileNotFoundError(f"put_figure(script=...): there is no file {path!r}.")
    changed = found.stat().st_mtime_ns
    return str(found), lambda: _read(str(found), changed)


@lru_cache(maxsize=16)
def _read(path: str, changed: int) -> bytes:
    """The file, read once for all sessions."""
    return Path(path).read_bytes()


_scripts: WeakKeyDictionary[Session, dict[str, FileSource]] = WeakKeyDictionary()


def _script(session: Session, name: str, read: Callable[[], bytes]) -> FileSource:
    """The file by which the page of a session gets a library: the same for all its figures."""
    known = _scripts.setdefault(session, {})
    if name not in known:
        known[name] = FileSource(read(), "text/javascript", counted=False)
    return known[name]
