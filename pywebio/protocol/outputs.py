"""Outputs: what stands in a scope.

`id` is unique in the session, `rev` rises when a node is replaced, `click` is the id of the
callback of a click on the whole output.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from .base import ButtonColor, Json
from .fields import FormField


class Node(Struct, kw_only=True, omit_defaults=True, tag_field="type"):
    """What all outputs have in common."""

    id: int
    rev: int = 0
    style: str = ""
    click: int = 0


class Text(Node, kw_only=True, omit_defaults=True, gc=False, tag="text"):
    """Plain text; line breaks and runs of spaces are kept."""

    content: str
    inline: bool = False


class Markdown(Node, kw_only=True, omit_defaults=True, tag="markdown"):
    """GitHub-style Markdown; `options` go to the Markdown parser."""

    content: str
    options: dict[str, Json] | None = None
    sanitize: bool = True


class Html(Node, kw_only=True, omit_defaults=True, gc=False, tag="html"):
    """Markup of the program; its scripts run in order."""

    content: str
    sanitize: bool = False


class Code(Node, kw_only=True, omit_defaults=True, gc=False, tag="code"):
    """A block of code. `rows` limits the visible height, in lines."""

    content: str
    language: str = ""
    rows: int | None = None


class Span(Struct, kw_only=True, omit_defaults=True, tag_field="type", tag="span"):
    """A cell of a table or grid that covers several rows or columns."""

    content: Output | str | None
    row: int = 1
    col: int = 1


class Table(Node, kw_only=True, omit_defaults=True, tag="table"):
    """Rows of cells; the first `header` rows are header rows. A `str` cell is plain text."""

    rows: list[list[str | Output | Span]]
    header: int = 1


class Button(Struct, kw_only=True, omit_defaults=True):
    """One of a row of buttons. Its value never leaves the server: a click tells its index."""

    label: str
    color: ButtonColor = "primary"
    disabled: bool = False


class Buttons(Node, kw_only=True, omit_defaults=True, tag="buttons"):
    """A row of buttons; a click is a `callback` event whose value is the button's index."""

    buttons: list[Button]
    callback: int
    small: bool = False
    link: bool = False
    outline: bool = False
    group: bool = False


class Link(Node, kw_only=True, omit_defaults=True, tag="link"):
    """A link to `url`, or to another application of this server (`app`)."""

    label: str
    url: str = ""
    app: str = ""
    new_window: bool = False


class Image(Node, kw_only=True, omit_defaults=True, tag="image"):
    """An image; `src` is a URL, or `file:ID/TOKEN` for a file of this session.

    `width` and `height` are CSS lengths, `title` the alternative text.
    """

    src: str
    title: str = ""
    width: str = ""
    height: str = ""


class Alert(Node, kw_only=True, omit_defaults=True, tag="alert"):
    """A coloured message box."""

    kind: Literal["info", "success", "warning", "error"]
    contents: list[Output]
    closable: bool = False


class Grid(Node, kw_only=True, omit_defaults=True, tag="grid"):
    """Outputs in rows and columns (CSS grid); `None` is an empty cell.

    `columns`, `rows`, `auto_columns` and `auto_rows` are CSS track lists; `flow` is the direction
    in which the items fill the cells.
    """

    items: list[Output | Span | None]
    columns: str = ""
    rows: str = ""
    auto_columns: str = ""
    auto_rows: str = ""
    flow: Literal["row", "column"] = "row"


class Collapse(Node, kw_only=True, omit_defaults=True, tag="collapse"):
    """Contents below a title that opens and closes them."""

    title: str
    contents: list[Output]
    open: bool = False


class Tab(Struct, kw_only=True, omit_defaults=True):
    """One of several panes, and what stands in it."""

    title: str
    contents: list[Output]


class Tabs(Node, kw_only=True, omit_defaults=True, tag="tabs"):
    """Panes of which one is seen at a time; the first at first."""

    tabs: list[Tab]


class Scrollable(Node, kw_only=True, omit_defaults=True, tag="scrollable"):
    """Contents in a box that scrolls. Heights are CSS lengths.

    `keep_bottom`: the end of the contents stays in sight.
    """

    contents: list[Output]
    min_height: str = ""
    max_height: str = ""
    keep_bottom: bool = False
    border: bool = False


class FileLink(Node, kw_only=True, omit_defaults=True, gc=False, tag="file"):
    """A button that saves a file of this session (`file:ID/TOKEN`) under a name."""

    label: str
    name: str
    src: str


class Progress(Node, kw_only=True, omit_defaults=True, gc=False, tag="progress"):
    """A bar that shows how far something is: `value` is 0 to 1, `null` where nobody knows.

    `rate` (items per second) and `left` (seconds to go) stand behind the label.
    """

    name: str
    value: float | None = 0
    label: str = ""
    rate: float | None = None
    left: float | None = None


class Loading(Node, kw_only=True, omit_defaults=True, gc=False, tag="loading"):
    """A sign that something is going on."""

    shape: Literal["border", "grow"] = "border"
    color: ButtonColor = "dark"


class Custom(Node, kw_only=True, omit_defaults=True, tag="widget"):
    """A Mustache template of the program, filled with data.

    Outputs in the data stand in `contents`; `places` says where in the data each belongs: the keys
    and indexes on the way to it.
    """

    template: str
    data: dict[str, Json]
    contents: list[Output] = []
    places: list[list[str | int]] = []


class Audio(Node, kw_only=True, omit_defaults=True, gc=False, tag="audio"):
    """A sound with controls; `src` as for an image."""

    src: str
    title: str = ""
    autoplay: bool = False
    loop: bool = False
    muted: bool = False


class Video(Node, kw_only=True, omit_defaults=True, gc=False, tag="video"):
    """A film with controls; `src`, `poster`, `width` and `height` as for an image."""

    src: str
    title: str = ""
    autoplay: bool = False
    loop: bool = False
    muted: bool = False
    poster: str = ""
    width: str = ""
    height: str = ""


class DataTable(Node, kw_only=True, omit_defaults=True, tag="datatable"):
    """A grid for many rows; these come by `feed`.

    `name` is the instance id. `columns` is the order of the columns: keys, or for a group of
    columns a pair of its key and such a list. `column_args` are options of columns, each with the
    path of its column; in them and in `grid_args` an object with the only key `__js_function__`
    (names of arguments, then the body) is a function. `actions` are labels of buttons (`null`: a
    gap) for the rows selected: a click calls `action` with the index of the button and the ids of
    the rows. `select` is called with the ids of the rows selected. `id_path` is where a row has
    its id (empty: rows are numbered).
    """

    name: str
    columns: list[Json]
    column_args: list[tuple[list[str], dict[str, Json]]] = []
    grid_args: dict[str, Json] = {}
    height: str = ""
    theme: str = "balham"
    actions: list[str | None] = []
    action: int = 0
    select: int = 0
    multiple: bool = False
    content_bar: bool = True
    id_path: list[str] = []
    enterprise_key: str = ""


class Log(Node, kw_only=True, omit_defaults=True, gc=False, tag="log"):
    """Lines of text in a box that scrolls; they come by `feed`.

    Beyond `most` lines the oldest go. `follow`: the end stays in sight as long as the visitor does
    not scroll away from it.
    """

    label: str = ""
    height: str = ""
    most: int = 1_000_000
    follow: bool = True


class Stream(Node, kw_only=True, omit_defaults=True, gc=False, tag="stream"):
    """Text (Markdown, if not `plain`) that grows at its end; it comes by `feed`."""

    plain: bool = False
    sanitize: bool = True


class Figure(Node, kw_only=True, omit_defaults=True, gc=False, tag="figure"):
    """A figure of a chart library, drawn by the page.

    `spec` is what the library takes, as JSON (of ECharts as JavaScript, since it may have functions
    in it), here or in the file `src`. `scripts` are the files of the library.
    """

    library: Literal["plotly", "vega", "bokeh", "echarts"]
    spec: str = ""
    src: str = ""
    scripts: list[str] = []
    title: str = ""
    width: str = ""
    height: str = ""


class Scope(Node, kw_only=True, omit_defaults=True, gc=False, tag="scope"):
    """An empty named container; what stands in it is put there by `put` commands.

    `duplicate`: another scope has this name; it stays without contents and says so.
    `removed`: it was taken away out of an output that still stands; nothing is shown.
    """

    name: str
    duplicate: bool = False
    removed: bool = False


class Notice(Node, kw_only=True, omit_defaults=True, gc=False, tag="notice"):
    """A remark of the library itself, in the visitor's language, with one figure or name in it."""

    notice: Literal["pin_expired", "trimmed"]
    detail: str = ""


class Pin(Node, kw_only=True, omit_defaults=True, tag="pin"):
    """A field that stands on the page; a page tells changes of its value by `pin.change`.

    `value` is what the visitor has entered (`null`: the field is as `field` says); for a password
    that is ``""``. `sets` counts how often the program has set the value. `expired`: another pin
    has its name now, and a remark stands in its place.
    """

    field: FormField
    value: Json = None
    sets: int = 0
    expired: bool = False


Output = (
    Text
    | Markdown
    | Html
    | Code
    | Table
    | Buttons
    | Link
    | Image
    | Alert
    | Grid
    | Collapse
    | Tabs
    | Scrollable
    | FileLink
    | Progress
    | Loading
    | Custom
    | Audio
    | Video
    | DataTable
    | Log
    | Stream
    | Figure
    | Scope
    | Notice
    | Pin
)
