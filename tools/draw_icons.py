"""Draw the icons of an installed page into webiojs/icons: the prompt of the favicon, as PNG.

The build takes them from there. They change only together with this file.
"""

from __future__ import annotations

import math
import struct
import zlib
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "webiojs" / "icons"

BLUE, WHITE = (0x1F, 0x5F, 0xD6), (0xFF, 0xFF, 0xFF)
LINES = [((4, 5), (7, 8)), ((7, 8), (4, 11)), ((8.5, 11), (12, 11))]
"""The prompt, in a square of 16."""
WIDTH = 1.6
CORNER = 4.0

Point = tuple[float, float]


def line_distance(point: Point, line: tuple[Point, Point]) -> float:
    """How far a point is from a line."""
    (x, y), ((ax, ay), (bx, by)) = point, line
    dx, dy = bx - ax, by - ay
    along = max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
    return math.hypot(x - ax - along * dx, y - ay - along * dy)


def edge_distance(point: Point, corner: float) -> float:
    """How far a point is outside of the rounded square (negative: inside)."""
    x, y = (abs(value - 8) - 8 + corner for value in point)
    return math.hypot(max(x, 0.0), max(y, 0.0)) + min(max(x, y), 0.0) - corner


def pixels(size: int, corner: float, scale: float) -> bytes:
    """The rows of an image: RGBA, each row behind its filter byte."""
    unit = size / 16
    rows = bytearray()
    for row in range(size):
        rows.append(0)
        for column in range(size):
            point = (column + 0.5) / unit, (row + 0.5) / unit
            inner = tuple((value - 8) / scale + 8 for value in point)
            nearest = min(line_distance((inner[0], inner[1]), line) for line in LINES)
            drawn = cover((nearest - WIDTH / 2) * scale * unit)
            square = cover(edge_distance(point, corner) * unit) if corner else 1.0
            color = [round(b + (w - b) * drawn) for b, w in zip(BLUE, WHITE, strict=True)]
            rows += bytes([*color, round(255 * square)])
    return bytes(rows)


def cover(distance: float) -> float:
    """How much of a pixel is covered whose centre is this far outside of an edge, in pixels."""
    return max(0.0, min(1.0, 0.5 - distance))


def png(size: int, corner: float, scale: float) -> bytes:
    """An image as a PNG file."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    data = zlib.compress(pixels(size, corner, scale), 9)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "icon-192.png").write_bytes(png(192, CORNER, 1.0))
    (FOLDER / "icon-512.png").write_bytes(png(512, CORNER, 1.0))
    # For systems that cut it to a shape of theirs: to the edges, the drawing well inside.
    (FOLDER / "icon-maskable.png").write_bytes(png(512, 0.0, 0.85))


if __name__ == "__main__":
    main()
