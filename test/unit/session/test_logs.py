"""The log: the session in every record, and at most one line a second of what outsiders cause."""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Iterator
from contextvars import Context

import pytest
from session_core import Core

from pywebio import SessionFilter, enable_debug
from pywebio.output import put_text
from pywebio.session import register_thread
from pywebio.session.current import Place, set_place
from pywebio.session.logs import Seldom, log
from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor


def sessions(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The sessions of the records so far."""
    return [record.session for record in caplog.records]  # type: ignore[attr-defined]


@pytest.fixture
def own_log() -> Iterator[io.StringIO]:
    """What a program's own logger writes by the recipe of the documentation."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(SessionFilter())
    handler.setFormatter(logging.Formatter("[%(session)s] %(message)s"))
    logger = logging.getLogger("a program of ours")
    logger.propagate = False
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield stream
    logger.removeHandler(handler)


def test_a_program_that_fails_is_logged_with_its_session(
    open_visitor: OpenVisitor, caplog: pytest.LogCaptureFixture
) -> None:
    async def coroutine() -> None:
        raise ZeroDivisionError

    def thread() -> None:
        raise ZeroDivisionError

    for app in (thread, coroutine):
        caplog.clear()
        visitor = open_visitor(app)
        visitor.expect_error(ZeroDivisionError)
        assert sessions(caplog) == [visitor.session.sid]


def test_what_is_logged_outside_of_the_session_s_code_has_its_session_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    core = Core()
    core.session.guard.leave(lambda: 1 // 0)
    core.session.log_drop("nonsense")
    log.warning("of the server")
    assert sessions(caplog) == [core.session.sid, core.session.sid, "-"]


def test_loggers_of_programs_can_have_it(open_visitor: OpenVisitor, own_log: io.StringIO) -> None:
    logger = logging.getLogger("a program of ours")

    def app() -> None:
        logger.info("in the program")
        thread = threading.Thread(target=lambda: logger.info("in its thread"))
        register_thread(thread)
        thread.start()
        thread.join()

    visitor: Visitor = open_visitor(app)
    logger.info("elsewhere")
    sid = visitor.session.sid
    assert own_log.getvalue().splitlines() == [
        f"[{sid}] in the program",
        f"[{sid}] in its thread",
        "[-] elsewhere",
    ]


def test_enable_debug_writes_the_session(
    open_visitor: OpenVisitor, capsys: pytest.CaptureFixture[str]
) -> None:
    before = log.handlers[:], log.level
    try:
        enable_debug(logging.INFO)
        visitor = open_visitor(lambda: put_text(1 // 0))
        visitor.expect_error(ZeroDivisionError)
        assert f"pywebio [{visitor.session.sid}] " in capsys.readouterr().err
    finally:
        log.handlers, log.level = before


def test_one_line_a_second() -> None:
    seldom = Seldom()
    written = [now / 10 for now in range(35) if seldom.lets(now / 10)]
    assert written == [0, 1, 2, 3]
    assert seldom.kept() == " (31 more since the last such line)"
    assert seldom.kept() == ""


def test_the_context_of_a_session_says_which(caplog: pytest.LogCaptureFixture) -> None:
    core = Core()

    def run() -> None:
        set_place(Place(core.session, "main"))
        log.warning("in it")

    Context().run(run)
    assert sessions(caplog) == [core.session.sid]
