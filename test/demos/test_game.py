"""Four in a row, with two and more visitors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demos import game
from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor


@pytest.fixture(autouse=True)
def new_lobby(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(game, "lobby", game.Lobby())


@pytest.fixture
def pair(open_visitor: OpenVisitor) -> tuple[Visitor, Visitor]:
    red = open_visitor(game.main)
    assert red.sees("Waiting for a second player")
    yellow = open_visitor(game.main)
    assert red.sees("Your turn")
    assert yellow.sees("The other one is thinking")
    return red, yellow


def play(red: Visitor, yellow: Visitor, moves: str) -> None:
    for number, column in enumerate(moves):
        (red, yellow)[number % 2].press(column)
        red.settle()
        yellow.settle()


def test_a_game_to_its_end_and_another(pair: tuple[Visitor, Visitor]) -> None:
    red, yellow = pair
    play(red, yellow, "1212121")
    assert red.sees("You have won!")
    assert yellow.sees("You have lost.")
    yellow.press("2")
    assert yellow.sees("This game is over.")
    yellow.press("Play again")
    assert yellow.sees("Your turn")
    assert red.sees("The other one is thinking")


def test_moves_out_of_turn_and_into_full_columns(pair: tuple[Visitor, Visitor]) -> None:
    red, yellow = pair
    yellow.press("1")
    assert yellow.sees("It is not your turn.")
    play(red, yellow, "111111")
    red.press("1")
    assert red.sees("This column is full.")


def test_one_alone_cannot_play(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(game.main)
    visitor.press("3")
    assert visitor.sees("Nobody is there to play with.")


def test_who_leaves_is_missed_and_replaced(
    open_visitor: OpenVisitor, pair: tuple[Visitor, Visitor]
) -> None:
    red, yellow = pair
    yellow.leave()
    assert red.sees("The other player has left.")
    red.press("Find somebody else")
    assert red.sees("Waiting for a second player")
    other = open_visitor(game.main)
    assert red.sees("Your turn")
    assert other.sees("you play Yellow")


def test_nobody_is_put_with_somebody_who_has_left(open_visitor: OpenVisitor) -> None:
    first = open_visitor(game.main)
    assert first.sees("Waiting")
    first.close()
    second, third = open_visitor(game.main), open_visitor(game.main)
    assert second.sees("Your turn")
    assert third.sees("thinking")


@pytest.mark.parametrize(
    ("moves", "winner"),
    [
        ("1122334", 0),
        ("1212121", 0),
        ("12233434454", 0),
        ("76655454434", 0),
        ("71212121", 1),
        ("112233", None),
    ],
)
def test_lines(moves: str, winner: int | None) -> None:
    board = game.Board()
    for move in moves:
        board.drop(int(move) - 1)
    assert bool(board.line) is (winner is not None)
    if winner is not None:
        assert board.over
        assert {board.at(*cell) for cell in board.line} == {winner}


@given(st.lists(st.integers(0, game.WIDTH - 1), max_size=60))
def test_any_moves_leave_a_possible_board(moves: list[int]) -> None:
    match = game.Match()
    match.join()
    match.join()
    for move in moves:
        match.play(match.board.turn, move)
    discs = [owner for column in match.board.columns for owner in column]
    assert all(len(column) <= game.HEIGHT for column in match.board.columns)
    assert discs.count(0) - discs.count(1) in (0, 1)
    assert game.drawing(match.board).count("column") >= game.WIDTH
