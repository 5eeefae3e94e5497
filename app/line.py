"""A connection to PostgreSQL that does not wait for ever: see `app/patience.py`."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from app import patience
from app.patience import CONNECT, LOCK, STATEMENT, is_hurried

# A line that is cut, not closed, is noticed between requests as well.
KEEPALIVE = {
    "keepalives_idle": 10, "keepalives_interval": 3, "keepalives_count": 3,
    "tcp_user_timeout": 5000,
}  # fmt: skip


class Silence:
    """Nobody waits for a server that was silent a moment ago: the threads would all be waiting.

    Of one server: another may be there for what this one does not answer."""

    def __init__(self) -> None:
        self.until = 0.0

    def start(self) -> None:
        self.until = time.monotonic() + patience.QUIET

    def refuse(self) -> None:
        if time.monotonic() < self.until:
            raise psycopg.OperationalError("The server was silent a moment ago.")


_silences: dict[tuple[object, ...], Silence] = {}


class Line(psycopg.Connection[Any]):
    """A connection that is closed when the server is silent for too long."""

    silence: Silence

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        if timeout is None and is_hurried():
            timeout = patience.ANSWER
        try:
            return super().wait(gen, interval, timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()  # whoever uses it next would read the answer to this
                self.silence.start()
            raise


def connected(places: Sequence[Any], given: Mapping[str, Any]) -> Line:
    """A new one, to the server that these arguments of the driver name."""
    options: dict[str, Any] = KEEPALIVE | dict(given)
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
