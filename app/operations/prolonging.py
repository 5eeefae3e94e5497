"""Part of moving the deadline of the authorities: what hangs on it moves with it."""

from datetime import datetime

from sqlalchemy import exists, update

from app.domain import events
from app.domain.next_steps import MinistrySays
from app.domain.nominations import link_ends_at
from app.domain.permissions import Actor
from app.extensions import db
from app.models import Course, EndorsementStatus, Link, Official
from app.operations.transaction import Record
from app.queries.deadlines import expired_in


def move_nominations(
    course: Course, was: datetime, *, by: Actor, at: datetime, record: Record
) -> None:
    """Links end as long after the new deadline as after the one that `was`; whoever let that one
    pass may answer, and be reminded, again. The caller holds `locks.course_and_expired`."""
    if course.nominate_by == was:
        return
    _move_links(course, was)
    if course.nominate_by <= at:
        return
    for application in expired_in(course.id):
        if application.endorsement:
            application.endorsement.status = EndorsementStatus.ASKED
        application.ministry_says = MinistrySays.ASKED
        application.wait(at=at)
        record(
            events.EndorsementReopened.about(
                application, by=by, at=at, nominate_by=course.nominate_by
            )
        )


def _move_links(course: Course, was: datetime) -> None:
    ends_at, unseen = link_ends_at(course.nominate_by), {"synchronize_session": False}
    live = update(Link).where(Link.course_id == course.id, Link.revoked_at.is_(None))
    # Whom it was passed on to acts as long as the link; who was ended before that stays ended.
    passed_on = exists().where(
        Link.official_id == Official.id, Link.course_id == course.id, Link.revoked_at.is_(None)
    )
    colleagues = update(Official).where(Official.holds_until == link_ends_at(was), passed_on)
    db.session.execute(live.values(ends_at=ends_at), execution_options=unseen)
    db.session.execute(colleagues.values(holds_until=ends_at), execution_options=unseen)
