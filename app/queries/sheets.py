"""The applications of a view, to be taken out as a sheet: all of them, piece by piece."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Engine, Select, case, func, select

from app.domain.next_steps import QUEUES, MinistrySays, NextStep
from app.domain.permissions import Actor
from app.domain.workflow import Action, Status
from app.domain.world import COUNTRIES
from app.extensions import db
from app.models import Application, Authority, Course
from app.patience import in_haste
from app.queries.approvals import HERE, View, has_word
from app.queries.permissions import allowed, listed_for

PIECE = 500  # rows


class SheetRow(NamedTuple):
    """No more than the list shows and its coordinators write to ministries about."""

    reference: str
    family_name: str
    given_names: str
    country: str
    job_title: str
    employer: str
    status: Status
    former_status: Status | None
    next_step: NextStep
    next_step_at: datetime
    submitted_at: datetime
    ministry_says: MinistrySays
    final_rank: int | None
    authority: str | None
    score: float | None  # None also for who may not know it


_PLAIN = SheetRow._fields[:-2]


def number_in(view: View, course: Course, *, seen_by: Actor) -> int:
    """How many applications the sheet of this view holds now."""
    statement = select(func.count()).select_from(Application).where(*_wanted(view, seen_by))
    return db.session.scalar(statement, {"course_id": course.id}) or 0


def sheet_rows(view: View, course: Course, *, seen_by: Actor) -> Iterator[SheetRow]:
    """They come country by country, as the alphabet has them, each in its ministry's order.

    One statement reads them from one state of the database, on a line of its own: it begins with
    the first row that is asked for, and ends with the last, or when nobody asks any more.
    """
    places = _alphabet(course)
    known = allowed(seen_by, Action.SEE_SCORES, Application)
    statement = (
        select(
            *(getattr(Application, name) for name in _PLAIN),
            Authority.name,
            case((known, Application.score_mean)),
        )
        .outerjoin(Authority, Authority.id == Application.authority_id)
        .where(*_wanted(view, seen_by))
        .order_by(
            case(places, value=Application.country, else_=len(places)),
            Application.final_rank.is_(None),
            Application.final_rank,
            Application.id,
        )
    )
    return _read(db.engine, statement, {"course_id": course.id})


def _wanted(view: View, seen_by: Actor) -> list[Any]:
    """What the list shows under this view; under none, the whole course."""
    steps = view.steps if view.query else tuple(QUEUES)
    in_course = Application.course_id == HERE
    return [
        in_course, Application.next_step.in_(steps), listed_for(seen_by),
        *view.conditions(seen_by), *(has_word(one, Application.id) for one in view.words),
    ]  # fmt: skip


def _alphabet(course: Course) -> dict[str, int]:
    names = sorted((COUNTRIES[code].name, code) for code in course.countries if code in COUNTRIES)
    return {code: place for place, (_, code) in enumerate(names)}


def _read(engine: Engine, statement: Select[Any], values: dict[str, Any]) -> Iterator[SheetRow]:
    # Not by the session: that ends with the request, and this is read while its answer is sent.
    line = ExitStack()
    try:
        with in_haste():
            connection = line.enter_context(engine.connect())
            kept = {"stream_results": True, "max_row_buffer": PIECE}
            result = connection.execution_options(**kept).execute(statement, values)
            line.callback(result.close)
            rows = result.fetchmany(PIECE)
        while rows:
            yield from map(SheetRow._make, rows)
            with in_haste():
                rows = result.fetchmany(PIECE)
    finally:
        with in_haste():
            line.close()
