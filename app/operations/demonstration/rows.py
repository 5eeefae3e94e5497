"""Rows on their way into the tables, written set-wise: a million applications pass through here."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from sqlalchemy import func, select

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
    Link,
    Offer,
    Person,
    Score,
    SealedValue,
    SearchTerm,
    Seat,
    Slate,
    SlateLine,
    SubmissionKey,
)
from app.operations.demonstration.packing import Packed, packed, put

# Whose key others name comes first.
ORDER: tuple[type[Any], ...] = (
    Person, Application, Answer, CareerRow, SealedValue, SearchTerm, ApplicationVersion, Document,
    SubmissionKey, Link, Endorsement, Assignment, Score, Slate, SlateLine, Seat, Offer, Event,
    EventFact, Letter,
)  # fmt: skip
NUMBERED: tuple[type[Any], ...] = (
    Person, Application, ApplicationVersion, Document, Link, Endorsement, Assignment, Slate, Offer,
    Event, Letter,
)  # fmt: skip
Numbers = Mapping[type[Any], int]


def next_numbers() -> dict[type[Any], int]:
    """The first number of each table that nobody has."""
    return {model: (db.session.scalar(select(func.max(model.id))) or 0) + 1 for model in NUMBERED}


class Rows:
    """Collects rows with numbers of their own, and writes them table by table."""

    def __init__(self, first: Numbers | None = None) -> None:
        self.waiting: dict[type[Any], list[dict[str, Any]]] = defaultdict(list)
        numbers = next_numbers() if first is None else first
        self.numbers = {model: count(number) for model, number in numbers.items()}

    def add(self, model: type[Any], **values: object) -> int:
        """Take a row; its number, if the table has one."""
        if model in self.numbers and "id" not in values:
            values["id"] = next(self.numbers[model])
        self.waiting[model].append(values)
        number = values.get("id", 0)
        assert isinstance(number, int)
        return number

    def packed(self, *, dialect: str) -> Iterator[Packed]:
        """What waits, table by table."""
        for model in ORDER:
            if rows := self.waiting[model]:
                yield packed(model.__table__, rows, dialect=dialect)

    def write(self) -> None:
        """Insert what waits, in the transaction that is open."""
        connection = db.session.connection()
        for found in self.packed(dialect=connection.dialect.name):
            put(connection, found)
        self.waiting.clear()
        take_numbers(next_numbers())


def take_numbers(first: Numbers) -> None:
    """PostgreSQL hands out numbers by itself: it must know that those before these are taken."""
    if db.engine.dialect.name != "postgresql":
        return
    for model, number in first.items():
        sequence = func.pg_get_serial_sequence(model.__tablename__, "id")
        db.session.execute(select(func.setval(sequence, number, False)))
