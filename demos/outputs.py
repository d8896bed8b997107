"""A gallery of outputs: what each function shows, in its states, beside the code that does it."""

import inspect
import struct
import textwrap
import zlib
from collections.abc import Callable
from itertools import count

from pywebio import start_server
from pywebio.output import *
from pywebio.session import download, eval_js, info, run_js, set_env

Example = Callable[[], None]
CHAPTERS: dict[str, list[Example]] = {}


def example(chapter: str) -> Callable[[Example], Example]:
    """Put a function into a chapter: its docstring is the title, its body the code shown."""

    def add(function: Example) -> Example:
        CHAPTERS.setdefault(chapter, []).append(function)
        return function

    return add


@example("Text")
def text() -> None:
    """Plain text"""
    put_text("Line breaks\nand   runs of spaces   are kept; <b>markup</b> is text.")
    put_text("joined", "by", "a dash", sep="-")
    put_text("first, ", inline=True)
    put_text("and on the same line.", inline=True)


@example("Text")
def markdown() -> None:
    """Markdown"""
    put_markdown(
        """
        **Bold**, *italic*, `code`, [link](https://commonmark.org)
        - a list
        - with two items

        | Left | Right |
        |:-----|------:|
        | 1    |     2 |
        """
    )


@example("Text")
def html() -> None:
    """HTML, with scripts"""
    put_html("X<sup>2</sup> and <mark id='target'>a mark</mark>")
    put_html("<script>document.getElementById('target').textContent = 'set by a script'</script>")


@example("Text")
def code() -> None:
    """Code"""
    put_code("for i in range(3):\n    print('line', i)  # comment", language="python")
    put_code("\n".join(f"row {n}" for n in range(1, 21)), rows=4)


@example("Text")
def links() -> None:
    """Links"""
    put_link("To another site, in a new tab", url="https://example.com", new_window=True)
    put_link("To another application of this server", app="index")


@example("Tables")
def table() -> None:
    """Rows, or dicts"""
    put_table([["Product", "Price"], ["Apple", 5.5], ["Banana", 7]])
    put_table(
        [{"name": "Ann", "age": 32}, {"name": "Bob", "age": 28}],
        header=[("Name", "name"), ("Age", "age")],
    )


@example("Tables")
def nested_table() -> None:
    """Cells that span, and outputs in cells"""
    put_table(
        [
            [span("Name", row=2), span("Address", col=2)],
            ["City", "Country"],
            ["Wang", "Beijing", put_markdown("**China**")],
            ["Liu", put_buttons(["Edit", "Delete"], onclick=toast, small=True), "..."],
            ["A table", span(put_table([["a", "b"], ["c", "d"]]), col=2)],
        ]
    )


@example("Buttons")
def buttons() -> None:
    """Buttons"""
    colors = ["primary", "secondary", "success", "danger", "warning", "info", "light", "dark"]
    row = [{"label": color, "value": color, "color": color} for color in colors]
    put_buttons(row, onclick=toast)
    put_buttons(row, onclick=toast, outline=True)
    put_buttons(["small", "buttons"], onclick=toast, small=True)
    put_buttons(["like", "links"], onclick=toast, link_style=True)
    put_buttons(["one", "group", "of", "buttons"], onclick=toast, group=True)
    put_buttons(
        [("works", 1), {"label": "disabled", "value": 2, "disabled": True}],
        onclick=lambda value: toast(f"value {value}"),
    )


@example("Buttons")
def counter() -> None:
    """A button that changes what stands above it"""
    numbers = count(1)

    @use_scope("counter", clear=True)
    def count_up() -> None:
        put_text(f"clicked {next(numbers)} times")

    set_scope("counter")
    put_button("Count", onclick=count_up, color="success")


@example("Buttons")
def clicks() -> None:
    """Any output takes clicks"""
    put_text("Click this text").onclick(lambda: toast("the text was clicked", color="success"))


@example("Pictures")
def pictures() -> None:
    """Bytes or an address"""
    put_image(gradient(240, 80), title="A gradient from bytes")
    put_image(gradient(60, 60), title="A small one, drawn wide", width="100%", height="24px")


@example("Messages")
def messages() -> None:
    """Four kinds of messages"""
    put_info("For your information: ", put_markdown("**Markdown** inside"), closable=True)
    put_success("It has worked.")
    put_warning("Mind the gap.")
    put_error("It has failed.", closable=True)


@example("Messages")
def toasts() -> None:
    """Toasts"""
    put_buttons(["info", "success", "warn", "error"], lambda kind: toast(kind, color=kind))
    put_buttons(["left", "center", "right"], lambda side: toast(side, position=side))
    put_button("Until closed", lambda: toast("Close me", duration=0))
    put_button("Takes a click", lambda: toast("Click me", onclick=lambda: toast("Thank you")))


@example("Messages")
def popups() -> None:
    """Popups"""

    def ask() -> None:
        with popup("Only the button closes this", closable=False):
            put_text("Outputs go in here.")
            put_buttons(["Close"], onclick=lambda _: close_popup())

    sizes = [PopupSize.SMALL, PopupSize.NORMAL, PopupSize.LARGE]
    put_buttons(sizes, lambda size: popup("Title", ["Text", put_table([["A", "B"]])], size=size))
    put_button("With a button of its own", onclick=ask)


@example("Layout")
def rows() -> None:
    """A row, with a gap and sizes"""
    put_row([put_code("2 of 5"), None, put_code("3 of 5")], size="40% 10px 60%")
    put_column([put_text("above"), None, put_text("below")], size="auto 8px auto")


@example("Layout")
def cells() -> None:
    """A grid"""
    put_grid(
        [
            [put_text("A"), put_text("B"), put_text("C")],
            [None, span(put_text("D and E"), col=2)],
        ],
        cell_width="100px",
        cell_height="40px",
    )


@example("Layout")
def collapse() -> None:
    """Contents that open and close"""
    put_collapse("Closed at first", ["Here it is."])
    with put_collapse("Open at first", open=True):
        put_text("Outputs go in here.")


@example("Layout")
def styles() -> None:
    """Styles"""
    put_text("Red on the right").style("color: var(--bs-danger-text-emphasis); text-align: right")
    put_collapse("A list", style([put_text("one"), put_text("two")], "margin-left: 20px"))


@example("Scopes")
def scopes() -> None:
    """Scopes: output goes where it belongs, not only to the end"""
    with use_scope("outer"):
        put_text("in the outer scope")
        with use_scope("inner"):
            put_text("in the inner scope")
    with use_scope("inner", clear=True):
        put_text("the inner scope, used again")
    put_text("last in the outer scope", scope="outer")


@example("Scopes")
def positions() -> None:
    """Positions: B D C A"""
    with use_scope("positions"):
        put_text("A")
        put_text("B", position=0)
        put_text("C", position=-2)
        put_text("D", position=1)


@example("Scopes")
def placeholder() -> None:
    """A placeholder that is filled later"""
    hobby = output(put_text("Coding"))
    put_table([["Name", "Hobbies"], ["Wang", hobby]])
    hobby.reset(put_text("Movie"))
    hobby.append(put_text("Music"), put_text("Drama"))
    hobby.insert(0, put_markdown("**Coding**"))


@example("Browser")
def browser() -> None:
    """What the browser knows and does"""
    put_text(f"Your browser: {info.user_agent.browser.family}")
    put_button("How wide is the window?", lambda: toast(f"{eval_js('innerWidth')} pixels"))
    put_button("To the top", lambda: run_js("scrollTo({top: 0, behavior: 'smooth'})"))
    put_button("Save a file", lambda: download("hello.txt", b"Hello, world!\n"))


def gradient(width: int, height: int) -> bytes:
    """A small picture, as the bytes of a PNG file."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + crc

    line = bytes(v for x in range(width) for v in (31, 95, 120 + 130 * x // width))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\0" + line) * height)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def code_of(function: Example) -> str:
    """The body of an example."""
    source = inspect.getsource(function).partition('"""\n')[2]
    return textwrap.dedent(source).strip()


def main() -> None:
    """Output gallery

    What each output function shows, beside the code that does it.
    """
    set_env(title="Output gallery")
    put_markdown("# Output gallery\nEvery output function at work, with its code.")
    put_buttons(
        [(chapter, f"chapter-{chapter}") for chapter in CHAPTERS],
        onclick=scroll_to,
        small=True,
        outline=True,
    )
    for chapter, examples in CHAPTERS.items():
        with use_scope(f"chapter-{chapter}"):
            put_markdown(f"## {chapter}")
            for function in examples:
                put_markdown(f"### {function.__doc__}")
                function()
                put_collapse("Code", put_code(code_of(function), language="python"))


if __name__ == "__main__":
    start_server(main, port=8080)
