"""A whole invented application: started, filled in, sent, endorsed, scored and told."""

from datetime import datetime
from random import Random

from app.domain.workflow import Status
from app.operations.demonstration.bids import (
    Bid,
    Plan,
    add_answers,
    add_application,
    add_person,
)
from app.operations.demonstration.outcomes import tell_outcome
from app.operations.demonstration.papers import Papers, add_papers
from app.operations.demonstration.reviewing import add_reviews
from app.operations.demonstration.rows import Rows
from app.operations.demonstration.sending import add_sending


def add_bid(
    plan: Plan, *, rng: Random, rows: Rows, at: datetime, papers: Papers | None = None
) -> int:
    """The number of the application; its rows wait in `rows`. Without papers it has no files."""
    bid = Bid(plan, rng, rows, at)
    add_person(bid)
    add_answers(bid)
    add_application(bid)
    if plan.status != Status.DRAFT:
        if papers and plan.course.documents:
            add_papers(bid, papers)
        add_sending(bid)
        add_reviews(bid)
    if plan.told:
        tell_outcome(bid, plan.told)
    number: int = bid.row["id"]
    return number
