"""How much memory a process uses: what its allocators have handed out, to the byte.

The resident memory of a process is no measure of a leak of some bytes in each session. It follows
the highest wave so far: it is taken from the system by the page and megabyte, given back seldom,
and rises for as long as chance brings a higher wave. What is handed out goes back to the byte when
everybody has left.
"""

from __future__ import annotations

import ctypes
import gc
import os
import re
import sys
import tempfile
import threading
from typing import IO, NamedTuple

_ALLOCATED = re.compile(r"# bytes in allocated blocks\s*=\s*([\d,]+)")
_FIELDS = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"


class _MallocInfo(ctypes.Structure):
    """What `mallinfo2` of the GNU C library gives."""

    _fields_ = [(name, ctypes.c_size_t) for name in _FIELDS.split()]


def small_blocks() -> int:
    """Bytes in blocks of Python's own allocator, which says so to the standard error only."""
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 2)
        try:
            sys._debugmallocstats()
        finally:
            os.dup2(kept, 2)
            os.close(kept)
        file.seek(0)
        found = _ALLOCATED.search(file.read().decode())
    return int(found[1].replace(",", "")) if found else 0


def large_blocks() -> int:
    """Bytes that the C library has handed out."""
    mallinfo = ctypes.CDLL(None).mallinfo2
    mallinfo.restype = _MallocInfo
    info = mallinfo()
    return int(info.uordblks + info.hblkhd)


def in_use() -> int:
    """Bytes that are handed out, garbage left aside."""
    gc.collect()
    return small_blocks() + large_blocks()


def answer_questions(questions: IO[str], answers: IO[str]) -> None:
    """Answer each line with what is in use, in a thread."""

    def answer() -> None:
        for _ in questions:
            print(in_use(), file=answers, flush=True)

    threading.Thread(target=answer, name="memory", daemon=True).start()


class Rest(NamedTuple):
    """The memory of a server while nobody is there, after so many sessions."""

    sessions: int
    in_use: int
    resident: int
