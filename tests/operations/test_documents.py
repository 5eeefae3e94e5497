from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.errors import DeadlinePassed, NotPermitted, NotVisible, WrongStatus
from app.domain.questions import DocumentKind
from app.domain.workflow import Role, Status
from app.extensions import db
from app.models import Document, Event
from app.operations.documents import add_document, open_document, remove_document
from tests.adapters.files import pdf
from tests.factories import fresh, owner_of

PASSPORT, PAPER = DocumentKind.PASSPORT, DocumentKind.PAPER


@pytest.fixture
def draft(make):
    return make.application(course=make.course(documents=["passport"]))


def add(application, now, kind=PASSPORT, by=None):
    by = by or owner_of(application)
    return add_document(application.id, kind, pdf(), by=by, at=now)


def names():
    db.session.rollback()
    return list(db.session.scalars(select(Event.name).order_by(Event.id)))


def test_its_owner_opens_a_document_without_a_trace(draft, now):
    document = add(draft, now)
    opened = open_document(draft.id, document.id, by=owner_of(draft), at=now)
    assert (opened.content, opened.media_type) == (pdf(), "application/pdf")
    assert opened.filename == f"{draft.reference}-Grace-Achieng-Odhiambo-Passport.pdf"
    assert names() == ["DocumentAdded"]


def test_who_looks_at_the_document_of_another_person_is_on_record(make, now):
    sent = make.application(Status.SUBMITTED)
    paper = add(sent, now, PAPER)
    for by in (make.coordinator(), make.official(sent)):
        assert open_document(sent.id, paper.id, by=by, at=now).content == pdf()
    assert names() == ["DocumentAdded", "PaperSent", "DocumentOpened", "DocumentOpened"]


def test_a_document_is_shut_to_whom_it_does_not_concern(make, now):
    sent = make.application(Status.SUBMITTED)
    paper = add(sent, now, PAPER)
    other = make.application(Status.SUBMITTED)
    for by in (owner_of(other), make.official(other), make.staff(Role.ADMINISTRATOR)):
        with pytest.raises(NotVisible):
            open_document(sent.id, paper.id, by=by, at=now)
    with pytest.raises(NotPermitted):
        open_document(sent.id, paper.id, by=make.staff(Role.AUDITOR), at=now)
    with pytest.raises(NotVisible):  # a document of another application
        open_document(other.id, paper.id, by=owner_of(other), at=now)
    assert "DocumentOpened" not in names()


def test_nobody_adds_to_the_application_of_another_person(make, draft, now):
    with pytest.raises(NotVisible):
        add(draft, now, by=owner_of(make.application()))
    with pytest.raises(NotPermitted):
        add(make.application(Status.SUBMITTED), now, PAPER, by=make.coordinator())
    assert names() == []


def test_what_was_sent_stays_as_it_was_sent(make, now):
    sent = make.application(Status.SUBMITTED, course=make.course(documents=["passport"]))
    with pytest.raises(WrongStatus):
        add(sent, now)
    with pytest.raises(WrongStatus):
        remove_document(sent.id, PASSPORT, by=owner_of(sent), at=now)


def test_the_country_paper_has_a_deadline_of_its_own(make, now):
    sent = make.application(Status.SCREENED)
    paper_by = sent.course.paper_by
    add(sent, paper_by, PAPER)
    with pytest.raises(DeadlinePassed):
        add(sent, paper_by + timedelta(seconds=1), PAPER)


def test_a_file_that_cannot_be_kept_leaves_no_row(draft, now, monkeypatch):
    class Full:
        def put(self, content):
            raise OSError("the disk is full")

    monkeypatch.setattr("app.operations.documents.storage", Full)
    with pytest.raises(OSError, match="full"):
        add(draft, now)
    assert names() == [] and db.session.scalars(select(Document)).all() == []


def test_one_document_of_a_kind_is_current(draft, now):
    first, second = add(draft, now), add(draft, now)
    assert fresh(first).removed_at == now and fresh(second).removed_at is None
    remove_document(draft.id, PASSPORT, by=owner_of(draft), at=now)
    assert fresh(second).removed_at == now
    with pytest.raises(NotVisible):
        open_document(draft.id, second.id, by=owner_of(draft), at=now)
