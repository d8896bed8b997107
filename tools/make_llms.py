"""Make `llms.txt` and `llms.md`, which tell coding agents what there is, from pages and docstrings.

python tools/make_llms.py            # write both
python tools/make_llms.py --check    # fail if they are not what would be written
"""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from demos.try_it.blocks import documented, of_docstring, pages, public  # noqa: E402

MODULES = {
    "pywebio": "Serving; also every name of `pywebio.session`, and the exceptions.",
    "pywebio.platform": "Settings of an application.",
    "pywebio.input": "Ask; each call waits for the answer (`await` it in a coroutine).",
    "pywebio.output": "Show; each call returns an output at once (never awaited).",
    "pywebio.pin": "Inputs that stand on the page; the first parameter is the name.",
    "pywebio.session": "The visitor's page, and the life of the session.",
    "pywebio.battery": "Ready-made pieces.",
    "pywebio.testing": "Test an app without network and browser.",
}

SUMMARY = (
    "A plain Python function becomes a web application: it asks with `input()`, shows with\n"
    "`put_text()`, and runs once per visitor, as a thread or, if it is `async`, as a coroutine."
)

RULES = ROOT / "tools" / "llms_rules.md"
"""What an agent has to know beside the names."""


_PLAIN = (bool, int, float, str, bytes, list, tuple, dict)


def compact() -> str:
    """The API: signatures, what each name does, an example."""
    parts = ["# pywebio for coding agents", "", SUMMARY, "", RULES.read_text(encoding="utf-8")]
    seen: set[int] = set()
    for name, purpose in MODULES.items():
        parts += [f"## {name}", "", purpose, ""]
        module = importlib.import_module(name)
        names = [one for one in public(module) if not one.startswith("__")]
        if constants := [one for one in names if isinstance(getattr(module, one), str)]:
            parts.append(f"* Constants: `{'`, `'.join(constants)}`")
        for public_name in names:
            thing = getattr(module, public_name)
            if inspect.ismodule(thing) or isinstance(thing, str):
                continue
            if id(thing) not in seen and (name != "pywebio" or not _of_session(public_name)):
                seen.add(id(thing))
                parts += _entry(public_name, thing)
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _of_session(name: str) -> bool:
    return name in importlib.import_module("pywebio.session").__all__


def _entry(name: str, thing: Any) -> Iterator[str]:
    source = documented(thing)
    what = (inspect.getdoc(source) or "").split("\n\n")[0].replace("\n", " ")
    yield f"* `{name}{_signature(thing)}`: {_plain(what)}"
    for block in list(of_docstring(name, source))[:1]:
        lines = [line for line in block.source.strip().splitlines() if line.strip()]
        yield ""
        yield from (f"      {line}" for line in lines)
        yield ""


def _signature(thing: Callable[..., Any] | object) -> str:
    if not (inspect.isfunction(thing) or inspect.isclass(thing)):
        return ""
    try:
        found = inspect.signature(thing)
    except ValueError:  # exceptions
        return ""
    bare = [_bare(parameter) for parameter in found.parameters.values()]
    return str(found.replace(parameters=bare, return_annotation=inspect.Signature.empty))


def _bare(parameter: inspect.Parameter) -> inspect.Parameter:
    """A parameter without its type; a default that is no plain value is left open."""
    default = parameter.default
    plain = default is parameter.empty or default is None or isinstance(default, _PLAIN)
    return parameter.replace(annotation=parameter.empty, default=default if plain else ...)


def _plain(text: str) -> str:
    return re.sub(r":\w+:`([^`]+)`", r"`\1`", text).replace("``", "`")


def index() -> str:
    """The pages of the documentation, with a sentence on each."""
    parts = ["# pywebio", "", *(f"> {line}" for line in SUMMARY.split("\n")), ""]
    parts += ["* [API in compact form](llms.md): signatures, rules and examples", ""]
    groups = {"Guide": "guide/", "Reference": "reference/", "Coming from elsewhere": "moving/"}
    listed = {name: path for name, path in pages().items() if _is_listed(name)}
    for title, prefix in {"Documentation": "", **groups}.items():
        parts += [f"## {title}", ""]
        for name, path in listed.items():
            if name.startswith(prefix) if prefix else "/" not in name:
                heading, about = _heading(path)
                link = path.relative_to(ROOT).as_posix()
                parts.append(f"* [{heading}]({link})" + (f": {about}" if about else ""))
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _is_listed(name: str) -> bool:
    return not name.startswith("zh/") and name not in ("README", "index", "changelog", "results")


def _heading(path: Path) -> tuple[str, str]:
    """The heading of a page and the first sentence of its text."""
    blocks = re.split(r"\n{2,}", path.read_text(encoding="utf-8").strip())
    texts = [block for block in blocks[1:] if re.match(r"[A-Z`*](?!``)", block)]
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", " ".join(texts[:1]).replace("\n", " "))
    sentence = re.match(r".+?\.(?= |$|\*)", text)
    return blocks[0].lstrip("# "), sentence[0].replace("**", "") if sentence else text


def main() -> None:
    """Write the files, or compare them with what would be written."""
    check = "--check" in sys.argv[1:]
    for name, text in (("llms.txt", index()), ("llms.md", compact())):
        path = ROOT / name
        old = path.read_text(encoding="utf-8") if path.is_file() else ""
        if text == old:
            continue
        if check:
            sys.exit(
                f"{name} is out of date: run `python tools/make_llms.py` and commit the result."
            )
        path.write_text(text, encoding="utf-8")
        print(f"{name} was written.")


if __name__ == "__main__":
    main()
