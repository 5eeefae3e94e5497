"""The way back, and what is refused on it."""

import json
import time

import pytest
from flask_migrate import downgrade
from sqlalchemy import create_engine, func, select, text

from app import clock
from app.adapters import dumps
from app.adapters.backups import LIST, Backup, finish, parts_of
from app.extensions import db
from app.models import Application, AuthSession, Event, Letter, LetterState
from app.operations.accounts import ask_code
from tests.backups.working import HOUR, backups, done, flask, uploading
from tests.factories import fresh


def test_letters_of_then_are_stopped_and_nobody_is_signed_in(here, make, now, tmp_path):
    person = make.person()
    db.session.add(
        AuthSession(
            digest="d", person_id=person.id, created_at=now, seen_at=now, ends_at=now + HOUR
        )
    )
    db.session.commit()
    ask_code("someone@example.org", network="n", at=now)
    done(here, "backup", tmp_path / "kept")
    said = done(here, "restore", "--replace", tmp_path / "kept")
    assert "1 letters stopped, 1 sessions ended, 0 people" in said
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.state, letter.secret_sealed) == (LetterState.STOPPED, None)
    names = db.session.scalars(select(Event.name).order_by(Event.id)).all()
    assert names[-2:] == ["BackupTaken", "BackupRestored"]


def test_a_used_database_is_left_alone_and_set_aside_only_when_asked(here, make, now, tmp_path):
    make.person()
    done(here, "backup", tmp_path / "kept")
    later = make.person(email="later@example.org").id
    db.session.commit()
    code, said = flask(here, "restore", tmp_path / "kept")
    assert (code, "not empty" in said) == (1, True)
    assert db.session.get(type(make.person()), later)
    db.session.rollback()
    assert "The old database is kept: " in done(here, "restore", "--replace", tmp_path / "kept")
    assert in_old(here, "later@example.org")


def in_old(app, email):
    """Whether the database that was set aside knows this person."""
    if db.engine.dialect.name == "sqlite":
        (old,) = app.config["INSTANCE"].parent.glob("aside-*/*.db")
        engine, table = create_engine(f"sqlite:///{old}"), "person"
    else:
        engine = db.engine
        table = f'"aside-{clock.now():%Y%m%dT%H%M%SZ}".person'
    with engine.connect() as connection:
        found = connection.scalar(
            text(f"SELECT count(*) FROM {table} WHERE email = :email"), {"email": email}
        )
    engine.dispose()
    return found


def test_who_still_uses_the_database_is_not_cut_off(here, make, tmp_path, monkeypatch):
    monkeypatch.setattr(dumps, "GOODBYE", 0)
    make.person()
    done(here, "backup", tmp_path / "kept")
    other = create_engine(here.config["SQLALCHEMY_DATABASE_URI"])
    with other.connect() as connection:
        connection.scalar(text("SELECT count(*) FROM person"))
        code, said = flask(here, "restore", "--replace", tmp_path / "kept")
    other.dispose()
    assert (code, "Stop the service first" in said) == (1, True)
    done(here, "restore", "--replace", tmp_path / "kept")


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_a_connection_that_is_closed_a_moment_later_uses_the_database_no_more(
    here, make, tmp_path, monkeypatch
):
    """As our own does that looked whether the database is empty, where the server is busy."""
    make.person()
    done(here, "backup", tmp_path / "kept")
    other, asleep = create_engine(here.config["SQLALCHEMY_DATABASE_URI"]), time.sleep
    other.connect().close()  # the pool keeps it open

    def meanwhile(seconds):
        other.dispose()
        asleep(seconds)

    monkeypatch.setattr(dumps.time, "sleep", meanwhile)
    done(here, "restore", "--replace", tmp_path / "kept")


def test_a_restore_that_fails_leaves_the_old_database(here, make, tmp_path, monkeypatch):
    email = make.person().email
    done(here, "backup", tmp_path / "kept")

    def fail(*_given):
        raise dumps.DumpRefused("no")

    monkeypatch.setattr("app.operations.restoring.undump", fail)
    assert flask(here, "restore", "--replace", tmp_path / "kept")[0] == 1
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT email FROM person")) == email


def spoilt(name):
    def spoil(folder):
        (path,) = folder.rglob(name)
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        return path.name

    return spoil


def lost(folder):
    (path,) = (folder / "files").rglob("?" * 64)
    path.unlink()
    return path.name


def escaping(folder):
    said = json.loads((folder / LIST).read_text())
    said["parts"].append({"path": "files/../../secret", "sha256": "", "bytes": 0})
    (folder / LIST).write_text(json.dumps(said))
    return "files/../../secret: no file of a backup"


def cut_off(folder):
    (folder / LIST).unlink()
    return "was cut off"


def garbled(folder):
    (folder / LIST).write_text("{")
    return "cannot be read"


@pytest.mark.parametrize(
    "spoil", [spoilt("database.*"), spoilt("?" * 64), lost, escaping, cut_off, garbled]
)
def test_what_was_changed_or_cut_off_is_refused_by_name(here, make, now, tmp_path, spoil):
    uploading(make, now)()
    done(here, "backup", tmp_path / "kept")
    (folder,) = backups(tmp_path / "kept")
    assert "as it was made" in done(here, "backup", "--check", folder)
    named = spoil(folder)
    for words in (("backup", "--check"), ("restore", "--replace")):
        code, said = flask(here, *words, folder)
        assert (code, named in said) == (1, True), said
    assert db.session.scalar(select(func.count(Application.id))) == 1


def test_a_backup_of_an_older_revision_is_migrated(here, make, now, tmp_path):
    downgrade(revision="0004")
    db.engine.dispose()
    folder = tmp_path / "kept" / "kenshu-20261101T000000Z"
    folder.mkdir(parents=True)
    copied = dumps.dump(db.engine, folder)
    assert copied.revision == "0004"
    finish(Backup(folder=folder, made_at=now, service="", kind=db.engine.dialect.name,
                  revision="0004", parts=parts_of(folder)))  # fmt: skip
    done(here, "restore", "--replace", folder)
    with db.engine.connect() as connection:
        assert connection.scalar(text(dumps.REVISION)) > "0004"


def test_a_backup_of_newer_code_is_refused(here, make, tmp_path):
    make.person()
    done(here, "backup", tmp_path / "kept")
    (folder,) = backups(tmp_path / "kept")
    said = json.loads((folder / LIST).read_text()) | {"revision": "9999"}
    (folder / LIST).write_text(json.dumps(said))
    assert "newer code" in flask(here, "restore", "--replace", folder)[1]


def test_keys_that_do_not_open_it_are_told(here, make, tmp_path):
    make.person(key_id=7)
    done(here, "backup", tmp_path / "kept")
    assert "Key 7 of KENSHU_VAULT_KEYS" in done(here, "restore", "--replace", tmp_path / "kept")


def test_an_erasure_from_before_the_backup_touches_nobody_who_has_the_number_now(
    here, make, now, tmp_path
):
    person = make.person()
    line = {"at": (now - HOUR).isoformat(), "person_id": person.id, "is_whole": True}
    (here.config["INSTANCE"]).mkdir(exist_ok=True)
    (here.config["INSTANCE"] / "erased.jsonl").write_text(json.dumps(line) + "\n")
    done(here, "backup", tmp_path / "kept")
    assert "0 people erased again" in done(here, "restore", "--replace", tmp_path / "kept")
    assert fresh(person).erased_at is None
