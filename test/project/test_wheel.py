"""What `pip install .` brings is whole: the code, the built page, the mark of a typed package."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from pywebio import __version__

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of the tree as it is, built in a copy, so that the tree stays clean."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "requirements.txt", "README.md", "LICENSE", "setup.py"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(
        ROOT / "pywebio", source / "pywebio", ignore=shutil.ignore_patterns("__pycache__")
    )
    target = tmp_path_factory.mktemp("wheel")
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "-w",
        target,
        source,
    ]
    subprocess.run(command, check=True)
    (built,) = target.iterdir()
    return zipfile.ZipFile(built)


@pytest.mark.slow
def test_every_file_of_the_package_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    package = ROOT / "pywebio"
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in package.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert "pywebio/py.typed" in wanted
    assert "pywebio/html/index.html" in wanted
    assert wanted <= set(wheel.namelist())


@pytest.mark.slow
def test_the_version_is_that_of_the_package(wheel: zipfile.ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    metadata = Parser().parsestr(wheel.read(name).decode())
    assert metadata["Name"] == "pywebio"
    assert metadata["Version"] == __version__
    assert any(line.startswith("tornado") for line in metadata.get_all("Requires-Dist", []))
