"""One page for each kind of field, each a form that waits."""

from collections.abc import Callable
from typing import Any

from gallery.page import Page, Pages, register
from pywebio.input import *
from pywebio.output import *

PAGES: Pages = {}

LONG = "Donaudampfschifffahrtsgesellschaft" * 3
CITIES = ["Milan", "Naples", "Rome", "Turin", "Venice"]
SIZES: list[Any] = [
    {"label": "Small", "value": 1},
    {"label": "Medium", "value": 2, "selected": True},
    {"label": "Large (sold out)", "value": 3, "disabled": True},
]


def form(title: str, *fields: Any) -> None:
    """Ask the fields again and again."""
    while True:
        answer = input_group(title, list(fields), cancelable=True)
        put_code(repr(answer), "python")


def page(name: str) -> Callable[[Page], Page]:
    """Register a page; a field's name on the wire may be that of an output too."""
    return register(PAGES, f"field-{name}")


@page("input")
def one_line() -> None:
    """One line"""
    form(
        "Nine types",
        input("Text", name="text", value="Ann"),
        input("Number", name="number", type=NUMBER, value=12, help_text="A whole one"),
        input("Float", name="float", type=FLOAT, value=1.5),
        input("Password", name="password", type=PASSWORD),
        input("Address", name="url", type=URL, placeholder="https://example.com"),
        input("Date", name="date", type=DATE),
        input("Time", name="time", type=TIME),
        input("Date and time", name="datetime", type=DATETIME),
        input("Color", name="color", type=COLOR, value="#1f5fd6"),
        input("With suggestions", name="fruit", datalist=CITIES),
        input("With a button", name="day", action=("Today", lambda set_value: set_value("1", "1"))),
        input("Read only", name="readonly", value="C-1024", readonly=True),
        input("Disabled", name="disabled", value="C-1024", disabled=True),
        input(LONG, name="long", help_text=LONG),
        input("Required", name="required", required=True),
    )


@page("textarea")
def several_lines() -> None:
    """Several lines"""
    code = "def hello(name):\n    return f'Hello, {name}!'"
    form(
        "A text, and code",
        textarea("Story", name="story", rows=3, minlength=5, placeholder="Once upon a time"),
        textarea("Program", name="program", rows=5, code={"mode": "python"}, value=code),
        textarea(
            "Read only", name="fixed", rows=3, code={"mode": "python"}, value=code, readonly=True
        ),
        textarea("Required", name="required", rows=2, required=True),
    )


@page("select")
def one_of_a_list() -> None:
    """Lists"""
    form(
        "Lists to choose from",
        select("Size", SIZES, name="size"),
        select("Sizes", SIZES, name="sizes", multiple=True),
        select("City", CITIES, name="city", native=False, help_text="Type to find one"),
        select("Cities", CITIES, name="cities", native=False, multiple=True, value=CITIES[:2]),
        select("Required", CITIES, name="required", multiple=True, required=True),
    )


@page("checkbox")
def any_of_some() -> None:
    """Boxes to tick"""
    form(
        "Extras",
        checkbox("Below one another", SIZES, name="column"),
        checkbox("Side by side", CITIES, name="row", inline=True, value=["Rome"]),
        checkbox("", ["I am hungry"], name="alone"),
        checkbox("Required", ["I agree"], name="required", required=True),
    )


@page("radio")
def one_of_some() -> None:
    """One of some"""
    form(
        "Egg",
        radio("Below one another", SIZES, name="column"),
        radio("Side by side", CITIES, name="row", inline=True, value="Rome"),
        radio("Required", ["soft", "hard"], name="required", required=True),
    )


@page("slider")
def number_of_a_range() -> None:
    """Slider"""
    form(
        "Volume",
        slider("Whole numbers", name="whole", value=30),
        slider(
            "In steps", name="steps", min_value=-1, max_value=1, step=0.25, help_text="Quarters"
        ),
        slider("Any number", name="any", value=0.5, max_value=1.0, step=0.001),
    )


@page("actions")
def buttons() -> None:
    """Buttons of a form"""
    form(
        "Delete the file?",
        input("Reason", name="reason", required=True),
        actions(
            "Your answer",
            [
                {"label": "Delete", "value": True, "color": "danger"},
                {"label": "Keep", "value": False, "color": "secondary"},
                {"label": "Archive", "value": None, "disabled": True},
                {"label": "Reset", "type": "reset", "color": "light"},
                {"label": "Cancel", "type": "cancel", "color": "light"},
            ],
            name="answer",
            help_text="This cannot be undone",
        ),
    )


@page("file")
def files() -> None:
    """Files"""
    form(
        "Receipts",
        file_upload("One", accept="image/*", name="one", max_size="20M"),
        file_upload("Several", name="several", multiple=True, help_text="PDF or images"),
        file_upload("Required", name="required", required=True),
    )
