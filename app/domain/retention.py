"""What is kept how long, and why: one table. The page about privacy, the nightly run and the
page of one's own data read it, so that what we say is what we do."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from app.domain.accounts import A_DAY, KEPT_FORM_LIVES
from app.domain.catalogue import JAPAN
from app.domain.errors import N_
from app.domain.questions import DocumentKind

MONTHS_12 = timedelta(days=365)
YEARS_10 = timedelta(days=3650)


class Class(StrEnum):
    """What a column or a file holds, as far as it says how long it may stay."""

    PASSPORT = "passport"
    MEDICAL = "medical"
    ANSWERS = "answers"  # answers, documents, letters, what was said about them
    ALUMNI = "alumni"  # who somebody is: what a certificate needs
    ACCOUNT = "account"
    OFFICE = "office"  # nominating offices, their officials and papers
    CODES = "codes"
    SIGN_IN = "sign_in"
    SECURITY = "security"
    STATISTICS = "statistics"


class Since(StrEnum):
    """What the days are counted from."""

    DEADLINE = "deadline"
    RESULT = "result"
    COURSE = "course"
    REPLACED = "replaced"
    LAST_VISIT = "last_visit"
    LAST_ROLE = "last_role"
    ACTED = "acted"
    WRITTEN = "written"
    ENDED = "ended"
    ALWAYS = "always"


SINCE: Mapping[Since, str] = {
    Since.DEADLINE: N_("{time} after the deadline"),
    Since.RESULT: N_("{time} after the result"),
    Since.COURSE: N_("{time} after the course"),
    Since.REPLACED: N_("{time} after that"),
    Since.LAST_VISIT: N_("{time} after your last visit"),
    Since.LAST_ROLE: N_("{time} after their last role"),
    Since.ACTED: N_("{time} after they act for the office"),
    Since.WRITTEN: N_("{time}"),
    Since.ENDED: N_("{time} after they end"),
    Since.ALWAYS: N_("Always"),
}


class Rule(NamedTuple):
    """A line of the table. `clears` is what goes; without `keep` it stays."""

    name: str
    title: str
    keep: timedelta | None
    since: Since
    why: str
    clears: frozenset[Class]


def _rule(
    name: str, title: str, keep: timedelta | None, since: Since, why: str, *clears: Class
) -> Rule:
    return Rule(name, title, keep, since, why, frozenset(clears))


PERSONAL = (Class.PASSPORT, Class.MEDICAL, Class.ANSWERS, Class.ALUMNI)

UNSENT = _rule(
    "unsent", N_("A draft that you never send"), MONTHS_12, Since.DEADLINE,
    N_("You may want to look at it when you apply again."), *PERSONAL,
)  # fmt: skip
PASSPORT = _rule(
    "passport", N_("Passport numbers and copies of passports"), timedelta(days=90), Since.COURSE,
    N_("Visas and flights need them, until everybody is back."), Class.PASSPORT,
)  # fmt: skip
MEDICAL = _rule(
    "medical", N_("Answers about health, diet and access"), timedelta(days=90), Since.COURSE,
    N_("They are for the stay, and for bills that come after it."), Class.MEDICAL,
)  # fmt: skip
UNSELECTED = _rule(
    "unselected", N_("Applications that did not lead to a place"), MONTHS_12, Since.RESULT,
    N_("People may ask about the result."), *PERSONAL,
)  # fmt: skip
ANSWERS = _rule(
    "answers", N_("Answers, documents and letters of people who took part"), MONTHS_12,
    Since.COURSE, N_("People may ask about the course."), Class.ANSWERS,
)  # fmt: skip
ALUMNI = _rule(
    "alumni", N_("Name, work and e-mail address of people who took part"), YEARS_10, Since.COURSE,
    N_("Certificates can be checked, and former participants invited."), *PERSONAL,
)  # fmt: skip
REPLACED = _rule(
    "replaced", N_("A document that you replaced or took away"), timedelta(days=30),
    Since.REPLACED, N_("You can write to us if it was a mistake."), Class.ANSWERS, Class.PASSPORT,
    Class.OFFICE,
)  # fmt: skip
ACCOUNT = _rule(
    "account", N_("An e-mail address without an application"), MONTHS_12, Since.LAST_VISIT,
    N_("You may come back and apply."), Class.ACCOUNT,
)  # fmt: skip
COURSE_PAPERS = _rule(
    "course_papers", N_("Official letters, and offices that applicants named"), MONTHS_12,
    Since.COURSE, N_("They show who was nominated."), Class.OFFICE,
)  # fmt: skip
OFFICIALS = _rule(
    "officials", N_("Names and addresses of officials"), MONTHS_12, Since.ACTED,
    N_("They show who nominated."), Class.OFFICE,
)  # fmt: skip
CODES = _rule(
    "codes", N_("Letters with codes and links"), timedelta(days=30), Since.WRITTEN,
    N_("We can see whether a letter has left when somebody misses it."), Class.CODES,
)  # fmt: skip
SIGN_IN = _rule(
    "sign_in", N_("Visits, and codes to sign in"), A_DAY, Since.ENDED,
    N_("They prove who visits."), Class.SIGN_IN,
)  # fmt: skip
FORMS = _rule(
    "forms", N_("What you typed after you were signed out"), KEPT_FORM_LIVES, Since.WRITTEN,
    N_("You find it again when you sign in."), Class.SIGN_IN,
)  # fmt: skip
SECURITY = _rule(
    "security", N_("The security log: what was refused, without names"), MONTHS_12, Since.WRITTEN,
    N_("It shows attacks."), Class.SECURITY,
)  # fmt: skip
STAFF = _rule(
    "staff", N_("Names of staff"), YEARS_10, Since.LAST_ROLE,
    N_("The history says who decided."), Class.ACCOUNT,
)  # fmt: skip
STATISTICS = _rule(
    "statistics", N_("Numbers of applications, without anybody’s data"), None, Since.ALWAYS,
    N_("Reports compare years. Numbers below {fewest} are not shown."), Class.STATISTICS,
)  # fmt: skip
HISTORY = _rule(
    "history", N_("The history: what happened and when, without names"), None, Since.ALWAYS,
    N_("Decisions stay provable."),
)  # fmt: skip

TABLE = (
    UNSENT, PASSPORT, MEDICAL, UNSELECTED, ANSWERS, ALUMNI, REPLACED, ACCOUNT, CODES, SIGN_IN,
    FORMS, COURSE_PAPERS, OFFICIALS, STAFF, SECURITY, STATISTICS, HISTORY,
)  # fmt: skip

# Answers that are of another class than `ANSWERS`, by question, and files by kind.
OF_QUESTION: Mapping[str, Class] = {
    "has_passport": Class.PASSPORT, "passport_number": Class.PASSPORT,
    "passport_expires": Class.PASSPORT,
}  # fmt: skip
OF_DOCUMENT: Mapping[DocumentKind, Class] = {
    DocumentKind.PASSPORT: Class.PASSPORT, DocumentKind.PHOTO: Class.ANSWERS,
    DocumentKind.DEGREE: Class.ANSWERS, DocumentKind.ENGLISH: Class.ANSWERS,
    DocumentKind.PAPER: Class.ANSWERS, DocumentKind.LETTER: Class.OFFICE,
}  # fmt: skip


def questions_of(classes: Iterable[Class]) -> list[str]:
    return [name for name, kept in OF_QUESTION.items() if kept in set(classes)]


def documents_of(classes: Iterable[Class]) -> list[DocumentKind]:
    return [kind for kind, kept in OF_DOCUMENT.items() if kept in set(classes)]


def on_day(at: datetime) -> date:
    """The day that this instant is in Japan, where courses begin and end."""
    return at.astimezone(JAPAN).date()


class Life(NamedTuple):
    """What says how long an application is kept."""

    is_sent: bool
    has_place: bool
    has_ended: bool
    apply_by: datetime
    decide_by: date
    ended_at: datetime
    ends_on: date


def rule_of(life: Life) -> Rule:
    """What ends all that is kept of the application."""
    if not life.is_sent:
        return UNSENT
    return ALUMNI if life.has_place else UNSELECTED


def last_day(rule: Rule, life: Life) -> date:
    """The first day on which the nightly run finds it."""
    kept = rule.keep or timedelta()
    if rule.since == Since.DEADLINE:
        return on_day(life.apply_by + kept)
    if rule.since == Since.RESULT and life.has_ended:
        return max(on_day(life.ended_at + kept), life.decide_by + kept)
    return life.ends_on + kept
