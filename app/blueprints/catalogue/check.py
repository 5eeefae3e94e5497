"""Five questions before an account: whether it is worth applying. Nothing is kept."""

from collections.abc import Sequence
from contextlib import suppress

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, SelectField
from wtforms.validators import NumberRange

from app import clock, i18n
from app.blueprints.access import PUBLIC, access
from app.blueprints.applications.base import Choice
from app.blueprints.catalogue import reading
from app.blueprints.catalogue.blueprint import bp
from app.blueprints.catalogue.origin import own_origin
from app.blueprints.fields import Answered
from app.blueprints.forms import PlainForm
from app.domain import eligibility
from app.domain.catalogue import Heading, grouped, takes_applications
from app.domain.eligibility import (
    LANGUAGES,
    SPEAKS,
    Answers,
    Finding,
    Outcome,
    Rules,
    Speaks,
    Verdict,
)
from app.domain.errors import N_, NotVisible
from app.domain.world import WORKS, Work
from app.models import Course
from app.operations.checking import opened_answers, sealed_answers
from app.queries.catalogue import Announcement, announced_courses, public_course

# In words, and the colour of their tag.
OUTCOMES = {
    Outcome.MET: (N_("Yes"), "ok"),
    Outcome.UNSURE: (N_("Perhaps"), "warn"),
    Outcome.NOT_MET: (N_("No"), "err"),
}
ADULT, OLDEST, MOST_YEARS = 16, 90, 60


class Number(IntegerField):  # type: ignore[misc]  # WTForms has no types
    """A whole number; that it is none is for `NumberRange` to say, in words of the question."""

    def process_formdata(self, valuelist: list[str]) -> None:
        with suppress(ValueError):
            super().process_formdata(valuelist)


class CheckForm(PlainForm):
    """Without a token, for there is no session: `own_origin` guards it."""

    class Meta(PlainForm.Meta):
        csrf = False

    work = Choice(
        N_("What is your work?"),
        [Answered(N_("Choose your work"))],
        choices={str(one): words for one, words in WORKS.items()},
    )
    years = Number(
        N_("How many years have you worked in criminal justice?"),
        [NumberRange(0, MOST_YEARS, N_("Enter your years of work, for example 6"))],
        description=N_("For example, 6"),
    )
    born = Number(N_("In which year were you born?"), description=N_("For example, 1985"))
    country = SelectField(
        N_("Which country do you work for?"),
        [Answered(N_("Choose your country"))],
    )
    speaks = Choice(choices={str(one): words for one, words in SPEAKS.items()})


@bp.route("/courses/<code>/check", methods=["GET", "POST"])
@access(PUBLIC)
@own_origin
def check(code: str) -> ResponseReturnValue:
    course = _course(code)
    form = _form(course)
    if form.validate_on_submit():
        said = sealed_answers(form.data, about=code, at=clock.now())
        return redirect(url_for(".check_result", code=code, said=said), 303)
    page = render_template("catalogue/check.html", form=form, course=course)
    return page, 422 if form.errors else 200


@bp.get("/courses/<code>/check/result")
@access(PUBLIC)
def check_result(code: str) -> ResponseReturnValue:
    course = _course(code)
    said = opened_answers(request.args.get("said", ""), about=code, at=clock.now())
    form = _form(course, MultiDict(said))
    if not form.validate():
        return redirect(url_for(".check", code=code), 303)
    answers = Answers(
        Work(form.work.data), form.years.data, form.born.data, form.country.data,
        Speaks(form.speaks.data),
    )  # fmt: skip
    verdict, findings = eligibility.check(answers, Rules.of(course))
    return render_template(
        "catalogue/checked.html",
        course=course, verdict=verdict, Verdict=Verdict, answers=answers,
        findings=[_in_words(one) for one in findings],
        is_open=takes_applications(course, clock.now()),
        others=_others(code, answers) if verdict == Verdict.CANNOT else [],
    )  # fmt: skip


def _in_words(one: Finding) -> tuple[str, str, str, str]:
    """The rule, what came of it with its colour, and why."""
    said = i18n.translate(one.message, i18n.reader_language(), **one.facts)
    return one.rule, *OUTCOMES[one.outcome], said


def _course(code: str) -> Course:
    course = public_course(code)
    if course is None:
        raise NotVisible
    return course


def _form(course: Course, given: MultiDict[str, str] | None = None) -> CheckForm:
    form = CheckForm(given) if given is not None else CheckForm()
    language = i18n.reader_language()
    form.country.choices = {
        "": N_("Choose a country"),
        **dict(reading.country_options(language)),
    }
    tongue = i18n.translate(LANGUAGES.get(course.language, course.language), language)
    question = N_("Can you discuss your work in {tongue}?")
    form.speaks.label.text = i18n.translate(question, language, tongue=tongue)
    form.speaks.validators = [Answered(N_("Choose how well you speak the language"))]
    last = clock.now().year - ADULT
    message = N_("Enter the year of your birth in the calendar of your passport, for example 1985")
    form.born.validators = [NumberRange(last - OLDEST, last, message)]
    return form


def _others(code: str, answers: Answers) -> Sequence[Announcement]:
    """Open courses that fit this work and country."""
    now = clock.now()
    groups = grouped(announced_courses(at=now), now, work=answers.work, country=answers.country)
    return [course for course in groups.get(Heading.OPEN, ()) if course.code != code][:5]
