"""One page for each kind of output."""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from demos.outputs import gradient, silence
from gallery.page import Pages, register, state
from pywebio.input import TEXT
from pywebio.output import *
from pywebio.pin import *

PAGES: Pages = {}
page = partial(register, PAGES)

LONG = "Donaudampfschifffahrtsgesellschaft" * 5
PROSE = (
    "A page is read by people: on a telephone in the sun, on a wide screen at night, by ear, with "
    "a keyboard alone. What stands here should be at ease in all of these."
)
COLORS = ["primary", "secondary", "success", "danger", "warning", "info", "light", "dark"]


@page("text")
def text() -> None:
    """Text"""
    put_text(PROSE)
    state("Line breaks and runs of spaces")
    put_text("first line\n    indented\nlast   line")
    state("In one line")
    put_text("first, ", inline=True)
    put_text("second.", inline=True)
    state("A word that is too long")
    put_text(LONG)
    state("Other scripts")
    put_text("汉字 · かな · Кириллица · العربية · עברית · हिन्दी · 🙂")
    state("To be clicked")
    put_text("Click me").onclick(lambda: toast("clicked"))


@page("markdown")
def markdown() -> None:
    """Markdown"""
    put_markdown(
        """
        ## Second level
        Some **bold**, *italic*, ~~gone~~ and `code`, with [a link](https://commonmark.org).

        ### Third level
        - a list
          - within a list
        - [x] done
        - [ ] to do

        1. first
        2. second

        > Quoted, with `code` in it.

        | Left | Middle | Right |
        |:-----|:------:|------:|
        | a    |   b    |     1 |
        | c    |   d    |    20 |

        ```python
        for x in range(3):
            print(x)  # a comment
        ```

        ---
        The end, with <kbd>Ctrl</kbd> + <kbd>C</kbd> and <mark>a mark</mark>.
        """
    )


@page("html")
def html() -> None:
    """HTML"""
    put_html("X<sup>2</sup>, <mark>marked</mark>, <a href='https://example.com'>linked</a>")
    state("With a script")
    put_html("<p id='target'></p><script>target.textContent = 'set by a script'</script>")
    state("With class names of Bootstrap 4 and 5")
    put_html(
        "<div class='card mb-3'><div class='card-header'>Card</div><div class='card-body'>"
        "<span class='badge badge-success'>four</span> <span class='badge text-bg-primary'>five"
        "</span> <button class='btn btn-primary btn-sm mx-2'>Button</button></div></div>"
    )


@page("code")
def code() -> None:
    """Code"""
    put_code(
        "def total(rows):\n    # in cents\n    return sum(row['cents'] for row in rows)", "python"
    )
    state("Another language, one that is not known, none")
    put_code('{"name": "Ann", "age": 32, "admin": false}', language="json")
    put_code("no such language", language="klingon")
    put_code("plain")
    state("Rows that scroll, a line that is too long")
    put_code("\n".join(f"row {n}" for n in range(1, 31)), rows=4)
    put_code("x = " + LONG, language="python")


@page("table")
def table() -> None:
    """Table"""
    put_table(
        [
            ["Item", "Category", "Amount"],
            ["Train to Basel", "Travel", 84.0],
            ["Lunch with client", "Meals", 46.5],
            ["Team licence", "Software", 1290.0],
        ]
    )
    state("Cells that span, outputs in cells")
    put_table(
        [
            [span("Name", row=2), span("Address", col=2)],
            ["City", "Country"],
            ["Wang", "Beijing", put_markdown("**China**")],
            ["Liu", put_buttons(["Edit", "Delete"], onclick=toast, small=True), "..."],
            ["A table", span(put_table([["a", "b"], ["c", "d"]]), col=2)],
        ]
    )
    state("Without rows")
    put_table([], header=["Name", "Age"])
    state("Too wide for the page")
    put_table([[f"column number {n}" for n in range(20)], ["x" * 10] * 20])


@page("buttons")
def buttons() -> None:
    """Buttons"""
    row = [{"label": color, "value": color, "color": color} for color in COLORS]
    put_buttons(row, onclick=toast)
    state("Outlined")
    put_buttons(row, onclick=toast, outline=True)
    state("Small")
    put_buttons(row, onclick=toast, small=True)
    state("Like links")
    put_buttons(["like", "links"], onclick=toast, link_style=True)
    state("A group")
    put_buttons(["one", "group", "of", "buttons"], onclick=toast, group=True)
    state("Disabled")
    put_buttons([{"label": c, "value": c, "color": c, "disabled": True} for c in COLORS], toast)
    state("A long label")
    put_button(LONG, onclick=lambda: toast("clicked"))


@page("link")
def link() -> None:
    """Link"""
    put_link("To another site, in a new tab", url="https://example.com", new_window=True)
    put_link("To another page of the gallery", app="text")


@page("image")
def image() -> None:
    """Image"""
    put_image(gradient(240, 80), title="A gradient")
    state("With a width, with a height, wider than the page")
    put_image(gradient(240, 80), title="Narrow", width="100px")
    put_image(gradient(240, 80), title="Low", height="30px")
    put_image(gradient(3000, 60), title="Very wide")


@page("alert")
def alert() -> None:
    """Messages"""
    for show in (put_info, put_success, put_warning, put_error):
        show(
            put_text("A message with ", inline=True),
            put_link("a link", url="https://example.com"),
            put_text(" in it.", inline=True),
        )
    state("To be closed, with other outputs inside")
    for show in (put_info, put_success, put_warning, put_error):
        show(put_markdown("**Markdown** and `code`"), closable=True)
    state("A long text")
    put_warning(PROSE, closable=True)


@page("grid")
def layouts() -> None:
    """Rows, columns, grids"""
    put_row([put_code("2 of 5"), None, put_code("3 of 5")], size="40% 10px 60%")
    state("A column")
    put_column([put_text("above"), None, put_text("below")], size="auto 8px auto")
    state("A grid")
    put_grid(
        [
            [put_text("A"), put_text("B"), put_text("C")],
            [None, span(put_text("D and E"), col=2)],
        ],
        cell_width="100px",
        cell_height="40px",
    )
    state("A word that is too long for its column")
    put_row([put_text(LONG), None, put_text("right")])


@page("collapse")
def collapse() -> None:
    """Collapse"""
    put_collapse("Closed at first", ["Here it is."])
    put_collapse("Open at first", [PROSE, put_button("Button", onclick=lambda: None)], open=True)
    state("One in another")
    put_collapse("Outside", [put_collapse("Inside", ["At the core."], open=True)], open=True)


@page("tabs")
def tabs() -> None:
    """Tabs"""
    put_tabs(
        [
            {"title": "Text", "content": "Hello"},
            {"title": "Markdown", "content": put_markdown("~~gone~~ and **bold**")},
            {"title": "More", "content": [put_code("one"), put_button("two", lambda: None)]},
        ]
    )
    state("More than fit")
    put_tabs([{"title": f"Tab number {n}", "content": f"Content {n}"} for n in range(1, 21)])


@page("scrollable")
def scrollable() -> None:
    """Box that scrolls"""
    put_scrollable([put_text("line", number) for number in range(30)], height=120)
    state("The end in sight")
    put_scrollable([put_text("line", number) for number in range(30)], height=120, keep_bottom=True)
    state("Less than fits")
    put_scrollable("One line", height=(0, 120))


@page("file")
def file() -> None:
    """File to save"""
    put_file("hello.txt", b"Hello, world!\n")
    put_file("gradient.png", gradient(240, 80), label="Save the gradient")
    put_file(LONG + ".txt", b"")


@page("progress")
def progress() -> None:
    """Progress bar"""
    put_progressbar("none", 0)
    put_progressbar("third", 0.3)
    put_progressbar("named", 0.8, label="62 % · 12 s left")
    put_progressbar("all", 1)
    state("A tracked loop, its end not known")
    loop = iter(track((number for number in range(3)), "Items"))
    next(loop)
    state("A tracked loop that has ended")
    list(track(range(3), "Files"))
    loop.close()  # type: ignore[attr-defined]


@page("loading")
def loading() -> None:
    """Signs of waiting"""
    for shape in ("border", "grow"):
        state(shape)
        put_row([put_loading(shape, color=color) for color in COLORS])
    state("Larger")
    put_loading(color="primary").style("width: 3rem; height: 3rem")


@page("widget")
def widget() -> None:
    """Widget of one's own"""
    put_widget(
        """
        <figure class="border rounded p-3">
            {{#contents}} {{& pywebio_output_parse}} {{/contents}}
            <figcaption class="text-muted">{{caption}}</figcaption>
        </figure>
        """,
        {"caption": "A template with data", "contents": ["text", put_code("put_code()")]},
    )


@page("audio")
def audio() -> None:
    """Sound"""
    put_audio(silence(), title="A second of silence")


@page("video")
def video() -> None:
    """Film"""
    put_video("data:video/mp4,", poster=gradient(240, 80), title="Nothing to see")


@page("datatable")
def datatable() -> None:
    """Data table"""
    people = [
        {"name": f"Person {n}", "age": 20 + n % 50, "home": {"city": "Rome", "country": "Italy"}}
        for n in range(1000)
    ]
    put_datatable(
        people,
        actions=[("Greet", lambda rows: toast(f"Hello {rows}")), None, ("Wave", lambda _: None)],
        onselect=lambda rows: None,
        multiple_select=True,
        height=300,
        instance_id="people",
    )
    state("Few rows")
    put_datatable(people[:3], height="auto")
    state("No rows")
    put_datatable([], column_order=["name", "age"], height=160)


@page("figure")
def figure() -> None:
    """Figure"""
    with TemporaryDirectory() as folder:
        script = Path(folder) / "plotly.js"
        script.write_text(_PLOTTER, encoding="utf-8")
        put_figure(Bars(), title="Three bars", script=str(script))


class Bars:
    """Stands for a figure of Plotly, so that the gallery needs no chart library."""

    def to_json(self) -> str:
        """What the library would draw."""
        return '{"data": [30, 80, 50], "layout": {}}'


Bars.__module__ = "plotly.graph_objects"

_PLOTTER = """window.Plotly = { async newPlot(place, { data }) {
    place.innerHTML = `<svg viewBox="0 0 110 100" height="160" aria-hidden="true">` +
        data.map((y, i) => `<rect x="${10 + i * 32}" y="${100 - y}" width="26" height="${y}"
            fill="currentColor"/>`).join("") + "</svg>";
} };"""


@page("log")
def log() -> None:
    """Log"""
    put_log(f"12:00:{n:02} line {n}" for n in range(60))
    state("Many lines")
    put_log((f"line {n}" for n in range(100_000)), height=160)
    state("A line that is too long, nothing yet")
    put_log([LONG, LONG], height=100)
    put_log(height=60)


@page("stream")
def stream() -> None:
    """Stream"""
    put_stream(iter(["# A ", "title\n\nSome **bo", "ld** text\n\n- one\n", "- two\n"]))
    state("Plain text, still growing")
    growing = put_stream(plain=True)
    growing.write("so far")


@page("scope")
def scope() -> None:
    """Scope"""
    with use_scope("outer"):
        put_text("in the outer scope")
        with use_scope("inner"):
            put_text("in the inner scope")
    state("A name that is there already")
    put_scope("outer", content="not seen")


@page("notice")
def notice() -> None:
    """Remark of the library"""
    put_input("name", label="The first of its name")
    put_input("name", label="The second of its name")


@page("pin")
def pins() -> None:
    """Inputs on the page"""
    sizes: list[Any] = [("small", 1), ("large", 2)]
    put_input("city", TEXT, label="City", placeholder="London", help_text="Where to?")
    put_textarea("note", label="Note", rows=3)
    put_select("size", sizes, label="Size")
    put_select("several", sizes, label="Sizes", multiple=True)
    put_checkbox("show", ["grid", "axes"], label="Show", value=["grid"], inline=True)
    put_radio("answer", ["yes", "no"], label="Well?")
    put_slider("volume", label="Volume", value=30)
    put_actions("move", label="Move", buttons=["left", "right"])
    put_file_upload("photo", label="Photo", accept="image/*", max_size="10M")
    state("In a row, without a label")
    put_row([put_input("left", placeholder="left"), None, put_select("right", sizes)])
