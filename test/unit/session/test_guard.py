"""The lock of a session: work that is left is done, by whoever holds the lock, and never waits."""

from __future__ import annotations

import gc
import logging
import threading

import pytest

from pywebio.session.guard import Guard


def test_work_is_done_at_once_when_the_lock_is_free() -> None:
    done: list[str] = []
    guard = Guard(lambda: done.append("after"))
    guard.leave(lambda: done.append("left"))
    assert done == ["left", "after"]


def test_work_left_while_another_thread_holds_the_lock_is_done_by_that_thread() -> None:
    guard = Guard(lambda: None)
    held, go_on = threading.Event(), threading.Event()
    done_by: list[int] = []

    def hold() -> None:
        with guard:
            held.set()
            assert go_on.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(10)
    guard.leave(lambda: done_by.append(threading.get_ident()))  # returns although the lock is held
    assert done_by == []
    go_on.set()
    holder.join(10)
    assert done_by == [holder.ident]


def test_work_left_inside_an_operation_is_done_before_the_lock_is_let_go() -> None:
    guard = Guard(lambda: None)
    order: list[str] = []
    with guard:
        guard.leave(lambda: order.append("left"))
        guard.do(lambda: order.append("done"))
        order.append("inside")
        assert guard.mine
    assert order == ["inside", "left", "done"]
    assert not guard.mine


def test_work_left_by_left_work_is_done_too() -> None:
    guard = Guard(lambda: None)
    order: list[str] = []

    def first() -> None:
        order.append("first")
        guard.leave(lambda: order.append("second"))

    guard.leave(first)
    assert order == ["first", "second"]


def test_what_an_operation_raises_reaches_its_caller() -> None:
    guard = Guard(lambda: None)
    with pytest.raises(ZeroDivisionError):
        guard.do(lambda: 1 / 0)
    guard.do(lambda: None)  # the lock was let go


def test_left_work_that_fails_is_logged_and_stops_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    guard = Guard(lambda: None)
    done: list[int] = []
    with caplog.at_level(logging.ERROR), guard:
        guard.leave(lambda: 1 / 0)
        guard.leave(lambda: done.append(1))
    assert done == [1]
    assert "failed" in caplog.text


def test_entering_twice_is_an_error_and_not_a_deadlock() -> None:
    guard = Guard(lambda: None)
    with guard, pytest.raises(RuntimeError, match="holds"), guard:
        pass
    assert not guard.mine


def test_who_does_not_wait_gets_the_lock_only_if_it_is_free() -> None:
    order: list[str] = []
    guard = Guard(lambda: order.append("after"))
    with guard:
        assert not guard.try_enter()
    guard.leave(lambda: order.append("left"))
    assert guard.try_enter()
    assert guard.mine
    guard.leave(lambda: order.append("left while it was held"))
    guard.exit()
    assert not guard.mine
    assert order == ["after", "left", "after", "left while it was held", "after"]


def test_after_is_called_without_the_lock() -> None:
    states: list[bool] = []
    guard = Guard(lambda: states.append(guard.mine))
    with guard:
        pass
    guard.leave(lambda: None)
    assert states == [False, False]


def test_destructors_that_run_inside_the_lock_lose_nothing() -> None:
    guard = Guard(lambda: None)
    shown: list[int] = []

    class Output:
        def __init__(self, number: int) -> None:
            self.number = number
            self.me = self  # only the cyclic collector finds it

        def __del__(self) -> None:
            guard.leave(lambda: shown.append(self.number))

    for number in range(100):
        Output(number)
    with guard:
        gc.collect()
    assert sorted(shown) == list(range(100))


def test_threads_that_hammer_lose_nothing_and_keep_their_order() -> None:
    guard = Guard(lambda: None)
    seen: list[tuple[int, int]] = []
    threads, each = 8, 3000
    start = threading.Barrier(threads)

    def work(name: int) -> None:
        start.wait(10)
        for number in range(each):
            guard.leave(lambda number=number: seen.append((name, number)))  # type: ignore[misc]

    workers = [threading.Thread(target=work, args=(name,)) for name in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    for name in range(threads):
        assert [number for who, number in seen if who == name] == list(range(each))


def test_two_ways_of_working_lose_nothing() -> None:
    guard = Guard(lambda: None)
    count = 0

    def one_more() -> None:
        nonlocal count
        count += 1

    def work(method: int) -> None:
        for _ in range(2000):
            (guard.leave if method else guard.do)(one_more)

    workers = [threading.Thread(target=work, args=(number % 2,)) for number in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert count == 12_000


def test_a_thread_can_wait_for_what_it_left() -> None:
    guard = Guard(lambda: None)
    held, go_on = threading.Event(), threading.Event()
    order: list[str] = []

    def hold() -> None:
        with guard:
            held.set()
            assert go_on.wait(10)

    def leave_and_settle() -> None:
        guard.leave(lambda: order.append("left"))
        go_on.set()
        guard.settle()
        order.append("settled")

    threads = [threading.Thread(target=hold), threading.Thread(target=leave_and_settle)]
    threads[0].start()
    assert held.wait(10)
    threads[1].start()
    for thread in threads:
        thread.join(10)
    assert order == ["left", "settled"]


def test_there_is_nothing_to_wait_for_inside_an_operation() -> None:
    guard = Guard(lambda: None)
    with guard:
        guard.leave(lambda: None)
        guard.settle()
        assert guard.mine
