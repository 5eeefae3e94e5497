"""What applicants do before the selection, and what is done to their applications."""

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.events.base import ApplicationEvent, NamingEvent, personal


@dataclass(frozen=True, kw_only=True)
class ApplicationStarted(NamingEvent):
    apply_by: datetime


@dataclass(frozen=True, kw_only=True)
class SectionSaved(ApplicationEvent):
    section: str


@dataclass(frozen=True, kw_only=True)
class DocumentAdded(ApplicationEvent):
    document_kind: str
    digest: str
    size: int


@dataclass(frozen=True, kw_only=True)
class DocumentRemoved(ApplicationEvent):
    document_kind: str


@dataclass(frozen=True, kw_only=True)
class DocumentOpened(ApplicationEvent):
    """Somebody else than the applicant looked at a document."""

    document_kind: str


@dataclass(frozen=True, kw_only=True)
class PaperSent(ApplicationEvent):
    """The country paper came, before or after the application itself."""


@dataclass(frozen=True, kw_only=True)
class ApplicationSent(NamingEvent):
    version_number: int
    digest: str
    decide_by: date
    nominate_by: datetime
    authority_name: str = personal()
    declared_as: str = personal()


@dataclass(frozen=True, kw_only=True)
class ApplicationScreened(ApplicationEvent): ...


@dataclass(frozen=True, kw_only=True)
class ScreeningUndone(ApplicationEvent): ...


@dataclass(frozen=True, kw_only=True)
class ApplicationExcluded(NamingEvent):
    """Not eligible. The applicant reads the public reason, staff also the note."""

    reason_code: str
    reason: str = personal()
    note: str = personal()


@dataclass(frozen=True, kw_only=True)
class ApplicationReadmitted(ApplicationEvent):
    reason: str = personal()


@dataclass(frozen=True, kw_only=True)
class ApplicationReturned(NamingEvent):
    sections: str
    due_at: datetime
    reason: str = personal()


@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn(NamingEvent):
    reason: str = personal()


@dataclass(frozen=True, kw_only=True)
class ApplicationRestored(NamingEvent): ...


@dataclass(frozen=True, kw_only=True)
class ApplicationCancelled(NamingEvent):
    """The course does not take place."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class DraftReminded(NamingEvent):
    apply_by: datetime


@dataclass(frozen=True, kw_only=True)
class SealedValueOpened(ApplicationEvent):
    name: str
    purpose: str
