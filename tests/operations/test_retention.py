"""The nightly run: what was kept long enough goes, once, whatever happens on the way."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from app import vault
from app.adapters.storage import folder_storage
from app.domain.next_steps import MinistrySays
from app.domain.permissions import SYSTEM
from app.domain.retention import (
    ALUMNI,
    ANSWERS,
    PASSPORT,
    UNSELECTED,
    UNSENT,
    last_day,
    on_day,
    rule_of,
)
from app.domain.workflow import Role, Status
from app.extensions import db
from app.models import (
    Answer,
    Application,
    ApplicationVersion,
    Authority,
    Event,
    EventFact,
    Letter,
    Official,
    Person,
    Refusal,
    SealedValue,
    Statistic,
    UnwantedFile,
)
from app.operations import retention
from app.operations.accounts import ask_code, signed_in
from app.operations.applications import send_application
from app.operations.files import want_no_more
from app.operations.privacy import sent_answers
from app.operations.recording import record
from app.operations.retention import retention_due, retention_run
from app.queries.applications import ROWS, VERSIONS, application_by_id
from app.queries.own_data import kept_of
from app.queries.retention import applications_due, life_of
from tests.answers import REASONS
from tests.conftest import empty
from tests.factories import Factories, fresh, owner_of
from tests.operations.test_kill import run_until

DAY = timedelta(days=1)
YEAR = 365 * DAY


@pytest.fixture
def folder(tmp_path):
    return folder_storage(tmp_path)


def run(at, folder):
    done = Counter()
    for name, number in retention_run(folder, at=at):
        done[name] += number
    return {name: number for name, number in done.items() if number}


def on(day, now):
    return now + (day - on_day(now))


def life(application):
    return life_of(kept_of(application.person_id)[0])


@pytest.mark.parametrize(
    ("status", "rule"),
    [
        (Status.DRAFT, UNSENT),
        (Status.WITHDRAWN, UNSENT),
        (Status.NOT_SELECTED, UNSELECTED),
        (Status.SCREENED, UNSELECTED),
        (Status.COMPLETED, ALUMNI),
    ],
)
def test_it_goes_in_the_night_that_its_person_reads(make, now, folder, status, rule):
    application = make.complete(make.application(status))
    assert rule_of(life(application)) is rule
    day = on(last_day(rule, life(application)), now)
    assert applications_due(rule, at=day - DAY) == []
    run(day - DAY, folder)
    assert fresh(application).full_name == "Grace Achieng Odhiambo"
    run(day, folder)
    assert (fresh(application).full_name, fresh(application).erased_at) == ("", day)


def test_a_passport_goes_first_and_from_what_was_frozen_too(make, now, folder):
    application = make.complete(make.application(), **REASONS)
    send_application(
        application.id, shown_version=fresh(application).version, key="k",
        by=owner_of(application), at=now,
    )  # fmt: skip
    assert frozen(application).count(b"A1234567") == 1
    at = on(last_day(PASSPORT, life(application)), now)
    assert run(at, folder)["passport"] == 1
    assert frozen(application).count(b"A1234567") == 0
    seen = application_by_id(application.id, seen_by=SYSTEM, load=(*VERSIONS, *ROWS))
    assert sent_answers(seen)["problem"].startswith("Our offices")
    assert db.session.scalars(select(SealedValue)).all() == []
    assert run(at, folder) == {}


def frozen(application):
    key = db.session.get_one(Person, application.person_id).data_key()
    version = db.session.scalars(select(ApplicationVersion)).one()
    return vault.unseal(key, version.content_sealed, about=version.digest)


def test_of_who_took_part_the_answers_go_and_the_name_stays(make, now, folder):
    application = make.complete(make.application(Status.COMPLETED))
    at = on(last_day(ANSWERS, life(application)), now)
    done = run(at, folder)
    assert (done["passport"], done["answers"]) == (1, 1)
    assert db.session.scalars(select(Answer)).all() == []
    kept = fresh(application)
    assert (kept.full_name, kept.employer, kept.job_since) == (
        "Grace Achieng Odhiambo", "Probation Service", None,
    )  # fmt: skip
    assert fresh(application.person).email


def test_a_number_and_the_history_stay(make, now, folder):
    course = make.course()
    for _ in range(3):
        make.complete(make.application(Status.NOT_SELECTED, course=course))
    make.application(course=course)  # a draft says nothing about a course
    run(now + 2 * YEAR, folder)
    counted = [
        (one.country, one.sex, one.work, one.age_band, one.status, one.number)
        for one in db.session.scalars(select(Statistic))
    ]
    assert counted == [("KE", "F", "probation", "40-49", "not_selected", 3)]
    names = Counter(db.session.scalars(select(Event.name)))
    assert names == {"ApplicationErased": 4 + 4, "PersonErased": 4}
    facts = db.session.scalars(select(Event.facts).where(Event.name == "ApplicationErased"))
    assert Counter(one["rule"] for one in facts) == {"passport": 4, "unselected": 3, "unsent": 1}
    assert db.session.scalar(select(func.count()).select_from(EventFact)) == 0


def test_an_account_stays_while_somebody_uses_it(make, now, folder):
    left, came = make.person(), make.person()
    record(signed_in(came.id, way="code", at=now + YEAR))
    db.session.commit()
    applicant = make.application(Status.COMPLETED).person
    staff = make.staff(Role.REVIEWER)
    assert run(now + YEAR + DAY, folder)["account"] == 1
    gone = set(db.session.scalars(select(Person.id).where(Person.erased_at.is_not(None))))
    assert gone == {left.id}
    run(now + 11 * YEAR + 10 * DAY, folder)
    gone = set(db.session.scalars(select(Person.id).where(Person.erased_at.is_not(None))))
    assert gone == {left.id, came.id, applicant.id, staff.id}


def test_what_is_nobodys_goes_too(make, now, folder):
    ask_code("who@example.org", network="", at=now)
    make.save(
        Refusal(at=now, status=403, endpoint="e", actor_kind="person", actor_id=1, subject="")
    )
    typed = make.authority(is_on_file=False, name="Office of Mr Kariuki")
    make.application(
        Status.NOT_SELECTED, authority_id=typed.id, ministry_says=MinistrySays.TO_CONFIRM
    )
    on_file = make.authority("FJ")
    on_file.officials[0].holds_until = now
    db.session.commit()

    assert run(now + 31 * DAY, folder)["codes"] == 2  # the letter, and whom it went to
    assert db.session.scalars(select(Letter)).all() == []
    done = run(now + YEAR + DAY, folder)
    assert (done["security"], done["officials"]) == (1, 1)
    run(now + 3 * YEAR, folder)
    assert fresh(typed).name == ""
    assert fresh(on_file).name == "Ministry of Justice, FJ"
    assert set(db.session.scalars(select(Official.email))) == {""}
    assert db.session.scalar(select(func.count()).where(Authority.name == "")) == 1


def test_it_says_beforehand_how_much_that_would_be(make, now):
    make.application()
    at = now + 2 * YEAR
    found = {name: number for name, number in retention_due(at=at).items() if number}
    assert found == {"passport": 1, "unsent": 1}
    assert db.session.scalars(select(Event)).all() == []


def test_a_batch_is_of_two_hundred_people_at_most(make, now, folder):
    course = make.course()
    for _ in range(201):
        make.application(course=course)
    done = [number for name, number in retention_run(folder, at=now + 2 * YEAR) if name == "unsent"]
    assert done == [200, 1]


def world(now):
    empty()
    db.session.execute(text("DELETE FROM unwanted_file"))
    make = Factories(now)
    course = make.course()
    for status in (Status.DRAFT, Status.NOT_SELECTED, Status.COMPLETED):
        make.complete(make.application(status, course=course))
    want_no_more(["0" * 64])
    db.session.commit()


def outcome():
    db.session.rollback()
    applications = db.session.execute(
        select(Application.family_name, Application.status,
               Application.erased_at, Application.answers_gone_at).order_by(Application.id)
    ).all()  # fmt: skip
    names = Counter(db.session.scalars(select(Event.name)))
    numbers = db.session.scalars(select(Statistic.number)).all()
    return applications, names, numbers, db.session.scalars(select(UnwantedFile.name)).all()


@pytest.mark.parametrize("step", [9, pytest.param(1, marks=pytest.mark.long)])
def test_a_killed_run_erases_nothing_half_and_counts_nothing_twice(database, now, folder, step):
    at = now + 2 * YEAR
    world(now)
    run(at, folder)
    expected = outcome()
    assert expected[1] == {"ApplicationErased": 6, "PersonErased": 2}
    assert (expected[2], expected[3]) == ([1], [])

    statement_number, was_cut = 1, True
    while was_cut:
        world(now)
        was_cut = run_until(statement_number, lambda: run(at, folder))
        run(at, folder)
        assert outcome() == expected, f"after statement {statement_number}"
        statement_number += step
    assert statement_number > 60


def already(numbers):
    return lambda rule, *, at, after=0: [] if after else numbers


def test_of_two_runs_that_found_the_same_each_erases_once(database, now, folder, monkeypatch):
    at = now + 2 * YEAR
    world(now)
    run(at, folder)
    expected = outcome()

    world(now)
    late = [line._replace(find=already(line.find(line.rule, at=at))) for line in retention.LINES]
    db.session.close()
    run(at, folder)
    monkeypatch.setattr(retention, "LINES", late)
    run(at, folder)
    assert outcome() == expected
