"""A quiz in steps: answers are checked, kept when going back, and reviewed before they count."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pywebio import start_server
from pywebio.input import *
from pywebio.output import *
from pywebio.session import set_env

Answers = dict[int, Any]
BACK = {"label": "Back", "value": "back", "type": "cancel", "color": "secondary"}
"""A button of type `cancel` ends a form without checking it: an empty field must not hold us up."""


@dataclass(frozen=True)
class Question:
    """A question: how it is asked, what is right, and why."""

    text: str
    ask: Callable[[str, Any], Any]
    right: Any
    why: str

    def is_right(self, answer: Any) -> bool:
        """Whether an answer counts."""
        if isinstance(answer, str) and isinstance(self.right, str):
            return answer.strip().casefold() == self.right.casefold()
        return bool(answer == self.right)


def some(answer: list[str]) -> str | None:
    """Refuse a list without a tick."""
    return None if answer else "Tick one at least."


def percentage(answer: int | None) -> str | None:
    """Refuse what cannot be a percentage."""
    return None if answer is not None and 0 <= answer <= 100 else "A number from 0 to 100, please."


QUESTIONS = [
    Question(
        "Which of these is the largest ocean?",
        lambda text, value: radio(
            text, ["Atlantic", "Indian", "Pacific"], name="answer", value=value, required=True
        ),
        "Pacific",
        "It is larger than all land together.",
    ),
    Question(
        "How many percent of the Earth does water cover?",
        lambda text, value: input(
            text,
            NUMBER,
            name="answer",
            value=value,
            validate=percentage,
            help_text="A whole number",
        ),
        71,
        "71 %: that is why the planet looks blue from afar.",
    ),
    Question(
        "Which of these live in the sea and are mammals?",
        lambda text, value: checkbox(
            text,
            ["dolphin", "shark", "seal", "penguin"],
            name="answer",
            value=value or [],
            validate=some,
        ),
        ["dolphin", "seal"],
        "Sharks are fish, and penguins are birds.",
    ),
    Question(
        "What is the wind called that sailors had all the way to the west, by one word?",
        lambda text, value: input(
            text,
            name="answer",
            value=value,
            required=True,
            placeholder="... wind",
            datalist=["Fair", "Trade", "Monsoon"],
        ),
        "trade",
        "The trade winds blow from the east, on both sides of the equator.",
    ),
    Question(
        "How many hours lie between two high tides, about?",
        lambda text, value: slider(
            text, name="answer", value=value or 1, min_value=1, max_value=24
        ),
        12,
        "12 hours and 25 minutes: the Moon moves on while the Earth turns.",
    ),
]


def main() -> None:
    """Quiz

    Questions of five kinds, with checks, a way back, and a review before the result.
    """
    set_env(title="Quiz")
    put_markdown(
        "# Quiz\nFive questions about the sea. You can go back, and nothing you said is lost."
    )
    put_scope("head")
    while True:
        answers: Answers = {}
        walk(answers)
        result(answers)
        actions(buttons=["Once more"])
        clear("head")


def walk(answers: Answers) -> None:
    """Ask all questions, in the order that the visitor goes."""
    step = 0
    while True:
        if step < len(QUESTIONS):
            step = ask(step, answers)
        else:
            chosen = review(answers)
            if chosen is None:
                return
            step = chosen


def ask(step: int, answers: Answers) -> int:
    """Ask one question; returns which step comes next."""
    question = QUESTIONS[step]
    with use_scope("head", clear=True):
        put_progressbar("steps", step / len(QUESTIONS), f"{step + 1} of {len(QUESTIONS)}")
    buttons = ["Next"] if step == 0 else ["Next", BACK]
    field = question.ask(question.text, answers.get(step))
    data = input_group(f"Question {step + 1}", [field, actions(name="do", buttons=buttons)])
    if data is None:
        return step - 1
    answers[step] = data["answer"]
    return step + 1


def review(answers: Answers) -> int | None:
    """Show all answers; returns the question to change, or `None` to go on."""
    with use_scope("head", clear=True):
        put_markdown("## Your answers")
        put_table(
            [["", "Question", "Your answer"]]
            + [[n + 1, QUESTIONS[n].text, said(answers[n])] for n in sorted(answers)]
        )
    changes = [
        {"label": f"Change {n + 1}", "value": n, "color": "secondary"}
        for n in range(len(QUESTIONS))
    ]
    choice = actions("Is this what you mean?", [{"label": "Hand in", "value": -1}, *changes])
    return None if choice == -1 else int(choice)


def said(answer: Any) -> str:
    """An answer in words."""
    return ", ".join(answer) if isinstance(answer, list) else str(answer)


def result(answers: Answers) -> None:
    """What was right, and why."""
    points = sum(q.is_right(answers[n]) for n, q in enumerate(QUESTIONS))
    with use_scope("head", clear=True):
        put_markdown(f"## {points} of {len(QUESTIONS)}")
        for number, question in enumerate(QUESTIONS):
            if question.is_right(answers[number]):
                put_success(f"{question.text} {said(question.right)}. {question.why}")
            else:
                put_error(
                    f"{question.text} Not {said(answers[number])} but {said(question.right)}. "
                    f"{question.why}"
                )


if __name__ == "__main__":
    start_server(main, port=8080)
