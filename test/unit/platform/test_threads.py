"""Worker threads: never a queue, used again, ending by themselves."""

from __future__ import annotations

import threading
import weakref

import pytest

from pywebio.platform.threads import Workers

PATIENCE = 10


def test_any_number_may_block_at_the_same_time() -> None:
    workers = Workers()
    meeting = threading.Barrier(51)
    for index in range(50):
        workers.run(lambda: meeting.wait(PATIENCE), f"worker {index}")
    assert meeting.wait(PATIENCE) in range(51)


def idle(workers: Workers) -> None:
    """Wait until no worker works."""
    moment = threading.Event()
    for _ in range(1000):
        if workers.running == 0:
            return
        moment.wait(0.005)
    raise AssertionError("a worker does not end")


def test_an_idle_worker_is_used_again() -> None:
    workers = Workers(idle=PATIENCE)
    seen: list[tuple[int, str]] = []

    def note() -> None:
        seen.append((threading.get_ident(), threading.current_thread().name))

    for index in range(5):
        workers.run(note, f"job {index}")
        idle(workers)
    assert len({ident for ident, _ in seen}) == 1
    assert [name for _, name in seen] == [f"job {index}" for index in range(5)]


def test_idle_workers_end() -> None:
    workers = Workers(idle=0.01)
    threads: list[threading.Thread] = []
    workers.run(lambda: threads.append(threading.current_thread()), "short")
    idle(workers)
    threads[0].join(PATIENCE)
    assert not threads[0].is_alive()
    assert threads[0].daemon


def test_what_a_job_raises_is_logged_and_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    workers = Workers()

    def fail() -> None:
        raise RuntimeError("broken job")

    workers.run(fail, "failing")
    idle(workers)
    assert "broken job" in caplog.text
    done = threading.Event()
    workers.run(done.set, "next")
    assert done.wait(PATIENCE)


def test_a_worker_lets_go_of_what_it_did() -> None:
    class Thing:
        """Something a job holds."""

    thing = Thing()
    gone = weakref.ref(thing)
    workers = Workers()
    workers.run(lambda held=thing: None, "holding")  # type: ignore[misc]
    del thing
    idle(workers)
    assert gone() is None


def test_a_thread_that_cannot_be_started_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    workers = Workers()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", start)
        with pytest.raises(RuntimeError, match="start new thread"):
            workers.run(lambda: None, "worker")
    assert workers.running == 0
