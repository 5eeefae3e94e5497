"""The drill of the way back."""

import shutil
from time import monotonic

import pytest
from sqlalchemy import func, select

from app.domain.permissions import SYSTEM
from app.extensions import db
from app.models import Application
from app.operations.accounts import ask_code
from app.operations.demonstration.load import load_samples
from app.operations.demonstration.many import load_many
from app.operations.documents import storage
from app.operations.privacy import erase_person
from tests.backups.working import HOUR, assert_all_is_well, busy, done, uploading
from tests.operations.test_erasure import found, lived, planted


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
