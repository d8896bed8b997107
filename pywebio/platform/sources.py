"""Which source files a program consists of, and whether one of them has changed.

A change is another content: a file that is only written again, as programs do which make source
files at their start, is none.
"""

from __future__ import annotations

import hashlib
import os
import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

SCANNED_MOST = 2000
"""Files and folders that are looked at below one folder."""

_SUFFIXES = (".py", ".pyw")


Stamp = tuple[int, int] | None


class _Seen(NamedTuple):
    stamp: Stamp
    content: bytes


class Sources:
    """Files, as they were when they were added or had changed the last time."""

    def __init__(self) -> None:
        self._seen: dict[str, _Seen] = {}
        self._moving: dict[str, Stamp] = {}

    def add(self, paths: Iterable[str]) -> list[str]:
        """Watch these files too; returns those that were not watched yet."""
        new = [path for path in paths if path not in self._seen]
        self._seen.update((path, _look(path)) for path in new)
        return new

    def renew(self) -> None:
        """What has changed until now is none of the changes to come."""
        self._moving = {}
        self._seen = {path: _look(path) for path in self._seen}

    def changed(self) -> list[str]:
        """The files that have another content than before.

        One that is just being written, or exchanged, is told when it has come to rest: when two
        looks at it find the same.
        """
        stamps = {path: _stamp(path) for path in self._seen}
        moved = {path: at for path, at in stamps.items() if at != self._seen[path].stamp}
        rests, self._moving = moved == self._moving, moved
        if not moved or not rests:
            return []
        now = {path: _look(path) for path in moved}
        changed = [path for path in moved if now[path].content != self._seen[path].content]
        self._seen.update(now)
        return changed


def _stamp(path: str) -> Stamp:
    try:
        stat = os.stat(path)
    except (OSError, ValueError):
        return None
    return stat.st_mtime_ns, stat.st_size


def _look(path: str) -> _Seen:
    stamp = _stamp(path)
    content = b""
    if stamp is not None:
        with suppress(OSError), open(path, "rb") as file:
            content = hashlib.file_digest(file, "blake2b").digest()
    return _Seen(stamp, content)


def module_files() -> list[str]:
    """The source files of what this process has imported, but not those of installed packages."""
    files = []
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and file.endswith(_SUFFIXES):
            path = os.path.abspath(file)
            if not path.startswith(_installed()):
                files.append(path)
    return files


@lru_cache(maxsize=1)
def _installed() -> tuple[str, ...]:
    """The folders of Python itself and of installed packages."""
    too_wide = {os.path.join(os.path.abspath(path), "") for path in (sys.prefix, sys.base_prefix)}
    own = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    paths = [*sysconfig.get_paths().values(), *site.getsitepackages(), own]
    for name in ("stdlib", "platstdlib"):
        paths.append(sysconfig.get_path(name, vars={"base": sys.base_prefix}))
    folders = {os.path.join(os.path.abspath(path), "") for path in paths if path}
    # A program may well stand somewhere below the prefix of Python, as in /usr or beside a venv.
    return tuple(folders - too_wide)


def scan(folder: str) -> Iterator[str]:
    """The source files in a folder and those below it, up to a bound."""
    waiting, seen = [folder], 0
    while waiting and seen < SCANNED_MOST:
        try:
            entries = sorted(os.scandir(waiting.pop()), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            seen += 1
            if entry.name.endswith(_SUFFIXES):
                yield entry.path
            elif _has_sources(entry):
                waiting.append(entry.path)


def _has_sources(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith((".", "_")) or entry.name in ("node_modules", "site-packages"):
        return False
    with suppress(OSError):
        is_folder = entry.is_dir(follow_symlinks=False)
        return is_folder and not os.path.exists(os.path.join(entry.path, "pyvenv.cfg"))
    return False
