"""Answers of a server to plain HTTP requests, as a function of the request."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import pytest
from desk import Desk

from pywebio.output import put_text
from pywebio.platform.http import Request, Response
from pywebio.platform.page import config, script_json
from pywebio.utils import STATIC_PATH


def main() -> None:
    """Body mass index

    Computes it from <height> & weight."""
    put_text("x")


def get(desk: Desk, *, method: str = "GET", headers: Any = (), **query: str) -> Response:
    return desk.http(Request(method=method, query=query, headers=dict(headers)))


def settings_of(page: str) -> dict[str, Any]:
    found = re.search(r'id="pywebio-config">(.*?)</script>', page)
    assert found is not None
    made: dict[str, Any] = json.loads(found[1])
    return made


def page(desk: Desk, headers: Any = (), **query: str) -> str:
    response = get(desk, headers=headers, **query)
    assert response.status == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    return bytes(response.body).decode()


# -- the page -------------------------------------------------------------------------------------


def test_title_and_description_come_from_the_docstring() -> None:
    text = page(Desk(main))
    assert "<title>Body mass index</title>" in text
    assert 'name="description" content="Computes it from &lt;height&gt; &amp; weight."' in text


def test_config_says_title_and_description() -> None:
    @config(title="</title><b>", description='a "quote"')
    def app() -> None:
        """Something else"""

    text = page(Desk(app))
    assert "<title>&lt;/title&gt;&lt;b&gt;</title>" in text
    assert 'content="a &quot;quote&quot;"' in text


def test_all_addresses_in_the_page_lead_to_the_one_route() -> None:
    text = page(Desk(main))
    assert "./assets/" not in text
    addresses = re.findall(r'(?:src|href)="([^"]*)"', text)
    assert len(addresses) >= 3
    assert all(address.startswith(("?", "data:")) for address in addresses)
    for address in addresses:
        if address.startswith("?"):
            name, _, value = address[1:].partition("=")
            assert get(Desk(main), **{name: value}).status == 200


def test_the_settings_of_the_page() -> None:
    desk = Desk({"one": main, "two": main})
    assert settings_of(page(desk, app="two")) == {
        "assets": "?_pywebio_asset=",
        "app": "two",
        "apps": ["one", "two", "index"],
        "debug": False,
        "theme": "default",
    }
    assert settings_of(page(desk, app="unknown"))["app"] == "index"
    assert settings_of(page(Desk(main)))["apps"] == []


def test_settings_cannot_end_their_script_element() -> None:
    text = page(Desk({"</script><b>": main}), app="</script><b>")
    assert settings_of(text)["app"] == "</script><b>"
    assert "<b>" not in text
    assert script_json("</script>") == '"\\u003c/script\\u003e"'


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("de-AT,en;q=0.7", "de-AT"), ("", "en"), ('x"><script>', "en"), ("zh-Hans-CN", "zh-Hans-CN")],
)
def test_the_language_of_the_page(accepted: str, language: str) -> None:
    assert f'<html lang="{language}"' in page(Desk(main), {"accept-language": accepted})


def test_a_page_is_compressed_where_that_is_accepted() -> None:
    response = get(Desk(main), headers={"accept-encoding": "br, gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["Vary"]
    assert gzip.decompress(response.body).decode() == page(Desk(main))
    refused = get(Desk(main), headers={"accept-encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_a_base_url_of_the_assets() -> None:
    text = page(Desk(main, cdn="https://files.example.com/webio/"))
    assert 'src="https://files.example.com/webio/assets/main-' in text
    assert settings_of(text)["assets"] == "https://files.example.com/webio/assets/"


def test_the_question_whether_to_talk_by_http_is_answered_with_no() -> None:
    response = get(Desk(main), test="1")
    assert response.status == 200
    assert bytes(response.body) != b"ok"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(method: str) -> None:
    response = get(Desk(main), method=method)
    assert response.status == 405
    assert response.headers["Allow"] == "GET, HEAD, POST, OPTIONS"


# -- trust ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query", [{}, {"test": "1"}, {"_pywebio_asset": "x"}, {"_pywebio_file": "x"}]
)
def test_headers_that_protect(query: dict[str, str]) -> None:
    headers = get(Desk(main), **query).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Content-Security-Policy"] == "frame-ancestors 'self'"


def test_allowed_origins_may_frame_and_fetch() -> None:
    desk = Desk(main, allowed_origins=["https://*.example.com", "http://[ab].test"])
    headers = {"origin": "https://shop.example.com", "host": "tool.test"}
    answer = get(desk, headers=headers)
    assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example.com"
    assert "Origin" in answer.headers["Vary"]
    policy = answer.headers["Content-Security-Policy"]
    assert policy == "frame-ancestors 'self' https://*.example.com"
    foreign = get(desk, headers={"origin": "https://evil.test", "host": "tool.test"})
    assert "Access-Control-Allow-Origin" not in foreign.headers


def test_allowed_hosts() -> None:
    desk = Desk(main, allowed_hosts=["localhost", "*.example.com"])
    for host in ("localhost:8080", "LOCALHOST", "a.example.com", "a.example.com:80"):
        assert get(desk, headers={"host": host}).status == 200
        assert desk.may_connect(Request(headers={"host": host}))
    for host in ("evil.test", "example.com", "localhost.evil.test:8080", ""):
        assert get(desk, headers={"host": host}).status == 403
        assert not desk.may_connect(Request(headers={"host": host}))


def test_a_loopback_server_says_once_that_it_was_called_by_another_name(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = Desk(main)
    desk.loopback = True
    for host in ("127.0.0.1:80", "localhost", "[::1]:8080"):
        get(desk, headers={"host": host})
    assert not caplog.records
    for _ in range(3):
        assert get(desk, headers={"host": "rebound.test"}).status == 200
    assert len(caplog.records) == 1
    assert "rebound.test" in caplog.text


# -- assets ---------------------------------------------------------------------------------------


def asset_name() -> str:
    found = re.search(r"\?_pywebio_asset=(main-\w+\.js)", page(Desk(main)))
    assert found is not None
    return found[1]


def test_assets_with_a_fingerprint_are_kept_for_ever() -> None:
    response = get(Desk(main), _pywebio_asset=asset_name())
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("identity", None)]
)
def test_the_smallest_form_of_an_asset_is_sent(accepted: str, encoding: str | None) -> None:
    response = get(Desk(main), headers={"accept-encoding": accepted}, _pywebio_asset=asset_name())
    assert response.headers.get("Content-Encoding") == encoding
    assert response.headers["Vary"] == "Accept-Encoding"
    with open(f"{STATIC_PATH}/assets/{asset_name()}", "rb") as file:
        content = file.read()
    if encoding == "gzip":
        assert gzip.decompress(response.body) == content
    elif encoding is None:
        assert response.body == content
    else:
        assert len(response.body) < len(content)


def test_an_asset_that_the_browser_has_is_not_sent_again() -> None:
    desk, name = Desk(main), asset_name()
    tag = get(desk, _pywebio_asset=name).headers["ETag"]
    again = get(desk, headers={"if-none-match": tag}, _pywebio_asset=name)
    assert again.status == 304
    assert not again.body


@pytest.mark.parametrize(
    "name",
    [
        "",
        "none.js",
        "../index.html",
        "..",
        ".",
        "%2e%2e",
        "a/b",
        "/etc/passwd",
        "..\\x",
        "\0",
        "a" * 9999,
    ],
)
def test_only_assets_are_served(name: str) -> None:
    assert get(Desk(main), _pywebio_asset=name).status == 404


@pytest.mark.parametrize("address", ["", "/", "a/b", "a", "a/b/c"])
def test_a_file_that_is_not_there(address: str) -> None:
    assert get(Desk(main), _pywebio_file=address).status == 404
