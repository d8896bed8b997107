"""States that belong to no single widget: popups, toasts, forms that wait, programs that end."""

from functools import partial

from demos.outputs import gradient
from gallery.page import Pages, register, state
from pywebio.input import *
from pywebio.output import *
from pywebio.pin import put_input
from pywebio.session import set_env

PAGES: Pages = {}
page = partial(register, PAGES)


@page("report")
def report() -> None:
    """Monthly expense report"""
    put_markdown("Three steps. Nothing is stored until you press *Send*.")
    put_success(put_markdown("48 rows read from **march.csv**."))
    put_table(
        [
            ["Item", "Category", "Amount"],
            ["Train to Basel", "Travel", "84.00"],
            ["Lunch with client", "Meals", "46.50"],
            ["Team licence", "Software", "1,290.00"],
        ]
    )
    put_buttons(["Approve all", {"label": "Edit", "value": 1, "color": "light"}], onclick=toast)
    state("How the total was made")
    put_code(
        "def total(rows):\n"
        "    # cents, so that nothing is rounded twice\n"
        '    return sum(row["cents"] for row in rows)',
        "python",
    )
    put_progressbar("receipts", 0.62, label="62 % · 12 s left")
    put_warning("One receipt is missing.")
    input_group(
        "Your details",
        [
            input("Name", name="name", value="Ada Lovelace"),
            input("Age", name="age", type=NUMBER, value=7, validate=old_enough),
            select("Team", ["Research", "Sales"], name="team", help_text="Decides who signs."),
            checkbox("Send a copy to", ["me", "accounting"], name="copy", value=["me"]),
            file_upload("Receipt", name="receipt", multiple=True, help_text="PDF or images"),
        ],
        cancelable=True,
    )


def old_enough(age: int) -> str | None:
    """The check of a field that has a message of its own."""
    return "Too young: 10 to 60, please." if age < 10 else None


@page("popup")
def popups() -> None:
    """Popup"""
    put_button("Behind it", onclick=lambda: None)
    with popup("A popup", size=PopupSize.LARGE):
        put_markdown("With **outputs** in it, and a form.")
        put_table([["A", "B"], [1, 2]])
        put_image(gradient(240, 80), title="A gradient", width="240px", height="80px")
        put_input("pinned", label="An input")
        put_buttons(["Close"], onclick=lambda _: close_popup())
    input("A form", required=True)


@page("popup-small")
def small_popup() -> None:
    """Popup that only the program closes"""
    popup("Wait a moment", "There is no cross.", size="small", closable=False)


@page("toast")
def toasts() -> None:
    """Toasts"""
    for color in ("info", "success", "warn", "error", "#a0c0ff"):
        toast(f"A toast: {color}", duration=0, color=color)
    toast("On the left, to be clicked", duration=0, position="left", onclick=lambda: None)
    toast("On the right", duration=0, position="right")
    put_button("One more", onclick=lambda: toast("Gone in two seconds"))


@page("forms")
def several_forms() -> None:
    """Forms, one in the page"""
    with use_scope("here"):
        put_text("This one stands in a scope:")
    input("Within the page", scope="here", help_text="Between the outputs")


@page("error")
def program_error() -> None:
    """Program that has failed"""
    put_text("What was there stays.")
    raise RuntimeError("This page fails on purpose.")


@page("ended")
def program_end() -> None:
    """Program that has ended"""
    set_env(title="The end")
    put_text("Nothing more will come.")


@page("long")
def long_page() -> None:
    """Long page with a form"""
    for number in range(100):
        put_text(f"line {number}")
    actions("Go on?", ["Yes", "No"])
