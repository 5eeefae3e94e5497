"""The lists of the desk: what waits in a course, for how long, and for whom."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    Tuple,
    bindparam,
    case,
    exists,
    func,
    literal,
    literal_column,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from app.database import UtcDateTime
from app.domain.names import prefix_range, search_key
from app.domain.next_steps import NEEDS_COORDINATOR, QUEUES, MinistrySays, NextStep
from app.domain.permissions import Actor, Kind
from app.domain.workflow import Action, Status
from app.extensions import db
from app.models import (
    SCORE_BAND,
    Application,
    SearchTerm,
)
from app.queries import desk
from app.queries.desk import LONGEST_FIRST, Count, Notice, is_noticed
from app.queries.permissions import allowed, listed_for

PAGE = 50
MOST_WORDS, MOST_NAMES = 8, 500  # of a name that is looked for; of names that begin alike
HERE: BindParameter[int] = bindparam("course_id")


class View(NamedTuple):
    """What a list shows: one queue, what needs the coordinator, or all that fits the filters."""

    step: NextStep | None = None
    notice: Notice | None = None
    country: str = ""
    ministry: MinistrySays | None = None
    rank: int = 0
    score: int = 0  # the band; see `SCORES`
    name: str = ""

    @property
    def steps(self) -> tuple[NextStep, ...]:
        if self.step:
            return (self.step,)
        if any(self[1:]):
            return tuple(QUEUES)
        return tuple(step for step in QUEUES if step in NEEDS_COORDINATOR)

    @property
    def words(self) -> list[str]:
        """Of the name, the longest first: it fits the fewest."""
        return sorted(search_key(self.name).split()[:MOST_WORDS], key=len, reverse=True)

    def conditions(self, seen_by: Actor) -> list[ColumnElement[bool]]:
        """On the applications of the course that the statement names `course_id`; all but the
        name."""
        found: list[ColumnElement[bool]] = []
        if self.notice:
            found.append(is_noticed(self.notice))
        if self.country:
            found.append(Application.country == self.country)
        if self.ministry:
            found.append(Application.ministry_says == self.ministry)
        if self.rank:
            found.append(Application.final_rank == self.rank)
        if self.score:  # who may not know a score must not find it out here
            found += [
                literal_column(SCORE_BAND) == self.score,
                Application.score_mean.is_not(None),
                allowed(seen_by, Action.SEE_SCORES, Application),
            ]
        return found

    @property
    def query(self) -> dict[str, Any]:
        """As it stands in an address."""
        return {
            "q" if name == "name" else name: str(value)
            for name, value in self._asdict().items()
            if value
        }


def has_word(beginning: str, of: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """A word of the name of this application begins like this."""
    term = aliased(SearchTerm)
    is_its = term.application_id == of
    return exists().where(is_its, term.term.between(*prefix_range(beginning)))


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
    is_cut: bool = False  # more names begin alike than are shown


def waiting_in(
    view: View, course_id: int, *, seen_by: Actor, after: Cursor | None = None, limit: int = PAGE
) -> Page:
    """Applications of a course queue by queue, in each the longest waiting first."""
    places = tuple(range(after.place if after else 0, len(view.steps)))
    if not places:
        return Page([], None)
    values: dict[str, object] = {"course_id": course_id, "limit": limit + 1}
    if after:
        values |= {"after_place": after.place, "after_at": after.at, "after_id": after.id}
    make = _named if view.words else _waiting
    found = db.session.execute(make(view, seen_by, places, after is not None), values).all()
    rows = [Listed._make(row[:-1]) for row in found[:limit]]
    following = Cursor.of(rows[-1], view) if len(found) > limit else None
    return Page(rows, following, is_cut=bool(found) and found[0][-1] > MOST_NAMES)


# To build a statement of many queues takes longer than to run it: one serves a view again.
@lru_cache(maxsize=500)
def _waiting(view: View, seen_by: Actor, places: tuple[int, ...], is_after: bool) -> Select[Any]:
    """Each queue read along its index, no further than the page goes."""
    fits = _fitting(seen_by, *view.conditions(seen_by))
    queues = [
        _queue(fits, place, view.steps[place], is_after and place == places[0])
        .limit(bindparam("limit"))
        .subquery()
        for place in places
    ]
    found = union_all(*(select(queue) for queue in queues)).subquery()
    statement = _rows(literal(0)).join(found, found.c.id == Application.id)
    return statement.order_by(found.c.place, found.c.at, found.c.id)


@lru_cache(maxsize=500)
def _named(view: View, seen_by: Actor, places: tuple[int, ...], is_after: bool) -> Select[Any]:
    """Names lie in another order than what waits, so the first that begin like this are put into
    it: no more than MOST_NAMES, however many there are."""
    first, *others = view.words
    number = SearchTerm.application_id
    named = (
        select(number)
        .where(SearchTerm.course_id == HERE, SearchTerm.term.between(*prefix_range(first)))
        .where(*(has_word(one, number) for one in others))
        .order_by(SearchTerm.term, number)
        .limit(MOST_NAMES + 1)
        .cte("named")
    )
    queues = {step: place for place, step in enumerate(view.steps)}
    position = case(queues, value=Application.next_step), *LONGEST_FIRST
    statement = (
        _rows(select(func.count()).select_from(named).scalar_subquery())
        .where(Application.id.in_(select(named.c.application_id)), listed_for(seen_by))
        .where(Application.next_step.in_(view.steps), *view.conditions(seen_by))
        .order_by(*position)
    )
    if is_after:
        last = _last(bindparam("after_place", type_=Integer))
        statement = statement.where(tuple_(*position) > last)
    return statement


def _rows(number: ColumnElement[int]) -> Select[Any]:
    """What the list shows of each, and beside it this number."""
    columns = (getattr(Application, name) for name in Listed._fields)
    return select(*columns, number).limit(bindparam("limit"))


def _fitting(seen_by: Actor, *conditions: ColumnElement[bool]) -> CTE:
    """What of the course the actor may see and fits. Said once, for all its queues: the driver
    keeps no statement that is longer than four thousand letters, and reads it anew each time."""
    found = select(
        Application.id, Application.next_step.label("step"), Application.next_step_at.label("at")
    ).where(Application.course_id == HERE, listed_for(seen_by), *conditions)
    return found.cte("fits").prefix_with("NOT MATERIALIZED")  # each queue along its index


def _queue(fits: CTE, place: int, step: NextStep, is_after: bool) -> Select[int, int, datetime]:
    statement: Select[int, int, datetime] = (
        select(fits.c.id, literal(place).label("place"), fits.c.at)
        .where(fits.c.step == step)
        .order_by(fits.c.at, fits.c.id)
    )
    if is_after:
        statement = statement.where(tuple_(fits.c.at, fits.c.id) > _last())
    return statement


def _last(*before: BindParameter[Any]) -> Tuple:
    """The row after which a page starts."""
    return tuple_(
        *before, bindparam("after_at", type_=UtcDateTime), bindparam("after_id", type_=Integer)
    )


def queue_lengths(course_id: int, *, seen_by: Actor) -> dict[NextStep, Count]:
    """How many wait for each step."""
    values = {"course_id": course_id, "most": desk.COUNTED}
    counts = db.session.execute(_lengths(seen_by), values)
    return {NextStep(step): Count(number) for step, number in counts}


@lru_cache(maxsize=500)
def _lengths(seen_by: Actor) -> Select[str, int]:
    fits = _fitting(seen_by)
    queues = (
        select(literal(step.value).label("step"))
        .where(fits.c.step == step)
        .order_by(fits.c.at, fits.c.id)  # or a server may read the table from its start
        .limit(bindparam("most"))
        .subquery()
        for step in QUEUES
    )
    every = union_all(*(select(queue) for queue in queues)).subquery()
    return select(every.c.step, func.count()).group_by(every.c.step)


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
