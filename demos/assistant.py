"""A chat with a language model: answers stream in word by word, as Markdown, and can be stopped.

The model is a toy that fits into this file: it looks up what it was told, and babbles otherwise.
Put a real one into `Model.answer`, which is all that the rest needs.
"""

import asyncio
import random
import re
from collections.abc import AsyncIterator, Iterator

from pywebio import start_server
from pywebio.input import *
from pywebio.output import *
from pywebio.session import set_env

PAUSE = 0.03
"""Seconds between two words."""

KNOWLEDGE = [
    """### How to make tea

1. **Boil** fresh water.
2. Put a spoon of leaves into a warm pot.
3. Pour, and wait *three minutes* for black tea, *two* for green tea.
4. Take the leaves out, or the tea turns bitter.

| Tea   | Water | Minutes |
|-------|------:|--------:|
| Black | 95 °C |       3 |
| Green | 75 °C |       2 |
| Mint  | 95 °C |       7 |
""",
    """### An app in Python

A function that asks and shows is a web app; there is **nothing else to write**:

```python
from pywebio import start_server
from pywebio.input import input
from pywebio.output import put_text

def hello():
    name = input("Your name")
    put_text("Hello,", name)

start_server(hello, port=8080)
```

Run the program, open the page, and the function starts from the top for each visitor.
""",
    """### Why the sea is blue

Water takes the **red** out of sunlight and lets the *blue* pass. In a glass there is too little
water to see it; in the sea there is enough. Near the coast sand and tiny plants make it green.

> The sea has no colour of its own on a grey day: it shows the sky.
""",
    """### Who are you talking to?

I am a **toy model**: a few short texts and a table of which word follows which. I run on this
server, I remember nothing, and I ask nobody. What a real model would send goes the same way:

- it comes *word by word*,
- it is shown as Markdown while it comes,
- and you can stop it.
""",
]
STARTERS = ["How do I make good tea?", "Show me an app in Python", "Why is the sea blue?"]


def words(text: str) -> list[str]:
    """The words of a text, in small letters."""
    return re.findall(r"[a-z']+", text.lower())


COMMON = set(words("a an and are do how i in is it me of show the to"))


class Model:
    """A language model for demonstrations: small, quick, and not clever."""

    def __init__(self, texts: list[str] = KNOWLEDGE) -> None:
        self.texts = texts
        self.follows: dict[tuple[str, str], list[str]] = {}
        for text in texts:
            prose = [
                word for line in text.splitlines() if line[:1].isalpha() for word in line.split()
            ]
            for first, second, third in zip(prose, prose[1:], prose[2:], strict=False):
                self.follows.setdefault((first, second), []).append(third)

    async def answer(self, prompt: str) -> AsyncIterator[str]:
        """The pieces of an answer, at the pace of a model at work."""
        text = self.find(prompt)
        for piece in self.babble(prompt) if text is None else re.findall(r"\s*\S+|\s+$", text):
            await asyncio.sleep(PAUSE)
            yield piece

    def find(self, prompt: str) -> str | None:
        """The text that has most words of a question."""
        asked = set(words(prompt)) - COMMON
        found = max(self.texts, key=lambda text: len(asked & set(words(text))))
        return found if asked & set(words(found)) else None

    def babble(self, prompt: str) -> Iterator[str]:
        """Words that often follow each other; the same for the same question."""
        chance = random.Random(prompt)
        yield "Of this I know *nothing*, but I can talk:"
        pair = chance.choice(sorted(self.follows))
        yield "\n\n> " + " ".join(pair)
        for _ in range(40):
            following = self.follows.get(pair)
            if following is None:
                break
            pair = (pair[1], chance.choice(following))
            yield " " + pair[1]
        yield " ..."


model = Model()


async def main() -> None:
    """Assistant

    A chat in which a (toy) language model answers word by word; it can be stopped.
    """
    set_env(title="Assistant", auto_scroll_bottom=True, output_animation=False)
    put_markdown(
        "# Assistant\nA toy model on this server answers. It knows of tea, Python and the sea."
    )
    choices = [{"label": text, "value": text, "color": "light"} for text in STARTERS]
    prompt: str = await actions("Ask", [*choices, {"label": "Something else", "value": ""}])
    while True:
        if not prompt.strip():
            prompt = await ask()
            continue
        put_text(prompt).style(
            "margin: 16px 0 16px auto; width: fit-content; max-width: 85%; padding: 8px 14px;"
            "border-radius: 16px; background: var(--bs-primary-bg-subtle)"
        )
        await speak(prompt)
        prompt = await ask()


async def ask() -> str:
    """The next question."""
    field = textarea(
        name="text", rows=2, maxlength=2000, placeholder="Ask about tea, Python or the sea"
    )
    data = await input_group("Your question", [field, actions(name="do", buttons=["Send"])])
    text: str = data["text"]
    return text


async def speak(prompt: str) -> None:
    """Show an answer while it is made, until it ends or is stopped."""
    stream = put_stream().show()

    async def follow() -> None:
        async for piece in model.answer(prompt):
            stream.write(piece)

    task = asyncio.create_task(follow())
    stop = put_button("Stop", task.cancel, color="secondary", small=True, outline=True).show()
    try:
        await asyncio.wait([task])
    finally:
        task.cancel()  # if the visitor has left
    stop.remove()
    if task.cancelled():
        stream.write(" *(stopped)*")
    else:
        task.result()
    stream.close()


if __name__ == "__main__":
    start_server(main, port=8080)
