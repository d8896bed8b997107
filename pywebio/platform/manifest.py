"""The web app manifest, by which a browser offers to install an application."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec
from msgspec import Struct

from .applications import Application


class Icon(Struct, frozen=True):
    """An icon of the page; `name` is its width, or ``"maskable"``: cut by systems to a shape."""

    address: str
    name: str


def web_manifest(application: Application, color: str, icons: list[Icon]) -> bytes | None:
    """The manifest of an application; `None` if it is to have none.

    Addresses in it are relative to its own, which is that of the page.
    """
    own = application.settings.manifest
    if own is False:
        return None
    start = f"?app={quote(application.name, safe='')}"
    members: dict[str, Any] = {
        "id": start,
        "name": application.title,
        "short_name": application.title,
        "start_url": start,
        "display": "standalone",
        "theme_color": color,
        "background_color": color,
        "icons": [_member(icon) for icon in icons],
    }
    if application.description:
        members["description"] = " ".join(application.description.split())
    if isinstance(own, Mapping):
        given = dict(own)
        if "icon" in given:
            members["icons"] = [_own_icon(given.pop("icon"))]
        members.update(given)
    return msgspec.json.encode(members)


def _member(icon: Icon) -> dict[str, str]:
    maskable = icon.name == "maskable"
    width = "512" if maskable else icon.name
    return {
        "src": icon.address,
        "type": "image/png",
        "sizes": f"{width}x{width}",
        "purpose": "maskable" if maskable else "any",
    }


def _own_icon(address: str) -> dict[str, str]:
    kind = mimetypes.guess_type(urlsplit(address).path)[0]
    return {"src": address, "sizes": "any", **({"type": kind} if kind else {})}
