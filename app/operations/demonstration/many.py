"""As many invented applications as asked: made by several processes, written by one.

An application is the same for the same seed and number, and a batch is kept whole or not at all:
the same command, started again after it was cut off, does the rest and nothing twice.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing import get_context
from random import Random
from typing import NamedTuple

from flask import Flask, current_app
from sqlalchemy import func, select

from app.domain.selection import Choice
from app.extensions import db
from app.models import Course, Endorsement, Person, Slate, SlateLine
from app.operations.demonstration.bids import Plan, Told
from app.operations.demonstration.large import (
    LARGE,
    RELEASED,
    SEATED,
    Place,
    is_released,
    place_of,
    ranked,
    sent_at,
)
from app.operations.demonstration.making import add_bid
from app.operations.demonstration.packing import Packed, put, trust
from app.operations.demonstration.rows import NUMBERED, Numbers, Rows, next_numbers, take_numbers
from app.operations.demonstration.world import World
from app.operations.transaction import transaction

BATCH = 500
MAKERS = 2  # processes; the one that writes works beside them
AHEAD = 4  # batches that wait to be written: what is made must not fill the memory
# Numbers are shared out before rows are made: so many of a table for each application, at most.
MOST = {"event": 24, "letter": 6, "assignment": 2}
RELEASED_BEFORE = timedelta(days=10)


class Batch(NamedTuple):
    """Applications from one number to before another, and what is known before they are made."""

    first: int
    last: int
    numbers: Numbers
    ranks: dict[tuple[str, str], int]  # the next place of each course and country


class Released(NamedTuple):
    """The number of a slate, and whether nobody stands on it yet."""

    number: int
    is_new: bool


class Ground(NamedTuple):
    """What stands before the applications do; `slates` are of the courses that are released."""

    seed: int
    at: datetime
    applications: int
    world: World
    slates: dict[str, Released]
    criteria: dict[str, tuple[tuple[int, int], ...]]
    dialect: str


def load_many(
    applications: int, *, seed: int, at: datetime, tell: Callable[[int], None] = lambda n: None,
    makers: int = MAKERS,
) -> int:  # fmt: skip
    """Applications of this seed until there are so many; how many were made now."""
    with transaction():
        ground = _ground(applications, seed=seed, at=at)
        first = _already(seed, applications)
        batches = list(_batches(ground, first))
        if batches:
            take_numbers(_after(batches[-1]))
    tell(first)
    for batch, tables in zip(batches, _made(ground, batches, makers), strict=True):
        with transaction():
            connection = db.session.connection()
            trust(connection)
            for one in tables:
                put(connection, one)
        tell(batch.last - batch.first)
    return max(applications - first, 0)


def _ground(applications: int, *, seed: int, at: datetime) -> Ground:
    world = World(seed=seed, at=at, samples=LARGE)
    released = [one for code, one in world.courses.items() if is_released(code)]
    criteria = {code: world.criteria(one) for code, one in world.courses.items()}
    slates = {one.code: _slate(world, one) for one in released}
    dialect = db.engine.dialect.name
    return Ground(seed, at, applications, world, slates, criteria, dialect)


def _slate(world: World, course: Course) -> Released:
    """The released slate of the course, a new one at first."""
    known = db.session.scalar(select(Slate.id).where(Slate.course_id == course.id))
    if known:
        line = select(SlateLine.application_id).where(SlateLine.slate_id == known)
        return Released(known, db.session.scalar(line.limit(1)) is None)
    then = world.at - RELEASED_BEFORE
    slate = Slate(
        institute_id=course.institute_id, programme_id=course.programme_id, course_id=course.id,
        number=1, made_by=world.staff["coordinator"], made_at=then - timedelta(days=3),
        proposed_at=then - timedelta(days=2), approved_at=then - timedelta(days=1),
        approved_by=world.staff["director"], release_at=then, released_at=then,
    )  # fmt: skip
    db.session.add(slate)
    db.session.flush()  # its number stands in its lines
    return Released(slate.id, is_new=True)


def _already(seed: int, applications: int) -> int:
    """How many of this seed are kept: they were kept in order, so half of them tell of all."""
    low, high = 0, applications
    while low < high:
        middle = (low + high) // 2
        known = select(Person.id).where(Person.email == _email(seed, middle))
        low, high = (middle + 1, high) if db.session.scalar(known) else (low, middle)
    return low


def _email(seed: int, number: int) -> str:
    return f"n{number}.{seed}@people.example"


def _batches(ground: Ground, first: int) -> Iterator[Batch]:
    start, ranks = next_numbers(), _ranks(ground)
    for begin in range(first, ground.applications, BATCH):
        end = min(begin + BATCH, ground.applications)
        yield Batch(begin, end, _moved(start, begin - first), dict(ranks))
        ranks.update(ranked(begin, end))


def _moved(start: Numbers, applications: int) -> Numbers:
    return {
        model: start[model] + applications * MOST.get(model.__tablename__, 1) for model in NUMBERED
    }


def _after(batch: Batch) -> Numbers:
    return _moved(batch.numbers, batch.last - batch.first)


def _ranks(ground: Ground) -> Counter[tuple[str, str]]:
    """Offices rank without ties: those of an earlier load keep their places."""
    statement = select(
        Endorsement.course_id, Endorsement.country, func.max(Endorsement.place)
    ).group_by(Endorsement.course_id, Endorsement.country)
    codes = {one.id: code for code, one in ground.world.courses.items()}
    found = db.session.execute(statement.where(Endorsement.course_id.in_(codes)))
    return Counter({(codes[course], country): place or 0 for course, country, place in found})


def _made(ground: Ground, batches: Sequence[Batch], makers: int) -> Iterator[list[Packed]]:
    """The rows of each batch, in their order."""
    if len(batches) < 2 or not makers:
        yield from (_make(ground, batch) for batch in batches)
        return
    db.session.remove()
    db.engine.dispose()  # no connection may live in two processes
    with _pool(ground, makers) as pool:
        waiting = deque(pool.submit(_make_here, batch) for batch in batches[:AHEAD])
        for number in range(len(batches)):
            yield waiting.popleft().result()
            if number + AHEAD < len(batches):
                waiting.append(pool.submit(_make_here, batches[number + AHEAD]))


@contextmanager
def _pool(ground: Ground, makers: int) -> Iterator[ProcessPoolExecutor]:
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # behind the proxy
    pool = ProcessPoolExecutor(
        makers, mp_context=get_context("fork"), initializer=_begin, initargs=(app, ground)
    )
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


_here: Ground | None = None


def _begin(app: Flask, ground: Ground) -> None:
    """In a process that makes: it opens no database."""
    global _here  # one for the life of the process
    app.app_context().push()
    _here = ground


def _make_here(batch: Batch) -> list[Packed]:
    assert _here
    return _make(_here, batch)


def _make(ground: Ground, batch: Batch) -> list[Packed]:
    rows, ranks = Rows(batch.numbers), Counter(batch.ranks)
    for number in range(batch.first, batch.last):
        _add(ground, rows, ranks, number)
    return list(rows.packed(dialect=ground.dialect))


def _add(ground: Ground, rows: Rows, ranks: Counter[tuple[str, str]], number: int) -> None:
    place = place_of(number)
    kind, key, slate = place.kind, (place.course, place.country), ground.slates.get(place.course)
    if kind is SEATED and slate and not slate.is_new:
        kind = RELEASED[0]  # the seats are taken
    if kind.is_ranked:
        ranks[key] += 1
    rng, course = Random(ground.seed * 1_000_003 + number), ground.world.courses[place.course]
    plan = _plan(ground, place._replace(kind=kind), number, ranks[key])
    at = sent_at(course.opens_at, course.apply_by, part=rng.random(), now=ground.at)
    application = add_bid(plan, rng=rng, rows=rows, at=at)
    if slate:
        choice = Choice.SELECT if kind is SEATED else Choice.NO
        rows.add(SlateLine, slate_id=slate.number, application_id=application, choice=choice,
                 place=place.number + 1)  # fmt: skip


def _plan(ground: Ground, place: Place, number: int, rank: int) -> Plan:
    world, kind = ground.world, place.kind
    told = Told(ground.at - RELEASED_BEFORE, -(-ground.applications // len(LARGE)))
    return Plan(
        world.courses[place.course], place.country, world.offices[place.country],
        world.coordinator, kind.status, kind.says, rank if kind.is_ranked else None,
        (world.staff["reviewer"], world.staff["reviewer2"]) if kind.is_reviewed else (),
        ground.criteria[place.course], kind.reviews_sent, kind.is_far_apart,
        email=_email(ground.seed, number), told=told if place.course in ground.slates else None,
    )  # fmt: skip
