"""Which file a path of an address means in a folder of applications; nothing outside is reached."""

from __future__ import annotations

import os
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import quote, unquote_to_bytes

from .loading import Described, describe

INDEX_FILE = "index.py"
SUFFIX = ".py"


class Found(NamedTuple):
    """What a path means."""

    kind: Literal["app", "folder", "refused", "missing"]
    path: Path = Path()


REFUSED, MISSING = Found("refused"), Found("missing")


def find(base: Path, address: str) -> Found:
    """What the path of an address, still encoded, means below `base` (which is resolved)."""
    try:
        decoded = unquote_to_bytes(address).decode()
    except UnicodeDecodeError:
        return MISSING
    names = decoded.removeprefix("/").split("/")
    if any(map(_is_hidden, names)) or any(mark in decoded for mark in "\\\0:"):
        return REFUSED
    if "" in names[:-1]:
        return MISSING
    path = base.joinpath(*names)
    try:
        return _look(base, path, is_folder=names[-1] == "")
    except (OSError, ValueError, RuntimeError):  # too long, a loop of links
        return MISSING


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "_"))


def _look(base: Path, path: Path, *, is_folder: bool) -> Found:
    file = path / INDEX_FILE if is_folder else path.with_name(path.name + SUFFIX)
    if not _is_inside(base, file) or not _is_inside(base, path):
        return REFUSED
    if file.is_file():
        return Found("app", file)
    return Found("folder", path) if is_folder and path.is_dir() else MISSING


def _is_inside(base: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(base)


class Entry(NamedTuple):
    """A line of an index: a folder, or an application."""

    name: str
    about: Described
    is_folder: bool = False


def listing(base: Path, folder: Path, *, unreadable: bool) -> list[Entry]:
    """The folders and applications in a folder; `unreadable`: also files with errors in them."""
    entries = []
    for path in sorted(folder.iterdir(), key=lambda path: path.name.lower()):
        with suppress(OSError, RuntimeError):  # a link that leads nowhere
            if not _is_hidden(path.name) and _is_inside(base, path):
                entries += _entries(path, unreadable)
    return entries


def _entries(path: Path, unreadable: bool) -> list[Entry]:
    """What is listed of a file or folder: one line, or none."""
    if path.is_dir():
        return [Entry(path.name, Described(), is_folder=True)]
    if path.suffix != SUFFIX or path.name == INDEX_FILE or not path.is_file():
        return []
    return _entry(path, unreadable)


def _entry(path: Path, unreadable: bool) -> list[Entry]:
    try:
        about = describe(path)
    except (SyntaxError, OSError) as error:
        about = Described(description=f"This file has an error: {error}") if unreadable else None
    return [] if about is None else [Entry(path.stem, about)]


# -- the page of an index -------------------------------------------------------------------------

_STYLE = """
:root { color-scheme: light dark; --line: #8885; --muted: #57606a; --link: #1f5fd6; }
@media (prefers-color-scheme: dark) { :root { --muted: #a3adb8; --link: #7aa7ff; } }
body { font: 16px/1.6 system-ui, "Segoe UI", sans-serif; max-width: 52rem; margin: 0 auto;
    padding: 2rem 1rem; overflow-wrap: anywhere; background: light-dark(#fff, #0f1318); }
h1 { font-size: 1.5rem; }
ul { list-style: none; padding: 0; }
li { padding: .75rem 0; border-top: 1px solid var(--line); }
a { color: var(--link); font-weight: 600; text-decoration: none; }
a:hover, a:focus { text-decoration: underline; }
small, p { color: var(--muted); }
p { margin: 0; }
"""


def index_page(base: Path, folder: Path, *, unreadable: bool) -> str:
    """A page that lists what is in a folder."""
    inner = os.path.relpath(folder, base)
    place = "/" if inner == "." else f"/{Path(inner).as_posix()}/"
    entries = listing(base, folder, unreadable=unreadable)
    lines = [] if place == "/" else [_line("../", "..", "", "")]
    lines += [_entry_line(entry) for entry in entries]
    nothing = "" if entries else "<p>There are no applications here.</p>"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Index of {_text(place)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>Index of {_text(place)}</h1>\n<ul>\n{''.join(lines)}</ul>\n{nothing}"
        "</main>\n</body>\n</html>\n"
    )


def _entry_line(entry: Entry) -> str:
    # "./" before the name, as a name may look like the scheme of an address.
    address = "./" + quote(os.fsencode(entry.name)) + ("/" if entry.is_folder else "")
    if entry.is_folder:
        return _line(address, f"{entry.name}/", "", "")
    title = entry.about.title
    return _line(address, title or entry.name, entry.name if title else "", entry.about.description)


def _line(address: str, label: str, name: str, about: str) -> str:
    small = f" <small>{_text(name)}</small>" if name else ""
    below = f"<p>{_text(about)}</p>" if about else ""
    return f'<li><a href="{escape(address)}">{_text(label)}</a>{small}{below}</li>\n'


def _text(value: str) -> str:
    return escape(value.encode("utf-8", "replace").decode())
