"""Dates typed in three boxes, and the calendars a year may have come from by mistake.

Passports of all countries are dated by the Gregorian calendar (ICAO Doc 9303 part 3), so a year of
another one is not converted in silence: the year it most likely stands for is offered.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from app.domain.errors import N_, RuleBroken

YOUNGEST, OLDEST = 16, 90
MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"),
    N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
FEWEST_LETTERS = 3


class DateRefused(RuleBroken):
    """The fact `box` says which one to go back to: day, month or year."""


class Calendar(NamedTuple):
    """`begins` gives the instant a year of it begins, as a fraction of a year of passports."""

    name: str
    years: range
    begins: Callable[[int], float]


# Thai years are those of the Buddhist era, 543 more, and begin on 1 January since 1941. The Solar
# Hijri year (Iran, Afghanistan) begins at the spring equinox, the Nepali one (Bikram Sambat) in the
# middle of April. The Hijri year has 354.367 days and was counted from 19 July 622.
CALENDARS = (
    Calendar(N_("Thai"), range(2400, 2600), lambda year: year - 543),
    Calendar(N_("Solar Hijri"), range(1300, 1400), lambda year: year + 621.22),
    Calendar(N_("Hijri"), range(1300, 1500), lambda year: 622.545 + (year - 1) * 0.970224),
    Calendar(N_("Nepali"), range(2027, 2100), lambda year: year - 56.72),
)
LENGTH = 0.97  # of a year of any of them, in years of passports; a little too short is enough
ETHIOPIA = "ET"


def birth_date(day: str, month: str, year: str, *, on: date) -> date:
    """The date of birth in three boxes, as of today (`on`); DateRefused says what to do."""
    if not (day + month + year).strip():
        raise DateRefused(N_("Enter your date of birth, for example 27 3 1985"), box="day")
    require_own_calendar(_year(year), on=on)
    born = date_of(day, month, year)
    if born > on:
        raise DateRefused(N_("Your date of birth must be in the past"), box="year")
    age = age_on(born, on)
    if not YOUNGEST <= age <= OLDEST:
        raise DateRefused(
            N_("Check your date of birth. It would make you {age} years old."), box="year", age=age
        )
    return born


def birth_year(year: str, *, on: date) -> int:
    """The year of birth alone, before anybody has an account."""
    born_in = _year(year)
    require_own_calendar(born_in, on=on)
    if not _is_plausible(born_in, on):
        raise DateRefused(
            N_("Check your year of birth. {year} cannot be right."), box="year", year=born_in
        )
    return born_in


def require_own_calendar(year: int, *, on: date) -> None:
    """Nothing if this can be a year of birth as passports count; else the year that was meant."""
    if _is_plausible(year, on):
        return
    for calendar in CALENDARS:
        begins = calendar.begins(year)
        first, last = int(begins), int(begins + LENGTH)
        if year in calendar.years and _is_plausible(first, on):
            raise _other_calendar(year, calendar, first, last)


def _is_plausible(year: int, on: date) -> bool:
    return on.year - OLDEST - 1 <= year <= on.year - YOUNGEST


def _other_calendar(year: int, calendar: Calendar, first: int, last: int) -> DateRefused:
    message = N_(
        "Year of birth must be in the calendar used in your passport. "
        "{year} looks like a {calendar} year. Did you mean {meant}?"
    )
    if first != last:
        message = N_(
            "Year of birth must be in the calendar used in your passport. "
            "{year} looks like a {calendar} year. Did you mean {meant} or {or_else}?"
        )
    return DateRefused(
        message, box="year", year=year, calendar=calendar.name, meant=first, or_else=last
    )


def question_about_year(year: int, *, nationality: str) -> str | None:
    """What to ask, and never to refuse, of people whose calendar gives a year of the same look."""
    if nationality == ETHIOPIA:
        return N_(
            "Is {year} the year in your passport? "
            "A year of the Ethiopian calendar is 7 or 8 less than the one there."
        )
    return None


def date_of(day: str, month: str, year: str) -> date:
    """The date in three boxes; the month may be a number or its English name."""
    day_number, month_number, year_number = _day(day), _month(month), _year(year)
    days = days_of(month_number, year_number)
    if day_number > days:
        raise DateRefused(
            N_("{month} {year} has {days} days. Check the day."),
            box="day", month=MONTHS[month_number - 1], year=year_number, days=days,
        )  # fmt: skip
    return date(year_number, month_number, day_number)


def days_of(month: int, year: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def _day(typed: str) -> int:
    day = _number(typed)
    if not 1 <= day <= 31:
        raise DateRefused(N_("Enter the day as a number from 1 to 31"), box="day")
    return day


def _month(typed: str) -> int:
    """3 for 3, 03, March, mar and Mar."""
    word = typed.strip().rstrip(".").casefold()
    named = [
        number
        for number, name in enumerate(MONTHS, 1)
        if len(word) >= FEWEST_LETTERS and name.casefold().startswith(word)
    ]
    month = named[0] if named else _number(word)
    if not 1 <= month <= len(MONTHS):
        raise DateRefused(
            N_("Enter the month as a number from 1 to 12, or its name in English"), box="month"
        )
    return month


def _year(typed: str) -> int:
    year = _number(typed)
    if not 1000 <= year < 3000:
        raise DateRefused(N_("Enter the year with four numbers, for example 1985"), box="year")
    return year


def _number(typed: str) -> int:
    """The number in digits of any script; zero, which no box takes, for anything else."""
    word = typed.strip()
    return int(word) if word.isdecimal() and len(word) <= 4 else 0


def age_on(born: date, day: date) -> int:
    """Whole years on this day; who was born on 29 February is a year older on 1 March of others."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
