"""Rows on their way into the tables, written set-wise: a million applications pass through here."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import count
from typing import Any

from sqlalchemy import func, insert, select, text

from app.extensions import db
from app.models import (
    Answer,
    Application,
    ApplicationVersion,
    Assignment,
    CareerRow,
    Document,
    Endorsement,
    Event,
    EventFact,
    Letter,
    Offer,
    Person,
    Score,
    SealedValue,
    SearchTerm,
    Seat,
    Slate,
    SlateLine,
)

# Whose key others name comes first.
ORDER: tuple[type[Any], ...] = (
    Person, Application, Answer, CareerRow, SealedValue, SearchTerm, ApplicationVersion, Document,
    Endorsement, Assignment, Score, Slate, SlateLine, Seat, Offer, Event, EventFact, Letter,
)  # fmt: skip
NUMBERED = (
    Person, Application, ApplicationVersion, Document, Endorsement, Assignment, Slate, Offer,
    Event, Letter,
)  # fmt: skip


class Rows:
    """Collects rows with numbers of their own, and writes them table by table."""

    def __init__(self) -> None:
        self.waiting: dict[type[Any], list[dict[str, Any]]] = defaultdict(list)
        self.numbers = {model: count(self._highest(model) + 1) for model in NUMBERED}

    @staticmethod
    def _highest(model: type[Any]) -> int:
        return db.session.scalar(select(func.max(model.id))) or 0

    def add(self, model: type[Any], **values: object) -> int:
        """Take a row; its number, if the table has one."""
        if model in self.numbers and "id" not in values:
            values["id"] = next(self.numbers[model])
        self.waiting[model].append(values)
        number = values.get("id", 0)
        assert isinstance(number, int)
        return number

    def write(self) -> None:
        """Insert what waits, in the transaction that is open."""
        connection = db.session.connection()  # below the ORM, which would look at each row again
        for model in ORDER:
            for rows in _alike(self.waiting[model]):
                connection.execute(insert(model.__table__), rows)
        self.waiting.clear()
        self._tell_sequences()

    def _tell_sequences(self) -> None:
        """PostgreSQL hands out numbers by itself: it must know which are taken."""
        if db.engine.dialect.name != "postgresql":
            return
        for model in NUMBERED:
            name = model.__tablename__
            db.session.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'),"
                    f" (SELECT max(id) FROM {name})) WHERE EXISTS (SELECT 1 FROM {name})"
                )
            )


def _alike(rows: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Rows with the same columns together: each group is one executemany."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[tuple(sorted(row))].append(row)
    return list(groups.values())
