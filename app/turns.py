"""Whose turn it is to write to an SQLite database.

It lets one write at a time, and whoever finds it busy sleeps for up to a tenth of a second and
tries again, so that some wait for long while others pass. Here the threads of a process stand in
line, and the first of each process looks every few milliseconds.
"""

import contextlib
import fcntl
import time
from collections import defaultdict
from threading import Lock
from typing import IO

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import ConnectionPoolEntry

from app.patience import TURN, is_hurried

PATIENCE = 10.0  # seconds; then SQLite itself decides
LOOK = 0.002

_lines: dict[str, Lock] = defaultdict(Lock)


class Turn:
    """Held until it is ended, or until the process ends, however that happens."""

    def __init__(self, line: Lock, file: IO[bytes]) -> None:
        self.line, self.file = line, file

    def end(self) -> None:
        self.file.close()
        self.line.release()


def take_turn(connection: Connection) -> None:
    """Wait for the turn of this connection; it ends when the connection is given back."""
    path = connection.engine.url.database
    if path and "turn" not in connection.info:
        connection.info["turn"] = _turn(path)


def _turn(path: str) -> Turn | None:
    patience = min(TURN, PATIENCE) if is_hurried() else PATIENCE
    line, until = _lines[path], time.monotonic() + patience
    if not line.acquire(timeout=patience):
        return None
    file = open(f"{path}-turn", "wb")  # noqa: SIM115  # the turn holds it open
    while time.monotonic() < until:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return Turn(line, file)
        time.sleep(LOOK)
    Turn(line, file).end()
    return None


@event.listens_for(Engine, "checkin")
@event.listens_for(Engine, "close")
def end_turn(_connection: object, record: ConnectionPoolEntry) -> None:
    turn = record.info.pop("turn", None)
    if turn is not None:
        turn.end()
