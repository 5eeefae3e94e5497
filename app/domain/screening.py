"""What the rules of a course find in an application: for the coordinator who screens it.

They find and warn in words; a coordinator may waive. Only the country is hard. Health is no rule.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.domain.calendars import age_on
from app.domain.eligibility import Finding, Outcome, Rule, Rules
from app.domain.errors import N_
from app.domain.world import COUNTRIES, Work


class Period(NamedTuple):
    """A job, from one month to another; without `until` it goes on."""

    since: date
    until: date | None = None


@dataclass(frozen=True)
class Bidder:
    """What the rules ask of an application; what is not answered yet is None."""

    country: str
    work: Work | None
    birth_date: date | None
    nationality: str | None
    passport_expires: date | None
    career: Sequence[Period] = ()
    was_here_before: bool | None = None


def findings(bidder: Bidder, rules: Rules) -> list[Finding]:
    """All that the rules find, in the order of the rules. Only the country is hard."""
    found = (
        _nominated(bidder, rules),
        _work_named(bidder, rules),
        _experience(bidder, rules),
        _age(bidder, rules),
        _nationality(bidder),
        _passport(bidder, rules),
        _earlier(bidder),
    )
    return [finding for finding in found if finding]


def warnings(bidder: Bidder, rules: Rules) -> list[Finding]:
    """What a coordinator should look at, or ask a waiver for."""
    return [one for one in findings(bidder, rules) if one.outcome != Outcome.MET]


def _nominated(bidder: Bidder, rules: Rules) -> Finding:
    facts = {"country": bidder.country}
    if bidder.country in rules.countries:
        return Finding(Rule.COUNTRY, Outcome.MET, N_("{country} takes part."), facts)
    message = N_("{country} does not take part in this course.")
    return Finding(Rule.COUNTRY, Outcome.NOT_MET, message, facts, is_hard=True)


def _work_named(bidder: Bidder, rules: Rules) -> Finding | None:
    if bidder.work is None:
        return None
    if not rules.works or bidder.work in rules.works:
        return Finding(Rule.WORK, Outcome.MET, N_("The course is for this work."))
    return Finding(Rule.WORK, Outcome.NOT_MET, N_("The course names other work."))


def _experience(bidder: Bidder, rules: Rules) -> Finding | None:
    if not bidder.career:
        return None
    months = months_of_work(bidder.career, on=rules.age_on)
    facts = {"years": months // 12, "min_years": rules.min_years, "age_on": rules.age_on}
    if months >= rules.min_years * 12:
        message = N_("{years} years of work on {age_on}.")
        return Finding(Rule.YEARS, Outcome.MET, message, facts)
    message = N_("{years} full years of work on {age_on}; the course asks for {min_years}.")
    return Finding(Rule.YEARS, Outcome.NOT_MET, message, facts)


def _age(bidder: Bidder, rules: Rules) -> Finding | None:
    if bidder.birth_date is None:
        return None
    age = age_on(bidder.birth_date, rules.age_on)
    facts = {"age": age, "min_age": rules.min_age, "max_age": rules.max_age,
             "age_on": rules.age_on}  # fmt: skip
    outcome, message = Outcome.MET, N_("{age} years old on {age_on}.")
    if rules.too_young(age):
        outcome, message = (
            Outcome.NOT_MET, N_("{age} years old on {age_on}; the course asks for {min_age}.")
        )  # fmt: skip
    if rules.too_old(age):
        outcome, message = (
            Outcome.NOT_MET, N_("{age} years old on {age_on}; the course takes up to {max_age}.")
        )  # fmt: skip
    return Finding(Rule.AGE, outcome, message, facts)


def _nationality(bidder: Bidder) -> Finding | None:
    if bidder.nationality is None or bidder.nationality == bidder.country:
        return None
    known = COUNTRIES.get(bidder.nationality)
    facts = {"nationality": known.name if known else bidder.nationality, "country": bidder.country}
    message = N_("Nationality {nationality}, nominated by {country}.")
    return Finding(Rule.NATIONALITY, Outcome.UNSURE, message, facts)


def _passport(bidder: Bidder, rules: Rules) -> Finding:
    facts = {"expires": bidder.passport_expires, "ends_on": rules.ends_on}
    if bidder.passport_expires is None:
        return Finding(Rule.PASSPORT, Outcome.UNSURE, N_("No passport yet."))
    if bidder.passport_expires >= rules.ends_on:
        return Finding(Rule.PASSPORT, Outcome.MET, N_("Valid until {expires}."), facts)
    message = N_("The passport ends on {expires}, before the course ends on {ends_on}.")
    return Finding(Rule.PASSPORT, Outcome.UNSURE, message, facts)


def passport_warning(expires: date, rules: Rules) -> Finding | None:
    """What the person reads who enters a passport that ends too soon; it stops nobody."""
    if expires >= rules.ends_on:
        return None
    message = N_(
        "Your passport ends on {expires}. It must be valid on {ends_on}. "
        "You can send your application and renew it later."
    )
    facts = {"expires": expires, "ends_on": rules.ends_on}
    return Finding(Rule.PASSPORT, Outcome.UNSURE, message, facts)


def _earlier(bidder: Bidder) -> Finding | None:
    if not bidder.was_here_before:
        return None
    return Finding(Rule.EARLIER, Outcome.UNSURE, N_("Has been to a course here before."))


def months_of_work(career: Iterable[Period], *, on: date) -> int:
    """Months worked until this date; a month in two jobs counts once, one not yet here never."""
    worked: set[int] = set()
    for job in career:
        worked.update(range(_month(job.since), _month(min(job.until or on, on))))
    return len(worked)


def _month(day: date) -> int:
    return day.year * 12 + day.month
