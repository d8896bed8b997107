"""A Markdown previewer: write below, read above, save as a file."""

from pywebio import start_server
from pywebio.input import *
from pywebio.output import *
from pywebio.session import download, set_env

SAMPLE = """\
## Markdown in a minute

Text may be **strong**, *emphasized*, ~~withdrawn~~ or `code`, and [lead elsewhere](https://commonmark.org).

1. numbered
2. lists
   - in lists

| Fruit  | Price |
|--------|------:|
| Apple  |   5.5 |
| Banana |   7.0 |

> A quotation.

```python
def hello(name: str) -> str:
    return f"Hello, {name}"
```
"""


def main() -> None:
    """Markdown previewer

    Write GitHub-style Markdown, see what becomes of it, save the text.
    """
    set_env(title="Markdown previewer")
    put_markdown("# Markdown previewer")
    text = SAMPLE
    while True:
        with use_scope("preview", clear=True):
            put_markdown(text, lstrip=False)
        entry = input_group(
            "Your text",
            [
                textarea(name="text", value=text, rows=10, placeholder="Some Markdown"),
                actions(
                    name="do",
                    buttons=[
                        {"label": "Preview", "value": "preview"},
                        {"label": "Save as file", "value": "save", "color": "secondary"},
                        {"label": "Start anew", "value": "clear", "color": "light"},
                    ],
                ),
            ],
        )
        text = "" if entry["do"] == "clear" else entry["text"]
        if entry["do"] == "save":
            download("text.md", text.encode())
            toast("Saved as text.md", color="success")


if __name__ == "__main__":
    start_server(main, port=8080)
