"""What the invented applicants of a released course were told, and what they answered."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from app.domain import events
from app.domain.errors import N_
from app.domain.offers import Condition
from app.domain.selection import answer_by
from app.domain.workflow import Status
from app.operations.demonstration.rows import Rows
from app.operations.demonstration.telling import tell

# The status before; of all others it is that of the checked.
FORMER = {
    Status.DRAFT: None, Status.SUBMITTED: Status.DRAFT, Status.SCREENED: Status.SUBMITTED,
    Status.CONFIRMED: Status.OFFERED,
}  # fmt: skip
ANSWERED_AFTER = timedelta(days=1)


class Told(NamedTuple):
    at: datetime
    applicants: int


def tell_outcome(rows: Rows, key: bytes, like: Any, status: Status, told: Told) -> None:
    course = like.course
    size = {"applicants": told.applicants, "places": course.places}
    dates = {"starts_on": course.starts_on, "ends_on": course.ends_on, "place": course.place}
    match status:
        case Status.RESERVE:
            tell(rows, key, like, events.PutOnReserve, told.at, until=course.starts_on, **size)
        case Status.NOT_SELECTED:
            tell(rows, key, like, events.ApplicationNotSelected, told.at, **size)
        case _:
            ends_at = answer_by(told.at, course.starts_on)
            tell(
                rows, key, like, events.PlaceOffered, told.at, reason=N_("selected"),
                answer_by=ends_at, **dates,
            )  # fmt: skip
    if status == Status.CONFIRMED:
        agreed = [str(one) for one in Condition]
        at = told.at + ANSWERED_AFTER
        tell(rows, key, like, events.OfferConfirmed, at, agreed=agreed, **dates)
