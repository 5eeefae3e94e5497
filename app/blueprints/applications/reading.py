"""All answers of an application in words: to be checked, and to be printed."""

from datetime import datetime
from typing import NamedTuple

from app import clock, i18n
from app.blueprints.applications.base import LANGUAGE
from app.domain import answers
from app.domain.errors import N_
from app.domain.questions import (
    DOCUMENTS,
    SEALED,
    TITLES,
    DocumentKind,
    Section,
    of_section,
    spelled,
)
from app.models import Application, CareerRow
from app.operations.answering import may_change
from app.queries.applications import plain_answers
from app.queries.nominations import offices_on_file


class Said(NamedTuple):
    """A question and its answer, in words."""

    label: str
    value: str


class Part(NamedTuple):
    section: Section
    title: str
    said: list[Said]
    may_change: bool


def part_of(application: Application, section: Section) -> Part:
    """The answers of a section, as they will be read."""
    said = [] if section == Section.DOCUMENTS else answers_of(application, section)
    kinds = [DocumentKind.PAPER] if section == Section.PAPER else answers.documents_asked(
        application.course.documents if section == Section.DOCUMENTS else ()
    )  # fmt: skip
    kept = {document.document_kind: document.filename for document in application.documents}
    said += [Said(DOCUMENTS[kind], kept[kind]) for kind in kinds if kind in kept]
    return Part(section, TITLES[section], said, may_change(application, section, at=clock.now()))


def answers_of(application: Application, section: Section) -> list[Said]:
    given, said = plain_answers(application), []
    for question in of_section(section):
        value = spelled(given.get(question.key))
        if question.key in SEALED:
            kept = {one.name for one in application.sealed_values}
            value = N_("Kept, sealed") if question.key in kept else ""
        if value:
            said.append(Said(question.label, words_for(application, question.key, value)))
    if section == Section.JOB:
        said += [Said(N_("Earlier job"), job_in_words(job)) for job in application.career]
    return said


def job_in_words(job: CareerRow) -> str:
    since, until = (i18n.month(one, LANGUAGE()) for one in (job.since, job.until))
    return f"{job.post}, {job.employer}, {since} – {until}"


def words_for(application: Application, key: str, value: str) -> str:
    """The answer as a person reads it: choices, countries, dates and offices by name."""
    if key in ("nationality", "residence"):
        return i18n.country_name(value, LANGUAGE())
    if key in ("birth_date", "passport_expires"):
        return i18n.day(datetime.fromisoformat(value).date(), LANGUAGE())
    if key == "job_since":
        return i18n.month(datetime.fromisoformat(value).date(), LANGUAGE())
    if key == "nominated_by" and value.isdecimal():
        offices = offices_on_file(application.country, institute_id=application.institute_id)
        return next((one.name for one in offices if str(one.id) == value), value)
    return i18n.translate(answers.in_words(key, value), LANGUAGE())


def advice_on(application: Application) -> list[str]:
    given = plain_answers(application)
    found = (
        answers.advice_on_passport(
            application.passport_expires, ends_on=application.course.ends_on
        ),
        answers.advice_on_address(str(given.get("official_email") or ""))
        if given.get("nominated_by") == answers.TYPED
        else None,
    )
    return [i18n.refusal(advice, LANGUAGE()) for advice in found if advice]
