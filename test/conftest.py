"""Fixtures of all tests: visitors of small apps."""

pytest_plugins = ["pywebio.testing.plugin"]
