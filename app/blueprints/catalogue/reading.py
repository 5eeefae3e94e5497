"""Who reads a public page, as far as the page knows, and its lists in words for that reader."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from flask import request
from markupsafe import Markup

from app import i18n
from app.blueprints.catalogue import CITY_COOKIE, MORE_PAGES
from app.domain.catalogue import JAPAN, Heading, Phase, phase_at
from app.domain.errors import N_
from app.domain.world import ASEAN, COUNTRIES, INHABITED, City, Work, cities_of
from app.queries.catalogue import Announcement

ROWS = 20
FEW_COUNTRIES = 4

A_WORK: Mapping[str, str] = {
    Work.JUDGE: N_("a judge"),
    Work.PROSECUTOR: N_("a public prosecutor"),
    Work.POLICE: N_("a police officer"),
    Work.PRISON: N_("a prison officer"),
    Work.PROBATION: N_("a probation or parole officer"),
    Work.MINISTRY: N_("a ministry official"),
}
Groups = Mapping[Heading, Sequence[Announcement]]


class Reader(NamedTuple):
    work: str = ""
    country: str = ""
    city: City | None = None
    page: int = 1


def reader() -> Reader:
    """From the address and the city that was chosen; what is not known counts as not said."""
    work, country = request.args.get("work", ""), request.args.get("country", "")
    country = country if country in COUNTRIES else ""
    page = request.args.get("page", "")
    return Reader(
        work if work in tuple(Work) else "",
        country,
        _city(request.cookies.get(CITY_COOKIE, ""), country),
        int(page) if page in MORE_PAGES else 1,
    )


def _city(cookie: str, country: str) -> City | None:
    """The city chosen, unless the reader now works in another country."""
    chosen = i18n.city_of(cookie)
    if country and not (chosen and cookie.startswith(f"{country}/")):
        return next(iter(cities_of(country)), None)
    return chosen


@cache
def country_options(language: str) -> Sequence[tuple[str, str]]:
    """All countries where people work, in the order of their names."""
    named = ((code, i18n.country_name(code, language)) for code in COUNTRIES if code in INHABITED)
    return sorted(named, key=lambda option: option[1].casefold())


@lru_cache(maxsize=1000)
def country_select(language: str, chosen: str) -> Markup:
    """The options, set once for each choice: there are more of them than of all else in a page."""
    option = Markup('<option value="{}"{}>{}')
    return Markup("").join(
        option.format(code, Markup(" selected") if code == chosen else "", name)
        for code, name in country_options(language)
    )


class Due(NamedTuple):
    """What a row says of the time: its label, the day, and what stands below."""

    label: str
    day: str
    below: str = ""
    counts_to: datetime | None = None  # the days that are left


class Line(NamedTuple):
    """A course in the list."""

    course: Announcement
    due: Due
    for_whom: str


class Listing(NamedTuple):
    groups: Mapping[Heading, Sequence[Line]]
    more: int  # the number of the next page; 0 if this is the last


def listed(groups: Groups, reader: Reader, at: datetime, language: str) -> Listing:
    """So many rows of the groups, each under its heading."""
    rows = [(heading, course) for heading, courses in groups.items() for course in courses]
    shown: dict[Heading, list[Line]] = {}
    for heading, course in islice(rows, (reader.page - 1) * ROWS, reader.page * ROWS):
        is_named = reader.country in course.countries or not course.countries
        whom = "" if is_named else for_whom(course.countries, language)
        line = Line(course, _due(course, phase_at(course, at), reader.city, language), whom)
        shown.setdefault(heading, []).append(line)
    return Listing(shown, reader.page + 1 if len(rows) > reader.page * ROWS else 0)


def _due(course: Announcement, phase: Phase, city: City | None, language: str) -> Due:
    match phase:
        case Phase.OPEN | Phase.BY_INVITATION:
            label = N_("Apply by") if phase == Phase.OPEN else N_("Nominations by")
            times = i18n.both_times(course.apply_by, city, language)
            return Due(label, times.day, str(times), course.apply_by)
        case Phase.OPENING_LATER:
            return Due(N_("Applications open"), i18n.both_times(course.opens_at, city).day)
        case Phase.SELECTION:
            closed = i18n.day(course.apply_by.astimezone(JAPAN).date(), language)
            below = i18n.translate(N_("Closed on {closed}"), language, closed=closed)
            return Due(N_("Results by"), i18n.weekday(course.decide_by, language), below)
        case Phase.UNDER_WAY:
            return Due(N_("Ends on"), i18n.weekday(course.ends_on, language))
        case Phase.CANCELLED:
            return Due(N_("Would have begun on"), i18n.weekday(course.starts_on, language))
        case _:
            return Due(N_("Begins on"), i18n.weekday(course.starts_on, language))


def how_many(groups: Groups, reader: Reader, language: str) -> str:
    """For example: 2 courses for a probation officer in Kenya."""
    count = len(groups.get(Heading.OPEN, ()))
    if not (reader.work or reader.country):
        return ""
    work = i18n.translate(A_WORK.get(reader.work, N_("you")), language)
    if not reader.country:
        return i18n.counted(
            N_("{count} course for {work}"), N_("{count} courses for {work}"),
            count, language, work=work,
        )  # fmt: skip
    return i18n.counted(
        N_("{count} course for {work} in {country}"),
        N_("{count} courses for {work} in {country}"),
        count, language, work=work, country=reader.country,
    )  # fmt: skip


def for_whom(countries: Collection[str], language: str) -> str:
    """For example: For officials from the 11 countries of ASEAN."""
    if set(countries) == ASEAN:
        return i18n.translate(
            N_("For officials from the {count} countries of ASEAN."), language, count=len(countries)
        )
    if len(countries) > FEW_COUNTRIES:
        return i18n.translate(
            N_("For officials from {count} countries."), language, count=len(countries)
        )
    names = ", ".join(i18n.country_name(code, language) for code in countries)
    return i18n.translate(N_("For officials from: {names}."), language, names=names)
