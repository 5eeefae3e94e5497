"""What an application waits for, situation by situation."""

import pytest

from app.domain.next_steps import (
    NEEDS_COORDINATOR,
    QUEUES,
    MinistrySays,
    NextStep,
    Situation,
    next_step,
)
from app.domain.workflow import Status

ENDORSED, ASKED = MinistrySays.ENDORSED, MinistrySays.ASKED


@pytest.mark.parametrize(
    ("situation", "step"),
    [
        (Situation(Status.DRAFT, MinistrySays.NOT_ASKED), NextStep.SEND),
        (Situation(Status.SUBMITTED, ASKED), NextStep.CHECK),
        (Situation(Status.RETURNED, ENDORSED), NextStep.CORRECT),
        (Situation(Status.SCREENED, MinistrySays.TO_CONFIRM, 2, 2), NextStep.CONFIRM_OFFICE),
        (Situation(Status.SCREENED, ASKED), NextStep.ASSIGN),
        (Situation(Status.SCREENED, ENDORSED, 2, 1), NextStep.SCORE),
        (Situation(Status.SCREENED, ENDORSED, 2, 2, 1.5), NextStep.COMPARE),
        (Situation(Status.SCREENED, ENDORSED, 2, 2, 1.4), NextStep.DECIDE),
        (Situation(Status.SCREENED, ASKED, 2, 2, 0.5), NextStep.ENDORSE),
        (Situation(Status.OFFERED, ENDORSED), NextStep.ANSWER),
        (Situation(Status.RESERVE, ENDORSED), NextStep.WAIT),
        (Situation(Status.CONFIRMED, ENDORSED), NextStep.TRAVEL),
        (Situation(Status.DECLINED, ENDORSED), NextStep.NOTHING),
    ],
)
def test_a_situation_waits_for_its_step(situation, step):
    assert next_step(situation) == step


def test_each_step_of_what_was_sent_has_a_queue():
    assert set(QUEUES) == set(NextStep) - {NextStep.SEND}
    assert set(NEEDS_COORDINATOR) < set(QUEUES)
