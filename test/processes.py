"""Programs in processes of their own, that serve at a port."""

from __future__ import annotations

import random
import subprocess
import time

from served import PATIENCE, fetch

from pywebio.platform.serving import listen

MANAGE = """
from django.conf import settings
from django.core.management import execute_from_command_line

settings.configure(DEBUG=True, SECRET_KEY="secret", ALLOWED_HOSTS=["*"], ROOT_URLCONF="urls")
execute_from_command_line(["manage.py", "runserver", "--noreload", "127.0.0.1:%d"])
"""


def free_port() -> int:
    """A port for a program to come: below those that the system gives to whoever asks for any."""
    while True:
        port = random.randrange(12_000, 32_000)
        try:
            (line,) = listen(port, "127.0.0.1")
        except OSError:
            continue
        line.close()
        return port


def wait_until_ready(process: subprocess.Popen[bytes], url: str) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            fetch(url)
        except OSError:
            assert process.poll() is None, process.communicate()[1].decode()
            assert time.monotonic() < end
            time.sleep(0.02)
        else:
            return
