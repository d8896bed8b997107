"""Files: chosen, dropped, pasted, cancelled; through lines that break and proxies that refuse."""

from __future__ import annotations

import hashlib
import re
import secrets
from pathlib import Path
from typing import Any

import pytest
from browser.pages import field, press, returned
from browser.server import Routes
from browser.types import NewPage, ProxyTo, Serve, Visit
from playwright.sync_api import Locator, Page, expect

from pywebio.input import *
from pywebio.output import *
from pywebio.platform.options import ServerOptions
from pywebio.platform.server import Server
from pywebio.platform.tornado import handler_class
from pywebio.session.storage import StoredFile

MB = 1024 * 1024


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def show(file: dict[str, Any]) -> None:
    put_text(f"{file['filename']} {file['size']} {digest(file['content'])}")


def one_file() -> None:
    file = file_upload("File")
    if file is None:
        put_text("no file")
    else:
        show(file)


def many_files() -> None:
    for file in file_upload("Files", multiple=True, accept=[".txt", "image/*"]):
        show(file)
    put_text("end")


async def many_files_async() -> None:
    for file in await file_upload("Files", multiple=True):
        show(file)
    put_text("end")


def data(name: str, content: bytes, mime: str = "text/plain") -> Any:
    return {"name": name, "mimeType": mime, "buffer": content}


def large(folder: Path, size: int) -> tuple[Path, str]:
    """A file on the disk, and what is to be shown when it has arrived."""
    content = secrets.token_bytes(size)
    path = folder / "large.bin"
    path.write_bytes(content)
    return path, f"large.bin {size} {digest(content)}"


def state(page: Page) -> Locator:
    return page.locator(".webio-file-state")


def bring(page: Page, selector: str, kind: str, name: str, content: str, mime: str) -> None:
    """Drop or paste a file."""
    page.evaluate(
        """([selector, kind, name, content, mime]) => {
            const data = new DataTransfer();
            data.items.add(new File([content], name, { type: mime }));
            const init = { bubbles: true, cancelable: true };
            const event = kind === "paste"
                ? new ClipboardEvent(kind, { ...init, clipboardData: data })
                : new DragEvent(kind, { ...init, dataTransfer: data });
            document.querySelector(selector).dispatchEvent(event);
        }""",
        [selector, kind, name, content, mime],
    )


@pytest.mark.parametrize("app", [many_files, many_files_async])
def test_several_files(visit: Visit, app: Any) -> None:
    page = visit(app)
    first, second = secrets.token_bytes(2_000_000), b"second"
    field(page, "Files").set_input_files([data("a.txt", first), data("b.txt", second)])
    field(page, "Files").set_input_files([data("c.txt", b"")])
    expect(state(page)).to_have_text(["Uploaded"] * 3)
    press(page, "Submit")
    expect(page.get_by_text(f"a.txt 2000000 {digest(first)}")).to_be_visible()
    expect(page.get_by_text(f"b.txt 6 {digest(second)}")).to_be_visible()
    expect(page.get_by_text(f"c.txt 0 {digest(b'')}")).to_be_visible()


def test_a_submit_waits_for_the_files(
    page: Page, serve: Serve, proxy_to: ProxyTo, tmp_path: Path
) -> None:
    path, shown = large(tmp_path, 4 * MB)
    page.goto(proxy_to(serve(one_file), rate_up=8 * MB).url)
    field(page, "File").set_input_files(path)
    press(page, "Submit")
    expect(page.locator("form")).to_have_attribute("aria-busy", "true")
    expect(page.get_by_text(shown)).to_be_visible()


def test_a_line_that_is_cut_in_the_middle(
    page: Page, serve: Serve, proxy_to: ProxyTo, tmp_path: Path, watch: Any
) -> None:
    watch.allow("WebSocket connection to|ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET")
    path, shown = large(tmp_path, 12 * MB)
    proxy = proxy_to(serve(one_file), rate_up=4 * MB)
    page.goto(proxy.url)
    field(page, "File").set_input_files(path)
    expect(state(page)).to_have_text(re.compile(r"^[3-6]\d %$"))
    proxy.cut()
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    press(page, "Submit")
    proxy.resume()
    expect(page.get_by_text(shown)).to_be_visible()
    # Only the parts that were on their way were sent twice.
    assert proxy.bytes_up < 14.5 * MB


NOT_ARRIVED = "The file has not arrived. Please choose it again."


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files stand that have been sent."""
    folder = tmp_path / "stored"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.mark.parametrize("upgrade", [True, False], ids=["websocket", "http"])
@pytest.mark.parametrize("pressed", [False, True], ids=["", "submitted"])
def test_a_reload_while_a_file_is_on_its_way(
    page: Page,
    serve: Serve,
    proxy_to: ProxyTo,
    tmp_path: Path,
    stored: Path,
    watch: Any,
    upgrade: bool,
    pressed: bool,
) -> None:
    """The visitor is told which file has to be chosen again; nothing of it is left behind."""
    watch.allow("WebSocket connection to|ERR_ABORTED")

    def app() -> None:
        asked = input_group("Send", [input("Name", name="name"), file_upload("File", name="file")])
        put_text(asked["name"])
        show(asked["file"])
        put_text(f"{len(list(stored.iterdir()))} here")
        asked.clear()

    path, shown = large(tmp_path, 8 * MB)
    proxy = proxy_to(serve(app, keep_running=60), rate_up=MB, upgrade=upgrade)
    page.goto(proxy.url)
    field(page, "Name").fill("Ann")
    field(page, "File").set_input_files(path)
    expect(state(page)).to_have_text(re.compile(r"^[1-9]\d? %$"))
    if pressed:
        press(page, "Submit")
    page.reload()
    proxy.rate_up = 0
    returned(page)
    expect(state(page)).to_have_text(NOT_ARRIVED)
    press(page, "Submit")
    problem = page.locator(".webio-field-file .invalid-feedback")
    expect(problem).to_have_text(f"large.bin: {NOT_ARRIVED}")
    expect(problem).to_be_visible()
    expect(page.locator("form")).not_to_have_attribute("aria-busy", "true")
    field(page, "File").set_input_files(path)
    press(page, "Submit")
    expect(page.get_by_text(shown)).to_be_visible()
    expect(page.get_by_text("Ann")).to_be_visible()
    expect(page.get_by_text("1 here")).to_be_visible()
    proxy.until(lambda: not any(stored.iterdir()))


def test_a_reload_after_a_file_has_arrived(visit: Visit, stored: Path) -> None:
    page = visit(many_files, keep_running=60)
    field(page, "Files").set_input_files([data("a.txt", b"first"), data("b.txt", b"second")])
    expect(state(page)).to_have_text(["Uploaded"] * 2)
    page.reload()
    returned(page)
    expect(state(page)).to_have_text(["Uploaded"] * 2)
    page.get_by_role("button", name="Remove b.txt").click()
    field(page, "Files").set_input_files([data("c.txt", b"third")])
    expect(state(page)).to_have_text(["Uploaded"] * 2)
    press(page, "Submit")
    expect(page.get_by_text("end", exact=True)).to_be_visible()
    expect(page.get_by_text(f"a.txt 5 {digest(b'first')}")).to_be_visible()
    expect(page.get_by_text(f"c.txt 5 {digest(b'third')}")).to_be_visible()
    expect(page.get_by_text("b.txt")).to_have_count(0)


def test_a_proxy_that_takes_small_bodies_only(
    page: Page, serve: Serve, tmp_path: Path, watch: Any
) -> None:
    watch.allow("413")
    sizes: list[int] = []

    def routes() -> Routes:
        class Small(handler_class(Server(one_file, ServerOptions()))):  # type: ignore[misc]
            async def post(self) -> None:
                size = int(self.request.headers["Content-Length"])
                if size > 100_000:
                    self.set_status(413)
                    return
                sizes.append(size)
                await self.answer()

        return [("/", Small)]

    path, shown = large(tmp_path, 2 * MB)
    page.goto(serve(routes=routes).url)
    field(page, "File").set_input_files(path)
    press(page, "Submit")
    expect(page.get_by_text(shown)).to_be_visible()
    assert max(sizes) == 65536
    assert sum(sizes) == 2 * MB


def test_cancelling_what_is_on_its_way(
    page: Page, serve: Serve, proxy_to: ProxyTo, tmp_path: Path
) -> None:
    path, _ = large(tmp_path, 4 * MB)
    proxy = proxy_to(serve(one_file))
    page.goto(proxy.url)
    expect(field(page, "File")).to_be_attached()
    proxy.drop()
    field(page, "File").set_input_files(path)
    expect(state(page)).to_have_text(re.compile(r"^\d+ %$"))
    press(page, "Remove large.bin")
    expect(state(page)).to_have_count(0)
    expect(field(page, "File")).to_be_focused()
    proxy.resume()
    press(page, "Submit")
    expect(page.get_by_text("no file")).to_be_visible()


def test_drop_and_paste(visit: Visit) -> None:
    page = visit(many_files)
    expect(page.locator(".webio-drop")).to_be_visible()
    bring(page, ".webio-drop", "drop", "a.txt", "dropped", "text/plain")
    bring(page, "body", "paste", "image.png", "pasted", "image/png")
    bring(page, ".webio-drop", "drop", "b.exe", "no", "application/x-msdownload")
    expect(page.get_by_text("“b.exe” is not of a kind that is asked for.")).to_be_visible()
    expect(state(page)).to_have_text(["Uploaded"] * 2)
    # A file that misses the field must not replace the page.
    bring(page, "body", "drop", "c.txt", "missed", "text/plain")
    press(page, "Submit")
    expect(page.get_by_text(f"a.txt 7 {digest(b'dropped')}")).to_be_visible()
    expect(page.get_by_text(f"image.png 6 {digest(b'pasted')}")).to_be_visible()
    expect(page.get_by_text("end", exact=True)).to_be_visible()
    expect(page.get_by_text("c.txt")).to_have_count(0)


def test_by_keyboard(page: Page, serve: Serve) -> None:
    page.on("filechooser", lambda chooser: None)  # known before a key could open one
    page.goto(serve(one_file).url)
    expect(field(page, "File")).to_be_focused()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files([data("k.txt", b"keys")])
    expect(state(page)).to_have_text("Uploaded")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Remove k.txt")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"k.txt 4 {digest(b'keys')}")).to_be_visible()


def test_limits_are_said_and_kept(new_page: NewPage, serve: Serve) -> None:
    def app() -> None:
        show(file_upload("File", max_size="10K", required=True, help_text="A small one"))

    page = new_page(width=390)
    page.goto(serve(app).url)
    control = field(page, "File")
    expect(control).to_have_accessible_description("A small one up to 10 kB")
    press(page, "Submit")
    expect(page.get_by_text("Please choose a file.")).to_be_visible()
    control.set_input_files([data("big.txt", b"x" * 10_241)])
    expect(
        page.get_by_text("“big.txt” is too large: a file may have 10 kB at most.")
    ).to_be_visible()
    expect(state(page)).to_have_count(0)
    control.set_input_files(
        [data("a name that is much too long for the width of a phone.txt", b"x")]
    )
    expect(state(page)).to_have_text("Uploaded")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    press(page, "Submit")
    expect(page.get_by_text("phone.txt 1 ")).to_be_visible()


def test_below_a_prefix(page: Page, serve: Serve, proxy_to: ProxyTo, tmp_path: Path) -> None:
    path, shown = large(tmp_path, MB)
    page.goto(proxy_to(serve(one_file), prefix="/tool").url)
    field(page, "File").set_input_files(path)
    press(page, "Submit")
    expect(page.get_by_text(shown)).to_be_visible()


def test_a_text_larger_than_a_frame(visit: Visit) -> None:
    def app() -> None:
        text = textarea("Text")
        put_text(len(text), digest(text.encode()))

    page = visit(app)
    field(page, "Text").fill("ä" * 700_000)
    press(page, "Submit")
    expect(page.get_by_text(f"700000 {digest(('ä' * 700_000).encode())}")).to_be_visible()


def test_a_full_disk_is_told_at_the_field(visit: Visit, watch: Any, monkeypatch: Any) -> None:
    """The session goes on, and takes the file when there is room again."""
    watch.allow("507")
    write = StoredFile.write
    full = [True]

    def refuse(*given: Any) -> None:
        if full[0]:
            raise OSError(28, "No space left on device")
        write(*given)

    monkeypatch.setattr(StoredFile, "write", refuse)
    page = visit(one_file)
    field(page, "File").set_input_files([data("a.txt", b"content")])
    expect(state(page)).to_have_text("The server has no room for further files.")
    full[0] = False
    field(page, "File").set_input_files([data("a.txt", b"content")])
    expect(state(page)).to_have_text("Uploaded")
    press(page, "Submit")
    expect(page.get_by_text(f"a.txt 7 {digest(b'content')}")).to_be_visible()
