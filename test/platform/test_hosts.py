"""One conversation on every host, over each way to talk, in thread and coroutine sessions."""

from __future__ import annotations

import asyncio
import secrets
import socket
import threading
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from hosts import HOSTS, Host
from http_tab import HttpTab
from served import PATIENCE, Tab, fetch, visit

from pywebio import protocol as wire
from pywebio.input import file_upload, input
from pywebio.output import put_buttons, put_text
from pywebio.session import download, hold, info, register_thread

PART = 512 * 1024
CONTENT = secrets.token_bytes(PART + 100_000)
SAVED = secrets.token_bytes(300_000)

TABS = {"websocket": Tab, "http": HttpTab}
CASES = [(host, transport) for host in HOSTS.values() for transport in host.transports]
EVERY_WAY = pytest.mark.parametrize(
    ("host", "transport"), CASES, ids=[f"{host.name}-{transport}" for host, transport in CASES]
)
EVERY_HOST = pytest.mark.parametrize("host", HOSTS.values(), ids=HOSTS)


def young(age: str) -> str | None:
    return None if age.isdecimal() and int(age) >= 18 else "too young"


def save(value: str) -> None:
    download("saved.bin", SAVED)
    put_text("clicked", value)


def say_info() -> None:
    put_text(info.backend, info.protocol, type(info.request).__name__, info.user_ip)


def thread_app() -> None:
    say_info()
    put_text("age", input("age", validate=young))
    thread = threading.Thread(target=lambda: put_text("second says", input("second")))
    register_thread(thread)
    thread.start()
    thread.join()
    file = file_upload("file")
    put_text("file", file["filename"], file["content"] == CONTENT)
    put_buttons(["more"], save)
    hold()


async def coroutine_app() -> None:
    say_info()
    put_text("age", await input("age", validate=young))
    said, _ = await asyncio.gather(input("second"), asyncio.sleep(0.001))
    put_text("second says", said)
    file = await file_upload("file")
    put_text("file", file["filename"], file["content"] == CONTENT)
    put_buttons(["more"], save)
    await hold()


KINDS = pytest.mark.parametrize("app", [thread_app, coroutine_app], ids=["thread", "coroutine"])


def post(url: str, data: bytes, **headers: str) -> int:
    """Post something; the status."""
    request = urllib.request.Request(url, data=data, method="POST", headers=headers)
    request.add_header("Content-Type", "application/octet-stream")
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


async def send_file(tab: Tab) -> None:
    """Send a file in parts, the last one first, and submit it."""
    await tab.until(lambda page: page.form)
    field = tab.page.document.forms[tab.page.form].field("")
    assert isinstance(field, wire.FileField)
    upload = secrets.token_urlsafe(18)
    for offset in (PART, 0):
        assert tab.page.welcome is not None
        place = f"_pywebio_upload={tab.page.welcome.upload}/{field.slot}/{upload}"
        url = f"{tab.url}?{place}&size={len(CONTENT)}&offset={offset}"
        assert await asyncio.to_thread(post, url, CONTENT[offset : offset + PART]) == 200
    file = wire.SentFile(upload=upload, name="a.bin")
    values = {"data": [msgspec.to_builtins(file)]}
    await tab.send(wire.FormSubmit(form=tab.page.form, values=values))


def button(tab: Tab) -> int:
    (buttons,) = [node for node in tab.page.document.outputs() if isinstance(node, wire.Buttons)]
    return buttons.callback


async def converse(host: Host, transport: str, url: str) -> None:
    kind = TABS[transport]
    tab = await kind(url).open()
    await tab.until(lambda page: page.form)
    words = tab.page.text.split()
    assert words[:2] == [host.backend, transport]
    assert words[2] in host.request.split("|")
    assert words[3] == "127.0.0.1"
    await tab.submit("7")
    await tab.until(lambda page: page.document.forms[page.form].problem == "too young")
    await tab.submit("70")
    await tab.sees("age 70")
    await tab.submit("hello")
    await tab.sees("second says hello")
    tab.cut()  # the line breaks, and the page comes back
    again = await kind(url, tab.page).open()
    assert again.page.welcome is not None
    assert again.page.welcome.resumed
    await send_file(again)
    await again.sees("file a.bin True\n[more]")
    lost_on_its_way = again.page.event(wire.CallbackEvent(callback=button(again), value=0))
    again.cut()
    third = await kind(url, again.page).open()
    await third.say(third.page.kept())
    await third.say(lost_on_its_way)
    await third.sees("clicked more")
    assert third.page.text.count("clicked") == 1
    (saved,) = third.page.document.effects
    assert isinstance(saved, wire.Download)
    address = f"{url}?_pywebio_file={saved.src.removeprefix('file:')}"
    assert (await asyncio.to_thread(fetch, address))[2] == SAVED
    await third.leave()


@EVERY_HOST
def test_what_a_server_tells_of_itself(host: Host) -> None:
    more = {"health_path": "/healthz", "metrics_path": "/metrics"}
    with host.start(thread_app, others=more) as url:
        assert fetch(f"{url}healthz")[::2] == (200, b"ok")
        status, headers, body = fetch(f"{url}metrics")
        assert status == 200
        assert headers["content-type"].startswith("text/plain")
        assert b"pywebio_" in body


MALFORMED = {
    "a length that is none": (b"Content-Length: abc", b""),
    "a length of many digits": (b"Content-Length: " + b"9" * 5000, b""),
    "chunks that are none": (b"Transfer-Encoding: chunked", b"zz\r\nabcde\r\n0\r\n\r\n"),
    "a form that is none": (b"Content-Type: multipart/form-data\r\nContent-Length: 3", b"a=b"),
    "a line that nobody has begun": (b"Content-Length: 0", b""),
}


@EVERY_HOST
def test_malformed_requests_are_no_errors_of_the_server(
    host: Host, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with host.start(thread_app) as url:
        parts = urlsplit(url)
        begun = (
            f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nPywebio-Line: {'x' * 20}\r\n"
        )
        asked = "&".join(f"a{number}=1" for number in range(1200))
        heads = [(begun.encode() + head + b"\r\n\r\n", body) for head, body in MALFORMED.values()]
        heads.append(
            (f"GET {parts.path}?{asked} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode(), b"")
        )
        for head, body in heads:
            with socket.create_connection((parts.hostname, parts.port), PATIENCE) as line:
                line.sendall(head + body)
                line.shutdown(socket.SHUT_WR)
                answer = line.recv(1000)
            assert not answer.startswith(b"HTTP/1.1 5"), (head[:200], answer)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert "Traceback" not in capfd.readouterr().err


@EVERY_WAY
@KINDS
def test_the_conversation(host: Host, transport: str, app: Any) -> None:
    with host.start(app) as url:
        visit(lambda: converse(host, transport, url))
