"""Backups while others write, and what is in none."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import delete

from app import clock
from app.adapters import dumps
from app.adapters.backups import LIST
from app.extensions import db
from app.models import Document
from app.operations.documents import storage
from tests.backups.working import backups, done, flask, uploading
from tests.factories import fresh


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


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_without_the_tools_of_postgresql_a_sentence_says_what_to_install(
    here, tmp_path, monkeypatch
):
    monkeypatch.setattr(dumps, "_major", lambda _path: 0)
    code, said = flask(here, "backup", tmp_path / "kept")
    assert (code, "Install postgresql-client-" in said) == (1, True)
