"""Commands: server -> view."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from .base import ROOT, Json
from .fields import FormField
from .outputs import Output, Text


class Command(Struct, kw_only=True, omit_defaults=True, tag_field="cmd"):
    """What all commands have in common: nothing but the name."""


class Put(Command, kw_only=True, omit_defaults=True, gc=False, tag="put"):
    """Show a node in a scope, before the node `before` or (0) at the end."""

    node: Output
    scope: str = ROOT
    before: int = 0


class PutTexts(Command, kw_only=True, omit_defaults=True, tag="put.texts"):
    """Show texts at the end of a scope: the most of a large page, when a snapshot tells it."""

    texts: list[Text]
    scope: str = ROOT


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


class KeptScript(Command, kw_only=True, omit_defaults=True, tag="script.kept"):
    """Code that belongs to the page: each load of it runs it once. `number` orders it among the
    effects.
    """

    number: int
    code: str
    args: dict[str, Json] = {}


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
    | PutTexts
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
    | KeptScript
    | SnapshotBegin
    | SnapshotEnd
)
EffectCommand = RunJs | PinRead | Toast | Download | ScrollTo | GoApp | ProgramError | Console
AnyCommand = State | EffectCommand
