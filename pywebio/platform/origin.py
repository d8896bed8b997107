"""Which pages may talk to a server: the Origin and the Host of a request."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from .options import ServerOptions

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

CSP_SOURCE = re.compile(r"(https?://)?(\*\.)?[A-Za-z0-9.-]+(:(\d+|\*))?")


NOT_MEANT = (
    "This server is not meant by that name: its allowed_hosts (--allow-host of the command) do not "
    "have it."
)
"""The answer to a request whose Host header is not among them."""

PORTS = {"http": ":80", "https": ":443"}
"""Browsers leave these out; some proxies name them."""


def is_same_site(origin: str, host: str) -> bool:
    """Whether an Origin header names the host and port of the Host header."""
    try:
        parts = urlsplit(origin)
    except ValueError:  # as of "http://["
        return False
    port = PORTS.get(parts.scheme, "")
    site = parts.netloc.lower().removesuffix(port)
    return site != "" and site == host.lower().removesuffix(port)


def origin_allowed(origin: str | None, host: str, options: ServerOptions) -> bool:
    """Whether a request of a page from `origin` is taken; one without the header is."""
    if not origin or is_same_site(origin, host):
        return True
    if options.check_origin is not None:
        return bool(options.check_origin(origin))
    return any(fnmatchcase(origin, pattern) for pattern in options.allowed_origins)


def refusal(origin: str | None, host: str) -> str:
    """What the log says of a page that cannot connect, and what to do."""
    return (
        f"refused a page from {(origin or '')[:200]} at this server ({host[:200]}): name it in "
        "allowed_origins; or, if a proxy stands before this server, let it pass on the Host header"
    )


def host_name(host: str) -> str:
    """The name in a Host header, without the port."""
    return re.sub(r":\d+$", "", host.strip()).lower()


def host_allowed(host: str, allowed: tuple[str, ...] | None) -> bool:
    """Whether a server with these `allowed_hosts` serves a Host header."""
    name = host_name(host)
    return allowed is None or any(_host_matches(name, pattern.lower()) for pattern in allowed)


def _host_matches(name: str, pattern: str) -> bool:
    # An address of version 6 stands in brackets, which mean something else in patterns.
    return name == pattern if ":" in pattern else fnmatchcase(name, pattern)


def strict_policy(nonce: str, options: ServerOptions) -> str:
    """The header by which only scripts with this nonce run, and nothing but files comes from afar.

    Styles may stand in the markup: programs style what they show.
    """
    cdn = f" {_origin_of(options.cdn)}" if isinstance(options.cdn, str) else ""
    rules = {
        "default-src": f"'self'{cdn}",
        "script-src": f"'nonce-{nonce}'",
        "style-src": f"'self' 'unsafe-inline'{cdn}",
        "img-src": "http: https: data: blob:",
        "media-src": "http: https: data: blob:",
        "font-src": f"'self' data:{cdn}",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def _origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else "'self'"


def frame_ancestors(options: ServerOptions, embed: tuple[str, ...] | None = None) -> str:
    """Which pages may show this one in a frame, as a header says it; `embed` is of the app."""
    if embed is not None:
        return " ".join(["frame-ancestors", *embed])
    known = [pattern for pattern in options.allowed_origins if CSP_SOURCE.fullmatch(pattern)]
    return " ".join(["frame-ancestors 'self'", *known])
