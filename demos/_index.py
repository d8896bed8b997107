"""The first page of the demos: each with its picture, light or dark like the page itself."""

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pywebio.output import *
from pywebio.output import Output
from pywebio.platform import config
from pywebio.session import set_env

App = Callable[[], Any]
PICTURES = Path(__file__).parent.parent / "docs" / "pictures"

PAGE = """
<style>
.demos { display: grid; gap: 20px; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); }
.demos a { overflow: hidden; color: inherit; text-decoration: none; }
.demos a:is(:hover, :focus-visible) { border-color: var(--bs-primary); }
.demos a:hover h2 { color: var(--bs-primary); }
.demos h2 { margin: 0 0 4px; font-size: 1.05rem; }
.demos p { margin: 0; font-size: .9rem; }
.demos .picture { aspect-ratio: 16 / 10; border-bottom: 1px solid var(--bs-border-color); }
.demos .picture * { width: 100%; margin: 0; border-radius: 0; }
[data-bs-theme="dark"] .demos .light, .demos .dark { display: none; }
[data-bs-theme="dark"] .demos .dark { display: block; }
</style>
<nav class="demos" aria-label="Demos">
{{#demos}}
<a class="card" href="?app={{name}}">
    <div class="picture">
        <div class="light">{{#light}} {{& pywebio_output_parse}} {{/light}}</div>
        <div class="dark">{{#dark}} {{& pywebio_output_parse}} {{/dark}}</div>
    </div>
    <div class="p-3"><h2>{{title}}</h2><p class="text-muted">{{description}}</p></div>
</a>
{{/demos}}
</nav>
"""


def make_index(apps: Mapping[str, App]) -> App:
    """The page that shows some applications."""

    @config(title="PyWebIO demos", description="Small tools, each one file of plain Python.")
    def index() -> None:
        set_env(output_max_width="1200px", output_animation=False)
        put_markdown(
            """
            # PyWebIO demos
            Small tools, each **one file of plain Python** without a line of JavaScript.
            """
        )
        put_widget(PAGE, {"demos": [card(name, app) for name, app in apps.items()]})

    return index


def card(name: str, app: App) -> dict[str, Any]:
    """What the page says of an application: the words are those of its docstring."""
    title, _, description = (inspect.getdoc(app) or name).partition("\n\n")
    return {
        "name": name,
        "title": title,
        "description": description,
        "light": pictures(name),
        "dark": pictures(f"{name}-dark"),
    }


def pictures(name: str) -> list[Output]:
    """The picture of a demo, if there is one: `make pictures` takes them."""
    path = PICTURES / f"{name}.webp"
    return [put_image(content(path))] if path.exists() else []


@cache
def content(path: Path) -> bytes:
    """The bytes of a picture, which all visitors share."""
    return path.read_bytes()
