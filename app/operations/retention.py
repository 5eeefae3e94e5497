"""The nightly run: what was kept long enough goes, in batches; each person and each application
leaves a line in the history."""

from collections.abc import Callable, Generator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, Protocol

from sqlalchemy import delete, update

from app.adapters.storage import Storage
from app.database import forget_on_disk
from app.domain import events
from app.domain.permissions import SYSTEM
from app.domain.retention import (
    ACCOUNT,
    ALUMNI,
    ANSWERS,
    CODES,
    COURSE_PAPERS,
    MEDICAL,
    OFFICIALS,
    PASSPORT,
    REPLACED,
    SECURITY,
    STAFF,
    UNSELECTED,
    UNSENT,
    Rule,
)
from app.extensions import db
from app.models import Authority, Document, EventFact, Letter, Official, Refusal, Slate
from app.operations import locks
from app.operations.accounts import forget_ended
from app.operations.erasing import (
    clear_applications,
    erase_applications,
    erase_people,
    forget_offices,
    throw_away_documents,
)
from app.operations.files import sweep_files, throw_away_files
from app.operations.privacy import remember_erased
from app.operations.transaction import retried, transaction
from app.queries.retention import (
    applications_by_ids,
    applications_due,
    lock_people,
    people_due,
    rows_due,
)


def retention_run(storage: Storage, *, at: datetime) -> Generator[tuple[str, int], None, None]:
    """Do it batch by batch, and tell of each what it was and how many.

    Each batch is one transaction that looks again at what was found: a run beside another, or
    after one that was killed, does the rest and nothing twice.
    """
    for line in LINES:
        for numbers in _batches(line, at=at):
            yield line.rule.name, line.carry_out(line.rule, numbers, at=at)
    if forget_ended(at=at):
        yield "sign_in", 1
    yield "files", throw_away_files(storage) + sweep_files(storage, at=at)
    forget_on_disk(db.engine)


def retention_due(*, at: datetime) -> dict[str, int]:
    """How much the run would find now, by the line of the table."""
    found: dict[str, int] = {}
    for line in LINES:
        number = sum(len(numbers) for numbers in _batches(line, at=at))
        found[line.rule.name] = found.get(line.rule.name, 0) + number
    return found


def _batches(line: "Line", *, at: datetime) -> Generator[Sequence[int], None, None]:
    after = 0
    while numbers := line.find(line.rule, at=at, after=after):
        db.session.close()  # nothing stays open while it is carried out
        yield numbers
        after = numbers[-1]
    db.session.close()


@retried
def end_applications(rule: Rule, numbers: Sequence[int], *, at: datetime) -> int:
    """Erase those that are still due; how many that were."""
    with transaction(lock=locks.applications(numbers)) as record:
        found = applications_by_ids(applications_due(rule, at=at, only=numbers))
        erase_applications(found, rule.name, by=SYSTEM, at=at, record=record)
    return len(found)


@retried
def trim_applications(rule: Rule, numbers: Sequence[int], *, at: datetime) -> int:
    """Clear what the rule names and leave the rest; of how many that was."""
    with transaction(lock=locks.applications(numbers)) as record:
        found = applications_by_ids(applications_due(rule, at=at, only=numbers))
        clear_applications(found, rule, by=SYSTEM, at=at, record=record)
    return len(found)


@retried
def end_people(rule: Rule, numbers: Sequence[int], *, at: datetime) -> int:
    """Erase those of them who did not come back meanwhile."""
    with transaction() as record:
        lock_people(numbers)
        ids = people_due(rule, at=at, only=numbers)
        for person_id in ids:
            record(events.PersonErased(at=at, actor=SYSTEM, person_id=person_id))
        erase_people(ids, at=at)
    for person_id in ids:
        remember_erased(person_id, at=at)
    return len(ids)


def drop_documents(_rule: Rule, numbers: Sequence[int], *, at: datetime) -> int:
    with transaction():
        throw_away_documents(Document.id.in_(numbers))
    return len(numbers)


def drop_rows(model: type[Any], _rule: Rule, numbers: Sequence[int], *, at: datetime) -> int:
    with transaction():
        number = model.event_id if model is EventFact else model.id
        db.session.execute(delete(model).where(number.in_(numbers)))
    return len(numbers)


def blank_offices(_rule: Rule, numbers: Sequence[int], *, at: datetime) -> int:
    with transaction():
        forget_offices(numbers)
    return len(numbers)


def blank_officials(_rule: Rule, numbers: Sequence[int], *, at: datetime) -> int:
    with transaction():
        of_them = update(Official).where(Official.id.in_(numbers))
        db.session.execute(of_them.values(name="", position="", email=""))
    return len(numbers)


def blank_reasons(_rule: Rule, numbers: Sequence[int], *, at: datetime) -> int:
    with transaction():
        of_them = update(Slate).where(Slate.id.in_(numbers))
        db.session.execute(of_them.values(return_reason=""))
    return len(numbers)


class Find(Protocol):
    def __call__(self, rule: Rule, /, *, at: datetime, after: int = 0) -> Sequence[int]: ...


class Line(NamedTuple):
    """A rule of the table, what it finds, and what is done with that."""

    rule: Rule
    find: Find
    carry_out: Callable[..., int]


def _rows(model: type[Any]) -> Find:
    return lambda rule, /, *, at, after=0: rows_due(rule, model, at=at, after=after)


# Applications before people: who has none left may go in the same night.
LINES = (
    Line(PASSPORT, applications_due, trim_applications),
    Line(MEDICAL, applications_due, trim_applications),
    Line(UNSENT, applications_due, end_applications),
    Line(UNSELECTED, applications_due, end_applications),
    Line(ANSWERS, applications_due, trim_applications),
    Line(ALUMNI, applications_due, end_applications),
    Line(ACCOUNT, people_due, end_people),
    Line(STAFF, people_due, end_people),
    Line(REPLACED, _rows(Document), drop_documents),
    Line(COURSE_PAPERS, _rows(Document), drop_documents),
    Line(COURSE_PAPERS, _rows(Authority), blank_offices),
    Line(COURSE_PAPERS, _rows(Slate), blank_reasons),
    Line(OFFICIALS, _rows(Official), blank_officials),
    Line(CODES, _rows(Letter), partial(drop_rows, Letter)),
    Line(CODES, _rows(EventFact), partial(drop_rows, EventFact)),
    Line(SECURITY, _rows(Refusal), partial(drop_rows, Refusal)),
)
