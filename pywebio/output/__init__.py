"""Show things to the visitor: text, tables, images, buttons, layouts, popups."""

from .text import put_code, put_html, put_link, put_markdown, put_text
from .widget import Output as Output
from .widget import OutputList as OutputList

__all__ = [
    "put_code",
    "put_html",
    "put_link",
    "put_markdown",
    "put_text",
]
