"""Demos, documentation and its examples in one server: ``python -m demos [--port 8080]``."""

import argparse

from demos import bmi, chat, forms, live_log, markdown_previewer, outputs
from demos.try_it.serving import serve

APPS = {
    "bmi": bmi.main,
    "chat": chat.main,
    "live_log": live_log.main,
    "markdown": markdown_previewer.main,
    "forms": forms.main,
    "outputs": outputs.main,
}


def main() -> None:
    """Serve all demos; the first page lists them."""
    parser = argparse.ArgumentParser(prog="python -m demos", description=__doc__)
    parser.add_argument("--port", type=int, default=8080, help="port to listen on (8080)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    options = parser.parse_args()
    serve(APPS, port=options.port, host=options.host)


if __name__ == "__main__":
    main()
