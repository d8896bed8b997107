"""The HTML page: the built one with title, description and settings of the application in it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import partial
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from ..utils import STATIC_PATH
from .applications import Application, make_applications
from .manifest import Icon, web_manifest
from .options import ServerOptions
from .settings import LANGUAGE, PageSettings, config, seo

__all__ = [
    "ASSET_KEY",
    "FILE_KEY",
    "MANIFEST_KEY",
    "THEMES",
    "UPLOAD_KEY",
    "PageTemplate",
    "config",
    "make_applications",
    "script_json",
    "seo",
    "theme_of",
]

ASSET_KEY = "_pywebio_asset"
FILE_KEY = "_pywebio_file"
UPLOAD_KEY = "_pywebio_upload"
MANIFEST_KEY = "_pywebio_manifest"

_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_LANG = re.compile(r"<html lang=\"[^\"]*\"")
_CONFIG = re.compile(
    r"(<script[^>]* type=\"application/json\" id=\"pywebio-config\">).*?(</script>)"
)
_HEAD = "<!-- pywebio:head -->"
_FOOTER = re.compile(r"(<footer class=\"footer\">).*?(</footer>\n?)", re.DOTALL)
_ICON = re.compile(r"<link rel=\"icon\"[^>]*>\n?")
_RIGHT_TO_LEFT = frozenset({"fa"})

COLORS = {
    "default": ("#fff", "#0f1318"),
    "light": ("#fff", "#fff"),
    "dark": ("#0f1318", "#0f1318"),
    "sketchy": ("#fffefa", "#1d211f"),
    "minty": ("#f6fbf9", "#0d1714"),
    "yeti": ("#fff", "#14181b"),
}
"""The looks of the page, with their backgrounds in light and dark (as in the style sheets), which
the browser continues in its own frame. All but two follow the visitor's system in this."""

THEMES = tuple(COLORS)
LIGHT_OR_DARK = ("light", "dark")


def theme_of(application: Application, options: ServerOptions) -> str:
    """The theme of an application's page: of the environment, the application, the server."""
    asked = os.environ.get("PYWEBIO_THEME") or application.settings.theme or options.theme
    theme = asked or THEMES[0]
    if theme not in THEMES:
        raise RuntimeError(f"There is no theme {theme!r}. The themes are {', '.join(THEMES)}.")
    return theme


def has_switch(application: Application, theme: str) -> bool:
    """Whether the visitor can choose light or dark."""
    own = application.settings
    if own.footer is False:
        return False  # it stands in the footer
    return theme not in LIGHT_OR_DARK if own.theme_switch is None else own.theme_switch


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
        *,
        http_only: bool = False,
        nonce: str = "",
    ) -> bytes:
        """The page of an application, for a visitor who reads `language`.

        With a policy that wants it, its own scripts have its `nonce`.
        """
        own = application.settings
        theme = theme_of(application, options)
        language = own.language or language
        language = language if LANGUAGE.fullmatch(language) else ""
        assets = _assets(options)
        settings: dict[str, Any] = {
            "assets": assets,
            "app": application.name,
            "apps": apps or [],
            "debug": options.debug,
            "theme": theme,
            "theme_switch": has_switch(application, theme),
        }
        if own.js_code or own.js_file:
            settings["js_code"] = own.js_code or ""
        if http_only:
            settings["transport"] = "http"
        title = f"<title>{escape(application.title)}</title>"
        mark = f' nonce="{nonce}"' if nonce else ""
        page = self._text.replace("<script", f"<script{mark}")
        page = page.replace('"./assets/', f'"{escape(assets)}')
        page = _TITLE.sub(lambda match: title, page, count=1)
        page = _FOOTER.sub(lambda match: _footer(match, own.footer), page, count=1)
        page = page.replace(_HEAD, _head(application, theme))
        page = page.replace("<body>", f'<body class="webio-theme-{theme}">', 1)
        page = _CONFIG.sub(lambda match: match[1] + script_json(settings) + match[2], page, count=1)
        switch = settings["theme_switch"]
        socket = None if http_only else application.name
        start = partial(_start, theme=theme, language=language, switch=switch, socket=socket)
        page = _LANG.sub(lambda match: start(match[0]), page, count=1)
        page = page.replace("</body>", self._scripts(own, escape(assets), mark) + "</body>", 1)
        # Last, since a style sheet may have anything in it.
        links = self._links(theme, language, http_only, escape(assets), mark)
        links += self._install_links(application, escape(assets)) + _style(own)
        if isinstance(own.manifest, Mapping) and "icon" in own.manifest:
            page = _ICON.sub("", page, count=1)
        return page.replace("</head>", links + "</head>", 1).encode()

    def manifest(self, application: Application, options: ServerOptions) -> bytes | None:
        """The web app manifest of an application, by which it can be installed."""
        theme = theme_of(application, options)
        light, dark = COLORS[theme]
        color = dark if theme == "dark" else light
        return web_manifest(application, color, self._icons(_assets(options)))

    def _icons(self, assets: str) -> list[Icon]:
        files = self._manifest.get("icons", {})
        return [Icon(f"{assets}{files[name]}", name) for name in sorted(files)]

    def _links(self, theme: str, language: str, http_only: bool, assets: str, mark: str) -> str:
        """What the page would ask for later: style sheet of the theme, texts, its way to talk."""
        links = ""
        sheet = self._manifest.get("themes", {}).get(theme)
        if sheet is not None:
            links += f'<link rel="stylesheet" href="{assets}{sheet}" data-webio-theme="{theme}">\n'
        for part in (f"lang-{_base(language)}", "polling" if http_only else ""):
            if script := self._manifest.get(part, {}).get("js"):
                links += f'<link rel="modulepreload"{mark} href="{assets}{script}">\n'
        return links

    def _install_links(self, application: Application, assets: str) -> str:
        """The manifest, and the icons of the page beside the built one."""
        manifest = application.settings.manifest
        if manifest is False:
            return ""
        address = f"?{MANIFEST_KEY}={quote(application.name, safe='')}"
        # With credentials, so that it can be had behind a login.
        links = f'<link rel="manifest" href="{address}" crossorigin="use-credentials">\n'
        if isinstance(manifest, Mapping) and "icon" in manifest:
            icon = escape(manifest["icon"])
            links += f'<link rel="icon" href="{icon}">\n'
            links += f'<link rel="apple-touch-icon" href="{icon}">\n'
        elif touch := self._manifest.get("icons", {}).get("maskable"):
            links += f'<link rel="apple-touch-icon" href="{assets}{touch}">\n'
        return links

    def _scripts(self, own: PageSettings, assets: str, mark: str) -> str:
        """Scripts of the program behind that of the page, with jQuery as they know it.

        `js_code` is among the settings of the page, which runs it after all of these.
        """
        if not own.js_code and not own.js_file:
            return ""
        addresses = [f"{assets}{self._manifest['compat']['js']}", *map(escape, own.js_file or ())]
        return "".join(f'<script{mark} defer src="{address}"></script>\n' for address in addresses)


def _assets(options: ServerOptions) -> str:
    """What stands before the name of an asset."""
    if isinstance(options.cdn, str):
        return f"{options.cdn.rstrip('/')}/assets/"
    return f"?{ASSET_KEY}="


def _base(language: str) -> str:
    return language.lower().partition("-")[0]


def _start(built: str, *, theme: str, language: str, switch: object, socket: str | None) -> str:
    """The beginning of the html element; what is not decided here is left to the page.

    With a name for it, the script in the head opens the WebSocket to that application at once.
    """
    start = f'<html lang="{language}"' if language else built
    if _base(language) in _RIGHT_TO_LEFT:
        start += ' dir="rtl"'
    if theme in LIGHT_OR_DARK:
        start += f' data-bs-theme="{theme}"'
    if not switch:
        start += ' data-webio-switch="off"'
    if socket is not None:
        start += f' data-webio-socket="{escape(socket)}"'
    return start


def _head(application: Application, theme: str) -> str:
    """What search engines, link previews and the browser's own frame are told."""
    title, description = application.title, " ".join(application.description.split())
    tags = [
        f'<meta property="og:title" content="{escape(title)}">',
        '<meta property="og:type" content="website">',
        '<meta name="twitter:card" content="summary">',
    ]
    if description:
        tags.append(f'<meta name="description" content="{escape(description)}">')
        tags.append(f'<meta property="og:description" content="{escape(description)}">')
    light, dark = COLORS[theme]
    if light == dark:
        tags.append(f'<meta name="theme-color" content="{light}">')
    else:
        for color, scheme in ((light, "light"), (dark, "dark")):
            media = f"(prefers-color-scheme: {scheme})"
            tags.append(f'<meta name="theme-color" content="{color}" media="{media}">')
    return "\n".join(tags)


def _style(own: PageSettings) -> str:
    """Style sheets of the program; nothing in one can end its element."""
    links = "".join(
        f'<link rel="stylesheet" href="{escape(address)}">\n' for address in own.css_file or ()
    )
    if not own.css_style:
        return links
    sheet = own.css_style.replace("</", "<\\/")
    return f"{links}<style>{sheet}</style>\n"


def _footer(built: re.Match[str], own: str | bool | None) -> str:
    if own is None or own is True:
        return built[0]
    return built[1] + escape(own) + built[2] if own else ""


def script_json(value: object) -> str:
    """JSON for the inside of a script element: nothing in it can end that."""
    text = msgspec.json.encode(value).decode()
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
