"""Show things to the visitor: text, tables, media, files, buttons, layouts, progress, popups."""

from .buttons import put_button, put_buttons
from .containers import (
    column,
    grid,
    output,
    put_collapse,
    put_column,
    put_error,
    put_grid,
    put_info,
    put_row,
    put_scope,
    put_success,
    put_warning,
    row,
    style,
)
from .custom import put_widget
from .datatable import (
    JSFunction,
    datatable_insert,
    datatable_remove,
    datatable_update,
    put_datatable,
)
from .figure import put_figure
from .files import put_file
from .log import put_log
from .media import put_audio, put_image, put_video
from .overlay import PopupSize, close_popup, popup, toast
from .panes import put_scrollable, put_tabs
from .progress import (
    put_loading,
    put_processbar,
    put_progressbar,
    set_processbar,
    set_progressbar,
    track,
)
from .scopes import (
    OutputPosition,
    Position,
    clear,
    get_scope,
    remove,
    scroll_to,
    set_scope,
    use_scope,
)
from .scopes import Scope as Scope
from .scopes import clear_scope as clear_scope
from .stream import put_stream
from .table import put_table, span
from .text import put_code, put_html, put_link, put_markdown, put_text
from .widget import Output as Output
from .widget import OutputList as OutputList

__all__ = [
    "JSFunction",
    "OutputPosition",
    "PopupSize",
    "Position",
    "clear",
    "close_popup",
    "column",
    "datatable_insert",
    "datatable_remove",
    "datatable_update",
    "get_scope",
    "grid",
    "output",
    "popup",
    "put_audio",
    "put_button",
    "put_buttons",
    "put_code",
    "put_collapse",
    "put_column",
    "put_datatable",
    "put_error",
    "put_figure",
    "put_file",
    "put_grid",
    "put_html",
    "put_image",
    "put_info",
    "put_link",
    "put_loading",
    "put_log",
    "put_markdown",
    "put_processbar",
    "put_progressbar",
    "put_row",
    "put_scope",
    "put_scrollable",
    "put_stream",
    "put_success",
    "put_table",
    "put_tabs",
    "put_text",
    "put_video",
    "put_warning",
    "put_widget",
    "remove",
    "row",
    "scroll_to",
    "set_processbar",
    "set_progressbar",
    "set_scope",
    "span",
    "style",
    "toast",
    "track",
    "use_scope",
]
