"""What must be gone, and the numbers that stay of it."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Table, exists, false, func, or_, select

from app.database import Base
from app.domain.holdings import COLUMNS, ROWS
from app.domain.retention import (
    OF_QUESTION,
    PERSONAL,
    Class,
    documents_of,
    questions_of,
)
from app.models import Application, Assignment, Course, Event, Statistic
from app.queries.invariants.shape import Invariant, holds_something

# These are not found by their application; few rows at a time are looked for.
WITHOUT_INDEX = ("correction", "submission_key")
# Of these new ones may come as long as the application is not erased.
COMES_ANEW = ("letter", "event_fact")


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _words(classes: Collection[Class], *, but: Collection[str] = ()) -> list[ColumnElement[bool]]:
    """Whether columns of these classes hold something, for the application or beside it."""
    found = []
    for one, borne in COLUMNS.items():
        name, _, column = one.partition(".")
        if set(borne) & set(classes) and name not in but:
            found += _held(_table(name), holds_something(_table(name).c[column]))
    return found


def _rows(classes: Collection[Class], *, but: Collection[str] = ()) -> list[ColumnElement[bool]]:
    """Whether rows of these classes are there."""
    found = []
    for name, borne in ROWS.items():
        if set(borne) & set(classes) and name not in but:
            found += _held(_table(name), _of_class(_table(name), classes))
    return found


def _held(table: Table, condition: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    if table.name == "application":
        return [condition]
    if table.name == "score":
        condition &= table.c.assignment_id == Assignment.id
        return [exists().where(Assignment.application_id == Application.id, condition)]
    if table.name == "event_fact":
        condition &= table.c.event_id == Event.id
        return [exists().where(Event.application_id == Application.id, condition)]
    if "application_id" not in table.c:
        return []
    if table.name in WITHOUT_INDEX:
        return [Application.id.in_(select(table.c.application_id).where(condition))]
    return [exists().where(table.c.application_id == Application.id, condition)]


def _of_class(table: Table, classes: Collection[Class]) -> ColumnElement[bool]:
    if table.name == "document":
        return table.c.document_kind.in_(documents_of(classes))
    question: Any = table.c.get("question", table.c.get("name"))
    if question is None:
        return table.c.application_id.is_not(None) if "application_id" in table.c else ~false()
    named = question.in_(questions_of(classes))
    is_other = question.not_in(list(OF_QUESTION))
    return or_(named, is_other) if Class.ANSWERS in classes else named


IS_ERASED = Application.erased_at.is_not(None)
ERASED = (
    select(Application.course_id, func.count().label("number"))
    .where(IS_ERASED, Application.is_sent)
    .group_by(Application.course_id)
    .subquery()
)
COUNTED = (
    select(Statistic.course_id, func.sum(Statistic.number).label("number"))
    .group_by(Statistic.course_id)
    .subquery()
)

INVARIANTS = (
    Invariant(
        "erased-application-has-words",
        "Of an erased application no column keeps what says who somebody was.",
        select(Application.id).where(IS_ERASED, or_(*_words(PERSONAL))),
    ),
    Invariant(
        "erased-application-has-rows",
        "Of an erased application no answer, document, search term or personal fact is left.",
        select(Application.id).where(IS_ERASED, or_(*_rows(PERSONAL))),
    ),
    Invariant(
        "erased-application-without-event",
        "Each erasure of an application is in the history.",
        select(Application.id).where(
            IS_ERASED,
            ~exists().where(
                Event.application_id == Application.id, Event.name == "ApplicationErased"
            ),
        ),
    ),
    Invariant(
        "passport-gone-but-kept",
        "Once the passport is cleared neither its number, its date nor a copy is left.",
        select(Application.id).where(
            Application.passport_gone_at.is_not(None),
            or_(*_words([Class.PASSPORT]), *_rows([Class.PASSPORT])),
        ),
    ),
    Invariant(
        "answers-gone-but-kept",
        "Once the answers are cleared no answer, document or sent version is left.",
        select(Application.id).where(
            Application.answers_gone_at.is_not(None),
            or_(*_words([Class.ANSWERS], but=COMES_ANEW), *_rows([Class.ANSWERS], but=COMES_ANEW)),
        ),
    ),
    Invariant(
        "erased-but-not-counted",
        "The statistics of a course count each of its erased applications that was sent.",
        select(Course.id)
        .outerjoin(ERASED, ERASED.c.course_id == Course.id)
        .outerjoin(COUNTED, COUNTED.c.course_id == Course.id)
        .where(func.coalesce(ERASED.c.number, 0) != func.coalesce(COUNTED.c.number, 0)),
    ),
)
