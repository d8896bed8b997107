"""The Python examples of the documentation: where they stand, and what is shown and run of them.

An example is an ordinary fenced block of a Markdown page, or what follows ``Example::`` in a
docstring, so that it reads well wherever the source is read. Marks in it are comments:

* a line that ends in ``# demo-only`` runs, but is not shown on the site;
* a line that ends in ``# doc-only`` is shown, but does not run;
* a line ``## ----`` ends a step: whoever tries the example presses a button to go on.

``<!-- no-run: reason -->`` before a block says that it cannot run, ``<!-- no-try: reason -->`` that
it runs in tests, but not on the site.
"""

from __future__ import annotations

import hashlib
import importlib
import inspect
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import ModuleType
from typing import Literal

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
MODULES = [
    "pywebio",
    "pywebio.input",
    "pywebio.output",
    "pywebio.pin",
    "pywebio.session",
    "pywebio.platform",
    "pywebio.platform.tornado",
    "pywebio.platform.tornado_http",
    "pywebio.platform.flask",
    "pywebio.platform.django",
    "pywebio.platform.aiohttp",
    "pywebio.platform.fastapi",
    "pywebio.battery",
    "pywebio.io_ctrl",
    "pywebio.exceptions",
    "pywebio.testing",
]
"""The modules whose names are public."""

SERVING = (
    "start_server",
    "webio_handler",
    "webio_view",
    "webio_routes",
    "static_routes",
    "asgi_app",
    "wsgi_app",
)
"""What modules of web frameworks offer."""

_HEADING = re.compile(r"^#+ (?P<heading>.+)$")
_MARK = re.compile(r"^<!-- (?P<mark>no-run|no-try): .+ -->$")
_FENCE = re.compile(r"^```(?P<language>\w*)")
_ANCHOR = re.compile(r"\s*\{#[\w-]+\}$")
_EXAMPLE = re.compile(r"^( *)Example::\n\n((?:\1 +.*\n|\n)+)", re.MULTILINE)
_DEMO_ONLY = re.compile(r"\s*# demo-only$")
_DOC_ONLY = re.compile(r"\s*# doc-only$")
_STEP = re.compile(r"^## -+$", re.MULTILINE)
_OUTSIDE = re.compile(
    r"Visitor\(|\bdef test_|\bprotocol\b|enable_debug|webio_(handler|view|routes)|"
    r"\basgi_app|\bwsgi_app|path_deploy|pyinstaller_datas|background_server|\bapp\.run\(|IOLoop|run_event_loop"
)

_NOT_THERE = re.compile(r"https://example\.(com|org)/\w+\.\w+\"")
"""Files that only stand for others."""

_TOUCHES_SERVER = re.compile(
    r"run_shell\(|stop_server|file_picker\(|use_strict\(|simplefilter\(|^config\(", re.MULTILINE
)
"""What no visitor is to start: files and commands of the server, settings of its whole process."""

Kind = Literal["inside", "program", "outside"]


@dataclass(frozen=True)
class Block:
    """An example: its text as written, and where it stands."""

    place: str
    title: str
    source: str
    mark: str = ""

    @cached_property
    def id(self) -> str:
        """Names the example by what it says, so that a link never leads to another one."""
        return identify(self.source)

    @property
    def runs(self) -> bool:
        """Whether a test runs it."""
        return self.mark != "no-run"

    @property
    def can_be_tried(self) -> bool:
        """Whether visitors of the site may run it."""
        if self.mark or self.kind == "outside":
            return False
        return not (_TOUCHES_SERVER.search(self.run) or _NOT_THERE.search(self.run))

    @cached_property
    def kind(self) -> Kind:
        """The inside of an application, a program that serves some, or neither of both."""
        if _OUTSIDE.search(self.source):
            return "outside"
        return "program" if "start_server(" in self.source else "inside"

    @property
    def shown(self) -> str:
        """What a reader sees."""
        return shown(self.source)

    @property
    def steps(self) -> list[str]:
        """What runs, one part after the other."""
        return [part.strip("\n") for part in _STEP.split(self.run)]

    @property
    def run(self) -> str:
        """What runs, as one text."""
        lines = self.source.splitlines()
        return "\n".join(_DEMO_ONLY.sub("", line) for line in lines if not _DOC_ONLY.search(line))


def identify(source: str) -> str:
    """The id of an example."""
    return hashlib.sha256(source.strip().encode()).hexdigest()[:12]


def shown(source: str) -> str:
    """A source without what only runs."""
    lines = source.splitlines()
    kept = [_DOC_ONLY.sub("", line) for line in lines if not _DEMO_ONLY.search(line)]
    return _STEP.sub("", "\n".join(kept)).strip("\n")


def of_page(path: Path, name: str) -> Iterator[Block]:
    """The Python blocks of a Markdown page."""
    title = mark = ""
    fence: str | None = None
    begin = 0
    lines: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if fence is not None:
            if line == "```":
                if fence == "python":
                    yield Block(f"{name}:{begin}", title, "\n".join(lines) + "\n", mark)
                fence, mark = None, ""
            else:
                lines.append(line)
        elif match := _FENCE.match(line):
            fence, begin, lines = match["language"], number + 1, []
        elif match := _HEADING.match(line):
            title = _ANCHOR.sub("", match["heading"]).replace("`", "")
        elif match := _MARK.match(line):
            mark = match["mark"]
        elif line.strip():
            mark = ""


def of_docstring(name: str, thing: object) -> Iterator[Block]:
    """What stands below ``Example::`` in a docstring, and in those of the methods of a class."""
    documentation = inspect.getdoc(thing) or ""
    for match in _EXAMPLE.finditer(documentation + "\n"):
        yield Block(name, name, textwrap.dedent(match[2]).strip("\n") + "\n")
    if inspect.isclass(thing):
        for method_name, method in vars(thing).items():
            if inspect.isfunction(method) and not method_name.startswith("_"):
                yield from of_docstring(f"{name}.{method_name}", method)


def public(module: ModuleType) -> list[str]:
    """The names that a module offers: its `__all__`, or for a web framework what serves with it."""
    listed: list[str] | None = getattr(module, "__all__", None)
    return (
        list(listed) if listed is not None else [name for name in SERVING if hasattr(module, name)]
    )


def documented(thing: object) -> object:
    """What the docstring of a public thing stands at: for `pin`, `info` and `local` the class."""
    plain = inspect.isroutine(thing) or inspect.isclass(thing) or inspect.ismodule(thing)
    return thing if plain else type(thing)


def of_modules() -> Iterator[Block]:
    """The examples of all public docstrings; the same thing is public in several modules."""
    seen: set[int] = set()
    for module_name in MODULES:
        try:
            module = importlib.import_module(module_name)
        except ModuleNotFoundError:  # of a framework that is not installed
            continue
        for name in public(module):
            thing = documented(getattr(module, name))
            if inspect.ismodule(thing) or isinstance(thing, str) or id(thing) in seen:
                continue
            seen.add(id(thing))
            yield from of_docstring(f"{module_name.removeprefix('pywebio.')}.{name}", thing)


def pages() -> dict[str, Path]:
    """The pages of the documentation by name, as `guide/input`."""
    found = {"README": ROOT / "README.md"}
    for path in sorted(DOCS.rglob("*.md")):
        parts = path.relative_to(DOCS).with_suffix("").parts
        if not any(part.startswith("_") for part in parts):
            found["/".join(parts)] = path
    return found


def of_pages() -> Iterator[Block]:
    """The examples of all pages."""
    for name, path in pages().items():
        yield from of_page(path, name)


@lru_cache
def all_blocks() -> dict[str, Block]:
    """Every example by its id; of equal ones the first."""
    found: dict[str, Block] = {}
    for block in (*of_pages(), *of_modules()):
        found.setdefault(block.id, block)
    return found
