"""What `config()` and `seo()` say of a page, and how the page says it."""

from __future__ import annotations

import json
import re
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from desk import Desk
from hypothesis import given
from hypothesis import strategies as st

from pywebio.exceptions import ArgumentError
from pywebio.platform import settings as module
from pywebio.platform.applications import make_application, make_applications
from pywebio.platform.http import Request, Response
from pywebio.platform.page import COLORS
from pywebio.platform.settings import PageSettings, config, seo, settings_of

STYLES = Path(__file__).parents[3] / "webiojs" / "src" / "styles"


@pytest.fixture(autouse=True)
def no_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_defaults", [])
    monkeypatch.delenv("PYWEBIO_THEME", raising=False)


class Parsed(HTMLParser):
    """The elements of a page, and the text in some of them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self._in = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._in = tag

    def handle_data(self, data: str) -> None:
        self.texts[self._in] = self.texts.get(self._in, "") + data

    def all(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        """The elements of a name with these attributes."""
        return [
            attrs
            for name, attrs in self.elements
            if name == tag and attributes.items() <= attrs.items()
        ]


def get(function: Any, **query: str) -> Response:
    return Desk(function).http(Request(query=query))


def page(function: Any, **query: str) -> str:
    return bytes(get(function, **query).body).decode()


def app(**settings: Any) -> Any:
    def made() -> None: ...

    return config(**settings)(made)


def manifest(function: Any, name: str = "index") -> dict[str, Any]:
    response = get(function, _pywebio_manifest=name)
    assert response.status == 200
    assert response.headers["Content-Type"] == "application/manifest+json"
    found: dict[str, Any] = json.loads(bytes(response.body))
    return found


# -- what is said of a function -------------------------------------------------------------------


def test_a_decorated_function_stays_itself_also_an_async_one() -> None:
    async def two() -> None: ...

    assert config(title="A")(two) is two
    assert make_application("two", two).kind == "coroutine"


def test_decorators_add_up_and_the_outer_one_goes_before() -> None:
    @config(title="outer")
    @config(title="inner", theme="dark")
    async def both() -> None:
        """Docstring"""

    made = make_application("both", both)
    assert (made.title, made.settings.theme, made.kind) == ("outer", "dark", "coroutine")
    assert both.__name__ == "both"


def test_one_function_can_be_served_under_two_settings() -> None:
    def shared() -> None: ...

    made = make_applications({"a": config(title="A")(shared), "b": config(title="B")(shared)})
    assert (made["a"].title, made["b"].title) == ("A", "B")


def test_methods_and_partial_objects_have_settings_too() -> None:
    class Shop:
        def main(self) -> None: ...

    assert make_application("x", config(title="Shop")(Shop().main)).title == "Shop"
    assert make_application("y", partial(app(title="Part"))).title == "Part"
    assert make_application("z", config(theme="yeti")(partial(app(title="P")))).title == "P"


def test_called_alone_it_is_meant_for_all_that_say_nothing() -> None:
    def plain() -> None: ...

    config(title="Site", theme="minty")
    config(title="New site")
    assert make_application("plain", plain).title == "New site"
    own = make_application("own", app(title="Own"))
    assert (own.title, own.settings.theme) == ("Own", "minty")


def test_a_server_keeps_the_defaults_of_its_time() -> None:
    config(title="First")
    first = Desk(lambda: None)
    config(title="Second")
    second = Desk(lambda: None)
    texts = [bytes(desk.http(Request()).body).decode() for desk in (first, second)]
    assert "<title>First</title>" in texts[0]
    assert "<title>Second</title>" in texts[1]


def test_a_decorator_is_no_default() -> None:
    app(title="Own")
    with pytest.raises(ArgumentError, match="decorates a function"):
        config(title="Nobody")(3)  # type: ignore[type-var]
    assert module.default_settings() == PageSettings()


def test_seo_in_both_of_its_forms() -> None:
    def one() -> None: ...

    def two() -> None: ...

    assert seo("One", "about", one) is one
    assert seo("Two")(two) is two
    assert settings_of(one) == PageSettings(title="One", description="about")
    assert settings_of(two).title == "Two"
    assert module.default_settings() == PageSettings()


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"title": 3}, "title is a text"),
        ({"js_code": b"x"}, "js_code is a text"),
        ({"js_file": 3}, "js_file is an address"),
        ({"css_file": ["a", 3]}, "css_file is an address"),
        ({"manifest": "x"}, "manifest is True, False or a dict"),
        ({"manifest": {"icon": 3}}, "icon of the manifest"),
        ({"manifest": {"x": object()}}, "cannot be written as JSON"),
        ({"footer": 3}, "footer is a text"),
        ({"language": "fr fr"}, "language is a tag"),
    ],
)
def test_wrong_settings_are_told_where_they_are_given(bad: Any, says: str) -> None:
    with pytest.raises(ArgumentError, match=says):
        config(**bad)
    assert module.default_settings() == PageSettings()


# -- the page -------------------------------------------------------------------------------------


def test_link_previews_know_title_and_description() -> None:
    parsed = Parsed(page(app(title='A "b" <c>', description="d &\ne")))
    assert parsed.texts["title"].strip() == 'A "b" <c>'
    assert parsed.all("meta", property="og:title") == [
        {"property": "og:title", "content": 'A "b" <c>'}
    ]
    for key in ({"name": "description"}, {"property": "og:description"}):
        assert parsed.all("meta", **key)[0]["content"] == "d & e"


@pytest.mark.parametrize("theme", COLORS)
def test_the_frame_of_the_browser_has_the_colour_of_the_page(theme: str) -> None:
    colors = [meta.get("content") for meta in Parsed(page(app(theme=theme))).all("meta")]
    assert set(COLORS[theme]) <= set(colors)


@pytest.mark.parametrize("theme", ["default", "sketchy", "minty", "yeti"])
def test_the_colours_are_those_of_the_style_sheets(theme: str) -> None:
    def backgrounds(sheet: str) -> list[str]:
        return re.findall(r"^ *--webio-bg: (#\w+);", (STYLES / sheet).read_text(), re.MULTILINE)

    light, dark = backgrounds("theme/tokens.css")
    if theme != "default":
        own = backgrounds(f"themes/{theme}.css")
        dark = own[-1]
        light = own[0] if len(own) == 2 else light
    assert COLORS[theme] == (light, dark)


def test_style_sheets_come_last_and_in_their_order() -> None:
    text = page(
        app(theme="minty", css_file=["/a.css", "b.css?x=1&y"], css_style="p > a { top: 0 }")
    )
    parts = ["theme-minty-", 'href="/a.css"', 'href="b.css?x=1&amp;y"', "<style>p > a { top: 0 }"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert places[-1] < text.index("</head>")


def test_scripts_come_behind_that_of_the_page_with_jquery_before_them() -> None:
    text = page(app(js_file="/a.js", js_code="alert('</script>')"))
    scripts = [script for script in Parsed(text).all("script") if "src" in script]
    starts = ["?_pywebio_asset=main-", "?_pywebio_asset=compat-", "/a.js"]
    for script, start in zip(scripts, starts, strict=True):
        assert str(script["src"]).startswith(start)
    assert scripts[-2].keys() == {"defer", "src"}
    settings = json.loads(re.findall(r'id="pywebio-config">(.*?)</script>', text)[0])
    assert settings["js_code"] == "alert('</script>')"
    assert "js_code" not in page(app())


def test_the_footer_is_the_programs() -> None:
    assert "Made with PyWebIO" in page(app())
    assert '<footer class="footer">Ours &amp; theirs</footer>' in page(app(footer="Ours & theirs"))
    assert "<footer" not in page(app(footer=False))


def test_the_page_can_be_installed() -> None:
    function = app(title="Shop", description="Buy\nhere", theme="dark")
    (link,) = Parsed(page({"a b": function, "index": app()}, app="a b")).all("link", rel="manifest")
    assert link["href"] == "?_pywebio_manifest=a%20b"
    found = manifest({"a b": function, "index": app()}, "a b")
    assert (found["name"], found["description"]) == ("Shop", "Buy here")
    assert found["start_url"] == found["id"] == "?app=a%20b"
    assert (found["display"], found["background_color"]) == ("standalone", "#0f1318")
    sizes = {icon["sizes"] for icon in found["icons"] if icon["purpose"] == "any"}
    assert {"192x192", "512x512"} <= sizes
    for icon in found["icons"]:
        got = get(function, _pywebio_asset=icon["src"].partition("=")[2])
        assert (got.status, got.headers["Content-Type"]) == (200, "image/png")


def test_members_of_the_manifest_and_an_icon_of_ones_own() -> None:
    function = app(title="T", manifest={"short_name": "t", "icon": "/my.svg?1", "lang": "fr"})
    found = manifest(function)
    assert (found["name"], found["short_name"], found["lang"]) == ("T", "t", "fr")
    assert found["icons"] == [{"src": "/my.svg?1", "sizes": "any", "type": "image/svg+xml"}]
    icons = Parsed(page(function)).all("link", rel="icon")
    assert [icon["href"] for icon in icons] == ["/my.svg?1"]


def test_without_a_manifest() -> None:
    assert "manifest" not in page(app(manifest=False))
    assert get(app(manifest=False), _pywebio_manifest="index").status == 404
    assert "manifest" in page(app(manifest=True))


@given(
    st.fixed_dictionaries(
        {
            name: st.text(st.characters(), max_size=30)
            | st.sampled_from(
                ["</head>", "</title><b>", "</style>", "<!--", "\\1", "<body>", "\ud800"]
            )
            for name in ("title", "description", "js_code", "css_style", "js_file", "footer")
        }
    )
)
def test_no_text_breaks_the_page(texts: dict[str, str]) -> None:
    """Whatever a program says, the page has the same elements as without it."""

    def skeleton(text: str) -> list[str]:
        return [tag for tag, _ in Parsed(text).elements]

    response = get(app(**texts))
    assert response.status == 200
    plain = {name: "x" for name, value in texts.items() if value}
    plain |= {"footer": "x" if texts["footer"] else ""}  # an empty one is none
    plain |= {"description": "x"} if texts["description"].split() else {"description": ""}
    assert skeleton(bytes(response.body).decode()) == skeleton(page(app(**plain)))
