"""A connection that is kept for one small question, which each visit of a kept page asks.

Fetched from the pool, asked and given back, it costs ten times as much.
"""

import threading
from contextlib import suppress
from typing import Any

from sqlalchemy import Engine, QueuePool, event
from sqlalchemy.exc import OperationalError


class KeptLine:
    """Asks for one number, on a connection of its own. One thread at a time: a second would not be
    faster. Threads that wait share the answer to the next question, for it begins after they came.
    A process that forks must not have asked before."""

    def __init__(self, engine: Engine, question: str) -> None:
        """The question holds no parameters."""
        self.question = question
        self._turn = threading.Lock()
        self._line: Any = None
        self._begun = self._answered = self._number = 0  # questions, and what the last one brought
        self._failure = engine.dialect.loaded_dbapi.Error
        event.listen(engine, "engine_disposed", lambda _engine: self.close())

    def number(self, engine: Engine) -> int:
        """The number as it is now, 0 if there is none; OperationalError while nobody answers."""
        mine = self._begun + 1
        with self._turn:
            if self._answered < mine:
                self._begun += 1
                self._number = self._asked(engine)
                self._answered = self._begun
            return self._number

    def close(self) -> None:
        with self._turn:
            self._hang_up()

    def _asked(self, engine: Engine) -> int:
        was_open = self._line is not None
        try:
            return self._ask(engine)
        except self._failure as error:
            self._hang_up()
            if not was_open:
                raise OperationalError(self.question, None, error) from error
        try:  # it may have been cut since the last visit
            return self._ask(engine)
        except self._failure as error:
            self._hang_up()
            raise OperationalError(self.question, None, error) from error

    def _ask(self, engine: Engine) -> int:
        if self._line is None:
            self._line = _open(engine)
        # All rows, though it is one: until then SQLite would keep what it sees from changing.
        rows = self._line.execute(self.question).fetchall()
        return rows[0][0] if rows else 0

    def _hang_up(self) -> None:
        if self._line is not None:
            with suppress(self._failure):
                self._line.close()
            self._line = None


def _open(engine: Engine) -> Any:
    lent = engine.raw_connection()
    line: Any = lent.driver_connection
    lent.detach()
    if engine.dialect.name == "postgresql":
        line.autocommit = True
    return line


def is_worth_keeping(engine: Engine) -> bool:
    """Not for a database in memory, which has one connection only."""
    return isinstance(engine.pool, QueuePool)
