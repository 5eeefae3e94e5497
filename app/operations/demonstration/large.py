"""Large courses, and what stands in them: the same for the same number of an application.

Each of the ten holds a tenth of all. Three are open, five closed and being scored, two released.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import NamedTuple

from app.domain.next_steps import MinistrySays
from app.domain.workflow import Status
from app.operations.demonstration.courses import Sample
from app.operations.demonstration.words import COUNTRIES

THEME = "How justice is done for many people at once"
ABOUT = (
    "Many more people apply for this course than for any other. It is here so that the service "
    "can be seen and measured with all of them."
)
_CLOSES = (40, 47, 54, -20, -25, -30, -35, -40, -80, -85)
# An office may have as many nominees here as there will ever be.
LARGE = tuple(
    Sample(
        f"large-{number}", "itc", f"Large sample course {number}", THEME, ABOUT, closes=closes,
        starts=max(closes, 0) + 70, lasts=30, ceiling=1_000_000, asks_papers=False,
    )
    for number, closes in enumerate(_CLOSES, 1)
)  # fmt: skip

DAY = timedelta(days=1)
STARTED_BEFORE, ANSWERED_WITHIN = 6 * DAY, 5 * DAY


class Kind(NamedTuple):
    """How an application stands."""

    status: Status
    says: MinistrySays
    is_reviewed: bool = False
    reviews_sent: int = 0
    is_far_apart: bool = False

    @property
    def is_ranked(self) -> bool:
        return self.says == MinistrySays.ENDORSED


DRAFT, SUBMITTED, SCREENED = Status.DRAFT, Status.SUBMITTED, Status.SCREENED
NOT_SELECTED = Status.NOT_SELECTED
ASKED, ENDORSED = MinistrySays.ASKED, MinistrySays.ENDORSED
DECLINED, EXPIRED = MinistrySays.DECLINED, MinistrySays.EXPIRED
# Their lengths share no factor with the number of countries: each kind is in each country.
OPEN = (
    Kind(DRAFT, MinistrySays.NOT_ASKED), Kind(SUBMITTED, ASKED), Kind(SUBMITTED, ASKED),
    Kind(SUBMITTED, ENDORSED), Kind(SUBMITTED, DECLINED), Kind(SCREENED, ASKED),
    Kind(SCREENED, ENDORSED),
)  # fmt: skip
CLOSED = (
    Kind(SUBMITTED, ENDORSED), Kind(SUBMITTED, EXPIRED), Kind(SCREENED, ENDORSED),
    Kind(SCREENED, EXPIRED), Kind(SCREENED, ENDORSED, True), Kind(SCREENED, ENDORSED, True, 1),
    Kind(SCREENED, ENDORSED, True, 2), Kind(SCREENED, ENDORSED, True, 2),
    Kind(SCREENED, ENDORSED, True, 2, True), Kind(SCREENED, DECLINED, True, 2),
    Kind(SCREENED, EXPIRED, True, 2),
)  # fmt: skip
RELEASED = (
    Kind(NOT_SELECTED, ENDORSED, True, 2), Kind(NOT_SELECTED, ENDORSED, True, 2, True),
    Kind(NOT_SELECTED, DECLINED, True, 2), Kind(NOT_SELECTED, EXPIRED, True, 2),
    Kind(NOT_SELECTED, ENDORSED, True, 2),
)  # fmt: skip
SEATED = Kind(Status.CONFIRMED, ENDORSED, True, 2)  # the first of each country
_MIXES = (OPEN,) * 3 + (CLOSED,) * 5 + (RELEASED,) * 2


class Place(NamedTuple):
    """Where an application stands, and as the how-manieth of its course."""

    course: str
    number: int
    country: str
    kind: Kind


def place_of(number: int) -> Place:
    turn, which = divmod(number, len(LARGE))
    mix = _MIXES[which]
    country = COUNTRIES[turn % len(COUNTRIES)]
    is_seated = mix is RELEASED and turn < len(COUNTRIES)
    return Place(LARGE[which].code, turn, country, SEATED if is_seated else mix[turn % len(mix)])


def is_released(code: str) -> bool:
    return _MIXES[[one.code for one in LARGE].index(code)] is RELEASED


def ranked(first: int, last: int) -> Counter[tuple[str, str]]:
    """How many of these have a rank, by course and country."""
    places = map(place_of, range(first, last))
    return Counter((one.course, one.country) for one in places if one.kind.is_ranked)


def sent_at(opens_at: datetime, apply_by: datetime, *, part: float, now: datetime) -> datetime:
    """While the course was open, and long enough ago for all that has happened since."""
    first, last = opens_at + STARTED_BEFORE, min(apply_by, now - ANSWERED_WITHIN)
    return first + part * (last - first)
