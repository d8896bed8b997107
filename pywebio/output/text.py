"""Text in its kinds: plain, Markdown, markup, code, links."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from .. import protocol as wire
from ..exceptions import ArgumentError
from ..lenient import whole_of
from ..session.current import find_place
from ..session.pieces import Piece, text_size
from ..utils import as_text
from .widget import (
    Builder,
    Output,
    ScopeArgument,
    check_position,
    encoded,
    find_scope,
)

INDENT_MOST = 1000


def put_text(
    *texts: object,
    sep: str = " ",
    inline: bool = False,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Output:
    """Show plain text; line breaks and runs of spaces are kept.

    :param texts: any objects; their `str()` are joined.
    :param sep: stands between them.
    :param inline: no line break after the text.
    :param scope: the scope to show it in: a name, or an index in the stack of entered scopes
        (`None`: the current scope).
    :param position: where in the scope: 0, 1, ... before that child, -1, -2, ... after that child
        counted from the end.

    Example::

        put_text("three", 3, 3.0, sep=", ")
    """
    place = find_place()
    session = place.session
    session.admit()
    content = as_text(texts[0] if len(texts) == 1 else _joined(sep, texts))
    node = wire.Text(id=session.next_id(), content=content, inline=bool(inline))
    return Output(
        session,
        Piece(node, (), text_size(content)),
        place.scopes[-1] if scope is None else find_scope(place, scope),
        position if type(position) is int else check_position(position),
        put_text,
    )


def _joined(sep: str, texts: tuple[object, ...]) -> str:
    if not isinstance(sep, str):
        raise TypeError(f"sep takes text, got {sep!r}.")
    return sep.join([str(text) for text in texts])


def put_markdown(
    mdcontent: str,
    lstrip: bool | int = True,
    options: dict[str, Any] | bool | None = None,
    sanitize: bool = True,
    scope: ScopeArgument = None,
    position: int = -1,
    *,
    strip_indent: int = 0,
    **kwargs: object,
) -> Output:
    """Show GitHub-style Markdown.

    :param mdcontent: the text. A single line break breaks the line; markup is allowed.
    :param lstrip: remove the indentation that all lines after the first have in common, so that
        the text can be indented like the program around it.
    :param options: options of the Markdown parser.
    :param sanitize: remove scripts and event attributes from markup in the text.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.
    :param strip_indent: remove so many spaces at the start of each line (instead of `lstrip`).
    :param kwargs: other keywords of earlier releases are ignored.

    Example::

        put_markdown('''
            # Title
            - one
            - **two**
        ''')
    """
    if not isinstance(mdcontent, str):
        raise TypeError(f"put_markdown() takes text, got {mdcontent!r}.")
    builder = Builder(scope, position)
    if isinstance(lstrip, int) and not isinstance(lstrip, bool):
        # Before 1.5 the second parameter was `strip_indent`, and the third `lstrip`.
        strip_indent = lstrip
        lstrip, options = (options, None) if isinstance(options, bool) else (False, options)
    if not isinstance(strip_indent, int) or not 0 <= strip_indent <= INDENT_MOST:
        raise ArgumentError(
            f"strip_indent takes a number of spaces, {INDENT_MOST} at most; got {strip_indent!r}."
        )
    if strip_indent:
        mdcontent = re.sub(rf"^ {{0,{int(strip_indent)}}}", "", mdcontent, flags=re.MULTILINE)
    elif lstrip:
        mdcontent = dedent_rest(mdcontent)
    node = wire.Markdown(
        id=builder.id(),
        content=as_text(mdcontent),
        options=_parser_options(options),
        sanitize=bool(sanitize),
    )
    return builder.output(node, put_markdown)


def _parser_options(options: object) -> dict[str, Any] | None:
    """A copy of the options, as JSON has them."""
    if options is None:
        return None
    if not isinstance(options, dict):
        raise TypeError(f"options takes a dict of parser options, got {options!r}.")
    copy: dict[str, Any] = msgspec.json.decode(encoded(options))
    return copy


def dedent_rest(text: str) -> str:
    """Remove the indentation that all non-empty lines after the first share."""
    first, *rest = text.split("\n")
    filled = [line for line in rest if line.strip()]
    if not filled:
        return text
    shared = filled[0][: len(filled[0]) - len(filled[0].lstrip(" \t"))]
    for line in filled:
        while not line.startswith(shared):
            shared = shared[:-1]
    width = len(shared)
    return "\n".join([first, *(line[width:] if line.strip() else line.strip() for line in rest)])


def put_html(
    html: Any, sanitize: bool = False, scope: ScopeArgument = None, position: int = -1
) -> Output:
    """Show HTML; its scripts run.

    :param html: markup, or an object that has some: by ``__html__()`` or ``_repr_html_()``
        (charts, data frames).
    :param sanitize: remove scripts and event attributes. Do so with markup that is not yours.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.

    Example::

        put_html("<b>bold</b> and <mark>marked</mark>")
    """
    builder = Builder(scope, position)
    node = wire.Html(id=builder.id(), content=_markup(html), sanitize=bool(sanitize))
    return builder.output(node, put_html)


def _markup(html: Any) -> str:
    for method in ("__html__", "_repr_html_"):
        if not isinstance(html, type) and callable(getattr(html, method, None)):
            html = getattr(html, method)()
            break
    if html is None:
        return ""
    if not isinstance(html, str | int | float):
        raise TypeError(
            "put_html() takes text, or an object with a method __html__() or _repr_html_() that "
            f"returns text; got {html!r}."
        )
    return as_text(html)


def put_code(
    content: object,
    language: str = "",
    rows: int | None = None,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Output:
    """Show a block of code with highlighting.

    :param content: the code; other objects than text are shown by their `str()`.
    :param language: its language, for example ``"python"``.
    :param rows: visible lines; longer code scrolls.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.

    Example::

        put_code("print('hello')", "python")
    """
    builder = Builder(scope, position)
    if language is not None and not isinstance(language, str):
        raise TypeError(f"language takes text, got {language!r}.")
    lines = None if rows is None else whole_of(rows, written=True)
    if rows is not None and (lines is None or lines < 1):
        raise ArgumentError(f"rows takes a number of lines from 1 on, got {rows!r}.")
    node = wire.Code(
        id=builder.id(), content=as_text(content), language=as_text(language or ""), rows=lines
    )
    return builder.output(node, put_code)


def put_link(
    name: object,
    url: str | None = None,
    app: str | None = None,
    new_window: bool = False,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Output:
    """Show a link to an address or to another application of this server.

    :param name: the text of the link.
    :param url: an address; exactly one of `url` and `app` is needed.
    :param app: the name of an application.
    :param new_window: open it in a new tab.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.

    Example::

        put_link("documentation", url="https://docs.python.org/")
    """
    builder = Builder(scope, position)
    if (url is None) == (app is None):
        raise ArgumentError("put_link() takes either an address (url=) or an application (app=).")
    for argument in (url, app):
        if argument is not None and not isinstance(argument, str):
            raise TypeError(f"put_link() takes text as its target, got {argument!r}.")
    node = wire.Link(
        id=builder.id(),
        label=as_text(name),
        url=as_text(url or ""),
        app=as_text(app or ""),
        new_window=bool(new_window),
    )
    return builder.output(node, put_link)
