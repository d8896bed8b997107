"""Run the checks of the project in order and stop at the first that fails.

python tools/check.py              # what a change has to pass
python tools/check.py --all        # also the tests that take long
python tools/check.py lint types   # only these stages
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUNDLE = ROOT / "pywebio" / "html"


def run(*command: str) -> None:
    """Run a command in the project's folder; end the whole run when it fails."""
    print("$", " ".join(command), flush=True)
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code:
        sys.exit(code)


def python(*arguments: str) -> None:
    run(sys.executable, *arguments)


def npm(*arguments: str) -> None:
    run("tools/npm.sh", *arguments)


def lint() -> None:
    python("-m", "ruff", "format", "--check", ".")
    python("-m", "ruff", "check", ".")


def types() -> None:
    python("-m", "mypy")
    python("tools/make_protocol_ts.py", "--check")
    npm("run", "--silent", "check")


def page() -> None:
    npm("run", "--silent", "test")


def bundle() -> None:
    """Build the page and compare it with the one in the tree."""
    before = digests(BUNDLE)
    npm("run", "--silent", "build")
    after = digests(BUNDLE)
    changed = sorted(name for name in before | after if before.get(name) != after.get(name))
    if changed:
        print(f"{BUNDLE.relative_to(ROOT)} was out of date: {', '.join(changed)}")
        print("It has just been built anew: commit the result.")
        sys.exit(1)


def docs() -> None:
    """Build the documentation; a warning is an error, a link that leads nowhere is a warning."""
    python("tools/make_llms.py", "--check")
    python("-m", "demos.try_it.site")


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def tests(*, slow: bool) -> None:
    """All Python tests in one run, those in a browser last; pytest has the last word.

    Most tests wait for something most of the time, so there are more at once than processors.
    Each worker takes its tests in order: those in a browser stay behind those that need the event
    loop of their thread for themselves. A worker that dies gets no successor: another would take
    over its tests behind those in a browser, and their failures would hide what has happened.
    """
    parts = sorted(
        {path.relative_to(ROOT).parts[1] for path in ROOT.glob("test/**/test_*.py")},
        key=lambda name: (name == "browser", name),
    )
    workers = (os.cpu_count() or 1) * 3 // 2
    options = ["-n", str(workers), "--max-worker-restart=0"]
    if slow:  # what takes a minute by itself takes many beside others, and does not hang
        options += ["-m", "", "-o", "faulthandler_timeout=1200"]
    python("-m", "pytest", *options, *(f"test/{name}" for name in parts))


def together(*groups: list[str]) -> None:
    """Run groups of stages at once; each shows what it says when it is done."""
    running = [
        subprocess.Popen(
            [sys.executable, __file__, *names],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for names in groups
    ]
    for process in running:
        print(process.communicate()[0], end="", flush=True)
    if any(process.returncode for process in running):
        sys.exit(1)


def main() -> None:
    stages: dict[str, tuple[str, Callable[[], None]]] = {
        "lint": ("format and lint", lint),
        "types": ("types: Python, protocol twin, TypeScript", types),
        "page": ("front-end tests", page),
        "bundle": ("bundle: build, budget, comparison with the committed one", bundle),
        "docs": ("documentation: build, internal links", docs),
        "tests": ("Python tests: core, visitor, browser", lambda: tests(slow=options.all)),
    }
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("stages", nargs="*", metavar="STAGE", help=", ".join(stages))
    parser.add_argument("--all", action="store_true", help="also the tests that take long")
    options = parser.parse_args()
    if unknown := set(options.stages) - set(stages):
        parser.error(f"no stage {', '.join(unknown)}; there are {', '.join(stages)}")
    os.environ["PYTHONUNBUFFERED"] = "1"
    started = time.monotonic()

    def go(*names: str) -> None:
        for name in names:
            title, stage = stages[name]
            print(f"\n== {title} (after {time.monotonic() - started:.0f} s)", flush=True)
            stage()

    if options.stages:
        go(*options.stages)
    else:
        go("lint")
        together(["types"], ["page", "bundle"])  # each uses one processor
        go("docs", "tests")


if __name__ == "__main__":
    main()
