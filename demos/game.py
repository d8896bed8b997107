"""Four in a row for two visitors: one waits, one joins, and both see every move at once."""

import asyncio
from collections.abc import Iterator
from functools import partial

from pywebio import start_server
from pywebio.output import *
from pywebio.output import Output
from pywebio.session import defer_call, set_env

WIDTH, HEIGHT, LINE = 7, 6, 4
NAMES = ["Red", "Yellow"]
Cell = tuple[int, int]


class Board:
    """The rules: discs fall into columns, and four in a line win."""

    def __init__(self) -> None:
        self.columns: list[list[int]] = [[] for _ in range(WIDTH)]
        self.turn = 0
        self.last: Cell | None = None
        self.line: frozenset[Cell] = frozenset()

    @property
    def over(self) -> bool:
        """Whether somebody has won, or no place is left."""
        return bool(self.line) or all(len(column) == HEIGHT for column in self.columns)

    def at(self, column: int, row: int) -> int | None:
        """Whose disc is there; rows count from below."""
        inside = 0 <= column < WIDTH and 0 <= row < len(self.columns[column])
        return self.columns[column][row] if inside else None

    def drop(self, column: int) -> None:
        """Let a disc of the player whose turn it is fall."""
        self.columns[column].append(self.turn)
        self.last = (column, len(self.columns[column]) - 1)
        self.line = next(self._lines(*self.last), frozenset())
        self.turn = 1 - self.turn

    def _lines(self, column: int, row: int) -> Iterator[frozenset[Cell]]:
        """All lines of four or more through a disc."""
        owner = self.at(column, row)
        for across, up in ((1, 0), (0, 1), (1, 1), (1, -1)):
            cells = {(column, row)}
            for way in (1, -1):
                step = 1
                while self.at(column + way * step * across, row + way * step * up) == owner:
                    cells.add((column + way * step * across, row + way * step * up))
                    step += 1
            if len(cells) >= LINE:
                yield frozenset(cells)


class Match:
    """Two players at a board, who are told of everything that happens."""

    def __init__(self) -> None:
        self.board = Board()
        self.news: list[asyncio.Event] = []
        self.first = 0
        self.left = False

    @property
    def ready(self) -> bool:
        """Whether both are there."""
        return len(self.news) == 2

    def join(self) -> int:
        """Sit down; returns which player one is."""
        self.news.append(asyncio.Event())
        self.tell()
        return len(self.news) - 1

    def tell(self) -> None:
        """Wake both players."""
        for event in self.news:
            event.set()

    def leave(self) -> None:
        """Get up: the match is over for both."""
        self.left = True
        self.tell()

    def play(self, player: int, column: int) -> str | None:
        """Make a move; returns why it is none."""
        if self.left or not self.ready:
            return "Nobody is there to play with."
        if self.board.over:
            return "This game is over."
        if self.board.turn != player:
            return "It is not your turn."
        if len(self.board.columns[column]) == HEIGHT:
            return "This column is full."
        self.board.drop(column)
        self.tell()
        return None

    def again(self) -> None:
        """A new game, which the other one begins."""
        if self.board.over:
            self.first = 1 - self.first
            self.board = Board()
            self.board.turn = self.first
            self.tell()


class Lobby:
    """Brings two visitors together."""

    def __init__(self) -> None:
        self.waiting: Match | None = None

    def match(self) -> Match:
        """The match of somebody who waits, or a new one to wait in."""
        match, self.waiting = self.waiting, None
        if match is None or match.left:
            match = self.waiting = Match()
        return match


lobby = Lobby()


async def main() -> None:
    """Four in a row

    A game for two: open it in two windows, or send the address to somebody.
    """
    set_env(title="Four in a row")
    put_markdown("# Four in a row")
    while True:
        with use_scope("match", clear=True):
            await sit_down(lobby.match())


async def sit_down(match: Match) -> None:
    """Play in a match until one of the two leaves."""
    player = match.join()
    defer_call(match.leave)
    state = put_html("")
    put_widget(
        '<div role="status">{{#state}} {{& pywebio_output_parse}} {{/state}}</div>',
        {"state": [state]},
    )
    put_widget(
        """<div style="display: grid; grid-template-columns: repeat(7, 1fr); gap: 4px;
            max-width: 440px" role="group" aria-label="Drop a disc into a column">
            {{#drops}} {{& pywebio_output_parse}} {{/drops}}</div>""",
        {"drops": [drop_button(match, player, column) for column in range(WIDTH)]},
    )
    board = put_html(drawing(match.board)).show()
    put_scope("end")
    while not match.left:
        match.news[player].clear()
        state.update(banner(match, player))
        board.update(drawing(match.board))
        clear("end")
        if match.board.over:
            put_button("Play again", match.again, scope="end")
        await match.news[player].wait()
    state.update(note("The other player has left.", ""))
    clear("end")
    gone = asyncio.Event()
    put_button("Find somebody else", gone.set, scope="end")
    await gone.wait()


def drop_button(match: Match, player: int, column: int) -> Output:
    """The button over a column."""

    def drop(column: int) -> None:
        problem = match.play(player, column)
        if problem:
            toast(problem, color="warn")

    return put_button(str(column + 1), partial(drop, column), outline=True).style("display: grid")


def banner(match: Match, player: int) -> str:
    """What a player has to know now."""
    board = match.board
    if not match.ready:
        return note("Waiting for a second player: open this page in another window.", "")
    if board.line:
        winner = 1 - board.turn
        return note("You have won!" if winner == player else "You have lost.", NAMES[player])
    if board.over:
        return note("A draw: the board is full.", NAMES[player])
    mine = board.turn == player
    return note("Your turn" if mine else "The other one is thinking", NAMES[player])


def note(text: str, color: str) -> str:
    """A line about the game."""
    you = f' <span class="text-muted">(you play {color})</span>' if color else ""
    return f'<p class="fs-5">{text}{you}</p>'


def drawing(board: Board) -> str:
    """The board as SVG; yellow discs have a ring, for those who cannot tell colours apart."""
    discs = []
    for column in range(WIDTH):
        for row in range(HEIGHT):
            x, y = 50 + 100 * column, 50 + 100 * (HEIGHT - 1 - row)
            owner = board.at(column, row)
            fill = {None: "var(--bs-body-bg)", 0: "#d8412f", 1: "#f6c945"}[owner]
            discs.append(f'<circle cx="{x}" cy="{y}" r="40" fill="{fill}"/>')
            if owner == 1:
                ring = 'fill="none" stroke="#a87f10" stroke-width="7"'
                discs.append(f'<circle cx="{x}" cy="{y}" r="24" {ring}/>')
            if (column, row) in board.line or ((column, row) == board.last and not board.line):
                width = 10 if board.line else 5
                ring = f'fill="none" stroke="#fff" stroke-width="{width}"'
                discs.append(f'<circle cx="{x}" cy="{y}" r="42" {ring}/>')
    said = "; ".join(
        f"column {number}: {', '.join(NAMES[owner] for owner in column) or 'empty'}"
        for number, column in enumerate(board.columns, 1)
    )
    return f"""<svg role="img" aria-label="From below, {said}" viewBox="0 0 700 600"
        style="display: block; width: 100%; max-width: 440px; margin-top: 8px">
        <rect width="700" height="600" rx="36" fill="#2c5fc4"/>{"".join(discs)}</svg>"""


if __name__ == "__main__":
    start_server(main, port=8080)
