"""A playground for looks: the themes of `config`, and each setting of `set_env` as one moves it."""

from collections.abc import Callable
from typing import Any

from pywebio import start_server
from pywebio.input import NUMBER, checkbox, input, input_group, select
from pywebio.output import *
from pywebio.pin import *
from pywebio.platform import config
from pywebio.session import go_app, set_env

THEMES = ["default", "light", "dark", "sketchy", "minty", "yeti"]
WIDTHS = ["880px", "600px", "1200px", "100%"]
SWITCHES = {
    "output_animation": True,
    "auto_scroll_bottom": False,
    "input_panel_fixed": True,
    "input_auto_focus": True,
}
PINS = ["title", "width", "switches", "height"]


def main() -> None:
    """Looks

    All themes, and what each setting of the page does.
    """
    play("default")


def in_theme(theme: str) -> Callable[[], None]:
    """The playground in a theme: it is a property of an application."""

    @config(title=f"Looks: {theme}", description="A theme.", theme=theme)
    def app() -> None:
        play(theme)

    return app


LOOKS = {f"themes_{theme}": in_theme(theme) for theme in THEMES}
"""The playground in all themes, to be served beside each other."""


def play(theme: str) -> None:
    """The playground."""
    put_markdown("# Looks")
    put_markdown("## Themes\n`@config(theme=...)` gives one to an application.")
    put_buttons(
        [{"label": t, "value": t, "color": "primary" if t == theme else "light"} for t in THEMES],
        onclick=lambda name: go_app(f"themes_{name}", new_window=False),
    )
    put_markdown("## Settings\n`set_env(...)` changes the page at once.")
    put_input("title", label="title", value="Looks")
    put_radio("width", WIDTHS, label="output_max_width", value=WIDTHS[0], inline=True)
    on = [name for name, value in SWITCHES.items() if value]
    put_checkbox("switches", list(SWITCHES), label="On or off", value=on)
    put_slider(
        "height", label="input_panel_init_height", value=300, min_value=175, max_value=600, step=25
    )
    put_scope("code")
    put_buttons(["Show a form", "Add a line", "Toast"], onclick=[form, line, note])
    put_scope("lines")
    put_markdown("## A page\nHow things look that programs show.")
    specimen()
    while True:
        settings = chosen(pin.title, pin.width, pin.switches, pin.height)
        set_env(**settings)
        with use_scope("code", clear=True):
            put_code(call(settings), language="python")
        pin_wait_change(PINS)


def chosen(title: str, width: str, switches: list[str], height: int) -> dict[str, Any]:
    """The settings that the pins stand for."""
    return {
        "title": title,
        "output_max_width": width,
        "input_panel_init_height": height,
        **{name: name in switches for name in SWITCHES},
    }


def call(settings: dict[str, Any]) -> str:
    """The line that a program would have for these settings."""
    return "set_env(\n" + "".join(f"    {k}={v!r},\n" for k, v in settings.items()) + ")"


def form() -> None:
    """A form, to see the panel with the settings as they are."""
    answer = input_group(
        "A form",
        [
            input("Name", name="name", placeholder="Ann", required=True),
            input("Age", NUMBER, name="age", help_text="In years"),
            select("Team", ["Research", "Sales"], name="team"),
            checkbox("Send a copy to", ["me", "accounting"], name="copy", value=["me"]),
        ],
        cancelable=True,
    )
    toast("Cancelled" if answer is None else f"Hello, {answer['name']}!", color="success")


def line() -> None:
    """One more line, to see it fade in, and the page scroll if it shall."""
    put_text("One more line")


def note() -> None:
    """A message that goes by itself."""
    toast("Saved", color="success")


def specimen() -> None:
    """One of most things."""
    put_success(put_markdown("48 rows read from **march.csv**"))
    put_table([["Item", "Amount"], ["Train to Basel", "84.00"], ["Team licence", "1,290.00"]])
    colors = ["primary", "secondary", "success", "danger", "warning", "info", "light", "dark"]
    row = [{"label": color, "value": color, "color": color} for color in colors]
    put_buttons(row, onclick=toast)
    put_code("def total(rows):\n    return sum(row['cents'] for row in rows)", language="python")
    put_progressbar("specimen", 0.62, "62 %, 12 s left")
    put_warning("One receipt is missing.")
    put_tabs(
        [
            {"title": "Text", "content": "Hello"},
            {"title": "More", "content": put_link("A link", "#")},
        ]
    )


if __name__ == "__main__":
    start_server({"index": main, **LOOKS}, port=8080)
