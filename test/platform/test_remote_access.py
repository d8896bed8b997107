"""A public address by ssh: with a stand-in for ssh, and with a real sshd on this machine."""

from __future__ import annotations

import getpass
import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from queue import Queue
from types import SimpleNamespace
from typing import Any

import pytest
from processes import free_port
from scripts import script
from served import PATIENCE, Tab, served, visit

from pywebio.exceptions import ArgumentError
from pywebio.output import put_text
from pywebio.platform import remote_access
from pywebio.platform.remote_access import Tunnel, server_of, start_remote_access_service

# -- the name of the other end ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("", ("app.pywebio.online", 1022)),
        ("example.com", ("example.com", 22)),
        ("me@example.com:2022", ("me@example.com", 2022)),
        ("[::1]:2022", ("[::1]", 2022)),
        ("[::1]", ("[::1]", 22)),
        (" localhost:1 ", ("localhost", 1)),
    ],
)
def test_the_other_end_is_named_by_the_environment(text: str, server: tuple[str, int]) -> None:
    assert server_of(text) == server


@pytest.mark.parametrize("text", ["-oProxyCommand=x", "a b", "a:b", "a:0", "a:99999", ":22", "a;b"])
def test_what_is_no_host_is_refused(text: str) -> None:
    with pytest.raises(ArgumentError, match=r"host\[:port\]"):
        server_of(text)
    if ":" not in text:
        with pytest.raises(ArgumentError, match="named as"):
            Tunnel(80, text)


# -- with a stand-in -------------------------------------------------------------------------------


@pytest.fixture
def says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let `ssh` be a program that does something of ours; its arguments come in a file."""

    def make(code: str) -> Path:
        arguments = tmp_path / "arguments"
        program = tmp_path / "ssh"
        program.write_text(
            f"#!{sys.executable}\nimport sys\n"
            f"with open({str(arguments)!r}, 'a') as file: print(sys.argv[1:], file=file)\n{code}\n"
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
        return arguments

    return make


class Told:
    """What a tunnel tells: the addresses that it has found, or what it prints."""

    def __init__(self) -> None:
        self._texts: Queue[str] = Queue()

    def add(self, text: str) -> None:
        self._texts.put(text)

    def next(self) -> str:
        return self._texts.get(timeout=PATIENCE)


@contextmanager
def running(tunnel: Tunnel) -> Iterator[threading.Thread]:
    """A tunnel in a thread; it ends with the block."""
    thread = threading.Thread(target=tunnel.run)
    thread.start()
    try:
        yield thread
    finally:
        tunnel.stop()
        ended(thread)


def ended(thread: threading.Thread) -> None:
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_the_address_that_a_service_says_is_told_and_the_end_ends_it(says: Any) -> None:
    arguments = says(
        "print('debug1: see https://debug.example/', file=sys.stderr, flush=True)\n"
        "print('Forwarding HTTP traffic from https://abc.example.net.', flush=True)\n"
        "sys.stdin.read()"
    )
    told = Told()
    tunnel = Tunnel(8080, "me@tunnel.example", 2022, found=told.add)
    with running(tunnel):
        assert told.next() == "https://abc.example.net"
    given = arguments.read_text()
    for part in (
        "'-R80:127.0.0.1:8080'",
        "'-oStrictHostKeyChecking=yes'",
        "'-oBatchMode=yes'",
        "'-p', '2022', '--', 'me@tunnel.example'",
    ):
        assert part in given


def test_a_host_that_says_nothing_is_the_address_itself(
    says: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_access, "SAYS_WITHIN", 0.01)
    says("print('debug1: remote forward success for: listen 80', flush=True)\nsys.stdin.read()")
    told = Told()
    tunnel = Tunnel(8080, "me@own.example", found=told.add)
    with running(tunnel):
        assert told.next() == "http://own.example/"


def test_a_tunnel_that_breaks_is_made_again(says: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_access, "AGAIN_FIRST", 0.01)
    says(
        "import pathlib\ntry: pathlib.Path(sys.argv[0] + '.once').touch(exist_ok=False)\n"
        "except FileExistsError: print('https://second.example', flush=True); sys.stdin.read()\n"
        "else: print('https://first.example', flush=True)"
    )
    told = Told()
    tunnel = Tunnel(8080, "tunnel.example", found=told.add)
    with running(tunnel):
        assert [told.next(), told.next()] == ["https://first.example", "https://second.example"]


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("Host key verification failed.", "`ssh -p 22 tunnel.example` shows it once"),
        ("me@tunnel.example: Permission denied (publickey).", "does not accept a key"),
    ],
)
def test_what_trying_again_does_not_mend_is_told_once(
    says: Any, said: str, hint: str, caplog: pytest.LogCaptureFixture
) -> None:
    arguments = says(f"print({said!r}, file=sys.stderr)\nsys.exit(255)")
    with running(Tunnel(8080, "tunnel.example", 22)) as thread:
        ended(thread)
    assert arguments.read_text().count("\n") == 1
    assert hint in caplog.text
    assert caplog.records[-1].levelno == logging.ERROR


def test_without_ssh_it_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RuntimeError, match="needs the program ssh"):
        Tunnel(8080)


def test_the_name_of_earlier_releases(says: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = says("print('https://abc.example', flush=True)\nsys.stdin.read()")
    printed = Told()
    output = SimpleNamespace(write=printed.add, flush=lambda: None)
    monkeypatch.setattr(sys, "stdout", output)
    tunnel = start_remote_access_service(local_port=99, server="t.example", setup_timeout=5)
    assert printed.next() == "Public address: https://abc.example"
    tunnel.stop()
    assert "-R80:127.0.0.1:99" in arguments.read_text()


def test_start_server_makes_one(says: Any) -> None:
    says("print('https://abc.example', flush=True)\nsys.stdin.read()")
    code = """
        import pywebio
        pywebio.start_server(lambda: None, host="127.0.0.1", remote_access=True)
    """
    with script(code, PATH=os.environ["PATH"]) as server:
        server.serves()
        assert server.says("Public address: https://abc.example", times=1, patience=PATIENCE)
        server.process.terminate()
        assert server.ends() == 0


# -- with a real one -------------------------------------------------------------------------------

SSHD = "/usr/sbin/sshd"


@pytest.fixture
def sshd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int, Path]]:
    """An ssh server on the loopback, and an `ssh` that knows its key: name, port, known hosts."""
    for name in ("host", "client"):
        key = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)]
        subprocess.run(key, check=True)
    port = free_port()
    (tmp_path / "sshd_config").write_text(
        f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {tmp_path / 'host'}\nPidFile none\n"
        f"AuthorizedKeysFile {tmp_path / 'client.pub'}\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nPermitRootLogin prohibit-password\n"
    )
    known = tmp_path / "known_hosts"
    known.write_text(f"[127.0.0.1]:{port} {(tmp_path / 'host.pub').read_text()}")
    (tmp_path / "ssh_config").write_text(
        f"IdentityFile {tmp_path / 'client'}\nIdentitiesOnly yes\n"
        f"UserKnownHostsFile {known}\nGlobalKnownHostsFile none\n"
    )
    wrapper = tmp_path / "bin" / "ssh"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\nexec /usr/bin/ssh -F {tmp_path / "ssh_config"} "$@"\n')
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", str(wrapper.parent), prepend=os.pathsep)
    if os.geteuid() == 0:
        os.makedirs("/run/sshd", exist_ok=True)  # where it wants to have nothing
    command = [SSHD, "-D", "-e", "-f", str(tmp_path / "sshd_config")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            for line in process.stderr:
                if "Server listening" in line:
                    break
            else:
                raise AssertionError("sshd has not started")
            reader = threading.Thread(target=process.stderr.read)
            reader.start()
            yield f"{getpass.getuser()}@127.0.0.1", port, known
        finally:
            process.terminate()
            reader.join(PATIENCE)


@pytest.mark.slow
def test_a_visitor_comes_through_a_real_tunnel(sshd: tuple[str, int, Path]) -> None:
    async def run() -> None:
        tab = await Tab(address).open()
        await tab.sees("through the tunnel")

    name, port, _ = sshd
    told = Told()
    # The port of services is taken, as on most hosts it may not be had: a free one is asked for.
    with ExitStack() as stack, served(lambda: put_text("through the tunnel")) as url:
        for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            with suppress(OSError):
                stack.enter_context(socket.create_server((host, 80), family=family))
        local = int(url.rsplit(":", 1)[1].strip("/"))
        tunnel = Tunnel(local, name, port, found=told.add)
        with running(tunnel):
            address = told.next()
            assert address.startswith("http://127.0.0.1:")
            assert address != url
            visit(run)


@pytest.mark.slow
def test_a_host_with_another_key_is_not_talked_to(
    sshd: tuple[str, int, Path], caplog: pytest.LogCaptureFixture
) -> None:
    name, port, known = sshd
    for other in ("", known.with_name("client.pub").read_text()):
        known.write_text(f"[127.0.0.1]:{port} {other}" if other else "")
        caplog.clear()
        with running(Tunnel(8080, name, port)) as thread:
            ended(thread)
        assert "is not the one that this machine knows, or none is known" in caplog.text
