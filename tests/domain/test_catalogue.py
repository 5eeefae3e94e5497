from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import (
    PHASES,
    CourseStage,
    Heading,
    Intake,
    Phase,
    fiscal_year,
    grouped,
    phase_at,
    takes_applications,
)


@dataclass(frozen=True)
class Course:
    code: str = "itc-193"
    stage: CourseStage = CourseStage.PUBLISHED
    intake: Intake = Intake.OPEN
    opens_at: datetime = datetime(2026, 11, 2, 8, tzinfo=UTC)
    apply_by: datetime = datetime(2027, 1, 29, 8, tzinfo=UTC)  # 17:00 in Japan
    decide_by: date = date(2027, 3, 5)
    starts_on: date = date(2027, 5, 10)
    ends_on: date = date(2027, 6, 17)
    countries: tuple[str, ...] = ("KE", "FJ")
    works: tuple[str, ...] = ("probation", "prison")


COURSE = Course()
SECOND = timedelta(seconds=1)
NOW = datetime(2026, 12, 1, 3, tzinfo=UTC)
MIDNIGHT_IN_JAPAN = timedelta(hours=-9)


def midnight(day):
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + MIDNIGHT_IN_JAPAN


@pytest.mark.parametrize(
    ("instant", "before", "after"),
    [
        (COURSE.opens_at, Phase.OPENING_LATER, Phase.OPEN),
        (COURSE.apply_by + SECOND, Phase.OPEN, Phase.SELECTION),
        (midnight(date(2027, 3, 6)), Phase.SELECTION, Phase.STARTING),
        (midnight(COURSE.starts_on), Phase.STARTING, Phase.UNDER_WAY),
        (midnight(date(2027, 6, 18)), Phase.UNDER_WAY, Phase.PAST),
    ],
)
def test_a_phase_changes_at_its_second(instant, before, after):
    assert phase_at(COURSE, instant - SECOND) == before
    assert phase_at(COURSE, instant) == after


@pytest.mark.parametrize(
    ("stage", "intake", "phase"),
    [
        (CourseStage.PUBLISHED, Intake.OPEN, Phase.OPEN),
        (CourseStage.PUBLISHED, Intake.INVITED, Phase.BY_INVITATION),
        (CourseStage.PUBLISHED, Intake.DELEGATION, Phase.BY_INVITATION),
        (CourseStage.CLOSED, Intake.OPEN, Phase.SELECTION),
        (CourseStage.CLOSED, Intake.INVITED, Phase.SELECTION),
        (CourseStage.CANCELLED, Intake.OPEN, Phase.CANCELLED),
    ],
)
def test_stage_and_intake_decide_before_the_dates(stage, intake, phase):
    course = replace(COURSE, stage=stage, intake=intake)
    assert phase_at(course, NOW) == phase
    assert takes_applications(course, NOW) == (phase == Phase.OPEN)


def test_nobody_applies_for_a_draft():
    assert not takes_applications(replace(COURSE, stage=CourseStage.DRAFT), NOW)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)), st.timedeltas(timedelta(0)))
def test_phases_only_go_forward(at, later):
    order = list(PHASES)
    first = at.replace(tzinfo=UTC)
    then = first + min(later, timedelta(days=900))
    assert order.index(phase_at(COURSE, first)) <= order.index(phase_at(COURSE, then))


def codes(groups):
    return {heading: [course.code for course in found] for heading, found in groups.items()}


def test_what_can_be_applied_for_comes_first_and_the_nearest_deadline_of_it():
    courses = [
        replace(COURSE, code="late"),
        replace(COURSE, code="soon", apply_by=COURSE.apply_by - timedelta(days=9)),
        replace(COURSE, code="asean", countries=("VN",)),
        replace(COURSE, code="judges", works=("judge",)),
        replace(COURSE, code="all works", works=(), apply_by=COURSE.apply_by - timedelta(days=5)),
        replace(COURSE, code="invited", intake=Intake.INVITED),
        replace(COURSE, code="next", opens_at=NOW + timedelta(days=2)),
        replace(COURSE, code="choosing", apply_by=NOW - SECOND),
        replace(COURSE, code="off", stage=CourseStage.CANCELLED),
        replace(COURSE, code="draft", stage=CourseStage.DRAFT),
        replace(COURSE, code="ended", starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 30)),
    ]
    found = grouped(courses, NOW, work="probation", country="KE")
    assert list(codes(found).items()) == [
        (Heading.OPEN, ["soon", "all works", "late"]),
        (Heading.OPEN_TO_OTHER_WORK, ["judges"]),
        (Heading.OPEN_TO_OTHERS, ["asean"]),
        (Heading.BY_INVITATION, ["invited"]),
        (Heading.OPENING_LATER, ["next"]),
        (Heading.SELECTION, ["choosing"]),
        (Heading.CANCELLED, ["off"]),
    ]


def test_who_has_not_said_sees_all_that_is_open_together():
    courses = [replace(COURSE, code="asean", countries=("VN",)), COURSE]
    assert codes(grouped(courses, NOW)) == {Heading.OPEN: ["asean", "itc-193"]}


def test_in_other_groups_what_fits_the_reader_comes_first():
    later = replace(COURSE, opens_at=NOW + timedelta(days=2))
    courses = [
        replace(later, code="asean", countries=("VN",)),
        replace(later, code="mine", opens_at=NOW + timedelta(days=40)),
    ]
    found = grouped(courses, NOW, work="prison", country="FJ")
    assert codes(found) == {Heading.OPENING_LATER: ["mine", "asean"]}


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2022, 1, 12), 2021),
        (date(2022, 3, 31), 2021),
        (date(2022, 4, 1), 2022),
        (date(2022, 12, 31), 2022),
    ],
)
def test_a_fiscal_year_runs_from_april_to_march(day, year):
    assert fiscal_year(day) == year
