"""Who scores whom, and what the scores say together."""

from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from app.models import Application, Assignment, Criterion, Score
from app.queries.invariants.shape import Invariant, stray

ROUNDED = 0.011
NONE = -9
COUNTED = (
    select(
        Assignment.application_id,
        func.count().label("asked"),
        func.count(Assignment.score).label("sent"),
        func.avg(Assignment.score).label("mean"),
        (func.max(Assignment.score) - func.min(Assignment.score)).label("spread"),
    )
    .where(~Assignment.is_conflicted)
    .group_by(Assignment.application_id)
    .subquery()
)


def _differ(stored: Any, counted: Any) -> ColumnElement[bool]:
    return func.abs(func.coalesce(stored, NONE) - func.coalesce(counted, NONE)) > ROUNDED


INVARIANTS = (
    stray("assignment-off-course", Assignment, Application, Assignment.application_id,
          "institute_id", "programme_id", "course_id", "country"),
    Invariant(
        "reviews-miscounted",
        "An application knows how many reviewers were asked and how many have scored.",
        select(Application.id)
        .outerjoin(COUNTED, COUNTED.c.application_id == Application.id)
        .where(
            or_(
                Application.reviews_asked != func.coalesce(COUNTED.c.asked, 0),
                Application.reviews_sent != func.coalesce(COUNTED.c.sent, 0),
            )
        ),
    ),
    Invariant(
        "score-unlike-its-reviews",
        "The stored mean and spread are those of the reviews.",
        select(Application.id)
        .outerjoin(COUNTED, COUNTED.c.application_id == Application.id)
        .where(
            or_(
                _differ(Application.score_mean, COUNTED.c.mean),
                _differ(Application.score_spread, COUNTED.c.spread),
            )
        ),
    ),
    Invariant(
        "levels-without-a-score",
        "Levels are kept of a score that was sent, and of nobody who knows the person.",
        select(Assignment.id)
        .join(Score, Score.assignment_id == Assignment.id)
        .where(or_(Assignment.sent_at.is_(None), Assignment.is_conflicted)),
    ),
    Invariant(
        "level-of-another-course",
        "Levels are on the criteria of the course.",
        select(Assignment.id)
        .join(Score, Score.assignment_id == Assignment.id)
        .join(Criterion, Criterion.id == Score.criterion_id)
        .where(Criterion.course_id != Assignment.course_id),
    ),
    Invariant(
        "reviewer-of-oneself",
        "Nobody is asked to score the own application.",
        select(Assignment.id)
        .join(Application, Application.id == Assignment.application_id)
        .where(Application.person_id == Assignment.person_id),
    ),
)  # fmt: skip
