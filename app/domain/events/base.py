"""What has happened: frozen, in the past tense. Personal facts are marked and kept apart."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cache
from typing import Any, Self

from app.domain.bids import BidLike
from app.domain.permissions import Actor


def personal() -> Any:
    """A fact about a person: sealed under that person's key, gone when the person is erased."""
    return field(default="", metadata={"kept": "personal"})


def secret() -> Any:
    """A code or link that only a letter carries: in no event, and blanked once it is sent."""
    return field(default="", metadata={"kept": "secret"})


@dataclass(frozen=True, kw_only=True)
class Event:
    at: datetime
    actor: Actor
    institute_id: int | None = None
    course_id: int | None = None
    application_id: int | None = None
    person_id: int | None = None  # whose key seals the personal facts; the service's if None


# These have columns of their own; all other fields are facts.
_COLUMNS = {one.name for one in fields(Event)}


def plain_facts(event: Event) -> dict[str, Any]:
    return _facts(event, "plain")


def personal_facts(event: Event) -> dict[str, Any]:
    return _facts(event, "personal")


def secret_name(event: Event) -> str | None:
    """The name of the one fact that only the letter may carry, if the event has one."""
    kind: Any = type(event)
    return next(iter(_names(kind, "secret")), None)


def _facts(event: Event, kept: str) -> dict[str, Any]:
    kind: Any = type(event)  # a class that mypy thinks has no hash
    return {name: _spelled(getattr(event, name)) for name in _names(kind, kept)}


@cache
def _names(kind: Any, kept: str) -> tuple[str, ...]:
    return tuple(
        one.name
        for one in fields(kind)
        if one.name not in _COLUMNS and one.metadata.get("kept", "plain") == kept
    )


def _spelled(fact: object) -> object:
    return fact.isoformat() if isinstance(fact, date) else fact


@dataclass(frozen=True, kw_only=True)
class ApplicationEvent(Event):
    reference: str
    course_title: str
    language: str

    @classmethod
    def about(cls, application: BidLike, *, by: Actor, at: datetime, **facts: Any) -> Self:
        return cls(
            at=at,
            actor=by,
            institute_id=application.institute_id,
            course_id=application.course_id,
            application_id=application.id,
            person_id=application.person_id,
            reference=application.reference,
            course_title=application.course.title,
            language=application.person.language,
            **facts,  # the fields that a subclass adds
        )


@dataclass(frozen=True, kw_only=True)
class NamingEvent(ApplicationEvent):
    """An event whose letters name the applicant."""

    zone: str  # of the applicant: letters show its time beside Japan's
    applicant_name: str = personal()
    applicant_email: str = personal()
    address_as: str = personal()

    @classmethod
    def about(cls, application: BidLike, *, by: Actor, at: datetime, **facts: Any) -> Self:
        return super().about(
            application,
            by=by,
            at=at,
            zone=application.person.zone,
            applicant_name=application.full_name,
            applicant_email=application.person.email or "",
            address_as=application.person.name or application.address_as,
            **facts,
        )
