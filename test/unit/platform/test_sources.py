"""Which files have changed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from pywebio.platform import sources
from pywebio.platform.sources import Sources, module_files, scan


def settled(watched: Sources) -> list[str]:
    """Two looks, as a file has to come to rest."""
    return watched.changed() or watched.changed()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.py"
    path.write_text("1")
    return path


def test_a_change_is_told_once_when_the_file_has_come_to_rest(file: Path) -> None:
    watched = Sources()
    assert watched.add([str(file)]) == [str(file)]
    assert watched.add([str(file)]) == []
    assert settled(watched) == []
    file.write_text("22")
    assert watched.changed() == []
    file.write_text("333")
    assert watched.changed() == []
    assert watched.changed() == [str(file)]
    assert settled(watched) == []


def test_an_exchanged_file_is_not_told_as_gone(file: Path) -> None:
    watched = Sources()
    watched.add([str(file)])
    file.unlink()
    assert watched.changed() == []
    file.write_text("22")
    assert settled(watched) == [str(file)]


def test_a_removed_file_is_a_change(file: Path) -> None:
    watched = Sources()
    watched.add([str(file)])
    file.unlink()
    assert settled(watched) == [str(file)]


def test_the_same_content_is_no_change(file: Path) -> None:
    watched = Sources()
    watched.add([str(file)])
    os.utime(file, (1, 1))
    assert settled(watched) == []
    assert settled(watched) == []


def test_what_has_changed_before_can_be_taken_as_it_is(file: Path) -> None:
    watched = Sources()
    watched.add([str(file)])
    file.write_text("22")
    watched.renew()
    assert settled(watched) == []


def test_files_that_cannot_be_read_are_no_error() -> None:
    watched = Sources()
    watched.add(["/no/such/file.py", "a\0b.py"])
    assert settled(watched) == []


def test_modules_of_the_program_and_not_of_installed_packages() -> None:
    files = module_files()
    assert os.path.abspath(__file__) in files
    assert not [file for file in files if "site-packages" in file]
    assert os.path.abspath(os.__file__) not in files
    assert os.path.abspath(sources.__file__) not in files


def test_a_folder_is_looked_through_without_what_is_not_the_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["b.py", "deep/er/c.py", "venv/lib/d.py", ".git/e.py", "node_modules/f.py", "g.txt"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "venv" / "pyvenv.cfg").touch()
    (tmp_path / "deep" / "loop").symlink_to(tmp_path)
    found = [os.path.relpath(path, tmp_path) for path in scan(str(tmp_path))]
    assert found == ["b.py", "deep/er/c.py"]
    assert list(scan(str(tmp_path / "missing"))) == []
    for count in range(40):
        (tmp_path / f"{count}.py").touch()
    monkeypatch.setattr(sources, "SCANNED_MOST", 10)
    assert len(list(scan(str(tmp_path)))) < 50
    assert sys.modules[sources.__name__] is sources
