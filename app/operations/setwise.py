"""Many rows with one statement: parts of operations that decide over a hundred at once."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Insert, Table, bindparam, update
from sqlalchemy.orm.attributes import set_committed_value

from app.database import insert_into
from app.domain.errors import ChangedMeanwhile
from app.domain.questions import Question
from app.extensions import db
from app.models import Answer, Application

# What `Application.move` and `wait` may change.
MOVED = ("status", "former_status", "next_step", "next_step_at")
_BLANKING = (
    update(cast(Table, Answer.__table__))
    .where(Answer.application_id == bindparam("of"))
    .where(Answer.question.in_(bindparam("blank", expanding=True)))
    .values(value="")
)


def write_moves(applications: Sequence[Application]) -> None:
    """Write at once where these were moved to. They must be locked, and not yet flushed."""
    if not applications:
        return
    table = cast(Table, Application.__table__)
    is_as_read = (table.c.id == bindparam("of_id")) & (table.c.version == bindparam("read"))
    new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in MOVED}
    result = db.session.connection().execute(
        update(table).where(is_as_read).values(version=table.c.version + 1, **new),
        [
            {"of_id": one.id, "read": one.version}
            | {f"new_{name}": getattr(one, name) for name in MOVED}
            for one in applications
        ],
    )
    if result.rowcount != len(applications):
        raise ChangedMeanwhile
    for one in applications:
        for name in MOVED:
            set_committed_value(one, name, getattr(one, name))
        set_committed_value(one, "version", one.version + 1)


def write_answers(application_id: int, answers: Mapping[Question, str]) -> None:
    """Keep these answers in place of former ones; of what is left blank no row is begun."""
    connection = db.session.connection()
    kept = [
        {"application_id": application_id, "question": question.key, "value": value,
         "question_version": question.version}
        for question, value in answers.items() if value
    ]  # fmt: skip
    blank = [question.key for question, value in answers.items() if not value]
    if kept:
        connection.execute(_keeping_answers(connection.dialect.name), kept)
    if blank:
        connection.execute(_BLANKING, {"of": application_id, "blank": blank})


@cache
def _keeping_answers(database: str) -> Insert:
    statement = insert_into(Answer, database)
    new = {name: statement.excluded[name] for name in ("question_version", "value")}
    keeping: Insert = statement.on_conflict_do_update(
        index_elements=["application_id", "question"], set_=new
    )
    return keeping
