"""The place of `run_event_loop` in programs of the first versions."""

from .background import run_event_loop

__all__ = ["run_event_loop"]
