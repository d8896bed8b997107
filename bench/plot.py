"""Curves as SVG, by hand: few marks, in colors that can be read on white and on black."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 72, 150, 44, 44
INK, FAINT = "#7a7f87", "#7a7f8755"
COLORS = ("#8a8f98", "#2f7df6", "#e07b00", "#1ea05a")

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Axis:
    """Where values lie between two ends, in pixels."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool

    def at(self, value: float) -> float:
        low, high = self.low, self.high
        if self.logarithmic:
            low, high, value = log10(low), log10(high), log10(value)
        return self.start + (value - low) / (high - low) * (self.end - self.start)

    def ticks(self) -> list[float]:
        if self.logarithmic:
            first, last = round(log10(self.low)), round(log10(self.high))
            return [10.0**power for power in range(first, last + 1)]
        step = round_up((self.high - self.low) / 5)
        return [self.low + step * n for n in range(int((self.high - self.low) / step + 1e-9) + 1)]


def round_up(value: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50, ..."""
    power = 10.0 ** floor(log10(value))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value * (1 - 1e-9))


def decades(values: Sequence[float], start: float, end: float) -> Axis:
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return Axis(10.0**low, 10.0 ** max(high, low + 1), start, end, True)


def from_zero(values: Sequence[float], start: float, end: float) -> Axis:
    step = round_up(max(*values, 1e-9) / 5)
    return Axis(0, step * max(1, ceil(max(values) / step - 1e-9)), start, end, False)


def plot(title: str, across: str, series: dict[str, Points], logarithmic: bool = False) -> str:
    """A chart of some curves over a logarithmic axis; the title says the unit."""
    xs = [x for points in series.values() for x, _ in points]
    ys = [y for points in series.values() for _, y in points]
    x_axis = decades(xs, LEFT, WIDTH - RIGHT)
    y_axis = (decades if logarithmic else from_zero)(ys, HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{escape(title)}" '
        f'font-family="system-ui, sans-serif" font-size="13" fill="{INK}">',
        text(LEFT, 22, title, weight="600"),
        *grid(x_axis, y_axis),
        text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, across, anchor="middle"),
        *curves(series, x_axis, y_axis),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def grid(x_axis: Axis, y_axis: Axis) -> Iterator[str]:
    for value in x_axis.ticks():
        x = x_axis.at(value)
        yield line(x, TOP, x, HEIGHT - BOTTOM)
        yield text(x, HEIGHT - BOTTOM + 18, short(value), anchor="middle")
    for value in y_axis.ticks():
        y = y_axis.at(value)
        yield line(LEFT, y, WIDTH - RIGHT, y)
        yield text(LEFT - 8, y + 4, short(value), anchor="end")


def curves(series: dict[str, Points], x_axis: Axis, y_axis: Axis) -> Iterator[str]:
    ends = []
    for color, (name, points) in zip(COLORS, series.items(), strict=False):
        places = [(x_axis.at(x), y_axis.at(y)) for x, y in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2.5"/>'
        for x, y in places:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{color}"/>'
        ends.append((places[-1][1], color, name))
    floor_y = 0.0
    for y, color, name in sorted(ends):  # names beside the ends of their curves, none on another
        floor_y = max(y + 4, floor_y + 16)
        yield text(WIDTH - RIGHT + 10, floor_y, name, color=color, weight="600")


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{FAINT}"/>'


def text(
    x: float, y: float, content: str, anchor: str = "start", color: str = INK, weight: str = "400"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{color}" '
        f'font-weight="{weight}">{escape(content)}</text>'
    )


def short(value: float) -> str:
    """1,000,000 as 1M."""
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:.6g}"
