"""The gallery in one server: ``python -m gallery [--port 8081] [--theme minty]``."""

import argparse

from gallery.pages import PAGES
from pywebio import start_server
from pywebio.platform.page import THEMES


def main() -> None:
    """Serve all pages; the first lists them."""
    parser = argparse.ArgumentParser(prog="python -m gallery", description=__doc__)
    parser.add_argument("--port", type=int, default=8081, help="port to listen on (8081)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--theme", default="default", choices=THEMES, help="look of all pages")
    options = parser.parse_args()
    start_server(PAGES, port=options.port, host=options.host, theme=options.theme)


if __name__ == "__main__":
    main()
