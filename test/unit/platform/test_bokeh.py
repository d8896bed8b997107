"""The notebook type of Bokeh is offered without importing it (a stand-in has its place here)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

NOTEBOOK = """
hooks = {}
def install_notebook_hook(name, load, doc, app, overwrite=False):
    hooks[name] = (load, doc, app)
"""


@pytest.fixture
def stand_in(tmp_path: Path) -> Path:
    """A folder with a package that is as Bokeh where the two meet."""
    (tmp_path / "bokeh" / "io").mkdir(parents=True)
    (tmp_path / "bokeh" / "__init__.py").write_text("")
    (tmp_path / "bokeh" / "io" / "__init__.py").write_text("from . import notebook")
    (tmp_path / "bokeh" / "io" / "notebook.py").write_text(NOTEBOOK)
    return tmp_path


def says(stand_in: Path, code: str) -> str:
    """What a program prints that finds the stand-in."""
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{stand_in}"},
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


SHOW = "print([f.__module__ for f in bokeh.io.notebook.hooks['pywebio']])"
OURS = str(["pywebio.platform.bokeh"] * 3)


@pytest.mark.parametrize("first", ["pywebio", "bokeh.io"])
def test_whichever_is_imported_first(stand_in: Path, first: str) -> None:
    assert says(stand_in, f"import {first}\nimport pywebio, bokeh.io\n{SHOW}") == OURS


def test_it_is_not_imported_for_that(stand_in: Path) -> None:
    assert says(stand_in, "import pywebio, sys\nprint('bokeh' in sys.modules)") == "False"


def test_the_finder_goes_when_it_has_done_its_work(stand_in: Path) -> None:
    count = "print(sum('WhenImported' in type(f).__name__ for f in sys.meta_path))"
    code = f"import sys, pywebio\npywebio.platform.bokeh.try_install_bokeh_hook()\n{count}"
    assert says(stand_in, code) == "1"
    assert says(stand_in, f"{code}\nimport bokeh.io\n{count}") == "1\n0"


def test_without_it_nothing_happens(tmp_path: Path) -> None:
    code = "import pywebio\ntry:\n    import bokeh.io\nexcept ImportError:\n    print('none')"
    blocked = tmp_path / "bokeh.py"
    blocked.write_text("raise ImportError")
    assert says(tmp_path, code) == "none"
