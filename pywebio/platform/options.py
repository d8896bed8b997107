"""The settings of a server: every keyword of `start_server` and its kin, checked once."""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from msgspec import Struct

from ..exceptions import ArgumentError
from ..lenient import number_of, whole_of
from ..session.base import Settings
from ..session.logs import log
from ..session.page import Bounds
from ..session.storage import DEFAULT_SPACE, Space
from ..session.view import Window
from ..utils import parse_file_size

DEFAULT_RECONNECT = 600.0
"""How long a session whose line was lost is kept, in seconds."""

MB = 1024 * 1024

PART_MOST = MB
"""Bytes of a part of a file that comes at once: in a frame, or as a piece of a larger part."""

POSTED_MOST = 16 * MB
"""Bytes of a part that is written while it comes. Pages begin with 512 kB."""

_FOREIGN = re.compile(r"[\w-]*[^\x00-\x7f][\w-]*")
"""A part of a name that is written in other letters than ASCII."""

_OWN_PATH = re.compile(r"/[A-Za-z0-9._~/-]+")


class ServerOptions(Struct, frozen=True, kw_only=True):
    """How a server works.

    The first group are parameters of `start_server`. The others are given to it by keyword too::

        start_server(main, max_outputs=5000, keep_running=30)

    :param reconnect_timeout: seconds that a session whose line was lost is kept; `None`: it ends at
        once.
    :param theme: look of the pages (see `config`) whose application names none.
    :param allowed_hosts: names in the Host header that are served (all if not given).
    :param max_outputs: outputs of a page; beyond it the oldest plain ones are taken away.
    :param max_page_size: bytes of a page, likewise.
    :param max_callbacks: callbacks of a page.
    :param max_threads: threads of a session.
    :param max_sessions: sessions at a time (by default as many as the memory may hold).
    :param window_commands: changes that may be on their way to a view.
    :param window_attended: the same while its visitor acts amid many of them.
    :param window_size: bytes that may be on their way to a view.
    :param slow_after: seconds without progress after which a view counts as absent.
    :param frame_size: bytes of one frame of a view.
    :param event_rate: events of a view per second, `event_burst` of them at a stretch.
    :param keep_running: seconds that a running program is kept after its page was closed.
    :param keep_finished: the same for a program that only answers callbacks, or has finished.
    :param max_event_size: bytes of one event that is too large for a frame (a long text).
    :param max_effects: effects (`run_js`, `toast`, ...) that may wait to be carried out.
    :param max_effects_size: their bytes.
    :param upload_space: bytes of all temporary files: those that visitors have sent and programs
        still hold, and those that pages show.
    :param csp: ``"strict"`` lets only scripts of this package run in the page; see the document on
        security.
    :param session_cleanup_interval: seconds between looks at pages over HTTP of which nothing was
        heard.
    :param health_path: a path as ``"/healthz"`` that answers whether the server takes visitors.
    :param metrics_path: a path as ``"/metrics"`` with figures for Prometheus; needs the package
        `prometheus-client`.
    :param shutdown_timeout: seconds that sessions get to finish when the server stops.
    :param switch_interval: how often threads take turns (`sys.setswitchinterval`); `None`: as it
        is.
    :param gc_threshold: so many new objects start a garbage collection (`gc.set_threshold`), and
        those that are there when the server starts are left out of it; `None`: as it is.
    """

    debug: bool = False
    cdn: bool | str = True
    static_dir: str | None = None
    reconnect_timeout: float | None = DEFAULT_RECONNECT
    allowed_origins: tuple[str, ...] = ()
    check_origin: Callable[[str], bool] | None = None
    max_payload_size: int = 200 * MB

    theme: str = ""
    csp: str = ""
    allowed_hosts: tuple[str, ...] | None = None
    max_outputs: int = 100_000
    max_page_size: int = 64 * MB
    max_callbacks: int = 100_000
    max_threads: int = 100
    max_sessions: int | None = None
    window_commands: int = 8192
    window_attended: int = 512
    window_size: int = MB
    slow_after: float = 5.0
    frame_size: int = MB
    event_rate: int = 200
    event_burst: int = 1000
    keep_running: float = 10.0
    keep_finished: float = 5.0
    max_event_size: int = 32 * MB
    max_effects: int = 1000
    max_effects_size: int = MB
    upload_space: int = DEFAULT_SPACE
    session_cleanup_interval: float = 300.0
    health_path: str = ""
    metrics_path: str = ""
    shutdown_timeout: float = 5.0
    switch_interval: float | None = 0.0005
    gc_threshold: int | None = 10_000

    @property
    def session_settings(self) -> Settings:
        """What the sessions of the server have in common."""
        return Settings(
            bounds=Bounds(
                outputs=self.max_outputs,
                size=self.max_page_size,
                callbacks=self.max_callbacks,
                effects=self.max_effects,
                effect_size=self.max_effects_size,
            ),
            window=Window(self.window_commands, self.window_size, self.window_attended),
            threads=self.max_threads,
            debug=self.debug,
            slow_after=self.slow_after,
            max_payload_size=self.max_payload_size,
            event_size=min(self.max_event_size, self.max_payload_size),
            space=Space(self.upload_space),
        )

    @property
    def message_limit(self) -> int:
        """Bytes of a message beyond which the line is closed."""
        return self.frame_size

    @property
    def body_limit(self) -> int:
        """Bytes of the body of a request beyond which it is not read."""
        return 2 * max(self.frame_size, PART_MOST)

    @property
    def session_limit(self) -> int:
        """How many sessions are taken."""
        return self.max_sessions if self.max_sessions is not None else _sessions_by_memory()


NUMBERS = frozenset(
    name
    for name, kind in ServerOptions.__annotations__.items()
    if kind in ("int", "float", "int | None", "float | None")
)
WHOLE = frozenset(
    name for name, kind in ServerOptions.__annotations__.items() if kind in ("int", "int | None")
)
MAY_BE_ZERO = frozenset({"keep_running", "keep_finished", "shutdown_timeout", "reconnect_timeout"})
MAY_BE_NONE = frozenset({"max_sessions", "switch_interval", "gc_threshold", "reconnect_timeout"})
PARAMETERS = frozenset(
    {
        "debug",
        "cdn",
        "static_dir",
        "reconnect_timeout",
        "allowed_origins",
        "check_origin",
        "max_payload_size",
    }
)
"""These are parameters; the other options come among the settings of the framework."""


def make_options(
    *,
    debug: bool = False,
    cdn: bool | str = True,
    static_dir: object = None,
    reconnect_timeout: float | None = 0,
    allowed_origins: object = None,
    check_origin: object = None,
    max_payload_size: int | str = "200M",
    others: Mapping[str, Any] | None = None,
) -> tuple[ServerOptions, dict[str, Any]]:
    """Check keywords; returns the options, and those of `others` that are none of ours."""
    more, rest = _split(others or {})
    options = ServerOptions(
        debug=_debug(debug),
        cdn=_cdn(cdn),
        static_dir=_static_dir(static_dir),
        reconnect_timeout=_reconnect_timeout(reconnect_timeout),
        allowed_origins=_patterns("allowed_origins", allowed_origins) or (),
        check_origin=_check_origin(check_origin),
        max_payload_size=_payload_size(max_payload_size),
        **more,
    )
    return options, rest


def options_of(
    given: Mapping[str, Any], others: Mapping[str, Any] | None = None
) -> tuple[ServerOptions, dict[str, Any]]:
    """Check what a program gives to a function of an adapter.

    The signatures of those functions are promises, so that each of them is written out. Which of
    their parameters are options of a server is said here alone.

    :param given: the parameters, which are the function's `locals()`.
    :param others: its further keywords; those that are none of ours are returned.
    """
    named = {name: given[name] for name in PARAMETERS & given.keys()}
    more = dict(others or {})
    # Where pages talk by HTTP only, it is their silence that counts, and has names of its own.
    if given.get("session_expire_seconds") is not None:
        name = "session_expire_seconds"
        named["reconnect_timeout"] = _number(name, given[name])
    if given.get("session_cleanup_interval") is not None:
        more["session_cleanup_interval"] = given["session_cleanup_interval"]
    return make_options(**named, others=more)


def _split(keywords: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    names = set(ServerOptions.__struct_fields__) - PARAMETERS
    ours: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    for name, value in keywords.items():
        if name == "allowed_hosts":
            ours[name] = _patterns(name, value)
        elif name == "theme":
            ours[name] = _theme(value)
        elif name == "csp":
            ours[name] = _csp(value)
        elif name in ("health_path", "metrics_path"):
            ours[name] = _own_path(name, value)
        elif name in names:
            ours[name] = _number(name, value)
        else:
            _check_spelling(name, names | PARAMETERS | {"auto_open_webbrowser", "remote_access"})
            rest[name] = value
    if ours.get("health_path") and ours.get("health_path") == ours.get("metrics_path"):
        raise ArgumentError("health_path and metrics_path have to be different.")
    return ours, rest


def _check_spelling(name: str, names: set[str] | frozenset[str]) -> None:
    near = get_close_matches(name, names, n=1, cutoff=0.85)
    if near:
        raise ArgumentError(f"{name!r} is no option of a server. Did you mean {near[0]!r}?")


def _number(name: str, value: object) -> object:
    if value is None and name in MAY_BE_NONE:
        return value
    number = number_of(value)
    if number is None:
        raise ArgumentError(f"{name} is a number; got {value!r}.")
    if not number >= 0 or (number == 0 and name not in MAY_BE_ZERO):  # so that it holds for NaN too
        raise ArgumentError(f"{name} has to be more than 0; got {value!r}.")
    if name not in WHOLE:
        return number
    whole = whole_of(number)
    if whole is None:
        raise ArgumentError(f"{name} is a whole number; got {value!r}.")
    return whole


def _debug(debug: object) -> bool:
    """Tracebacks may tell secrets: nothing but these two values of the variable shows them."""
    text = os.environ.get("PYWEBIO_DEBUG")
    return bool(debug) if text is None else text.strip().lower() in ("1", "true")


def _cdn(cdn: object) -> bool | str:
    if isinstance(cdn, str):
        return cdn
    if cdn in (None, False, True):  # 0 and 1 are equal to these
        return bool(cdn)
    raise ArgumentError(f"cdn is True, False or the base URL of the page's files; got {cdn!r}.")


def _static_dir(path: object) -> str | None:
    if path is None:
        return None
    if not isinstance(path, str | os.PathLike):
        raise ArgumentError(f"static_dir is the path of a directory; got {path!r}.")
    text = os.fspath(path)
    if not os.path.isdir(text):
        log.warning("static_dir=%r is no directory: /static/ has no files.", text)
        return None
    return str(text)


def _reconnect_timeout(seconds: object) -> float | None:
    if seconds is None:
        return None
    checked = _number("reconnect_timeout", seconds)
    return float(checked) if checked else DEFAULT_RECONNECT  # type: ignore[arg-type]


def _patterns(name: str, patterns: object) -> tuple[str, ...] | None:
    if patterns is None:
        return None
    if isinstance(patterns, str):
        patterns = (patterns,)
    if isinstance(patterns, list | tuple | set | frozenset) and all(
        isinstance(pattern, str) for pattern in patterns
    ):
        return tuple(_as_browsers_say(name, pattern) for pattern in patterns)
    example = "['https://*.example.com']" if name == "allowed_origins" else "['example.com']"
    raise ArgumentError(f"{name} is a list of patterns as {example}; got {patterns!r}.")


def _as_browsers_say(name: str, pattern: str) -> str:
    """A pattern of hosts as headers name them: lower case, in ASCII, without a slash at the end."""
    try:
        plain = _FOREIGN.sub(lambda label: label[0].encode("idna").decode(), pattern)
    except UnicodeError as error:
        raise ArgumentError(f"{name}: {pattern!r} is no name of hosts: {error}.") from None
    return plain.lower().rstrip("/")


def _own_path(name: str, path: object) -> str:
    """A path of the server beside those of the page."""
    if path is None or path == "":
        return ""
    if not isinstance(path, str) or not _OWN_PATH.fullmatch(path) or path.startswith("/static/"):
        raise ArgumentError(
            f"{name} is a path of the server as '/healthz', of letters, digits and - . _ ~ /, and "
            f"not below /static/; got {path!r}."
        )
    return path


def _theme(name: object) -> str:
    if name is None or isinstance(name, str):
        return name or ""
    raise ArgumentError(f"theme is a name as 'minty'; got {name!r}.")


def _csp(policy: object) -> str:
    if policy in (None, "", "strict"):
        return str(policy or "")
    raise ArgumentError(f"csp is 'strict', or nothing; got {policy!r}.")


def _check_origin(function: object) -> Callable[[str], bool] | None:
    if function is not None and not callable(function):
        raise ArgumentError(
            f"check_origin is a function check_origin(origin) -> bool; got {function!r}."
        )
    if inspect.iscoroutinefunction(function):
        raise ArgumentError(
            "check_origin is a plain function, no coroutine function: its answer is needed at once."
        )
    return function


def _payload_size(size: int | str) -> int:
    try:
        count = parse_file_size(size)
    except ValueError as error:
        raise ArgumentError(f"max_payload_size: {error}") from None
    if count <= 0:
        raise ArgumentError(f"max_payload_size has to be more than 0; got {size!r}.")
    return count


def _sessions_by_memory() -> int:
    """A session takes some 50 kB; its page more, so that 1 MB each is taken into account."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 10_000
    return max(1000, memory // MB)
