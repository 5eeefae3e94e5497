"""What nominating authorities are asked, and what they say."""

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.events.base import ApplicationEvent, Event, NamingEvent, personal, secret


@dataclass(frozen=True, kw_only=True)
class EndorsementAsked(NamingEvent):
    """One letter to one official: several on file get one each."""

    nominate_by: datetime
    country: str
    note: str = personal()
    authority_name: str = personal()
    official_name: str = personal()
    official_email: str = personal()
    link: str = secret()


@dataclass(frozen=True, kw_only=True)
class LinkOpened(Event):
    authority_id: int
    official_id: int


@dataclass(frozen=True, kw_only=True)
class LinkAsked(Event):
    """An official asked for a new link, or passed one on to a colleague."""

    authority_id: int
    course_title: str
    nominate_by: datetime
    country: str
    official_name: str = personal()
    official_email: str = personal()
    passed_on_by: str = personal()
    link: str = secret()


@dataclass(frozen=True, kw_only=True)
class MinistryReminded(Event):
    """One letter to one official whose office has not answered yet."""

    authority_id: int
    course_title: str
    nominate_by: datetime
    country: str
    waiting: int
    official_name: str = personal()
    official_email: str = personal()
    link: str = secret()


@dataclass(frozen=True, kw_only=True)
class LinkRevoked(Event):
    authority_id: int
    link_id: int


@dataclass(frozen=True, kw_only=True)
class NomineeWeighed(ApplicationEvent):
    """A draft of the authority's word; nobody is told before it is sent."""

    choice: str


@dataclass(frozen=True, kw_only=True)
class NomineesRanked(Event):
    authority_id: int
    references: str


@dataclass(frozen=True, kw_only=True)
class OfficialLetterAdded(Event):
    authority_id: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class LetterAnswered(Event):
    """The office said that it issues no letter, or that it comes later."""

    authority_id: int
    has_no_letter: bool


@dataclass(frozen=True, kw_only=True)
class NominationSent(Event):
    """What the authority sent, once more or for the first time."""

    authority_id: int
    number: int
    endorsed: int
    declined: int


@dataclass(frozen=True, kw_only=True)
class ApplicationEndorsed(NamingEvent):
    place: int
    version_number: int
    decide_by: date
    authority_name: str = personal()


@dataclass(frozen=True, kw_only=True)
class EndorsementDeclined(NamingEvent):
    """The applicant is told that there is no endorsement, never why."""

    reason_code: str
    authority_name: str = personal()


@dataclass(frozen=True, kw_only=True)
class EndorsementExpired(NamingEvent):
    authority_name: str = personal()


@dataclass(frozen=True, kw_only=True)
class EndorsementReopened(ApplicationEvent):
    nominate_by: datetime


@dataclass(frozen=True, kw_only=True)
class OfficeConfirmed(ApplicationEvent):
    authority_id: int
    reason: str = personal()
