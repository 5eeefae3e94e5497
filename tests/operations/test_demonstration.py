"""The demonstration looks like real life: the same tables, and nothing impossible in them."""

from collections import Counter
from datetime import datetime
from hashlib import sha256

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from app.domain import events
from app.domain.letters import LETTERS
from app.domain.next_steps import NextStep, Situation, next_step
from app.domain.workflow import HOLDS_A_SEAT, Status
from app.extensions import db
from app.models import (
    Application,
    Authority,
    Course,
    Endorsement,
    Event,
    Letter,
    Offer,
    Person,
    Quota,
    SearchTerm,
    Seat,
    Slate,
)
from app.notifications.letters import wording_of
from app.operations.applications import start_application
from app.operations.demonstration import many
from app.operations.demonstration.load import load_samples
from app.operations.demonstration.many import load_many
from app.queries.invariants import INVARIANTS, broken_by
from app.queries.people import actor_of
from tests.conftest import NOON, empty
from tests.factories import Factories


class Drawer(dict):
    """Keeps files in memory: the disk has its own tests."""

    def put(self, content):
        name = sha256(content).hexdigest()
        self[name] = content
        return name


@pytest.fixture(scope="module")
def loaded(app):
    """Loaded once: the tests below look at them, and the last two add to them."""
    with app.app_context():
        empty()
        yield load_samples(seed=1, at=NOON, storage=Drawer())
        db.session.remove()


@pytest.fixture
def samples(loaded):
    """What a test has read with is given back: a later one closes all that lies in the pool."""
    yield loaded
    db.session.remove()


def rows(model):
    db.session.rollback()
    return db.session.scalars(select(model)).all()


def statuses(code):
    of_course = select(Application.status).join(Course).where(Course.code == code)
    return Counter(db.session.scalars(of_course))


def test_there_is_a_course_in_each_phase(samples):
    assert statuses("itc-193") == {Status.DRAFT: 1, Status.SUBMITTED: 6}
    assert statuses("iss-195").total() == 40
    assert statuses("itc-192") == {Status.SCREENED: 150}
    assert statuses("itc-191")[Status.OFFERED] == 6
    slates = {slate.course_id: slate for slate in rows(Slate)}
    kinds = Counter(
        (bool(one.proposed_at), bool(one.approved_at), bool(one.released_at))
        for one in slates.values()
    )
    assert kinds == {
        (False, False, False): 1, (True, False, False): 1, (True, True, False): 1,
        (True, True, True): 1,
    }  # fmt: skip


def test_each_application_waits_for_what_its_situation_says(samples):
    for one in rows(Application):
        situation = Situation(
            one.status, one.ministry_says, one.reviews_asked, one.reviews_sent, one.score_spread
        )
        assert one.next_step == next_step(situation)
    assert {one.next_step for one in rows(Application)} >= {
        NextStep.CHECK, NextStep.CONFIRM_OFFICE, NextStep.COMPARE, NextStep.DECIDE,
    }  # fmt: skip


def test_nobody_sits_beyond_the_seats(samples):
    quotas = {(one.course_id, one.country): one.seats for one in rows(Quota)}
    taken = Counter((one.course_id, one.country) for one in rows(Seat))
    assert all(number <= quotas[key] for key, number in taken.items())
    seated = {one.application_id for one in rows(Seat)}
    assert seated == {one.id for one in rows(Application) if one.status in HOLDS_A_SEAT}
    offered = {one.application_id for one in rows(Offer) if one.ended_at is None}
    assert offered == {one.id for one in rows(Application) if one.status == Status.OFFERED}


def test_who_was_told_an_outcome_has_it_in_the_history_and_as_a_letter(samples):
    told = {
        events.PlaceOffered: {Status.OFFERED, Status.CONFIRMED},
        events.PutOnReserve: {Status.RESERVE}, events.OfferConfirmed: {Status.CONFIRMED},
        events.ApplicationNotSelected: {Status.NOT_SELECTED},
    }  # fmt: skip
    for kind, statuses in told.items():
        name, ((_, template),) = kind.__name__, LETTERS[kind]
        expected = {one.id for one in rows(Application) if one.status in statuses}
        assert {one.application_id for one in rows(Event) if one.name == name} == expected
        assert {one.application_id for one in rows(Letter) if one.template == template} >= expected
    by_application = {one.application_id: one.answer_by for one in rows(Offer)}
    for one in rows(Event):
        if one.name == "PlaceOffered":
            answer_by = datetime.fromisoformat(one.facts["answer_by"])
            assert answer_by == by_application[one.application_id]


def test_no_country_nominates_more_than_it_may(samples):
    ceilings = {(one.course_id, one.country): one.ceiling for one in rows(Quota)}
    endorsed = Counter((one.course_id, one.country) for one in rows(Endorsement) if one.is_endorsed)
    assert all(number <= ceilings[key] for key, number in endorsed.items())


def test_an_office_that_nobody_confirmed_has_one_nominee(samples):
    typed = select(Authority.id).where(Authority.confirmed_at.is_(None))
    nominees = Counter(
        db.session.scalars(
            select(Endorsement.authority_id).where(Endorsement.authority_id.in_(typed))
        )
    )
    assert set(nominees.values()) == {1}


def test_the_letters_can_be_read(samples):
    letter = rows(Letter)[0]
    wording = wording_of(letter, db.session.get_one(Person, letter.person_id))
    assert wording.to.endswith(".example")
    assert "Dear" in wording.body


def test_real_ones_come_after_them(samples, now):
    """PostgreSQL must know which numbers are taken."""
    actor = actor_of(Factories(now).person(email="new@people.example").id, at=now)
    application = start_application("itc-193", country="FJ", zone="Pacific/Fiji", by=actor, at=now)
    assert application.id == db.session.scalar(select(func.max(Application.id)))


def test_more_can_be_loaded_beside_them(samples, now):
    told = []
    assert load_many(120, seed=2, at=now, tell=told.append) == 120
    assert sum(told) == 120
    assert len(rows(Application)) >= samples + 120
    assert db.session.scalar(select(func.count()).select_from(SearchTerm)) > 2 * samples
    assert db.session.scalar(select(func.count()).select_from(Event)) > 10 * samples


class CutOff(Exception): ...


def test_what_was_cut_off_is_made_by_the_same_command(database, now, monkeypatch):
    monkeypatch.setattr(many, "BATCH", 20)
    told = []

    def tell(number):
        told.append(number)
        if sum(told) == 60:
            raise CutOff

    with pytest.raises(CutOff):
        load_many(100, seed=1, at=now, tell=tell)
    assert len(rows(Application)) == 60
    assert load_many(100, seed=1, at=now, makers=0) == 40
    assert load_many(100, seed=1, at=now) == 0
    emails = {one.email for one in rows(Person)}
    assert emails >= {f"n{number}.1@people.example" for number in range(100)}
    assert len(rows(Application)) == 100


def test_a_second_load_of_another_seed_finds_the_seats_taken(database, now):
    for seed in (1, 2):
        assert load_many(200, seed=seed, at=now) == 200
    assert [one.name for one in INVARIANTS if broken_by(one)] == []
    assert sum(one.status == Status.CONFIRMED for one in rows(Application)) == 36


def test_each_row_that_is_named_is_there(app, database, now):
    """PostgreSQL takes it on trust while they are loaded, and no longer."""
    assert load_many(200, seed=3, at=now) == 200
    named = [
        (key.parent, key.column)
        for table in db.metadata.sorted_tables
        for key in table.foreign_keys
    ]
    missing = [
        str(here)
        for here, there in named
        if db.session.scalar(
            select(func.count()).where(here.is_not(None), here.not_in(select(alias_of(there))))
        )
    ]
    assert (len(named) > 60, missing) == (True, [])
    with pytest.raises(IntegrityError):
        db.session.execute(insert(SearchTerm).values(course_id=0, term="x", application_id=0))
    db.session.rollback()


def alias_of(column):
    """A table may name rows of its own."""
    return column.table.alias().c[column.name]


def test_nobody_invents_people_among_real_ones(app, database):
    done = app.test_cli_runner().invoke(args=["demo", "load", "--applications", "10"])
    assert done.exit_code == 1
    assert "KENSHU_DEMO=1" in done.output
    assert rows(Person) == []
