"""How long a person waits for a database that is slow, locked or gone. A command waits on.

A server whose machine hangs says nothing, not even no: so the wait ends on this side too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from flask import has_request_context

# Seconds. The server gives up first, where it can: then nothing of the statement goes on.
CONNECT, LOCK, STATEMENT, ANSWER = 2, 3, 3.5, 4.0
QUIET = 2.0  # a process asks no more often than this while the server is silent
TURN, BUSY = 2.0, 2.0  # SQLite: first the turn, then the file

_is_hurried: ContextVar[bool] = ContextVar("is_hurried", default=False)


@contextmanager
def in_haste() -> Iterator[None]:
    """For what answers a person without a request of Flask's."""
    token = _is_hurried.set(True)
    try:
        yield
    finally:
        _is_hurried.reset(token)


def is_hurried() -> bool:
    return has_request_context() or _is_hurried.get()
