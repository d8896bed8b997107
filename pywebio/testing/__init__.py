"""Testing apps without network and browser: open an app as a visitor, look, fill in, click.

Example::

    from pywebio.input import input
    from pywebio.output import put_text
    from pywebio.testing import Visitor

    def app():
        put_text("Hello " + input("Your name"))

    def test_greeting():
        with Visitor(app) as visitor:
            visitor.submit("Ann")
            assert visitor.sees("Hello Ann")
"""

from ..session import current
from .document import Document, DocumentError, Script
from .files import VisitorError
from .form import Form
from .host import VirtualHost
from .line import Line
from .visitor import DownloadedFile, Toast, Visitor

# In a test a call outside of any session is an error: it is not to begin script mode, with a server
# and a browser.
current.fallback = None

__all__ = [
    "Document",
    "DocumentError",
    "DownloadedFile",
    "Form",
    "Line",
    "Script",
    "Toast",
    "VirtualHost",
    "Visitor",
    "VisitorError",
]
