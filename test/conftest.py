"""Fixtures of all tests: visitors of small apps."""

import signal

from hypothesis import settings

pytest_plugins = ["pywebio.testing.plugin"]

# How long an example takes says nothing on a machine that has other things to do.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

# Where the tests run in the background, Ctrl+C is ignored, and the programs that tests start and
# interrupt would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
