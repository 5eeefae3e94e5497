"""Whose desk it is: which courses lie on it, and what waits in each today."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import selectinload

from app.domain.errors import NotVisible
from app.domain.next_steps import NEEDS_COORDINATOR, MinistrySays, NextStep
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

OF_THESE = Course.id.in_(bindparam("ids", expanding=True))


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
            return and_(Application.status.in_(CONSIDERED), is_without_paper(of_application))
        case Notice.LETTER_FAILED:
            return exists().where(
                Letter.application_id == of_application, Letter.state == LetterState.FAILED
            )


CONSIDERED = (Status.SUBMITTED, Status.SCREENED)


def is_without_paper(application_id: Any) -> ColumnElement[bool]:
    uploaded = exists().where(
        Document.application_id == application_id, Document.removed_at.is_(None),
        Document.document_kind == DocumentKind.PAPER,
    )  # fmt: skip
    typed = exists().where(
        Answer.application_id == application_id, Answer.question == "paper", Answer.value != ""
    )
    return and_(~uploaded, ~typed)


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


LONGEST_FIRST = (Application.next_step_at, Application.id)  # of those that wait for the same
COUNTED = 100  # nobody reads a longer list; the same work for a hundred and for a million
LOOKED_AT = 500  # applications of a course, where each must be looked at
FEW = 1000  # of all courses, of what happens now and then


class Count(int):
    """How many there are: counted no further than COUNTED, and shown so."""

    def __str__(self) -> str:
        return f"{COUNTED - 1}+" if self >= COUNTED else int.__repr__(self)

    def __format__(self, _spec: str) -> str:
        return str(self)


class Waiting(NamedTuple):
    """What waits in one course."""

    steps: Mapping[NextStep, Count]
    notices: Mapping[Notice, Count]
    silent: Count  # ministries that have not answered


# What Today tells of; each is counted along an index.
TODAY = (*NEEDS_COORDINATOR, NextStep.DECIDE)


def waiting_today(courses: Collection[Course], *, seen_by: Actor) -> dict[int, Waiting]:
    """What waits in each of these courses: two statements, however many there are."""
    ids = [one.id for one in courses]
    values: dict[str, object] = {"ids": ids, "most": COUNTED, "looked_at": LOOKED_AT, "few": FEW}
    rare = {
        (notice, course_id, number)
        for notice, course_id, number, status in db.session.execute(_rare(seen_by), values)
        if notice != Notice.CORRECTED or status == Status.SUBMITTED
    }
    noticed = Counter((course_id, notice) for notice, course_id, _ in rare)
    found = {}
    for course_id, silent, no_paper, *steps in db.session.execute(_often(seen_by), values):
        notices = {one: Count(noticed[course_id, one.value]) for one in Notice}
        notices[Notice.NO_PAPER] = Count(no_paper)
        found[course_id] = Waiting(
            dict(zip(TODAY, map(Count, steps), strict=True)), notices, Count(silent)
        )
    return found


@lru_cache(maxsize=500)
def _often(seen_by: Actor) -> Select[Any]:
    """What there may be any number of, course by course and no further than is told."""

    def some(what: Any, *conditions: ColumnElement[bool], along: Any, most: str) -> Subquery:
        # In the order of an index: a server that finds many reads the table from its beginning,
        # where there may be none of this course.
        here = Application.course_id == Course.id
        found = select(what).where(here, listed_for(seen_by), *conditions).correlate(Course)
        return found.order_by(*along).limit(bindparam(most)).subquery()

    def number(step: NextStep) -> ScalarSelect[int]:
        waits = Application.next_step == step
        found = some(Application.id, waits, along=LONGEST_FIRST, most="most")
        return select(func.count()).select_from(found).scalar_subquery()

    # Written out, as the condition of the index is.
    is_asked = Application.ministry_says == literal_column(f"'{MinistrySays.ASKED}'")
    is_open = Application.status.in_((Status.SUBMITTED, Status.RETURNED, Status.SCREENED))
    office = Application.authority_id
    asked = some(office, is_asked, is_open, along=(office,), most="looked_at")
    silent = select(func.count(asked.c.authority_id.distinct())).scalar_subquery()
    # No index knows what is not there.
    considered = some(
        Application.id, Application.status.in_(CONSIDERED),
        along=(Application.status, Application.id), most="looked_at",
    )  # fmt: skip
    lacking = select(func.count()).select_from(considered)
    without = lacking.where(is_without_paper(considered.c.id)).scalar_subquery()
    no_paper = case((Course.paper_by.is_not(None), without), else_=0)
    steps = map(number, TODAY)
    return select(Course.id, silent, no_paper, *steps).where(OF_THESE)


@lru_cache(maxsize=500)
def _rare(seen_by: Actor) -> CompoundSelect[Any]:
    """What there are few of is looked for from its own end, the latest first."""
    few: BindParameter[int] = bindparam("few")
    corrected = (
        select(Correction.application_id.label("id"))
        .where(Correction.answered_at.is_not(None))
        .order_by(Correction.id.desc())
        .limit(few)
        .subquery()
    )
    failed = (
        select(Letter.application_id.label("id"))
        .where(Letter.state == LetterState.FAILED)
        .order_by(Letter.not_before.desc(), Letter.id.desc())
        .limit(few)
        .subquery()
    )
    # Whose course it is, is asked last of all: asked here, SQLite would start from the courses.
    return union_all(
        *(
            select(literal(str(notice)), Application.course_id, Application.id, Application.status)
            .join(found, found.c.id == Application.id)
            .where(listed_for(seen_by))
            for notice, found in ((Notice.CORRECTED, corrected), (Notice.LETTER_FAILED, failed))
        )
    )
