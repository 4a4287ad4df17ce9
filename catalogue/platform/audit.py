"""Who is at work: the name that history rows carry. The edge says it once, everything below asks.

Django's admin saves rows by its own calls, which take no author; so the author is said around them
(`with acting(...)`), for the thread or task at hand alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

PROGRAM = "program"  # nobody signed in: a command, a worker, a shell

_author: ContextVar[str] = ContextVar("author", default=PROGRAM)
_summed: ContextVar[bool] = ContextVar("summed", default=False)


@contextmanager
def acting(by: str) -> Iterator[None]:
    """Whatever is written inside carries `by` (an e-mail address, or a name) as its author."""
    token = _author.set(by or PROGRAM)
    try:
        yield
    finally:
        _author.reset(token)


@contextmanager
def summed_up() -> Iterator[None]:
    """Rows written inside leave no history of their own: the caller writes one row for all.

    For whole revisions that are read in, copied or loaded: a history of a thousand lines that
    somebody "added" says less than "read from guide.pdf".
    """
    token = _summed.set(True)
    try:
        yield
    finally:
        _summed.reset(token)


def author() -> str:
    """The author of what is written now."""
    return _author.get()


def is_summed_up() -> bool:
    """Whether rows leave no history of their own at the moment."""
    return _summed.get()
