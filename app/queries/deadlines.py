"""What is due by itself; each answer is looked at again under the lock of what it is about."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import joinedload

from app.domain.catalogue import CourseStage
from app.domain.next_steps import MinistrySays
from app.domain.questions import GRACE
from app.domain.selection import JAPAN_TIME
from app.domain.workflow import Status
from app.extensions import db
from app.models import Application, Course, Event

REMINDED = timedelta(days=7)  # before the deadline
A_DAY_OLD = timedelta(days=1)  # who has just begun knows the deadline
TOO_LATE = timedelta(days=2)  # it is all but there
STILL_ASKED = (Status.SUBMITTED, Status.RETURNED, Status.SCREENED)


def reserves_due(*, at: datetime) -> Sequence[int]:
    """Substitutes of courses that have begun."""
    today = at.astimezone(JAPAN_TIME).date()
    waits = and_(Application.status == Status.RESERVE, Course.starts_on <= today)
    return _numbers(_of_course(waits))


def endorsements_due(*, at: datetime) -> Sequence[int]:
    """Applications whose authority has not answered by its deadline, nor in the grace after it."""
    return _numbers(_unanswered(at))


def is_endorsement_due(application_id: int, *, at: datetime) -> bool:
    return bool(_numbers(_unanswered(at).where(Application.id == application_id)))


def expired_in(course_id: int) -> Sequence[Application]:
    """Applications of the course, not decided upon, whose authority let its deadline pass."""
    statement = (
        select(Application)
        .where(Application.course_id == course_id, Application.status.in_(STILL_ASKED))
        .where(Application.ministry_says == MinistrySays.EXPIRED)
        .options(
            joinedload(Application.course),
            joinedload(Application.person),
            joinedload(Application.endorsement),
        )
        .order_by(Application.id)
    )
    return db.session.scalars(statement).all()


def drafts_due(*, at: datetime) -> Sequence[int]:
    """Drafts whose deadline is a week away or less, and of which nobody was reminded yet."""
    return _numbers(_unreminded(at))


def is_draft_due(application_id: int, *, at: datetime) -> bool:
    return bool(_numbers(_unreminded(at).where(Application.id == application_id)))


def _unanswered(at: datetime) -> Select[int]:
    return _of_course(
        and_(
            Application.status.in_(STILL_ASKED),
            Application.ministry_says == MinistrySays.ASKED,
            Course.nominate_by < at - GRACE,
        )
    )


def _unreminded(at: datetime) -> Select[int]:
    was_reminded = exists().where(
        Event.application_id == Application.id, Event.name == "DraftReminded"
    )
    return _of_course(
        and_(
            Application.status == Status.DRAFT,
            Application.next_step_at <= at - A_DAY_OLD,  # it waits to be sent since it was begun
            Course.stage == CourseStage.PUBLISHED,
            Course.apply_by.between(at + TOO_LATE, at + REMINDED),
            ~was_reminded,
        )
    )


def _of_course(condition: ColumnElement[bool]) -> Select[int]:
    joined = select(Application.id).join(Course, Course.id == Application.course_id)
    return joined.where(condition).order_by(Application.id)


def _numbers(statement: Select[int]) -> Sequence[int]:
    return db.session.scalars(statement).all()
