"""What a program does with its session: scripts, downloads, settings, threads, its end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine
from pathlib import PurePath
from typing import Any, TypeVar

import msgspec

from .. import protocol as wire
from ..exceptions import ArgumentError, SessionClosedException
from ..lenient import number_of
from ..utils import as_text, nearest
from .base import Conversation, Session
from .coroutinebased import CoroutineBasedSession as CoroutineBasedSession
from .coroutinebased import CoroutineSession
from .current import get_current_session as get_current_session
from .current import get_current_task_id as get_current_task_id
from .files import FileSource, take_content
from .pieces import COMMAND_SIZE
from .proxies import Info, Local, info, local
from .threadbased import ThreadBasedSession as ThreadBasedSession
from .threadbased import ThreadSession

__all__ = [
    "data",
    "defer_call",
    "download",
    "eval_js",
    "get_info",
    "go_app",
    "hold",
    "info",
    "local",
    "register_thread",
    "run_async",
    "run_asyncio_coroutine",
    "run_js",
    "set_env",
]

F = TypeVar("F", bound=Callable[[], Any])

_ENV: dict[str, type] = {
    "title": str,
    "output_animation": bool,
    "auto_scroll_bottom": bool,
    "http_pull_interval": int,
    "input_panel_fixed": bool,
    "input_panel_min_height": int,
    "input_panel_init_height": int,
    "input_auto_focus": bool,
    "theme_switch": bool,
    "output_max_width": str,
}
_AT_LEAST = {"http_pull_interval": 1, "input_panel_min_height": 75, "input_panel_init_height": 175}


def run_js(code_: str, *, keep: bool = False, **args: Any) -> None:
    """Run JavaScript in the visitor's page, without waiting for it and without a result.

    What a script has done to the document is lost when the page is loaded again, so that a reload
    starts a program anew that has run one. Scripts that set the page up can be kept instead.

    :param code_: one or more statements. They run in a function: write ``window.x = 1``, not
        ``var x = 1``, for what later code shall see.
    :param keep: the code belongs to the page: it runs again when that is reloaded, in the order of
        the calls, and the reload returns to this program.
    :param args: variables of the code; values that JSON can say. A variable cannot be named
        ``keep``.
    :raises TypeError: if a value cannot be sent as JSON.

    Example::

        run_js("document.body.dataset.who = name", name="Ann")
        run_js("document.body.classList.add('big')", keep=True)
    """
    code = _code(code_, "code_")
    if not isinstance(keep, bool):
        raise ArgumentError(
            f"run_js(keep=...) is True or False; got {keep!r}. "
            "A variable of the code needs another name than 'keep'."
        )
    size = COMMAND_SIZE + len(code) + _json_size(args)
    session = get_current_session()
    if keep:
        session.keep_script(wire.KeptScript(number=0, code=code, args=args), size)
        return
    session.effect(wire.RunJs(effect=0, code=code, args=args), size)
    session.scripted = True


def run_harmless_js(code: str, **args: Any) -> None:
    """As :func:`run_js`, for code of this package that leaves the document as it is."""
    command = wire.RunJs(effect=0, code=code, args=args)
    get_current_session().effect(command, COMMAND_SIZE + len(code) + _json_size(args))


def eval_js(expression_: str, **args: Any) -> Any:
    """Evaluate a JavaScript expression in the visitor's page and return its value.

    A promise is awaited. What JSON cannot say, an error and a rejected promise are `None`. In a
    coroutine session: ``await eval_js(...)``.

    :param expression_: an expression, or statements of which the last one's value counts.
    :param args: variables of the expression; values that JSON can say.
    :raises TypeError: if a value cannot be sent as JSON.

    Example::

        width = eval_js("window.innerWidth * scale", scale=2)
        put_text(width)
    """
    code = _code(expression_, "expression_")
    size = COMMAND_SIZE + len(code) + _json_size(args)
    session = get_current_session()
    session.check_open()
    return session.converse(_evaluate(session, code, args, size))


def _evaluate(session: Session, code: str, args: dict[str, Any], size: int) -> Conversation[Any]:
    with session.open_wait() as wait:
        wait.ask(wire.RunJs(effect=0, code=code, args=args, wait=wait.id), size)
        while True:
            event = yield wait
            if isinstance(event, wire.Result):
                return event.value


def _code(code: str, name: str) -> str:
    if not isinstance(code, str):
        raise TypeError(f"{name} is JavaScript code, a str; got {type(code).__name__}.")
    return as_text(code)


def _json_size(args: dict[str, Any]) -> int:
    return len(msgspec.json.encode(args)) if args else 0


def download(name: str, content: Any) -> None:
    """Have the visitor's browser save a file.

    :param name: the file's name.
    :param content: its bytes or its text, a file opened in binary mode, or a generator of bytes:
        these are read now. Or a `pathlib.Path`: that file is sent from where it is, so leave it
        there.
    :raises TypeError: if `content` is something else.

    Example::

        download("report.csv", b"a;b\\n1;2\\n")
    """
    if not isinstance(name, str | PurePath) or not name:
        raise ArgumentError(f"The name of a download is a str; got {name!r}.")
    name = as_text(name.name if isinstance(name, PurePath) else name)
    session = get_current_session()
    session.pace()
    kept = take_content(content, session.space, "download()")
    source = FileSource(kept, name=name, counted=False)
    src = session.send_file(source)
    session.effect(wire.Download(effect=0, name=name, src=src))


def set_env(**env: Any) -> None:
    """Change settings of the page.

    :param title: title of the page (str).
    :param output_animation: fade outputs in (bool, True).
    :param auto_scroll_bottom: scroll to the end after an output to ROOT (bool, False).
    :param http_pull_interval: milliseconds between questions to the server where the connection is
        HTTP polling (int, 1000).
    :param input_panel_fixed: keep the input panel in sight (bool, True).
    :param input_panel_min_height: pixels (int, at least 75; 300).
    :param input_panel_init_height: pixels (int, at least 175; 300).
    :param input_auto_focus: put the cursor into a new form (bool, True).
    :param theme_switch: show the switch for light and dark in the footer, and heed the visitor's
        choice (bool; see also `config`).
    :param output_max_width: width of the page as CSS (str, ``'880px'``).
    :raises ArgumentError: for other names or values.

    Example::

        set_env(title="Expenses", output_max_width="80%")
    """
    settings = {
        name: _setting(name, value)
        for name, value in env.items()
        if value is not None or name not in _ENV
    }
    get_current_session().change(lambda page: page.set_env(settings))


def _setting(name: str, value: Any) -> str | int | bool:
    """A setting as the page has it; other numbers than it can be are the nearest one."""
    kind = _ENV.get(name)
    number = number_of(value, written=kind is int)
    if kind is None:
        hint = nearest(name, list(_ENV))
        raise ArgumentError(f"set_env() has no setting {name!r}.{hint} It has: {', '.join(_ENV)}.")
    if kind is int and number is not None and abs(number) < 1e9:
        return max(round(number), _AT_LEAST[name])
    if kind is bool and isinstance(value, int):
        return bool(value)
    if kind is str and isinstance(value, str):
        return as_text(value)
    if kind is str and number is not None:
        return f"{number}px" if name == "output_max_width" else str(number)
    raise ArgumentError(f"set_env({name}=...) takes a {kind.__name__}; got {value!r}.")


def go_app(name: str, new_window: bool = True) -> None:
    """Open another application of this server.

    :param name: the application's name: the function's, or the key in the dict of applications.
    :param new_window: in a new tab, or in the place of this page.

    Example::

        put_button("Settings", onclick=lambda: go_app("settings", new_window=False))
    """
    if not isinstance(name, str):
        raise ArgumentError(f"go_app() takes the name of an application; got {name!r}.")
    get_current_session().effect(wire.GoApp(effect=0, name=name, new_window=bool(new_window)))


def hold() -> Any:
    """Wait until the visitor has left the page; the code after it runs then.

    A program that has shown buttons need not call it: its session stays by itself as long as the
    page is open. In a coroutine session: ``await hold()``.

    Example::

        put_button("Again", onclick=lambda: put_text("again"))
        hold()
    """
    session = get_current_session()
    session.check_open()
    return session.converse(_hold(session))


def _hold(session: Session) -> Conversation[None]:
    with session.open_wait() as wait:
        wait.holds = True
        while True:
            try:
                yield wait
            except SessionClosedException:
                return


def defer_call(func: F) -> F:
    """Have a function called when the session ends, for whatever reason; usable as a decorator.

    Several are called in the order in which they were given; an error in one is logged and does
    not stop the next. They cannot show or ask anything any more.

    :param func: a function without arguments.
    :returns: the function itself.

    Example::

        @defer_call
        def goodbye():
            print("the visitor has left")
    """
    if not callable(func):
        raise ArgumentError(f"defer_call() takes a function; got {func!r}.")
    get_current_session().defer(func)
    return func


def register_thread(thread: threading.Thread) -> None:
    """Let a thread use this session; before or after its start.

    The session stays until the program and all registered threads have ended. Needless, but
    allowed, in script mode.

    :param thread: a `threading.Thread`.
    :raises RuntimeError: in a coroutine session; use :func:`run_async` there.

    Example::

        def work():
            put_text("from the thread")

        thread = threading.Thread(target=work)
        register_thread(thread)
        thread.start()
    """
    if not isinstance(thread, threading.Thread):
        raise ArgumentError(f"register_thread() takes a threading.Thread; got {thread!r}.")
    session = get_current_session()
    if not isinstance(session, ThreadSession):
        raise RuntimeError(
            "register_thread() is for sessions of plain functions. In an async function use "
            "run_async(), asyncio.create_task() or asyncio.to_thread()."
        )
    session.register(thread)


def run_async(coro_obj: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine beside the program, as part of this session (coroutine sessions only).

    The session stays until the program and all coroutines started so have ended.

    :param coro_obj: a coroutine object, as in ``run_async(work())``.
    :returns: a `TaskHandler`: ``close()`` ends the coroutine, ``closed()`` tells whether it ended.
    :raises RuntimeError: in a session of a plain function; use a thread there.

    Example::

        async def work():
            put_text("working")

        task = run_async(work())
        await hold()
    """
    return _coroutine_session("run_async()", coro_obj).run_async(coro_obj)


def run_asyncio_coroutine(coro_obj: Coroutine[Any, Any, Any]) -> Coroutine[Any, Any, Any]:
    """Await an asyncio coroutine: ``await run_asyncio_coroutine(asyncio.sleep(1))``.

    Coroutine sessions run on an asyncio loop on every framework, so that ``await
    asyncio.sleep(1)`` does the same; the name is kept for existing programs.

    :param coro_obj: a coroutine object.
    :raises RuntimeError: in a session of a plain function.

    Example::

        import asyncio

        await run_asyncio_coroutine(asyncio.sleep(0.1))
    """
    _coroutine_session("run_asyncio_coroutine()", coro_obj)
    return _await(coro_obj)


async def _await(coro_obj: Coroutine[Any, Any, Any]) -> Any:
    return await coro_obj


def _coroutine_session(what: str, coro_obj: Any) -> CoroutineSession:
    session = get_current_session()
    if isinstance(session, CoroutineSession):
        return session
    if hasattr(coro_obj, "close"):
        coro_obj.close()
    raise RuntimeError(
        f"{what} is for sessions of async functions. In a plain function start a "
        "threading.Thread and call register_thread() for it."
    )


def data() -> Local:
    """The old name (1.0) of :data:`local`.

    Example::

        data().visits = 1
        put_text(data().visits)
    """
    get_current_session()
    return local


def get_info() -> Info:
    """The old name (1.0 and 1.1) of :data:`info`.

    Example::

        put_text("Hello from", get_info().user_ip)
    """
    get_current_session()
    return info
