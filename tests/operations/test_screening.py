from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.errors import ChangedMeanwhile, NotPermitted, NotVisible, WrongStatus
from app.domain.exclusions import EXCLUSIONS, Exclusion
from app.domain.questions import Section
from app.domain.workflow import Role, Status
from app.extensions import db
from app.models import Correction, Event, Letter
from app.operations.screening import (
    exclude_application,
    readmit_application,
    return_application,
    screen_application,
    screen_applications,
    undo_screening,
)
from tests.factories import fresh

WEEK = timedelta(days=7)


@pytest.fixture
def application(make):
    return make.application(Status.SUBMITTED)


def happened():
    return db.session.scalars(select(Event.name).order_by(Event.id)).all()


def test_a_check_can_be_undone(make, now, application):
    coordinator = make.coordinator()
    screen_application(application.id, by=coordinator, at=now)
    assert fresh(application).status == Status.SCREENED
    undo_screening(application.id, by=coordinator, at=now)
    assert fresh(application).status == Status.SUBMITTED
    assert happened() == ["ApplicationScreened", "ScreeningUndone"]


def test_a_hundred_are_checked_in_few_statements(make, now, statements):
    course, coordinator = make.course(), make.coordinator()
    made = [make.application(Status.SUBMITTED, course=course) for _ in range(100)]
    with statements() as found:
        number = screen_applications([one.id for one in made], by=coordinator, at=now)
    assert number == 100
    assert len(found) <= 40
    assert {fresh(one).status for one in made} == {Status.SCREENED}


def test_of_many_those_that_are_checked_already_stay(make, now, application):
    checked = make.application(Status.SCREENED)
    ids = [application.id, checked.id]
    assert screen_applications(ids, by=make.coordinator(), at=now) == 1
    assert (fresh(application).version, fresh(checked).version) == (2, 1)
    with pytest.raises(WrongStatus):
        screen_applications(ids, by=make.coordinator(), at=now)


def test_one_of_many_that_is_out_of_reach_stops_all(make, now, application):
    other = make.application(Status.SUBMITTED, country="FJ")
    with pytest.raises(NotVisible):
        screen_applications([application.id, other.id], by=make.coordinator(country="KE"), at=now)
    assert fresh(application).status == Status.SUBMITTED


def test_not_eligible_is_told_in_the_usual_words_without_the_note(make, now, application):
    coordinator = make.coordinator()
    exclude_application(
        application.id, why=Exclusion.AGE, note="Born in 1950.", by=coordinator, at=now
    )
    kept = fresh(application)
    assert kept.status == Status.INELIGIBLE
    assert db.session.scalars(select(Letter.template)).all() == ["not_eligible"]
    event = db.session.scalars(select(Event)).one()
    assert event.facts["reason_code"] == "age"
    assert EXCLUSIONS[Exclusion.AGE] not in str(event.facts)
    assert "1950" not in str(event.facts)


def test_a_mistake_is_mended_until_the_release(make, now, application):
    coordinator = make.coordinator()
    exclude_application(application.id, why=Exclusion.WORK, by=coordinator, at=now)
    readmit_application(application.id, reason="A judge after all.", by=coordinator, at=now)
    assert fresh(application).status == Status.SCREENED
    exclude_application(application.id, why=Exclusion.WORK, by=coordinator, at=now)
    make.slate(
        application.course, [], made_by=coordinator, approved_by=make.director(), release_at=now
    )
    with pytest.raises(WrongStatus):
        readmit_application(application.id, reason="Again.", by=coordinator, at=now)
    assert fresh(application).status == Status.INELIGIBLE


def test_a_return_names_its_parts_and_a_day_to_come(make, now, application):
    asked = {"sections": [Section.JOB], "reason": "Add your post.", "by": make.coordinator()}
    with pytest.raises(WrongStatus):
        return_application(application.id, due_at=now, at=now, **asked)
    assert db.session.scalars(select(Correction)).all() == []
    return_application(application.id, due_at=now + WEEK, at=now, **asked)
    correction = db.session.scalars(select(Correction)).one()
    assert (correction.sections, correction.due_at) == (["job"], now + WEEK)
    assert b"Add your post." not in correction.reason_sealed
    assert db.session.scalars(select(Letter.template)).all() == ["returned"]


def test_a_decision_over_an_old_page_is_refused(make, now, application):
    with pytest.raises(ChangedMeanwhile):
        screen_application(application.id, by=make.coordinator(), at=now, shown_version=9)
    assert fresh(application).status == Status.SUBMITTED


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.DIRECTOR, Role.POST])
def test_who_only_reads_decides_nothing(make, now, application, role):
    reader = make.staff(role)
    with pytest.raises(NotPermitted):
        screen_application(application.id, by=reader, at=now)
    with pytest.raises(NotPermitted):
        exclude_application(application.id, why=Exclusion.AGE, by=reader, at=now)
    with pytest.raises(NotPermitted):
        screen_applications([application.id], by=reader, at=now)
    assert happened() == []


def test_a_reviewer_sees_no_application_as_a_whole(make, now, application):
    with pytest.raises(NotVisible):
        screen_application(application.id, by=make.staff(Role.REVIEWER), at=now)
