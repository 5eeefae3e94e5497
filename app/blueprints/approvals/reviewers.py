"""Who reviews for a course, and who is asked about one application."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from app import clock
from app.blueprints.access import access, actor
from app.blueprints.approvals.blueprint import bp
from app.blueprints.approvals.desk import course_here, days_ahead, here
from app.blueprints.approvals.forms import AskForm, ShareForm, StepForm
from app.blueprints.approvals.record import application_here, record_page
from app.blueprints.forms import form_page, say
from app.domain.errors import N_
from app.domain.next_steps import NextStep
from app.domain.workflow import Action
from app.models import Application
from app.operations.assigning import assign_reviewer, assign_reviewers, unassign_reviewer
from app.queries.approvals import queue_lengths
from app.queries.reviews import criteria_of, reviewers_of, reviews_of

DAYS_TO_SCORE = 14


@bp.route("/<code>/reviewers", methods=["GET", "POST"])
@access(Action.ASSIGN)
def reviewers(code: str) -> ResponseReturnValue:
    course = course_here(code, Action.ASSIGN)
    form = ShareForm(data=days_ahead(DAYS_TO_SCORE))
    with form.refusals():
        if form.validate_on_submit():
            number = assign_reviewers(
                course.id, each=form.each.data, due_at=form.due_at, by=actor(), at=clock.now()
            )
            say(N_("{number} applications are shared out."), number=number)
            return redirect(url_for(".reviewers", code=code), 303)
    return form_page(
        "approvals/reviewers.html", form, course=course_here(code),
        loads=reviewers_of(course, at=clock.now()), criteria=criteria_of(course.id),
        waiting=queue_lengths(course.id, seen_by=actor()).get(NextStep.ASSIGN, 0),
    )  # fmt: skip


@bp.route("/<code>/applications/<reference>/ask", methods=["GET", "POST"])
@access(Action.ASSIGN)
def ask(code: str, reference: str) -> ResponseReturnValue:
    application = application_here(code, reference, Action.ASSIGN)
    form = AskForm(version=application.version, data=days_ahead(DAYS_TO_SCORE))
    form.reviewer.choices = _askable(application)
    with form.refusals():
        if form.validate_on_submit():
            assign_reviewer(
                application.id, form.reviewer.data, due_at=form.due_at, by=actor(), at=clock.now()
            )
            say(N_("The reviewer gets a letter."))
            return redirect(_record(code, reference), 303)
    return form_page(
        "approvals/ask.html", form, course=application.course, application=application,
        back=_record(code, reference),
    )  # fmt: skip


@bp.post("/<code>/applications/<reference>/reviewers/<int:person_id>/unask")
@access(Action.ASSIGN)
def unask(code: str, reference: str, person_id: int) -> ResponseReturnValue:
    application = application_here(code, reference, Action.ASSIGN)
    form = StepForm(version=application.version)
    with form.refusals():
        if form.validate_on_submit():
            unassign_reviewer(application.id, person_id, by=actor(), at=clock.now())
            say(N_("The reviewer is no longer asked."))
            return redirect(_record(code, reference), 303)
    return record_page(application_here(code, reference), form)


def _record(code: str, reference: str) -> str:
    return url_for(".record", code=code, reference=reference, **here().query)


def _askable(application: Application) -> list[SelectChoice]:
    asked = {one.person_id for one in reviews_of(application.id)}
    loads = reviewers_of(application.course, at=clock.now())
    return [
        SelectChoice(str(one.reviewer.id), one.reviewer.name)
        for one in loads
        if one.reviewer.id not in asked
    ]
