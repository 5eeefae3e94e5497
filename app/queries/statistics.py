"""Numbers of what was erased: never of fewer people than could be told apart."""

import time

from sqlalchemy import func, select, text

from app.domain.statistics import Cell, without_few
from app.extensions import db
from app.models import Course, Statistic
from app.replica import REPLICA, read_replica

# By what the numbers can be told.
COLUMNS = {
    "course": Course.code, "country": Statistic.country, "sex": Statistic.sex,
    "work": Statistic.work, "age": Statistic.age_band, "status": Statistic.status,
    "score": Statistic.score_band,
}  # fmt: skip

LONGEST_LAG, LOOK_AGAIN = 1.0, 0.05  # seconds


def read_replica_for_report() -> None:
    """Read from the replica, once it has all that is committed by now; it is given a second."""
    engine = db.engines.get(REPLICA)
    if engine is not None:
        written = db.session.scalar(text("SELECT pg_current_wal_lsn()::text"))
        read_replica(db.session(), engine, lacks_nothing=lambda: _has_replayed(written))


def _has_replayed(position: str) -> bool:
    question = text("SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= (:at)::pg_lsn")
    ends = time.monotonic() + LONGEST_LAG
    while not (has_it := bool(db.session.scalar(question, {"at": position}))):
        if time.monotonic() > ends:
            break
        time.sleep(LOOK_AGAIN)
    return has_it


def erased_by(name: str) -> list[Cell]:
    """How many applications were erased, by one property; small numbers are hidden."""
    column = COLUMNS[name]
    statement = (
        select(column, func.sum(Statistic.number))
        .join(Course, Course.id == Statistic.course_id)
        .group_by(column)
    )
    return without_few({said: int(number) for said, number in db.session.execute(statement)})
