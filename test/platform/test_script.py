"""Scripts that use the page directly, each in a process of its own."""

from __future__ import annotations

import asyncio
import signal
import threading
from pathlib import Path

import pytest
from scripts import script
from served import PATIENCE, Tab, fetch, visit

from pywebio import protocol as wire
from pywebio.platform import mode
from pywebio.platform.serving import listen


def test_a_script_asks_and_shows_and_ends_with_its_code() -> None:
    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.submit("Ann")
        await tab.ended()
        assert tab.page.text == "hello Ann\nthe last line"
        assert tab.page.document.state == "finished"
        assert tab.page.bye == wire.Bye(reason="closed")

    code = """
        put_text("hello", input("name"))
        put_text("the last line")
        raise SystemExit(7)
    """
    with script(code) as running:
        visit(run)
        assert running.ends() == 7
        assert len(running.lines) == 1


def test_the_port_comes_from_the_environment() -> None:
    (free,) = listen(0, "127.0.0.1")
    port = free.getsockname()[1]
    free.close()

    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.ended()

    with script("put_text(1)", port) as running:
        assert running.serves() == f"http://127.0.0.1:{port}/"
        visit(run)
        assert running.ends() == 0


def test_threads_belong_to_the_session_and_are_waited_for() -> None:
    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.submit("Ann")
        await tab.ended()
        assert tab.page.text == "main has ended\nthread says Ann"

    code = """
        import threading
        def work():
            threading.main_thread().join()
            put_text("main has ended")
            put_text("thread says", input("name"))
        thread = threading.Thread(target=work)
        register_thread(thread)
        thread.start()
    """
    with script(code) as running:
        visit(run)
        assert running.ends() == 0


def test_an_error_ends_the_script_and_the_page_is_told() -> None:
    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.ended()
        assert tab.page.document.state == "failed"
        assert tab.page.text == "before"

    with script("put_text('before'); raise RuntimeError('broken script')") as running:
        visit(run)
        assert running.ends() == 1
        assert "RuntimeError: broken script" in running.output


def test_with_callbacks_the_script_lives_until_the_page_is_closed() -> None:
    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.until(lambda page: page.document.state == "held")
        (buttons,) = tab.page.document.outputs()
        assert isinstance(buttons, wire.Buttons)
        await tab.send(wire.CallbackEvent(callback=buttons.callback, value=0))
        await tab.sees("clicked a")
        assert running.process.poll() is None
        await tab.leave()

    code = """
        put_buttons(["a"], lambda value: put_text("clicked", value))
        defer_call(lambda: print("deferred", flush=True))
    """
    with script(code) as running:
        visit(run)
        assert running.ends() == 0
        assert running.lines[-1] == "deferred"


def test_another_tab_is_refused_and_the_first_goes_on() -> None:
    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.until(lambda page: page.form)
        other = await Tab(running.serves()).open()
        assert other.page.bye is not None
        assert other.page.bye.reason == "refused"
        assert "open in another tab" in other.page.bye.detail
        await tab.submit("Ann")
        await tab.ended()
        assert tab.page.text == "hello Ann"

    with script("put_text('hello', input('name'))") as running:
        visit(run)
        assert running.ends() == 0


def test_a_page_that_comes_again_sees_what_stands_there() -> None:
    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.until(lambda page: page.form)
        await tab.leave()
        again = await Tab(running.serves()).open()
        await again.sees("before")
        await again.submit("Ann")
        await again.ended()
        assert again.page.text == "before\nhello Ann"

    with script("put_text('before'); put_text('hello', input('name'))") as running:
        visit(run)
        assert running.ends() == 0


def test_a_page_that_is_loaded_again_before_its_line_is_seen_to_be_gone() -> None:
    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.until(lambda page: page.form)
        earlier = {"view": tab.page.view}
        reload = {"session": tab.page.key, "navigation": "reload"}
        copy = await Tab(running.serves()).open(**reload, earlier={**earlier, "copied": True})
        assert copy.page.bye is not None
        assert copy.page.bye.reason == "refused"
        stranger = await Tab(running.serves()).open(**{**reload, "session": "x"}, earlier=earlier)
        assert stranger.page.bye is not None
        again = await Tab(running.serves()).open(**reload, earlier=earlier)
        await again.submit("Ann")
        await again.ended()
        assert again.page.text == "before\nhello Ann"

    with script("put_text('before'); put_text('hello', input('name'))") as running:
        visit(run)
        assert running.ends() == 0


def test_a_cut_line_is_resumed() -> None:
    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.until(lambda page: page.form)
        tab.cut()
        again = await Tab(running.serves(), tab.page).open()
        await again.submit("Ann")
        await again.ended()
        assert again.page.text == "hello Ann"

    with script("put_text('hello', input('name'))") as running:
        visit(run)
        assert running.ends() == 0


def test_an_image_as_the_last_line_is_fetched_before_the_script_ends() -> None:
    content: list[bytes] = []

    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.until(lambda page: page.document.state == "finished")
        (image,) = tab.page.document.outputs()
        assert isinstance(image, wire.Image)
        address = f"{running.url}?_pywebio_file={image.src.removeprefix('file:')}"
        content.append((await asyncio.to_thread(fetch, address))[2])
        await tab.ended()

    with script("put_image(b'\\x89PNG' + bytes(2_000_000))") as running:
        visit(run)
        assert running.ends() == 0
    assert content == [b"\x89PNG" + bytes(2_000_000)]


def test_only_names_of_this_machine_are_served() -> None:
    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.submit("Ann")
        await tab.ended()

    with script("input()") as running:
        port = running.serves().rstrip("/").rpartition(":")[2]
        assert fetch(running.url, Host="rebound.test")[0] == 403
        assert fetch(running.url, Host=f"localhost:{port}")[0] == 200
        visit(run)
        assert running.ends() == 0


def test_info_and_the_end_of_calls() -> None:
    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.ended()
        assert tab.page.text == "127.0.0.1 tornado\nRuntimeError RuntimeError"

    code = """
        import pywebio
        put_text(info.user_ip, info.backend)
        async def work(): pass
        body = work()
        names = []
        for wrong in (lambda: pywebio.start_server(print), lambda: run_async(body)):
            try:
                wrong()
            except Exception as error:
                names.append(type(error).__name__)
        body.close()
        put_text(*names)
    """
    with script(code) as running:
        visit(run)
        assert running.ends() == 0


def test_when_the_page_is_closed_the_waiting_script_ends_without_a_traceback() -> None:
    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.until(lambda page: page.form)
        await tab.leave()

    code = """
        from pywebio.platform import script
        made = script.ServerOptions
        script.ServerOptions = lambda **more: made(**more, keep_running=0)
        input("name")
    """
    with script(code) as running:
        visit(run)
        assert running.ends() == 1
        assert running.lines[1:] == ["The page was closed: the script ends."]


@pytest.mark.parametrize("connected", [False, True])
def test_ctrl_c_ends_a_script_that_waits(connected: bool) -> None:
    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.until(lambda page: page.form)
        running.process.send_signal(signal.SIGINT)
        await tab.ended()

    with script("input('name')") as running:
        if connected:
            visit(run)
        else:
            running.serves()
            running.process.send_signal(signal.SIGINT)
        assert running.ends() in (-signal.SIGINT, 130)
        assert "KeyboardInterrupt" in running.output


def test_ctrl_c_ends_a_script_that_only_has_callbacks() -> None:
    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.until(lambda page: page.document.state == "held")
        running.process.send_signal(signal.SIGINT)
        await tab.ended()
        assert tab.page.bye == wire.Bye(reason="closed")

    with script("put_buttons(['a'], print)") as running:
        visit(run)
        running.ends()
        assert len(running.lines) == 1


@pytest.mark.parametrize("text", ["http", "-1", "65536"])
def test_a_bad_port_is_told(text: str) -> None:
    with script(f"import os; os.environ['PYWEBIO_SCRIPT_MODE_PORT'] = '{text}'; put_text(1)") as it:
        assert it.ends() == 1
        assert "PYWEBIO_SCRIPT_MODE_PORT is the number of a port" in it.output


def browser(folder: Path) -> tuple[str, Path]:
    """A browser for the environment that writes down what it opens."""
    program, opened = folder / "browser", folder / "opened"
    program.write_text(f'#!/bin/sh\necho "$1" > {opened}.new\nmv {opened}.new {opened}\n')
    program.chmod(0o755)
    return f"{program} %s", opened


def wait_for(path: Path) -> str:
    """Wait for a file; returns what stands in it."""
    moment = threading.Event()
    for _ in range(int(PATIENCE / 0.01)):
        if path.exists():
            return path.read_text().strip()
        moment.wait(0.01)
    raise AssertionError(f"{path} was not written")


def test_a_browser_is_opened(tmp_path: Path) -> None:
    command, opened = browser(tmp_path)
    with script("input()", port=None, BROWSER=command) as running:
        assert wait_for(opened) == running.serves()


def test_a_given_port_opens_no_browser(tmp_path: Path) -> None:
    async def run() -> None:
        await (await Tab(running.serves()).open()).ended()

    command, opened = browser(tmp_path)
    with script("put_text(1)", BROWSER=command) as running:
        visit(run)
        assert running.ends() == 0
    assert not opened.exists()


# -- servers are no scripts -----------------------------------------------------------------------


def test_with_a_server_calls_outside_of_sessions_are_mistakes() -> None:
    code = """
        from pywebio.platform.tornado import webio_handler
        webio_handler(print)
        put_text(1)
    """
    with script(code) as running:
        assert running.ends() == 1
        assert "SessionNotFoundException" in running.output
        assert not running.url


def test_this_process_has_a_server() -> None:
    from pywebio.platform.server import Server

    Server(print)
    assert not mode.is_script()
    assert not mode.may_be_script()


SERVER = """
import pywebio, sys
def main():
    defer_call(lambda: print("deferred", flush=True))
    put_text("hello", input("name"))
pywebio.start_server(main, host="127.0.0.1", {more})
print("unreachable")
"""


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)], ids=["term", "int"]
)
def test_a_signal_stops_a_server_in_order(number: signal.Signals, code: int) -> None:
    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.until(lambda page: page.form)
        running.process.send_signal(number)
        await tab.ended()
        assert tab.page.bye == wire.Bye(reason="stopped")
        assert tab.line.close_code == 1001

    with script(SERVER.format(more="")) as running:
        visit(run)
        assert running.ends() == code
        assert running.lines[1:] == ["deferred"]


def test_a_server_stops_in_bounded_time_although_a_program_computes() -> None:
    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.until(lambda page: page.text)
        running.process.send_signal(signal.SIGTERM)
        await tab.ended()

    code = """
        import pywebio
        def main():
            put_text("computing")
            while True: pass
        pywebio.start_server(main, host="127.0.0.1", shutdown_timeout=0.2)
    """
    with script(code) as running:
        visit(run)
        assert running.ends() == 0


def test_a_second_signal_does_not_wait_for_a_program_that_computes() -> None:
    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.until(lambda page: page.text)
        running.process.send_signal(signal.SIGINT)
        await tab.ended()
        running.process.send_signal(signal.SIGINT)

    code = """
        import pywebio
        def main():
            put_text("computing")
            while True: pass
        pywebio.start_server(main, host="127.0.0.1", shutdown_timeout=3600)
    """
    with script(code) as running:
        visit(run)
        assert running.ends() == 130


def test_start_server_in_a_thread() -> None:
    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.submit("Ann")
        await tab.sees("hello Ann")

    code = """
        import pywebio, threading
        def main():
            put_text("hello", input("name"))
        arguments = (main, 0, "127.0.0.1")
        threading.Thread(target=pywebio.start_server, args=arguments, daemon=True).start()
        threading.Event().wait()
    """
    with script(code) as running:
        visit(run)


def test_how_threads_take_turns_and_memory_is_collected_can_be_left_alone() -> None:
    code = """
        import gc, pywebio, sys
        def main():
            frozen = gc.get_freeze_count() > 0
            put_text(round(sys.getswitchinterval(), 4), gc.get_threshold()[0], frozen)
        pywebio.start_server(main, host="127.0.0.1"{})
    """

    async def run() -> None:
        tab = await Tab(running.serves()).open()
        await tab.until(lambda page: page.text)
        seen.append(tab.page.text)

    seen: list[str] = []
    for more in ("", ", switch_interval=None, gc_threshold=None"):
        with script(code.replace("{}", more)) as running:
            visit(run)
    assert seen == ["0.0005 10000 True", "0.005 700 False"]


def test_start_server_opens_a_browser_when_told_to(tmp_path: Path) -> None:
    command, opened = browser(tmp_path)
    with script(SERVER.format(more="auto_open_webbrowser=True"), BROWSER=command) as running:
        assert wait_for(opened) == running.serves()
