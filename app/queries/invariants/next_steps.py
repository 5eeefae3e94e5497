"""What is stored so that lists can sort and filter by it: the twin in SQL of the rule."""

from sqlalchemy import String, case, cast, func, select

from app.domain.next_steps import SCORES_DISAGREE, MinistrySays, NextStep, Situation, next_step
from app.domain.workflow import Status
from app.models import Application
from app.queries.invariants.shape import Invariant

SAYS = Application.ministry_says
OF_SCREENED = case(
    (SAYS == MinistrySays.TO_CONFIRM, NextStep.CONFIRM_OFFICE.value),
    (Application.reviews_asked == 0, NextStep.ASSIGN.value),
    (Application.reviews_sent < Application.reviews_asked, NextStep.SCORE.value),
    (func.coalesce(Application.score_spread, 0) >= SCORES_DISAGREE, NextStep.COMPARE.value),
    (SAYS != MinistrySays.ENDORSED, NextStep.ENDORSE.value),
    else_=NextStep.DECIDE.value,
)
BY_STATUS = {
    status.value: next_step(Situation(status, MinistrySays.NOT_ASKED)).value
    for status in Status
    if status != Status.SCREENED
}
RULE = case(BY_STATUS, value=cast(Application.status, String), else_=OF_SCREENED)

INVARIANTS = (
    Invariant(
        "next-step-unlike-the-rule",
        "What an application waits for is what the rule says of its situation.",
        select(Application.id).where(cast(Application.next_step, String) != RULE),
    ),
)
