"""The HTML page: the built one with title, description and settings of the application in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from ..exceptions import ArgumentError
from ..utils import STATIC_PATH
from .applications import CONFIG_MARK, Application
from .options import ServerOptions

F = TypeVar("F", bound=Callable[..., Any])

ASSET_KEY = "_pywebio_asset"
FILE_KEY = "_pywebio_file"
UPLOAD_KEY = "_pywebio_upload"

_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_LANG = re.compile(r"<html lang=\"[^\"]*\"")
_CONFIG = re.compile(r"(<script type=\"application/json\" id=\"pywebio-config\">).*?(</script>)")
_HEAD = "<!-- pywebio:head -->"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


def config(*, title: str | None = None, description: str | None = None) -> Callable[[F], F]:
    """Set title and description of an application; without it they come from its docstring.

    :param title: title of the page.
    :param description: what search engines and the index page say of it.

    Example::

        @config(title="Body mass index", description="Computes it from height and weight")
        def bmi():
            ...
    """
    given = {"title": title, "description": description}
    for name, value in given.items():
        if value is not None and not isinstance(value, str):
            raise ArgumentError(f"{name} is a text; got {value!r}.")

    def decorate(function: F) -> F:
        setattr(function, CONFIG_MARK, given)
        return function

    return decorate


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

    def render(
        self,
        application: Application,
        options: ServerOptions,
        language: str = "",
        apps: list[str] | None = None,
    ) -> bytes:
        """The page of an application, for a visitor who reads `language`."""
        assets = f"?{ASSET_KEY}="
        if isinstance(options.cdn, str):
            assets = f"{options.cdn.rstrip('/')}/assets/"
        settings = {
            "assets": assets,
            "app": application.name,
            "apps": apps or [],
            "debug": options.debug,
        }
        title = f"<title>{escape(application.title)}</title>"
        start = f'<html lang="{language}"'
        page = self._text.replace('"./assets/', f'"{escape(assets)}')
        page = _TITLE.sub(lambda match: title, page, count=1)
        page = page.replace(_HEAD, _head(application))
        page = _CONFIG.sub(lambda match: match[1] + script_json(settings) + match[2], page, count=1)
        if _LANGUAGE.fullmatch(language):
            page = _LANG.sub(lambda match: start, page, count=1)
        return page.encode()


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
