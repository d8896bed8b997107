"""What a server takes as applications."""

from __future__ import annotations

from functools import partial, wraps
from typing import Any

import pytest

from pywebio.exceptions import ArgumentError
from pywebio.platform.applications import DEFAULT_TITLE, make_applications
from pywebio.platform.page import config


def one() -> None:
    """First

    about
    it"""


async def two() -> None:
    pass


class Callable:
    """A class"""

    def __call__(self) -> None:
        """Not read"""

    async def method(self) -> None:
        pass


def test_one_function_is_the_index() -> None:
    applications = make_applications(one)
    assert list(applications) == ["index"]
    app = applications["index"]
    assert (app.title, app.description, app.kind) == ("First", "about\nit", "thread")


def test_a_list_takes_the_names_of_the_functions_and_adds_an_index() -> None:
    applications = make_applications([one, two])
    assert list(applications) == ["one", "two", "index"]
    assert applications["two"].kind == "coroutine"
    assert applications["two"].title == DEFAULT_TITLE


def test_an_index_of_the_program_stays() -> None:
    applications = make_applications({"index": one, 3: two})
    assert list(applications) == ["index", "3"]
    assert applications["index"].function is one


def test_lambdas_and_objects_have_names() -> None:
    assert list(make_applications([lambda: None])) == ["<lambda>", "index"]
    assert list(make_applications((Callable(),))) == ["Callable", "index"]


def test_a_class_whose_making_is_the_program() -> None:
    app = make_applications([Callable])["Callable"]
    assert (app.function, app.title, app.kind) == (Callable, "A class", "thread")


def test_partial_objects_take_all_from_the_inner_function() -> None:
    applications = make_applications([partial(partial(one)), partial(two)])
    assert list(applications) == ["one", "two", "index"]
    assert applications["one"].title == "First"
    assert applications["two"].kind == "coroutine"


def test_a_coroutine_method() -> None:
    assert make_applications(Callable().method)["index"].kind == "coroutine"


def test_config_decorates_both_kinds() -> None:
    decorated = config(title="A", description="B")(two)
    app = make_applications(decorated)["index"]
    assert decorated is two
    assert (app.title, app.description, app.kind) == ("A", "B", "coroutine")


def test_config_takes_texts() -> None:
    with pytest.raises(ArgumentError, match="title is a text"):
        config(title=3)  # type: ignore[arg-type]


def test_equal_names_are_refused() -> None:
    with pytest.raises(ValueError, match="Two applications are named 'one'"):
        make_applications([one, one])


@pytest.mark.parametrize("bad", [3, "one", None, [], {}, [3], {"a": 3}, {"a": "x"}, [one, None]])
def test_what_is_no_function_is_refused(bad: Any) -> None:
    with pytest.raises(ArgumentError):
        make_applications(bad)
    with pytest.raises(AssertionError):
        make_applications(bad)


def test_a_function_that_cannot_be_called_without_arguments_is_refused() -> None:
    def takes(name: str, *more: int, size: int = 1) -> None:
        """It takes a name."""

    with pytest.raises(ArgumentError, match="missing a required argument: 'name'"):
        make_applications({"takes": takes})
    assert "takes" in make_applications({"takes": partial(takes, "Ann")})
    assert make_applications(print)  # what takes none or many is called with none


def test_a_decorator_may_give_the_arguments() -> None:
    def with_price(function: Any) -> Any:
        @wraps(function)
        def called() -> None:
            function(3)

        return called

    @with_price
    def shop(price: int) -> None:
        """The shop"""

    assert make_applications(shop)["index"].title == "The shop"
