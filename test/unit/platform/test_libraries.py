"""Libraries of Python packages, for HTML that asks for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import Desk
from stand_in import plotly_in

from pywebio.platform.http import Request, Response


def get(name: str, **headers: str) -> Response:
    found = {key.replace("_", "-"): value for key, value in headers.items()}
    return Desk(print).http(Request(query={"_pywebio_library": name}, headers=found))


def test_a_library_of_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plotly_in(tmp_path, monkeypatch, "define([], 7)")
    response = get("plotly")
    assert (response.status, bytes(response.body)) == (200, b"define([], 7)")
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert get("plotly", if_none_match=response.headers["ETag"]).status == 304


@pytest.mark.parametrize("name", ["", "other", "../plotly", "pywebio"])
def test_others_are_not_served(name: str) -> None:
    assert get(name).status == 404


def test_a_package_without_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plotly_in(tmp_path, monkeypatch)
    assert get("plotly").status == 404
