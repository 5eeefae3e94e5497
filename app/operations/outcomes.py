"""The events of a decision: the same for a look at the letters beforehand and for the release."""

from datetime import datetime
from typing import NamedTuple

from app.domain import events
from app.domain.errors import N_
from app.domain.permissions import SYSTEM, Actor
from app.domain.selection import Choice, answer_by
from app.models import Application
from app.notifications.letters import Wording, worded_as
from app.queries.catalogue import course_by_id
from app.queries.selection import line_of, sent_number, slate_by_id


class Size(NamedTuple):
    """How many applied for how many places: letters say so."""

    applicants: int
    places: int


def offered(
    application: Application, *, reason: str, by: Actor = SYSTEM, at: datetime
) -> events.PlaceOffered:
    course = application.course
    return events.PlaceOffered.about(
        application, by=by, at=at, reason=reason,
        answer_by=answer_by(at, course.starts_on),
        starts_on=course.starts_on, ends_on=course.ends_on, place=course.place,
    )  # fmt: skip


def on_reserve(application: Application, size: Size, *, at: datetime) -> events.PutOnReserve:
    until = application.course.starts_on
    return events.PutOnReserve.about(application, by=SYSTEM, at=at, until=until, **size._asdict())


def not_selected(
    application: Application, size: Size, *, at: datetime
) -> events.ApplicationNotSelected:
    return events.ApplicationNotSelected.about(application, by=SYSTEM, at=at, **size._asdict())


def outcome(choice: Choice, application: Application, size: Size, *, at: datetime) -> events.Event:
    """What the application will hear if the slate is released at `at`."""
    match choice:
        case Choice.SELECT:
            return offered(application, reason=N_("selected"), at=at)
        case Choice.RESERVE:
            return on_reserve(application, size, at=at)
        case _:
            return not_selected(application, size, at=at)


def letters_before(slate_id: int, application_id: int, *, by: Actor, at: datetime) -> Wording:
    """The letter that this person will get, worded as the release words it. It writes nothing."""
    slate = slate_by_id(slate_id, seen_by=by)
    line = line_of(slate, application_id, seen_by=by)
    told_at = max(slate.release_at or at, at)
    event = outcome(line.choice, line.application, size_of(slate.course_id), at=told_at)
    (wording,) = worded_as(event)
    return wording


def size_of(course_id: int) -> Size:
    """How many applied for how many places, as the letters of the course say it."""
    return Size(sent_number(course_id), course_by_id(course_id).places)
