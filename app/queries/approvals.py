"""The lists of the desk: what waits in a course, for how long, and for whom."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import joinedload

from app.database import UtcDateTime
from app.domain.names import prefix_range, search_key
from app.domain.next_steps import NEEDS_COORDINATOR, QUEUES, MinistrySays, NextStep
from app.domain.permissions import Actor, Kind
from app.domain.workflow import Status
from app.extensions import db
from app.models import (
    Application,
    Course,
    Document,
    SearchTerm,
)
from app.queries.desk import Notice, is_noticed
from app.queries.permissions import listed_for

PAGE = 50
MOST_WORDS = 8  # of a name that is looked for; each is asked of every queue
COUNTED = 1000  # a queue is counted so far; nobody reads a longer one
HERE: BindParameter[int] = bindparam("course_id")


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

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """On the applications of the course that the statement names `course_id`."""
        found: list[ColumnElement[bool]] = []
        if self.notice:
            found.append(is_noticed(self.notice))
        if self.country:
            found.append(Application.country == self.country)
        if self.ministry:
            found.append(Application.ministry_says == self.ministry)
        return found + [_has_name(word) for word in search_key(self.name).split()[:MOST_WORDS]]

    @property
    def query(self) -> dict[str, Any]:
        """As it stands in an address."""
        return {
            "q" if name == "name" else name: str(value)
            for name, value in self._asdict().items()
            if value
        }


def _has_name(beginning: str) -> ColumnElement[bool]:
    first, last = prefix_range(beginning)
    return Application.id.in_(
        select(SearchTerm.application_id).where(
            SearchTerm.course_id == HERE, SearchTerm.term.between(first, last)
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
            # A day at either end of the calendar may not exist in UTC.
            is_instant = cursor.at.tzinfo and cursor.at.astimezone(UTC)
        except (ValueError, OverflowError):
            return None
        is_known = cursor.place in range(len(QUEUES)) and abs(cursor.id) < 2**31
        return cursor if is_instant and is_known else None

    @classmethod
    def of(cls, application: "Application | Listed", view: View) -> "Cursor | None":
        if application.next_step not in view.steps:
            return None
        place = view.steps.index(application.next_step)
        return cls(place, application.next_step_at, application.id)


class Listed(NamedTuple):
    """What a list shows of an application, and what `domain/permissions.py` asks of it."""

    id: int
    reference: str
    institute_id: int
    programme_id: int
    course_id: int
    person_id: int
    authority_id: int | None
    country: str
    status: Status
    next_step: NextStep
    next_step_at: datetime
    ministry_says: MinistrySays
    final_rank: int | None
    score_mean: float | None
    is_sent: bool
    family_name: str
    given_names: str
    job_title: str
    employer: str

    @property
    def kind(self) -> Kind:
        return Kind.APPLICATION


class Page(NamedTuple):
    rows: Sequence[Listed]
    next: Cursor | None


def waiting_in(
    view: View, course_id: int, *, seen_by: Actor, after: Cursor | None = None, limit: int = PAGE
) -> Page:
    """Applications of a course queue by queue, in each the longest waiting first."""
    places = tuple(range(after.place if after else 0, len(view.steps)))
    if not places:
        return Page([], None)
    values: dict[str, object] = {"course_id": course_id, "limit": limit + 1}
    if after:
        values |= {"after_at": after.at, "after_id": after.id}
    statement = _list_of(view, seen_by, places, after is not None)
    rows = [Listed._make(row) for row in db.session.execute(statement, values)]
    following = Cursor.of(rows[limit - 1], view) if len(rows) > limit else None
    return Page(rows[:limit], following)


# To build a statement of many queues takes longer than to run it. Those who work with a course
# look at few views of it: the same statement serves them again.
@lru_cache(maxsize=500)
def _list_of(view: View, seen_by: Actor, places: tuple[int, ...], is_after: bool) -> Select[Any]:
    conditions = [Application.course_id == HERE, listed_for(seen_by), *view.conditions]
    queues = [
        _queue(place, view.steps[place], conditions, is_after and place == places[0])
        .limit(bindparam("limit"))
        .subquery()
        for place in places
    ]
    found = union_all(*(select(queue) for queue in queues)).subquery()
    return (
        select(*(getattr(Application, name) for name in Listed._fields))
        .join(found, found.c.id == Application.id)
        .order_by(found.c.place, found.c.at, found.c.id)
        .limit(bindparam("limit"))
    )


def _queue(
    place: int, step: NextStep, conditions: list[ColumnElement[bool]], is_after: bool
) -> Select[int, int, datetime]:
    statement: Select[int, int, datetime] = (
        select(
            Application.id.label("id"), literal(place).label("place"),
            Application.next_step_at.label("at"),
        )
        .where(Application.next_step == step, *conditions)
        .order_by(Application.next_step_at, Application.id)
    )  # fmt: skip
    if is_after:
        position = tuple_(Application.next_step_at, Application.id)
        last = tuple_(
            bindparam("after_at", type_=UtcDateTime), bindparam("after_id", type_=Integer)
        )
        statement = statement.where(position > last)
    return statement


def queue_lengths(course_id: int, *, seen_by: Actor) -> dict[NextStep, int]:
    """How many wait for each step, counted up to COUNTED."""
    values = {"course_id": course_id, "most": COUNTED}
    counts = db.session.execute(_lengths(seen_by), values)
    return {NextStep(step): number for step, number in counts}


@lru_cache(maxsize=500)
def _lengths(seen_by: Actor) -> Select[str, int]:
    conditions = (Application.course_id == HERE, listed_for(seen_by))
    queues = (
        select(literal(step.value).label("step"))
        .where(Application.next_step == step, *conditions)
        .limit(bindparam("most"))
        .subquery()
        for step in QUEUES
    )
    every = union_all(*(select(queue) for queue in queues)).subquery()
    return select(every.c.step, func.count()).group_by(every.c.step)


def papers_in(applications: Collection[Listed], course: Course) -> dict[int | None, int]:
    """How many of the documents that the course asks for each of these has."""
    if not course.documents:
        return {}
    values = {"ids": [one.id for one in applications], "kinds": course.documents}
    return {row_id: number for row_id, number in db.session.execute(_PAPERS, values)}


_PAPERS = (
    select(Document.application_id, func.count(Document.document_kind.distinct()))
    .where(Document.application_id.in_(bindparam("ids", expanding=True)))
    .where(Document.document_kind.in_(bindparam("kinds", expanding=True)))
    .where(Document.removed_at.is_(None))
    .group_by(Document.application_id)
)


def ranked_by(applications: Collection[Listed], course: Course) -> dict[int | None, int]:
    """How many nominees each of their authorities has in the course."""
    authorities = {one.authority_id for one in applications if one.final_rank}
    if not authorities:
        return {}
    values = {"course_id": course.id, "ids": list(authorities)}
    return {row_id: number for row_id, number in db.session.execute(_RANKED, values)}


_RANKED = (
    select(Application.authority_id, func.count())
    .where(Application.course_id == HERE, Application.final_rank.is_not(None))
    .where(Application.authority_id.in_(bindparam("ids", expanding=True)))
    .group_by(Application.authority_id)
)


def applications_by_id(
    application_ids: Collection[int], *, seen_by: Actor
) -> Sequence[Application]:
    """Those of these that the actor may see, with what an event about them says."""
    statement = (
        select(Application)
        .where(Application.id.in_(application_ids), listed_for(seen_by))
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
