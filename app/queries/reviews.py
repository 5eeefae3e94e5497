"""Reviewers: who they are, what they are asked, what they have said."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.domain.errors import NotVisible
from app.domain.next_steps import NextStep
from app.domain.permissions import Actor
from app.domain.workflow import Action, Role
from app.extensions import db
from app.models import (
    Application,
    Assignment,
    Course,
    Criterion,
    Person,
    RoleGrant,
    Slate,
    SlateLine,
)
from app.queries.permissions import allowed

OF_PERSON = joinedload(Assignment.application).joinedload(Application.person)
OF_COURSE = joinedload(Assignment.application).joinedload(Application.course)
TO_READ = (
    joinedload(Assignment.application).selectinload(Application.answers),
    joinedload(Assignment.application).selectinload(Application.career),
    joinedload(Assignment.application).selectinload(Application.documents),
)
VERSIONS = joinedload(Assignment.application).selectinload(Application.versions)


def assignments_of_reviewer(*, seen_by: Actor) -> Sequence[Assignment]:
    """What this reviewer is asked to score: what is still to do first, the nearest date first."""
    statement = (
        select(Assignment)
        .where(_is_own(seen_by))
        .options(OF_COURSE)
        .order_by(Assignment.sent_at.is_not(None), Assignment.due_at, Assignment.id)
    )
    return db.session.scalars(statement).all()


def assignment_of(
    reference: str, *, seen_by: Actor, load: Sequence[ExecutableOption] = ()
) -> Assignment:
    """This reviewer's assignment; an application that the reviewer knows does not exist."""
    return _one_assignment(Application.reference == reference, seen_by, load)


def assignment_by_id(
    assignment_id: int, *, seen_by: Actor, load: Sequence[ExecutableOption] = ()
) -> Assignment:
    return _one_assignment(Assignment.id == assignment_id, seen_by, (VERSIONS, *load))


def _one_assignment(
    which: ColumnElement[bool], actor: Actor, load: Sequence[ExecutableOption]
) -> Assignment:
    statement = (
        select(Assignment)
        .join(Assignment.application)
        .where(which, _is_own(actor))
        .options(OF_PERSON, OF_COURSE, selectinload(Assignment.scores), *load)
    )
    assignment = db.session.scalars(statement).one_or_none()
    if assignment is None:
        raise NotVisible
    return assignment


def _is_own(actor: Actor) -> ColumnElement[bool]:
    return allowed(actor, Action.SCORE, Assignment)


def reviews_of(application_id: int) -> Sequence[Assignment]:
    """All who were asked about an application, with their scores."""
    statement = (
        select(Assignment)
        .where(Assignment.application_id == application_id)
        .options(joinedload(Assignment.reviewer), selectinload(Assignment.scores))
        .order_by(Assignment.id)
    )
    return db.session.scalars(statement).all()


def asked_about(application_ids: Collection[int]) -> dict[int, set[int]]:
    """Who was asked about each of these before, or knows the person."""
    statement = select(Assignment.application_id, Assignment.person_id).where(
        Assignment.application_id.in_(application_ids)
    )
    asked: dict[int, set[int]] = {}
    for application_id, person_id in db.session.execute(statement):
        asked.setdefault(application_id, set()).add(person_id)
    return asked


def criteria_of(course_id: int) -> Sequence[Criterion]:
    statement = select(Criterion).where(Criterion.course_id == course_id).order_by(Criterion.place)
    return db.session.scalars(statement).all()


def waiting_to_assign(course_id: int) -> Sequence[Application]:
    """All of a course that wait for reviewers, the longest waiting first."""
    statement = (
        select(Application)
        .where(Application.course_id == course_id, Application.next_step == NextStep.ASSIGN)
        .options(joinedload(Application.course), joinedload(Application.person))
        .order_by(Application.next_step_at, Application.id)
    )
    return db.session.scalars(statement).all()


class Workload(NamedTuple):
    """A reviewer of a course: how many applications are asked for, and how many are scored."""

    reviewer: Person
    asked: int
    sent: int


def reviewers_of(course: Course, *, at: datetime) -> list[Workload]:
    """Who may review for the course now, by name."""
    counts = (
        select(
            Assignment.person_id,
            func.count().label("asked"),
            func.count(Assignment.sent_at).label("sent"),
        )
        .where(Assignment.course_id == course.id, ~Assignment.is_conflicted)
        .group_by(Assignment.person_id)
        .subquery()
    )
    holds = exists().where(
        RoleGrant.person_id == Person.id, RoleGrant.role == Role.REVIEWER, *_covers(course),
        RoleGrant.holds_from <= at, RoleGrant.holds_until > at,
    )  # fmt: skip
    statement = (
        select(Person, counts.c.asked, counts.c.sent)
        .outerjoin(counts, counts.c.person_id == Person.id)
        .where(holds, Person.erased_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return [
        Workload(one, asked or 0, sent or 0) for one, asked, sent in db.session.execute(statement)
    ]


def _covers(course: Course) -> tuple[ColumnElement[bool], ...]:
    """A grant reaches the whole course: one for a country or another course does not."""
    return (
        RoleGrant.institute_id == course.institute_id,
        or_(RoleGrant.programme_id.is_(None), RoleGrant.programme_id == course.programme_id),
        or_(RoleGrant.course_id.is_(None), RoleGrant.course_id == course.id),
        RoleGrant.country.is_(None),
    )


def is_proposed(application_id: int) -> bool:
    """Whether it stands on a slate that was sent to the director and not returned."""
    stands = exists().where(
        SlateLine.application_id == application_id, Slate.id == SlateLine.slate_id,
        Slate.proposed_at.is_not(None), Slate.returned_at.is_(None),
    )  # fmt: skip
    return bool(db.session.scalar(select(stands)))


def is_released(course_id: int) -> bool:
    """Whether the letters of a selection go out, or have gone."""
    stands = exists().where(Slate.course_id == course_id, Slate.release_at.is_not(None))
    return bool(db.session.scalar(select(stands)))
