"""An open page over changes of its program: it comes back by itself."""

from __future__ import annotations

import os
from pathlib import Path

from browser.conftest import Watch
from browser.pages import root
from playwright.sync_api import Page, expect
from scripts import script

PROGRAM = """
    import pywebio, part
    def main():
        put_text(part.TEXT)
        input("name")
    if __name__ == "__main__":
        pywebio.start_server(main, host="127.0.0.1", debug=True)
"""


def test_the_page_shows_each_state_of_the_program(page: Page, tmp_path: Path, watch: Watch) -> None:
    # One worker may end while the page connects to it.
    watch.allow("WebSocket is closed before the connection is established")
    part = tmp_path / "part.py"
    part.write_text("TEXT = 'first'")
    with script(PROGRAM, program=tmp_path / "app.py") as running:
        page.goto(running.serves())
        expect(root(page)).to_contain_text("first")
        part.write_text("TEXT = 'second'")
        expect(root(page)).to_contain_text("second")
        part.write_text("X = 1\nTEXT = 'open\n")
        expect(root(page)).to_contain_text("SyntaxError: unterminated string literal")
        expect(page.locator("mark")).to_have_text("    2  TEXT = 'open")
        os.unlink(part)
        expect(root(page)).to_contain_text("No module named 'part'")
        part.write_text("TEXT = 'third'")
        expect(root(page)).to_contain_text("third")
        expect(page.locator("#input-cards form")).to_be_visible()
        page.close()  # it would look for the next server
        running.process.terminate()
        assert running.ends() == 0
        assert "Warning" not in running.output
