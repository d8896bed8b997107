"""Fixtures of all tests: visitors of small apps."""

import signal

pytest_plugins = ["pywebio.testing.plugin"]

# Where the tests run in the background, Ctrl+C is ignored, and the programs that tests start and
# interrupt would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
