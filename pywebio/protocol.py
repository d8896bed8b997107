"""Everything that travels between a session and its views, as typed structures.

This is the one place where commands, events, outputs and fields have their names. The TypeScript
twin (``webiojs/src/protocol.ts``) is generated from it by ``tools/make_protocol_ts.py``; a check
fails when it is stale.

Frames
------
view -> server
    The first frame of a connection is a :class:`Hello`, each further one a :class:`Batch`.
server -> view
    An object is a control frame (:class:`Welcome` or :class:`Bye`). An array is
    ``[first, events, command, command, ...]``: ``first`` numbers the first command (the next ones
    follow without a gap, and a view's numbers begin at 1), ``events`` is the number of the last
    event of this view that the server has taken. ``[first, events]`` alone only acknowledges.

Numbers belong to a view, that is to one load of the page: commands are kept by the server until
the view has acknowledged them, events by the view until the server has. After a lost line each
side says what it has and gets the rest.

State and effects
-----------------
Most commands say what now stands on the page; they are *state* and are part of a snapshot.
Commands that happen once (``run_js``, ``toast``, ``download``, ...) are *effects*: each carries an
``effect`` number that rises through the session, and a page leaves out those that it has done.

A snapshot is ``snapshot.begin``, the commands that make the page, ``snapshot.end``. Between the
two the view keeps whatever node it has with the same id and revision, and removes at the end what
was not named.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

VERSION = 1
"""Raised with every change that an older page could not follow; an older page reloads."""

ROOT = "ROOT"
"""Name of the outermost scope."""

Json = Any
"""A value of plain JSON, whatever its shape."""

ButtonColor = Literal[
    "primary", "secondary", "success", "danger", "warning", "info", "light", "dark"
]


# ---------------------------------------------------------------------------------------------
# Outputs: what stands in a scope. `id` is unique in the session, `rev` rises when a node is
# replaced, `click` is the id of the callback of a click on the whole output.


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


# ---------------------------------------------------------------------------------------------
# Fields of forms.


class Option(Struct, kw_only=True, omit_defaults=True):
    """One choice of a select, checkbox or radio field."""

    label: str
    value: Json
    selected: bool = False
    disabled: bool = False


class Field(Struct, kw_only=True, omit_defaults=True, tag_field="type"):
    """What all fields have in common.

    `onblur` and `onchange` ask the view for `form.blur` and `form.change` events. `attributes` are
    further attributes of the HTML control.
    """

    name: str
    label: str = ""
    help_text: str = ""
    required: bool = False
    readonly: bool = False
    disabled: bool = False
    auto_focus: bool = False
    onblur: bool = False
    onchange: bool = False
    attributes: dict[str, Json] = {}


InputKind = Literal[
    "text",
    "number",
    "float",
    "password",
    "url",
    "date",
    "time",
    "color",
    "datetime-local",
]


class InputField(Field, kw_only=True, omit_defaults=True, tag="input"):
    """A one-line field. Its value travels as text; an empty one as ``""``.

    `action` is the id of the callback of a button beside the field, `action_label` its text. A
    `locked` field shows a text that stands for an object of the program: it cannot be edited until
    it is reset.
    """

    kind: InputKind = "text"
    value: str = ""
    placeholder: str = ""
    datalist: list[str] = []
    action: int = 0
    action_label: str = ""
    locked: bool = False


class TextareaField(Field, kw_only=True, omit_defaults=True, tag="textarea"):
    """A field of several lines. Lengths are in UTF-16 units, as browsers count.

    With `code` it is a code editor; these are its options, by the names that CodeMirror 5 has.
    """

    value: str = ""
    placeholder: str = ""
    rows: int = 6
    maxlength: int | None = None
    minlength: int | None = None
    code: dict[str, Json] | None = None


class SelectField(Field, kw_only=True, omit_defaults=True, tag="select"):
    """A list of options. Its value is an option's value, or with `multiple` a list of them.

    One that is not `native` can be searched.
    """

    options: list[Option]
    multiple: bool = False
    native: bool = True


class CheckboxField(Field, kw_only=True, omit_defaults=True, tag="checkbox"):
    """Options of which any number may be chosen; the value is a list of values."""

    options: list[Option]
    inline: bool = False


class RadioField(Field, kw_only=True, omit_defaults=True, tag="radio"):
    """Options of which one may be chosen; the value is its value, or ``null``."""

    options: list[Option]
    inline: bool = False


class SliderField(Field, kw_only=True, omit_defaults=True, tag="slider"):
    """A number between two others. A `step` of 0 means any number; `whole`: only whole ones."""

    value: float = 0
    min_value: float = 0
    max_value: float = 100
    step: float = 1
    whole: bool = True


class ActionButton(Struct, kw_only=True, omit_defaults=True):
    """A button of an `actions` field."""

    label: str
    value: Json = None
    kind: Literal["submit", "reset", "cancel"] = "submit"
    color: ButtonColor = "primary"
    disabled: bool = False


class ActionsField(Field, kw_only=True, omit_defaults=True, tag="actions"):
    """A row of buttons; a submitting one submits the form, and its value is the field's value."""

    buttons: list[ActionButton]


class FileField(Field, kw_only=True, omit_defaults=True, tag="file"):
    """Files, which the page sends to the upload slot `slot` before it submits the form.

    Its value is a list of :class:`SentFile`. Sizes are in bytes.
    """

    slot: int
    accept: list[str] = []
    multiple: bool = False
    placeholder: str = ""
    max_size: int
    max_total_size: int
    most: int = 1


FormField = (
    InputField
    | TextareaField
    | SelectField
    | CheckboxField
    | RadioField
    | SliderField
    | ActionsField
    | FileField
)


# ---------------------------------------------------------------------------------------------
# Commands: server -> view.


class Command(Struct, kw_only=True, omit_defaults=True, tag_field="cmd"):
    """What all commands have in common: nothing but the name."""


class Put(Command, kw_only=True, omit_defaults=True, tag="put"):
    """Show a node in a scope, before the node `before` or (0) at the end."""

    node: Output
    scope: str = ROOT
    before: int = 0


class Replace(Command, kw_only=True, omit_defaults=True, tag="replace"):
    """Show a node in the place of the one with the same id."""

    node: Output


class Remove(Command, kw_only=True, omit_defaults=True, tag="remove"):
    """Take nodes away, with all that stands in them."""

    ids: list[int]


class Rows(Struct, kw_only=True, omit_defaults=True):
    """Rows of a data table: pairs of id and record, here or (many) in the file `src`.

    In the file each line is a JSON list of such pairs.
    """

    pairs: list[tuple[int | str, Json]] = []
    src: str = ""


class Change(Struct, kw_only=True, omit_defaults=True, tag_field="kind"):
    """A change of the contents of an output that stands on the page.

    A change of a data table has a number: the page leaves out those that it has.
    """


class RowsLoad(Change, kw_only=True, omit_defaults=True, tag="rows.load"):
    """These are all rows of a data table from now on."""

    number: int
    rows: Rows


class RowsInsert(Change, kw_only=True, omit_defaults=True, tag="rows.insert"):
    """Further rows of a data table, before the row `before` or at the end."""

    number: int
    rows: Rows
    before: int | str | None = None


class RowsUpdate(Change, kw_only=True, omit_defaults=True, tag="rows.update"):
    """Rows of a data table that have changed."""

    number: int
    rows: Rows


class RowsRemove(Change, kw_only=True, omit_defaults=True, tag="rows.remove"):
    """These rows of a data table go."""

    number: int
    ids: list[int | str]


class LogLines(Change, kw_only=True, omit_defaults=True, tag="log.lines"):
    """Lines of a log. `first` is the number of the first one, counted from the log's beginning.

    Lines before the number `start` are gone. A page leaves out the lines that it has.
    """

    first: int
    lines: list[str]
    start: int = 0


class StreamText(Change, kw_only=True, omit_defaults=True, tag="stream.text"):
    """More text of a stream; `at` is its place in the whole, in Unicode code points.

    `done`: nothing more will come.
    """

    at: int
    text: str
    done: bool = False


AnyChange = RowsLoad | RowsInsert | RowsUpdate | RowsRemove | LogLines | StreamText


class Feed(Command, kw_only=True, omit_defaults=True, tag="feed"):
    """The contents of the output `id` change: see :class:`Change`."""

    id: int
    change: AnyChange


class ScopeClear(Command, kw_only=True, omit_defaults=True, tag="scope.clear"):
    """Empty a scope. With `hold` it keeps its height until `scope.release`, so nothing jumps."""

    scope: str
    hold: bool = False


class ScopeRelease(Command, kw_only=True, omit_defaults=True, tag="scope.release"):
    """Let a scope have the height of its contents again."""

    scope: str


class Trim(Command, kw_only=True, omit_defaults=True, tag="trim"):
    """Take the oldest outputs of a scope away; `mark` is the id of the notice in their place."""

    scope: str
    ids: list[int]
    mark: int
    total: int


class EnvSet(Command, kw_only=True, omit_defaults=True, tag="env.set"):
    """Settings of the page, as in `set_env()`."""

    settings: dict[str, Json]


class PopupOpen(Command, kw_only=True, omit_defaults=True, tag="popup.open"):
    """Open a popup in the place of any other; `scope` names the scope that is its body."""

    popup: int
    title: str
    scope: str
    size: Literal["small", "normal", "large"] = "normal"
    implicit_close: bool = True
    closable: bool = True


class PopupClose(Command, kw_only=True, omit_defaults=True, tag="popup.close"):
    """Close the popup."""

    popup: int


class FormShow(Command, kw_only=True, omit_defaults=True, tag="form.show"):
    """Show a form in front of the others, or (a form the view knows) leave it as it is.

    `marks` are problems shown at fields: name -> message. `buttons` is false where the last field
    brings the buttons itself. `titled` is true when `label` is the caption of the one field.
    With a `scope` the form stands at the end of that scope, else in the input panel.
    """

    form: int
    label: str
    fields: list[FormField]
    cancelable: bool = False
    buttons: bool = True
    titled: bool = False
    scope: str = ""
    marks: dict[str, str] = {}


class FormUpdate(Command, kw_only=True, omit_defaults=True, tag="form.update"):
    """Change attributes of one field: `value`, `label`, `options`, `placeholder`, ..."""

    form: int
    name: str
    attributes: dict[str, Json]


class FormMark(Command, kw_only=True, omit_defaults=True, tag="form.mark"):
    """Show (text) or take away (`null`) problems at fields. `refused`: the answer to a submit.

    A text that starts with ``@`` is a key of the page's catalogue of texts, with its arguments
    behind bars (``@required``, ``@too_small|10``). A text of the program's own that starts with
    ``@`` travels with one more (``@@text``). The name ``""`` stands for the form as a whole.
    """

    form: int
    marks: dict[str, str | None]
    refused: bool = False


class FormClose(Command, kw_only=True, omit_defaults=True, tag="form.close"):
    """Take a form away; the one before it comes to the front."""

    form: int


class PinUpdate(Command, kw_only=True, omit_defaults=True, tag="pin.update"):
    """Change attributes of a pin's field, as `form.update` does.

    `rev` is the revision of the pin from now on, `sets` its count of values set by the program.
    """

    id: int
    attributes: dict[str, Json]
    rev: int
    sets: int = 0


class ProgramState(Command, kw_only=True, omit_defaults=True, tag="program.state"):
    """What the program does: `held` answers callbacks only, `finished` and `failed` nothing.

    `detail` is the traceback of a failed program, only with `debug`.
    """

    state: Literal["running", "held", "finished", "failed"]
    detail: str = ""


class SnapshotBegin(Command, kw_only=True, omit_defaults=True, tag="snapshot.begin"):
    """What follows, up to `snapshot.end`, is the whole page."""


class SnapshotEnd(Command, kw_only=True, omit_defaults=True, tag="snapshot.end"):
    """The page is whole; what was not named since `snapshot.begin` goes."""


class Effect(Command, kw_only=True, omit_defaults=True):
    """What all effects have in common: a number, by which a page does each at most once."""

    effect: int


class RunJs(Effect, kw_only=True, omit_defaults=True, tag="run_js"):
    """Run code; `args` are names in its scope. With `wait` its value goes back in a `result`."""

    code: str
    args: dict[str, Json] = {}
    wait: int = 0


class PinRead(Effect, kw_only=True, omit_defaults=True, tag="pin.read"):
    """Tell changes of all pins now, then answer by a `result`.

    Its value has the values of those among `pins` that were only marked as changed, by their ids.
    """

    wait: int
    pins: list[int] = []


class Toast(Effect, kw_only=True, omit_defaults=True, tag="toast"):
    """Show a message for `duration` ms (0: until closed). A click is an event of `callback`."""

    content: str
    duration: int = 2000
    position: Literal["left", "center", "right"] = "center"
    color: str = "info"
    callback: int = 0


class Download(Effect, kw_only=True, omit_defaults=True, tag="download"):
    """Save a file of this session (`file:ID/TOKEN`) under a name."""

    name: str
    src: str


class ScrollTo(Effect, kw_only=True, omit_defaults=True, tag="scroll_to"):
    """Scroll the page to a scope."""

    scope: str
    position: Literal["top", "middle", "bottom"] = "top"


class GoApp(Effect, kw_only=True, omit_defaults=True, tag="go_app"):
    """Open another application of this server."""

    name: str
    new_window: bool = True


class ProgramError(Effect, kw_only=True, omit_defaults=True, tag="program.error"):
    """A callback of the program failed, and the program goes on: tell the visitor.

    `detail` is the traceback, only with `debug`.
    """

    detail: str = ""


class Console(Effect, kw_only=True, omit_defaults=True, tag="console"):
    """A warning for the browser's console."""

    message: str


State = (
    Put
    | Replace
    | Remove
    | Feed
    | ScopeClear
    | ScopeRelease
    | Trim
    | EnvSet
    | PopupOpen
    | PopupClose
    | FormShow
    | FormUpdate
    | FormMark
    | FormClose
    | PinUpdate
    | ProgramState
    | SnapshotBegin
    | SnapshotEnd
)
EffectCommand = RunJs | PinRead | Toast | Download | ScrollTo | GoApp | ProgramError | Console
AnyCommand = State | EffectCommand


# ---------------------------------------------------------------------------------------------
# Events: view -> server.

Id = Annotated[int, Meta(ge=0, le=2**53)]
Name = Annotated[str, Meta(max_length=1024)]


class SentFile(Struct, kw_only=True, omit_defaults=True):
    """A file that was sent to a slot: the id of the upload, and what the browser says of it.

    `modified` is in milliseconds since 1970.
    """

    upload: Annotated[str, Meta(max_length=64)]
    name: Annotated[str, Meta(max_length=4096)] = ""
    type: Annotated[str, Meta(max_length=256)] = ""
    modified: float = 0


class Event(Struct, kw_only=True, omit_defaults=True, tag_field="event"):
    """What all events have in common: nothing but the name."""


class FormSubmit(Event, kw_only=True, omit_defaults=True, tag="form.submit"):
    """The visitor submitted a form: name -> value of each field."""

    form: Id
    values: dict[Name, Json]


class FormCancel(Event, kw_only=True, omit_defaults=True, tag="form.cancel"):
    """The visitor cancelled a form."""

    form: Id


class FormBlur(Event, kw_only=True, omit_defaults=True, tag="form.blur"):
    """The visitor left a field that has a value."""

    form: Id
    name: Name
    value: Json = None


class FormChange(Event, kw_only=True, omit_defaults=True, tag="form.change"):
    """The visitor changed a field."""

    form: Id
    name: Name
    value: Json = None


class PinChange(Event, kw_only=True, omit_defaults=True, tag="pin.change"):
    """The value of a pin has changed.

    `large`: it is fetched by `pin.read` when it is needed. `sets` is the count of the pin when it
    was changed: a change that crosses a value set by the program is dropped. `silent`: not by the
    visitor, but by a script.
    """

    pin: Id
    value: Json = None
    large: bool = False
    sets: Id = 0
    silent: bool = False


class CallbackEvent(Event, kw_only=True, omit_defaults=True, tag="callback"):
    """A button, an output, a toast or a custom widget calls the program."""

    callback: Id
    value: Json = None


class Result(Event, kw_only=True, omit_defaults=True, tag="result"):
    """The value of a `run_js` with `wait`; `null` for what JSON cannot say and for errors."""

    wait: Id
    value: Json = None


class PopupClosed(Event, kw_only=True, omit_defaults=True, tag="popup.closed"):
    """The visitor closed the popup."""

    popup: Id


class ToastClosed(Event, kw_only=True, omit_defaults=True, tag="toast.closed"):
    """A toast has gone; its callback is not needed any more."""

    callback: Id


class LargeEvent(Event, kw_only=True, omit_defaults=True, tag="large"):
    """An event that is too large for a frame: it was sent as a file to slot 0."""

    upload: Annotated[str, Meta(max_length=64)]


AnyEvent = (
    FormSubmit
    | FormCancel
    | FormBlur
    | FormChange
    | PinChange
    | CallbackEvent
    | Result
    | PopupClosed
    | ToastClosed
    | LargeEvent
)


# ---------------------------------------------------------------------------------------------
# Frames.

Short = Annotated[str, Meta(max_length=256)]


class Facts(Struct, kw_only=True, omit_defaults=True):
    """What a page knows of itself: sizes in CSS pixels, `time_zone` as an IANA name."""

    language: Short = ""
    time_zone: Short = ""
    width: int = 0
    height: int = 0
    dark: bool = False
    touch: bool = False


class Hello(Struct, kw_only=True, omit_defaults=True, tag_field="type", tag="hello"):
    """The first frame of a connection.

    `view` is a random id of this load of the page, `session` the key it was given before (or none),
    `applied` the last command applied, `done` the last effect done (also by an earlier load).
    """

    version: int
    view: Annotated[str, Meta(min_length=16, max_length=64, pattern="^[A-Za-z0-9_-]+$")]
    session: Short = ""
    applied: Id = 0
    done: Id = 0
    app: Name = ""
    query: Annotated[str, Meta(max_length=65536)] = ""
    navigation: Literal["navigate", "reload", "back_forward", "prerender", "restore"] = "navigate"
    facts: Facts = field(default_factory=Facts)


class Batch(Struct, kw_only=True, omit_defaults=True):
    """Any further frame: the last command applied, and events with their numbers.

    `ping` asks for an answer at once, so that a dead line shows itself.
    """

    ack: Id = 0
    events: list[tuple[Id, AnyEvent]] = []
    ping: bool = False


class Limits(Struct, kw_only=True):
    """What a view has to respect: bytes of a frame, commands and bytes before it acknowledges."""

    frame_bytes: int
    ack_commands: int
    ack_bytes: int


class Welcome(Struct, kw_only=True, omit_defaults=True, tag_field="type", tag="welcome"):
    """The answer to a hello. `resumed`: the numbers of this view go on; else a snapshot follows.

    `session` is the secret key for a later hello, `sid` the public id (used in file addresses),
    `events` the last event of this view that was taken, `upload` what has to be named to send
    files.
    """

    session: str
    sid: str
    limits: Limits
    resumed: bool = False
    events: int = 0
    debug: bool = False
    upload: str = ""


class Bye(Struct, kw_only=True, omit_defaults=True, tag_field="type", tag="bye"):
    """The server will not go on with this view.

    `unknown`: the session is not known (the server was restarted); `moved`: another view has taken
    over; `closed`: the session was ended; `version`: the page is of another version; `refused`: no
    further session is taken (the reason is in `detail`).
    """

    reason: Literal["unknown", "moved", "closed", "version", "refused"]
    detail: str = ""
