"""A plain Python function becomes a web application.

::

    from pywebio import start_server
    from pywebio.input import *
    from pywebio.output import *

    def main():
        name = input("What is your name?")
        put_text("Hello,", name)

    start_server(main, port=8080)
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from . import exceptions, input, output, pin, platform, session, utils
from .__version__ import __version__
from .exceptions import (
    FormCancelledError,
    SessionClosedException,
    SessionException,
    SessionNotFoundException,
)
from .platform import config
from .session import current as _current
from .session import (
    data,
    defer_call,
    download,
    eval_js,
    get_info,
    go_app,
    hold,
    info,
    local,
    register_thread,
    run_async,
    run_asyncio_coroutine,
    run_js,
    set_env,
)
from .session.logs import SessionFilter
from .utils import STATIC_PATH

if TYPE_CHECKING:
    from .platform import start_server
    from .session.current import Place

__all__ = [
    "STATIC_PATH",
    "FormCancelledError",
    "SessionClosedException",
    "SessionException",
    "SessionFilter",
    "SessionNotFoundException",
    "__version__",
    "config",
    "data",
    "defer_call",
    "download",
    "enable_debug",
    "eval_js",
    "exceptions",
    "get_info",
    "go_app",
    "hold",
    "info",
    "input",
    "local",
    "output",
    "pin",
    "platform",
    "register_thread",
    "run_async",
    "run_asyncio_coroutine",
    "run_js",
    "session",
    "set_env",
    "start_server",
    "utils",
]


def __getattr__(name: str) -> object:
    if name == "start_server":  # with it comes Tornado, which programs that only import do without
        return platform.start_server
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Also what is not loaded yet, for those who complete names."""
    return sorted({*globals(), *__all__})


def _script_place() -> Place | None:
    """Script mode; it too is loaded when it begins."""
    return platform.script.place()


_current.fallback = _script_place


def enable_debug(level: int | None = None) -> None:
    """Write the package's log to standard error.

    :param level: a level of the module `logging`; `DEBUG` if not given.

    Example::

        import logging
        import pywebio

        pywebio.enable_debug(logging.INFO)
    """
    handler = logging.StreamHandler()
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(levelname)s %(name)s [%(session)s] %(message)s")
    )
    logger = logging.getLogger("pywebio")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG if level is None else level)
