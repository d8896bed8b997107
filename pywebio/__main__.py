"""``python -m pywebio`` is the command `pywebio`."""

from __future__ import annotations

from .command import main

if __name__ == "__main__":
    main(prog_name="pywebio")
