"""The commands, as far as they do not serve."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

from pywebio import __version__, command
from pywebio.platform.origin import LOOPBACK, host_allowed

Run = Callable[..., Result]


class Served(Exception):
    """A server would run now."""


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any, dict[str, Any]]]:
    """What was to be served, in place of serving."""
    calls: list[tuple[str, Any, dict[str, Any]]] = []
    for name in ("start_server", "path_deploy", "path_deploy_http"):
        monkeypatch.setattr(
            command, name, lambda what, name=name, **options: calls.append((name, what, options))
        )
    return calls


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))  # what is put there goes with the test

    def run(*arguments: str, of: Any = command.main) -> Result:
        return CliRunner().invoke(of, arguments, prog_name="pywebio")

    return run


def test_the_version(run: Run) -> None:
    assert run("--version").output == f"{__version__}\n"
    assert run("version").output.startswith(f"pywebio {__version__}\nPython 3.")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["rnu"], "no command 'rnu'. Did you mean 'run'?"),
        (["app.py:main"], "Did you mean 'pywebio run app.py:main'?"),
        (["apps"], "Did you mean 'pywebio serve apps'?"),
        (["run", "ap.py"], "no file 'ap.py'. Did you mean 'app.py'?"),
        (["run", "app"], "no file 'app'. Did you mean 'app.py'?"),
        (["run", "app:main"], "no file 'app'. Did you mean 'app.py'?"),
        (["run", "apps"], "apps is a folder: pywebio serve apps"),
        (["run", "no/such.py"], "There is no file 'no/such.py'."),
        (["run", "app.py:mian"], "There is no 'mian' in"),
        (["run", "app.py:mian"], "Did you mean 'main'?"),
        (["run", "app.py:number"], "Applications are one function"),
        (["run", "starts.py"], "starts.py:function (there are: shop)"),
        (["run", "app.py", "--prot", "3"], "--port"),
        (["serve", "aps"], "no folder 'aps'. Did you mean 'apps'?"),
        (["serve", "app.py"], "app.py is a file: pywebio run app.py"),
    ],
)
def test_errors_name_what_is_near(
    run: Run, tmp_path: Path, arguments: list[str], says: str
) -> None:
    (tmp_path / "apps").mkdir()
    (tmp_path / "app.py").write_text("number = 3\ndef main(): pass\n")
    (tmp_path / "starts.py").write_text("def shop(): pass\ndef _x(): pass\nstart_server(shop)\n")
    result = run(*arguments)
    assert result.exit_code in (1, 2)
    assert says in result.output.replace("\n", " ")


def test_what_is_wrong_with_a_command_is_told_as_such(run: Run, tmp_path: Path) -> None:
    """It is a mistake of who types, not of the program."""
    (tmp_path / "starts.py").write_text("def shop(): pass\nstart_server(shop)\n")
    result = run("run", "starts.py")
    assert result.exit_code == 2
    assert "Error: " in result.output
    assert "click.exceptions" not in result.output


def test_an_error_of_the_program_is_told_from_its_own_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("def main(): pass\nx = 1 / 0\n")
    result = run("run", "app.py")
    assert result.exit_code == 1
    assert result.output.splitlines()[1].endswith('app.py", line 2, in <module>')
    assert "importlib" not in result.output
    (tmp_path / "app.py").write_text("def main(:\n")
    assert "SyntaxError" in run("run", "app.py").output


def test_a_function_is_served_at_this_machine(run: Run, tmp_path: Path, served: Any) -> None:
    (tmp_path / "beside_main.py").write_text("VALUE = 7")
    (tmp_path / "shop_app.py").write_text(
        "import sys\nfrom beside_main import VALUE\n"
        "def main(): return VALUE\n"
        "def other(): return __name__, sys.path[0]\n"
    )
    assert run("run", "shop_app.py").exit_code == 0
    (name, function, options) = served[0]
    assert (name, function()) == ("start_server", 7)
    assert options["host"] == "127.0.0.1"
    assert (options["port"], options["debug"], options["auto_open_webbrowser"]) == (
        8080,
        False,
        False,
    )
    assert run("run", "shop_app.py:other", "--open", "--port", "0").exit_code == 0
    assert served[1][1]()[1] == str(tmp_path)
    assert (served[1][2]["port"], served[1][2]["auto_open_webbrowser"]) == (0, True)


def test_a_script_is_run_for_each_visitor(run: Run, tmp_path: Path, served: Any) -> None:
    (tmp_path / "asks.py").write_text(
        '"""Asks\n\nthings"""\nimport sys\nif __name__ == "__main__":\n'
        "    def f(): return out\n    out = []\n    f().append(1)\n    sys.ran.append(out)\n"
    )
    assert run("run", "asks.py").exit_code == 0
    script = served[0][1]
    import sys

    ran: list[list[int]] = []
    sys.ran = ran  # type: ignore[attr-defined]
    try:
        script()
        script()
    finally:
        del sys.ran  # type: ignore[attr-defined]
    assert ran == [[1], [1]]
    assert ran[0] is not ran[1]
    assert script.__doc__ == "Asks\n\nthings"


def test_a_folder_is_served(run: Run, tmp_path: Path, served: Any) -> None:
    (tmp_path / "static").mkdir()
    assert run("serve", ".", "--no-index", "--static-dir", "static").exit_code == 0
    assert run("serve", ".", "--http").exit_code == 0
    assert [name for name, _, _ in served] == ["path_deploy", "path_deploy_http"]
    assert (served[0][2]["index"], served[0][2]["static_dir"]) == (False, "static")


def test_the_older_command_has_its_options(run: Run, served: Any) -> None:
    plain = [".", "-p", "80", "-h", "::1", "--no-index", "--no-cdn", "-d"]
    sizes = ["--websocket-max-message-size", "3M", "--websocket-ping-interval", "9"]
    assert run(*plain, *sizes, of=command.path_deploy_main).exit_code == 0
    name, folder, options = served[0]
    assert (name, folder) == ("path_deploy", ".")
    assert options == {
        "port": 80,
        "host": "::1",
        "index": False,
        "static_dir": None,
        "debug": True,
        "max_payload_size": "3M",
        "websocket_ping_interval": 9,
    }
    expiry = [".", "--session-expire-seconds", "60", "--session-cleanup-interval", "5"]
    assert run(*expiry, "--http", of=command.path_deploy_main).exit_code == 0
    assert served[1][0] == "path_deploy_http"
    assert served[1][2]["session_expire_seconds"] == 60
    assert served[1][2]["host"] == "0.0.0.0"
    assert run(*expiry, of=command.path_deploy_main).exit_code == 2
    assert "--help" in run("--help", of=command.path_deploy_main).output


@pytest.mark.parametrize(
    ("arguments", "allowed", "refused"),
    [
        ([], ["localhost:8080", "127.0.0.1", "[::1]:80"], ["evil.example", "192.0.2.7"]),
        (["--host", "192.0.2.7"], ["192.0.2.7:8080", "localhost"], ["evil.example"]),
        (["--host", "0.0.0.0"], [socket.gethostname()], ["evil.example"]),
        (["--allow-host", "*.example.com"], ["a.example.com"], ["example.org"]),
        (["--allow-host", "*"], ["anything"], []),
    ],
)
def test_the_name_of_the_server_is_checked(
    run: Run,
    tmp_path: Path,
    served: Any,
    arguments: list[str],
    allowed: list[str],
    refused: list[str],
) -> None:
    assert run("serve", ".", *arguments).exit_code == 0
    hosts = served[0][2]["allowed_hosts"]
    assert all(host_allowed(host, hosts) for host in allowed)
    assert not any(host_allowed(host, hosts) for host in refused)


def test_loopback_addresses_are_those_of_the_loopback() -> None:
    assert all(host_allowed(host, LOOPBACK) for host in ("LOCALHOST:1", "127.0.0.1:2", "[::1]:3"))
    assert not host_allowed("a", LOOPBACK)  # no pattern of letters in brackets
    assert not host_allowed(":", LOOPBACK)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_script(run: Run, shell: str) -> None:
    result = run("completion", shell)
    assert result.exit_code == 0
    assert "_PYWEBIO_COMPLETE" in result.output


def test_what_can_come_next_is_known(run: Run, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("def main(): pass\ndef many(): pass\ndef _no(): pass\n")
    complete = ShellComplete(command.main, {}, "pywebio", "_PYWEBIO_COMPLETE")

    def next_after(*arguments: str) -> list[str]:
        *before, begun = arguments
        return [item.value for item in complete.get_completions(list(before), begun)]

    assert next_after("") == ["completion", "run", "serve", "version"]
    assert next_after("run", "app.py:ma") == ["app.py:main", "app.py:many"]
    assert next_after("run", "missing.py:") == []
    assert "--reload" in next_after("run", "--r")
    assert [item.type for item in complete.get_completions(["run"], "ap")] == ["file"]


def test_the_script_for_bash_is_bash(run: Run, tmp_path: Path) -> None:
    script = run("completion", "bash").output
    subprocess.run(["bash", "-n"], input=script, text=True, check=True, timeout=20)
