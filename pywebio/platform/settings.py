"""What `config()` says of the page of an application: every setting, checked once.

A new setting is a field of :class:`PageSettings`, a row of `_CHECKS`, and a parameter of `config`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar, cast

import msgspec
from msgspec import structs

from ..exceptions import ArgumentError
from ..utils import as_text
from .origin import CSP_SOURCE
from .returning import OnReload

F = TypeVar("F", bound=Callable[..., Any])

CONFIG_MARK = "_pywebio_config"
"""Attribute of a function that `config()` has decorated."""

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


class PageSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of a page; `None` says nothing."""

    title: str | None = None
    description: str | None = None
    theme: str | None = None
    language: str | None = None
    js_code: str | None = None
    js_file: tuple[str, ...] | None = None
    css_style: str | None = None
    css_file: tuple[str, ...] | None = None
    manifest: Mapping[str, Any] | bool | None = None
    footer: str | bool | None = None
    theme_switch: bool | None = None
    embed: tuple[str, ...] | None = None
    on_reload: OnReload | None = None

    def over(self, other: PageSettings) -> PageSettings:
        """These settings, and those of `other` where these say nothing."""
        return PageSettings(**{**_said(other), **_said(self)})


NO_SETTINGS = PageSettings()


def _said(settings: PageSettings) -> dict[str, Any]:
    values = structs.asdict(settings)
    return {name: value for name, value in values.items() if value is not None}


# -- checks ---------------------------------------------------------------------------------------


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return as_text(value)
    raise ArgumentError(f"{name} is a text; got {value!r}.")


def _language(name: str, value: object) -> str:
    text = _text(name, value)
    if not LANGUAGE.fullmatch(text):
        raise ArgumentError(f"language is a tag as 'fr' or 'zh-Hans'; got {value!r}.")
    return text


def _addresses(name: str, value: object) -> tuple[str, ...] | None:
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list | tuple) or not all(isinstance(one, str) for one in found):
        raise ArgumentError(f"{name} is an address as '/static/page.js', or a list; got {value!r}.")
    return tuple(as_text(one) for one in found if one) or None


def _manifest(name: str, value: object) -> Mapping[str, Any] | bool | None:
    if isinstance(value, bool):
        return None if value else False  # what is there without a word
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise ArgumentError(
            f"manifest is True, False or a dict as {{'name': 'Shop'}}; got {value!r}."
        )
    if not isinstance(value.get("icon", ""), str):
        raise ArgumentError(f"The icon of the manifest is an address; got {value['icon']!r}.")
    try:
        plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(dict(value)))
    except (TypeError, ValueError, msgspec.MsgspecError, RecursionError) as error:
        raise ArgumentError(f"The manifest cannot be written as JSON: {error}.") from None
    return plain


def _footer(name: str, value: object) -> str | bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return as_text(value)
    raise ArgumentError(f"footer is a text, or False for none; got {value!r}.")


def _yes_or_no(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ArgumentError(f"{name} is True, False or None; got {value!r}.")


def _framing_sites(name: str, value: object) -> tuple[str, ...]:
    """Who may frame the page, as sources of a policy."""
    if isinstance(value, bool):
        return ("*",) if value else ("'none'",)
    sites = [value] if isinstance(value, str) else value
    if not isinstance(sites, list | tuple) or not all(
        isinstance(site, str) and CSP_SOURCE.fullmatch(site) for site in sites
    ):
        raise ArgumentError(
            f"embed is True, False or a list as ['https://*.example.com']; got {value!r}."
        )
    return ("'self'", *sites)


def _on_reload(name: str, value: object) -> str:
    text = _text(name, value)
    if text not in ("resume", "restart"):
        raise ArgumentError(f"on_reload is 'resume' or 'restart'; got {value!r}.")
    return text


_CHECKS: dict[str, Callable[[str, object], Any]] = {
    "title": _text,
    "description": _text,
    "theme": _text,
    "language": _language,
    "js_code": _text,
    "js_file": _addresses,
    "css_style": _text,
    "css_file": _addresses,
    "manifest": _manifest,
    "footer": _footer,
    "theme_switch": _yes_or_no,
    "embed": _framing_sites,
    "on_reload": _on_reload,
}


def _make(given: Mapping[str, object]) -> PageSettings:
    checked = {
        name: _CHECKS[name](name, value) for name, value in given.items() if value is not None
    }
    return PageSettings(**checked)


# -- config() -------------------------------------------------------------------------------------

_defaults: list[PageSettings] = []
"""What calls of `config()` outside of decorators have said, oldest first."""


def default_settings() -> PageSettings:
    """The settings of applications that say nothing themselves."""
    return functools.reduce(lambda older, newer: newer.over(older), _defaults, NO_SETTINGS)


@contextmanager
def own_defaults() -> Iterator[None]:
    """What calls of `config()` outside of decorators say meanwhile is forgotten afterwards."""
    before = list(_defaults)
    try:
        yield
    finally:
        _defaults[:] = before


class _Decorator:
    """What `config()` returns. Until it decorates something, its settings are the default."""

    def __init__(self, settings: PageSettings) -> None:
        self._settings = settings
        _defaults.append(settings)

    def __call__(self, function: F) -> F:
        settings = self._settings
        _defaults[:] = [other for other in _defaults if other is not settings]
        if not callable(function):
            raise ArgumentError(f"config() decorates a function; got {function!r}.")
        return _marked(function, settings)


def config(
    *,
    title: str | None = None,
    description: str | None = None,
    theme: str | None = None,
    js_code: str | None = None,
    js_file: str | Sequence[str] = [],
    css_style: str | None = None,
    css_file: str | Sequence[str] = [],
    manifest: bool | Mapping[str, Any] = True,
    language: str | None = None,
    footer: bool | str | None = None,
    theme_switch: bool | None = None,
    embed: bool | str | Sequence[str] | None = None,
    on_reload: str | None = None,
) -> Callable[[F], F]:
    """Set how the page of an application is: as a decorator, or, called alone, for all of them.

    :param title: title of the page; else it comes from the first paragraph of the docstring.
    :param description: what search engines, link previews and the index page say of it; else the
        rest of the docstring.
    :param theme: ``"light"``, ``"dark"``, ``"sketchy"``, ``"minty"``, ``"yeti"`` or ``"default"``;
        the environment variable ``PYWEBIO_THEME`` goes before it.
    :param js_code: JavaScript that runs when the page is loaded, before the program's first output.
    :param js_file: address of a script, or a list; they run in this order, before `js_code`.
    :param css_style: style sheet of the page.
    :param css_file: address of a style sheet, or a list; they come before `css_style`.
    :param manifest: what makes the page an application that can be installed: members of a web app
        manifest as a dict, in which ``icon`` is the address of an image; `False` for none.
    :param language: language of the page's own texts, as ``"fr"``, in place of the visitor's.
    :param footer: the text of the footer, `False` for none.
    :param theme_switch: whether the visitor can choose light or dark, in the footer; the browser
        remembers it. By default yes, unless `theme` is one of these.
    :param embed: which sites may show the page in a frame: `True` for all, `False` for none, not
        even this one, or a list of others, as ``["https://*.example.com"]``. By default this site
        may, and those that `allowed_origins` names.
    :param on_reload: what happens when the visitor reloads the page: ``"resume"`` returns to the
        program, also when that has ended, waits for clicks only or has run scripts; ``"restart"``
        begins anew in any case. Without it a reload returns to a program that runs.

    Called alone, it is meant for the servers that are made afterwards; what an application says
    itself goes before it.

    Example::

        @config(title="Body mass index", description="From height and weight", theme="minty")
        def bmi():
            ...
    """
    # A list that is empty, like `None`, says nothing.
    settings = _make(
        {
            "title": title,
            "description": description,
            "theme": theme,
            "js_code": js_code,
            "js_file": js_file,
            "css_style": css_style,
            "css_file": css_file,
            "manifest": manifest,
            "language": language,
            "footer": footer,
            "theme_switch": theme_switch,
            "embed": embed,
            "on_reload": on_reload,
        }
    )
    return _Decorator(settings)


def seo(
    title: str, description: str | None = None, app: Callable[..., Any] | None = None
) -> Callable[..., Any]:
    """Set title and description of an application; :func:`config` does this and more.

    :param title: title of the page.
    :param description: what search engines and the index page say of it.
    :param app: the function, if this is not used as a decorator; it is returned.

    Example::

        @seo("Body mass index", "From height and weight")
        def bmi():
            ...
    """
    given = {"title": title, "description": description}
    settings = _make(given)

    def decorate(function: F) -> F:
        return _marked(function, settings)

    return decorate if app is None else decorate(app)


def _marked(function: F, settings: PageSettings) -> F:
    """The function with its settings.

    One that has settings already stays as it is, since it may be served under both of them; and
    some callable objects take no attribute. In both cases another function is returned.
    """
    if not hasattr(function, CONFIG_MARK):
        with suppress(AttributeError, TypeError):
            setattr(function, CONFIG_MARK, settings)
            return function
    again: Any = functools.update_wrapper(functools.partial(function), function)
    setattr(again, CONFIG_MARK, settings)  # over those of the inner one
    return cast(F, again)


def settings_of(function: object) -> PageSettings:
    """What was said of a function, also of one inside of `functools.partial`."""
    found = getattr(function, CONFIG_MARK, None)
    settings = found if isinstance(found, PageSettings) else NO_SETTINGS
    if isinstance(function, functools.partial):
        return settings.over(settings_of(function.func))
    return settings
