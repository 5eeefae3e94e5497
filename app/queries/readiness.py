"""What keeps the service from working: asked by machines, again and again."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import exists, or_, select, text
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.models import Letter, LetterState
from app.queries.starting import missing_migrations

# Deadlines are instants: two hosts whose clocks differ by more would judge them differently.
MOST_SKEW = timedelta(seconds=2)
LONGEST_WAIT, TRIES_IN_THAT_TIME = timedelta(minutes=30), 4


def faults(*, at: datetime) -> list[str]:
    """The names of what is wrong: database, migrations, clock. Empty if all is well.

    `at` is this host's clock; it is compared with PostgreSQL's, which all hosts share.
    """
    try:
        db.session.execute(select(1))
        found = ["migrations"] if missing_migrations() else []
        return found + (["clock"] if abs(_clock_of_database(at) - at) > MOST_SKEW else [])
    except SQLAlchemyError:
        return ["database"]


def _clock_of_database(at: datetime) -> datetime:
    if db.engine.dialect.name != "postgresql":
        return at  # SQLite has this host's clock
    now: datetime = db.session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return now.astimezone(UTC)


def warnings(*, at: datetime) -> list[str]:
    """What somebody should look at while the service works on: letters that wait for too long."""
    overdue = or_(Letter.not_before <= at - LONGEST_WAIT, Letter.tries >= TRIES_IN_THAT_TIME)
    waiting = Letter.state.in_((LetterState.QUEUED, LetterState.LEASED))
    try:
        return ["letters"] if db.session.scalar(select(exists().where(waiting, overdue))) else []
    except SQLAlchemyError:
        return []  # that the database is away is said already
