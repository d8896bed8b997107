"""Files of a directory, for hosts that have nothing of their own for it."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from .files import ranged
from .http import Request, Response, text

PREFIX = "/static/"


class StaticFiles:
    """The files below a directory."""

    def __init__(self, directory: str) -> None:
        self._root = Path(directory).resolve()

    def answer(self, request: Request, name: str) -> Response:
        """Answer a request for a file; nothing outside of the directory can be had."""
        if request.method not in ("GET", "HEAD"):
            return Response(405, {"Allow": "GET, HEAD"})
        path = self._find(name)
        if path is None:
            return text(404, "There is no such file.")
        stat = path.stat()
        headers = {
            "Content-Type": mimetypes.guess_type(path.name)[0] or "application/octet-stream",
            "Cache-Control": "no-cache",
            "ETag": f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"',
            "X-Content-Type-Options": "nosniff",
        }
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(304, headers)
        return ranged(request, Response(200, headers, path.read_bytes()))

    def _find(self, name: str) -> Path | None:
        try:
            path = (self._root / name).resolve()
            inside = path.is_relative_to(self._root) and path.is_file()
        except (OSError, ValueError):  # a name that no file system takes
            return None
        return path if inside else None
