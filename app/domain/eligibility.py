"""Who may apply for a course: its rules as data, and the five questions before an account.

The rules are those of a course's general information: country, work, years, age, language. They
warn; a government nominates and a coordinator may waive, so hardly any of them stops a person.
Health, pregnancy and disability are no rules, and nothing here knows of them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol

from app.domain.calendars import age_on
from app.domain.errors import N_
from app.domain.world import Work

LANGUAGES: Mapping[str, str] = {"en": N_("English"), "fr": N_("French"), "ja": N_("Japanese")}


class Demanding(Protocol):
    """What is read of a course to know its rules; the model fits."""

    @property
    def countries(self) -> Collection[str]: ...
    @property
    def works(self) -> Collection[str]: ...
    @property
    def min_years(self) -> int: ...
    @property
    def min_age(self) -> int | None: ...
    @property
    def max_age(self) -> int | None: ...
    @property
    def age_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...
    @property
    def language(self) -> str: ...


@dataclass(frozen=True)
class Rules:
    """Age and years of work are counted on one date, `age_on`. No works means all of them."""

    countries: frozenset[str]
    works: frozenset[str]
    min_years: int
    min_age: int | None
    max_age: int | None
    age_on: date
    ends_on: date
    language: str = "en"

    @classmethod
    def of(cls, course: Demanding) -> "Rules":
        return cls(
            frozenset(course.countries), frozenset(course.works), course.min_years, course.min_age,
            course.max_age, course.age_on, course.ends_on, course.language,
        )  # fmt: skip

    def too_young(self, age: int) -> bool:
        return self.min_age is not None and age < self.min_age

    def too_old(self, age: int) -> bool:
        return self.max_age is not None and age > self.max_age

    def fits_age(self, age: int) -> bool:
        return not self.too_young(age) and not self.too_old(age)


class Rule(StrEnum):
    COUNTRY = N_("Country")
    WORK = N_("Work")
    YEARS = N_("Years of work")
    AGE = N_("Age")
    LANGUAGE = N_("Language")
    NATIONALITY = N_("Nationality")
    PASSPORT = N_("Passport")
    EARLIER = N_("Earlier courses")


class Outcome(StrEnum):
    MET = "met"
    UNSURE = "unsure"
    NOT_MET = "not_met"


class Finding(NamedTuple):
    """What a rule says of a person: a marked sentence and the facts it speaks of."""

    rule: Rule
    outcome: Outcome
    message: str
    facts: Mapping[str, object] = {}
    is_hard: bool = False

    def __str__(self) -> str:
        return self.message.format(**self.facts)


class Verdict(StrEnum):
    CAN = N_("You can apply")
    MAY = N_("You may be able to apply")
    CANNOT = N_("You cannot apply for this course")


class Speaks(StrEnum):
    """The answers to "Can you discuss your work in this language?"."""

    WELL = "well"
    SOME = "some"
    NO = "no"


SPEAKS: Mapping[Speaks, str] = {
    Speaks.WELL: N_("Yes, I can discuss my work"),
    Speaks.SOME: N_("I can follow a lecture, but I find it hard to discuss"),
    Speaks.NO: N_("No"),
}


@dataclass(frozen=True)
class Answers:
    """The five questions before an account."""

    work: Work
    years: int
    birth_year: int
    country: str
    speaks: Speaks


def check(answers: Answers, rules: Rules) -> tuple[Verdict, Sequence[Finding]]:
    """Whether who answers so may apply, each rule named with what it finds."""
    findings = (
        _country(answers.country, rules),
        _work(answers.work, rules),
        _years(answers.years, rules),
        _age_of_year(answers.birth_year, rules),
        _language(answers.speaks, rules),
    )
    return verdict_of(findings), findings


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    outcomes = {finding.outcome for finding in findings}
    if Outcome.NOT_MET in outcomes:
        return Verdict.CANNOT
    return Verdict.MAY if Outcome.UNSURE in outcomes else Verdict.CAN


def _country(country: str, rules: Rules) -> Finding:
    facts = {"country": country}
    if country in rules.countries:
        return Finding(Rule.COUNTRY, Outcome.MET, N_("This course is for {country}."), facts)
    message = N_("This course is for other countries, not for {country}.")
    return Finding(Rule.COUNTRY, Outcome.NOT_MET, message, facts, is_hard=True)


def _work(work: Work, rules: Rules) -> Finding:
    if not rules.works or work in rules.works:
        return Finding(Rule.WORK, Outcome.MET, N_("This course is for people who do your work."))
    if work == Work.OTHER:
        message = N_("This course names other kinds of work. Ask the course team about yours.")
        return Finding(Rule.WORK, Outcome.UNSURE, message)
    message = N_("This course is for people who do other work.")
    return Finding(Rule.WORK, Outcome.NOT_MET, message)


def _years(years: int, rules: Rules) -> Finding:
    facts = {"years": years, "min_years": rules.min_years}
    if years >= rules.min_years:
        return Finding(Rule.YEARS, Outcome.MET, N_("You have worked long enough."), facts)
    if years + 1 == rules.min_years:
        message = N_("You need {min_years} years of work. You may reach this before the course.")
        return Finding(Rule.YEARS, Outcome.UNSURE, message, facts)
    message = N_("You need {min_years} years of work in criminal justice.")
    return Finding(Rule.YEARS, Outcome.NOT_MET, message, facts)


def _age_of_year(year: int, rules: Rules) -> Finding:
    """By the year alone a person may be of two ages on the day, and the rule may part them."""
    older = age_on(date(year, 1, 1), rules.age_on)
    younger = age_on(date(year, 12, 31), rules.age_on)
    facts = {"younger": younger, "older": older, "age_on": rules.age_on}
    fits = {rules.fits_age(age) for age in (younger, older)}
    if fits == {True}:
        return Finding(Rule.AGE, Outcome.MET, N_("Your age fits this course."), facts)
    if fits == {False}:
        return _outside_age(older, rules)
    message = N_(
        "You will be {younger} or {older} years old on {age_on}. It depends on your birthday."
    )
    return Finding(Rule.AGE, Outcome.UNSURE, message, facts)


def _outside_age(age: int, rules: Rules) -> Finding:
    message = N_("You must be {max_age} years old or younger on {age_on}.")
    if rules.too_young(age):
        message = N_("You must be at least {min_age} years old on {age_on}.")
    facts = {"min_age": rules.min_age, "max_age": rules.max_age, "age_on": rules.age_on}
    return Finding(Rule.AGE, Outcome.NOT_MET, message, facts)


def _language(speaks: Speaks, rules: Rules) -> Finding:
    facts = {"tongue": LANGUAGES.get(rules.language, rules.language)}
    outcome, message = {
        Speaks.WELL: (Outcome.MET, N_("You can discuss your work in {tongue}.")),
        Speaks.SOME: (Outcome.UNSURE, N_("You will need to discuss your work in {tongue}.")),
        Speaks.NO: (Outcome.NOT_MET, N_("You must be able to discuss your work in {tongue}.")),
    }[speaks]
    return Finding(Rule.LANGUAGE, outcome, message, facts)
