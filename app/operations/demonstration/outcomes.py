"""What the invented applicants of a released course were told, and what they answered."""

from datetime import datetime, timedelta

from app.domain import events
from app.domain.errors import N_
from app.domain.offers import Condition
from app.domain.permissions import SYSTEM
from app.domain.selection import answer_by
from app.domain.workflow import Status
from app.models import Offer, Seat
from app.operations.demonstration.bids import Bid, Told

ANSWERED_AFTER = timedelta(days=1)


def tell_outcome(bid: Bid, told: Told) -> None:
    """The outcome with its letter; who is offered a place holds a seat."""
    course = bid.plan.course
    size = {"applicants": told.applicants, "places": course.places}
    bid.stored["next_step_at"] = told.at
    match bid.plan.status:
        case Status.RESERVE:
            bid.tell(events.PutOnReserve, told.at, by=SYSTEM, until=course.starts_on, **size)
        case Status.NOT_SELECTED:
            bid.tell(events.ApplicationNotSelected, told.at, by=SYSTEM, **size)
        case _:
            _offer(bid, told.at)


def _offer(bid: Bid, at: datetime) -> None:
    course, ends_at = bid.plan.course, answer_by(at, bid.plan.course.starts_on)
    dates = {"starts_on": course.starts_on, "ends_on": course.ends_on, "place": course.place}
    is_taken, answered_at = bid.plan.status == Status.CONFIRMED, at + ANSWERED_AFTER
    of = {"application_id": bid.row["id"], "course_id": course.id}
    bid.tell(events.PlaceOffered, at, by=SYSTEM, reason=N_("selected"), answer_by=ends_at, **dates)
    bid.rows.add(Seat, country=bid.plan.country, held_since=at, freed_why="", **of)
    bid.rows.add(Offer, answer_by=ends_at, ended_at=answered_at if is_taken else None, **of)
    if is_taken:
        agreed = [str(one) for one in Condition]
        bid.tell(events.OfferConfirmed, answered_at, by=bid.applicant, agreed=agreed, **dates)
        bid.stored["next_step_at"] = answered_at
