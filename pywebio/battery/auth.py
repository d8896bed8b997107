"""Who the visitor is: a login that the browser remembers by a signed token.

The token says a name and until when it holds, and is signed with the program's secret (HMAC with
SHA-256): nobody without the secret can make one or change one. It is not encrypted.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

from ..exceptions import ArgumentError
from ..input import PASSWORD, input, input_group
from ..output import toast
from .both import now, run
from .browser import get_localstorage, remove_localstorage, set_localstorage
from .texts import t

TOKEN = "pywebio_auth_token"
DAY = 86400


def basic_auth(
    verify_func: Callable[[str, str], Any],
    secret: str | bytes,
    expire_days: float = 7,
    token_name: str = TOKEN,
) -> Any:
    """Ask for user name and password until they are right; returns the user name.

    The browser remembers it, so that the next visit asks nothing.

    :param verify_func: called with user name and password; says whether they are right.
    :param secret: signs the token. Keep it to yourself, and the same after a restart; a new one
        logs everybody out.
    :param expire_days: so long the browser is known.
    :param token_name: under this name the browser keeps the token.

    Example::

        import hmac
        from pywebio.battery import basic_auth

        def right(name, password):
            return name == "Ann" and hmac.compare_digest(password, "secret")

        user = basic_auth(right, secret="a long text that nobody guesses")
        put_text("Hello", user)
    """
    _check_function(verify_func, "verify_func")

    async def ask() -> str:
        while True:
            answers = await now(
                input_group(
                    t("login"),
                    [
                        input(t("user_name"), name="username", required=True),
                        input(t("password"), type=PASSWORD, name="password", required=True),
                    ],
                )
            )
            name: str = answers["username"]
            if await now(verify_func(name, answers["password"])):
                return name
            toast(t("wrong_login"), color="error")

    return _auth(ask, secret, expire_days, token_name)


def custom_auth(
    login_func: Callable[[], Any],
    secret: str | bytes,
    expire_days: float = 7,
    token_name: str = TOKEN,
) -> Any:
    """Log the visitor in by a function of your own, once; returns the user name.

    :param login_func: asks the visitor and returns the user name, or something empty: then it is
        called again. In a coroutine session it may be an async function.
    :param secret: as for :func:`basic_auth`.
    :param expire_days: as for :func:`basic_auth`.
    :param token_name: as for :func:`basic_auth`.

    Example::

        from pywebio.battery import custom_auth

        user = custom_auth(lambda: input("Your name"), secret="a long text that nobody guesses")
        put_text("Hello", user)
    """
    _check_function(login_func, "login_func")

    async def ask() -> str:
        while True:
            name = await now(login_func())
            if name:
                if not isinstance(name, str):
                    raise TypeError(f"login_func returns a user name as text; it gave {name!r}.")
                return name

    return _auth(ask, secret, expire_days, token_name)


def revoke_auth(token_name: str = TOKEN) -> None:
    """Log the visitor out: the browser forgets the token, and the next visit asks again.

    :param token_name: as for :func:`basic_auth`.

    Example::

        from pywebio.battery import revoke_auth

        put_button("Log out", onclick=revoke_auth)
    """
    remove_localstorage(token_name)


def _auth(ask: Callable[[], Any], secret: Any, expire_days: Any, token_name: Any) -> Any:
    if not isinstance(secret, str | bytes) or not secret:
        raise ArgumentError("secret takes a text or bytes that nobody guesses; it is not empty.")
    if isinstance(expire_days, bool) or not isinstance(expire_days, int | float):
        raise TypeError(f"expire_days takes a number of days, got {expire_days!r}.")
    if not isinstance(token_name, str) or not token_name:
        raise ArgumentError(f"token_name takes a text, got {token_name!r}.")
    key = secret.encode() if isinstance(secret, str) else secret

    async def known_or_asked() -> str:
        name = read_token(await now(get_localstorage(token_name)), key, token_name)
        if name is None:
            name = await ask()
            until = time.time() + expire_days * DAY
            set_localstorage(token_name, make_token(name, key, token_name, until))
        return name

    return run(known_or_asked())


def make_token(user: str, key: bytes, purpose: str, until: float) -> str:
    """A token for a user; it is good for this purpose only, until a time (seconds since 1970)."""
    payload = base64.urlsafe_b64encode(json.dumps([user, until]).encode()).decode()
    return f"{payload}.{_signature(payload, key, purpose)}"


def read_token(token: Any, key: bytes, purpose: str) -> str | None:
    """The user of a token, or `None` if it is not ours or too old."""
    if not isinstance(token, str) or not token.isascii():
        return None
    payload, _, signature = token.partition(".")
    if not hmac.compare_digest(signature, _signature(payload, key, purpose)):
        return None
    try:
        user, until = json.loads(base64.urlsafe_b64decode(payload))
    except (binascii.Error, ValueError, TypeError):
        return None
    return user if isinstance(user, str) and time.time() < until else None


def _signature(payload: str, key: bytes, purpose: str) -> str:
    return hmac.new(key, f"{purpose}\n{payload}".encode(), hashlib.sha256).hexdigest()


def _check_function(function: Any, name: str) -> None:
    if not callable(function):
        raise ArgumentError(f"{name} takes a function, got {function!r}.")
