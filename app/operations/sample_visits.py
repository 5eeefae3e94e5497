"""Signing in without proof, as one of the demonstration's people. Nothing else may call this."""

from datetime import datetime

from sqlalchemy import select

from app.domain.accounts import digest_of
from app.domain.errors import N_, NotVisible
from app.domain.nominations import LINK_LIVES_ON
from app.extensions import db
from app.models import Course, Endorsement, Link, Official
from app.operations.accounts import add_session, signed_in
from app.operations.asking import new_link
from app.operations.transaction import transaction
from app.queries.accounts import person_by_email

NOT_LOADED = N_("The demonstration is not loaded. Run: flask demo load")


def open_sample_session(email: str, *, at: datetime) -> str:
    """The token of a session of this person, strong as with a second factor."""
    with transaction() as record:
        person = person_by_email(email)
        if person is None:
            raise NotVisible(NOT_LOADED)
        record(signed_in(person.id, way="demonstration", at=at))
        return add_session(person_id=person.id, is_strong=True, at=at)


def open_sample_link(email: str, *, at: datetime) -> str:
    """The token of a session by a fresh link of this official, in the course that asks longest."""
    asked = (
        select(Official, Course)
        .join(Endorsement, Endorsement.authority_id == Official.authority_id)
        .join(Course, Course.id == Endorsement.course_id)
        .where(Official.email == email)
        .order_by(Course.nominate_by.desc(), Official.id)
        .limit(1)
    )
    with transaction():
        found = db.session.execute(asked).first()
        if found is None:
            raise NotVisible(NOT_LOADED)
        official, course = found
        ends_at = max(course.nominate_by, at) + LINK_LIVES_ON
        token = new_link(official, course.id, application_id=None, ends_at=ends_at)
        digest = digest_of(token)
        link = db.session.scalars(select(Link).where(Link.digest == digest)).one()
        return add_session(link_id=link.id, at=at)
