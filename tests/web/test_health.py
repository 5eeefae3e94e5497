import errno
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from app import clock
from app.adapters import storage
from app.domain.permissions import ActorKind
from app.extensions import db
from app.models import Event, Letter
from app.queries import readiness


@pytest.fixture
def visitor(app, database, tmp_path, monkeypatch):
    monkeypatch.setattr(readiness, "missing_migrations", list)
    monkeypatch.setattr(readiness, "_clock_of_database", lambda at: at)
    monkeypatch.setitem(app.config, "INSTANCE", str(tmp_path))
    return app.test_client()


def wrong(visitor):
    answer = visitor.get("/readyz")
    assert answer.status_code == (503 if answer.json["wrong"] else 200)
    return answer.json["wrong"]


def test_the_process_answers_by_itself(visitor):
    assert visitor.get("/healthz").json == {"status": "ok"}


def test_all_is_well(visitor):
    assert wrong(visitor) == []


def test_a_missing_migration_is_named(visitor, monkeypatch):
    monkeypatch.setattr(readiness, "missing_migrations", lambda: ["0002"])
    assert wrong(visitor) == ["migrations"]


def test_a_database_that_is_away_is_named(visitor, monkeypatch):
    def away(*_arguments):
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(db.session, "execute", away)
    assert wrong(visitor) == ["database"]


def test_a_folder_that_cannot_be_written_is_named(visitor, monkeypatch):
    def full(*_arguments, **_named):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage.tempfile, "TemporaryFile", full)
    assert wrong(visitor) == ["storage"]


@pytest.mark.parametrize(("seconds", "found"), [(1.9, []), (2.1, ["clock"]), (-2.1, ["clock"])])
def test_a_clock_that_differs_from_the_database_is_named(visitor, monkeypatch, seconds, found):
    monkeypatch.setattr(readiness, "_clock_of_database", lambda at: at + timedelta(seconds=seconds))
    assert wrong(visitor) == found


def test_the_real_clock_of_the_database_is_asked(app, database, now, monkeypatch):
    """The clock of the tests stands still, so PostgreSQL's is far from it; SQLite has no other."""
    asked = readiness._clock_of_database(clock.now())
    assert (asked == now) == (db.engine.dialect.name == "sqlite")


def test_a_disk_that_is_almost_full_is_named(visitor, monkeypatch):
    monkeypatch.setattr(storage, "LEAST_FREE", 10**18)
    assert wrong(visitor) == ["storage"]


@pytest.mark.parametrize(
    ("minutes", "tries", "told"), [(29, 0, []), (30, 0, ["letters"]), (0, 4, ["letters"])]
)
def test_letters_that_wait_too_long_are_a_warning(visitor, now, minutes, tries, told):
    happened = Event(at=now, name="CodeAsked", actor_kind=ActorKind.SYSTEM, facts={})
    db.session.add(happened)
    db.session.flush()
    letter = Letter(
        event_id=happened.id, template="code", message_id="<1@kenshu>", worded_at=now, sealed=b"",
        not_before=now - timedelta(minutes=minutes), tries=tries,
    )  # fmt: skip
    db.session.add(letter)
    db.session.commit()
    assert wrong(visitor) == []
    assert visitor.get("/readyz").json["warnings"] == told
