"""A loan dashboard: inputs that stand on the page (pins), and figures that follow each change."""

import csv
import io
from collections.abc import Sequence
from html import escape
from math import expm1, log1p
from typing import NamedTuple

from pywebio import start_server
from pywebio.input import NUMBER
from pywebio.output import *
from pywebio.pin import *
from pywebio.session import download, set_env

PINS = ["amount", "rate", "years", "extra"]
MOST = 10_000_000


class Year(NamedTuple):
    """What one year of a loan costs, and what is still owed at its end."""

    year: int
    interest: float
    repaid: float
    owed: float


def monthly_rate(amount: float, percent: float, years: int) -> float:
    """What has to be paid each month so that nothing is owed at the end."""
    months, interest = years * 12, percent / 1200
    if interest == 0:
        return amount / months
    return amount * interest / -expm1(-months * log1p(interest))


def plan(amount: float, percent: float, years: int, extra: float = 0) -> list[Year]:
    """Year by year until all is repaid; `extra` is paid at the end of each year."""
    payment = monthly_rate(amount, percent, years)
    owed, result = amount, []
    for year in range(1, years + 1):
        before, interest = owed, 0.0
        for _ in range(12):
            due = owed * percent / 1200
            interest += due
            owed -= min(owed, payment - due)
        owed -= min(owed, extra)
        if owed < 0.005:
            owed = 0
        result.append(Year(year, interest, before - owed, owed))
        if not owed:
            break
    return result


def main() -> None:
    """Loan dashboard

    Move the sliders: what a loan costs, month by month and year by year.
    """
    set_env(title="Loan dashboard", output_max_width="1080px")
    put_markdown("# Loan dashboard\nWhat does it cost to borrow? Every figure follows the inputs.")
    put_widget(
        """<style>
            .loan { display: grid; gap: 8px 40px; }
            .loan dl { display: grid; gap: 12px; grid-template-columns: 1fr 1fr; }
            @media (min-width: 700px) { .loan { grid-template-columns: 280px minmax(0, 1fr); } }
            @media (min-width: 1000px) { .loan dl { grid-template-columns: repeat(4, 1fr); } }
        </style>
        <div class="loan">
            <div>{{#inputs}} {{& pywebio_output_parse}} {{/inputs}}</div>
            <div>{{#result}} {{& pywebio_output_parse}} {{/result}}</div>
        </div>""",
        {
            "inputs": [
                put_input("amount", NUMBER, label="Amount", value=250_000),
                put_slider("rate", label="Interest, % a year", value=3.6, max_value=12, step=0.1),
                put_slider("years", label="Years", value=25, min_value=1, max_value=40),
                put_slider(
                    "extra", label="Extra payment a year", value=3000, max_value=20_000, step=500
                ),
            ],
            "result": [put_scope("result")],
        },
    )
    while True:
        with use_scope("result", clear=True):
            show(pin.amount, pin.rate, pin.years, pin.extra)
        pin_wait_change(PINS)


def show(amount: float | None, percent: float, years: int, extra: float) -> None:
    """Key figures, a chart and the table behind it."""
    if amount is None or not 1 <= amount <= MOST:
        put_warning(f"An amount between 1 and {MOST:,}, please.")
        return
    without, table = plan(amount, percent, years), plan(amount, percent, years, extra)
    interest = sum(year.interest for year in table)
    saved = sum(year.interest for year in without) - interest
    put_html(
        figures(
            {
                "Per month": f"{monthly_rate(amount, percent, years):,.2f}",
                "Interest": f"{interest:,.0f}",
                "Repaid after": f"{len(table)} years" if len(table) > 1 else "1 year",
                "Extra saves": f"{saved:,.0f}",
            }
        )
    )
    lines = [[amount] + [year.owed for year in one] for one in (without, table)]
    put_html(chart(lines if extra else lines[:1], years))
    heads = ["Year", "Interest", "Repaid", "Still owed"]
    rows = [[str(y.year), *(f"{value:,.0f}" for value in y[1:])] for y in table]
    put_collapse("Year by year", [put_table([heads, *rows])])
    put_button("Save as CSV", lambda: download("loan.csv", as_csv(table)), outline=True)


def as_csv(table: Sequence[Year]) -> bytes:
    """The plan as a file for a spreadsheet."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(Year._fields)
    writer.writerows([year.year, *(f"{value:.2f}" for value in year[1:])] for year in table)
    return file.getvalue().encode()


def figures(values: dict[str, str]) -> str:
    """Large numbers with their names, side by side where there is room."""
    cards = "".join(
        f'<div class="card p-3"><dt class="text-muted fw-normal">{escape(name)}</dt>'
        f'<dd class="fs-4 fw-semibold mb-0">{escape(value)}</dd></div>'
        for name, value in values.items()
    )
    return f'<dl class="mb-3">{cards}</dl>'


def chart(lines: Sequence[Sequence[float]], years: int) -> str:
    """What is owed over the years: the last line filled, one before it dashed, as SVG.

    The drawing is stretched to the room there is; its labels are text beside it, so that they stay
    readable on a phone.
    """
    top = lines[0][0]
    paths = []
    for line in lines:
        points = [f"{100 * x / years:.2f},{100 - 100 * y / top:.2f}" for x, y in enumerate(line)]
        paths.append(" L".join(points))
    end = 100 * (len(lines[-1]) - 1) / years
    stroke = 'fill="none" vector-effect="non-scaling-stroke" stroke-width="2"'
    drawn = f'<path d="M0,100 L{paths[-1]} L{end:.2f},100Z" fill="var(--bs-primary-bg-subtle)"/>'
    drawn += f'<path d="M{paths[-1]}" {stroke} stroke="var(--bs-primary)"/>'
    if len(lines) > 1:
        drawn += f'<path d="M{paths[0]}" {stroke} stroke="currentColor" stroke-dasharray="5 5"/>'
    said = f"Still owed: {top:,.0f} at the start, nothing after {len(lines[-1]) - 1} years"
    note = ", dashed without the extra payment" if len(lines) > 1 else ""
    return f"""<figure class="mb-3"><figcaption class="small text-muted mb-1"
        >Still owed, from {top:,.0f} down to nothing{note}</figcaption>
        <svg role="img" aria-label="{said}" viewBox="0 0 100 100" preserveAspectRatio="none"
            style="display: block; width: 100%; height: 220px; border: solid var(--bs-border-color);
            border-width: 0 0 1px 1px; overflow: visible">{drawn}</svg>
        <div class="small text-muted d-flex justify-content-between" aria-hidden="true">
        <span>now</span><span>after {years} years</span></div></figure>"""


if __name__ == "__main__":
    start_server(main, port=8080)
