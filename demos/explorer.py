"""A data explorer: filters, a chart, a grid and a file to take home, over a CSV beside it."""

import csv
import io
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import NamedTuple

from pywebio import start_server
from pywebio.output import *
from pywebio.pin import *
from pywebio.session import download, set_env

DATA = Path(__file__).parent / "data" / "bakery.csv"


class Sale(NamedTuple):
    """What a shop sold of a product in a month (a made-up bakery with four shops)."""

    month: str
    shop: str
    product: str
    pieces: int
    revenue: float


def load(path: Path = DATA) -> list[Sale]:
    """The rows of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Sale(
                row["month"], row["shop"], row["product"], int(row["pieces"]), float(row["revenue"])
            )
            for row in csv.DictReader(file)
        ]


SALES = load()
SHOPS = sorted({sale.shop for sale in SALES})
PRODUCTS = sorted({sale.product for sale in SALES})
MONTHS = sorted({sale.month for sale in SALES})
MEASURES = {"revenue": "Revenue", "pieces": "Pieces"}
COLUMNS = {"month": "Month", "shop": "Shop", "product": "Product", **MEASURES}
COLORS = ["primary", "success", "danger", "warning", "info"]
PINS = ["shops", "products", "measure", "by"]


def main() -> None:
    """Data explorer

    Filter a table of sales, see it as a chart, sort it, take the result home as CSV.
    """
    set_env(title="Data explorer", output_max_width="1080px")
    put_markdown(
        "# Data explorer\nA year of a small bakery: four shops, five products, twelve months."
    )
    put_row(
        [
            put_checkbox("shops", SHOPS, label="Shops", value=SHOPS, inline=True),
            put_checkbox("products", PRODUCTS, label="Products", value=PRODUCTS, inline=True),
            put_radio(
                "measure",
                [(label, key) for key, label in MEASURES.items()],
                label="Show",
                value="revenue",
                inline=True,
            ),
            put_radio(
                "by",
                [("by shop", "shop"), ("by product", "product")],
                label="Lines",
                value="shop",
                inline=True,
            ),
        ],
        size="1fr 1fr 1fr 1fr",
    ).style(
        "grid-template-columns: repeat(auto-fit, minmax(min(100%, 165px), 1fr));"
        "grid-auto-flow: row; gap: 4px 24px"
    )
    while True:
        with use_scope("result", clear=True):
            show(chosen(pin.shops, pin.products), pin.measure, pin.by)
        pin_wait_change(PINS)


def chosen(shops: Iterable[str], products: Iterable[str]) -> list[Sale]:
    """The sales of some shops and products."""
    return [sale for sale in SALES if sale.shop in shops and sale.product in products]


def show(sales: list[Sale], measure: str, by: str) -> None:
    """Chart, grid and file of some sales."""
    if not sales:
        put_info("No row is left: tick a shop and a product.")
        return
    total = sum(getattr(sale, measure) for sale in sales)
    put_markdown(f"**{MEASURES[measure]}: {total:,.0f}** in {len(sales)} rows")
    put_html(chart(sums(sales, measure, by)))
    put_datatable(
        [sale._asdict() for sale in sales],
        height=320,
        cell_content_bar=False,
        instance_id="sales",
        column_args={key: grid_column(key) for key in Sale._fields},
    )
    put_button("Save these rows as CSV", lambda: download("sales.csv", as_csv(sales)), outline=True)


def grid_column(key: str) -> dict[str, object]:
    """How the grid shows a column: numbers stand on the right, money with its cents."""
    head: dict[str, object] = {"headerName": COLUMNS[key]}
    if key in MEASURES:
        head["type"] = "numericColumn"
    if key == "revenue":
        head["valueFormatter"] = JSFunction("params", "return params.value.toFixed(2)")
    return head


def sums(sales: Iterable[Sale], measure: str, by: str) -> dict[str, list[float]]:
    """Month by month, for each shop or product."""
    result: dict[str, list[float]] = {}
    for sale in sales:
        line = result.setdefault(getattr(sale, by), [0.0] * len(MONTHS))
        line[MONTHS.index(sale.month)] += getattr(sale, measure)
    return dict(sorted(result.items()))


def as_csv(sales: Iterable[Sale]) -> bytes:
    """Sales as the file that they came from."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(Sale._fields)
    writer.writerows((*sale[:-1], f"{sale.revenue:.2f}") for sale in sales)
    return file.getvalue().encode()


def chart(lines: dict[str, list[float]]) -> str:
    """Lines over the months as SVG, with a legend.

    The drawing is stretched to the room there is; what is written stands beside it as text, so
    that it stays readable on a phone.
    """
    top = max(max(line) for line in lines.values()) or 1
    drawn, legend = "", ""
    for color, (name, line) in zip(COLORS, lines.items(), strict=False):
        points = " ".join(
            f"{100 * x / (len(line) - 1):.2f},{100 - 95 * y / top:.2f}" for x, y in enumerate(line)
        )
        drawn += (
            f'<polyline points="{points}" stroke="var(--bs-{color})" fill="none" stroke-width="2.5"'
            f' stroke-linejoin="round" vector-effect="non-scaling-stroke"/>'
        )
        legend += f'<span><span style="color: var(--bs-{color})">●</span> {escape(name)}</span>'
    grid = "".join(
        f'<line x1="0" x2="100" y1="{y}" y2="{y}" vector-effect="non-scaling-stroke"/>'
        for y in (5, 36.7, 68.3)
    )
    said = "; ".join(
        f"{name}: from {line[0]:,.0f} in January to {line[-1]:,.0f} in December"
        for name, line in lines.items()
    )
    months = "".join(f"<span>{month[-2:]}</span>" for month in MONTHS)
    return f"""<figure class="mb-3">
        <figcaption class="small d-flex flex-wrap mb-1" style="gap: 2px 16px">{legend}
        <span class="text-muted">top line: {top:,.0f} a month</span></figcaption>
        <svg role="img" aria-label="{escape(said)}" viewBox="0 0 100 100" preserveAspectRatio="none"
            style="display: block; width: 100%; height: 240px; overflow: visible;
            border-bottom: 1px solid var(--bs-border-color)">
        <g stroke="var(--bs-border-color)">{grid}</g>{drawn}</svg>
        <div class="small text-muted d-flex justify-content-between" aria-hidden="true">{months}
        </div></figure>"""


if __name__ == "__main__":
    start_server(main, port=8080)
