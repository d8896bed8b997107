"""What the extension of Sphinx adds to pages."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.utils import new_document
from sphinx.application import Sphinx

from demos.try_it import links
from demos.try_it.blocks import all_blocks


def application(page: str = "index", *names: str) -> Sphinx:
    made: Any = SimpleNamespace(
        env=SimpleNamespace(docname=page), project=SimpleNamespace(docnames={page, *names})
    )
    return cast(Sphinx, made)


def document(*children: nodes.Node) -> nodes.document:
    made = new_document("page", get_default_settings(Parser))
    made.extend(children)
    return made


def test_pages_that_the_index_does_not_name_are_listed_all_the_same() -> None:
    source = ["```{toctree}\nrunning\n*other pages*\n```\n"]
    links.list_other_pages(
        application("index", "running", "security", "deployment", "guide/input"), "index", source
    )
    assert source == ["```{toctree}\nrunning\ndeployment\nsecurity\n```\n"]


def test_the_index_is_read_again_when_pages_come_or_go() -> None:
    assert links.read_index_again(application(), None, {"security"}, set(), set()) == ["index"]
    assert links.read_index_again(application(), None, set(), set(), {"security"}) == ["index"]
    assert links.read_index_again(application(), None, set(), {"faq"}, set()) == []


def test_links_to_pages_of_the_repository_stay_in_the_site() -> None:
    source = ["[a](../CHANGELOG.md) [b](../../bench/results.md#x) [c](../demos/bmi.py) [d](e.md)"]
    links.stay_in_site(application("guide/input"), "guide/input", source)
    assert source == ["[a](/changelog.md) [b](/results.md#x) [c](../demos/bmi.py) [d](e.md)"]


def test_examples_get_links_that_work_at_any_path() -> None:
    block = next(one for one in all_blocks().values() if one.can_be_tried and "# doc" in one.source)
    page = document(nodes.literal_block(block.source, block.source))
    links.add_links(application("guide/input"), page)
    (literal,) = page.findall(nodes.literal_block)
    (link,) = page.findall(nodes.raw)
    assert literal.astext() == block.shown
    assert f'href="../../try/{block.id}"' in link.astext()
    assert "Try it" in link.astext()


def test_code_that_is_no_example_gets_none() -> None:
    page = document(nodes.literal_block("x", "pip install ."))
    links.add_links(application(), page)
    assert not list(page.findall(nodes.raw))


def test_sections_take_the_anchor_of_the_comment_before_them() -> None:
    section = nodes.section(ids=["id1"])
    page = document(nodes.raw("", "<!-- #fields -->", format="html"), section)
    links.add_anchors(application(), page)
    assert section["ids"] == ["fields", "id1"]


def test_chinese_pages_say_that_they_are() -> None:
    for page, language in {"zh/guide/input": "zh-CN", "guide/input": "en"}.items():
        context = {"language": "en"}
        links.set_language(application(page), page, "page.html", context, None)
        assert context["language"] == language
