"""What a server of our own changes in its process."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from pywebio.platform.options import ServerOptions
from pywebio.platform.process import tune_process


@pytest.fixture
def collector() -> Iterator[None]:
    """The garbage collector, as it was before."""
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


class Left:
    """Something that only the collector takes away."""

    def __init__(self) -> None:
        self.itself = self


@pytest.mark.usefixtures("collector")
def test_what_an_earlier_server_has_left_goes() -> None:
    options = ServerOptions(switch_interval=None)
    tune_process(options)
    assert gc.get_freeze_count() > 0
    gc.disable()
    try:
        left = weakref.ref(Left())
        assert left() is not None
        tune_process(options)
        assert left() is None
    finally:
        gc.enable()
