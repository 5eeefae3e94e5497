"""What is sealed of the log, and what waits for it."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from app.domain.chain import (
    PLAIN,
    Finding,
    Head,
    IsSigned,
    Kind,
    Sealed,
    entry_of,
    findings,
)
from app.domain.versions import canonical
from app.extensions import db
from app.models import Event, LogHead

PAGE = 1000
PLACE = (Event.seq, Event.id, Event.chain_hash)
ENTRY = tuple(Event.__table__.c[name] for name in PLAIN)
HEAD = tuple(LogHead.__table__.c[name] for name in Head._fields)
# Somebody wrote into the file of SQLite what is no instant, or no JSON.
UNREADABLE = (ValueError, TypeError, LookupError)


def is_any_unsealed() -> bool:
    return db.session.scalar(select(Event.id).where(Event.seq.is_(None)).limit(1)) is not None


def number_unsealed() -> int:
    number = select(func.count()).select_from(Event).where(Event.seq.is_(None))
    return db.session.scalars(number).one()


def unsealed(limit: int) -> list[Sealed]:
    """The first of those that wait, as entries that have no place yet."""
    waiting = select(*PLACE, *ENTRY).where(Event.seq.is_(None))
    return _read(waiting.order_by(Event.id).limit(limit))


def sealed_entries(until: int) -> Iterator[Sealed]:
    """In their order, page by page."""
    every = select(*PLACE, *ENTRY).where(Event.seq <= until).order_by(Event.seq).limit(PAGE)
    page = _read(every)
    while page:
        yield from page
        page = _read(every.where(Event.seq > page[-1].seq))


def log_heads() -> list[Head]:
    return [Head(*row) for row in db.session.execute(select(*HEAD).order_by(LogHead.day))]


def last_head() -> Head | None:
    row = db.session.execute(select(*HEAD).order_by(LogHead.day.desc()).limit(1)).first()
    return Head(*row) if row else None


def log_findings(is_signed: IsSigned, *, kept: Sequence[Head] = ()) -> Iterator[Finding]:
    """Whatever is not as it was sealed. What is sealed meanwhile is not looked at."""
    heads = log_heads()
    until = heads[-1].last_seq if heads else 0
    yield from findings(sealed_entries(until), heads, is_signed=is_signed, kept=kept)
    if beyond := sealed_beyond_heads():
        yield Finding(Kind.NO_HEAD, *beyond)


def sealed_beyond_heads() -> tuple[int, int] | None:
    """The first and last of the entries that no head covers. One statement: a sealer that works
    meanwhile cannot come between."""
    covered = select(func.coalesce(func.max(LogHead.last_seq), 0)).scalar_subquery()
    span = select(func.min(Event.seq), func.max(Event.seq)).where(Event.seq > covered)
    first, last = db.session.execute(span).one()
    return None if first is None or last is None else (first, last)


def _read(statement: Select[Any]) -> list[Sealed]:
    try:
        return [_sealed(*row) for row in db.session.execute(statement)]
    except UNREADABLE:
        places = db.session.execute(statement.with_only_columns(*PLACE)).all()
        return [_read_alone(*place) for place in places]


def _read_alone(seq: int | None, event_id: int, chain_hash: str | None) -> Sealed:
    """So that one that cannot be read spoils no other."""
    statement = select(*PLACE, *ENTRY).where(Event.id == event_id)
    try:
        return _sealed(*db.session.execute(statement).one())
    except UNREADABLE:
        return Sealed(seq or 0, event_id, b"", chain_hash or "")


def _sealed(seq: int | None, event_id: int, chain_hash: str | None, *columns: object) -> Sealed:
    entry = canonical(entry_of(dict(zip(PLAIN, columns, strict=True))))
    return Sealed(seq or 0, event_id, entry, chain_hash or "")
