"""All demos in one server: ``python -m demos [--port 8080]``."""

import argparse
from collections.abc import Callable
from typing import Any

from demos import (
    admin,
    assistant,
    bmi,
    chat,
    converter,
    dashboard,
    explorer,
    forms,
    game,
    live_log,
    markdown_previewer,
    monitor,
    outputs,
    quiz,
    themes,
)
from demos._index import make_index
from pywebio import start_server

App = Callable[[], Any]

DEMOS: dict[str, App] = {
    "bmi": bmi.main,
    "dashboard": dashboard.main,
    "explorer": explorer.main,
    "admin": admin.main,
    "assistant": assistant.main,
    "monitor": monitor.main,
    "converter": converter.main,
    "quiz": quiz.main,
    "game": game.main,
    "chat": chat.main,
    "live_log": live_log.main,
    "markdown": markdown_previewer.main,
    "forms": forms.main,
    "outputs": outputs.main,
    "themes": themes.main,
}
"""What the first page shows, in this order."""

APPS: dict[str, App] = {"index": make_index(DEMOS), **DEMOS, **themes.LOOKS}


def main() -> None:
    """Serve all demos; the first page shows them."""
    parser = argparse.ArgumentParser(prog="python -m demos", description=__doc__)
    parser.add_argument("--port", type=int, default=8080, help="port to listen on (8080)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    options = parser.parse_args()
    start_server(APPS, port=options.port, host=options.host)


if __name__ == "__main__":
    main()
