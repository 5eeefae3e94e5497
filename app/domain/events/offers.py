"""Places: offered, taken, given back, passed on."""

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.events.base import ApplicationEvent, NamingEvent


@dataclass(frozen=True, kw_only=True)
class PlaceOffered(NamingEvent):
    answer_by: datetime
    starts_on: date
    ends_on: date
    place: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PutOnReserve(NamingEvent):
    applicants: int
    places: int
    until: date


@dataclass(frozen=True, kw_only=True)
class ApplicationNotSelected(NamingEvent):
    applicants: int
    places: int


@dataclass(frozen=True, kw_only=True)
class OfferConfirmed(NamingEvent):
    starts_on: date
    ends_on: date
    place: str
    agreed: list[str]  # the conditions, by name


@dataclass(frozen=True, kw_only=True)
class OfferDeclined(NamingEvent): ...


@dataclass(frozen=True, kw_only=True)
class OfferLapsed(NamingEvent): ...


@dataclass(frozen=True, kw_only=True)
class SeatFreed(ApplicationEvent):
    reason: str
