"""Whose desk it is: which courses lie on it, and what waits in each today."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import selectinload

from app.domain.errors import NotVisible
from app.domain.next_steps import MinistrySays, NextStep
from app.domain.permissions import Actor, Grant
from app.domain.questions import DocumentKind
from app.domain.workflow import Action, Status
from app.extensions import db
from app.models import (
    Answer,
    Application,
    Correction,
    Course,
    Document,
    Letter,
    LetterState,
    Quota,
    Slate,
)
from app.queries.permissions import allowed, listed_for


class Notice(StrEnum):
    """What a coordinator should look at, whatever the application waits for."""

    CORRECTED = "corrected"
    NO_PAPER = "no_paper"
    LETTER_FAILED = "letter_failed"


def is_noticed(notice: Notice) -> ColumnElement[bool]:
    """Applications that the notice is about."""
    of_application = Application.id
    match notice:
        case Notice.CORRECTED:
            back = exists().where(
                Correction.application_id == of_application, Correction.answered_at.is_not(None)
            )
            return and_(Application.status == Status.SUBMITTED, back)
        case Notice.NO_PAPER:
            uploaded = exists().where(
                Document.application_id == of_application, Document.removed_at.is_(None),
                Document.document_kind == DocumentKind.PAPER,
            )  # fmt: skip
            typed = exists().where(
                Answer.application_id == of_application, Answer.question == "paper",
                Answer.value != "",
            )  # fmt: skip
            considered = Application.status.in_((Status.SUBMITTED, Status.SCREENED))
            return and_(considered, ~uploaded, ~typed)
        case Notice.LETTER_FAILED:
            return exists().where(
                Letter.application_id == of_application, Letter.state == LetterState.FAILED
            )


def course_on_desk(code: str, *, seen_by: Actor, action: Action = Action.LIST) -> Course:
    """The course with its countries, if it is on the actor's desk to do this."""
    course = db.session.scalars(_course(seen_by, action), {"code": code}).one_or_none()
    if course is None:
        raise NotVisible
    return course


@lru_cache(maxsize=500)
def _course(seen_by: Actor, action: Action) -> Select[Course]:
    found = select(Course).where(Course.code == bindparam("code"), _on_desk(seen_by, action))
    return found.options(selectinload(Course.quotas))


def courses_on_desk(*, seen_by: Actor) -> Sequence[Course]:
    """The actor's courses, the latest first."""
    statement = select(Course).where(_on_desk(seen_by, Action.LIST))
    return db.session.scalars(statement.order_by(Course.starts_on.desc(), Course.id)).all()


def _on_desk(actor: Actor, action: Action) -> ColumnElement[bool]:
    """Courses to which the actor may do this; for one country only, where it may take part."""
    narrow = [grant for grant in actor.grants if grant.country]
    return or_(
        allowed(actor, action, Course),
        *(
            and_(
                allowed(_as_if(actor, replace(grant, country=None)), action, Course),
                exists().where(Quota.course_id == Course.id, Quota.country == grant.country),
            )
            for grant in narrow
        ),
    )


def _as_if(actor: Actor, grant: Grant) -> Actor:
    return replace(actor, grants=frozenset({grant}))


def slates_to_approve(*, seen_by: Actor) -> Sequence[Slate]:
    """Selections that wait for this person: proposed by somebody else, neither approved nor
    returned."""
    statement = (
        select(Slate)
        .where(allowed(seen_by, Action.APPROVE, Slate), Slate.proposed_at.is_not(None))
        .where(Slate.approved_at.is_(None), Slate.returned_at.is_(None))
        .where(Slate.made_by != seen_by.id)
        .order_by(Slate.id)
    )
    return db.session.scalars(statement).all()


class Waiting(NamedTuple):
    """What waits in one course."""

    steps: Mapping[NextStep, int]
    notices: Mapping[Notice, int]
    silent: int  # ministries that have not answered


def waiting_today(courses: Collection[Course], *, seen_by: Actor) -> dict[int, Waiting]:
    """What waits in each of these courses: two statements, however many there are."""
    of_courses = Application.course_id.in_([one.id for one in courses])
    by_step = (
        select(Application.course_id, Application.next_step, func.count())
        .where(of_courses, listed_for(seen_by))
        .group_by(Application.course_id, Application.next_step)
    )
    silent = Application.authority_id.distinct()
    asked = (Application.ministry_says == MinistrySays.ASKED) & Application.status.in_(
        (Status.SUBMITTED, Status.RETURNED, Status.SCREENED)
    )
    by_notice = (
        select(
            Application.course_id,
            func.count(silent).filter(asked),
            *(func.count().filter(is_noticed(notice)) for notice in Notice),
        )
        .where(of_courses, listed_for(seen_by))
        .group_by(Application.course_id)
    )
    steps: dict[int, dict[NextStep, int]] = {one.id: {} for one in courses}
    for course_id, step, number in db.session.execute(by_step):
        steps[course_id][step] = number
    found = {one.id: Waiting(steps[one.id], {}, 0) for one in courses}
    for course_id, ministries, *numbers in db.session.execute(by_notice):
        notices = dict(zip(Notice, numbers, strict=True))
        found[course_id] = Waiting(steps[course_id], notices, ministries)
    return found
