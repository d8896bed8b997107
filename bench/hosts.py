"""The measured program on each host.

python bench/hosts.py HOST PORT
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

HOSTS = ("tornado", "aiohttp", "fastapi", "tornado_http", "flask", "django")

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    apps = import_module("program").APPS
    host = import_module(f"pywebio.platform.{sys.argv[1]}")
    host.start_server(
        {app.__name__: app for app in apps}, port=int(sys.argv[2]), host="127.0.0.1", cdn=False
    )
