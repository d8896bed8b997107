"""Who may talk to a server, and what it tells: origins, hosts, ids, paths, headers, errors."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from desk import Desk, Wire, connect
from page_side import PageSide
from served import PATIENCE, Tab, fetch, served, visit

from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError
from pywebio.input import *
from pywebio.output import put_buttons, put_file, put_html, put_text
from pywebio.pin import put_checkbox, put_input, put_radio, put_select, put_slider
from pywebio.platform import config
from pywebio.platform.http import Request, Response
from pywebio.platform.options import make_options
from pywebio.platform.page import ASSET_KEY, FILE_KEY, UPLOAD_KEY
from pywebio.testing.plugin import OpenVisitor

SECRET = "the secret of the house"


def app() -> None:
    put_text("here")


def get(desk: Desk, query: dict[str, str] | None = None, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return desk.http(Request("GET", query or {}, {"host": "here", **named}))


# -- forged values --------------------------------------------------------------------------------

ANY: list[Any] = [
    None,
    True,
    -1,
    1e308,
    "",
    "forged",
    "<b>",
    [],
    ["forged"],
    {},
    {"a": 1},
    [[]],
    "٣",
]

FORGED: dict[str, tuple[Any, list[Any]]] = {
    "text": (lambda: input("F", maxlength=3, required=True), [None, 5, [], {}, "four", ""]),
    "pattern": (lambda: input("F", pattern="a+", required=True), ["b", "ab", ""]),
    "number": (
        lambda: input("F", type=NUMBER, min=0, max=9, step=1, required=True),
        ["", "x", "-1", "10", 10, "0.5", "1e9", "nan", "inf", [1], {}, True],
    ),
    "float": (lambda: input("F", type=FLOAT, max=1, required=True), ["nan", "inf", "2", "x", []]),
    "url": (lambda: input("F", type=URL, required=True), ["x", "//evil.example", 5]),
    "date": (lambda: input("F", type=DATE, required=True), ["x", "2020-13-01", 5]),
    "time": (lambda: input("F", type=TIME, required=True), ["x", "25:00", 5]),
    "color": (lambda: input("F", type=COLOR, required=True), ["x", "red;}", 5]),
    "textarea": (lambda: textarea("F", minlength=2, maxlength=3), ["x", "four", 5, []]),
    "select": (lambda: select("F", ["a", ("b", "b", False, True)], required=True), [*ANY, "b", 7]),
    "multiple": (lambda: select("F", ["a", "b"], multiple=True), ["forged", [5], {"a": 1}]),
    "checkbox": (
        lambda: checkbox("F", ["a", ("b", "b", False, True)], required=True),
        [["forged"], {"a": 1}, [], [9]],
    ),
    "radio": (lambda: radio("F", ["a"], required=True), [*ANY, 7]),
    "slider": (lambda: slider("F", min_value=0, max_value=9, step=1), [-1, 10, "x", [], 1e308]),
    "actions": (lambda: actions("F", ["a"]), [*ANY[1:], 7]),
    "file": (
        lambda: file_upload("F", required=True),
        [*ANY, [{"upload": "not sent at all.."}], [{}], {"upload": "x" * 16}],
    ),
    "readonly": (lambda: input("F", value="kept", readonly=True), []),
}


@pytest.mark.parametrize("name", FORGED)
def test_forged_values_never_reach_the_program(open_visitor: OpenVisitor, name: str) -> None:
    make, forged = FORGED[name]
    got: list[Any] = []
    visitor = open_visitor(lambda: got.append(make()))
    for value in forged:
        visitor.send(wire.FormSubmit(form=visitor.form.id, values={"data": value}))
        assert got == [], f"{value!r} was taken as {got}"
    if name == "readonly":
        visitor.send(wire.FormSubmit(form=visitor.form.id, values={"data": "forged"}))
        assert got == ["kept"]
    assert visitor.errors == []


def test_forged_pins_and_callbacks_never_reach_the_program(open_visitor: OpenVisitor) -> None:
    clicks: list[Any] = []

    def program() -> None:
        put_buttons(["a", {"label": "b", "value": "b", "disabled": True}], onclick=clicks.append)
        put_input("text", value="kept", readonly=True)
        put_select("choice", ["x", "y"], value="x")
        put_checkbox("boxes", ["x"])
        put_radio("one", ["x"])
        put_slider("level", value=3)

    visitor = open_visitor(program)
    session = visitor.session
    (callback,) = session.page.callbacks
    for value in [*ANY, 1, 2, 10**30, 0.5]:
        session.deliver(wire.CallbackEvent(callback=callback, value=value))
        for shown in list(session.page.pins.by_id):
            session.deliver(wire.PinChange(pin=shown, value=value))
    visitor.settle()
    assert set(clicks) <= {"a"}
    known: list[Any] = ["kept", "x", [], ["x"], None, "", 3]
    for part in session.page.pins.by_id.values():
        assert part.value in known


# -- ids ------------------------------------------------------------------------------------------


def test_what_opens_a_session_cannot_be_guessed() -> None:
    desk = Desk(lambda: put_file("a", b"x"))
    tabs = [connect(desk) for _ in range(50)]
    sessions = [visited.session for visited in desk.visits.values()]
    for secrets in (
        [session.key for session in sessions],
        [session.uploads.secret for session in sessions],
        [token for session in sessions for token in session.page.files],
    ):
        assert len(set(secrets)) == 50
        assert min(map(len, secrets)) * 6 >= 128
    assert len({tab.page.key for tab in tabs}) == 50


@pytest.mark.parametrize("guess", ["sid", "sid ", "", "0", "key/", "../key", "KEY"])
def test_guesses_open_nothing(guess: str) -> None:
    desk = Desk(app)
    victim = connect(desk)
    (visited,) = desk.visits.values()
    key, sid = visited.session.key, visited.session.sid
    for text in {guess.replace("key", key).replace("KEY", key.swapcase()).replace("sid", sid)}:
        other = Wire(desk, PageSide(), Request())
        other.say(other.page.hello(session=text))
        assert other.page.key != key
        cut_off = Wire(desk, PageSide(), Request())
        cut_off.say(cut_off.page.hello(session=text, applied=1))
        assert cut_off.page.bye is not None
    assert victim.closed is None


def test_the_public_id_gives_no_file_and_takes_none() -> None:
    desk = Desk(lambda: put_file("a", SECRET.encode()))
    connect(desk)
    (visited,) = desk.visits.values()
    sid = visited.session.sid
    (token,) = visited.session.page.files
    assert get(desk, {FILE_KEY: f"{sid}/{token}"}).status == 200
    for guess in (
        f"{sid}/",
        sid,
        f"{sid}/{token[:-1]}",
        f"{sid}/{token}x",
        f"/{token}",
        f"x/{token}",
    ):
        assert get(desk, {FILE_KEY: guess}).status == 404
    query = {UPLOAD_KEY: f"{sid}/x/0/upload-number-one", "size": "1", "offset": "0"}
    assert desk.http(Request("POST", query, {"host": "here"}, body=b"x")).status == 403


def test_a_file_of_one_session_is_not_under_the_id_of_another() -> None:
    desk = Desk(lambda: put_file("a", b"x"))
    connect(desk)
    connect(desk)
    first, second = (visited.session for visited in desk.visits.values())
    (token,) = first.page.files
    assert get(desk, {FILE_KEY: f"{second.sid}/{token}"}).status == 404


# -- origins and hosts ----------------------------------------------------------------------------

FOREIGN = [
    "https://evil.example", "http://here.evil.example", "http://evil.example/here", "null", "http://[",
    "http://here@evil.example", "http://here:80:80", "//", "x", "http://\x00", "file://", "http://here:1",
]  # fmt: skip


@pytest.mark.parametrize("origin", FOREIGN)
def test_pages_of_other_sites_get_nothing(origin: str, caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk(app)
    connect(desk)
    (visited,) = desk.visits.values()
    session = visited.session
    slot = session.uploads.open(10, 10)
    address = f"{session.sid}/{session.uploads.secret}/{slot.id}/upload-number-one"
    headers = {"host": "here", "origin": origin}
    assert not desk.may_connect(Request("GET", {}, headers))
    query = {UPLOAD_KEY: address, "size": "1", "offset": "0"}
    sent = desk.http(Request("POST", query, headers, body=b"x"))
    assert sent.status == 403
    assert "Access-Control-Allow-Origin" not in sent.headers
    assert "Access-Control-Allow-Origin" not in get(desk, origin=origin).headers
    preflight = desk.http(Request("OPTIONS", query, headers))
    assert "Access-Control-Allow-Origin" not in preflight.headers
    assert slot.get("upload-number-one") is None


def test_an_empty_host_is_no_site_of_anybody() -> None:
    desk = Desk(app)
    for origin in ("null", "file://", "//"):
        assert not desk.may_connect(Request("GET", {}, {"host": "", "origin": origin}))


def test_refused_origins_do_not_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk(app)
    for number in range(1000):
        desk.may_connect(Request("GET", {}, {"host": "here", "origin": f"http://evil{number}"}))
        desk.http(Request("POST", {}, {"host": "here", "origin": f"http://evil{number}"}))
    assert len(caplog.records) <= 3


@pytest.mark.parametrize(
    "host", ["rebound.example", "localhost.evil.example", "127.0.0.1.evil", "x:80"]
)
def test_a_rebound_name_gets_nothing_where_hosts_are_named(host: str) -> None:
    desk = Desk(app, allowed_hosts=["localhost", "127.0.0.1"])
    for query in ({}, {ASSET_KEY: "x"}, {FILE_KEY: "x/y"}, {"test": "1"}):
        assert get(desk, query, host=host).status == 403
    assert (
        desk.http(Request("POST", {UPLOAD_KEY: "a/b/0/c"}, {"host": host}, body=b"x")).status == 403
    )
    origin = {"host": host, "origin": f"http://{host}"}  # what a rebound page would say
    assert not desk.may_connect(Request("GET", {}, origin))


# -- paths ----------------------------------------------------------------------------------------

CLIMBS = [
    "../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "..\\secret.txt", "%5c..%5csecret.txt",
    "....//secret.txt", "/etc/passwd", "//etc/passwd", "a/../../secret.txt", "..%c0%afsecret.txt",
    "..%00/secret.txt", "a.txt%00.html", "%252e%252e/secret.txt", "C:/secret.txt",
]  # fmt: skip


def raw_get(port: int, path: str) -> bytes:
    """Get something under an address that no client would send."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as line:
        line.sendall(
            f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode("latin-1")
        )
        return b"".join(iter(lambda: line.recv(65536), b""))


def test_no_path_leads_out_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(SECRET)
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "a.txt").write_text("a")
    with served(app, static_dir=str(tmp_path / "static")) as url:
        port = int(url.rstrip("/").rpartition(":")[2])
        assert raw_get(port, "/static/a.txt").endswith(b"a")
        for climb in CLIMBS:
            for base in ("/static/", "/", f"/?{ASSET_KEY}=", f"/?{FILE_KEY}="):
                answer = raw_get(port, base + climb)
                assert SECRET.encode() not in answer
                assert b"root:" not in answer
                assert b"Traceback" not in answer


# -- headers --------------------------------------------------------------------------------------


def test_every_answer_has_the_headers_that_protect() -> None:
    desk = Desk(app)
    requests = [
        Request("GET"), Request("HEAD"), Request("OPTIONS"), Request("PUT"), Request("POST"),
        Request("GET", {ASSET_KEY: "x"}), Request("GET", {FILE_KEY: "x"}),
        Request("GET", {"test": "1"}), Request("POST", {UPLOAD_KEY: "x"}),
    ]  # fmt: skip
    for request in requests:
        headers = desk.http(request).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert headers["Content-Security-Policy"] == "frame-ancestors 'self'"


@pytest.mark.parametrize(
    ("embed", "policy"),
    [
        (None, "frame-ancestors 'self' https://friend.example"),
        (True, "frame-ancestors *"),
        (False, "frame-ancestors 'none'"),
        (["https://*.example.com"], "frame-ancestors 'self' https://*.example.com"),
        ("https://one.example", "frame-ancestors 'self' https://one.example"),
    ],
)
def test_an_app_says_who_may_frame_it(embed: Any, policy: str) -> None:
    framed = config(embed=embed)(lambda: None)
    desk = Desk({"index": app, "framed": framed}, allowed_origins=["https://friend.example"])
    assert get(desk, {"app": "framed"}).headers["Content-Security-Policy"] == policy
    usual = "frame-ancestors 'self' https://friend.example"
    assert get(desk).headers["Content-Security-Policy"] == usual


@pytest.mark.parametrize("embed", [5, ["x; script-src *"], ["a b"], [None], "'unsafe-inline'"])
def test_what_is_no_site_is_refused(embed: Any) -> None:
    with pytest.raises((ArgumentError, TypeError)):
        config(embed=embed)


def test_the_strict_policy_has_a_new_nonce_each_time() -> None:
    desk = Desk(app, csp="strict")
    nonces = set()
    for _ in range(20):
        response = get(desk)
        policy = response.headers["Content-Security-Policy"]
        (nonce,) = re.findall(r"script-src 'nonce-([\w-]+)'", policy)
        nonces.add(nonce)
        page = bytes(response.body).decode()
        assert page.count("<script") == page.count(f'<script nonce="{nonce}"')
        assert "object-src 'none'" in policy
        assert "base-uri 'none'" in policy
        assert "unsafe-eval" not in policy
        assert response.headers["Cache-Control"] == "no-store"
    assert len(nonces) == 20


def test_another_policy_is_refused() -> None:
    with pytest.raises(ArgumentError, match="strict"):
        make_options(others={"csp": "loose"})


# -- errors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("debug", [False, True])
def test_errors_show_internals_only_with_debug(
    debug: bool, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        put_buttons(["break"], onclick=lambda value: 1 / 0)
        password = SECRET
        raise ValueError(f"bad {password}")

    async def run() -> None:
        tab = await Tab(url).open()
        await tab.until(lambda page: page.document.state == "failed")
        seen.append("\n".join(tab.page.frames))

    seen: list[str] = []
    with served(broken, debug=debug, others={"autoreload": False}) as url:
        visit(run)
    assert (SECRET in seen[0]) is debug
    assert ("Traceback" in seen[0]) is debug
    assert SECRET in caplog.text


def test_an_error_of_the_server_says_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*given: Any) -> Response:
        raise RuntimeError(SECRET)

    monkeypatch.setattr("pywebio.platform.server.Server._page", broken)
    with served(app, debug=False) as url:
        status, _, body = fetch(f"{url}?app=key-of-a-file")
    assert status == 500
    assert "key-of-a-file" not in caplog.text
    assert SECRET.encode() not in body
    assert b"Traceback" not in body
    assert SECRET in caplog.text


@pytest.mark.parametrize("value", ["", "0", "2", "yes", "on", "debug", "True!", " "])
def test_no_other_value_of_the_environment_shows_internals(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("PYWEBIO_DEBUG", value)
    assert make_options()[0].debug is False


# -- forms that browsers send by themselves -------------------------------------------------------


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_body_is_never_taken_apart_as_a_form(kind: str) -> None:
    """Taking a million fields apart would hold the loop up for long."""

    async def run() -> None:
        body = b"a=1&" * 250_000
        headers = {"Content-Type": kind, "Origin": url.rstrip("/")}
        request = urllib.request.Request(url, data=body, headers=headers)

        def send() -> int:
            try:
                with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                    return int(answer.status)
            except urllib.error.HTTPError as error:
                with error:
                    return error.code

        assert await asyncio.to_thread(send) == 405

    with served(app) as url:
        visit(run)


def test_markup_is_taken_where_the_documents_say_so_only(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(lambda: put_html("<b>bold</b>"))
    (node,) = visitor.session.page.root.children
    assert isinstance(node, wire.Html)
    assert logging.getLogger("pywebio").name == "pywebio"
