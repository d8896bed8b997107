"""What the visitor's browser keeps and knows: the address, the local storage, cookies."""

from __future__ import annotations

from typing import Any

from ..exceptions import ArgumentError
from ..session import eval_js, run_harmless_js


def get_query(name: str) -> Any:
    """The value of one parameter of the page's address, or `None`.

    :param name: name of the parameter.

    Example::

        from pywebio.battery import get_query

        put_text("You came from", get_query("from"))
    """
    return eval_js("new URLSearchParams(window.location.search).get(name)", name=_text(name))


def get_all_query() -> Any:
    """All parameters of the page's address, as a dict.

    Example::

        from pywebio.battery import get_all_query

        put_text(get_all_query())
    """
    return eval_js("Object.fromEntries(new URLSearchParams(window.location.search))")


def set_localstorage(key: str, value: str) -> None:
    """Have the visitor's browser keep a text, beyond this visit.

    :param key: its name; all applications of a server share the names.
    :param value: the text.

    Example::

        from pywebio.battery import set_localstorage

        set_localstorage("colour", "blue")
    """
    run_harmless_js("localStorage.setItem(key, value)", key=_text(key), value=_text(value, "value"))


def get_localstorage(key: str) -> Any:
    """A text that :func:`set_localstorage` has kept, or `None`.

    :param key: the name under which it was kept.

    Example::

        from pywebio.battery import get_localstorage

        put_text(get_localstorage("colour"))
    """
    return eval_js("localStorage.getItem(key)", key=_text(key))


def clear_localstorage() -> None:
    """Forget all that the visitor's browser keeps for this server.

    Example::

        from pywebio.battery import clear_localstorage

        clear_localstorage()
    """
    run_harmless_js("localStorage.clear()")


def remove_localstorage(key: str) -> None:
    """Forget one text."""
    run_harmless_js("localStorage.removeItem(key)", key=_text(key))


def set_cookie(key: str, value: str, days: float = 7) -> None:
    """Set a cookie in the visitor's browser.

    :param key: its name.
    :param value: its value, any text.
    :param days: it lives so long.

    Example::

        from pywebio.battery import set_cookie

        set_cookie("seen", "yes", days=30)
    """
    if isinstance(days, bool) or not isinstance(days, int | float):
        raise TypeError(f"days takes a number of days, got {days!r}.")
    run_harmless_js(
        "document.cookie = encodeURIComponent(key) + '=' + encodeURIComponent(value) "
        "+ '; max-age=' + Math.round(days * 86400) + '; path=/; SameSite=Lax'",
        key=_text(key),
        value=_text(value, "value"),
        days=days,
    )


def get_cookie(key: str) -> Any:
    """The value of a cookie, or `None`.

    :param key: the name of the cookie.

    Example::

        from pywebio.battery import get_cookie

        put_text(get_cookie("seen"))
    """
    return eval_js(
        "((document.cookie.split('; ').find(c => c.startsWith(encodeURIComponent(key) + '=')) "
        "|| '').match(/=(.*)/) || [null, null]).slice(1, 2)"
        ".map(v => v === null ? null : decodeURIComponent(v))[0]",
        key=_text(key),
    )


def wait_scroll_to_bottom(threshold: float = 10, timeout: float | None = None) -> Any:
    """Wait until the visitor has scrolled to the end of the page.

    :param threshold: so many pixels above the end count as the end.
    :param timeout: seconds to wait at most.
    :returns: whether the end was reached in time.

    Example::

        from pywebio.battery import wait_scroll_to_bottom

        put_text("a long text\\n" * 100)
        if wait_scroll_to_bottom(timeout=60):
            put_text("and more")
    """
    for name, value in (("threshold", threshold), ("timeout", timeout or 0)):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError(f"{name} takes a number, got {value!r}.")
        if value < 0:
            raise ArgumentError(f"{name} is at least 0, got {value!r}.")
    return eval_js(_SCROLLED, threshold=threshold, timeout=timeout)


_SCROLLED = """new Promise(resolve => {
    const page = document.documentElement;
    const done = reached => {
        removeEventListener("scroll", look);
        removeEventListener("resize", look);
        clearTimeout(timer);
        resolve(reached);
    };
    const look = () => {
        if (innerHeight + scrollY >= page.scrollHeight - threshold) done(true);
    };
    const timer = timeout === null ? 0 : setTimeout(() => done(false), timeout * 1000);
    addEventListener("scroll", look);
    addEventListener("resize", look);
    look();
})"""


def _text(value: Any, name: str = "key") -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} takes a text, got {value!r}.")
    return value
