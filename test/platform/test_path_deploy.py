"""A folder of applications, served."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from http_tab import HttpTab
from scripts import script
from served import PATIENCE, Tab, fetch, visit
from tornado.httpclient import AsyncHTTPClient, HTTPRequest

from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError
from pywebio.platform import path_deploy, path_deploy_http
from pywebio.platform.deploying import Folder, deploy_handler
from pywebio.platform.options import make_options
from pywebio.platform.server import GOING_AWAY
from pywebio.platform.serving import listen
from pywebio.platform.tornado import Service

HEAD = "from pywebio.input import *\nfrom pywebio.output import *\n"

TWICE = HEAD + 'def main():\n    """Twice"""\n    put_text("twice", 2 * input("n", type=NUMBER))\n'
ASYNC = HEAD + "async def main():\n    put_text('async', await input('n'))\n"
MANY = (
    HEAD
    + "def one():\n    put_text('this is one')\n"
    + "def two():\n    put_text('two')\nmain = [one, two]\n"
)


@contextmanager
def deployed(base: Path, index: Any = True, http: bool = False, **keywords: Any) -> Iterator[str]:
    """Serve a folder; gives the address."""
    debug = keywords.pop("debug", False)
    options, settings = make_options(debug=debug, others=keywords)
    with serving(Folder(base, index, options, http_only=http), settings) as url:
        yield url


@contextmanager
def serving(folder: Folder, settings: dict[str, Any]) -> Iterator[str]:
    """Serve it; gives the address."""
    sockets = listen(0, "127.0.0.1")
    service = Service(folder, sockets, settings, route=(r"/.*", deploy_handler(folder)))
    thread = threading.Thread(target=service.run, name="test server")
    thread.start()
    assert service.ready.wait(PATIENCE)
    try:
        yield f"http://127.0.0.1:{sockets[0].getsockname()[1]}/"
    finally:
        service.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


@pytest.fixture
def base(tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    (tmp_path / "twice.py").write_text(TWICE)
    (tmp_path / "deep" / "later.py").write_text(ASYNC)
    (tmp_path / "deep" / "many.py").write_text(MANY)
    return tmp_path


@pytest.mark.parametrize(("http", "kind"), [(False, Tab), (True, HttpTab)])
def test_each_file_is_an_application_at_its_own_address(
    base: Path, http: bool, kind: type[Tab]
) -> None:
    async def run() -> None:
        first = await kind(url + "twice").open()
        second = await kind(url + "deep/later").open()
        await first.submit("21")
        await first.sees("twice 42")
        await second.submit("x")
        await second.sees("async x")

    with deployed(base, http=http) as url:
        visit(run)
        status, _, page = fetch(url + "twice")
        assert status == 200
        assert b"<title>Twice</title>" in page


def test_main_may_be_many(base: Path) -> None:
    async def run() -> None:
        tab = await Tab(url + "deep/many?app=one").open("one")
        await tab.sees("this is one")
        index = await Tab(url + "deep/many").open()
        await index.sees("No description.")

    with deployed(base) as url:
        visit(run)


def test_what_is_not_served(base: Path) -> None:
    (base / "plain.py").write_text("x = 1")
    (base / "_hidden.py").write_text(TWICE)
    with deployed(base) as url:
        codes = {
            path: fetch(url + path)[0]
            for path in ("plain", "twice.py", "deep", "nothing", "_hidden", "%2e%2e/x", "twice%00")
        }
    assert codes == {
        "plain": 404,
        "twice.py": 404,
        "deep": 404,
        "nothing": 404,
        "_hidden": 403,
        "%2e%2e/x": 403,
        "twice%00": 403,
    }


def test_the_index_in_its_forms(base: Path) -> None:
    with deployed(base) as url:
        status, headers, page = fetch(url)
        assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert b'<a href="./twice">Twice</a> <small>twice</small>' in page
        assert b'<a href="./deep/">deep/</a>' in page
        assert b'href="./later"' in fetch(url + "deep/")[2]
        assert "default-src 'none'" in headers["content-security-policy"]
    with deployed(base, index=False) as url:
        assert fetch(url)[0] == 403
    with deployed(base, index=lambda path: f"<p>{path}</p>") as url:
        assert fetch(url + "deep/")[2].decode() == f"<p>{base / 'deep'}</p>"


def test_an_index_file_goes_before_the_list(base: Path) -> None:
    (base / "deep" / "index.py").write_text(TWICE)
    with deployed(base) as url:
        assert b"<title>Twice</title>" in fetch(url + "deep/")[2]


def test_a_file_is_imported_once_and_again_only_with_debug(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYWEBIO_DEBUG", raising=False)
    titles = []
    for debug in (False, True):
        with deployed(base, debug=debug) as url:
            (base / "twice.py").write_text(TWICE)
            fetch(url + "twice")
            (base / "twice.py").write_text(TWICE.replace("Twice", "Changed since"))
            titles.append(
                [b"Changed" in fetch(url + path)[2] for path in ("twice", "twice?reload")]
            )
    assert titles == [[False, False], [False, True]]


def test_pages_of_a_file_that_is_imported_again_come_to_the_new_one(base: Path) -> None:
    async def run() -> None:
        tab = await Tab(url + "twice").open()
        await asyncio.to_thread(fetch, url + "twice?reload")
        await tab.ended()
        assert tab.page.bye == wire.Bye(reason="stopped")
        tab.page.bye = None
        again = await Tab(url + "twice", tab.page).open(applied=1)
        assert again.page.bye == wire.Bye(reason="unknown")

    with deployed(base, debug=True) as url:
        visit(run)


def test_an_application_takes_files_in_large_parts(base: Path) -> None:
    (base / "file.py").write_text(
        HEAD + "def main():\n    put_text('size', file_upload('file')['size'])\n"
    )
    size, upload = 8 * 1024 * 1024, "an-upload-to-a-file"

    async def run() -> None:
        tab = await Tab(f"{url}file").open()
        await tab.until(lambda page: page.form)
        field = tab.page.document.forms[tab.page.form].field("")
        assert isinstance(field, wire.FileField)
        assert tab.page.welcome is not None
        place = f"_pywebio_upload={tab.page.welcome.upload}/{field.slot}/{upload}"
        address = f"{url}file?{place}&size={size}&offset=0"
        request = HTTPRequest(address, method="POST", body=b"x" * size)
        assert (await AsyncHTTPClient().fetch(request)).code == 200
        values: Any = {"data": [{"upload": upload, "name": "a"}]}
        await tab.send(wire.FormSubmit(form=tab.page.form, values=values))
        await tab.sees(f"size {size}")
        await tab.leave()

    with deployed(base) as url:
        visit(run)


@pytest.mark.parametrize("bad", ["raise ValueError('secret')", "def main(:", "raise SystemExit(3)"])
def test_an_error_is_for_the_log_and_with_debug_for_the_page(
    base: Path, bad: str, caplog: pytest.LogCaptureFixture
) -> None:
    (base / "bad.py").write_text(bad)
    with deployed(base) as url:
        for _ in range(2):
            status, _, body = fetch(url + "bad")
            assert status == 500
            assert b"secret" not in body
            assert str(base).encode() not in body
    told = [record for record in caplog.records if "could not be loaded" in record.message]
    assert len(told) == 1  # a flood of requests is no flood of imports
    assert told[0].exc_info is not None
    assert told[0].levelno == logging.ERROR

    async def run() -> None:
        tab = await Tab(url + "bad").open()
        await tab.sees("bad.py, line 1")
        await tab.sees(bad)
        assert "importlib" not in tab.page.text

    with deployed(base, debug=True) as url:
        visit(run)


def test_a_mended_file_is_served_without_a_restart(base: Path) -> None:
    (base / "bad.py").write_text("def main(:")
    with deployed(base) as url:
        assert fetch(url + "bad")[0] == 500
        (base / "bad.py").write_text(TWICE)
        patience = time.monotonic() + 30
        while fetch(url + "bad")[0] != 200:
            assert time.monotonic() < patience, "it stays broken"


def test_limits_are_those_of_all_files_together(base: Path) -> None:
    async def run() -> None:
        await Tab(url + "twice").open()
        refused = await Tab(url + "deep/later").open()
        assert refused.page.bye is not None
        assert refused.page.bye.reason == "refused"

    with deployed(base, max_sessions=1) as url:
        visit(run)


def test_a_program_that_runs_on_counts_among_all_files(base: Path, tmp_path: Path) -> None:
    go = tmp_path / "go"
    (base / "stays.py").write_text(
        f"import os, time\ndef main():\n    while not os.path.exists({str(go)!r}):\n"
        "        time.sleep(0.01)\n"
    )
    options, settings = make_options(others={"max_sessions": 1, "keep_running": 0})
    folder = Folder(base, True, options)

    async def run() -> None:
        tab = await Tab(url + "stays").open()
        tab.line.close(GOING_AWAY)
        async with asyncio.timeout(PATIENCE):
            while folder.visits:
                await asyncio.sleep(0.01)
        refused = await Tab(url + "twice").open()
        assert refused.page.bye is not None
        assert refused.page.bye.reason == "refused"
        go.touch()
        async with asyncio.timeout(PATIENCE):
            while folder.full:
                await asyncio.sleep(0.01)
        assert (await Tab(url + "twice").open()).page.bye is None

    with serving(folder, settings) as url:
        visit(run)


def test_a_main_that_is_no_application_is_an_error(base: Path) -> None:
    (base / "bad.py").write_text("main = 3")
    with deployed(base) as url:
        assert fetch(url + "bad")[0] == 500


def test_the_name_of_the_server_is_checked(base: Path) -> None:
    with deployed(base, allowed_hosts=["apps.example.com"]) as url:
        assert fetch(url)[0] == 403
        assert fetch(url + "twice")[0] == 403
        assert fetch(url, Host="apps.example.com")[0] == 200


def test_whether_it_takes_visitors_and_what_stops_it(base: Path) -> None:
    (base / "stops.py").write_text(
        HEAD + "from pywebio.platform import stop_server\ndef main():\n    stop_server()\n"
    )

    async def run() -> None:
        assert (await asyncio.to_thread(fetch, url + "health"))[2] == b"ok"
        tab = await Tab(url + "stops").open()
        await tab.ended()
        assert tab.page.bye == wire.Bye(reason="stopped")

    with deployed(base, health_path="/health") as url:
        visit(run)


@pytest.mark.parametrize("deploy", [path_deploy, path_deploy_http])
def test_wrong_arguments_are_told(deploy: Any, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="base is the path of a folder"):
        deploy(tmp_path / "missing")
    with pytest.raises(ArgumentError, match="index is True, False or a function"):
        deploy(tmp_path, index="yes")
    with pytest.raises(ArgumentError, match="Did you mean 'max_outputs'"):
        deploy(tmp_path, max_output=3)
    with pytest.raises(ArgumentError, match="metrics_path is for start_server"):
        deploy(tmp_path, metrics_path="/metrics")


def test_a_changed_file_starts_the_folder_again(base: Path) -> None:
    code = f"""
        from pywebio.platform import path_deploy
        path_deploy({str(base)!r}, host="127.0.0.1", debug=True, static_dir={str(base)!r})
    """

    async def run() -> None:
        tab = await Tab(running.serves() + "twice").open()
        await tab.until(lambda page: page.form)
        # What is imported while serving is watched from half a second on.
        for count in range(1000):
            (base / "twice.py").write_text(TWICE.replace("Twice", f"Changed {count}"))
            try:
                async with asyncio.timeout(0.5):
                    await tab.ended()
                    break
            except TimeoutError:
                continue
        assert b"<title>Changed" in (await asyncio.to_thread(fetch, running.url + "twice"))[2]
        assert (await asyncio.to_thread(fetch, running.url + "static/twice.py"))[0] == 200

    (base / "serve").mkdir()
    with script(code, program=base / "serve" / "app.py") as running:
        visit(run)


def test_modules_of_the_same_name_beside_different_files_are_kept_apart(base: Path) -> None:
    uses = HEAD + "import {0}\ndef main():\n    put_text('it is', {0}.NAME, id({0}))\n"
    names = ("pywebio_test_helper", "pywebio_test_package")
    for folder in ("one", "two"):
        (base / folder / names[1]).mkdir(parents=True)
        (base / folder / f"{names[0]}.py").write_text(f"NAME = 'of {folder}'\n")
        (base / folder / names[1] / "__init__.py").write_text("from .inner import NAME\n")
        (base / folder / names[1] / "inner.py").write_text(f"NAME = 'within {folder}'\n")
        for file, name in (("a", names[0]), ("b", names[0]), ("c", names[1])):
            (base / folder / f"{file}.py").write_text(uses.format(name))

    async def shown(path: str) -> str:
        tab = await Tab(url + path).open()
        await tab.sees("it is")
        return tab.page.text

    async def run() -> None:
        first, second = await shown("one/a"), await shown("two/a")
        assert "of one" in first
        assert "of two" in second
        assert await shown("one/b") == first  # the same module, not another one
        assert await shown("two/b") == second
        assert "within one" in await shown("one/c")
        assert "within two" in await shown("two/c")

    before = set(sys.modules)
    try:
        with deployed(base) as url:
            visit(run)
    finally:
        for name in set(sys.modules) - before:
            del sys.modules[name]


def test_what_a_file_says_of_pages_by_a_bare_config_is_said_of_its_own(base: Path) -> None:
    own = "from pywebio import config\nconfig(title='Own title')\ndef main(): pass\n"
    (base / "own.py").write_text(own)
    (base / "other.py").write_text("def main(): pass\n")
    with deployed(base) as url:
        assert b"<title>Own title</title>" in fetch(url + "own")[2]
        assert b"Own title" not in fetch(url + "other")[2]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_only_files_are_listed(base: Path) -> None:
    os.mkfifo(base / "pipe.py")
    with deployed(base) as url:
        assert b"pipe" not in fetch(url)[2]
