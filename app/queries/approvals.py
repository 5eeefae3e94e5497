"""The lists of the desk: what waits in a course, for how long, and for whom."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import joinedload

from app.domain.names import prefix_range, search_key
from app.domain.next_steps import NEEDS_COORDINATOR, QUEUES, MinistrySays, NextStep
from app.domain.permissions import Actor
from app.extensions import db
from app.models import (
    Application,
    Course,
    Document,
    SearchTerm,
)
from app.queries.desk import Notice, is_noticed
from app.queries.permissions import visible_to

PAGE = 50
COUNTED = 1000  # a queue is counted so far; nobody reads a longer one


class View(NamedTuple):
    """What a list shows: one queue, what needs the coordinator, or all that fits the filters."""

    step: NextStep | None = None
    notice: Notice | None = None
    country: str = ""
    ministry: MinistrySays | None = None
    name: str = ""

    @property
    def steps(self) -> tuple[NextStep, ...]:
        if self.step:
            return (self.step,)
        if any((self.notice, self.country, self.ministry, self.name)):
            return tuple(QUEUES)
        return tuple(step for step in QUEUES if step in NEEDS_COORDINATOR)

    def conditions_in(self, course_id: int) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.notice:
            found.append(is_noticed(self.notice))
        if self.country:
            found.append(Application.country == self.country)
        if self.ministry:
            found.append(Application.ministry_says == self.ministry)
        return found + [_has_name(word, course_id) for word in search_key(self.name).split()]

    @property
    def query(self) -> dict[str, Any]:
        """As it stands in an address."""
        return {
            "q" if name == "name" else name: str(value)
            for name, value in self._asdict().items()
            if value
        }


def _has_name(beginning: str, course_id: int) -> ColumnElement[bool]:
    first, last = prefix_range(beginning)
    return Application.id.in_(
        select(SearchTerm.application_id).where(
            SearchTerm.course_id == course_id, SearchTerm.term.between(first, last)
        )
    )


class Cursor(NamedTuple):
    """The last row of a page, in the queue at this place; the next page starts after it."""

    place: int
    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{self.place}~{self.at.isoformat()}~{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """The cursor, or None if the text is not one: then the list starts at its top."""
        try:
            place, at, row_id = text.split("~")
            cursor = cls(int(place), datetime.fromisoformat(at), int(row_id))
        except ValueError:
            return None
        return cursor if cursor.at.tzinfo and abs(cursor.id) < 2**31 else None

    @classmethod
    def of(cls, application: Application, view: View) -> "Cursor | None":
        if application.next_step not in view.steps:
            return None
        place = view.steps.index(application.next_step)
        return cls(place, application.next_step_at, application.id)


class Page(NamedTuple):
    rows: Sequence[Application]
    next: Cursor | None


def waiting_in(
    view: View, course_id: int, *, seen_by: Actor, after: Cursor | None = None, limit: int = PAGE
) -> Page:
    """Applications of a course queue by queue, in each the longest waiting first."""
    of_course, of_view = Application.course_id == course_id, view.conditions_in(course_id)
    conditions = [of_course, visible_to(seen_by), *of_view]
    queues = [
        _queue(place, step, conditions, after).limit(limit + 1).subquery()
        for place, step in enumerate(view.steps)
        if after is None or place >= after.place
    ]
    if not queues:
        return Page([], None)
    found = union_all(*(select(queue) for queue in queues)).subquery()
    statement = (
        select(Application, found.c.place)
        .join(found, found.c.id == Application.id)
        .order_by(found.c.place, found.c.at, found.c.id)
        .limit(limit + 1)
    )
    rows = db.session.execute(statement).all()
    last = rows[limit - 1] if len(rows) > limit else None
    following = Cursor(last.place, last[0].next_step_at, last[0].id) if last else None
    return Page([row[0] for row in rows[:limit]], following)


def _queue(
    place: int, step: NextStep, conditions: list[ColumnElement[bool]], after: Cursor | None
) -> Select[int, int, datetime]:
    statement: Select[int, int, datetime] = (
        select(
            Application.id.label("id"), literal(place).label("place"),
            Application.next_step_at.label("at"),
        )
        .where(Application.next_step == step, *conditions)
        .order_by(Application.next_step_at, Application.id)
    )  # fmt: skip
    if after and place == after.place:
        position = tuple_(Application.next_step_at, Application.id)
        statement = statement.where(position > tuple_(after.at, after.id))
    return statement


def queue_lengths(course_id: int, *, seen_by: Actor) -> dict[NextStep, int]:
    """How many wait for each step, counted up to COUNTED."""
    conditions = (Application.course_id == course_id, visible_to(seen_by))
    queues = (
        select(literal(step.value).label("step"))
        .where(Application.next_step == step, *conditions)
        .limit(COUNTED)
        .subquery()
        for step in QUEUES
    )
    every = union_all(*(select(queue) for queue in queues)).subquery()
    counts = select(every.c.step, func.count()).group_by(every.c.step)
    return {NextStep(step): number for step, number in db.session.execute(counts)}


def papers_in(applications: Collection[Application], course: Course) -> dict[int | None, int]:
    """How many of the documents that the course asks for each of these has."""
    statement = (
        select(Document.application_id, func.count(Document.document_kind.distinct()))
        .where(Document.application_id.in_([one.id for one in applications]))
        .where(Document.document_kind.in_(course.documents), Document.removed_at.is_(None))
        .group_by(Document.application_id)
    )
    return {row_id: number for row_id, number in db.session.execute(statement)}


def ranked_by(applications: Collection[Application], course: Course) -> dict[int | None, int]:
    """How many nominees each of their authorities has in the course."""
    authorities = {one.authority_id for one in applications if one.authority_id}
    statement = (
        select(Application.authority_id, func.count())
        .where(Application.course_id == course.id, Application.final_rank.is_not(None))
        .where(Application.authority_id.in_(authorities))
        .group_by(Application.authority_id)
    )
    return {row_id: number for row_id, number in db.session.execute(statement)}


def applications_by_id(
    application_ids: Collection[int], *, seen_by: Actor
) -> Sequence[Application]:
    """Those of these that the actor may see, with what an event about them says."""
    statement = (
        select(Application)
        .where(Application.id.in_(application_ids), visible_to(seen_by))
        .options(joinedload(Application.course), joinedload(Application.person))
        .order_by(Application.id)
    )
    return db.session.scalars(statement).all()


def waiting_to_assign(course_id: int) -> Sequence[Application]:
    """All of a course that wait for reviewers, the longest waiting first."""
    statement = (
        select(Application)
        .where(Application.course_id == course_id, Application.next_step == NextStep.ASSIGN)
        .options(joinedload(Application.course), joinedload(Application.person))
        .order_by(Application.next_step_at, Application.id)
    )
    return db.session.scalars(statement).all()
