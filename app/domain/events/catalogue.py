"""Courses and past editions."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.events.base import Event


@dataclass(frozen=True, kw_only=True)
class CourseEvent(Event):
    code: str


class CourseCreated(CourseEvent): ...


@dataclass(frozen=True, kw_only=True)
class CourseEdited(CourseEvent):
    changes: str  # "apply_by: 2027-01-29T08:00:00+00:00 → 2027-02-05T08:00:00+00:00; …"
    reason: str = ""


class CoursePublished(CourseEvent): ...


class CourseClosed(CourseEvent): ...


@dataclass(frozen=True, kw_only=True)
class CourseCancelled(CourseEvent):
    reason: str


@dataclass(frozen=True, kw_only=True)
class ApplicationsExported(CourseEvent):
    """A sheet of applications left the service."""

    view: Mapping[str, str]  # what narrowed them; that a name did, but not which
    number: int
    file_kind: str


@dataclass(frozen=True, kw_only=True)
class EditionsImported(Event):
    file_digest: str
    added: int
    changed: int


@dataclass(frozen=True, kw_only=True)
class EditionConfirmed(Event):
    code: str
    facts: str
