"""Real proxies before a server, configured as the documentation says."""

from __future__ import annotations

import os
import re
import secrets
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from browser.pages import press
from browser.test_hosts import everything, expect_everything
from hosts import HOSTS
from playwright.sync_api import Page, expect
from processes import free_port

from pywebio.input import file_upload, textarea
from pywebio.output import put_button, put_text
from pywebio.session import hold

pytestmark = pytest.mark.slow

DOCS = Path(__file__).resolve().parents[2] / "docs" / "deployment.md"
NGINX, HAPROXY = (
    re.findall(rf"```{language}\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    for language in ("nginx", "haproxy")
)
SOCKETS, SUBPATH, LEAST = NGINX
SHORT = "proxy_read_timeout 5s;"
STRICT = "proxy_buffering on; client_max_body_size 1m; proxy_read_timeout 5s;"


@contextmanager
def running(*command: str, port: int) -> Iterator[str]:
    """A proxy that listens at a port."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        while True:
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, process.communicate()[1]
            time.sleep(0.01)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.communicate()


def nginx(block: str, url: str, folder: Path, more: str = "") -> AbstractContextManager[str]:
    """nginx with a block of the documentation before a server; `more` is put into the location."""
    port = free_port()
    block = block.replace("listen 80;", f"listen 127.0.0.1:{port};")
    block = block.replace("http://127.0.0.1:8080", url.rstrip("/"))
    block = block.replace("proxy_set_header Host", f"{more}\n        proxy_set_header Host")
    user = "user root;" if os.getuid() == 0 else ""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"    {kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    config = folder / "nginx.conf"
    config.write_text(
        f"{user}\ndaemon off;\npid {folder}/pid;\nerror_log stderr error;\nevents {{}}\n"
        f"http {{\n    access_log off;\n{places}{block}}}\n"
    )
    command = ("/usr/sbin/nginx", "-e", "stderr", "-p", str(folder), "-c", str(config))
    return running(*command, port=port)


def haproxy(url: str, folder: Path) -> AbstractContextManager[str]:
    """HAProxy with the block of the documentation before a server."""
    port = free_port()
    (block,) = HAPROXY
    block = block.replace("bind :80", f"bind 127.0.0.1:{port}")
    block = block.replace("127.0.0.1:8080", url.removeprefix("http://").rstrip("/"))
    config = folder / "haproxy.cfg"
    times = "    timeout connect 5s\n    timeout client 1m\n    timeout server 1m\n"
    config.write_text(f"defaults\n    mode http\n{times}\n{block}")
    return running("/usr/sbin/haproxy", "-db", "-f", str(config), port=port)


@pytest.fixture
def start(page: Page) -> Iterator[Callable[[AbstractContextManager[str]], str]]:
    """Start something that stops after the page was closed."""
    with ExitStack() as stack:
        yield stack.enter_context
        page.close()


Start = Callable[[AbstractContextManager[str]], str]

PROXIES = pytest.mark.parametrize(
    ("block", "more", "path", "transport"),
    [
        (SOCKETS, "", "", "websocket"),
        (SOCKETS, STRICT, "", "websocket"),
        (SUBPATH, STRICT, "tool/", "websocket"),
        (LEAST, "", "", "http"),
        (LEAST, STRICT, "", "http"),
    ],
    ids=["sockets", "strict", "subpath", "least", "least-strict"],
)


@PROXIES
@pytest.mark.parametrize("host", ["tornado", "fastapi", "aiohttp", "flask"])
def test_everything_works_behind_nginx(
    page: Page,
    start: Start,
    watch: Any,
    tmp_path: Path,
    host: str,
    block: str,
    more: str,
    path: str,
    transport: str,
) -> None:
    watch.allow("WebSocket connection to .* failed")
    url = start(HOSTS[host].start(everything))
    proxy = start(nginx(block, url, tmp_path, more))
    page.goto(proxy + path)
    expect_everything(page, "http" if host == "flask" else transport)


def test_everything_works_behind_haproxy(page: Page, start: Start, tmp_path: Path) -> None:
    page.goto(start(haproxy(start(HOSTS["tornado"].start(everything)), tmp_path)))
    expect_everything(page, "websocket")


def clicked() -> None:
    number = 0

    def click() -> None:
        nonlocal number
        number += 1
        put_text(f"click {number};")

    put_button("count", onclick=click)
    hold()


@pytest.mark.parametrize("block", [SOCKETS, LEAST], ids=["websocket", "http"])
def test_a_silent_page_stays_behind_a_proxy_that_cuts_after_five_seconds(
    page: Page, start: Start, watch: Any, tmp_path: Path, block: str
) -> None:
    watch.allow("WebSocket connection to .* failed|504")
    page.goto(start(nginx(block, start(HOSTS["tornado"].start(clicked)), tmp_path, SHORT)))
    for number in (1, 2, 3):
        press(page, "count")
        expect(page.get_by_text(f"click {number};")).to_be_visible()
        page.evaluate("window.began = performance.now()")
        page.wait_for_function("performance.now() - began > 7000", timeout=30_000)
    assert page.locator("p", has_text="click").count() == 3
    # After the first cut the page knows, and no line is lost any more.
    lines: list[object] = []
    page.on("websocket", lambda line: lines.append(line))
    page.evaluate("window.began = performance.now()")
    page.wait_for_function("performance.now() - began > 12000", timeout=30_000)
    assert not lines


@pytest.mark.parametrize(("most", "size"), [("100k", 700_000), ("1m", 20_000_000)])
def test_a_proxy_that_takes_small_bodies_only(
    page: Page, start: Start, watch: Any, tmp_path: Path, most: str, size: int
) -> None:
    """Also where parts have grown beyond that, since they came quickly."""
    content = secrets.token_bytes(size)

    def app() -> None:
        put_text("same", file_upload("File")["content"] == content)

    watch.allow("413")
    url = start(HOSTS["tornado"].start(app))
    page.goto(start(nginx(SOCKETS, url, tmp_path, f"client_max_body_size {most};")))
    file: Any = {"name": "a", "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)
    press(page, "Submit")
    expect(page.get_by_text("same True")).to_be_visible()


def test_a_long_text_comes_through_a_proxy_that_takes_small_bodies_only(
    page: Page, start: Start, watch: Any, tmp_path: Path
) -> None:
    def app() -> None:
        put_text("characters:", len(textarea("Text")))

    watch.allow("413")
    url = start(HOSTS["tornado_http"].start(app))
    page.goto(start(nginx(LEAST, url, tmp_path, "client_max_body_size 40k;")))
    page.locator("textarea").fill("a long text " * 20_000)
    press(page, "Submit")
    expect(page.get_by_text("characters: 240000")).to_be_visible()
