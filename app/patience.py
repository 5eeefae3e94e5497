"""How long a person waits for a database that is slow, locked or gone. A command waits on.

A server whose machine hangs says nothing, not even no: so the wait ends on this side too.
"""

import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg
from flask import has_request_context
from psycopg.pq import TransactionStatus
from sqlalchemy import Dialect, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DisconnectionError

# Seconds. The server gives up first, where it can: then nothing of the statement goes on.
CONNECT, LOCK, STATEMENT, ANSWER = 2, 3, 3.5, 4.0
QUIET = 2.0  # a process asks no more often than this while the server is silent
TURN, BUSY = 2.0, 2.0  # SQLite: first the turn, then the file
# A line that is cut, not closed, is noticed between requests as well.
KEEPALIVE = {
    "keepalives_idle": 10, "keepalives_interval": 3, "keepalives_count": 3,
    "tcp_user_timeout": 5000,
}  # fmt: skip

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


class Silence:
    """Nobody waits for a server that was silent a moment ago: the threads would all be waiting.

    Of one server: another may be there for what this one does not answer."""

    def __init__(self) -> None:
        self.until = 0.0

    def start(self) -> None:
        self.until = time.monotonic() + QUIET

    def refuse(self) -> None:
        if time.monotonic() < self.until:
            raise psycopg.OperationalError("The server was silent a moment ago.")


_silences: dict[tuple[object, ...], Silence] = {}


class Line(psycopg.Connection[Any]):
    """A connection that is closed when the server is silent for too long."""

    silence: Silence

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        if timeout is None and is_hurried():
            timeout = ANSWER
        try:
            return super().wait(gen, interval, timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()  # whoever uses it next would read the answer to this
                self.silence.start()
            raise


@event.listens_for(Engine, "do_connect")
def connect(dialect: Dialect, _record: object, places: Any, given: Any) -> Any:
    if dialect.driver != "psycopg":
        return None
    options = KEEPALIVE | given
    silence = _silences.setdefault((given.get("host"), given.get("port")), Silence())
    if is_hurried():
        silence.refuse()
        options.setdefault("connect_timeout", CONNECT)
        limits = f"-clock_timeout={LOCK}s -cstatement_timeout={STATEMENT * 1000:.0f}"
        options["options"] = f"{given.get('options', '')} {limits}".strip()
    try:
        line = Line.connect(*places, **options)
    except psycopg.errors.ConnectionTimeout:
        silence.start()
        raise
    line.silence = silence
    return line


@event.listens_for(Engine, "checkout")
def look(connection: Any, _record: object, _proxy: object) -> None:
    """Whether the server has hung up since: a look at the socket, not a question to the server."""
    if isinstance(connection, Line):
        poll = select.poll()
        poll.register(connection.pgconn.socket, select.POLLIN)
        if poll.poll(0):
            raise DisconnectionError("The server has closed this connection.")
