"""The keywords of servers: accepted, refused with a hint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pywebio.exceptions import ArgumentError
from pywebio.platform.options import MB, ServerOptions, make_options
from pywebio.platform.serving import listen


def made(**keywords: Any) -> ServerOptions:
    return make_options(**keywords)[0]


def test_defaults() -> None:
    options, rest = make_options()
    assert options == ServerOptions()
    assert rest == {}


@pytest.mark.parametrize(("given", "seconds"), [(0, 600), (None, None), (3, 3), (0.5, 0.5)])
def test_reconnect_timeout(given: float | None, seconds: float | None) -> None:
    assert made(reconnect_timeout=given).reconnect_timeout == seconds


@pytest.mark.parametrize(
    ("given", "size"), [("200M", 200 * MB), ("40K", 40 * 1024), (1000, 1000), ("1G", 1024 * MB)]
)
def test_max_payload_size(given: int | str, size: int) -> None:
    options = made(max_payload_size=given)
    assert options.max_payload_size == size
    assert options.session_settings.max_payload_size == size


def test_a_whole_number_of_a_file_of_settings() -> None:
    outputs = made(others={"max_outputs": 1e3}).max_outputs
    assert (outputs, type(outputs)) == (1000, int)


def test_limits_reach_the_sessions() -> None:
    options = made(
        others={"max_outputs": 7, "max_threads": 3, "window_commands": 5, "slow_after": 1.5}
    )
    settings = options.session_settings
    assert settings.bounds.outputs == 7
    assert settings.threads == 3
    assert settings.window.commands == 5
    assert settings.slow_after == 1.5


def test_settings_of_the_framework_are_left() -> None:
    _, rest = make_options(others={"max_outputs": 7, "cookie_secret": "x"})
    assert rest == {"cookie_secret": "x"}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("max_output", "max_outputs"),
        ("reconect_timeout", "reconnect_timeout"),
        ("auto_open_web_browser", "auto_open_webbrowser"),
        ("allowed_origin", "allowed_origins"),
    ],
)
def test_a_misspelt_option_is_told(name: str, meant: str) -> None:
    with pytest.raises(ArgumentError, match=f"Did you mean '{meant}'"):
        make_options(others={name: 1})


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"cdn": 3}, "cdn is True, False"),
        ({"static_dir": 3}, "path of a directory"),
        ({"reconnect_timeout": -1}, "more than 0"),
        ({"reconnect_timeout": "3"}, "is a number"),
        ({"allowed_origins": 3}, "list of patterns"),
        ({"allowed_origins": [3]}, "list of patterns"),
        ({"check_origin": True}, "check_origin"),
        ({"max_payload_size": "lots"}, "40K"),
        ({"max_payload_size": 0}, "more than 0"),
        ({"max_payload_size": [1]}, "size"),
        ({"others": {"max_outputs": 0}}, "more than 0"),
        ({"reconnect_timeout": float("nan")}, "more than 0"),
        ({"others": {"frame_size": float("inf")}}, "whole number"),
        ({"others": {"max_sessions": 2.5}}, "whole number"),
        ({"others": {"max_outputs": "many"}}, "is a number"),
        ({"others": {"max_outputs": True}}, "is a number"),
        ({"others": {"slow_after": None}}, "is a number"),
        ({"others": {"allowed_hosts": 3}}, "list of patterns"),
    ],
)
def test_bad_values_are_refused(keywords: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        make_options(**keywords)


def test_values_that_old_programs_give_by_habit(caplog: pytest.LogCaptureFixture) -> None:
    assert made(allowed_origins="*").allowed_origins == ("*",)
    assert made(allowed_origins="https://A.example/").allowed_origins == ("https://a.example",)
    assert made(cdn=None).cdn is False
    assert made(cdn=0).cdn is False
    assert made(static_dir="/no/such/directory").static_dir is None
    assert "is no directory" in caplog.text


def test_a_port_of_the_environment() -> None:
    for port in ("0", 0.0):
        for listening in listen(port, "127.0.0.1"):  # type: ignore[arg-type]
            assert listening.getsockname()[1] > 0
            listening.close()
    with pytest.raises(ArgumentError, match="port"):
        listen("http", "127.0.0.1")


@pytest.mark.parametrize(
    ("text", "debug"),
    [("1", True), ("true", True), ("0", False), ("", False), ("False", False), ("yes", False)],
)
def test_the_environment_overrides_debug_by_two_values_alone(
    monkeypatch: pytest.MonkeyPatch, text: str, debug: bool
) -> None:
    monkeypatch.setenv("PYWEBIO_DEBUG", text)
    assert made(debug=not debug).debug is debug


def test_static_dir(tmp_path: Path) -> None:
    assert made(static_dir=tmp_path).static_dir == str(tmp_path)


def test_frames_and_bodies_have_a_limit() -> None:
    assert made().message_limit == MB
    assert made().body_limit == 2 * MB
    assert made(others={"frame_size": 5 * MB}).body_limit == 10 * MB


def test_a_large_event_is_no_larger_than_a_file() -> None:
    assert made().session_settings.event_size == 32 * MB
    assert made(max_payload_size="2M").session_settings.event_size == 2 * MB


def test_how_many_sessions_are_taken_depends_on_the_memory() -> None:
    assert made().session_limit >= 1000
    assert made(others={"max_sessions": 3}).session_limit == 3
