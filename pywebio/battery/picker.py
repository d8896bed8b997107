"""Choose files of the server."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..exceptions import ArgumentError
from ..output import close_popup, popup, put_buttons, put_scope, put_text, use_scope
from .both import now, run
from .dialogs import GONE, Dialog, dialog
from .texts import in_language, t

UP = ".."


def file_picker(
    path: str | os.PathLike[str] = ".",
    multiple: bool = False,
    accept: str | list[str] = "",
    cancelable: bool = False,
    title: str = "File Picker",
    show_hidden_files: bool = False,
    *,
    root: str | os.PathLike[str] | None = None,
) -> Any:
    """Let the visitor choose a file on the server, in a popup.

    The visitor sees the names of files of the server. Give `root` where not everybody may see all.

    :param path: the directory to begin in.
    :param multiple: several files may be chosen.
    :param accept: endings of the files that are offered: ``".csv"``, or a list.
    :param cancelable: the visitor may go without a choice.
    :param title: of the popup.
    :param show_hidden_files: offer names that begin with a dot, too.
    :param root: the visitor does not get out of this directory.
    :returns: the path, or a list of paths with `multiple`; `None` when the visitor cancelled.

    Example::

        from pywebio.battery import file_picker

        put_text(file_picker(".", accept=[".csv", ".txt"], cancelable=True))
    """
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"path takes a directory, got {path!r}.")
    start = Path(path).resolve()
    if not start.is_dir():
        raise ArgumentError(f"file_picker() begins in a directory; {str(path)!r} is none.")
    top = None if root is None else Path(root).resolve()
    if top is not None and not start.is_relative_to(top):
        raise ArgumentError(f"The path {str(path)!r} is not within the root {str(root)!r}.")
    endings = _endings(accept)
    picker = _Picker(start, multiple, endings, cancelable, show_hidden_files, top)
    return run(picker.ask(title))


def _endings(accept: Any) -> tuple[str, ...]:
    found = [accept] if isinstance(accept, str) and accept else accept
    if isinstance(found, str | list | tuple) and all(isinstance(one, str) for one in found):
        return tuple(found)
    raise TypeError(f"accept takes an ending as '.csv', or a list of them; got {accept!r}.")


class _Picker:
    """One choice: where the visitor is, and what is chosen so far."""

    def __init__(
        self,
        here: Path,
        multiple: bool,
        endings: tuple[str, ...],
        cancelable: bool,
        hidden: bool,
        top: Path | None,
    ) -> None:
        self.here = here
        self.multiple = multiple
        self.endings = endings
        self.cancelable = cancelable
        self.hidden = hidden
        self.top = top
        self.chosen: list[str] = []
        self.cancelled = False

    async def ask(self, title: str) -> Any:
        """Show directories until there is an answer."""
        with dialog() as talk:
            name = "webio-picker"
            popup(
                in_language(title, "file_picker"),
                [put_scope(name), talk.end_mark()],
                implicit_close=False,
                closable=self.cancelable,
            )
            while True:
                with use_scope(name, clear=True):
                    self._show(talk)
                answer = await now(talk.answer())
                if answer == GONE:
                    return None
                if not answer(self):
                    close_popup()
                    return self._result()

    def _result(self) -> Any:
        if self.cancelled:
            return None
        return self.chosen if self.multiple else self.chosen[0]

    def _show(self, talk: Dialog) -> None:
        put_text(str(self.here))
        faces: list[tuple[str, Callable[[_Picker], bool]]] = []
        if self.here != self.top and self.here.parent != self.here:
            faces.append((UP, lambda picker: picker._go(picker.here.parent)))
        for entry in self._entries():
            if entry.is_dir():
                faces.append((f"{entry.name}/", lambda picker, to=entry: picker._go(to)))  # type: ignore[misc]
            else:
                mark = "\N{CHECK MARK} " if str(entry) in self.chosen else ""
                faces.append((mark + entry.name, lambda picker, of=entry: picker._take(of)))  # type: ignore[misc]
        for face in faces:
            put_buttons([face], onclick=talk.say, link_style=True, small=True)
        ends: list[dict[str, Any]] = []
        if self.multiple:
            ends.append({"label": t("confirm"), "value": _done, "disabled": not self.chosen})
        if self.cancelable:
            ends.append({"label": t("cancel"), "value": _cancel, "color": "secondary"})
        if ends:
            put_buttons(ends, onclick=talk.say)

    def _entries(self) -> list[Path]:
        """What is offered here: directories first."""
        try:
            found = list(self.here.iterdir())
        except OSError as error:
            put_text(t("unreadable"), f"({error.strerror})")
            return []
        shown = [entry for entry in found if self._offered(entry)]
        return sorted(shown, key=lambda entry: (not entry.is_dir(), entry.name.lower()))

    def _offered(self, entry: Path) -> bool:
        if entry.name.startswith(".") and not self.hidden:
            return False
        if self.top is not None and not entry.resolve().is_relative_to(self.top):
            return False  # a link that leads out
        return entry.is_dir() or not self.endings or entry.name.endswith(self.endings)

    def _go(self, to: Path) -> bool:
        self.here = to
        return True

    def _take(self, entry: Path) -> bool:
        name = str(entry)
        if name in self.chosen:
            self.chosen.remove(name)
        else:
            self.chosen.append(name)
        return self.multiple


def _done(picker: _Picker) -> bool:
    return False


def _cancel(picker: _Picker) -> bool:
    picker.cancelled = True
    return False
