"""Each behaviour as a thread session and as a coroutine session."""

from __future__ import annotations

from collections.abc import Callable

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
