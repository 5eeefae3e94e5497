"""What must be known before the service starts."""

from datetime import datetime
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import func, select

from app.extensions import db
from app.models import Course


def missing_migrations() -> list[str]:
    """The revisions that this code has and the database has not, the oldest first."""
    folder = Path(current_app.root_path).parent / current_app.extensions["migrate"].directory
    script = ScriptDirectory(str(folder))
    every = [one.revision for one in script.walk_revisions()][::-1]
    with db.engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    if not set(heads) <= set(every):
        return []  # newer code has migrated it: while that is rolled out, both must run
    done = {one.revision for one in script.iterate_revisions(heads, "base")} if heads else set()
    return [revision for revision in every if revision not in done]


def last_deadline() -> datetime | None:
    """When the last course closes; nothing if there is no course."""
    return db.session.scalar(select(func.max(Course.apply_by)))
