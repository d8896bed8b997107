"""Write ``webiojs/src/protocol/``, the TypeScript twin of ``pywebio/protocol/``: a file for each.

python tools/make_protocol_ts.py           # write it
python tools/make_protocol_ts.py --check   # fail when it is stale
"""

from __future__ import annotations

import importlib.util
import inspect
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
from msgspec import inspect as types

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "pywebio" / "protocol"
TARGET = ROOT / "webiojs" / "src" / "protocol"
HEADER = "// Generated from pywebio/protocol/{name}.py by tools/make_protocol_ts.py. Do not edit.\n"
JSON = "export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };\n"
MODULES = ("base", "fields", "outputs", "commands", "events", "frames")
UNIONS = ("Output", "FormField", "State", "EffectCommand", "AnyCommand", "AnyEvent", "AnyChange")


def load_protocol() -> ModuleType:
    """Import the package by its path, so that nothing else of `pywebio` need be installed."""
    spec = importlib.util.spec_from_file_location("protocol", SOURCE / "__init__.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["protocol"] = module
    spec.loader.exec_module(module)
    return module


def literal(values: tuple[Any, ...]) -> str:
    return " | ".join(msgspec.json.encode(value).decode() for value in values)


def ts(kind: types.Type) -> str:
    """The TypeScript spelling of one type."""
    match kind:
        case types.Metadata(type=inner):
            return ts(inner)
        case types.AnyType():
            return "Json"
        case types.NoneType():
            return "null"
        case types.BoolType():
            return "boolean"
        case types.IntType() | types.FloatType():
            return "number"
        case types.StrType():
            return "string"
        case types.LiteralType(values=values):
            return literal(values)
        case types.StructType(cls=cls):
            return cls.__name__
        case types.ListType(item_type=item):
            return f"Array<{ts(item)}>"
        case types.TupleType(item_types=items):
            return f"[{', '.join(ts(item) for item in items)}]"
        case types.DictType(key_type=key, value_type=value):
            return f"Record<{ts(key)}, {ts(value)}>"
        case types.UnionType(types=members):
            return union(members)
    raise TypeError(f"no TypeScript spelling for {kind!r}")


def union(members: tuple[types.Type, ...]) -> str:
    names = [ts(member) for member in members]
    outputs = [m.__name__ for m in PROTOCOL.Output.__args__]
    if set(outputs) <= set(names):
        names = ["Output", *(name for name in names if name not in outputs)]
    return " | ".join(names)


def interface(cls: type[msgspec.Struct]) -> str:
    info = types.type_info(cls)
    assert isinstance(info, types.StructType)
    doc = inspect.cleandoc(cls.__doc__ or "").replace("\n", "\n * ").replace(" * \n", " *\n")
    lines = [f"/** {doc} */" if "\n" not in doc else f"/**\n * {doc}\n */"]
    lines.append(f"export interface {cls.__name__} {{")
    if info.tag is not None:
        lines.append(f"  {info.tag_field}: {literal((info.tag,))};")
    for item in info.fields:
        mark = "" if item.required else "?"
        lines.append(f"  {item.encode_name}{mark}: {ts(item.type)};")
    return "\n".join([*lines, "}"])


def structs(module: str) -> list[type[msgspec.Struct]]:
    """The structures of a module in their order, but the bases that never travel themselves."""
    bases = {"Node", "Field", "Command", "Effect", "Event", "Change"}
    return [
        value
        for name, value in vars(sys.modules[f"protocol.{module}"]).items()
        if inspect.isclass(value)
        and issubclass(value, msgspec.Struct)
        and value.__module__ == f"protocol.{module}"
        and name not in bases
    ]


def declarations(module: str) -> dict[str, str]:
    """What the twin of a module declares: its names and their text."""
    found = {cls.__name__: interface(cls) + "\n" for cls in structs(module)}
    if module == "base":
        found["Json"] = JSON
        found["VERSION"] = f"export const VERSION = {PROTOCOL.VERSION};\n"
        found["ROOT"] = f"export const ROOT = {literal((PROTOCOL.ROOT,))};\n"
    for name in UNIONS:
        if hasattr(sys.modules[f"protocol.{module}"], name):
            members = "\n".join(f"  | {cls.__name__}" for cls in getattr(PROTOCOL, name).__args__)
            found.setdefault(name, f"export type {name} =\n{members};\n")
    return found


def render() -> dict[str, str]:
    """The files of the twin by their names."""
    files: dict[str, str] = {}
    homes: dict[str, str] = {}
    for module in MODULES:
        own = {name: text for name, text in declarations(module).items() if name not in homes}
        body = "\n".join(own.values())
        imports = [
            f'import type {{ {", ".join(names)} }} from "./{other}";\n'
            for other in MODULES
            if (names := sorted(n for n, home in homes.items() if home == other and uses(body, n)))
        ]
        homes |= dict.fromkeys(own, module)
        head = [HEADER.format(name=module), *(["".join(imports)] if imports else [])]
        files[f"{module}.ts"] = "\n".join([*head, body])
    exports = "".join(f'export * from "./{module}";\n' for module in MODULES)
    files["index.ts"] = f"{HEADER.format(name='__init__')}\n{exports}"
    return files


def uses(body: str, name: str) -> bool:
    """Whether declarations mention a name, apart from their comments."""
    return re.search(rf"\b{name}\b", re.sub(r"/\*\*.*?\*/", "", body, flags=re.DOTALL)) is not None


PROTOCOL = load_protocol()


def main() -> int:
    files = render()
    there = {path.name: path.read_text(encoding="utf-8") for path in TARGET.glob("*.ts")}
    if "--check" in sys.argv[1:]:
        if there != files:
            print(f"{TARGET.relative_to(ROOT)} is stale: run python tools/make_protocol_ts.py")
            return 1
        return 0
    TARGET.mkdir(exist_ok=True)
    for name, text in files.items():
        (TARGET / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
