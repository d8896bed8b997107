"""The data explorer."""

from __future__ import annotations

from demos import explorer
from pywebio import protocol as wire
from pywebio.testing.plugin import OpenVisitor


def test_the_data_is_whole() -> None:
    assert len(explorer.SALES) == 240
    assert len(set(explorer.SALES)) == 240
    assert len(explorer.MONTHS) == 12
    assert len(explorer.COLORS) >= max(len(explorer.SHOPS), len(explorer.PRODUCTS))


def test_filters_change_sum_chart_and_rows(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(explorer.main)
    assert visitor.sees("in 240 rows")
    visitor.fill_pin(shops=["Hill"], products=["Coffee", "Bread"])
    assert visitor.sees("in 24 rows")
    visitor.fill_pin(measure="Pieces", by="by product")
    pieces = sum(s.pieces for s in explorer.chosen(["Hill"], ["Coffee", "Bread"]))
    assert visitor.sees(f"Pieces: {pieces:,}")
    (chart,) = [node for node in visitor.find(wire.Html) if "<svg" in node.content]
    assert chart.content.count("<polyline") == 2
    assert "Bread: from" in chart.content


def test_without_a_shop_there_is_a_hint(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(explorer.main)
    visitor.fill_pin(shops=[])
    assert visitor.sees("No row is left")
    visitor.fill_pin(shops=["Hill"])
    assert visitor.sees("in 60 rows")


def test_the_rows_are_saved_as_they_were(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(explorer.main)
    visitor.press("Save these rows as CSV")
    visitor.settle()
    assert visitor.downloads == [("sales.csv", explorer.DATA.read_bytes())]
