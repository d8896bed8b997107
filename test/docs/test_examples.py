"""Every example of the documentation and of public docstrings runs, as it does on the site."""

from __future__ import annotations

import pytest
from docs.examples import run

from demos.try_it.blocks import Block, all_blocks

# Those of the pages on testing and on web frameworks have tests of their own.
BLOCKS = [
    block
    for block in all_blocks().values()
    if block.runs and not block.place.startswith(("testing:", "integration:"))
]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block.place}-{block.id[:4]}")
def test_example(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    run(block, monkeypatch)
