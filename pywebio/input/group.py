"""`input_group`: several inputs in one form."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

from ..exceptions import ArgumentError
from ..session.current import ScopeArgument, find_place
from .fields import check_function
from .form import Form, Item, asking


def input_group(
    label: str = "",
    inputs: Iterable[Any] | None = None,
    validate: Callable[[dict[str, Any]], Any] | None = None,
    cancelable: bool = False,
    *,
    timeout: float | None = None,
    scope: ScopeArgument = None,
) -> Any:
    """Ask for several values in one form; returns a dict of them by their names.

    :param label: title of the form.
    :param inputs: list of inputs, each made with its own ``name``.
    :param validate: gets the dict when each value is allowed in itself. It returns None if all is
        well, else ``(name, message)``: the message is shown at that input.
    :param cancelable: show a button that cancels the form; the result is None then.
    :param timeout: seconds after which `TimeoutError` is raised and the form disappears.
    :param scope: shows the form at the end of this scope instead of in the input panel.

    An input may be given ``auto_focus=True``; otherwise the first one that is typed in has the
    focus. If the last input is ``actions`` with a button that submits, its buttons take the place
    of the form's own. In a coroutine session the result has to be awaited.

    Example::

        def check(data):
            if data["password"] != data["again"]:
                return "again", "The two passwords differ."

        account = input_group("New account", [
            input("Name", name="name", required=True),
            input("Password", type=PASSWORD, name="password"),
            input("Password again", type=PASSWORD, name="again"),
        ], validate=check, cancelable=True)
        if account is not None:
            print(account["name"])
    """
    place = find_place()
    if not isinstance(inputs, Iterable) or isinstance(inputs, str | bytes):
        raise ArgumentError(
            'input_group() needs a list of inputs: input_group("Who?", [input("Name", name="n")]); '
            f"got {inputs!r}."
        )
    check_function(validate, "validate")
    items = _items(inputs)
    title = "" if label is None else str(label)
    how = asking(place, timeout, scope)
    form = Form(
        place.session,
        title,
        items,
        validate=validate,
        cancelable=bool(cancelable),
        asking=how,
    )
    return place.session.converse(form.ask())


def _items(inputs: Iterable[Any]) -> list[Item]:
    given = list(inputs)
    for number, item in enumerate(given, 1):
        if not isinstance(item, Item):
            _close(given)
            raise ArgumentError(
                f"item {number} of input_group() is no input with a name; got {item!r}. "
                'Give each input a name, as in input("Age", name="age").'
            )
    names = [item.field.name for item in given]
    for name in names:
        if names.count(name) > 1:
            raise ArgumentError(f"two inputs of this input_group() have the name {name!r}.")
    return given


def _close(items: list[Any]) -> None:
    """Inputs without a name are coroutines here that nobody will await."""
    for item in items:
        if inspect.iscoroutine(item):
            item.close()
