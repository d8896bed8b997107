from __future__ import annotations

from collections.abc import Iterator

import pytest
from output_screen import Screen, open_screen

from pywebio.session import current


@pytest.fixture
def screen() -> Iterator[Screen]:
    """A session whose program is the test. At its end a late visitor has to see the same."""
    token = current._place.set(None)  # type: ignore[arg-type]
    found = open_screen()
    yield found
    found.check()
    current._place.reset(token)


@pytest.fixture(autouse=True)
def _no_script_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call outside of a session fails, and does not open a page."""
    monkeypatch.setattr(current, "fallback", None)
