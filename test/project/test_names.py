"""The public face: names, parameters and defaults that programs rely on, as they are written down.

``signatures.txt`` is the list. A change of it is a change of what was promised to programs:
``python test/project/test_names.py`` writes it anew, and the change log says why.
"""

from __future__ import annotations

import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

WRITTEN = Path(__file__).with_name("signatures.txt")
MODULES = (
    "pywebio.battery",
    "pywebio.exceptions",
    "pywebio.input",
    "pywebio.output",
    "pywebio.pin",
    "pywebio.session",
    "pywebio.session.coroutinebased",
)

UNLISTED = {"pywebio.session.coroutinebased": ["TaskHandle"]}
"""What programs use of modules that say it nowhere."""

NAMES = {
    "pywebio": "STATIC_PATH enable_debug start_server run_js eval_js hold set_env info local",
    "pywebio.utils": "random_str wait_host_port get_free_port run_as_function to_coroutine "
    "isgeneratorfunction iscoroutinefunction get_function_name",
    "pywebio.session": "get_current_session get_current_task_id",
    "pywebio.session.coroutinebased": "TaskHandle",
    "pywebio.io_ctrl": "Output OutputList output_register_callback send_msg",
    "pywebio.output": "Output _put_message clear_scope Scope",
    "pywebio.exceptions": "SessionException SessionClosedException SessionNotFoundException",
}
"""What add-on packages and older programs import beside that."""


def lines() -> Iterator[str]:
    """Each public name with its parameters, as it is now."""
    for title in MODULES:
        module = importlib.import_module(title)
        names = getattr(module, "__all__", None) or UNLISTED[title]
        for name in sorted(names):
            yield f"{title}.{name}{parameters(getattr(module, name))}"


def parameters(value: object) -> str:
    """Names, order, kinds and defaults; what is annotated may become wider."""
    if not inspect.isroutine(value):
        return ""
    signature = inspect.signature(value)
    plain = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in signature.parameters.values()
    ]
    text = str(signature.replace(parameters=plain, return_annotation=inspect.Signature.empty))
    return re.sub(r"<function (\w+) at 0x\w+>", r"\1", text)


def test_signatures_are_those_written_down() -> None:
    assert list(lines()) == WRITTEN.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("title", NAMES)
def test_further_names_are_there(title: str) -> None:
    module = importlib.import_module(title)
    missing = [name for name in NAMES[title].split() if not hasattr(module, name)]
    assert missing == []


def test_a_session_has_a_dict_for_add_on_packages() -> None:
    from pywebio.session import get_current_session
    from pywebio.testing import Visitor

    def app() -> None:
        get_current_session().internal_save["mine"] = 1
        assert get_current_session().internal_save["mine"] == 1

    Visitor(app).close()


OLD_PROGRAM = """
from pywebio import *
from pywebio.input import *
from pywebio.output import *
from pywebio.pin import *
from pywebio.session import *
from pywebio.session.coroutinebased import TaskHandle
import pywebio.battery
from pywebio.testing import Visitor

def app():
    style(put_text("red"), "color: red")
    put_text("and so").style("color: blue")
    place = output(put_text("a"))
    put_table([["x", place]])
    place.reset(put_text("b"))
    put_processbar("bar")
    set_processbar("bar", 0.5)
    set_scope("here", position=0)
    with use_scope("here", clear=True):
        put_markdown('''
            # Title
            text
        ''', strip_indent=12)
    put_markdown("text", lstrip=True)
    put_grid([[span(put_text("a"), col=2)], [put_text("b"), None]], cell_width="100px")
    put_scrollable(put_text("a"), max_height=100, horizon_scroll=True)
    put_collapse("t", [put_text("a")], open=True, position=0)
    popup("p", [put_html("<b>x</b>")], size=PopupSize.SMALL)
    close_popup()
    toast("t", position="right", color="#2188ff", duration=0)
    put_input("pinned")
    pin.pinned = "x"
    assert pin["pinned"] == "x"
    pin_on_change("pinned", lambda value: None)
    clear("here")
    remove("here")
    run_js("1")
    def generator():
        yield from ()
    put_text(input("name", validate=lambda name: None))

visitor = Visitor(app)
visitor.submit("Ann")
assert visitor.sees("Ann")
visitor.close()
"""


def test_a_program_of_either_era_runs_where_warnings_are_errors() -> None:
    command = [sys.executable, "-W", "error", "-c", OLD_PROGRAM]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")


if __name__ == "__main__":
    WRITTEN.write_text("\n".join(lines()) + "\n", encoding="utf-8")
