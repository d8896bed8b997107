"""What `asyncio.to_thread` uses on a server's loop: daemon threads, many, but not without end."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError

import pytest

from pywebio.platform.executor import DaemonExecutor
from pywebio.platform.threads import Workers

PATIENCE = 20.0


def test_results_and_errors_come_back() -> None:
    executor = DaemonExecutor(Workers())
    assert executor.submit(divmod, 7, 2).result(PATIENCE) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        executor.submit(divmod, 7, 0).result(PATIENCE)
    with pytest.raises(SystemExit):
        executor.submit(lambda: exec("raise SystemExit")).result(PATIENCE)


def test_jobs_beyond_the_limit_wait_their_turn() -> None:
    executor, go_on = DaemonExecutor(Workers(), most=3), threading.Event()
    order: list[int] = []
    most: list[int] = []

    def job(number: int) -> int:
        order.append(number)
        go_on.wait(PATIENCE)
        most.append(threading.active_count())
        return number

    futures = [executor.submit(job, number) for number in range(10)]
    assert sum(future.running() for future in futures) <= 3
    futures[9].cancel()
    go_on.set()
    assert [future.result(PATIENCE) for future in futures[:9]] == list(range(9))
    with pytest.raises(CancelledError):
        futures[9].result(PATIENCE)
    assert sorted(order) == list(range(9))


def test_a_job_that_never_ends_keeps_nobody() -> None:
    executor, never = DaemonExecutor(Workers()), threading.Event()
    executor.submit(never.wait, PATIENCE)
    executor.shutdown(wait=True)
    never.set()
