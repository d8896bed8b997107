"""Docstrings with all parameters: what one function says of a parameter holds for its relatives.

"The other parameters are those of `input`" saves the reader of a source the tenth repetition; the
reference, and whoever looks up one function, gets the repetition after all.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable
from typing import Any

_PARAM = re.compile(r"^:param \**(?P<name>\w+): (?P<text>.+(?:\n[ \t]+.+)*)", re.MULTILINE)
_OTHERS = re.compile(
    r"^(?:The other|All) parameters (?P<those>(?:.+\n)*?.*are those of.+(?:\n.+)*)\n*"
    r"|; parameters as for (?P<same>:func:`[\w.]+`)"
    r"|^The name of (?P<old>:func:`[\w.]+`) in",
    re.MULTILINE,
)
_NAME = re.compile(r"`([\w.]+)`")
_FIELD = re.compile(r"^:(returns|raises)|^Example::", re.MULTILINE)


def parameters(function: Callable[..., Any]) -> dict[str, str]:
    """The documented parameters of a function in the order of its signature, inherited ones too."""
    documentation = inspect.getdoc(function) or ""
    own = {match["name"]: match["text"] for match in _PARAM.finditer(documentation)}
    others = _OTHERS.search(documentation)
    if others is not None:
        for relative in _relatives(function, others["those"] or others["same"] or others["old"]):
            own = {**parameters(relative), **own}
    names = list(_signature(function))
    unknown = [name for name in own if name not in names and not _takes_any(function)]
    for name in unknown:
        del own[name]
    return dict(sorted(own.items(), key=lambda item: _place(names, item[0])))


def _place(names: list[str], name: str) -> int:
    return names.index(name) if name in names else len(names)


def missing(function: Callable[..., Any]) -> list[str]:
    """The parameters of a function of which nothing is said."""
    said = parameters(function)
    return [
        name
        for name, parameter in _signature(function).items()
        if name not in said and not (parameter.kind is parameter.VAR_KEYWORD and said)
    ]


def complete(function: Callable[..., Any]) -> str:
    """The docstring of a function with all its parameters."""
    documentation = inspect.getdoc(function) or ""
    if _OTHERS.search(documentation) is None:
        return documentation
    fields = "".join(f":param {name}: {text}\n" for name, text in parameters(function).items())
    rest = _PARAM.sub("", documentation)
    rest = _OTHERS.sub(lambda match: match[0] if match["old"] else "", rest)
    first = _FIELD.search(rest)
    place = len(rest) if first is None else first.start()
    return re.sub(r"\n{3,}", "\n\n", f"{rest[:place].rstrip()}\n\n{fields}\n{rest[place:]}").strip()


def _relatives(function: Callable[..., Any], text: str) -> list[Callable[..., Any]]:
    """The functions that a sentence names, those that go first last."""
    found = [_find(function, name) for name in _NAME.findall(text)]
    relatives = [relative for relative in found if relative is not None]
    if not relatives:
        raise LookupError(f"{function.__qualname__} refers to nothing that is there: {text}")
    return relatives


def _find(function: Callable[..., Any], name: str) -> Callable[..., Any] | None:
    module_name, _, short = name.rpartition(".")
    modules = [module_name, function.__module__, "pywebio.input", "pywebio.output", "pywebio.pin"]
    for module in modules:
        found: Callable[..., Any] | None = getattr(sys.modules.get(module), short, None)
        if found is not None:
            return found
    return None


def _signature(function: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    try:
        found = inspect.signature(function).parameters
    except ValueError:  # exceptions: what they take is Python's own
        return {}
    return {name: parameter for name, parameter in found.items() if name != "self"}


def _takes_any(function: Callable[..., Any]) -> bool:
    kinds = [parameter.kind for parameter in _signature(function).values()]
    return inspect.Parameter.VAR_KEYWORD in kinds and len(kinds) == 1
