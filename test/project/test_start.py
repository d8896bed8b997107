"""What an import of the package loads, and what it leaves until it is asked for."""

from __future__ import annotations

import subprocess
import sys

LOADED = "import sys; print(*(name for name in {!r}.split() if name in sys.modules))"


def loaded(code: str, names: str) -> list[str]:
    """Which of the modules are there after some code in a fresh interpreter."""
    run = [sys.executable, "-c", f"{code}\n{LOADED.format(names)}"]
    return subprocess.run(run, capture_output=True, text=True, check=True).stdout.split()


def test_tornado_is_loaded_by_what_serves() -> None:
    code = "import pywebio, pywebio.input, pywebio.output, pywebio.pin, pywebio.session"
    tornado = "tornado pywebio.platform.tornado"
    assert loaded(code, tornado) == []
    assert (
        loaded("from pywebio import config\nfrom pywebio.platform import path_deploy", tornado)
        == []
    )
    assert loaded("from pywebio import start_server", tornado) == tornado.split()
    assert loaded("from pywebio import *\nstart_server.__name__", tornado) == tornado.split()
    assert loaded("import pywebio\npywebio.platform.tornado_http", tornado) == tornado.split()


def test_a_server_does_not_load_what_few_ask_for() -> None:
    parts = ("reload", "remote_access", "failure", "deploying", "script", "polling")
    names = " ".join(f"pywebio.platform.{part}" for part in parts)
    assert loaded("from pywebio import start_server", names) == ["pywebio.platform.polling"]


def test_all_that_serves_is_found_under_its_name() -> None:
    code = (
        "import pywebio.platform as p\n"
        "for name in p.__all__: assert getattr(p, name).__name__.split('.')[-1] == name, name\n"
        "import pywebio.platform.path_deploy\n"
        "assert p.path_deploy.__name__ == 'path_deploy', p.path_deploy\n"
    )
    assert loaded(code, "tornado") == ["tornado"]


def test_what_is_not_loaded_yet_is_listed() -> None:
    code = (
        "import pywebio\n"
        "assert not set(pywebio.__all__).difference(dir(pywebio))\n"
        "assert not set(pywebio.platform.__all__).difference(dir(pywebio.platform))\n"
    )
    assert loaded(code, "tornado") == []


def test_what_a_test_puts_in_the_place_of_a_server_does_not_stay() -> None:
    code = (
        "import pywebio, pywebio.platform.tornado\n"
        "from unittest.mock import patch\n"
        "for place in ('pywebio.platform.tornado', 'pywebio.platform', 'pywebio'):\n"
        "    with patch(f'{place}.start_server') as fake: assert pywebio.start_server is fake\n"
        "assert pywebio.start_server is pywebio.platform.tornado.start_server is not fake\n"
    )
    assert loaded(code, "tornado") == ["tornado"]
