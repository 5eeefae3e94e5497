"""What an application waits for: stored with it, so that lists sort and filter by it."""

from enum import StrEnum
from typing import NamedTuple

from app.domain.errors import N_
from app.domain.workflow import Status


class MinistrySays(StrEnum):
    """What the institute knows of the nomination; stored with the application."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    TO_CONFIRM = "to_confirm"  # endorsed by an office that nobody has confirmed yet
    ENDORSED = "endorsed"
    DECLINED = "declined"
    EXPIRED = "expired"


class NextStep(StrEnum):
    SEND = "send"
    CORRECT = "correct"
    CHECK = "check"
    CONFIRM_OFFICE = "confirm_office"
    ENDORSE = "endorse"
    ASSIGN = "assign"
    SCORE = "score"
    COMPARE = "compare"
    DECIDE = "decide"
    ANSWER = "answer"
    WAIT = "wait"
    TRAVEL = "travel"
    NOTHING = "nothing"


# Queues of the staff list: their names, in the order in which work is done.
QUEUES: dict[NextStep, str] = {
    NextStep.CHECK: N_("New, not checked"),
    NextStep.CONFIRM_OFFICE: N_("Confirm the ministry"),
    NextStep.COMPARE: N_("Scores do not agree"),
    NextStep.ASSIGN: N_("To assign"),
    NextStep.SCORE: N_("To score"),
    NextStep.ENDORSE: N_("Waiting for ministry"),
    NextStep.CORRECT: N_("Returned to applicant"),
    NextStep.DECIDE: N_("Scored"),
    NextStep.ANSWER: N_("Waiting for an answer"),
    NextStep.WAIT: N_("Waiting list"),
    NextStep.TRAVEL: N_("Confirmed"),
    NextStep.NOTHING: N_("Ended"),
}
# Steps that a coordinator can take today; the others wait for somebody else.
NEEDS_COORDINATOR = (
    NextStep.CHECK, NextStep.CONFIRM_OFFICE, NextStep.COMPARE, NextStep.ASSIGN,
)  # fmt: skip
# From this difference between two reviewers on, they should talk (UX.md, scorecard).
SCORES_DISAGREE = 1.5


class Situation(NamedTuple):
    """All that decides what an application waits for."""

    status: Status
    ministry_says: MinistrySays
    reviews_asked: int = 0
    reviews_sent: int = 0
    score_spread: float | None = None


_BY_STATUS = {
    Status.DRAFT: NextStep.SEND,
    Status.RETURNED: NextStep.CORRECT,
    Status.SUBMITTED: NextStep.CHECK,
    Status.OFFERED: NextStep.ANSWER,
    Status.RESERVE: NextStep.WAIT,
    Status.CONFIRMED: NextStep.TRAVEL,
    Status.ARRIVED: NextStep.TRAVEL,
}


def next_step(situation: Situation) -> NextStep:
    """What an application in this situation waits for."""
    if situation.status == Status.SCREENED:
        return _of_screened(situation)
    return _BY_STATUS.get(situation.status, NextStep.NOTHING)


def _of_screened(situation: Situation) -> NextStep:
    if situation.ministry_says == MinistrySays.TO_CONFIRM:
        return NextStep.CONFIRM_OFFICE
    if not situation.reviews_asked:
        return NextStep.ASSIGN
    if situation.reviews_sent < situation.reviews_asked:
        return NextStep.SCORE
    if (situation.score_spread or 0) >= SCORES_DISAGREE:
        return NextStep.COMPARE
    if situation.ministry_says != MinistrySays.ENDORSED:
        return NextStep.ENDORSE
    return NextStep.DECIDE
