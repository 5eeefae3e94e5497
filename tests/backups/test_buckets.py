"""Backups where the files lie in a bucket."""

import json
import shutil

from sqlalchemy import func, select

from app import clock
from app.adapters.backups import LIST
from app.domain.permissions import SYSTEM
from app.extensions import db
from app.models import Application, Document
from app.operations.documents import open_document
from app.operations.privacy import erase_person
from tests import buckets
from tests.adapters.files import pdf
from tests.backups.working import HOUR, backups, done, flask, place_in, uploaded, uploading
from tests.factories import owner_of


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
