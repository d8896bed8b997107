"""How a page of the gallery is written: a function with a docstring, registered under a name."""

from collections.abc import Callable

from pywebio.output import put_markdown

Page = Callable[[], object]
Pages = dict[str, Page]


def register(pages: Pages, name: str) -> Callable[[Page], Page]:
    """Add the function to some pages; its docstring is the heading."""

    def add(function: Page) -> Page:
        title = (function.__doc__ or name).strip()

        def show() -> None:
            put_markdown(f"# {title}")
            function()

        show.__doc__ = title
        pages[name] = show
        return function

    return add


def state(title: str) -> None:
    """Begin the next state of the widget."""
    put_markdown(f"## {title}")
