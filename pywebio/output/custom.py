"""Outputs of the program's own making."""

from __future__ import annotations

from collections import UserList
from collections.abc import Mapping
from typing import Any

from .. import protocol as wire
from ..utils import as_text
from .widget import Builder, Output, ScopeArgument, combines, encoded

Way = tuple[str | int, ...]


@combines
def put_widget(
    template: str, data: Mapping[str, Any], scope: ScopeArgument = None, position: int = -1
) -> Output:
    """Show an output of your own: HTML with places for data and for other outputs.

    :param template: a Mustache template (https://mustache.github.io). ``{{x}}`` shows ``data["x"]``
        as text, ``{{{x}}}`` as markup. ``{{#xs}} ... {{/xs}}`` is repeated for each of a list;
        ``{{& pywebio_output_parse}}`` in it shows an output, or a text. ``{{#uniqueid}}key
        {{/uniqueid}}`` is an id that nothing else on the page has, ``{{index}}`` a counter.
    :param data: a dict for the template; outputs may stand anywhere in it.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.

    Markup in the template, and what ``{{{x}}}`` takes from the data, is shown as it is.

    Example::

        put_widget('''
            <details {{#open}}open{{/open}}>
                <summary>{{title}}</summary>
                {{#contents}}
                    {{& pywebio_output_parse}}
                {{/contents}}
            </details>
            ''', {
            "open": True,
            "title": "A widget of my own",
            "contents": ["text", put_markdown("~~Strikethrough~~"), put_table([["A"], ["B"]])],
        })
    """
    builder = Builder(scope, position)
    if not isinstance(template, str):
        raise TypeError(f"put_widget() takes a template as text, got {template!r}.")
    if not isinstance(data, Mapping):
        raise TypeError(f"put_widget() takes its data as a dict, got {data!r}.")
    node = wire.Custom(id=builder.id(), template=as_text(template), data={}, contents=[], places=[])
    node.data = _plain(data, (), builder, node)
    return builder.output(node, put_widget)


def _plain(value: Any, way: Way, builder: Builder, node: wire.Custom) -> Any:
    """Data without the outputs in it, which go to the node."""
    if isinstance(value, Output):
        node.contents.append(builder.nest(value))
        node.places.append(list(way))
        return None
    if isinstance(value, str):
        return as_text(value)
    if isinstance(value, Mapping):
        named = [(_key(key), item) for key, item in value.items()]
        return {key: _plain(item, (*way, key), builder, node) for key, item in named}
    if isinstance(value, list | tuple | UserList):
        return [_plain(item, (*way, i), builder, node) for i, item in enumerate(value)]
    if value is None or isinstance(value, int | float):
        encoded(value)
        return value
    raise TypeError(
        f"The data of put_widget() holds outputs, texts, numbers, lists and dicts; got {value!r}."
    )


def _key(key: object) -> str:
    if isinstance(key, str | int | float) and not isinstance(key, bool):
        return as_text(key)
    raise TypeError(f"Keys in the data of put_widget() are text, got {key!r}.")
