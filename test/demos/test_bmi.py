"""The body mass index."""

from __future__ import annotations

from demos import bmi
from pywebio.testing.plugin import OpenVisitor


def test_three_answers_make_a_table(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(bmi.main)
    visitor.submit(name="Ann", height="170", weight="65.5")
    assert visitor.sees("22.7")
    assert visitor.sees("Ann, your body mass index says: healthy weight.")
    assert visitor.sees("less than 18.5")
    assert visitor.sees("30 and more")


def test_wrong_answers_are_refused_at_their_fields(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(bmi.main)
    visitor.submit(name="", height="17", weight="")
    assert set(visitor.form.marks) == {"name", "height", "weight"}
    visitor.submit(name="Ann", height="170", weight="500")
    assert visitor.form.marks == {"weight": "A weight between 20 and 400 kg, please."}


def test_the_next_answer_takes_the_place_of_the_last(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(bmi.main)
    visitor.submit(name="Ann", height="170", weight="65")
    visitor.press("Another person")
    assert visitor.does_not_see("Ann")
    visitor.submit(name="Bob", height="200", weight="130")
    assert visitor.sees("Bob, your body mass index says: obese.")


def test_every_index_has_a_class() -> None:
    for index in (0.1, 18.49, 18.5, 24.9, 25, 30, 400):
        assert sum(low <= index < high for _, low, high in bmi.CLASSES) == 1
