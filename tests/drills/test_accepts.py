"""Eight processes give and take the few seats of one course: never one too many."""

import time
from collections import Counter

import pytest
from sqlalchemy import update
from sqlalchemy.orm import selectinload

from app.domain.selection import Choice
from app.domain.workflow import Status
from app.extensions import db
from app.models import Course, Event
from tests.drills.churners import ACCEPTED, Churner, churner, wrongs_of_seats
from tests.drills.conftest import number
from tests.processes import start

ACCEPTS, PROCESSES = number("ACCEPTS", 10_000), 8
COUNTRIES, EACH, SEATS, PLACES = ("FJ", "KE", "LA", "VN"), 6, 2, 6
REFUSALS = {"NoSeatLeft", "WrongStatus"}  # nothing was free, or another one was first


@pytest.fixture
def contested(make):
    """A course with six places, at most two for each of four countries, and 24 substitutes."""
    course = make.course(places=PLACES, seats=SEATS, countries=COUNTRIES)
    lines = [
        (make.application(Status.RESERVE, course=course, country=country), Choice.RESERVE,
         country, place)
        for country in COUNTRIES for place in range(EACH)
    ]  # fmt: skip
    make.released(course, lines)
    return course.id


def course_of(course_id):
    load = (selectinload(Course.quotas),)
    return db.session.get_one(Course, course_id, options=load, populate_existing=True)


def churned(app, lock, course_id, coordinator, accepts, now):
    """What came of it, all processes together."""
    url, each = app.config["SQLALCHEMY_DATABASE_URI"], accepts // PROCESSES
    started = [
        start(churner, url, lock, course_id, coordinator.id, seed, each, now)
        for seed in range(PROCESSES)
    ]
    assert [line.recv() for _, line in started] == ["ready"] * PROCESSES
    for _, line in started:
        line.send(True)
    outcomes, put_back = Counter(), Counter()
    for process, line in started:
        done, back = line.recv()
        outcomes.update(done)
        put_back.update(back)
        process.join()
        line.close()
    return outcomes, put_back


@pytest.mark.long
@pytest.mark.impossible("who was refused waits again, as nobody could")
def test_no_place_is_given_twice_and_no_change_is_lost(app, make, contested, now):
    begun = time.monotonic()
    outcomes, put_back = churned(app, "with", contested, make.coordinator(), ACCEPTS, now)
    found = wrongs_of_seats(course_of(contested), put_back)
    print(f"\n{db.engine.dialect.name}: {dict(outcomes)} by {PROCESSES} processes in"
          f" {time.monotonic() - begun:.0f} s: {len(found)} wrong")  # fmt: skip
    assert found == []
    known = {*ACCEPTED, "declined", "withdrawn", "put back"} | REFUSALS
    assert outcomes.keys() <= known
    assert sum(outcomes[one] for one in ACCEPTED) >= ACCEPTS


@pytest.mark.long
@pytest.mark.impossible("who was refused waits again, as nobody could")
def test_without_the_lock_there_are_too_many(app, make, contested, now):
    _, put_back = churned(app, "without", contested, make.coordinator(), 400, now)
    assert wrongs_of_seats(course_of(contested), put_back)


@pytest.mark.impossible("what the check is for is planted")
def test_history_tells_of_each_seat_too_many_and_each_change_lost(app, make, contested, now):
    work = Churner(contested, make.coordinator(), seed=1, at=now)
    work.accept(12)
    assert wrongs_of_seats(course_of(contested), work.put_back) == []
    db.session.execute(update(Event).where(Event.name == "SeatFreed").values(name="SeatKept"))
    db.session.commit()
    assert wrongs_of_seats(course_of(contested), work.put_back)
    course = course_of(contested)
    db.session.execute(update(Event).where(Event.name == "SeatKept").values(name="SeatFreed"))
    course.places = 1
    db.session.commit()
    assert wrongs_of_seats(course_of(contested), work.put_back)
    course.places = PLACES
    db.session.commit()
    assert wrongs_of_seats(course_of(contested), {}) != [] or not work.put_back
