"""The loan dashboard."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demos import dashboard
from pywebio.testing.plugin import OpenVisitor


def test_figures_follow_the_inputs(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(dashboard.main)
    visitor.fill_pin(amount=120_000, rate=0, years=10, extra=0)
    assert visitor.sees("1,000.00")
    assert visitor.sees("10 years")
    visitor.fill_pin(extra=12_000)
    assert visitor.sees("5 years")


@pytest.mark.parametrize("amount", ["", "0", "-5", "99999999"])
def test_an_odd_amount_is_told_and_nothing_breaks(open_visitor: OpenVisitor, amount: str) -> None:
    visitor = open_visitor(dashboard.main)
    visitor.fill_pin(amount=amount)
    assert visitor.sees("An amount between 1 and 10,000,000, please.")
    visitor.fill_pin(amount=1000)
    assert visitor.sees("Per month")


def test_the_plan_is_saved(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(dashboard.main)
    visitor.fill_pin(amount=1200, rate=0, years=2, extra=0)
    visitor.press("Save as CSV")
    visitor.settle()
    ((name, content),) = visitor.downloads
    assert name == "loan.csv"
    assert list(csv.reader(content.decode().splitlines())) == [
        ["year", "interest", "repaid", "owed"],
        ["1", "0.00", "600.00", "600.00"],
        ["2", "0.00", "600.00", "0.00"],
    ]


@given(
    amount=st.floats(1, dashboard.MOST),
    percent=st.floats(0, 12),
    years=st.integers(1, 40),
    extra=st.floats(0, 20_000),
)
def test_all_is_repaid_in_time(amount: float, percent: float, years: int, extra: float) -> None:
    table = dashboard.plan(amount, percent, years, extra)
    assert table[-1].owed == pytest.approx(0, abs=1)
    assert len(table) <= years
    assert sum(year.repaid for year in table) == pytest.approx(amount, abs=1)
    assert all(year.owed >= 0 and year.interest >= 0 for year in table)
    assert "nan" not in dashboard.chart([[amount] + [year.owed for year in table]], years)
