"""Checked, sent, corrected, withdrawn."""

import pytest
from sqlalchemy import select

from app.domain.questions import GRACE
from app.domain.workflow import Status
from app.extensions import db
from app.models import Correction, Event, seal_for
from tests.answers import REASONS
from tests.factories import fresh
from tests.web.applications.filling import SECTIONS, address, declaration, fill_in, locks, send


def test_an_incomplete_application_is_refused_on_its_page(grace, application):
    answer = send(grace, application)
    assert answer.status_code == 422
    assert "Complete “Your name and date of birth” first." in answer.text


def test_an_application_is_filled_in_checked_sent_and_confirmed(grace, application):
    for section in SECTIONS:
        fill_in(grace, application, section)
    fill_in(grace, application, "ministry", nominated_by=str(application.authority_id))
    page = grace.get(address(application, "/check")).text
    assert "Kept, sealed" in page and "1234567" not in page.replace("+254712345679", "")
    assert "Ministry of Justice, KE" in page and "Clerk, Court" in page
    answer = send(grace, application)
    assert (answer.status_code, answer.location) == (303, address(application, "/receipt"))
    receipt = grace.get(answer.location).text
    assert application.reference in receipt and "15:00 in Nairobi" in receipt
    assert grace.get(f"{answer.location}/pdf").data.startswith(b"%PDF")
    assert fresh(application).status == Status.SUBMITTED
    status = grace.get(address(application)).text
    assert "You do not need to do anything now." in status and "We wrote to your ministry" in status


def test_a_second_press_changes_nothing(grace, application, make):
    make.complete(application, **REASONS)
    data = declaration(grace, application)
    answers = [grace.post(address(application, "/declare"), data=data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    names = list(db.session.scalars(select(Event.name)))
    assert names.count("ApplicationSent") == 1


def test_who_opened_the_page_in_time_sends_it_a_little_later(grace, application, make, at):
    make.complete(application, **REASONS)
    data = declaration(grace, application)
    grace = at(application.course.apply_by + GRACE, application)
    forged = grace.post(address(application, "/declare"), data={**data, "issued": "x"})
    assert forged.status_code == 422 and "Applications closed on" in forged.text
    assert send(grace, application).status_code == 422
    assert grace.post(address(application, "/declare"), data=data).status_code == 303
    assert fresh(application).is_late


def test_a_draft_is_kept_after_the_deadline_and_says_so(application, at):
    page = at(application.course.apply_by + 2 * GRACE, application).get(address(application)).text
    assert "Your draft is kept. Write to us if something went wrong." in page


@pytest.fixture
def returned(make, grace, application, now):
    """Sent, and its job asked for again."""
    make.complete(application, **REASONS)
    assert send(grace, application).status_code == 303
    application = fresh(application)
    db.session.refresh(application, ["person", "status"])
    reason = seal_for(application.person, b"Which court?", about=f"{application.reference} reason")
    db.session.add(
        Correction(application_id=application.id, sections=["job"], reason_sealed=reason,
                   due_at=application.course.apply_by, asked_at=now)
    )  # fmt: skip
    application.status, application.former_status = Status.RETURNED, Status.SUBMITTED
    db.session.commit()
    return application


@pytest.mark.impossible("it is returned by hand")
def test_a_correction_opens_only_what_was_asked_for(grace, returned):
    page = grace.get(address(returned)).text
    assert "We need one change from you by" in page and "Which court?" in page
    job = grace.get(address(returned, "/job")).text
    assert "What you sent before" in job and "Probation Service" in job
    assert grace.get(address(returned, "/name")).location == address(returned)
    refused = fill_in(grace, returned, "name")
    assert refused.status_code == 422 and "only the parts that we asked you about" in refused.text


def test_a_correction_is_sent_back_and_closed(grace, returned):
    answer = fill_in(grace, returned, "job")
    assert answer.location == address(returned, "/check")
    assert send(grace, returned).status_code == 303
    assert fresh(returned).status == Status.SUBMITTED
    assert db.session.scalars(select(Correction.answered_at)).one() is not None
    assert "We received your corrected application" in grace.get(address(returned)).text


def test_a_withdrawal_is_taken_back_until_the_deadline(grace, application):
    assert "Withdraw" in grace.get(address(application, "/withdraw")).text
    answer = grace.post(address(application, "/withdraw"), data={"reason": "A new job"})
    assert (answer.status_code, fresh(application).status) == (303, Status.WITHDRAWN)
    assert "Take back the withdrawal" in grace.get(address(application)).text
    assert grace.post(address(application, "/restore")).status_code == 303
    assert fresh(application).status == Status.DRAFT


def test_a_withdrawal_stands_after_the_deadline(make, at):
    application = make.application(Status.WITHDRAWN, former_status=Status.DRAFT)
    client = at(application.course.apply_by + GRACE, application)
    assert "Take back the withdrawal" not in client.get(address(application)).text
    assert client.post(address(application, "/restore")).status_code == 303
    assert fresh(application).status == Status.WITHDRAWN


def test_sending_takes_a_known_number_of_statements(grace, application, make, statements):
    make.complete(application, **REASONS).authority_id = None  # who nominates was never asked
    db.session.commit()
    data = declaration(grace, application)
    with statements() as found:
        assert grace.post(address(application, "/declare"), data=data).status_code == 303
    # SQLite inserts rows that get a number one by one; PostgreSQL the same ones together.
    assert len(found) == {"sqlite": 15, "postgresql": 13}[db.engine.dialect.name]
    assert locks(found) == {"sqlite": 0, "postgresql": 1}[db.engine.dialect.name]
