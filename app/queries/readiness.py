"""What keeps the service from working: asked by machines, again and again."""

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import exists, or_, select, text
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.models import Letter, LetterState
from app.queries.starting import missing_migrations

# Deadlines are instants: two hosts whose clocks differ by more would judge them differently.
MOST_SKEW = timedelta(seconds=2)
LEAST_FREE, PROBE = 100_000_000, 4096  # bytes: a few uploads
LONGEST_WAIT, TRIES_IN_THAT_TIME = timedelta(minutes=30), 4


def faults(*, at: datetime) -> list[str]:
    """The names of what is wrong: database, migrations, clock, storage. Empty if all is well.

    `at` is this host's clock; it is compared with PostgreSQL's, which all hosts share.
    """
    try:
        db.session.execute(select(1))
        found = ["migrations"] if missing_migrations() else []
        found += ["clock"] if abs(_clock_of_database(at) - at) > MOST_SKEW else []
    except SQLAlchemyError:
        found = ["database"]
    return found if _can_keep_files() else [*found, "storage"]


def _clock_of_database(at: datetime) -> datetime:
    if db.engine.dialect.name != "postgresql":
        return at  # SQLite has this host's clock
    now: datetime = db.session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return now.astimezone(UTC)


def _can_keep_files() -> bool:
    """Really: a permission says nothing of a disk that is full or was mounted for reading."""
    folder = Path(current_app.config["INSTANCE"])
    try:
        with tempfile.TemporaryFile(dir=folder if folder.is_dir() else folder.parent) as probe:
            probe.write(b"?" * PROBE)
        return shutil.disk_usage(folder if folder.is_dir() else folder.parent).free >= LEAST_FREE
    except OSError:
        return False


def warnings(*, at: datetime) -> list[str]:
    """What somebody should look at while the service works on: letters that wait for too long."""
    overdue = or_(Letter.not_before <= at - LONGEST_WAIT, Letter.tries >= TRIES_IN_THAT_TIME)
    waiting = Letter.state.in_((LetterState.QUEUED, LetterState.LEASED))
    try:
        return ["letters"] if db.session.scalar(select(exists().where(waiting, overdue))) else []
    except SQLAlchemyError:
        return []  # that the database is away is said already
