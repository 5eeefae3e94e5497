"""One text planted wherever a person can leave one: after erasing it is found nowhere."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, text, update

from app import vault
from app.adapters.storage import folder_storage
from app.domain.exclusions import Exclusion
from app.domain.permissions import SYSTEM
from app.domain.questions import QUESTIONS, DocumentKind, Kept, Section
from app.domain.workflow import Role
from app.extensions import db
from app.models import (
    CareerRow,
    Event,
    EventFact,
    Letter,
    Official,
    SearchTerm,
)
from app.operations.accounts import add_session, ask_code, keep_form
from app.operations.applications import send_application
from app.operations.documents import add_document, remove_document, storage
from app.operations.files import throw_away_files
from app.operations.offers import withdraw_application
from app.operations.privacy import erase_person, open_for
from app.operations.retention import retention_run
from app.operations.reviews import Level, declare_conflict, send_review
from app.operations.screening import (
    exclude_application,
    readmit_application,
    return_application,
)
from app.queries.applications import application_by_id
from app.queries.reviews import criteria_of
from tests.adapters.files import pdf
from tests.answers import REASONS
from tests.factories import fresh, owner_of

MARK = "zqxplantedxqz"


def planted(make, now):
    """An application that went through everything that keeps words, with the mark in each."""
    course = make.course(documents=["passport"])
    person = make.person(email=f"{MARK}@example.org")
    rows = (one.key for one in QUESTIONS if one.kept == Kept.ROW and one.key != "has_passport")
    typed = dict.fromkeys(rows, MARK) | {key: f"{MARK} {words}" for key, words in REASONS.items()}
    typed |= {"nominated_by": "typed", "official_email": f"{MARK}.official@example.org"}
    application = make.application(
        course=course, person=person, authority_id=make.authority(is_on_file=False, name=MARK).id,
        family_name=MARK, given_names=MARK, search_key=MARK,
    )  # fmt: skip
    make.complete(application, **typed)
    for name in ("address_as", "job_title", "employer"):
        setattr(application, name, MARK)
    job = {"since": now.date(), "until": now.date(), "post": MARK, "employer": MARK}
    db.session.add(CareerRow(application_id=application.id, row_no=1, **job))
    db.session.add(SearchTerm(course_id=course.id, term=MARK, application_id=application.id))
    db.session.execute(update(Official).values(name=MARK, position=MARK, email=f"{MARK}@e.org"))
    db.session.commit()
    return application


def lived(application, make, now):
    """What others did with it."""
    own, coordinator = owner_of(application), make.coordinator()
    for kind in (DocumentKind.PASSPORT, DocumentKind.PHOTO):
        add_document(application.id, kind, pdf(), by=own, at=now)
    remove_document(application.id, DocumentKind.PHOTO, by=own, at=now)
    send(application, own, now, "one")
    return_application(
        application.id, sections=[Section.JOB], reason=MARK, due_at=now + timedelta(days=3),
        by=coordinator, at=now,
    )  # fmt: skip
    send(application, own, now, "two")
    exclude_application(
        application.id, why=next(iter(Exclusion)), sentence=MARK, note=MARK, by=coordinator, at=now
    )
    readmit_application(application.id, reason=MARK, by=coordinator, at=now)
    reviewed(application_by_id(application.id, seen_by=SYSTEM), make, now)
    open_for(own, application.id, "passport_number", purpose="visa", at=now)
    visits(application, now)
    withdraw_application(application.id, reason=MARK, by=own, at=now)


def send(application, own, now, key):
    shown = fresh(application).version
    send_application(application.id, shown_version=shown, key=key, by=own, at=now, declared_as=MARK)


def reviewed(application, make, now):
    for number in range(2):
        reviewer = make.staff(Role.REVIEWER)
        assignment = make.assignment(fresh(application), reviewer=reviewer)
        levels = {one.id: Level(4, MARK) for one in criteria_of(application.course_id)}
        shown = {"shown_version": assignment.row_version, "by": reviewer, "at": now}
        send_review(assignment.id, levels, comment=MARK, **shown)
        if number:
            declare_conflict(assignment.id, reason=MARK, by=reviewer, at=now)


def visits(application, now):
    token = add_session(person_id=application.person_id, at=now)
    db.session.commit()
    assert keep_form(token, "/my", [("name", MARK)], at=now)
    ask_code(f"{MARK}@example.org", network=MARK, at=now)


def found(app):
    """Where the mark stands, in the database and in the folder of files."""
    db.session.remove()
    mark, places = MARK.encode(), []
    for path in sorted(Path(app.config["INSTANCE"]).rglob("*")):
        if path.is_file() and mark in path.read_bytes():
            places.append(path.name)
    return places + (in_files() if db.engine.dialect.name == "sqlite" else in_dump())


def in_files():
    """The bytes of SQLite's file and of its log, not only what it still shows."""
    mark, file = MARK.encode(), Path(db.engine.url.database)
    paths = [file, *file.parent.glob(f"{file.name}-*")]
    return [path.name for path in paths if mark in path.read_bytes()]


def in_dump():
    """Every row of every table, as text."""
    places = []
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            rows = connection.execute(text(f'SELECT t::text FROM "{table.name}" t')).scalars()
            hexed = MARK.encode().hex()
            places += [table.name for row in rows if MARK in row or hexed in row]
    return sorted(set(places))


def openable():
    """All that the service could still open with its own keys."""
    letters = db.session.scalars(select(Letter).where(Letter.person_id.is_(None)))
    said = [vault.unseal_for_service(one.sealed, about=one.message_id) for one in letters]
    rows = db.session.execute(
        select(EventFact.sealed, Event.personal_digest)
        .join(Event, Event.id == EventFact.event_id)
        .where(Event.person_id.is_(None))
    )
    said += [vault.unseal_for_service(sealed, about=about) for sealed, about in rows]
    return [one for one in said if MARK.encode() in one]


def test_what_was_planted_everywhere_is_found_nowhere(make, app, now):
    application = planted(make, now)
    lived(application, make, now)
    before = found(app)
    assert before, "the search finds nothing at all"
    if db.engine.dialect.name == "postgresql":
        assert set(before) >= {
            "answer", "application", "assignment", "authority", "career_row", "official",
            "person", "score", "search_term",
        }  # fmt: skip
    assert erase_person(application.person_id, by=owner_of(application), at=now)
    throw_away_files(storage())
    list(retention_run(folder_storage(app.config["INSTANCE"] / "files"), at=now))
    assert found(app) == []

    # The letter with a code stays for a month: it was sealed before we knew whose it is.
    assert openable()
    list(retention_run(storage(), at=now + timedelta(days=31)))
    assert openable() == []
    assert found(app) == []
