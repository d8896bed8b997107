"""The demos, tried by the headless visitor."""

from pywebio.testing.plugin import open_visitor

__all__ = ["open_visitor"]
