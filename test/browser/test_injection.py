"""Nothing that a visitor or a file says runs as a script, whatever argument it comes through."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from browser.pages import press
from browser.types import Visit
from playwright.sync_api import Page, expect

import pywebio.input
import pywebio.output
import pywebio.pin
from pywebio.exceptions import ArgumentError
from pywebio.input import *
from pywebio.output import *
from pywebio.pin import *
from pywebio.session import hold, set_env
from pywebio.testing.plugin import OpenVisitor

EVIL = (
    "\"'><img src=/pwned onerror=hacked=1><script>hacked=1</script><svg onload=hacked=1>"
    "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe><a href=javascript:hacked=1>x</a>"
    "{{{x}}}${hacked=1}</textarea></title></style><style>@import'/pwned'</style>"
)
SCRIPT_URL = "javascript:void(window.hacked=1)"
URLS = [
    SCRIPT_URL,
    "JaVaScRiPt:hacked=1",
    " \tjava\nscript:hacked=1",
    "\x01javascript:hacked=1",
    "vbscript:hacked=1",
    "data:text/html,<script>opener.hacked=1</script>",
]
MARKDOWN = (
    f"{EVIL.replace('/pwned', 'data:,')}\n\n[link](javascript:hacked=1) "
    "![image](javascript:hacked=1) <javascript:hacked=1>\n\n"
    "[r]: javascript:hacked=1\n\n[r] `<img src=x onerror=hacked=1>`\n\n"
    "```<img src=x onerror=hacked=1>\n<script>hacked=1</script>\n```\n\n"
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 '
    'onerror=hacked=1&gt;">\n\n<form action=javascript:hacked=1><button>send</button></form>'
)

OUTPUTS: dict[str, Callable[[], object]] = {
    "put_text": lambda: put_text(EVIL, sep=EVIL),
    "put_markdown": lambda: put_markdown(MARKDOWN),
    "put_html": lambda: put_html(MARKDOWN, sanitize=True),
    "put_code": lambda: put_code(EVIL, language=EVIL),
    "put_table": lambda: put_table([[EVIL, span(EVIL)], []], header=[EVIL, EVIL]),
    "put_button": lambda: put_button(EVIL, onclick=lambda: None),
    "put_buttons": lambda: put_buttons([{"label": EVIL, "value": 1}], onclick=lambda value: None),
    "put_link": lambda: [put_link(EVIL, url=url) for url in [EVIL, *URLS]],
    "put_image": lambda: [put_image(url, title=EVIL) for url in URLS],
    "put_audio": lambda: [put_audio(url, title=EVIL) for url in URLS],
    "put_video": lambda: [put_video(url, title=EVIL, poster=url) for url in URLS],
    "put_file": lambda: put_file(EVIL, b"<script>hacked=1</script>", label=EVIL),
    "put_info": lambda: put_info(EVIL, closable=True),
    "put_success": lambda: put_success(EVIL),
    "put_warning": lambda: put_warning(EVIL),
    "put_error": lambda: put_error(EVIL),
    "put_collapse": lambda: put_collapse(EVIL, EVIL, open=True),
    "put_tabs": lambda: put_tabs([{"title": EVIL, "content": EVIL}]),
    "put_scrollable": lambda: put_scrollable(EVIL),
    "put_row": lambda: put_row([put_text(EVIL)], size=EVIL),
    "put_column": lambda: put_column([put_text(EVIL)], size=EVIL),
    "put_grid": lambda: put_grid([[put_text(EVIL)]], cell_widths=EVIL, cell_heights=EVIL),
    "put_scope": lambda: put_scope("evil", put_text(EVIL)),
    "put_loading": lambda: put_loading(),
    "put_progressbar": lambda: put_progressbar("bar", 0.5, label=EVIL),
    "put_processbar": lambda: put_processbar("bar2", 0.5, label=EVIL),
    "put_log": lambda: put_log([EVIL, f"\x1b[31m{EVIL}\x1b]8;;{SCRIPT_URL}\x1b\\x\x1b]8;;\x1b\\"]),
    "put_stream": lambda: put_stream(iter([MARKDOWN, EVIL])),
    "put_datatable": lambda: put_datatable(
        [{"id": 1, EVIL: EVIL, "name": MARKDOWN}], actions=[(EVIL, lambda row: None)]
    ),
    "put_figure": lambda: None,  # a figure is a program's own drawing: see MARKUP
    "put_widget": lambda: put_widget("<p>{{text}}</p>", {"text": EVIL}),
    "popup": lambda: popup(EVIL, EVIL),
    "toast": lambda: toast(EVIL, duration=0, color=EVIL),
    "track": lambda: list(track([1], label=EVIL)),
    "style": lambda: style(put_text("styled"), f"{EVIL}; background: url({SCRIPT_URL})"),
}
PINS: dict[str, Callable[[], object]] = {
    "put_input": lambda: put_input(
        "p1", label=EVIL, value=EVIL, placeholder=EVIL, datalist=[EVIL], help_text=EVIL
    ),
    "put_textarea": lambda: put_textarea("p2", label=EVIL, value=EVIL, placeholder=EVIL),
    "put_select": lambda: put_select("p3", [EVIL], label=EVIL, value=EVIL, help_text=EVIL),
    "put_checkbox": lambda: put_checkbox("p4", [EVIL], label=EVIL, help_text=EVIL),
    "put_radio": lambda: put_radio("p5", [EVIL], label=EVIL, help_text=EVIL),
    "put_slider": lambda: put_slider("p6", label=EVIL, help_text=EVIL),
    "put_actions": lambda: put_actions("p7", label=EVIL, buttons=[EVIL], help_text=EVIL),
    "put_file_upload": lambda: put_file_upload("p8", label=EVIL, placeholder=EVIL, accept=EVIL),
}
INPUTS: dict[str, Callable[[], Any]] = {
    "input": lambda: input(EVIL, name="a", value=EVIL, placeholder=EVIL, help_text=EVIL),
    "textarea": lambda: textarea(EVIL, name="b", value=EVIL, placeholder=EVIL, help_text=EVIL),
    "select": lambda: select(EVIL, [EVIL, (EVIL, EVIL)], name="c", help_text=EVIL),
    "checkbox": lambda: checkbox(EVIL, [EVIL], name="d", help_text=EVIL),
    "radio": lambda: radio(EVIL, [EVIL], name="e", help_text=EVIL),
    "slider": lambda: slider(EVIL, name="f", help_text=EVIL),
    "file_upload": lambda: file_upload(EVIL, name="g", placeholder=EVIL, help_text=EVIL),
    "actions": lambda: actions(EVIL, [EVIL], name="h", help_text=EVIL),
}
NO_TEXT = {
    "clear", "close_popup", "get_scope", "remove", "scroll_to", "set_scope", "use_scope", "output",
    "span", "row", "column", "grid", "set_progressbar", "set_processbar", "datatable_insert",
    "datatable_remove", "datatable_update", "FormHandle", "input_update", "get_pin_values",
    "pin_on_change", "pin_update", "pin_wait_change", "input_group", "JSFunction", "Position",
    "OutputPosition", "PopupSize",
}  # fmt: skip
"""These show nothing, or what others show."""


def test_no_function_is_forgotten() -> None:
    functions = {
        name
        for module in (pywebio.output, pywebio.input, pywebio.pin)
        for name in module.__all__
        if callable(getattr(module, name))
    }
    assert functions - NO_TEXT == {*OUTPUTS, *PINS, *INPUTS} - {"pin"}


TRACES = """() => [...document.querySelectorAll(
    "[onerror], [onload], [onmouseover], [srcdoc], [href^=java i], img[src*=pwned], form[action]")]
    .concat([...document.scripts].filter(script => /hacked/.test(script.text)))
    .map(element => element.outerHTML)"""


def clean(page: Page) -> None:
    """Nothing has run, and nothing of the markup has become an element."""
    assert page.evaluate("typeof hacked") == "undefined"
    assert page.evaluate(TRACES) == []


def click_all(page: Page) -> None:
    """Click all links but those that lead away."""
    page.evaluate(
        """() => {
            const away = link => {
                try {
                    const { protocol } = new URL(link.getAttribute("href") ?? "x:", location);
                    return /^(https?|file|mailto):$/.test(protocol);
                } catch { return false; }
            };
            for (const link of document.querySelectorAll("main a"))
                if (!away(link))
                    link.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}));
        }"""
    )


@pytest.fixture
def quiet(watch: Any) -> None:
    """Addresses that browsers refuse are told to the console."""
    watch.allow(
        "ERR_UNKNOWN_URL_SCHEME|Not allowed to load|ERR_INVALID_URL|Failed to load resource"
    )
    watch.allow("request to another host: (java|vbs|JaVa|data)")
    watch.allow("console warning")


GROUPS = {
    "outputs": {name: make for name, make in OUTPUTS.items() if name != "popup"},
    "popup": {"popup": OUTPUTS["popup"]},
    "pins": PINS,
}


@pytest.mark.parametrize("group", GROUPS)
def test_outputs_show_text_as_text(visit: Visit, watch: Any, quiet: None, group: str) -> None:
    def app() -> None:
        for make in GROUPS[group].values():
            make()
        put_text("end of the page")
        hold()

    page = visit(app)
    expect(page.locator("main")).to_contain_text("end of the page")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("onerror=hacked=1").first).to_be_attached()
    clean(page)
    click_all(page)
    clean(page)
    assert not [url for url in watch.requests if "pwned" in url]


@pytest.mark.parametrize("native", [True, False])
def test_fields_show_text_as_text(visit: Visit, watch: Any, quiet: None, native: bool) -> None:
    def app() -> None:
        fields = [make() for make in INPUTS.values()]
        fields.append(select(EVIL, [EVIL], name="i", native=native, value=EVIL))
        fields.append(actions(name="go", buttons=["Go"]))
        input_group(EVIL, fields, validate=lambda values: ("a", EVIL))

    page = visit(app)
    press(page, "Go")
    expect(page.locator("[aria-invalid=true]")).not_to_have_count(0)
    page.wait_for_load_state("networkidle")
    clean(page)
    assert not [url for url in watch.requests if "pwned" in url]


WORDS: list[Callable[[], object]] = [
    lambda: put_button("x", onclick=lambda: None, color=EVIL),
    lambda: put_buttons([{"label": "x", "value": 1, "color": EVIL}], onclick=lambda value: None),
    lambda: toast("x", position=EVIL),
    lambda: popup("x", size=EVIL),
]


@pytest.mark.parametrize("choice", range(len(WORDS)))
def test_a_word_that_is_not_known_does_not_reach_the_page(
    open_visitor: OpenVisitor, choice: int
) -> None:
    def app() -> None:
        WORDS[choice]()
        put_text("done")

    visitor = open_visitor(app)
    assert visitor.sees("done")
    document = visitor.document
    assert "hacked" not in repr([document.nodes, document.effects, document.popup])


CHOICES: list[Callable[[], object]] = [
    lambda: put_loading(color=EVIL),
    lambda: put_loading(shape=EVIL),
    lambda: put_scope(EVIL),
    lambda: put_input("x", type=EVIL),
    lambda: put_image(b"x", format=EVIL),
]


@pytest.mark.parametrize("choice", range(len(CHOICES)))
def test_what_is_no_text_takes_none(open_visitor: OpenVisitor, choice: int) -> None:
    refused: list[Exception] = []

    def app() -> None:
        try:
            CHOICES[choice]()
        except ArgumentError as error:
            refused.append(error)

    open_visitor(app)
    assert len(refused) == 1


def test_titles_of_the_page_are_text(visit: Visit, watch: Any) -> None:
    def app() -> None:
        set_env(title=EVIL)
        put_text("shown")

    app.__doc__ = EVIL
    page = visit(app, query="?app=" + "%22%3E%3Cscript%3Ehacked=1%3C/script%3E")
    expect(page.get_by_text("shown")).to_be_visible()
    expect(page).to_have_title(re.compile("onerror=hacked"))
    clean(page)
    assert not [url for url in watch.requests if "pwned" in url]


def test_a_file_of_the_session_that_is_a_document_has_no_rights(visit: Visit) -> None:
    """Shown by its own address it may not act for the site."""
    html = b"<title>doc</title><script>document.title = 'ran ' + window.origin</script>"

    def app() -> None:
        put_image(html, format="svg+xml", title="picture")

    page = visit(app)
    address = page.get_by_alt_text("picture").get_attribute("src")
    assert address is not None
    response = page.request.get(page.evaluate("url => new URL(url, location).href", address))
    assert response.headers["content-security-policy"].startswith("sandbox")
    assert response.headers["x-content-type-options"] == "nosniff"


def test_the_name_of_a_sent_file_is_text(visit: Visit, watch: Any) -> None:
    def app() -> None:
        file = file_upload("File")
        put_text(file["filename"], "has come")

    page = visit(app)
    name = "<img src=pwned onerror=hacked=1>.txt"
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/html", "buffer": b"x"}
    )
    expect(page.locator(".webio-file-state")).to_have_text("Uploaded")
    clean(page)
    press(page, "Submit")
    expect(page.get_by_text("has come")).to_contain_text(name)
    clean(page)
    assert not [url for url in watch.requests if "pwned" in url]
