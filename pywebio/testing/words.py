"""A page as text: what a visitor would read, line by line."""

from __future__ import annotations

import math
from html.parser import HTMLParser

from .. import protocol as wire
from .document import Document
from .mustache import data_of, fill, mark

INDENT = "    "
_HIDDEN = ("script", "style", "head", "template")
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "br", "dd", "details", "div", "dl", "dt"),
        *("fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "tfoot"),
        *("thead", "tr", "ul"),
    )
)


def page_text(document: Document) -> str:
    """What is visible: outputs, the popup, the form in front."""
    parts = [outputs_text(document, document.outputs())]
    if document.popup is not None and not document.dismissed:
        body = outputs_text(document, document.outputs(document.popup.scope))
        parts.append(f"--- popup: {document.popup.title}\n{body}".rstrip())
    front = list(document.forms.values())[-1:]
    parts.extend(f"--- form\n{form.text()}" for form in front)
    return "\n".join(part for part in parts if part)


def outputs_text(document: Document, nodes: list[wire.Output]) -> str:
    """Outputs one below the other; inline texts go on in the line."""
    text = ""
    joined = True
    for node in nodes:
        words = output_text(document, node)
        if not words and not isinstance(node, wire.Text):
            continue
        text += words if joined else "\n" + words
        joined = isinstance(node, wire.Text) and node.inline
    return text


def output_text(document: Document, node: wire.Output) -> str:
    """What one output says."""
    match node:
        case wire.Text() | wire.Markdown() | wire.Code():
            return node.content
        case wire.Html():
            return html_text(node.content)
        case wire.Table():
            return _table(document, node)
        case wire.DataTable() | wire.Log() | wire.Stream():
            return document.contents[node.id].text()
        case wire.Buttons():
            return " ".join(f"[{button.label}]" for button in node.buttons)
        case wire.Link():
            return node.label
        case wire.Image():
            return f"(image: {node.title})" if node.title else "(image)"
        case wire.Figure():
            return f"(figure: {node.title})" if node.title else "(figure)"
        case wire.Collapse():
            body = outputs_text(document, document.standing(node))
            return f"{node.title}\n{_indented(body)}".rstrip()
        case wire.Tabs():
            return "\n".join(_tab(document, tab) for tab in node.tabs)
        case wire.FileLink():
            return f"[{node.label}]"
        case wire.Progress():
            return _progress(node)
        case wire.Loading():
            return "(loading)"
        case wire.Audio() | wire.Video():
            kind = type(node).__name__.lower()
            return f"({kind}: {node.title})" if node.title else f"({kind})"
        case wire.Custom():
            return _custom(document, node)
        case wire.Pin():
            pin = document.pins.get(node.id)
            return pin.text() if pin is not None else f"(pin_expired: {node.field.name})"
        case wire.Notice():
            return f"({node.notice}: {node.detail})"
        case wire.Scope():
            if node.duplicate:
                return f"(A scope with the name {node.name!r} is already on the page.)"
            return outputs_text(document, document.standing(node))
        case _:
            return outputs_text(document, document.standing(node))


def _tab(document: Document, tab: wire.Tab) -> str:
    body = outputs_text(document, [document.nodes.get(one.id, one) for one in tab.contents])
    return f"{tab.title}\n{_indented(body)}".rstrip()


def _progress(node: wire.Progress) -> str:
    words = [node.label]
    if node.rate is not None:
        words.append(f"{node.rate:.3g}/s")
    if node.left:
        words.append(f"{math.ceil(node.left)} s left")
    return f"({', '.join(words)})"


def _custom(document: Document, node: wire.Custom) -> str:
    """The words of the template; what the outputs in it say stands where they do."""
    contents = [document.nodes.get(inner.id, inner) for inner in node.contents]
    words = html_text(fill(node.template, data_of(node)))
    for index, inner in enumerate(contents):
        words = words.replace(mark(index), output_text(document, inner))
    return words


def _table(document: Document, node: wire.Table) -> str:
    return "\n".join(" | ".join(_cell(document, cell) for cell in row) for row in node.rows)


def _cell(document: Document, cell: str | wire.Output | wire.Span | None) -> str:
    if isinstance(cell, wire.Span):
        return _cell(document, cell.content)
    if cell is None or isinstance(cell, str):
        return cell or ""
    return output_text(document, document.nodes.get(cell.id, cell))


def _indented(text: str) -> str:
    return "\n".join(INDENT + line for line in text.split("\n"))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _HIDDEN
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _HIDDEN and self._hidden > 0
        self._break(tag)

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS and self.text and not self.text.endswith("\n"):
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text += data


def html_text(html: str) -> str:
    """The words in markup, roughly as a browser would break them into lines."""
    parser = _Words()
    parser.feed(html)
    parser.close()
    lines = (" ".join(line.split()) for line in parser.text.split("\n"))
    return "\n".join(line for line in lines if line)
