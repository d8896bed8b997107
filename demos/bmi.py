"""Body mass index: a form, checked at the field, and a table as its answer."""

from math import inf

from pywebio import start_server
from pywebio.input import *
from pywebio.output import *
from pywebio.session import set_env

CLASSES = [
    ("Underweight", 0, 18.5),
    ("Healthy weight", 18.5, 25),
    ("Overweight", 25, 30),
    ("Obese", 30, inf),
]


def main() -> None:
    """Body mass index

    Name, height and weight in, a verdict out: the shortest useful program.
    """
    set_env(title="Body mass index")
    put_markdown("# Body mass index\nIs the weight right for the height? Three questions tell.")
    while True:
        person = input_group(
            "About you",
            [
                input("Your name", name="name", required=True),
                input("Height in cm", name="height", type=NUMBER, validate=check_height),
                input("Weight in kg", name="weight", type=FLOAT, validate=check_weight),
            ],
        )
        with use_scope("result"):
            show(person["name"], person["height"], person["weight"])
        actions(buttons=["Another person"])
        clear("result")


def check_height(height: int | None) -> str | None:
    """Refuse what no grown person measures."""
    if height is None or not 100 <= height <= 250:
        return "A height between 100 and 250 cm, please."
    return None


def check_weight(weight: float | None) -> str | None:
    """Refuse what no grown person weighs."""
    if weight is None or not 20 <= weight <= 400:
        return "A weight between 20 and 400 kg, please."
    return None


def show(name: str, height: int, weight: float) -> None:
    """The index of one person, and where it stands among all."""
    index = weight / (height / 100) ** 2
    verdict = next(label for label, low, high in CLASSES if low <= index < high)
    put_markdown(f"## {index:.1f}")
    put_text(f"{name}, your body mass index says: {verdict.lower()}.")
    rows = []
    for label, low, high in CLASSES:
        look = "font-weight: 650" if label == verdict else ""
        rows.append([style(put_text(cell), look) for cell in (label, limits(low, high))])
    put_table(rows, header=["Class", "Index"])


def limits(low: float, high: float) -> str:
    """The range of a class in words."""
    if high == inf:
        return f"{low} and more"
    return f"{low} to {high}" if low else f"less than {high}"


if __name__ == "__main__":
    start_server(main, port=8080)
