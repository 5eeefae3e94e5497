from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.errors import DeadlinePassed, NotVisible, WrongStatus
from app.domain.next_steps import MinistrySays
from app.domain.workflow import Status
from app.extensions import db
from app.models import Course, Endorsement, EndorsementStatus, Letter, Link, Official
from app.notifications.letters import wording_of
from app.operations.asking import new_link
from app.operations.links import pass_on, remind_authority
from app.operations.transaction import transaction
from app.queries.links import official_letter_takers
from tests.factories import owner_of


@pytest.fixture
def waiting(make):
    """An application about which its office on file has said nothing."""
    application = make.application(Status.SUBMITTED, ministry_says=MinistrySays.ASKED)
    statement = select(Endorsement).where(Endorsement.application_id == application.id)
    endorsement = db.session.scalars(statement).one()
    endorsement.status, endorsement.place = EndorsementStatus.ASKED, None
    db.session.commit()
    return application


def remind(application, *, by, at):
    return remind_authority(application.course_id, application.authority_id, by=by, at=at)


def letters(template):
    return db.session.scalars(select(Letter).where(Letter.template == template)).all()


def test_a_ministry_is_reminded_with_a_new_link_once_a_day(make, now, waiting):
    coordinator = make.coordinator()
    assert remind(waiting, by=coordinator, at=now) == 1
    (letter,) = letters("remind_ministry")
    assert wording_of(letter, None).subject.startswith("1 official waits for your nomination")
    with pytest.raises(WrongStatus, match="was reminded today"):
        remind(waiting, by=coordinator, at=now + timedelta(hours=23))
    assert remind(waiting, by=coordinator, at=now + timedelta(hours=25)) == 1


def test_who_has_answered_is_not_reminded(make, now):
    application = make.application(Status.SUBMITTED)
    with pytest.raises(WrongStatus, match="has answered"):
        remind(application, by=make.coordinator(), at=now)


def test_nobody_reminds_but_a_coordinator_and_nobody_after_the_deadline(make, now, waiting):
    for actor in (make.director(), make.official(waiting), owner_of(waiting)):
        with pytest.raises(WrongStatus):
            remind(waiting, by=actor, at=now)
    with pytest.raises(DeadlinePassed):
        remind(waiting, by=make.coordinator(), at=now + timedelta(days=60))
    assert letters("remind_ministry") == []


def test_whom_it_was_passed_on_to_is_asked_about_that_course_only(make, now, waiting):
    official = make.official(waiting)
    course_id, authority_id = waiting.course_id, waiting.authority_id
    with transaction():
        known = db.session.get(Official, official.id)
        new_link(known, course_id, application_id=None, ends_at=now + timedelta(days=9))
    first = db.session.scalars(select(Link)).one()
    pass_on(first.id, "A. Wanjiru", "wanjiru@example.org", by=official, at=now)
    other = make.course()

    def takers(course_id):
        found = official_letter_takers(authority_id, course_id=course_id, at=now)
        return [one.name for one in found]

    assert takers(course_id) == ["M. Kariuki", "A. Wanjiru"]
    assert takers(other.id) == ["M. Kariuki"]


def test_the_link_of_another_is_not_passed_on(make, now, waiting):
    with transaction():
        known = db.session.get(Official, make.official(waiting).id)
        new_link(known, waiting.course_id, application_id=None, ends_at=now + timedelta(days=9))
    link = db.session.scalars(select(Link)).one()
    stranger = make.official(make.application(Status.SUBMITTED))
    with pytest.raises(NotVisible):
        pass_on(link.id, "A", "a@example.org", by=stranger, at=now)


def test_a_link_ends_two_weeks_after_the_deadline_of_the_authority(make, now, waiting):
    remind(waiting, by=make.coordinator(), at=now)
    link = db.session.scalars(select(Link)).one()
    assert link.ends_at - db.session.get(Course, link.course_id).nominate_by == timedelta(days=14)
