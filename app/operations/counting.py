"""What stays of an application that is erased: one more in a number. Part of operations."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from app.database import insert_into
from app.domain.statistics import age_band, score_band
from app.extensions import db
from app.models import Application, Statistic

NAMES = ("course_id", "country", "sex", "work", "age_band", "status", "score_band")


def count_erased(found: Iterable[Application]) -> None:
    """Count those that were sent, as they are now; in one order, so that two runs do not wait for
    each other."""
    counts = Counter(_like(one) for one in found if one.is_sent)
    rows = [dict(zip(NAMES, like, strict=True)) | {"number": n} for like, n in counts.items()]
    if rows:
        db.session.execute(_upsert(sorted(rows, key=lambda row: [str(row[one]) for one in NAMES])))


def _like(one: Application) -> tuple[Any, ...]:
    return (
        one.course_id, one.country, one.sex or "", one.work or "",
        age_band(one.birth_date, one.course.age_on), str(one.status), score_band(one.score_mean),
    )  # fmt: skip


def _upsert(rows: list[dict[str, Any]]) -> Any:
    statement = insert_into(Statistic, db.engine.dialect.name).values(rows)
    return statement.on_conflict_do_update(
        index_elements=list(NAMES),
        set_={"number": Statistic.number + statement.excluded.number},
    )
