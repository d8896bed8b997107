"""Fixtures for pytest: write ``pytest_plugins = ["pywebio.testing.plugin"]`` in `conftest.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from .host import VirtualHost
from .visitor import Visitor

OpenVisitor = Callable[..., Visitor]


@pytest.fixture
def open_visitor() -> Iterator[OpenVisitor]:
    """Opens apps: ``open_visitor(app)`` is a :class:`Visitor`; several share clock and loop.

    At the end of the test all are closed, and the test fails if a program raised something that it
    did not expect.
    """
    host = VirtualHost()
    visitors: list[Visitor] = []

    def open_one(app: Any, *arguments: Any, **options: Any) -> Visitor:
        visitor = Visitor(app, *arguments, host=host, **options)
        visitors.append(visitor)
        return visitor

    yield open_one
    errors: list[AssertionError] = []
    for visitor in reversed(visitors):
        try:
            visitor.close()
        except AssertionError as error:
            errors.append(error)
    host.close()
    if errors:
        raise errors[0]
