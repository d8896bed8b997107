"""Fixtures of all tests: visitors of small apps."""

from hypothesis import settings

pytest_plugins = ["pywebio.testing.plugin"]

# How long an example takes says nothing on a machine that has other things to do.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
