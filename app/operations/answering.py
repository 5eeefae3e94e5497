"""Keeping the answers of a section, each where it lives: part of saving."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import delete

from app.domain import questions
from app.domain.answers import has_short_reasons
from app.domain.errors import N_, DeadlinePassed, RuleBroken, WrongStatus
from app.domain.names import search_key, search_terms
from app.domain.permissions import TAKES_PAPER
from app.domain.questions import Kept, Question, Section
from app.domain.workflow import READS, Status
from app.extensions import db
from app.models import Application, CareerRow, SearchTerm
from app.operations.privacy import seal_value
from app.operations.setwise import write_answers
from app.queries.applications import missing_of, open_correction, row_answers


class Job(NamedTuple):
    """An earlier job, from the first day of a month to the first day of another."""

    since: date
    until: date
    post: str
    employer: str


def require_changeable(application: Application, section: Section, *, at: datetime) -> None:
    """Nothing if this section may be changed now: in a draft, when asked again, or a late paper."""
    status, paper_by = application.status, application.course.paper_by
    correction = open_correction(application.id) if status == Status.RETURNED else None
    if correction and section in correction.sections:
        return
    if section == Section.PAPER and paper_by and status in TAKES_PAPER:
        if at > paper_by:
            raise DeadlinePassed(N_("The country paper was due on {closed}."), closed=paper_by)
    elif status == Status.RETURNED:
        raise WrongStatus(N_("You can change only the parts that we asked you about."))
    elif status != Status.DRAFT:
        raise WrongStatus(
            N_("This cannot be changed now: your application is “{status}”."),
            status=READS[status],
        )


def may_change(application: Application, section: Section, *, at: datetime) -> bool:
    try:
        require_changeable(application, section, at=at)
    except RuleBroken:
        return False
    return True


def unfinished(application: Application) -> list[Section]:
    """Sections that lack something, or say too little, in the order of the form.

    Nobody is asked to write more where nothing can be changed any more. `FORM` must be loaded.
    """
    found = set(missing_of(application))
    asked = {
        name for one in application.corrections if not one.answered_at for name in one.sections
    }
    may_write = application.status == Status.DRAFT or Section.REASONS in asked
    if may_write and has_short_reasons(row_answers(application)):
        found.add(Section.REASONS)
    return [section for section in Section if section in found]


def keep_answers(application: Application, section: Section, answers: Mapping[str, object]) -> None:
    """Part of an operation: questions of the section that are named here get their answer."""
    rows = {}
    for question in questions.of_section(section):
        if question.key in answers:
            value = answers[question.key]
            if question.kept is Kept.ROW:
                rows[question] = questions.spelled(value)
            else:
                _keep(application, question, value)
    write_answers(application.id, rows)
    if section == Section.NAME:
        _index(application)
    if section == Section.JOB and "career" in answers:
        _keep_career(application, answers["career"])


def _keep(application: Application, question: Question, value: object) -> None:
    match question.kept:
        case Kept.COLUMN:
            nothing = None if Application.__table__.c[question.key].nullable else ""
            setattr(application, question.key, nothing if value in (None, "") else value)
        case Kept.SEALED if value:  # left blank, the sealed value stays
            seal_value(application, question.key, str(value))


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
