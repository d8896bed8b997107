"""Which pages may connect."""

from __future__ import annotations

import pytest

from pywebio.exceptions import ArgumentError
from pywebio.platform.options import make_options
from pywebio.platform.origin import frame_ancestors, host_allowed, origin_allowed

HOST = "tool.test:8080"


def allowed(origin: str | None, *patterns: str) -> bool:
    return origin_allowed(origin, HOST, make_options(allowed_origins=list(patterns))[0])


@pytest.mark.parametrize(
    "origin", [None, "", "http://tool.test:8080", "https://tool.test:8080", "http://TOOL.test:8080"]
)
def test_the_same_site_and_no_origin_are_allowed(origin: str | None) -> None:
    assert allowed(origin)


@pytest.mark.parametrize(
    ("origin", "host", "expected"),
    [
        ("http://tool.test", "tool.test:80", True),  # some proxies name the port in any case
        ("https://tool.test", "tool.test:443", True),
        ("http://tool.test", "tool.test:443", False),
        ("https://tool.test", "tool.test:80", False),
        ("http://tool.test:80", "tool.test", True),
        ("http://[::1]", "[::1]:80", True),
        ("http://tool.test:x", "tool.test", False),
    ],
)
def test_the_port_of_the_scheme_goes_without_saying(origin: str, host: str, expected: bool) -> None:
    assert origin_allowed(origin, host, make_options()[0]) is expected


@pytest.mark.parametrize(
    "origin", ["http://tool.test", "http://tool.test:80", "http://evil.test", "null", "file://"]
)
def test_others_are_not(origin: str) -> None:
    assert not allowed(origin)


@pytest.mark.parametrize(
    ("origin", "pattern", "expected"),
    [
        ("https://a.example.com", "https://*.example.com", True),
        ("https://example.com", "https://*.example.com", False),
        ("http://a.example.com", "https://*.example.com", False),
        ("http://ok.example:5000", "http://ok.example:*", True),
        ("http://ok.example", "http://ok.example:*", False),
        ("http://h1.test", "http://h?.test", True),
        ("http://h9.test", "http://h[1-3].test", False),
        ("http://h9.test", "http://h[!1-3].test", True),
        ("http://anything", "*", True),
        # as browsers say it, however it is written here
        ("https://a.example.com", "https://*.Example.com/", True),
        ("https://xn--bcher-kva.example", "https://bücher.example", True),
        ("https://a.xn--bcher-kva.example:8443", "https://*.bücher.example:*", True),
    ],
)
def test_patterns(origin: str, pattern: str, expected: bool) -> None:
    assert allowed(origin, pattern) is expected


def test_a_function_takes_the_place_of_the_patterns_but_the_same_site_stays_allowed() -> None:
    asked: list[str] = []

    def check(origin: str) -> bool:
        asked.append(origin)
        return origin == "http://friend.test"

    options, _ = make_options(check_origin=check, allowed_origins=["*"])
    assert origin_allowed("http://friend.test", HOST, options)
    assert not origin_allowed("http://other.test", HOST, options)
    assert origin_allowed(f"http://{HOST}", HOST, options)
    assert asked == ["http://friend.test", "http://other.test"]


def test_a_coroutine_function_would_allow_everybody() -> None:
    async def check(origin: str) -> bool:
        return False

    with pytest.raises(ArgumentError, match="no coroutine function"):
        make_options(check_origin=check)


def test_a_name_that_no_host_has_is_no_pattern() -> None:
    with pytest.raises(ArgumentError, match="allowed_origins"):
        make_options(allowed_origins=[f"https://{'ü' * 70}.example"])


def test_names_of_hosts_are_compared_as_browsers_say_them() -> None:
    options, _ = make_options(others={"allowed_hosts": ["*.Bücher.example"]})
    assert host_allowed("a.xn--bcher-kva.example:80", options.allowed_hosts)


def test_patterns_that_a_header_can_say_may_frame_the_page() -> None:
    patterns = ["https://*.example.com", "http://ok.example:*", "http://h[12].test", "x; y"]
    header = frame_ancestors(make_options(allowed_origins=patterns)[0])
    assert header == "frame-ancestors 'self' https://*.example.com http://ok.example:*"
