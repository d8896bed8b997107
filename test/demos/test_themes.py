"""The playground for looks."""

from __future__ import annotations

from demos import themes
from pywebio import protocol as wire
from pywebio.platform.page import THEMES
from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor


def test_all_themes_are_offered(open_visitor: OpenVisitor) -> None:
    assert set(themes.THEMES) == set(THEMES)
    visitor = open_visitor(themes.LOOKS["themes_minty"])
    visitor.press("yeti")
    (opened,) = [effect for effect in visitor.effects if isinstance(effect, wire.GoApp)]
    assert (opened.name, opened.new_window) == ("themes_yeti", False)


def test_settings_are_applied_and_said_as_code(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(themes.main)
    visitor.fill_pin(title="Mine", width="600px", switches=["auto_scroll_bottom"], height=400)
    assert visitor.sees("output_max_width='600px'")
    assert visitor.settings == {
        "title": "Mine",
        "output_max_width": "600px",
        "input_panel_init_height": 400,
        "output_animation": False,
        "auto_scroll_bottom": True,
        "input_panel_fixed": False,
        "input_auto_focus": False,
    }


def test_forms_lines_and_toasts(open_visitor: OpenVisitor) -> None:
    visitor: Visitor = open_visitor(themes.main)
    visitor.press("Add a line")
    assert visitor.sees("One more line")
    visitor.press("Toast")
    assert visitor.sees("Saved")
    visitor.press("Show a form")
    visitor.submit(name="Ann")
    assert visitor.sees("Hello, Ann!")
    visitor.press("Show a form")
    visitor.cancel()
    assert visitor.sees("Cancelled")


def test_the_line_of_code_runs(open_visitor: OpenVisitor) -> None:
    settings = themes.chosen("It's me", "880px", [], 300)
    assert eval(themes.call(settings), {"set_env": dict}) == settings
