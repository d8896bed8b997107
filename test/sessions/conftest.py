"""Each behaviour as a thread session and as a coroutine session."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator

import pytest
from both_kinds import KINDS, AsyncFunction, Kind

from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor


@pytest.fixture(params=KINDS, ids=repr)
def kind(request: pytest.FixtureRequest) -> Kind:
    """Thread or coroutine."""
    found: Kind = request.param
    return found


@pytest.fixture
def opens(kind: Kind, open_visitor: OpenVisitor) -> Callable[..., Visitor]:
    """Opens an ``async`` function as an app of the kind."""

    def open_app(app: AsyncFunction, **options: object) -> Visitor:
        return open_visitor(kind.function(app), **options)

    return open_app


@pytest.fixture
def gate() -> Generator[threading.Event]:
    """Opened at the end of the test, so that no thread is left behind."""
    gate = threading.Event()
    yield gate
    gate.set()
