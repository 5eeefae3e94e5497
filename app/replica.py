"""A read replica of PostgreSQL: it is read while it lacks nothing that its reader could miss.

Which database a session reads is written in the session, so that queries need not know of it.
"""

import time
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from flask_sqlalchemy.session import Session
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

REPLICA = "replica"  # the key of its engine
QUIET = 10.0  # seconds for which nobody asks a replica that failed
_READS = "kenshu.reads"

_quiet_until: WeakKeyDictionary[Engine, float] = WeakKeyDictionary()


class RoutedSession(Session):
    def get_bind(
        self, mapper: Any = None, clause: Any = None, bind: Any = None, **more: Any
    ) -> Any:
        return super().get_bind(mapper, clause, bind or self.info.get(_READS), **more)


def read_replica(session: Any, engine: Engine | None, *, lacks_nothing: Callable[[], bool]) -> None:
    """Read from the replica from here on, if there is one, it answers, and it `lacks_nothing`,
    which asks by this session; otherwise go on with the primary. To write ends it."""
    if engine is None or time.monotonic() < _quiet_until.get(engine, 0):
        return
    session.close()
    session.info[_READS] = engine
    try:
        if lacks_nothing():
            return
    except SQLAlchemyError:
        _quiet_until[engine] = time.monotonic() + QUIET
    read_primary(session)


def read_primary(session: Any) -> None:
    """Read from the primary from here on, in a transaction that is yet to begin."""
    session.close()
    session.info.pop(_READS, None)
