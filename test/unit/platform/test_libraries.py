"""Libraries of Python packages, for HTML that asks for them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from desk import Desk

from pywebio.platform.http import Request, Response


def get(name: str, **headers: str) -> Response:
    found = {key.replace("_", "-"): value for key, value in headers.items()}
    return Desk(print).http(Request(query={"_pywebio_library": name}, headers=found))


def prefer(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the package of a directory be found, also where the real one is imported already."""
    monkeypatch.syspath_prepend(str(path))
    monkeypatch.delitem(sys.modules, "plotly", raising=False)


def test_a_library_of_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plotly" / "package_data").mkdir(parents=True)
    (tmp_path / "plotly" / "__init__.py").write_text("raise RuntimeError('not to be imported')")
    (tmp_path / "plotly" / "package_data" / "plotly.min.js").write_text("define([], 7)")
    prefer(tmp_path, monkeypatch)
    response = get("plotly")
    assert (response.status, bytes(response.body)) == (200, b"define([], 7)")
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert get("plotly", if_none_match=response.headers["ETag"]).status == 304


@pytest.mark.parametrize("name", ["", "other", "../plotly", "pywebio"])
def test_others_are_not_served(name: str) -> None:
    assert get(name).status == 404


def test_a_package_without_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plotly").mkdir()
    (tmp_path / "plotly" / "__init__.py").touch()
    prefer(tmp_path, monkeypatch)
    assert get("plotly").status == 404
