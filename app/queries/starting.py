"""What must be known before the service starts."""

from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import func, inspect, select, text

from app.extensions import db
from app.models import Course


def missing_migrations() -> list[str]:
    """The revisions that this code has and the database has not, the oldest first.

    They are numbered in the order of their files, so that nobody needs Alembic to compare them.
    """
    every = _revisions()
    with db.engine.connect() as connection:
        is_new = not inspect(connection).has_table("alembic_version")
        done = (
            None if is_new else connection.scalar(text("SELECT version_num FROM alembic_version"))
        )
    if done and done not in every:
        return []  # newer code has migrated it: while that is rolled out, both must run
    return every[every.index(done) + 1 :] if done else every


def last_deadline() -> datetime | None:
    """When the last course closes; nothing if there is no course."""
    return db.session.scalar(select(func.max(Course.apply_by)))


def is_of_newer_code(revision: str | None) -> bool:
    """Whether this code cannot know what a database of this revision looks like."""
    return revision is not None and revision not in _revisions()


def _revisions() -> list[str]:
    folder = Path(current_app.root_path).parent / "migrations" / "versions"
    return sorted(path.stem.split("_")[0] for path in folder.glob("[0-9]*.py"))
