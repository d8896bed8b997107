"""Write ``webiojs/src/protocol.ts``, the TypeScript twin of ``pywebio/protocol.py``.

python tools/make_protocol_ts.py           # write it
python tools/make_protocol_ts.py --check   # fail when it is stale
"""

from __future__ import annotations

import importlib.util
import inspect
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
from msgspec import inspect as types

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "webiojs" / "src" / "protocol.ts"
HEADER = """\
// Generated from pywebio/protocol.py by tools/make_protocol_ts.py. Do not edit.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
"""
UNIONS = ("Output", "FormField", "State", "EffectCommand", "AnyCommand", "AnyEvent", "AnyChange")


def load_protocol() -> ModuleType:
    """Import the module by its path, so that the package need not be installed."""
    path = ROOT / "pywebio" / "protocol.py"
    spec = importlib.util.spec_from_file_location("protocol", path)
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


def structs() -> list[type[msgspec.Struct]]:
    """All structures in the order of the file, but the bases that never travel themselves."""
    bases = {"Node", "Field", "Command", "Effect", "Event", "Change"}
    return [
        value
        for name, value in vars(PROTOCOL).items()
        if inspect.isclass(value)
        and issubclass(value, msgspec.Struct)
        and value is not msgspec.Struct
        and name not in bases
    ]


def render() -> str:
    parts = [HEADER, f"export const VERSION = {PROTOCOL.VERSION};\n"]
    parts.append(f"export const ROOT = {literal((PROTOCOL.ROOT,))};\n")
    parts.extend(interface(cls) + "\n" for cls in structs())
    for name in UNIONS:
        members = "\n".join(f"  | {cls.__name__}" for cls in getattr(PROTOCOL, name).__args__)
        parts.append(f"export type {name} =\n{members};\n")
    return "\n".join(parts)


PROTOCOL = load_protocol()


def main() -> int:
    text = render()
    if "--check" in sys.argv[1:]:
        if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
            print(f"{TARGET.relative_to(ROOT)} is stale: run python tools/make_protocol_ts.py")
            return 1
        return 0
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
