"""Courses as an iCalendar: each deadline an instant, each course a run of whole days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Event


@dataclass(frozen=True)
class CalendarCourse:
    """What a calendar says of a course; the sentences are in the reader's language."""

    code: str
    title: str
    deadline_title: str
    text: str
    place: str
    url: str
    changed_at: datetime
    version: int
    apply_by: datetime | None = None
    starts_on: date | None = None
    ends_on: date | None = None


def calendar_of(courses: Iterable[CalendarCourse], *, name: str, host: str) -> bytes:
    """The calendar in which these courses keep their names, so that a later one replaces it."""
    from icalendar import Calendar  # noqa: PLC0415  # heavy, needed rarely

    calendar = Calendar()
    calendar.add("prodid", "-//Kenshu//Courses//EN")
    calendar.add("version", "2.0")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)  # what most programs read instead
    calendar.add("refresh-interval", timedelta(hours=12), {"value": "DURATION"})
    for course in courses:
        if course.apply_by:
            calendar.add_component(_deadline(course, course.apply_by, host))
        if course.starts_on and course.ends_on:
            calendar.add_component(_days(course, course.starts_on, course.ends_on, host))
    return bytes(calendar.to_ical())


def _deadline(course: CalendarCourse, apply_by: datetime, host: str) -> "Event":
    """An instant in UTC: every program shows it in its reader's own time."""
    event = _event(course, course.deadline_title, f"{course.code}-deadline@{host}")
    event.add("dtstart", apply_by.astimezone(UTC))
    return event


def _days(course: CalendarCourse, starts_on: date, ends_on: date, host: str) -> "Event":
    event = _event(course, course.title, f"{course.code}-course@{host}")
    event.add("dtstart", starts_on)
    event.add("dtend", ends_on + timedelta(days=1))  # the first day that is free again
    event.add("location", course.place)
    return event


def _event(course: CalendarCourse, title: str, uid: str) -> "Event":
    from icalendar import Event  # noqa: PLC0415  # heavy, needed rarely

    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", course.changed_at.astimezone(UTC))
    event.add("last-modified", course.changed_at.astimezone(UTC))
    event.add("sequence", course.version)
    event.add("summary", title)
    event.add("description", course.text)
    event.add("url", course.url)
    event.add("transp", "TRANSPARENT")  # nobody is busy because a course is open
    return event
