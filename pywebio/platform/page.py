"""The HTML page: the built one with title, description and settings of the application in it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any, TypeVar, get_args

import msgspec

from ..exceptions import ArgumentError
from ..utils import STATIC_PATH
from .applications import CONFIG_MARK, Application
from .options import ServerOptions
from .returning import OnReload

F = TypeVar("F", bound=Callable[..., Any])

ASSET_KEY = "_pywebio_asset"
FILE_KEY = "_pywebio_file"
UPLOAD_KEY = "_pywebio_upload"

_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_LANG = re.compile(r"<html lang=\"[^\"]*\"")
_CONFIG = re.compile(r"(<script type=\"application/json\" id=\"pywebio-config\">).*?(</script>)")
_HEAD = "<!-- pywebio:head -->"
_RIGHT_TO_LEFT = frozenset({"fa"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


THEMES = ("default", "light", "dark", "sketchy", "minty", "yeti")
"""The looks of the page; all but `light` and `dark` follow the visitor's system in this."""

LIGHT_OR_DARK = ("light", "dark")


def config(
    *,
    title: str | None = None,
    description: str | None = None,
    theme: str | None = None,
    language: str | None = None,
    on_reload: str | None = None,
) -> Callable[[F], F]:
    """Set title and description of an application (else from its docstring), and its look.

    :param title: title of the page.
    :param description: what search engines and the index page say of it.
    :param theme: ``"light"``, ``"dark"``, ``"sketchy"``, ``"minty"``, ``"yeti"`` or ``"default"``;
        the environment variable ``PYWEBIO_THEME`` goes before it.
    :param language: language of the page's own texts, as ``"fr"``, in place of the visitor's.
    :param on_reload: what happens when the visitor reloads the page: ``"resume"`` returns to the
        program, also when that has ended, waits for clicks only or has run scripts; ``"restart"``
        begins anew in any case. Without it a reload returns to a program that runs.

    Example::

        @config(title="Body mass index", description="From height and weight", theme="minty")
        def bmi():
            ...
    """
    given = {
        "title": title,
        "description": description,
        "theme": theme,
        "language": language,
        "on_reload": on_reload,
    }
    for name, value in given.items():
        if value is not None and not isinstance(value, str):
            raise ArgumentError(f"{name} is a text; got {value!r}.")

    if language is not None and not _LANGUAGE.fullmatch(language):
        raise ArgumentError(f"language is a tag as 'fr' or 'zh-Hans'; got {language!r}.")

    if on_reload not in (None, *get_args(OnReload)[1:]):
        raise ArgumentError(f"on_reload is 'resume' or 'restart'; got {on_reload!r}.")

    def decorate(function: F) -> F:
        setattr(function, CONFIG_MARK, given)
        return function

    return decorate


def theme_of(application: Application, options: ServerOptions) -> str:
    """The theme of an application's page: of the environment, the application, the server."""
    theme = os.environ.get("PYWEBIO_THEME") or application.theme or options.theme or THEMES[0]
    if theme not in THEMES:
        raise RuntimeError(f"There is no theme {theme!r}. The themes are {', '.join(THEMES)}.")
    return theme


class PageTemplate:
    """The built page, read once."""

    def __init__(self, directory: Path | None = None) -> None:
        self.directory = Path(STATIC_PATH) if directory is None else directory
        path = self.directory / "index.html"
        if not path.is_file():
            raise FileNotFoundError(
                f"{path} is missing: the page was not built. Run `make build` in the checkout."
            )
        self._text = path.read_text(encoding="utf-8")
        manifest = (self.directory / "manifest.json").read_bytes()
        self._manifest: dict[str, dict[str, str]] = msgspec.json.decode(manifest)

    def render(
        self,
        application: Application,
        options: ServerOptions,
        language: str = "",
        apps: list[str] | None = None,
    ) -> bytes:
        """The page of an application, for a visitor who reads `language`."""
        theme = theme_of(application, options)
        language = application.language or language
        language = language if _LANGUAGE.fullmatch(language) else ""
        assets = f"?{ASSET_KEY}="
        if isinstance(options.cdn, str):
            assets = f"{options.cdn.rstrip('/')}/assets/"
        settings = {
            "assets": assets,
            "app": application.name,
            "apps": apps or [],
            "debug": options.debug,
            "theme": theme,
        }
        title = f"<title>{escape(application.title)}</title>"
        page = self._text.replace('"./assets/', f'"{escape(assets)}')
        page = _TITLE.sub(lambda match: title, page, count=1)
        page = page.replace(_HEAD, _head(application))
        page = page.replace("</head>", self._links(theme, language, escape(assets)) + "</head>", 1)
        page = page.replace("<body>", f'<body class="webio-theme-{theme}">', 1)
        page = _CONFIG.sub(lambda match: match[1] + script_json(settings) + match[2], page, count=1)
        page = _LANG.sub(lambda match: _start(match[0], theme, language), page, count=1)
        return page.encode()

    def _links(self, theme: str, language: str, assets: str) -> str:
        """What the page would ask for later: style sheet of the theme, texts of the language."""
        links = ""
        sheet = self._manifest.get("themes", {}).get(theme)
        if sheet is not None:
            links += f'<link rel="stylesheet" href="{assets}{sheet}" data-webio-theme="{theme}">\n'
        texts = self._manifest.get(f"lang-{_base(language)}")
        if texts is not None:
            links += f'<link rel="modulepreload" href="{assets}{texts["js"]}">\n'
        return links


def _base(language: str) -> str:
    return language.lower().partition("-")[0]


def _start(built: str, theme: str, language: str) -> str:
    """The beginning of the html element; what is not decided here is left to the page."""
    start = f'<html lang="{language}"' if language else built
    if _base(language) in _RIGHT_TO_LEFT:
        start += ' dir="rtl"'
    if theme in LIGHT_OR_DARK:
        start += f' data-bs-theme="{theme}"'
    return start


def _head(application: Application) -> str:
    """What search engines and link previews read."""
    description = " ".join(application.description.split())
    tags = [f'<meta property="og:title" content="{escape(application.title)}">']
    if description:
        tags.append(f'<meta name="description" content="{escape(description)}">')
        tags.append(f'<meta property="og:description" content="{escape(description)}">')
    return "\n".join(tags)


def script_json(value: object) -> str:
    """JSON for the inside of a script element: nothing in it can end that."""
    text = msgspec.json.encode(value).decode()
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
