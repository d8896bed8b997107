"""Ready-made pieces that many programs need.

In coroutine sessions all that wait for the visitor are awaited: ``await confirm("Sure?")``.
"""

from ..output import put_audio, put_video
from .auth import basic_auth, custom_auth, revoke_auth
from .browser import (
    clear_localstorage,
    get_all_query,
    get_cookie,
    get_localstorage,
    get_query,
    set_cookie,
    set_localstorage,
    wait_scroll_to_bottom,
)
from .dialogs import confirm, popup_input
from .picker import file_picker
from .shell import logbox_append, logbox_clear, put_logbox, redirect_stdout, run_shell

__all__ = [
    "basic_auth",
    "clear_localstorage",
    "confirm",
    "custom_auth",
    "file_picker",
    "get_all_query",
    "get_cookie",
    "get_localstorage",
    "get_query",
    "logbox_append",
    "logbox_clear",
    "popup_input",
    "put_audio",
    "put_logbox",
    "put_video",
    "redirect_stdout",
    "revoke_auth",
    "run_shell",
    "set_cookie",
    "set_localstorage",
    "wait_scroll_to_bottom",
]
