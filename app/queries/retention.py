"""What has been kept long enough: the twin in SQL of `domain/retention.py`."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import joinedload

from app.domain.catalogue import JAPAN
from app.domain.next_steps import NextStep
from app.domain.permissions import ActorKind
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
    Class,
    Life,
    Rule,
    on_day,
    questions_of,
)
from app.domain.workflow import HOLDS_A_SEAT
from app.extensions import db
from app.models import (
    Answer,
    Application,
    Authority,
    Course,
    Document,
    Event,
    EventFact,
    Letter,
    Nomination,
    Official,
    Person,
    Refusal,
    RoleGrant,
    SealedValue,
    Slate,
)

BATCH = 200

HAS_PLACE = Application.status.in_(HOLDS_A_SEAT)
HAS_ENDED = Application.next_step == NextStep.NOTHING
IS_THERE = Application.erased_at.is_(None)
Conditions = Callable[[datetime, date], ColumnElement[bool]]


def life_of(application: Application) -> Life:
    """What says how long it is kept; the course must be loaded."""
    course = application.course
    return Life(
        is_sent=application.is_sent, has_place=application.status in HOLDS_A_SEAT,
        has_ended=application.next_step == NextStep.NOTHING, apply_by=course.apply_by,
        decide_by=course.decide_by, ended_at=application.next_step_at, ends_on=course.ends_on,
    )  # fmt: skip


def applications_due(
    rule: Rule, *, at: datetime, after: int = 0, only: Collection[int] | None = None
) -> Sequence[int]:
    """Applications of which the rule clears something now, the next ones after a number."""
    until, day = _until(rule, at)
    statement = (
        select(Application.id)
        .join(Application.course)
        .where(IS_THERE, APPLICATIONS[rule.name](until, day), _among(Application.id, after, only))
    )
    return _numbers(statement.order_by(Application.id))


def applications_by_ids(ids: Collection[int]) -> Sequence[Application]:
    """With course and person, in order."""
    statement = (
        select(Application)
        .where(Application.id.in_(ids))
        .options(joinedload(Application.course), joinedload(Application.person))
        .order_by(Application.id)
    )
    return db.session.scalars(statement).all()


def people_due(
    rule: Rule, *, at: datetime, after: int = 0, only: Collection[int] | None = None
) -> Sequence[int]:
    """People who have no application and no role any more, and were not here for long."""
    visited_since = at - (ACCOUNT.keep or timedelta())
    has_application = exists().where(Application.person_id == Person.id, IS_THERE)
    was_here = exists().where(
        Event.person_id == Person.id, Event.actor_kind == ActorKind.PERSON,
        Event.at > visited_since,
    )  # fmt: skip
    has_role = exists().where(RoleGrant.person_id == Person.id)
    until = at - (STAFF.keep or timedelta())
    had_role_lately = exists().where(
        RoleGrant.person_id == Person.id, RoleGrant.holds_until > until
    )
    who = and_(has_role, ~had_role_lately) if rule is STAFF else ~has_role
    statement = select(Person.id).where(
        Person.erased_at.is_(None), ~has_application, ~was_here, who,
        _among(Person.id, after, only),
    )  # fmt: skip
    return _numbers(statement.order_by(Person.id))


def lock_people(ids: Collection[int]) -> None:
    """Whoever starts an application now waits, and then finds that the person is erased."""
    locked = select(Person.id).where(Person.id.in_(ids)).order_by(Person.id)
    db.session.execute(locked.with_for_update())


def rows_due(rule: Rule, model: type[Any], *, at: datetime, after: int = 0) -> Sequence[int]:
    """Rows of this table that the rule clears, the next ones after a number."""
    until, day = _until(rule, at)
    number = model.event_id if model is EventFact else model.id
    condition = OTHERS[rule.name, model.__name__](until, day)
    return _numbers(select(number).where(condition, number > after).order_by(number))


def _until(rule: Rule, at: datetime) -> tuple[datetime, date]:
    """What was before this instant, and not after this day, has been kept long enough."""
    day = on_day(at - (rule.keep or timedelta()))
    return datetime.combine(day + timedelta(days=1), time(), JAPAN), day


def _among(column: Any, after: int, only: Collection[int] | None) -> ColumnElement[bool]:
    return and_(column > after, column.in_(only) if only is not None else true())


def _numbers(statement: Select[int]) -> Sequence[int]:
    return db.session.scalars(statement.limit(BATCH)).all()


def _had_a_result(until: datetime, day: date) -> ColumnElement[bool]:
    decided = and_(HAS_ENDED, Application.next_step_at < until, Course.decide_by <= day)
    return or_(decided, and_(~HAS_ENDED, Course.ends_on <= day))


def _has_medical(_until: datetime, day: date) -> ColumnElement[bool]:
    questions = questions_of([Class.MEDICAL])
    if not questions:
        return false()
    rows = (Answer, Answer.question), (SealedValue, SealedValue.name)
    held = (
        exists().where(model.application_id == Application.id, name.in_(questions))
        for model, name in rows
    )
    return and_(Course.ends_on <= day, or_(*held))


APPLICATIONS: dict[str, Conditions] = {
    UNSENT.name: lambda until, _: and_(~Application.is_sent, Course.apply_by < until),
    UNSELECTED.name: lambda until, day: and_(
        Application.is_sent, ~HAS_PLACE, _had_a_result(until, day)
    ),
    PASSPORT.name: lambda _, day: and_(
        Application.passport_gone_at.is_(None), Course.ends_on <= day
    ),
    MEDICAL.name: _has_medical,
    ANSWERS.name: lambda _, day: and_(
        HAS_PLACE, Application.answers_gone_at.is_(None), Course.ends_on <= day
    ),
    ALUMNI.name: lambda _, day: and_(HAS_PLACE, Course.ends_on <= day),
}


def _of_ended_course(day: date) -> ColumnElement[bool]:
    of_nomination = (
        select(Nomination.id).join(Course, Course.id == Nomination.course_id)
        .where(Course.ends_on <= day)
    )  # fmt: skip
    return Document.nomination_id.in_(of_nomination)


def _was_typed(day: date) -> ColumnElement[bool]:
    """An office that an applicant named, whose courses are all over."""
    still = (
        select(Application.id).join(Course, Course.id == Application.course_id)
        .where(Application.authority_id == Authority.id, Course.ends_on > day)
    )  # fmt: skip
    return and_(~Authority.is_on_file, Authority.name != "", ~still.exists())


def _is_of_nobody(model: type[Letter], until: datetime) -> ColumnElement[bool]:
    return and_(model.person_id.is_(None), model.worded_at < until)


OTHERS: dict[tuple[str, str], Conditions] = {
    (REPLACED.name, "Document"): lambda until, _: Document.removed_at < until,
    (COURSE_PAPERS.name, "Document"): lambda _, day: _of_ended_course(day),
    (COURSE_PAPERS.name, "Authority"): lambda _, day: _was_typed(day),
    (COURSE_PAPERS.name, "Slate"): lambda _, day: and_(
        Slate.return_reason != "",
        Slate.course_id.in_(select(Course.id).where(Course.ends_on <= day)),
    ),
    (OFFICIALS.name, "Official"): lambda until, _: and_(
        Official.holds_until < until, Official.email != ""
    ),
    (CODES.name, "Letter"): lambda until, _: _is_of_nobody(Letter, until),
    (CODES.name, "EventFact"): lambda until, _: EventFact.event_id.in_(
        select(Event.id).where(Event.person_id.is_(None), Event.at < until)
    ),
    (SECURITY.name, "Refusal"): lambda until, _: Refusal.at < until,
}
