"""The pictures that `make pictures` takes: all there, small, and none too many."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from demos import _index
from demos.__main__ import DEMOS
from pywebio import protocol as wire
from pywebio.testing.plugin import OpenVisitor

ROOT = Path(__file__).parents[2]
OTHERS = {"form", "index", "phone"}


def test_each_demo_has_two_pictures_and_no_picture_is_left_over() -> None:
    wanted = {name + ending for name in DEMOS for ending in ("", "-dark")} | OTHERS
    assert {path.stem for path in _index.PICTURES.glob("*.webp")} == wanted


def test_they_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in _index.PICTURES.iterdir()}
    assert sum(sizes.values()) < 1_500_000
    assert sizes["form.webp"] < 400_000
    assert all(path.read_bytes()[8:12] == b"WEBP" for path in _index.PICTURES.iterdir())


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_what_a_page_points_to_is_there(name: str) -> None:
    text = (ROOT / name).read_text()
    targets = re.findall(r'\]\(([^)#\s]+)[^)]*\)|src="([^"]+)"', text)
    paths = [path for pair in targets for path in pair if path and "://" not in path]
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_first_page_shows_them(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(_index.make_index(DEMOS))
    images = visitor.find(wire.Image)
    assert len(images) == 2 * len(DEMOS)
    name, dark = (visitor.fetch(image.src) for image in images[:2])
    assert name == (_index.PICTURES / "bmi.webp").read_bytes()
    assert dark == (_index.PICTURES / "bmi-dark.webp").read_bytes()
    assert visitor.sees("Body mass index")


def test_a_demo_without_a_picture_is_shown_all_the_same(open_visitor: OpenVisitor) -> None:
    def new() -> None:
        """Brand new

        Nobody has taken its picture.
        """

    visitor = open_visitor(_index.make_index({"new": new}))
    assert visitor.sees("Nobody has taken its picture.")
    assert visitor.find(wire.Image) == []
