"""Numbers of what was erased: never of fewer people than could be told apart."""

from sqlalchemy import func, select

from app.domain.statistics import Cell, without_few
from app.extensions import db
from app.models import Course, Statistic

# By what the numbers can be told.
COLUMNS = {
    "course": Course.code, "country": Statistic.country, "sex": Statistic.sex,
    "work": Statistic.work, "age": Statistic.age_band, "status": Statistic.status,
    "score": Statistic.score_band,
}  # fmt: skip


def erased_by(name: str) -> list[Cell]:
    """How many applications were erased, by one property; small numbers are hidden."""
    column = COLUMNS[name]
    statement = (
        select(column, func.sum(Statistic.number))
        .join(Course, Course.id == Statistic.course_id)
        .group_by(column)
    )
    return without_few({said: int(number) for said, number in db.session.execute(statement)})
