"""Courses as the public meets them: their stage, their phase at an instant, their order."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Protocol, TypeVar

from app.domain.errors import N_

# Where a course's days begin and end; Japan has had no summer time since 1951.
JAPAN = timezone(timedelta(hours=9))
FISCAL_YEAR_BEGINS = 4  # April


class CourseStage(StrEnum):
    """How far a course is; what it shows at an instant follows from its dates as well."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"  # by hand, before its deadline
    CANCELLED = "cancelled"


class Intake(StrEnum):
    OPEN = "open"
    INVITED = "invited"
    DELEGATION = "delegation"


class Phase(StrEnum):
    """What the public is told of a course at an instant."""

    OPENING_LATER = "opening_later"
    OPEN = "open"
    BY_INVITATION = "by_invitation"
    SELECTION = "selection"
    STARTING = "starting"  # the results are due, the course has not begun
    UNDER_WAY = "under_way"
    PAST = "past"
    CANCELLED = "cancelled"


PHASES: Mapping[Phase, str] = {
    Phase.OPENING_LATER: N_("Opening later"),
    Phase.OPEN: N_("Open now"),
    Phase.BY_INVITATION: N_("By invitation"),
    Phase.SELECTION: N_("Selection in progress"),
    Phase.STARTING: N_("Starting soon"),
    Phase.UNDER_WAY: N_("Under way"),
    Phase.PAST: N_("Past"),
    Phase.CANCELLED: N_("Cancelled"),
}


class Announced(Protocol):
    """What the catalogue needs to know of a course; the model fits."""

    @property
    def code(self) -> str: ...
    @property
    def stage(self) -> CourseStage: ...
    @property
    def intake(self) -> Intake: ...
    @property
    def opens_at(self) -> datetime: ...
    @property
    def apply_by(self) -> datetime: ...
    @property
    def decide_by(self) -> date: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...
    @property
    def countries(self) -> Collection[str]: ...
    @property
    def works(self) -> Collection[str]: ...


def phase_at(course: Announced, at: datetime) -> Phase:
    """The phase at this instant: applications by instants, the course by days in Japan."""
    if course.stage == CourseStage.CANCELLED:
        return Phase.CANCELLED
    today = at.astimezone(JAPAN).date()
    if today >= course.starts_on:
        return Phase.PAST if today > course.ends_on else Phase.UNDER_WAY
    if course.stage == CourseStage.CLOSED or at > course.apply_by:
        return Phase.STARTING if today > course.decide_by else Phase.SELECTION
    if course.intake != Intake.OPEN:
        return Phase.BY_INVITATION
    return Phase.OPEN if at >= course.opens_at else Phase.OPENING_LATER


def takes_applications(course: Announced, at: datetime) -> bool:
    """Whether anybody in a target country may begin to apply now."""
    return course.stage == CourseStage.PUBLISHED and phase_at(course, at) == Phase.OPEN


def is_for_country(course: Announced, country: str) -> bool:
    """Only countries named for this edition may apply; who names none is not turned away."""
    return not country or country in course.countries


def is_for_work(course: Announced, work: str) -> bool:
    """A course that names no work is for all of them."""
    return not work or not course.works or work in course.works


class Heading(StrEnum):
    """The groups of the catalogue, in the order of the page."""

    OPEN = N_("Open now")
    OPEN_TO_OTHER_WORK = N_("Open now for other work")
    OPEN_TO_OTHERS = N_("Open now for other countries")
    BY_INVITATION = N_("By invitation")
    OPENING_LATER = N_("Opening later")
    SELECTION = N_("Selection in progress")
    STARTING = N_("Starting soon")
    UNDER_WAY = N_("Under way")
    CANCELLED = N_("Cancelled")


_Course = TypeVar("_Course", bound=Announced)
ORDER: Mapping[Phase, Callable[[Announced], date]] = {
    Phase.OPENING_LATER: lambda course: course.opens_at.astimezone(JAPAN).date(),
    Phase.OPEN: lambda course: course.apply_by.astimezone(JAPAN).date(),
    Phase.BY_INVITATION: lambda course: course.starts_on,
    Phase.SELECTION: lambda course: course.decide_by,
    Phase.STARTING: lambda course: course.starts_on,
    Phase.UNDER_WAY: lambda course: course.ends_on,
    Phase.CANCELLED: lambda course: course.starts_on,
}


def heading_for(course: Announced, at: datetime, *, work: str, country: str) -> Heading:
    """Where this reader finds the course."""
    phase = phase_at(course, at)
    if phase == Phase.OPEN and not is_for_country(course, country):
        return Heading.OPEN_TO_OTHERS
    if phase == Phase.OPEN and not is_for_work(course, work):
        return Heading.OPEN_TO_OTHER_WORK
    return Heading[phase.name]


def grouped(
    courses: Iterable[_Course], at: datetime, *, work: str = "", country: str = ""
) -> dict[Heading, list[_Course]]:
    """The catalogue for who does this work in this country: what can be applied for, first.

    Within a group those that fit the reader come first, then the nearest date. Drafts and courses
    that have ended are left out, and headings without a course too.
    """
    shown = [course for course in courses if _is_listed(course, at)]

    def place(course: Announced) -> tuple[bool, date, str]:
        fits = is_for_country(course, country) and is_for_work(course, work)
        return not fits, ORDER[phase_at(course, at)](course), course.code

    groups: dict[Heading, list[_Course]] = {heading: [] for heading in Heading}
    for course in sorted(shown, key=place):
        groups[heading_for(course, at, work=work, country=country)].append(course)
    return {heading: found for heading, found in groups.items() if found}


def _is_listed(course: Announced, at: datetime) -> bool:
    has_ended = at.astimezone(JAPAN).date() > course.ends_on
    return course.stage != CourseStage.DRAFT and not has_ended


def fiscal_year(day: date) -> int:
    """Japan's, from April to March: January 2022 belongs to 2021."""
    return day.year - (day.month < FISCAL_YEAR_BEGINS)


def changes_next(courses: Collection[Announced], at: datetime) -> datetime:
    """When the public reads something else of these courses: at a deadline, or as a day ends."""
    tomorrow = at.astimezone(JAPAN).date() + timedelta(days=1)
    midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=JAPAN)
    opens = (course.opens_at for course in courses)
    # The deadline itself is still in time.
    closes = (course.apply_by + timedelta.resolution for course in courses)
    return min(instant for instant in (midnight, *opens, *closes) if instant > at)
