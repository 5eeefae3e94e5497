"""Backups while others write, and the drill of the way back."""

import json
import shutil
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from time import monotonic

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, delete, func, select, text

from app import cli, clock, create_app
from app.adapters import dumps
from app.adapters.backups import LIST, Backup, finish, parts_of
from app.domain.permissions import SYSTEM
from app.domain.questions import DocumentKind
from app.extensions import db
from app.models import Application, AuthSession, Document, Event, Generation, Letter, LetterState
from app.operations.accounts import ask_code
from app.operations.demonstration.load import load_samples
from app.operations.demonstration.many import load_many
from app.operations.documents import add_document, open_document, storage
from app.operations.letters import send_letter
from app.operations.privacy import erase_person
from config import Testing
from tests import buckets
from tests.adapters.files import pdf
from tests.databases import new_database
from tests.factories import Factories, fresh, owner_of
from tests.operations.test_erasure import found, lived, planted

HOUR = timedelta(hours=1)


class Place:
    """A service with a database and an instance of its own. It is set up once, and begins anew
    with each test."""

    def __init__(self, kind, name, folder):
        self.kind, self.name, self.folder = kind, name, folder
        folder.mkdir()
        settings = {"SQLALCHEMY_DATABASE_URI": new_database(kind, name, folder)}
        settings |= {"INSTANCE": folder / "instance"}
        self.app = create_app(type("Settings", (Testing,), settings))
        cli.allow_migrations(self.app)
        self.told = dict(self.app.config)

    def leave(self):
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def begun_anew(self, *, like="", **others):
        self.leave()
        self.app.config.clear()
        self.app.config.update(self.told | others)
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        new_database(self.kind, self.name, self.folder, like=like)
        return self.app


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def place(request, tmp_path_factory, worker_id):
    """A function that finds a place by its name."""
    folder = tmp_path_factory.mktemp("places")

    @cache
    def place(name):
        return Place(request.param, f"backup_{name}_{worker_id}", folder / name)

    return place


@pytest.fixture(scope="module")
def migrated(place):
    """The address of a database that all migrations have made."""
    pattern = place("pattern")
    with pattern.app.app_context():
        upgrade()
    pattern.leave()
    return pattern.told["SQLALCHEMY_DATABASE_URI"]


@pytest.fixture
def service(place, migrated):
    """A function that gives a service, by name, on a migrated database."""
    lent = []

    def service(name, *, is_migrated=True, **others):
        lent.append(place(name))
        return lent[-1].begun_anew(like=migrated if is_migrated else "", **others)

    yield service
    for one in lent:
        one.leave()


@pytest.fixture
def here(service):
    app = service("here")
    with app.app_context():
        yield app
        db.session.remove()


@pytest.fixture
def make(here, now):
    if db.session.get(Generation, "catalogue") is None:
        db.session.add(Generation(name="catalogue", number=1))
        db.session.commit()
    return Factories(now)


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


def test_the_drill(here, service, make, now, tmp_path):
    """Busy while it is backed up; one is erased after it; all is lost; all is back but him."""
    application = planted(make, now)
    load_samples(seed=1, at=now, storage=storage())
    lived(application, make, now)
    person_id = application.person_id
    ask_code("someone@example.org", network="n", at=now)
    before = db.session.scalar(select(func.count(Application.id)))
    with busy(here, uploading(make, now)) as written:
        while not written:
            pass
        done(here, "backup", tmp_path / "kept")
        at_end = len(written)
    assert at_end > 1, "nobody wrote while the backup was made"
    erase_person(person_id, by=SYSTEM, at=now + HOUR)

    there = service("there")
    (there.config["INSTANCE"]).mkdir(exist_ok=True)
    shutil.copy(here.config["INSTANCE"] / "erased.jsonl", there.config["INSTANCE"])
    began = monotonic()
    said = done(there, "restore", tmp_path / "kept")
    assert monotonic() - began < 60
    assert "1 people erased again" in said
    with there.app_context():
        assert_all_is_well(before + 1)
        done(there, "retention", "run")
        assert found(there) == []


def test_files_of_a_bucket_are_in_the_backup_and_come_back_into_another(
    here, service, make, now, tmp_path
):
    with buckets.store() as lost, buckets.store() as new:
        here.config.update(lost.settings())
        people = []
        for _ in range(2):
            uploading(make, now)()
            people.append(db.session.scalar(select(func.max(Application.person_id))))
        done(here, "backup", tmp_path / "kept")
        erase_person(people[0], by=SYSTEM, at=now + HOUR)
        lost.close()
        there = service("there", **new.settings())
        there.config["INSTANCE"].mkdir()
        shutil.copy(here.config["INSTANCE"] / "erased.jsonl", there.config["INSTANCE"])
        said = done(there, "restore", tmp_path / "kept")
        assert "2 files" in said
        assert "1 people erased again" in said
        with there.app_context():
            (kept,) = db.session.scalars(select(Document))
            files = [name for name in new.names() if not name.startswith("files/notes/")]
            assert files == [f"files/{kept.blob[:2]}/{kept.blob[2:4]}/{kept.blob}"]
            own = owner_of(db.session.get(Application, kept.application_id))
            number, application_id = kept.id, kept.application_id
            opened = open_document(application_id, number, by=own, at=now)
            assert opened.content == pdf()


def test_whom_one_host_erased_stays_erased_when_another_restores(
    here, service, make, now, tmp_path
):
    """Hosts share a bucket and nothing else: what one remembers in its instance, no other sees."""
    with buckets.store() as store:
        here.config.update(store.settings())
        uploading(make, now)()
        person_id = db.session.scalar(select(func.max(Application.person_id)))
        done(here, "backup", tmp_path / "kept")
        erase_person(person_id, by=SYSTEM, at=now + HOUR)
        there = service("there", **store.settings())
        there.config["INSTANCE"].mkdir()
        assert "1 people erased again" in done(there, "restore", tmp_path / "kept")
        with there.app_context():
            (there.config["INSTANCE"] / "erased.jsonl").unlink()
        done(there, "backup", tmp_path / "later")
        (folder,) = backups(tmp_path / "later")
        said = [json.loads(line) for line in (folder / "erased.jsonl").read_text().splitlines()]
        assert {"at": (now + HOUR).isoformat(), "person_id": person_id, "is_whole": True} in said


def test_a_store_that_is_away_holds_up_no_erasure(here, make, now):
    with buckets.store() as store:
        here.config.update(store.settings())
        application = make.application()
        person_id = application.person_id
        store.fault = buckets.refusing(403, "AccessDenied")
        assert erase_person(person_id, by=SYSTEM, at=now)
        lines = (here.config["INSTANCE"] / "erased.jsonl").read_text().splitlines()
        assert [json.loads(line)["person_id"] for line in lines] == [person_id]


def test_a_backup_that_lacks_a_file_for_a_moment_is_none(here, make, now, tmp_path):
    """The store goes away between two files: nothing may look like a backup of all."""
    with buckets.store() as store:
        here.config.update(store.settings())
        uploading(make, now)()
        uploading(make, now)()
        asked = []

        def fails_at_the_second(answer):
            asked.append(answer.name)
            return len(asked) == 2 and answer.refuse(403, "AccessDenied")

        store.fault = fails_at_the_second
        code, said = flask(here, "backup", tmp_path / "kept")
        assert (code, "We cannot reach our files now" in said) == (1, True)
        assert list((tmp_path / "kept").rglob(LIST)) == []
        code, said = flask(here, "restore", tmp_path / "kept")
        assert (code, "Perhaps it was cut off" in said) == (1, True)


def test_only_what_the_last_backup_lacks_is_fetched_from_a_bucket(
    here, make, now, tmp_path, monkeypatch
):
    with buckets.store() as store:
        here.config.update(store.settings())
        kept, lost, spoilt = (uploaded(make, now) for _ in range(3))
        done(here, "backup", tmp_path)
        new = uploaded(make, now)
        store.objects.pop(place_in(lost))
        (path,) = tmp_path.rglob(spoilt)
        path.write_bytes(b"no longer so")
        store.asked.clear()
        monkeypatch.setattr(clock, "now", lambda: now + HOUR)
        code, said = flask(here, "backup", tmp_path)
        asked = {name for method, name, _ in store.asked if method == "GET" and name}
        assert asked == {place_in(lost), place_in(spoilt), place_in(new)}
        assert (code, f"{lost}: a row names this file" in said) == (1, True)
        done(here, "backup", "--check", tmp_path)
        assert {path.name for path in backups(tmp_path)[-1].glob("files/*/*/*")} == {
            kept, spoilt, new,
        }  # fmt: skip


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


@pytest.mark.long
def test_the_long_drill_is_timed(here, service, make, now, tmp_path, capsys):
    load_samples(seed=1, at=now, storage=storage())
    load_many(5000, seed=2, at=now)
    number = db.session.scalar(select(func.count(Application.id)))
    times = []
    for one in range(3):
        with busy(here, uploading(make, now)):
            began = monotonic()
            done(here, "backup", tmp_path / f"kept{one}")
            taken = monotonic() - began
        there = service(f"there{one}", is_migrated=False)
        began = monotonic()
        done(there, "restore", tmp_path / f"kept{one}")
        times.append((round(taken, 1), round(monotonic() - began, 1)))
        with there.app_context():
            assert_all_is_well(number + 1 + one)
    with capsys.disabled():
        kind = db.engine.dialect.name
        print(f"\n{kind}: {number} applications, seconds to take and restore: {times}")


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


def test_a_backup_that_stops_half_way_is_none(here, make, now, tmp_path, monkeypatch):
    uploading(make, now)()
    monkeypatch.setattr("app.operations.backing_up.finish", lambda _backup: 1 / 0)
    assert flask(here, "backup", tmp_path / "kept")[0] == 1
    code, said = flask(here, "restore", "--replace", tmp_path / "kept")
    assert (code, "Perhaps it was cut off" in said) == (1, True)


def test_a_file_that_is_erased_meanwhile_is_noted_and_one_that_is_lost_is_told(
    here, make, now, tmp_path, monkeypatch
):
    work = uploading(make, now)
    first = fresh(db.session.get(Document, work()))
    name, copied = first.blob, dumps.dump

    def dump(*given):
        found = copied(*given)
        with db.engine.begin() as connection:
            connection.execute(delete(Document))
        storage().remove(name)
        return found

    monkeypatch.setattr("app.operations.backing_up.dump", dump)
    assert "1 files gone" in done(here, "backup", tmp_path / "kept")
    done(here, "restore", "--replace", tmp_path / "kept")
    monkeypatch.undo()
    code, said = flask(here, "backup", tmp_path / "again")
    assert (code, f"{name}: a row names this file" in said) == (1, True)


def test_keys_are_in_no_backup_and_never_beside_one(here, make, tmp_path):
    make.person()
    done(here, "backup", tmp_path / "kept")
    (folder,) = backups(tmp_path / "kept")
    for near in (folder / "keys", tmp_path / "kept" / "keys"):
        assert "beside a backup" in flask(here, "backup", "--keys", near)[1]
        assert not near.exists()
    apart = tmp_path / "apart"
    apart.mkdir()
    assert "beside a backup" in flask(here, "backup", apart, "--keys", apart / "keys")[1]
    done(here, "backup", "--keys", apart / "keys")
    keys = json.loads((apart / "keys").read_text())
    assert keys["VAULT_KEYS"] == here.config["VAULT_KEYS"]
    assert (apart / "keys").stat().st_mode & 0o777 == 0o600
    assert flask(here, "backup", "--keys", apart / "keys")[0] == 1
    secrets = [here.config[name].partition(":")[2] or here.config[name] for name in keys
               if here.config[name]]  # fmt: skip
    for path in (path for path in folder.rglob("*") if path.is_file()):
        assert path.stat().st_mode & 0o077 == 0
        assert not [one for one in secrets if one.encode() in path.read_bytes()]


def test_old_backups_of_ours_go_and_nothing_else(here, make, now, tmp_path, monkeypatch):
    make.person()
    kept = tmp_path / "kept"
    for days in (40, 35, 20):
        monkeypatch.setattr(clock, "now", lambda days=days: now - timedelta(days=days))
        done(here, "backup", kept)
    of_40, of_35, _ = backups(kept)
    (of_35 / "note.txt").write_text("of somebody")
    (kept / "kenshu-of-others").mkdir()
    other = kept / "kenshu-20200101T000000Z"
    other.mkdir()
    foreign = json.loads((of_40 / LIST).read_text()) | {"service": "https://other.example"}
    (other / LIST).write_text(json.dumps(foreign))
    monkeypatch.setattr(clock, "now", lambda: now)
    said = done(here, "backup", kept, "--keep-days", "30")
    assert said.count("removed") == 2
    left = [path.name for path in backups(kept)]
    assert of_40.name not in left
    assert {other.name, "kenshu-of-others"} < set(left)
    assert [path.name for path in of_35.iterdir()] == ["note.txt"]
    assert len([one for one in backups(kept) if (one / "database.sqlite").exists()
                or (one / "database.dump").exists()]) == 2  # fmt: skip


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


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_without_the_tools_of_postgresql_a_sentence_says_what_to_install(
    here, tmp_path, monkeypatch
):
    monkeypatch.setattr(dumps, "_major", lambda _path: 0)
    code, said = flask(here, "backup", tmp_path / "kept")
    assert (code, "Install postgresql-client-" in said) == (1, True)
