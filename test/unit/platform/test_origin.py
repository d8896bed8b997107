"""Which pages may connect."""

from __future__ import annotations

import pytest

from pywebio.platform.options import make_options
from pywebio.platform.origin import frame_ancestors, origin_allowed

HOST = "tool.test:8080"


def allowed(origin: str | None, *patterns: str) -> bool:
    return origin_allowed(origin, HOST, make_options(allowed_origins=list(patterns))[0])


@pytest.mark.parametrize(
    "origin", [None, "", "http://tool.test:8080", "https://tool.test:8080", "http://TOOL.test:8080"]
)
def test_the_same_site_and_no_origin_are_allowed(origin: str | None) -> None:
    assert allowed(origin)


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


def test_patterns_that_a_header_can_say_may_frame_the_page() -> None:
    patterns = ["https://*.example.com", "http://ok.example:*", "http://h[12].test", "x; y"]
    header = frame_ancestors(make_options(allowed_origins=patterns)[0])
    assert header == "frame-ancestors 'self' https://*.example.com http://ok.example:*"
