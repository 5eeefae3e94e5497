from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.errors import (
    ChangedMeanwhile,
    NobodyFits,
    NotComplete,
    NotPermitted,
    NotVisible,
    WrongStatus,
)
from app.domain.next_steps import NextStep
from app.domain.workflow import Role, Status
from app.extensions import db
from app.models import Assignment, Criterion, Event, Letter
from app.operations.assigning import assign_reviewer, assign_reviewers, unassign_reviewer
from app.operations.reviews import Level, declare_conflict, send_review
from app.queries.people import actor_of
from tests.factories import fresh

WEEK = timedelta(days=7)


@pytest.fixture
def course(make):
    return make.course()


@pytest.fixture
def reviewers(make):
    return [make.staff(Role.REVIEWER, name=name) for name in ("Aoki", "Baba", "Chiba")]


def screened(make, course, number):
    return [make.application(Status.SCREENED, course=course) for _ in range(number)]


def own(assignment, now):
    return actor_of(assignment.person_id, at=now)


def all_levels(assignment, level, comment=""):
    return {one.id: Level(level, comment) for one in assignment.criteria}


def test_what_waits_is_shared_out_with_one_letter_for_each_reviewer(make, now, course, reviewers):
    made = screened(make, course, 6)
    make.application(Status.SUBMITTED, course=course)
    number = assign_reviewers(course.id, each=2, due_at=now + WEEK, by=make.coordinator(), at=now)
    assert number == 6
    found = db.session.scalars(select(Assignment)).all()
    assert len({(one.application_id, one.person_id) for one in found}) == 12
    assert [sum(one.person_id == who.id for one in found) for who in reviewers] == [4, 4, 4]
    assert {fresh(one).next_step for one in made} == {NextStep.SCORE}
    letters = db.session.scalars(select(Letter.template)).all()
    assert letters == ["please_score"] * 3
    assert len(db.session.scalars(select(Criterion)).all()) == 4


def test_sharing_out_a_hundred_takes_few_statements(make, now, course, reviewers, statements):
    screened(make, course, 100)
    coordinator = make.coordinator()
    with statements() as found:
        assign_reviewers(course.id, each=2, due_at=now + WEEK, by=coordinator, at=now)
    assert len(found) <= 40


def test_too_few_reviewers_leave_everything_as_it_was(make, now, course):
    make.staff(Role.REVIEWER)
    (application,) = screened(make, course, 1)
    with pytest.raises(NobodyFits):
        assign_reviewers(course.id, each=2, due_at=now + WEEK, by=make.coordinator(), at=now)
    assert fresh(application).reviews_asked == 0
    assert db.session.scalars(select(Assignment)).all() == []


def test_reviewers_of_another_course_or_time_are_not_asked(make, now, course):
    make.staff(Role.REVIEWER, course_id=make.course().id)
    screened(make, course, 1)
    with pytest.raises(NobodyFits):
        assign_reviewers(course.id, each=1, due_at=now + WEEK, by=make.coordinator(), at=now)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.REVIEWER, Role.DIRECTOR])
def test_only_a_coordinator_shares_out(make, now, course, role):
    with pytest.raises(NotPermitted):
        assign_reviewers(course.id, each=1, due_at=now + WEEK, by=make.staff(role), at=now)


def test_nobody_scores_the_own_application(make, now, course, reviewers):
    application = make.application(Status.SCREENED, course=course)
    application.person_id = reviewers[0].id
    db.session.commit()
    coordinator = make.coordinator()
    with pytest.raises(NobodyFits):
        assign_reviewer(application.id, reviewers[0].id, due_at=now + WEEK, by=coordinator, at=now)
    assign_reviewers(course.id, each=2, due_at=now + WEEK, by=coordinator, at=now)
    asked = set(db.session.scalars(select(Assignment.person_id)))
    assert asked == {reviewers[1].id, reviewers[2].id}


def test_a_third_opinion_is_asked_once(make, now, course, reviewers):
    (application,) = screened(make, course, 1)
    make.assignment(application, reviewer=reviewers[0], score=2.0)
    make.assignment(application, reviewer=reviewers[1], score=4.0)
    coordinator, third = make.coordinator(), reviewers[2].id
    assign_reviewer(application.id, third, due_at=now + WEEK, by=coordinator, at=now)
    kept = fresh(application)
    assert (kept.reviews_asked, kept.reviews_sent, kept.next_step) == (3, 2, NextStep.SCORE)
    assert (kept.score_mean, kept.score_spread) == (3.0, 2.0)
    with pytest.raises(NobodyFits):
        assign_reviewer(application.id, third, due_at=now + WEEK, by=coordinator, at=now)
    unassign_reviewer(application.id, third, by=coordinator, at=now)
    assert fresh(application).next_step == NextStep.COMPARE
    with pytest.raises(WrongStatus):
        unassign_reviewer(application.id, reviewers[0].id, by=coordinator, at=now)


def test_the_last_score_leads_to_the_decision_and_can_change(make, now, course):
    (application,) = screened(make, course, 1)
    first = make.assignment(application, score=4.0)
    second = make.assignment(application)
    send_review(second.id, all_levels(second, 3), shown_version=1, by=own(second, now), at=now)
    kept = fresh(application)
    assert (kept.next_step, kept.score_mean, kept.score_spread) == (NextStep.DECIDE, 3.5, 1.0)
    send_review(second.id, all_levels(second, 2), shown_version=2, by=own(second, now), at=now)
    assert fresh(application).next_step == NextStep.COMPARE
    assert fresh(first).score == 4.0
    events = db.session.scalars(select(Event.name).order_by(Event.id)).all()
    assert events == ["ReviewSent", "ReviewSent"]


def test_a_stale_or_halting_score_is_refused(make, now, course):
    assignment = make.assignment(*screened(make, course, 1))
    by = own(assignment, now)
    with pytest.raises(ChangedMeanwhile):
        send_review(assignment.id, all_levels(assignment, 3), shown_version=9, by=by, at=now)
    with pytest.raises(NotComplete):
        send_review(assignment.id, {}, shown_version=1, by=by, at=now)
    with pytest.raises(NotComplete):
        send_review(assignment.id, all_levels(assignment, 5), shown_version=1, by=by, at=now)
    assert fresh(assignment).sent_at is None


def test_a_reviewer_scores_only_what_is_the_own(make, now, course):
    assignment = make.assignment(*screened(make, course, 1))
    for actor in (make.staff(Role.REVIEWER), make.coordinator()):
        with pytest.raises(NotVisible):
            send_review(assignment.id, all_levels(assignment, 3), shown_version=1, by=actor, at=now)


def test_a_conflict_takes_the_score_back(make, now, course):
    (application,) = screened(make, course, 1)
    assignment = make.assignment(application, score=4.0)
    make.assignment(application, score=3.0)
    declare_conflict(assignment.id, reason="My cousin.", by=own(assignment, now), at=now)
    kept = fresh(application)
    assert (kept.reviews_asked, kept.reviews_sent, kept.score_mean) == (1, 1, 3.0)
    with pytest.raises(NotVisible):
        declare_conflict(assignment.id, reason="Again.", by=own(assignment, now), at=now)
    with pytest.raises(NobodyFits):
        assign_reviewer(
            application.id, assignment.person_id, due_at=now + WEEK, by=make.coordinator(), at=now
        )
