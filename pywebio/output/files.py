"""Files for the visitor to save."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from .. import protocol as wire
from ..session.files import FileSource, take_content
from ..utils import as_text
from .widget import Builder, Output, ScopeArgument


def put_file(
    name: str,
    content: Any,
    label: object = None,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Output:
    """Show a button that saves a file.

    :param name: the name under which the file is saved.
    :param content: its bytes or its text, a file opened in binary mode, or a generator of bytes:
        these are read now. Or a `pathlib.Path`: that file is sent from where it is, so leave it
        there.
    :param label: the text of the button; the name without it.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.

    Example::

        put_file("hello.txt", b"hello world", "Download the file")
    """
    builder = Builder(scope, position)
    if not isinstance(name, str | PurePath):
        raise TypeError(f"name takes the name of the file, got {name!r}.")
    title = as_text(name.name if isinstance(name, PurePath) else name)
    source = FileSource(take_content(content, builder.session.space, "put_file()"), name=title)
    builder.parts.append(source)
    builder.session.stay()
    node = wire.FileLink(
        id=builder.id(),
        label=title if label is None else as_text(label),
        name=title,
        src=builder.session.file_url(source),
    )
    return builder.output(node, put_file)
