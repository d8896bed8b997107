"""Examples as applications: what is shown, what runs, and that nothing else can be run."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scripts import script
from served import Tab, visit
from tornado.httpclient import AsyncHTTPClient, HTTPResponse
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from demos.try_it import site
from demos.try_it.blocks import Block, all_blocks, identify, of_page, pages
from demos.try_it.programs import applications
from demos.try_it.serving import Demonstration
from pywebio import protocol as wire
from pywebio.output import put_text
from pywebio.testing import Visitor


def block(source: str) -> Block:
    return Block("page:1", "An example", source)


# -- what is shown and what runs ------------------------------------------------------------------


def test_marks_say_what_is_shown_and_what_runs() -> None:
    made = block(
        'put_text("both")\nx = ...  # doc-only\nx = 1  # demo-only\n## ----\nput_text(x)\n'
    )
    assert made.shown == 'put_text("both")\nx = ...\n\nput_text(x)'
    assert made.steps == ['put_text("both")\nx = 1', "put_text(x)"]


def test_a_page_gives_blocks_with_place_heading_and_mark(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# Title\n\n## A `code` heading\n\n```python\nfirst\n```\n\n<!-- no-run: it fails -->\n"
        "```python\nsecond\n```\n\n```text\n# no heading\n```\n\n<!-- no-try: secret -->\n\nText "
        "between.\n\n```python\nthird\n```\n",
        encoding="utf-8",
    )
    first, second, third = of_page(page, "page")
    assert (first.place, first.title, first.source) == ("page:6", "A code heading", "first\n")
    assert (first.runs, first.can_be_tried) == (True, True)
    assert (second.runs, second.can_be_tried) == (False, False)
    assert third.mark == ""  # a mark belongs to the block that follows it


@given(st.text(st.sampled_from("# \n-`~xd:<!>"), max_size=60))
@example("## ----")
@example("x # doc-only # demo-only")
def test_any_text_is_shown_and_run_in_parts_that_make_it_up(source: str) -> None:
    made = block(source)
    assert re.sub(r"^## -+$|\s", "", made.run, flags=re.M) == re.sub(
        r"^## -+$|\s", "", "\n".join(made.steps), flags=re.M
    )
    assert made.id == identify(source)
    assert isinstance(made.shown, str)


def test_every_python_block_of_every_page_is_known() -> None:
    fences = sum(
        path.read_text(encoding="utf-8").count("\n```python\n") for path in pages().values()
    )
    assert fences == sum(len(list(of_page(path, name))) for name, path in pages().items())
    assert len(all_blocks()) > 300


@pytest.mark.parametrize(
    "source",
    [
        "run_shell('ls')",
        "put_text(file_picker('.'))",
        "pin.use_strict()",
        "x = 1\nconfig(title='')",
    ],
)
def test_no_visitor_starts_what_concerns_the_whole_server(source: str) -> None:
    made = block(source)
    assert made.runs
    assert not made.can_be_tried


# -- as applications ------------------------------------------------------------------------------


def test_steps_wait_for_a_click() -> None:
    apps = applications(block('put_text("one")\n## ----\nput_text("two")\n'))
    with Visitor(apps) as visitor:
        assert visitor.sees("one")
        assert visitor.does_not_see("\ntwo")
        visitor.press("Next step")
        assert visitor.text().endswith("two")


def test_steps_of_a_coroutine_wait_too() -> None:
    source = 'import asyncio\nawait asyncio.sleep(0)\nput_text("one")\n## ----\nput_text("two")\n'
    with Visitor(applications(block(source), with_code=False)) as visitor:
        visitor.press("Next step")
        assert visitor.text() == "one\ntwo"


def test_the_code_is_shown_first_unless_it_stands_beside() -> None:
    with Visitor(applications(block('put_text("x")\n'))) as visitor:
        assert visitor.text().startswith('put_text("x")')
    with Visitor(applications(block('put_text("x")\n'), with_code=False)) as visitor:
        assert visitor.text() == "x"


@pytest.mark.parametrize(
    "source",
    [
        "from pywebio import start_server\n\ndef app():\n    put_text(1)\n\nstart_server(app)\n",
        "import pywebio\n\ndef app():\n    put_text(1)\n\npywebio.start_server([app], port=80)\n",
        "async def app():\n    put_text(1)\n\nstart_server({'app': app}, debug=True)\n",
    ],
)
def test_a_program_serves_nothing_but_is_asked_for_its_applications(source: str) -> None:
    apps = applications(block(source), with_code=False)
    assert len(apps) == 1
    with Visitor(apps) as visitor:
        assert visitor.text() == "1"


def test_visitors_of_an_example_do_not_share_its_variables() -> None:
    apps = applications(block("count = globals().get('count', 0) + 1\nput_text(count)\n"))
    for _ in range(2):
        with Visitor(apps) as visitor:
            assert visitor.text().endswith("\n1")


# -- served ---------------------------------------------------------------------------------------


def ask(*paths: str) -> list[HTTPResponse]:
    """The answers of a server to requests."""

    async def serve() -> list[HTTPResponse]:
        server = HTTPServer(Demonstration({"hello": lambda: put_text("hello")}))
        sockets = bind_sockets(0, "127.0.0.1")
        server.add_sockets(sockets)
        address = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
        client = AsyncHTTPClient(force_instance=True)
        try:
            return [await client.fetch(address + path, raise_error=False) for path in paths]
        finally:
            client.close()
            server.stop()
            await server.close_all_connections()

    return asyncio.run(serve())


def test_only_what_stands_in_the_documentation_can_be_run() -> None:
    known = next(one for one in all_blocks().values() if one.can_be_tried)
    secret = next(one for one in all_blocks().values() if one.mark == "no-try")
    failing = next(one for one in all_blocks().values() if one.mark == "no-run")
    outside = next(one for one in all_blocks().values() if one.kind == "outside")
    paths = [
        f"/try/{known.id}",
        f"/try/{known.id}/bare",
        *(f"/try/{one.id}" for one in (secret, failing, outside)),
        "/try/000000000000",
        "/try/put_text(1)",
        f"/try/{known.id}/../../etc",
        "/try/",
    ]
    codes = [response.code for response in ask(*paths)]
    assert codes == [200, 200, *[404] * 7]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_visitors_are_told_when_the_demos_stop(number: signal.Signals, code: int) -> None:
    program = """
        from demos.try_it.serving import serve
        def hello():
            put_text("hello")
            hold()
        serve({"hello": hello}, 0, "127.0.0.1")
    """
    known = next(one for one in all_blocks().values() if one.can_be_tried)

    async def run() -> None:
        tabs = [await Tab(running.serves() + path).open() for path in ("", f"try/{known.id}")]
        running.process.send_signal(number)
        for tab in tabs:
            await tab.ended()
            assert tab.page.bye == wire.Bye(reason="stopped")

    with script(program) as running:
        visit(run)
        assert running.ends() == code
        assert f"Documentation at {running.url}docs/" in running.output
        assert "Traceback" not in running.output


@pytest.fixture
def empty_site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No site was built."""
    monkeypatch.setattr(site, "SITE", tmp_path)
    monkeypatch.setattr(site, "STAMP", tmp_path / ".built")
    return tmp_path


def test_without_sphinx_the_site_says_what_to_do(
    empty_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "can_be_built", lambda: False)
    demos, docs = ask("/", "/docs/")
    assert demos.code == 200
    assert docs.code == 503
    assert b"make docs" in docs.body


def test_the_site_is_built_when_it_is_asked_for(
    empty_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build() -> object:
        (empty_site / "index.html").write_text("the site")
        site.STAMP.touch()
        return type("Result", (), {"returncode": 0})

    monkeypatch.setattr(site, "can_be_built", lambda: True)
    monkeypatch.setattr(site, "build", build)
    building = site.Building()
    building.ask()
    building.wait()
    assert not building.problem
    (page,) = ask("/docs/")
    assert page.body == b"the site"


def test_a_failed_build_is_told_and_not_tried_again(
    empty_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = type("Result", (), {"returncode": 1, "stdout": "WARNING: <bad>"})
    monkeypatch.setattr(site, "can_be_built", lambda: True)
    monkeypatch.setattr(site, "build", lambda: result)
    building = site.Building()
    building.ask()
    building.wait()
    assert "WARNING: <bad>" in building.problem
    building.ask()
    assert not building.at_work


def test_a_new_site_takes_the_place_of_the_old_one_as_a_whole(
    empty_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = empty_site / "html"
    html.mkdir()
    (html / "gone.html").write_text("of the old one")
    monkeypatch.setattr(site, "SITE", html)
    monkeypatch.setattr(site, "STAMP", html / ".built")
    write = "import pathlib, sys; path = pathlib.Path(sys.argv[-1]); path.mkdir(exist_ok=True); "
    good = write + "(path / 'index.html').write_text('new')"
    bad = write + "(path / 'index.html').write_text('half'); sys.exit(1)"
    monkeypatch.setattr(site, "SPHINX", [sys.executable, "-c", good])
    assert site.build().returncode == 0
    assert sorted(path.name for path in html.iterdir()) == [".built", "index.html"]
    monkeypatch.setattr(site, "SPHINX", [sys.executable, "-c", bad])
    assert site.build().returncode == 1
    assert (html / "index.html").read_text() == "new"
    assert [
        path.name for path in empty_site.iterdir() if path.name.startswith(("new", "old"))
    ] == []


def test_while_the_site_is_built_the_page_says_so_and_looks_again(
    empty_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(site, "can_be_built", lambda: True)
    result = type("Result", (), {"returncode": 1, "stdout": ""})
    monkeypatch.setattr(site, "build", lambda: go_on.wait(20) and result)
    try:
        (page,) = ask("/docs/guide/input.html")
    finally:
        go_on.set()
    assert page.code == 200
    assert b'http-equiv="refresh"' in page.body
    assert "is being built" in page.body.decode()
