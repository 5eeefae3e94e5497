"""What keeps the service from working: asked by machines, again and again."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.queries.starting import missing_migrations

# Deadlines are instants: two hosts whose clocks differ by more would judge them differently.
MOST_SKEW = timedelta(seconds=2)


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
    folder = Path(current_app.config["INSTANCE"])
    return os.access(folder if folder.is_dir() else folder.parent, os.W_OK)
