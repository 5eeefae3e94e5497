from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from app.adapters.calendar import CalendarCourse, calendar_of

COURSE = CalendarCourse(
    code="itc-193",
    title="193rd International Training Course; courts, prisons",
    deadline_title="Apply by 17:00 in Japan: 193rd International Training Course",
    text="Rehabilitation of offenders.\nNominated by your ministry; " + "much more, " * 30,
    place="UNAFEI, Akishima, Tokyo",
    url="https://kenshu.example.org/courses/itc-193",
    changed_at=datetime(2026, 11, 1, tzinfo=UTC),
    version=3,
    apply_by=datetime(2027, 1, 29, 17, tzinfo=ZoneInfo("Asia/Tokyo")),
    starts_on=date(2027, 5, 10),
    ends_on=date(2027, 6, 17),
)


@pytest.fixture
def events():
    def events(*courses):
        written = calendar_of(courses, name="Courses", host="kenshu.example.org")
        return {str(one["uid"]): one for one in Calendar.from_ical(written).walk("VEVENT")}

    return events


def test_a_course_is_a_deadline_and_a_run_of_days(events):
    found = events(COURSE)
    assert list(found) == [
        "itc-193-deadline@kenshu.example.org",
        "itc-193-course@kenshu.example.org",
    ]
    deadline, days = found.values()
    assert deadline["dtstart"].dt == datetime(2027, 1, 29, 8, tzinfo=UTC)
    assert "dtend" not in deadline
    assert (days["dtstart"].dt, days["dtend"].dt) == (date(2027, 5, 10), date(2027, 6, 18))
    assert (str(days["summary"]), str(days["description"])) == (COURSE.title, COURSE.text)
    assert str(days["location"]) == "UNAFEI, Akishima, Tokyo"


def test_a_course_without_dates_is_left_out(events):
    assert events(replace(COURSE, apply_by=None, starts_on=None)) == {}


def test_a_change_replaces_the_event_and_nothing_else_changes_the_bytes():
    def written(course):
        return calendar_of([course], name="Courses", host="kenshu.example.org")

    assert written(COURSE) == written(COURSE)
    assert b"SEQUENCE:3" in written(COURSE)
    assert b"SEQUENCE:4" in written(replace(COURSE, version=4))


def test_lines_are_folded_and_end_as_the_standard_says():
    written = calendar_of([COURSE], name="Courses", host="kenshu.example.org")
    lines = written.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line for line in lines)


def test_a_title_cannot_begin_a_line_of_its_own(events):
    title = "Course\r\nEND:VEVENT\r\nATTACH:https://evil.example.org"
    (found,) = events(replace(COURSE, title=title, apply_by=None)).values()
    assert "attach" not in found
