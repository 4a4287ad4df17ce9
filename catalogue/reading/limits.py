"""Reading with limits: a process of its own reads each document and is ended when it overdoes it.

A document comes from outside. What it unpacks to, and how long the libraries dwell on it, is known
only afterwards; so the server itself never opens one.
"""

from __future__ import annotations

import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from catalogue.portable import form
from catalogue.portable.plain import PlainError, from_plain

from . import refusals
from .source import Reading

logger = logging.getLogger(__name__)

MAX_BYTES = 20 * 1024 * 1024
MAX_OUTPUT_BYTES = 16 * 1024 * 1024
WALL_SECONDS = 60
_EXIT_SECONDS = 5
_PROJECT = Path(__file__).resolve().parents[2]
_COMMAND = [sys.executable, "-m", "catalogue.reading.child"]
_OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGALRM)

_TOO_LARGE = (
    f"This file is larger than {MAX_BYTES // 1024**2} MB, the most that can be read in. "
    "Leave pictures out, or split it into one file a guide."
)
_TOO_MUCH_TEXT = (
    "This file holds more text than any guide. Split it into one file a guide."
)
_TOO_LONG = (
    f"Reading this file took longer than {WALL_SECONDS} seconds and was stopped. "
    "Split it, or save it as plain text or Markdown."
)
_TOO_MUCH_MEMORY = (
    "Reading this file needs more memory than one document may have. "
    "Split it, or save it as plain text or Markdown."
)
_UNREADABLE = (
    "This file could not be read: it is damaged, or laid out in a way that is not understood. "
    "Open it, save it again as PDF, Word, HTML, Markdown or text, and try that file."
)


def read_in_child(data: bytes, name: str) -> form.Revision:
    """What a document says. Raises as `read_with_source_in_child` does."""
    return read_with_source_in_child(data, name).revision


def read_with_source_in_child(
    data: bytes, name: str, seconds: float | None = None
) -> Reading:
    """Read a document in a limited process: at most 20 MB, 60 seconds and 512 MiB of memory.

    Who waits for it may be less patient and give fewer `seconds`.

    The text of a source of more than four million characters is left out.
    Raises a subclass of `UnreadableDocument` whose message can be shown to whoever sent the file.
    """
    if len(data) > MAX_BYTES:
        raise refusals.TooLarge(_TOO_LARGE)
    with tempfile.TemporaryFile() as document:
        document.write(data)
        document.seek(0)
        process = subprocess.Popen(
            [*_COMMAND, _argument(name)],
            stdin=document,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_PROJECT,
            env={"LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,
        )
    try:
        output = _output_of(process, WALL_SECONDS if seconds is None else seconds)
        code = process.wait(_EXIT_SECONDS)
    except subprocess.TimeoutExpired:
        raise refusals.TookTooLong(_TOO_LONG) from None
    finally:
        _end(process)
    return _reading(output, code)


def _argument(name: str) -> bytes:
    """The name as an argument: a NUL, a lone surrogate or a novel cannot be one."""
    return name.replace("\0", "")[-255:].encode("utf-8", "replace")


def _output_of(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    """All that `process` prints until it ends."""
    assert process.stdout is not None
    deadline = time.monotonic() + seconds
    output = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while len(output) <= MAX_OUTPUT_BYTES:
            if not selector.select(max(deadline - time.monotonic(), 0)):
                raise refusals.TookTooLong(_TOO_LONG)
            chunk = os.read(process.stdout.fileno(), 65536)
            if not chunk:
                return bytes(output)
            output += chunk
    raise refusals.TooLarge(_TOO_MUCH_TEXT)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Leave neither a process nor a zombie nor a pipe behind."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _reading(output: bytes, code: int) -> Reading:
    if code in _OUT_OF_TIME:
        raise refusals.TookTooLong(_TOO_LONG)
    if code < 0:
        # A C library that gets no memory ends the process, as the kernel does when it runs short.
        logger.warning("Reading a document ended by signal %s", -code)
        raise refusals.NeedsTooMuchMemory(_TOO_MUCH_MEMORY)
    try:
        told: dict[str, Any] = json.loads(output)
        if "revision" in told:
            return Reading(
                from_plain(form.Revision, told["revision"]),
                told["text"],
                [tuple(margin) for margin in told["margins"]],
                [tuple(mark) for mark in told["marks"]],
            )
    except (ValueError, PlainError):
        logger.exception("Reading a document ended with code %s and no revision", code)
        raise refusals.UnreadableDocument(_UNREADABLE) from None
    raise _refusal(told)


def _refusal(told: dict[str, Any]) -> refusals.UnreadableDocument:
    kind = told.get("refusal")
    if kind == "MemoryError":
        return refusals.NeedsTooMuchMemory(_TOO_MUCH_MEMORY)
    if kind == "RecursionError":
        return refusals.TooDeep(_UNREADABLE)
    found = getattr(refusals, str(kind), None)
    if found is None:
        logger.error("Reading a document failed:\n%s", told.get("traceback"))
        return refusals.UnreadableDocument(_UNREADABLE)
    return found(told["message"])
