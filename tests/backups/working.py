"""Commands to a service, work beside them, and a look at what is left of it."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.domain.questions import DocumentKind
from app.extensions import db
from app.models import Application, AuthSession, Document, Letter, LetterState
from app.operations.documents import add_document, storage
from app.operations.letters import send_letter
from tests.adapters.files import pdf
from tests.factories import owner_of

HOUR = timedelta(hours=1)


def flask(app, *words):
    """The code and what was said."""
    db.session.remove()  # as another process would find it
    with app.app_context():
        db.session.remove()
        result = app.test_cli_runner().invoke(args=list(map(str, words)))
        db.session.remove()
    return result.exit_code, result.output


def done(app, *words):
    code, said = flask(app, *words)
    assert code == 0, said
    return said


def backups(folder):
    return sorted(folder.glob("kenshu-*"))


@contextmanager
def busy(app, work):
    """Somebody who writes again and again; the list grows by one with each thing done."""
    is_over, written, failed = threading.Event(), [], []

    def write():
        with app.app_context():
            while not is_over.is_set():
                try:
                    written.append(work())
                except Exception as error:
                    failed.append(error)
                    return
            db.session.remove()
            db.engine.dispose()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield written
    finally:
        is_over.set()
        writer.join()
    assert not failed, failed


def uploading(make, now):
    """What a busy applicant does: put a document in the place of the former one."""
    application = make.application(course=make.course(documents=["passport"]))
    own, number = owner_of(application), application.id
    db.session.remove()

    def work():
        added = add_document(number, DocumentKind.PASSPORT, pdf(), by=own, at=now)
        return added.id

    return work


def uploaded(make, now):
    """The name of a new file."""
    uploading(make, now)()
    return db.session.scalars(select(Document.blob).order_by(Document.id.desc())).first()


def place_in(name):
    return f"files/{name[:2]}/{name[2:4]}/{name}"


def assert_all_is_well(applications):
    assert db.session.scalar(select(func.count(Application.id))) == applications
    for blob in db.session.scalars(select(Document.blob)):
        assert storage().get(blob)  # it proves the hash
    states = set(db.session.scalars(select(Letter.state)))
    assert not states & {LetterState.QUEUED, LetterState.LEASED}
    db.session.remove()
    assert (
        send_letter(lambda _letter: pytest.fail("sent"), sender="k@e.org", at=clock.now()) is None
    )
    assert db.session.scalar(select(func.count()).select_from(AuthSession)) == 0
