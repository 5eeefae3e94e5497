"""What an authority may say about its nominees, and in which order it puts them."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.accounts import Limit
from app.domain.errors import N_, RuleBroken
from app.domain.next_steps import MinistrySays
from app.domain.workflow import Status

# A link lives on after the authority's deadline, so that late questions find an answer.
LINK_LIVES_ON = timedelta(days=14)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LINKS_ASKED = {
    "address": Limit(5, HOUR), "network": Limit(60, HOUR), "all": Limit(1000, HOUR),
}  # fmt: skip
PASSED_ON = {"office": Limit(10, DAY)}
REMINDED = {"office": Limit(1, DAY)}

# The authority weighs whoever is not decided upon; who went away is no nominee.
WEIGHED = (Status.SUBMITTED, Status.RETURNED, Status.SCREENED, Status.INELIGIBLE)
GONE = (Status.DRAFT, Status.WITHDRAWN, Status.CANCELLED)


class Word(StrEnum):
    """What the authority says about one nominee."""

    ENDORSE = "endorse"
    DECLINE = "decline"


WORDS = {Word.ENDORSE: N_("Endorse"), Word.DECLINE: N_("Do not endorse")}


class Reason(StrEnum):
    """Why not; the applicant never sees it."""

    JOB = "not_in_job"
    RELEASE = "not_released"
    DISCIPLINE = "discipline"
    OTHER = "other"


REASONS = {
    Reason.JOB: N_("Not in this job now"),
    Reason.RELEASE: N_("Cannot be released"),
    Reason.DISCIPLINE: N_("Disciplinary matter"),
    Reason.OTHER: N_("Other reason"),
}


class LinkDead(RuleBroken):
    """Forged, too old, revoked, or its official acts no more: always the same answer."""

    status_code = 410

    def __init__(self) -> None:
        super().__init__(N_("This link no longer works"))


class TooManyNominees(RuleBroken): ...


class NotInOrder(RuleBroken): ...


Places = Mapping[int, int | None]


def place_problems(places: Places) -> dict[int, RuleBroken]:
    """What is wrong with each place; nothing when they are 1 to the number of nominees."""
    last = len(places)
    given = list(places.values())
    return {
        nominee: problem
        for nominee, place in places.items()
        if (problem := _problem(place, last, given))
    }


def _problem(place: int | None, last: int, given: Collection[int | None]) -> RuleBroken | None:
    if place is None:
        return NotInOrder(N_("Enter a number from 1 to {last}"), last=last)
    if not 1 <= place <= last:
        return NotInOrder(N_("The numbers go from 1 to {last}"), last=last)
    if sum(one == place for one in given) > 1:
        return NotInOrder(N_("Two people have number {place}. Give each one its own."), place=place)
    return None


def require_order(places: Places) -> None:
    """Nothing if each has a place of its own; NotInOrder otherwise."""
    if place_problems(places):
        raise NotInOrder(N_("Put your nominees in order first. Each one needs its own number."))


def closed_up(places: Places) -> dict[int, int | None]:
    """The same order without gaps, after one has gone. Who has no place has none still, but who
    stands alone is first."""
    if len(places) == 1:
        return dict.fromkeys(places, 1)
    ordered = sorted((place, nominee) for nominee, place in places.items() if place is not None)
    numbers: dict[int, int | None] = {who: number for number, (_, who) in enumerate(ordered, 1)}
    return dict.fromkeys(places) | numbers


def require_ceiling(endorsed: int, *, others: int, ceiling: int) -> None:
    """Nothing if the country still nominates no more than it may."""
    if endorsed + others <= ceiling:
        return
    if others:
        raise TooManyNominees(
            N_("Your country may nominate {ceiling}. Other offices have nominated {others}."),
            ceiling=ceiling, others=others,
        )  # fmt: skip
    raise TooManyNominees(
        N_("You may nominate {ceiling}. You have endorsed {endorsed}."),
        ceiling=ceiling, endorsed=endorsed,
    )  # fmt: skip


def said(word: Word, *, by_confirmed_office: bool) -> MinistrySays:
    """What the institute then knows: an office that nobody has confirmed cannot endorse alone."""
    if word == Word.DECLINE:
        return MinistrySays.DECLINED
    return MinistrySays.ENDORSED if by_confirmed_office else MinistrySays.TO_CONFIRM


def link_ends_at(nominate_by: datetime) -> datetime:
    return nominate_by + LINK_LIVES_ON
