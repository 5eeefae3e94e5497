from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.domain.next_steps import MinistrySays, NextStep
from app.domain.nominations import link_ends_at
from app.domain.questions import GRACE
from app.domain.selection import JAPAN_TIME, Choice, answer_by
from app.domain.workflow import Status
from app.extensions import db
from app.models import (
    Course,
    Endorsement,
    EndorsementStatus,
    Event,
    Letter,
    Link,
    Official,
    Person,
)
from app.notifications.letters import wording_of
from app.operations.catalogue import move_deadline
from app.operations.deadlines import run_deadlines
from app.operations.offers import decline_offer
from tests.factories import fresh, owner_of

SECOND = timedelta(seconds=1)


def letters():
    return list(db.session.scalars(select(Letter.template).order_by(Letter.id)))


# The reserve closes when the course starts.


@pytest.fixture
def waiting(make, now):
    """One place, offered; one substitute; the course starts in three days."""
    starts_on = (now + timedelta(days=3)).date()
    course = make.course(places=1, seats=1, starts_on=starts_on)
    first = make.application(Status.OFFERED, course=course)
    second = make.application(Status.RESERVE, course=course)
    make.released(course, [(first, Choice.SELECT), (second, Choice.RESERVE, "general", 1)])
    return first, second, datetime.combine(starts_on, datetime.min.time(), JAPAN_TIME)


def test_who_still_waits_when_the_course_starts_is_told(waiting):
    _, second, start = waiting
    assert run_deadlines(at=start - SECOND) == 0
    assert run_deadlines(at=start) == 1
    assert fresh(second).status == Status.NOT_SELECTED
    assert letters() == ["not_selected"]
    assert run_deadlines(at=start) == 0


def test_nobody_is_called_once_the_course_has_started(waiting):
    first, second, start = waiting
    decline_offer(first.id, by=owner_of(first), at=start)
    assert fresh(second).status == Status.RESERVE


@pytest.mark.parametrize(
    ("days_before", "stands_until"),
    [
        (20, datetime(2027, 5, 4, 17, tzinfo=JAPAN_TIME)),
        (5, datetime(2027, 5, 9, 17, tzinfo=JAPAN_TIME)),
        (0.5, datetime(2027, 5, 10, 21, tzinfo=JAPAN_TIME)),
    ],
)
def test_an_offer_stands_fourteen_days_but_not_into_the_course(days_before, stands_until):
    start = datetime(2027, 5, 10, 9, tzinfo=JAPAN_TIME)
    offered_at = start - timedelta(days=days_before)
    assert answer_by(offered_at, date(2027, 5, 10)) == stands_until


# An authority that says nothing.


@pytest.fixture
def asked(make, now):
    """The ministry was asked, and its deadline is in an hour."""
    course = make.course(apply_by=now, nominate_by=now + timedelta(hours=1))
    application = make.application(
        Status.SCREENED, course=course, ministry_says=MinistrySays.ASKED, final_rank=None,
        reviews_asked=1, reviews_sent=1, score_mean=4.0,
    )  # fmt: skip
    of_it = Endorsement.application_id == application.id
    values = {"status": EndorsementStatus.OPENED, "place": None, "decided_at": None}
    db.session.execute(Endorsement.__table__.update().where(of_it).values(values))
    db.session.commit()
    return application, course.nominate_by + GRACE


def test_a_ministry_that_says_nothing_has_not_endorsed(asked):
    application, last = asked
    assert run_deadlines(at=last) == 0
    assert run_deadlines(at=last + SECOND) == 1
    assert run_deadlines(at=last + SECOND) == 0
    found = fresh(application)
    assert (found.status, found.ministry_says) == (Status.SCREENED, MinistrySays.EXPIRED)
    assert found.next_step == NextStep.ENDORSE
    assert db.session.scalars(select(Endorsement.status)).one() == EndorsementStatus.EXPIRED
    assert letters() == []


# A later deadline.


def link_to(application, make, **changes):
    course, office = application.course, application.authority_id
    of_office = select(Official).where(Official.authority_id == office)
    official = db.session.scalars(of_office.order_by(Official.id)).first()
    values = {
        "official_id": official.id, "ends_at": link_ends_at(course.nominate_by),
        "digest": str(next(make.numbers)),
    }  # fmt: skip
    return make.save(Link(authority_id=office, course_id=course.id, **values | changes))


def test_a_ministry_that_said_nothing_may_answer_by_a_later_deadline(asked, make, now):
    application, last = asked
    run_deadlines(at=last + SECOND)
    later = now + timedelta(days=10)
    move_deadline(
        application.course.code, later, reason="Holidays.", by=make.coordinator(),
        at=last + SECOND,
    )  # fmt: skip
    assert fresh(application).ministry_says == MinistrySays.ASKED
    assert db.session.scalars(select(Endorsement.status)).one() == EndorsementStatus.ASKED
    # It keeps the hour that it had after the deadline of applicants, and then it is over again.
    course = db.session.get(Course, application.course_id, populate_existing=True)
    assert course.nominate_by == later + timedelta(hours=1)
    assert run_deadlines(at=later + GRACE) == 0
    assert run_deadlines(at=later + timedelta(hours=1) + GRACE + SECOND) == 1


def test_links_and_those_they_were_passed_on_to_live_as_long_after_a_later_deadline(
    asked, make, now
):
    application, _ = asked
    course = application.course
    old = link_ends_at(course.nominate_by)
    link, dead = link_to(application, make), link_to(application, make, revoked_at=now)
    colleague, ended = (
        make.save(
            Official(authority_id=application.authority_id, name="", email=email,
                     holds_from=now, holds_until=until)
        )
        for email, until in (("a@example.org", old), ("b@example.org", now))
    )  # fmt: skip
    for official in (colleague, ended):
        link_to(application, make, official_id=official.id)
    later = course.apply_by + timedelta(days=10)
    move_deadline(course.code, later, reason="Holidays.", by=make.coordinator(), at=now)
    new = old + timedelta(days=10)
    assert (fresh(link).ends_at, fresh(dead).ends_at) == (new, old)
    assert (fresh(colleague).holds_until, fresh(ended).holds_until) == (new, now)


def test_the_later_deadlines_do_not_pass_the_day_of_the_results(make, now):
    course = make.course(apply_by=now + timedelta(days=2), decide_by=date(2026, 12, 20))
    later = datetime(2026, 12, 18, 17, tzinfo=JAPAN_TIME)
    moved = move_deadline(course.code, later, reason="", by=make.coordinator(), at=now)
    assert moved.nominate_by == datetime(2026, 12, 20, 17, tzinfo=JAPAN_TIME)


# Drafts are reminded once.


@pytest.fixture
def draft(make, now):
    """Begun today; its deadline is in a month."""
    return make.application(Status.DRAFT)


def test_a_draft_is_reminded_once_a_week_before_the_deadline(draft):
    due = draft.course.apply_by - timedelta(days=7)
    assert run_deadlines(at=due - SECOND) == 0
    assert run_deadlines(at=due + SECOND) == 1
    assert run_deadlines(at=due + timedelta(days=1)) == 0
    letter = db.session.scalars(select(Letter)).one()
    wording = wording_of(letter, db.session.get_one(Person, letter.person_id))
    subject = f"7 days left: your application {draft.reference} is not sent"
    assert (wording.to, wording.subject) == (draft.person.email, subject)


def test_who_began_a_moment_ago_is_not_reminded(make, now):
    make.application(Status.DRAFT, course=make.course(apply_by=now + timedelta(days=5)))
    assert run_deadlines(at=now) == 0


@pytest.mark.parametrize("changes", [{"status": Status.WITHDRAWN}, {"status": Status.SUBMITTED}])
def test_only_drafts_are_reminded(make, draft, changes):
    make.application(course=draft.course, **changes)
    run_deadlines(at=draft.course.apply_by - timedelta(days=6))
    reminded = select(Event.application_id).where(Event.name == "DraftReminded")
    assert db.session.scalars(reminded).all() == [draft.id]
