"""Keeping the answers of a section, each where it lives: part of saving."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import delete

from app.domain import questions
from app.domain.names import search_key, search_terms
from app.domain.questions import Kept, Question, Section
from app.extensions import db
from app.models import Answer, Application, CareerRow, SearchTerm
from app.operations.privacy import seal_value


class Job(NamedTuple):
    """An earlier job, from the first day of a month to the first day of another."""

    since: date
    until: date
    post: str
    employer: str


def keep_answers(application: Application, section: Section, answers: Mapping[str, object]) -> None:
    """Part of an operation: every question of the section gets its answer, or none."""
    for question in questions.of_section(section):
        _keep(application, question, answers.get(question.key))
    if section == Section.NAME:
        _index(application)
    if section == Section.JOB:
        _keep_career(application, answers.get("career", ()))


def _keep(application: Application, question: Question, value: object) -> None:
    match question.kept:
        case Kept.COLUMN:
            is_text = isinstance(getattr(application, question.key), str) and value is None
            setattr(application, question.key, "" if is_text else value)
        case Kept.SEALED if value:  # left blank, the sealed value stays
            seal_value(application, question.key, str(value))
        case Kept.ROW:
            _keep_row(application, question, questions.spelled(value))


def _keep_row(application: Application, question: Question, value: str) -> None:
    row = next((one for one in application.answers if one.question == question.key), None)
    if row is None:
        row = Answer(question=question.key)
        application.answers.append(row)
    row.value, row.question_version = value, question.version


def _keep_career(application: Application, jobs: object) -> None:
    rows: Sequence[Job] = jobs  # type: ignore[assignment]  # the form's own rows
    application.career.clear()
    db.session.flush()  # the old rows go before new ones take their numbers
    application.career.extend(
        CareerRow(row_no=number, **Job(*job)._asdict()) for number, job in enumerate(rows)
    )


def _index(application: Application) -> None:
    names = (application.family_name, application.given_names)
    application.search_key = search_key(" ".join(names))[:200]
    db.session.execute(delete(SearchTerm).where(SearchTerm.application_id == application.id))
    db.session.add_all(
        SearchTerm(course_id=application.course_id, term=term, application_id=application.id)
        for term in search_terms(*names)
    )
