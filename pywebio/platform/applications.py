"""What a server offers: functions of the user, with their names, titles and descriptions."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, Literal

from msgspec import Struct

from .. import protocol as wire
from ..exceptions import ArgumentError
from ..session.current import get_current_session
from ..session.pieces import COMMAND_SIZE, Piece
from ..utils import as_text
from .settings import NO_SETTINGS, PageSettings, default_settings, settings_of

DEFAULT_TITLE = "PyWebIO Application"
INDEX = "index"


class Application(Struct, frozen=True):
    """A function that is run for each visitor."""

    function: Callable[[], Any]
    name: str
    title: str = DEFAULT_TITLE
    description: str = ""
    kind: Literal["thread", "coroutine"] = "thread"
    settings: PageSettings = NO_SETTINGS


def make_applications(applications: object) -> dict[str, Application]:
    """The applications by name: of one function, a list of functions, or a dict name -> function.

    One function is called `index`. If none has that name, an index page is added.
    """
    if callable(applications):
        return {INDEX: make_application(INDEX, applications)}
    if isinstance(applications, Mapping):
        named = [(str(name), function) for name, function in applications.items()]
    elif isinstance(applications, list | tuple):
        named = [(_function_name(function), function) for function in applications]
    else:
        raise ArgumentError(
            "Applications are one function, a list of functions, or a dict from names to "
            f"functions; got {applications!r}."
        )
    if not named:
        raise ArgumentError("There is no application: give at least one function.")
    found: dict[str, Application] = {}
    for name, function in named:
        if name in found:
            raise ValueError(
                f"Two applications are named {name!r}. Give a dict from different names to them."
            )
        found[name] = make_application(name, function)
    if INDEX not in found:
        found[INDEX] = _index_page(list(found.values()))
    return found


def make_application(name: str, function: object) -> Application:
    """An application of a function; of a callable object or class, of `functools.partial`."""
    if not callable(function):
        raise ArgumentError(f"An application is a function; got {function!r} for {name!r}.")
    if inspect.isasyncgenfunction(_unwrapped(function)):
        raise ArgumentError(
            f"{function!r} is an async generator: an application is a function without yield."
        )
    _check_parameters(function)
    settings = settings_of(function).over(default_settings())
    title, description = _texts(function)
    return Application(
        function,
        name,
        settings.title or title or DEFAULT_TITLE,
        settings.description or description,
        _kind(function),
        settings,
    )


def _check_parameters(function: Callable[..., Any]) -> None:
    """Raise if the function cannot be called as it will be: else visitors were the first to see."""
    try:
        # Of the function itself: a decorator with `functools.wraps` gives the one in it more.
        signature = inspect.signature(function, follow_wrapped=False)
    except (TypeError, ValueError):  # some of those written in C say nothing of it
        return
    try:
        signature.bind()
    except TypeError as error:
        raise ArgumentError(
            f"{function!r} is called without arguments, and takes some: {error}. "
            "functools.partial(function, ...) gives them."
        ) from None


def _unwrapped(function: object) -> object:
    while isinstance(function, functools.partial):
        function = function.func
    return function


def _function_name(function: object) -> str:
    name = getattr(_unwrapped(function), "__name__", None)
    if not callable(function):
        raise ArgumentError(f"An application is a function; got {function!r}.")
    return name if isinstance(name, str) else type(function).__name__


def _kind(function: object) -> Literal["thread", "coroutine"]:
    inner = _unwrapped(function)
    if inspect.isclass(inner):  # its `__init__` is the program
        return "thread"
    called = getattr(inner, "__call__", None)  # noqa: B004  an object may have an async __call__
    if inspect.iscoroutinefunction(inner) or inspect.iscoroutinefunction(called):
        return "coroutine"
    return "thread"


def _texts(function: object) -> tuple[str, str]:
    """Title and description in the docstring: first paragraph and rest."""
    inner = _unwrapped(function)
    own = inner if hasattr(inner, "__name__") else None
    paragraphs = (inspect.getdoc(own) or "").split("\n\n", 1)
    title = " ".join(paragraphs[0].split())
    description = paragraphs[1].strip() if len(paragraphs) > 1 else ""
    return as_text(title), as_text(description)


def _index_page(listed: list[Application]) -> Application:
    """An application that lists the others, each with a link."""

    def index() -> None:
        session = get_current_session()
        session.stay()  # "the session has ended" would surprise on a list of links
        title = wire.Html(id=session.next_id(), content="<h1>Applications</h1>")
        session.change(lambda page: page.put(Piece(title, (), COMMAND_SIZE), wire.ROOT))
        for application in listed:
            titled = application.title != DEFAULT_TITLE
            heading = application.title if titled else application.name
            text = application.description or "No description."
            link = wire.Link(
                id=session.next_id(),
                label=heading,
                app=application.name,
                style="font-size: 1.25rem; font-weight: 600",
            )
            about = wire.Text(id=session.next_id(), content=text)
            for node, size in ((link, len(heading)), (about, len(text))):
                piece = Piece(node, (), COMMAND_SIZE + size)
                session.change(lambda page, piece=piece: page.put(piece, wire.ROOT))  # type: ignore[misc]

    default = default_settings()
    title = default.title or "Applications"
    about = default.description or f"{len(listed)} applications."
    return Application(index, INDEX, title, about, settings=default)
