"""The commands `pywebio` and `pywebio-path-deploy`."""

from __future__ import annotations

import ast
import errno
import functools
import importlib.metadata
import os
import platform
import re
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click
from click.shell_completion import CompletionItem, get_completion_class

from .__version__ import __version__
from .exceptions import ArgumentError
from .platform import mode, path_deploy, path_deploy_http, start_server
from .platform.failure import failure_of
from .platform.loading import MAIN, calls, describe, load
from .platform.origin import LOOPBACK
from .platform.reload import can_start_again
from .platform.serving import own_address
from .platform.tornado import Start, supervise
from .utils import nearest

F = TypeVar("F", bound=Callable[..., Any])

_COMPLETE = "_PYWEBIO_COMPLETE"
_SERVERS = ("start_server", "path_deploy", "path_deploy_http")


class Commands(click.Group):
    """A group that names the nearest command to one that is not there."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            hint = nearest(name, self.list_commands(ctx))
            if name.partition(":")[0].endswith(".py"):
                hint = f" Did you mean 'pywebio run {name}'?"
            elif os.path.isdir(name):
                hint = f" Did you mean 'pywebio serve {name}'?"
            ctx.fail(f"There is no command {name!r}.{hint}")
        return super().resolve_command(ctx, args)


class Target(click.ParamType):  # type: ignore[type-arg]  # it takes none before click 8.4
    """A file, and perhaps the name of something in it: ``app.py:main``."""

    name = "FILE[:FUNCTION]"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[Path, str]:
        """Find the file."""
        if not isinstance(value, str):
            return value  # type: ignore[no-any-return]
        file, _, function = value.rpartition(":")
        if not file or not function.isidentifier() or os.path.isfile(value):
            file, function = value, ""
        path = Path(file)
        if not path.is_file():
            self.fail(_no_file(path), param, ctx)
        return path.resolve(), function

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Files, and behind a colon the functions in the file."""
        file, colon, begun = incomplete.rpartition(":")
        if not colon:
            return [CompletionItem(incomplete, type="file")]
        names = [name for name in _functions(Path(file)) if name.startswith(begun)]
        return [CompletionItem(f"{file}:{name}") for name in names]


def _no_file(path: Path) -> str:
    if path.is_dir():
        return f"{path} is a folder: pywebio serve {path}"
    folder = path.parent
    there = sorted(folder.glob("*.py")) if folder.is_dir() else []
    near = nearest(path.name, [file.name for file in there])
    if not near and path.with_name(f"{path.name}.py").is_file():
        near = f" Did you mean '{path.name}.py'?"
    return f"There is no file {str(path)!r}.{near}"


def _no_folder(path: Path) -> str:
    if path.is_file():
        return f"{path} is a file: pywebio run {path}"
    folder = path.parent
    there = [one.name for one in folder.iterdir() if one.is_dir()] if folder.is_dir() else []
    return f"There is no folder {str(path)!r}.{nearest(path.name, there)}"


def _functions(path: Path) -> list[str]:
    """The public functions of a file, without importing it."""
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return []
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    names = [node.name for node in tree.body if isinstance(node, kinds)]
    return [name for name in names if not name.startswith("_")]


def _serving(default_debug: str) -> Callable[[F], F]:
    """The options that `run` and `serve` have in common."""
    options = [
        click.option(
            "-p", "--port", type=click.IntRange(0, 65535), default=8080, show_default=True,
            help="Port to listen at; 0 is a free one.",
        ),
        click.option(
            "-h", "--host", default="127.0.0.1", show_default=True,
            help="Address to listen at; 0.0.0.0 is all of this machine's.",
        ),
        click.option(
            "--allow-host", multiple=True, metavar="NAME",
            help="Also serve under this name, as in *.example.com; can be repeated.",
        ),
        click.option("--open", "open_", is_flag=True, help="Open a browser."),
        click.option("--reload", is_flag=True, help=default_debug),
    ]  # fmt: skip
    return lambda function: functools.reduce(
        lambda decorated, option: option(decorated), reversed(options), function
    )


_HELP = {"help_option_names": ["--help"]}
_RELOAD = "Start again when a source file changes, and show errors in the page."


@click.group(cls=Commands, context_settings=_HELP)
@click.version_option(__version__, message="%(version)s")
def main() -> None:
    """Turn plain Python functions into web applications."""


@main.command()
@click.argument("target", type=Target())
@_serving(_RELOAD)
def run(
    target: tuple[Path, str],
    port: int,
    host: str,
    allow_host: tuple[str, ...],
    open_: bool,
    reload: bool,
) -> None:
    """Serve a function, or a script for each visitor.

    TARGET is app.py:function, or app.py: then it is its function `main`; a file without one is
    run from its beginning to its end for each visitor.
    """
    path, function = target
    if reload:
        _supervise(port, host, path.parent, open_, allow_host)
    sys.path.insert(0, str(path.parent))
    applications = _applications(path, function)
    _call(
        start_server,
        applications,
        port=port,
        host=host,
        debug=reload,
        auto_open_webbrowser=open_,
        allowed_hosts=_allowed_hosts(host, allow_host),
    )


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@_serving(_RELOAD)
@click.option("--no-index", is_flag=True, help="Do not list what is in the folder.")
@click.option(
    "--static-dir",
    type=click.Path(exists=True, file_okay=False),
    help="Folder whose files are served below /static/.",
)
@click.option("--http", is_flag=True, help="Without WebSockets.")
def serve(
    folder: Path,
    port: int,
    host: str,
    allow_host: tuple[str, ...],
    open_: bool,
    reload: bool,
    no_index: bool,
    static_dir: str | None,
    http: bool,
) -> None:
    """Serve a folder: each file in it that defines `main` is an application."""
    if not folder.is_dir():
        raise click.UsageError(_no_folder(folder))
    if reload:
        _supervise(port, host, folder, open_, allow_host)
    _call(
        path_deploy_http if http else path_deploy,
        folder,
        port=port,
        host=host,
        debug=reload,
        index=not no_index,
        static_dir=static_dir,
        auto_open_webbrowser=open_,
        allowed_hosts=_allowed_hosts(host, allow_host),
    )


@main.command()
def version() -> None:
    """Print the versions that matter when something is reported."""
    click.echo(f"pywebio {__version__}")
    click.echo(f"Python {platform.python_version()}, {platform.platform()}")
    for name in ("tornado", "msgspec", "click"):
        click.echo(f"{name} {importlib.metadata.version(name)}")


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print a script that completes this command in a shell.

    For bash: eval "$(pywebio completion bash)" in ~/.bashrc
    """
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(main, {}, "pywebio", _COMPLETE).source())


# -- what is served -------------------------------------------------------------------------------


def _supervise(
    port: int, host: str, folder: Path, open_: bool, allow_host: tuple[str, ...]
) -> None:
    """Become the supervisor, unless this process is a worker already."""
    if mode.WORKER not in os.environ and can_start_again():
        allowed = _allowed_hosts(host, allow_host)
        hosts = None if allowed is None else tuple(allowed)
        _call(supervise, Start(port, host, open_, allowed_hosts=hosts), str(folder))


def _applications(path: Path, function: str) -> object:
    """What is served of a file."""
    try:
        if not function and describe(path) is None:
            return _script(path)
        module = load(path, _module_name(path))
    except click.UsageError:
        raise
    except Exception as error:
        click.echo(failure_of(error).detail, err=True, nl=False)
        sys.exit(1)
    name = function or MAIN
    if not hasattr(module, name):
        public = [known for known in vars(module) if callable(getattr(module, known))]
        raise click.UsageError(f"There is no {name!r} in {path}.{nearest(name, public)}")
    return getattr(module, name)


def _module_name(path: Path) -> str:
    """The name under which the program could import the file itself."""
    free = path.stem.isidentifier() and path.stem not in sys.modules
    free = free and path.stem not in sys.stdlib_module_names
    return path.stem if free else "pywebio_app_" + re.sub(r"\W", "_", path.stem)


def _script(path: Path) -> Callable[[], None]:
    """An application that runs a script from its beginning to its end."""
    for name in _SERVERS:
        if calls(path, name):
            known = ", ".join(_functions(path)) or "none"
            raise click.UsageError(
                f"{path} calls {name}() itself: run it with `python {path}`, or name the function "
                f"to serve, as {path.name}:function (there are: {known})."
            )
    source = path.read_bytes()
    code = compile(source, str(path), "exec", dont_inherit=True)

    def script() -> None:
        exec(code, {"__name__": "__main__", "__file__": str(path), "__builtins__": __builtins__})

    script.__name__ = path.stem
    script.__doc__ = ast.get_docstring(ast.parse(source))
    return script


def _allowed_hosts(host: str, more: tuple[str, ...]) -> list[str] | None:
    """The names under which the server answers: else pages of others could reach it by a name of
    theirs that leads to this machine."""
    if "*" in more:
        return None
    names = [*LOOPBACK, *more]
    if host not in LOOPBACK:
        own = socket.gethostname().lower()
        names += [host, own, f"{own}.local", own_address() or host]
    return names


def _call(function: Callable[..., Any], *arguments: Any, **options: Any) -> None:
    """Serve; what is wrong with the arguments is told without a traceback."""
    try:
        function(*arguments, **options)
    except socket.gaierror as error:
        raise click.ClickException(str(error.strerror)) from None
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise
        reason = os.strerror(error.errno)
        raise click.ClickException(
            f"{reason}: choose another port with --port (0 is a free one) or another --host."
        ) from None
    except (ArgumentError, ValueError) as error:
        raise click.ClickException(str(error)) from None


# -- pywebio-path-deploy --------------------------------------------------------------------------


@click.command(context_settings=_HELP)
@click.argument("path", type=click.Path(exists=True, file_okay=False))
@click.option("-p", "--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
@click.option("-h", "--host", default="0.0.0.0", show_default=True)
@click.option("--no-index", is_flag=True, help="Do not list what is in a folder.")
@click.option("--static-dir", type=click.Path(exists=True, file_okay=False))
@click.option("--no-cdn", is_flag=True, help="Accepted; the page's files always come from here.")
@click.option("-d", "--debug", is_flag=True, help=_RELOAD)
@click.option("--http", is_flag=True, help="Without WebSockets.")
@click.option("--session-expire-seconds", type=float)
@click.option("--session-cleanup-interval", type=float)
@click.option("--websocket-max-message-size", metavar="SIZE", help="As 200M.")
@click.option("--websocket-ping-interval", type=int)
@click.option("--websocket-ping-timeout", type=int)
def path_deploy_main(
    path: str,
    port: int,
    host: str,
    no_index: bool,
    static_dir: str | None,
    no_cdn: bool,
    debug: bool,
    http: bool,
    session_expire_seconds: float | None,
    session_cleanup_interval: float | None,
    websocket_max_message_size: str | None,
    websocket_ping_interval: int | None,
    websocket_ping_timeout: int | None,
) -> None:
    """Serve a folder: each file in it that defines `main` is an application.

    `pywebio serve` does the same, and is meant for one's own machine.
    """
    options: dict[str, Any] = {
        "websocket_ping_interval": websocket_ping_interval,
        "websocket_ping_timeout": websocket_ping_timeout,
        "max_payload_size": websocket_max_message_size,
    }
    if http:
        options["session_expire_seconds"] = session_expire_seconds
        options["session_cleanup_interval"] = session_cleanup_interval
    elif session_expire_seconds is not None or session_cleanup_interval is not None:
        _only_http()
    _call(
        path_deploy_http if http else path_deploy,
        path,
        port=port,
        host=host,
        index=not no_index,
        static_dir=static_dir,
        debug=debug,
        **{name: value for name, value in options.items() if value is not None},
    )


def _only_http() -> NoReturn:
    raise click.UsageError(
        "--session-expire-seconds and --session-cleanup-interval are for --http only."
    )
