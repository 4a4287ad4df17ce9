"""The process that reads one document: `python -m catalogue.reading.child NAME < document`.

Prints JSON: `{"revision": …, "text": …, "margins": …, "marks": …}` as in `source.Reading`, or `{"refusal": class, "message": …}`, or `{"traceback": …}`.
It limits itself before it looks at the document, so that whoever starts it need not fork by hand.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import traceback
from typing import Any

from catalogue.portable.plain import to_plain

from . import read_with_source
from .refusals import UnreadableDocument

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 60
WALL_SECONDS = 70
OPEN_FILES = 64
MAX_TEXT = 4_000_000  # characters of a source that are kept to be shown
_TRACEBACK_CHARACTERS = 20_000


def main() -> None:
    """Read the document on standard input and print what came of it."""
    limit_this_process()
    told = json.dumps(_told(sys.stdin.buffer.read(), sys.argv[1]), ensure_ascii=False)
    with open(sys.stdout.fileno(), "wb", closefd=False) as output:
        output.write(told.encode("utf-8", "replace"))
    # Nothing is left to tidy up, and tearing down a huge document takes its time.
    os._exit(0)


def limit_this_process() -> None:
    """Bound memory, time and files of this process for good."""
    _limit(resource.RLIMIT_AS, MEMORY_BYTES)
    _limit(resource.RLIMIT_CPU, CPU_SECONDS)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    _limit(resource.RLIMIT_CORE, 0)
    # The caller's limit is shorter; this one counts when the caller itself is gone.
    signal.alarm(WALL_SECONDS)


def _limit(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(what, (value, value))


def _told(data: bytes, name: str) -> dict[str, Any]:
    try:
        reading = read_with_source(data, name)
        return {
            "revision": to_plain(reading.revision),
            "text": reading.text if len(reading.text) <= MAX_TEXT else "",
            "margins": reading.margins,
            "marks": reading.marks,
        }
    except UnreadableDocument as refusal:
        return {"refusal": type(refusal).__name__, "message": str(refusal)}
    except (MemoryError, RecursionError) as overload:
        return {"refusal": type(overload).__name__}
    except Exception:
        return {"traceback": traceback.format_exc()[-_TRACEBACK_CHARACTERS:]}


if __name__ == "__main__":
    main()
