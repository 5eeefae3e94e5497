"""A new key wraps all, batch by batch; then the old one may go."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.questions import DocumentKind
from app.domain.workflow import Status
from app.extensions import db
from app.models import Event, Letter, LinkWish, Official
from app.notifications.letters import wording_of
from app.operations.accounts import add_recovery_code, ask_code, sign_in_by_code
from app.operations.asking import new_link
from app.operations.documents import add_document, open_document, storage
from app.operations.links import answer_link_wish, ask_new_link, link_of
from app.operations.official_letters import keep_official_letter, open_official_letter
from app.operations.privacy import open_for
from app.operations.rotation import rotation, wrapped_by_key
from app.vault import KeyRing
from tests.adapters.files import pdf
from tests.conftest import empty
from tests.factories import Factories, owner_of
from tests.operations.test_kill import run_until

OLD, NEW = b"o" * 32, b"n" * 32


@pytest.fixture
def ring(app):
    """A function that puts keys into the ring, as after a restart with another setting."""
    before = app.extensions["key_ring"]

    def ring(**keys):
        numbered = {int(name[1:]): key for name, key in keys.items()}
        app.extensions["key_ring"] = KeyRing(numbered)

    ring(_1=OLD)
    yield ring
    app.extensions["key_ring"] = before


def rotate(now):
    return sum(rotation(storage(), at=now))


def keys_in_use():
    return {number: dict(counts) for number, counts in wrapped_by_key(storage()).items()}


def names():
    return Counter(db.session.scalars(select(Event.name)))


def test_the_old_key_can_leave_the_ring(make, ring, now):
    application = make.complete(make.application(course=make.course(documents=["passport"])))
    document = add_document(
        application.id, DocumentKind.PASSPORT, pdf(), by=owner_of(application), at=now
    )
    nominee = make.application(Status.SUBMITTED)
    official = make.official(nominee)
    keep_official_letter(nominee.course_id, nominee.authority_id, pdf(), by=official, at=now)
    ask_code("who@example.org", network="", at=now)
    person = make.person(email="spare@example.org")
    add_recovery_code(person, "abcde-fghjk")
    db.session.commit()
    ask_new_link("nobody@example.org", network="", at=now)

    ring(_1=OLD, _2=NEW)
    assert keys_in_use() == {
        1: {"people": 3, "letters": 2, "facts of events": 1, "wishes": 1, "official letters": 1}
    }
    assert rotate(now) == 8
    assert keys_in_use() == {
        2: {"people": 3, "letters": 2, "facts of events": 1, "wishes": 1, "official letters": 1}
    }
    ring(_2=NEW)
    own = owner_of(application)
    assert open_for(own, application.id, "passport_number", purpose="look", at=now) == "A1234567"
    assert open_document(application.id, document.id, by=own, at=now).content == pdf()
    opened = open_official_letter(nominee.course_id, nominee.authority_id, by=official)
    assert opened.content == pdf()
    letter = db.session.scalars(select(Letter).where(Letter.person_id.is_(None))).one()
    assert "Your code is" in wording_of(letter, None).body
    assert answer_link_wish(db.session.scalars(select(LinkWish.id)).one(), at=now)
    assert sign_in_by_code(
        "spare@example.org", "abcde-fghjk", is_own_device=False, network="", at=now
    )


def test_a_link_outlives_the_key_it_was_made_under(make, ring, now):
    application = make.application(Status.SUBMITTED)
    make.official(application)
    official = db.session.scalars(select(Official)).one()
    ends_at = now + timedelta(days=1)
    token = new_link(official, application.course_id, application_id=None, ends_at=ends_at)
    db.session.commit()
    ring(_2=NEW)
    assert link_of(token, at=now).official_id == official.id


def test_it_goes_on_where_it_was_cut_off_and_tells_of_it_once(database, ring, now, monkeypatch):
    monkeypatch.setattr("app.operations.rotation.BATCH", 2)

    def world():
        empty()
        ring(_1=OLD)
        make = Factories(now)
        for _ in range(5):
            make.person()
        ask_code("who@example.org", network="", at=now)
        ring(_1=OLD, _2=NEW)

    statement_number, was_cut = 1, True
    while was_cut:
        world()
        was_cut = run_until(statement_number, lambda: rotate(now))
        rotate(now)
        assert rotate(now) == 0
        assert keys_in_use() == {2: {"people": 5, "letters": 2, "facts of events": 1}}
        assert names() == {"SignInCodeAsked": 1, "VaultRotated": 1}, statement_number
        statement_number += 3
    assert statement_number > 15


@pytest.mark.impossible("erased by hand")
def test_who_is_erased_needs_no_key(make, ring, now):
    person = make.person()
    person.data_key_wrapped, person.erased_at = None, now
    db.session.commit()
    ring(_2=NEW, _1=OLD)
    assert rotate(now) == 0
    assert keys_in_use() == {}
