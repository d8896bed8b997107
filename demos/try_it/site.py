"""The built documentation: whether it is there, whether it is old, and how to build it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from demos.try_it.blocks import DOCS, ROOT

SITE = DOCS / "_build" / "html"
STAMP = SITE / ".built"
SPHINX = [sys.executable, "-m", "sphinx", "--quiet", "--nitpicky", "--builder", "html"]


def can_be_built() -> bool:
    """Whether what builds the documentation is installed."""
    return all(map(importlib.util.find_spec, ("sphinx", "furo", "myst_parser")))


def is_fresh() -> bool:
    """Whether the site was built after the last change of what it is made of."""
    if not STAMP.is_file():
        return False
    built = STAMP.stat().st_mtime_ns
    return all(path.stat().st_mtime_ns <= built for path in _sources())


def _sources() -> Iterator[Path]:
    for folder in (DOCS, ROOT / "pywebio", ROOT / "demos" / "try_it"):
        for pattern in ("*.md", "*.py", "*.css", "*.js"):
            found = folder.rglob(pattern)
            yield from (path for path in found if DOCS / "_build" not in path.parents)
    yield ROOT / "CHANGELOG.md"
    yield from ROOT.glob("llms*")


def build(*more: str) -> subprocess.CompletedProcess[str]:
    """Build the site; the result has what Sphinx says and whether it succeeded."""
    begun = time.time()
    work = SITE.parent / "work"  # readers never see half of a site
    command = [*SPHINX, *more, "--doctree-dir", str(SITE.parent / "doctrees")]
    result = subprocess.run(
        [*command, str(DOCS), str(work)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if result.returncode == 0:
        _publish(work, begun)
    return result


def _publish(work: Path, begun: float) -> None:
    """Put a copy in the place of the site, with the time of the sources that it was made from."""
    new, old = SITE.with_name(f"new-{os.getpid()}"), SITE.with_name(f"old-{os.getpid()}")
    shutil.copytree(work, new)
    stamp = new / STAMP.name
    stamp.touch()
    os.utime(stamp, (begun, begun))
    with suppress(FileNotFoundError):
        SITE.rename(old)
    new.rename(SITE)
    shutil.rmtree(old, ignore_errors=True)


class Building:
    """Builds the site in the background when somebody asks for it and it is old."""

    def __init__(self) -> None:
        self.problem = ""
        self._thread: threading.Thread | None = None

    @property
    def at_work(self) -> bool:
        """Whether it is being built now."""
        return self._thread is not None and self._thread.is_alive()

    def ask(self) -> None:
        """Begin to build, unless that is at work, of no use, or has failed."""
        if self.at_work or self.problem or is_fresh():
            return
        if not can_be_built():
            self.problem = "Sphinx is not installed. In a checkout, `make docs` installs it."
            return
        self._thread = threading.Thread(target=self._build, name="documentation", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Wait until it is built."""
        if self._thread is not None:
            self._thread.join()

    def _build(self) -> None:
        result = build()
        if result.returncode:
            self.problem = f"The documentation could not be built:\n{result.stdout[-4000:]}"


def main() -> None:
    """Build the site; a warning is an error."""
    result = build("--fail-on-warning", "--keep-going", *sys.argv[1:])
    print(result.stdout, end="")
    if result.returncode == 0:
        print(f"The documentation is in {SITE.relative_to(ROOT)}: open index.html, or `make demo`.")
    sys.exit(result.returncode)


if __name__ == "__main__":
    main()
