"""What the reviewers of an invented application were asked, and how they scored."""

from datetime import timedelta

from app.domain import events
from app.domain.next_steps import Situation, next_step
from app.domain.permissions import ActorKind
from app.domain.reviews import NEEDS_COMMENT, Mark, score_of, tally
from app.models import Assignment, Score
from app.operations.demonstration.bids import Bid, acting

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WHY = "The answers show it."


def add_reviews(bid: Bid) -> None:
    plan = bid.plan
    talent = bid.rng.uniform(2.4, 4.8)
    asked_at, sent_at = bid.at + 2 * DAY + HOUR, bid.at + 3 * DAY
    scores = []
    for place, reviewer in enumerate(plan.reviewers):
        shift = 2.2 * place if plan.is_far_apart else 0
        marks = _marks(bid, talent - shift) if place < plan.reviews_sent else []
        scores.append(score_of(marks) if marks else None)
        _assignment(bid, reviewer, marks, scores[-1])
        bid.tell(events.ReviewerAssigned, asked_at, by=plan.coordinator, reviewer_id=reviewer,
                 due_at=bid.at + 30 * DAY)  # fmt: skip
    for reviewer, score in zip(plan.reviewers, scores, strict=True):
        if score is not None:
            bid.tell(events.ReviewSent, sent_at, by=acting(ActorKind.PERSON, reviewer),
                     reviewer_id=reviewer, version_number=1, score=score)  # fmt: skip
    _store(bid, scores)


def _marks(bid: Bid, talent: float) -> list[Mark]:
    levels = (max(1, min(5, round(talent + bid.rng.uniform(-0.6, 0.6)))) for _ in bid.plan.criteria)
    return [
        Mark(level, weight, WHY if level in NEEDS_COMMENT else "")
        for level, (_, weight) in zip(levels, bid.plan.criteria, strict=True)
    ]


def _assignment(bid: Bid, reviewer: int, marks: list[Mark], score: float | None) -> None:
    course, is_sent = bid.plan.course, score is not None
    number = bid.rows.add(
        Assignment, application_id=bid.row["id"], person_id=reviewer,
        institute_id=course.institute_id, programme_id=course.programme_id,
        course_id=course.id, country=bid.plan.country, due_at=bid.at + 30 * DAY,
        comment="Clear and close to daily work." if is_sent else "",
        version_number=1 if is_sent else None, score=score,
        sent_at=bid.at + 3 * DAY if is_sent else None, row_version=1 + is_sent,
    )  # fmt: skip
    for (criterion, _), mark in zip(bid.plan.criteria, marks, strict=False):
        bid.rows.add(Score, assignment_id=number, criterion_id=criterion, level=mark.level,
                     comment=mark.comment)  # fmt: skip


def _store(bid: Bid, scores: list[float | None]) -> None:
    plan, row, said = bid.plan, bid.stored, tally(scores)
    step = next_step(Situation(plan.status, plan.says, said.asked, said.sent, said.spread))
    row |= {
        "reviews_asked": said.asked, "reviews_sent": said.sent, "score_mean": said.mean,
        "score_spread": said.spread, "next_step": step,
    }  # fmt: skip
    if said.asked and not plan.told:
        row["next_step_at"] = bid.at + (3 * DAY if said.sent else 2 * DAY + HOUR)
