"""Themes and languages of the page, as the server writes it."""

from __future__ import annotations

import re

import pytest

from pywebio.exceptions import ArgumentError
from pywebio.platform.applications import make_application
from pywebio.platform.options import ServerOptions, make_options
from pywebio.platform.page import THEMES, PageTemplate, config
from pywebio.platform.server import Server


@pytest.fixture(autouse=True)
def no_theme_around(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYWEBIO_THEME", raising=False)


def page(
    *, theme: str | None = None, language: str | None = None, visitor: str = "", server: str = ""
) -> str:
    @config(theme=theme, language=language)
    def app() -> None: ...

    options = ServerOptions(theme=server)
    return PageTemplate().render(make_application("index", app), options, visitor).decode()


@pytest.mark.parametrize("theme", THEMES)
def test_the_page_says_its_theme(theme: str) -> None:
    text = page(theme=theme)
    assert f'<body class="webio-theme-{theme}">' in text
    assert f'"theme":"{theme}"' in text
    assert (f'data-bs-theme="{theme}"' in text) is (theme in ("light", "dark"))
    sheets = re.findall(r'<link rel="stylesheet" href="[^"]*asset=(theme-\w+)', text)
    own = theme in ("sketchy", "minty", "yeti")
    assert sheets == ([f"theme-{theme}"] if own else [])


def test_the_sheet_of_a_theme_comes_after_that_of_all() -> None:
    text = page(theme="minty")
    assert text.index("asset=main-") < text.index("asset=theme-minty-")


def test_the_environment_goes_before_the_application_before_the_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "webio-theme-yeti" in page(server="yeti")
    assert "webio-theme-minty" in page(server="yeti", theme="minty")
    monkeypatch.setenv("PYWEBIO_THEME", "dark")
    assert "webio-theme-dark" in page(server="yeti", theme="minty")


def test_an_unknown_theme_is_told_with_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RuntimeError, match=r"'darkly'.*default, light, dark, sketchy, minty, yeti"):
        page(theme="darkly")
    monkeypatch.setenv("PYWEBIO_THEME", "sunny")
    with pytest.raises(RuntimeError, match="'sunny'"):
        Server(lambda: None)


def test_theme_is_an_option_of_a_server() -> None:
    options, rest = make_options(others={"theme": "minty"})
    assert (options.theme, rest) == ("minty", {})
    with pytest.raises(ArgumentError, match="theme is a name"):
        make_options(others={"theme": 3})


def test_the_page_is_in_the_language_of_the_visitor_unless_the_program_names_one() -> None:
    assert '<html lang="de-AT"' in page(visitor="de-AT")
    assert '<html lang="fr"' in page(visitor="de-AT", language="fr")
    assert '<html lang="en"' in page(visitor='"><b>')


def test_only_persian_runs_from_right_to_left() -> None:
    assert '<html lang="fa-IR" dir="rtl"' in page(visitor="fa-IR")
    assert "dir=" not in page(visitor="ru").partition("<body")[0]


@pytest.mark.parametrize("language", ["de", "es", "fa", "fr", "ja", "kk", "ru", "uz", "zh"])
def test_texts_that_the_page_will_load_are_announced(language: str) -> None:
    announced = f'rel="modulepreload" href="[^"]*asset=lang-{language}-'
    assert re.search(announced, page(visitor=language))


def test_a_page_that_talks_by_http_gets_what_it_talks_with_and_opens_no_socket() -> None:
    application = make_application("a&b", lambda: None)

    def text(*, http_only: bool) -> str:
        options = ServerOptions()
        return PageTemplate().render(application, options, http_only=http_only).decode()

    assert re.search('rel="modulepreload" href="[^"]*asset=polling-', text(http_only=True))
    assert "data-webio-socket=" not in text(http_only=True)
    assert "polling-" not in text(http_only=False)
    assert 'data-webio-socket="a&amp;b"' in text(http_only=False)


@pytest.mark.parametrize("language", ["", "en", "en-GB", "pt"])
def test_nothing_is_announced_for_others(language: str) -> None:
    assert "modulepreload" not in page(visitor=language)


@pytest.mark.parametrize("language", ["", "a", "fr fr", '"'])
def test_a_language_is_a_tag(language: str) -> None:
    with pytest.raises(ArgumentError, match="language is a tag"):
        config(language=language)


@pytest.mark.parametrize(
    ("theme", "given", "shown"),
    [
        (None, None, True),
        ("minty", None, True),
        ("dark", None, False),
        ("light", None, False),
        ("dark", True, True),
        ("minty", False, False),
    ],
)
def test_the_visitor_may_choose_unless_the_program_does(
    theme: str | None, given: bool | None, shown: bool
) -> None:
    @config(theme=theme, theme_switch=given)
    def app() -> None: ...

    text = PageTemplate().render(make_application("index", app), ServerOptions()).decode()
    assert f'"theme_switch":{str(shown).lower()}' in text
    assert (' data-webio-switch="off"' in text) is not shown


def test_a_switch_is_there_or_not() -> None:
    with pytest.raises(ArgumentError, match="theme_switch is True, False or None"):
        config(theme_switch="no")  # type: ignore[arg-type]
