from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from both_kinds import KINDS, Kind, now
from output_screen import Screen

from pywebio import protocol as wire
from pywebio.output import clear, put_row, put_stream, put_text
from pywebio.testing import Visitor


def test_it_grows_as_it_is_written(screen: Screen) -> None:
    answer = put_stream(plain=True)
    assert screen.nodes() == []
    answer.write("a")
    assert screen.fed().picture() == ["a", False]
    answer.write(5)
    answer.write("")
    answer.write("\N{GRINNING FACE}b")
    answer.close()
    answer.close()
    assert screen.fed().picture() == ["a5\N{GRINNING FACE}b", True]
    assert answer.text == "a5\N{GRINNING FACE}b"
    with pytest.raises(ValueError, match="closed"):
        answer.write("more")
    assert screen.node().plain


def test_it_stands_where_it_is_put(screen: Screen) -> None:
    answer = put_stream(sanitize=False)
    put_row([answer, put_text("b")])
    answer.write("x" * 100_000)
    assert len(screen.fed().content) == 100_000
    size = screen.session.page.size
    clear()
    assert screen.session.page.size < size - 100_000


@pytest.mark.parametrize("tokens", ["text", b"text", 5])
def test_wrong_arguments(screen: Screen, tokens: Any) -> None:
    with pytest.raises(TypeError):
        put_stream(tokens)
    assert screen.nodes() == []


def plain() -> Iterator[str]:
    yield from ("**a", "** b")


async def asynchronous() -> AsyncIterator[str]:
    yield "**a"
    yield "** b"


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@pytest.mark.parametrize("make", [plain, asynchronous, lambda: ["**a", "** b"]])
def test_iterators_of_both_kinds_in_sessions_of_both_kinds(kind: Kind, make: Any) -> None:
    async def app() -> None:
        answer = await now(put_stream(make()))
        put_text(f"text: {answer.text}")

    with Visitor(kind.function(app)) as visitor:
        assert visitor.sees("text: **a** b")
        (node,) = visitor.find(wire.Stream)
        assert visitor.document.contents[node.id].picture() == ["**a** b", True]
        visitor.drop()
        visitor.resume()
        assert visitor.text().startswith("**a** b\n")


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_what_came_before_an_error_stays(kind: Kind) -> None:
    def broken() -> Iterator[str]:
        yield "so far"
        raise RuntimeError("the model is gone")

    async def app() -> None:
        try:
            await now(put_stream(broken()))
        except RuntimeError as error:
            put_text(error)

    with Visitor(kind.function(app)) as visitor:
        assert visitor.sees("so far\nthe model is gone")
