"""States that no operation leads to, each as a query that finds the rows which are in one.

They tell tables and numbers only, never what stands in the rows.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from app.extensions import db
from app.queries.invariants import (
    applications,
    catalogue,
    documents,
    next_steps,
    nominations,
    people,
    records,
    retention,
    reviews,
    selection,
)
from app.queries.invariants.shape import Invariant

SUBJECTS = (
    people, applications, documents, nominations, reviews, selection, records, catalogue,
    retention, next_steps,
)  # fmt: skip
INVARIANTS: tuple[Invariant, ...] = tuple(one for subject in SUBJECTS for one in subject.INVARIANTS)
MOST_NAMED = 5


class Broken(NamedTuple):
    """How many rows, and the numbers of the first."""

    number: int
    first: Sequence[int]


def broken_by(invariant: Invariant) -> Broken | None:
    """The rows for which it does not hold; each answer is one look at the database."""
    found = invariant.broken.subquery()
    (number,) = found.c
    first = db.session.scalars(select(number).distinct().order_by(number).limit(MOST_NAMED)).all()
    if not first:
        return None
    counted = select(func.count(number.distinct()))
    return Broken(db.session.scalars(counted).one(), first)
