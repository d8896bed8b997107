"""Tells PyInstaller what belongs to a program that uses this package; it asks by itself."""

from __future__ import annotations

from pathlib import Path


def get_hook_dirs() -> list[str]:
    """The folder of `hook-pywebio.py`."""
    return [str(Path(__file__).parent)]
