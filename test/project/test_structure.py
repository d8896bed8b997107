"""A kind of output or field has one home on each side, and its tests have the same names.

So whoever adds one writes these files, and its line in the registry, and touches nothing else.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from pywebio import input as asking
from pywebio import output as showing
from pywebio import pin as standing
from pywebio import protocol as wire

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "webiojs"

OUTPUTS = {kind.__struct_config__.tag: kind for kind in get_args(wire.Output)}
FIELDS = {kind.__struct_config__.tag: kind for kind in get_args(wire.FormField)}

OTHER_NAMES = {"widget": "custom"}
"""The kind that the protocol calls as programs do; its files say what it is."""

SEVERAL = {
    "alert": ("put_info", "put_success", "put_warning", "put_error"),
    "grid": ("put_row", "put_column", "put_grid"),
    "progress": ("put_progressbar", "track"),
    "widget": ("put_widget",),
    "pin": tuple(name for name in standing.__all__ if name.startswith("put_")),
    "notice": (),  # the library's own
    "file": ("put_file",),
}
"""Kinds that are not made by the one function `put_KIND`."""

HELPERS = {"copy.ts", "highlight.ts", "registry.ts"}
"""Modules among the widgets that are no widgets."""

FIELD_HELPERS = {"accept.ts", "boxes.ts", "file-row.ts", "frame.ts", "options.ts", "typing.ts"} | {
    "validity.ts",
    "registry.ts",
}


def stem(kind: str) -> str:
    return OTHER_NAMES.get(kind, kind)


@pytest.mark.parametrize("kind", OUTPUTS)
def test_an_output_has_a_file_and_a_test_on_the_page(kind: str) -> None:
    source = (PAGE / "src/widgets" / f"{stem(kind)}.ts").read_text()
    assert re.search(rf"^export const {stem(kind)}: Widget<", source, re.MULTILINE)
    test = (PAGE / "test/widgets" / f"{stem(kind)}.test.ts").read_text()
    assert f'type: "{kind}"' in test


@pytest.mark.parametrize("kind", FIELDS)
def test_a_field_has_a_file_and_a_test_on_the_page(kind: str) -> None:
    source = (PAGE / "src/fields" / f"{kind}.ts").read_text()
    assert re.search(rf"^export (const|function) {kind}\b", source, re.MULTILINE)
    assert f'type: "{kind}"' in (PAGE / "test/fields" / f"{kind}.test.ts").read_text()


def test_there_are_no_other_files_among_them() -> None:
    widgets = {path.name for path in (PAGE / "src/widgets").glob("*.ts")}
    assert widgets - HELPERS == {f"{stem(kind)}.ts" for kind in OUTPUTS}
    fields = {path.name for path in (PAGE / "src/fields").glob("*.ts")}
    assert fields - FIELD_HELPERS == {f"{kind}.ts" for kind in FIELDS}


def test_only_the_registry_knows_all_of_them() -> None:
    named = re.compile(r"from \"[./]*/(widgets|fields)/([\w-]+)\"")
    allowed = {"registry", "frame"}
    # Parts that are fetched later bring some of them, and share others with the main script.
    bring = {PAGE / "src" / "shared.ts", *(PAGE / "src" / "lazy").glob("*.ts")}
    for path in set((PAGE / "src").rglob("*.ts")) - bring:
        for line in path.read_text().splitlines():
            found = named.search(line)
            if found and not line.startswith("import type"):
                assert found[2] in allowed, f"{path.relative_to(ROOT)}: {line}"


def functions(kind: str) -> tuple[str, ...]:
    """The functions of programs that make a kind of output."""
    return SEVERAL.get(kind, (f"put_{kind}",))


@pytest.mark.parametrize("kind", OUTPUTS)
def test_an_output_is_made_by_functions_that_are_tested_under_the_name_of_their_file(
    kind: str,
) -> None:
    for name in functions(kind):
        module: Any = standing if kind == "pin" else showing
        assert name in module.__all__
        home = Path(inspect.getsourcefile(inspect.unwrap(getattr(module, name))) or "").stem
        tests = {
            "pin": ROOT / "test/sessions/test_pins.py",
        }.get(home, ROOT / "test/unit/output" / f"test_{home}.py")
        assert re.search(rf"\b{name}\b", tests.read_text()), f"{name}: not in {tests.name}"


@pytest.mark.parametrize("kind", FIELDS)
def test_a_field_is_asked_and_pinned_by_functions_of_its_name(kind: str) -> None:
    name = "file_upload" if kind == "file" else kind
    assert name in asking.__all__
    assert f"put_{name}" in standing.__all__
    tests = [
        *(ROOT / "test/unit/input").glob("test_*.py"),
        ROOT / "test/sessions/test_further_inputs.py",
    ]
    assert any(re.search(rf"\b{name}\(", path.read_text()) for path in tests)


def test_no_output_function_is_of_no_kind() -> None:
    made = {name for kind in OUTPUTS for name in functions(kind)}
    known = {name for name in showing.__all__ if name.startswith("put_")}
    assert known - made == {"put_button", "put_processbar"}  # other names of two of them


SOURCES = [
    path
    for folder, ending in (
        ("pywebio", "py"),
        ("test", "py"),
        ("webiojs/src", "ts"),
        ("webiojs/src", "css"),
        ("webiojs/test", "ts"),
    )
    for path in sorted((ROOT / folder).rglob(f"*.{ending}"))
    if "html" not in path.parts
]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_longer_than_one_can_read(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 700
