"""What a server of our own changes in its process, so that its visitors do not wait for each other.

A handler in somebody's application changes nothing: there the process is theirs.
"""

from __future__ import annotations

import gc
import sys

from .options import ServerOptions


def tune_process(options: ServerOptions) -> None:
    """Set how threads take turns, and how often the garbage collector runs."""
    if options.switch_interval is not None:
        # One endless loop of outputs would make other visitors wait for seconds otherwise.
        sys.setswitchinterval(options.switch_interval)
    if options.gc_threshold is not None:
        # A full collection looks at every object, 20 ms long with what imports alone have made, and
        # nobody is served meanwhile. What is here now stays: leave it out, and collect less often.
        # It is not collected before: there is hardly any garbage, and the first visitor waits. Only
        # what an earlier server of this process has left would stay for good.
        if gc.get_freeze_count() > 0:
            gc.collect()
        gc.freeze()
        gc.set_threshold(max(gc.get_threshold()[0], options.gc_threshold))
