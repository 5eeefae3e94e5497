"""The pages about the work: job, education, reasons."""

from datetime import date
from typing import Any

from wtforms import Field
from wtforms.validators import ValidationError

from app import clock, i18n
from app.blueprints.applications.base import (
    LANGUAGE,
    AtMost,
    Choice,
    Long,
    SectionForm,
    Words,
    choices,
    line,
    lines,
    yes,
)
from app.blueprints.applications.career import CareerField
from app.blueprints.fields import Answered, DateBoxes
from app.domain import calendars
from app.domain.answers import (
    DEGREES,
    ENGLISH,
    FEWEST_WORDS,
    MOST_DUTIES,
    MOST_WORDS,
    NO,
    YES,
    is_too_short,
)
from app.domain.errors import N_, RuleBroken
from app.domain.questions import Section
from app.domain.world import WORKS, Work
from app.operations.answering import Job

MOST_LETTERS = 6000  # of a reason
YES_NO = choices({YES: N_("Yes"), NO: N_("No")})


def month_of(month: str, year: str) -> date:
    return calendars.date_of("1", month, year)


class JobForm(SectionForm):
    section = Section.JOB
    job_title = line(
        N_("Job title in English"),
        Answered(N_("Enter your job title in English")),
        AtMost(160),
        autocomplete="organization-title",
    )
    native_job_title = line(
        N_("Title in your language (optional)"), AtMost(160), dir="auto", spellcheck="false"
    )
    work = Choice(
        N_("I work as"),
        [Answered(N_("Choose what you work as"))],
        choices=choices({str(work): words for work, words in WORKS.items()}),
    )
    employer = line(
        N_("Employer"),
        Answered(N_("Enter the name of your office or court")),
        AtMost(200),
        hint=N_("The name of your office or court, in English"),
        autocomplete="organization",
    )
    work_city = line(
        N_("City"),
        Answered(N_("Enter the city in which you work")),
        AtMost(120),
        autocomplete="off",
    )
    job_since = DateBoxes(
        N_("Started"),
        [Answered(N_("Enter the month and the year in which you started"))],
        description=N_("Month and year, for example 3 2015"),
        parts=("month", "year"),
        read=month_of,
    )
    duties = lines(
        N_("What you do"),
        Answered(N_("Tell us what you do in your work")),
        Words(MOST_DUTIES),
        AtMost(4000),
        hint=N_("In 100 words or fewer"),
        rows=5,
    )
    was_here_before = Choice(
        N_("Have you been to a course at UNAFEI before?"),
        [Answered(N_("Choose yes or no"))],
        choices=YES_NO,
    )
    career = CareerField()

    def prepare(self, application: Any, **rest: Any) -> None:
        super().prepare(application)
        if not self.is_submitted():
            self.career.show(application.career)

    def validate_job_since(self, field: Field) -> None:
        if field.data and field.data > clock.now().date():
            raise ValidationError(N_("This month is still to come. Check the year."))

    def answer(self, key: str) -> object:
        value = super().answer(key)
        if key == "was_here_before":
            return yes(value)
        return Work(str(value)) if key == "work" and value else value

    def answers(self) -> dict[str, object]:
        jobs: list[Job] | None = self.career.jobs()
        return super().answers() | ({} if jobs is None else {"career": jobs})


def _skill(key: str, question: str) -> Choice:
    return Choice(
        question,
        [Answered(N_("Choose what you can do in English"))],
        choices=choices(ENGLISH[key]),
    )


def require_year(field: Field) -> None:
    try:
        found = calendars.date_of("1", "1", field.data)
    except RuleBroken as refusal:
        raise ValidationError(i18n.refusal(refusal, LANGUAGE())) from refusal
    if found > clock.now().date():
        raise ValidationError(N_("This year is still to come. Enter the year of your degree."))


class EducationForm(SectionForm):
    section = Section.EDUCATION
    degree = Choice(
        N_("Highest degree"),
        [Answered(N_("Choose your highest degree"))],
        choices=choices(DEGREES),
    )
    degree_place = line(
        N_("Where"),
        Answered(N_("Enter the name of the school or university")),
        AtMost(200),
        hint=N_("School or university, and country"),
    )
    degree_year = line(
        N_("Year"),
        Answered(N_("Enter the year, for example 2008")),
        inputmode="numeric",
        autocomplete="off",
    )
    english_read = _skill("english_read", N_("How well do you read English?"))
    english_speak = _skill("english_speak", N_("How well do you speak English?"))
    english_write = _skill("english_write", N_("How well do you write English?"))
    english_test = line(
        N_("Test result (optional)"), AtMost(160), hint=N_("For example, IELTS 6.5, May 2025")
    )

    def validate_degree_year(self, field: Field) -> None:
        require_year(field)


def _reason(question: str, message: str) -> Long:
    hint = N_("150 to 400 words")
    words = Words(MOST_WORDS, FEWEST_WORDS)
    return lines(question, Answered(message), AtMost(MOST_LETTERS), words, hint=hint, rows=12)


class ReasonsForm(SectionForm):
    section = Section.REASONS
    problem = _reason(
        N_("What problem in your work do you want to solve?"),
        N_("Tell us which problem you want to solve"),
    )
    hope = _reason(
        N_("What do you want to learn on this course?"), N_("Tell us what you want to learn")
    )
    plan = _reason(
        N_("What will you do when you are back?"), N_("Tell us what you will do when you are back")
    )

    def refused(self) -> list[Field]:
        """What is too short is kept for later; only to go on it must be longer."""
        return [
            field
            for field in super().refused()
            if not is_too_short(field.data) or len(field.data) > MOST_LETTERS
        ]
