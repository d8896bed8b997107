"""What is read of the JSON that a page sends, where it is large or odd."""

from __future__ import annotations

import json
import time

import pytest

from pywebio import protocol as wire
from pywebio.platform.decoding import (
    PARTS,
    read_batch,
    read_event,
    too_many_parts,
    whole_characters,
)
from pywebio.session.callbacks import short

MB = 1024 * 1024
BUSY = 0.05 * 3
"""Seconds for which one visitor's data may keep the loop busy, with the slack of a busy machine."""


def event(value: str, number: int = 1) -> str:
    return f'[{number},{{"event":"callback","callback":2,"value":{value}}}]'


def frame(*events: str) -> bytes:
    return ('{"events":[' + ",".join(events) + "]}").encode()


def test_parts_are_counted_outside_of_texts_only() -> None:
    texts = json.dumps({"event": "form.submit", "form": 1, "values": {"a": "[{" * PARTS + '"\\'}})
    assert not too_many_parts(texts.encode())
    assert too_many_parts(b"[" + b"{}," * PARTS + b"0]")
    assert too_many_parts(b'["\\\\",' + b"[]," * PARTS + b"0]")
    assert not too_many_parts(b'["\\\\\\"' + b"[]," * PARTS + b'"]')


@pytest.mark.parametrize("run", range(300_000, 300_008))
def test_an_escape_may_lie_across_the_slices(run: int) -> None:
    assert not too_many_parts(b'["' + b"\\\\" * run + b'\\"' + b"{" * PARTS + b'"]')


def test_a_result_with_too_many_parts_is_none() -> None:
    data = b'{"event":"result","wait":7,"value":[' + b"[]," * (PARTS + 1) + b"0]}"
    assert read_event(data) == wire.Result(wait=7)
    callback = data.replace(b'"result","wait"', b'"callback","callback"')
    before = time.thread_time()
    assert read_event(callback) is None
    assert time.thread_time() - before < BUSY


def test_of_a_frame_so_many_parts_are_read_in_all() -> None:
    dropped: list[str] = []
    large = "[" + "[]," * 80_000 + "0]"
    result = '{"event":"result","wait":7,"value":' + large + "}"
    texts = '["' + "[" * 150_000 + '"]'
    events = [
        event(large, 1),
        event(texts, number=2),
        event(large, number=3),
        event(large, number=4),
        f"[5,{result}]",
        event(texts, number=6),
        event("8", number=7),
    ]
    batch = read_batch(frame(*events), dropped.append)
    assert batch is not None
    taken = dict(batch[1])
    assert list(taken) == [1, 2, 3, 4, 5, 6, 7]
    assert [number for number in taken if taken[number] is None] == [4]
    assert taken[5] == wire.Result(wait=7)
    assert taken[7] == wire.CallbackEvent(callback=2, value=8)
    assert dropped == ["an event with too many lists and objects"]
    assert read_batch(frame(*events).decode(), dropped.append) == batch


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        (r"\ud83d\ude00", "\U0001f600"),
        (r"\uD83D\uDE00\ude00", "\U0001f600\ufffd"),
        (r"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
        (r"\ude00\ud83d", "\ufffd\ufffd"),
        (r"\\ud83d\ude00", "\\ud83d\ufffd"),
        (r"\\\ud83d\\\ude00", "\\\ufffd\\\ufffd"),
        (r"\\\\ud83d\n\u00e9\ud83da", "\\\\ud83d\n\u00e9\ufffda"),
    ],
)
def test_halves_of_characters_are_replaced_and_nothing_else(escaped: str, text: str) -> None:
    read = json.loads(whole_characters(f'["{escaped}"]'))
    assert read == [text]


def test_a_character_that_json_does_not_have_stays_what_it_is() -> None:
    text = '["\0\0\\ud83d"]'
    assert whole_characters(text) == text
    assert read_batch(frame(event(text)), lambda reason: None) is None


def test_what_was_refused_is_not_written_out() -> None:
    assert len(short([[[]] * 1000] * 1000)) < 300
    assert len(short("x" * MB)) < 100
    assert short(7) == "7"
