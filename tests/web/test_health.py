from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from app import clock
from app.extensions import db
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
    monkeypatch.setattr(readiness.os, "access", lambda *_: False)
    assert wrong(visitor) == ["storage"]


@pytest.mark.parametrize(("seconds", "found"), [(1.9, []), (2.1, ["clock"]), (-2.1, ["clock"])])
def test_a_clock_that_differs_from_the_database_is_named(visitor, monkeypatch, seconds, found):
    monkeypatch.setattr(readiness, "_clock_of_database", lambda at: at + timedelta(seconds=seconds))
    assert wrong(visitor) == found


def test_the_real_clock_of_the_database_is_asked(app, database, now, monkeypatch):
    """The clock of the tests stands still, so PostgreSQL's is far from it; SQLite has no other."""
    asked = readiness._clock_of_database(clock.now())
    assert (asked == now) == (db.engine.dialect.name == "sqlite")
