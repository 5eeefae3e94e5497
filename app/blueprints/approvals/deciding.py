"""Decisions over one record that need words: return, not eligible, take back in, the office."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app import clock
from app.blueprints.access import access, actor
from app.blueprints.approvals.blueprint import bp
from app.blueprints.approvals.desk import days_ahead, here, onwards
from app.blueprints.approvals.forms import ExcludeForm, ReasonForm, ReturnForm, StepForm
from app.blueprints.approvals.record import application_here, record_page
from app.blueprints.forms import Form, form_page, say
from app.domain.errors import N_
from app.domain.exclusions import Exclusion
from app.domain.questions import Section
from app.domain.workflow import Action
from app.models import Application
from app.operations.links import remind_authority
from app.operations.nominations import confirm_office
from app.operations.screening import (
    exclude_application,
    readmit_application,
    return_application,
)
from app.queries.approvals import Cursor

DAYS_TO_CORRECT = 8  # a week, and the day on which the letter is read


@bp.route("/<code>/applications/<reference>/return", methods=["GET", "POST"])
@access(Action.RETURN)
def send_back(code: str, reference: str) -> ResponseReturnValue:
    application = application_here(code, reference, Action.RETURN)
    form = ReturnForm(version=application.version, data=days_ahead(DAYS_TO_CORRECT))
    after = Cursor.of(application, here())
    with form.refusals():
        if form.validate_on_submit():
            return_application(
                application.id, sections=[Section(one) for one in form.sections.data],
                reason=form.reason.data, due_at=form.due_at, by=actor(), at=clock.now(),
                shown_version=form.shown_version,
            )  # fmt: skip
            return _told(N_("{ref} goes back to the applicant."), application, code, after)
    return _page("approvals/return.html", form, application)


@bp.route("/<code>/applications/<reference>/exclude", methods=["GET", "POST"])
@access(Action.EXCLUDE)
def exclude(code: str, reference: str) -> ResponseReturnValue:
    application = application_here(code, reference, Action.EXCLUDE)
    form, after = ExcludeForm(version=application.version), Cursor.of(application, here())
    with form.refusals():
        if form.validate_on_submit():
            exclude_application(
                application.id, why=Exclusion(form.why.data), sentence=form.sentence.data or "",
                note=form.note.data or "", by=actor(), at=clock.now(),
                shown_version=form.shown_version,
            )  # fmt: skip
            return _told(N_("{ref} is not eligible."), application, code, after)
    return _page("approvals/exclude.html", form, application)


@bp.route("/<code>/applications/<reference>/readmit", methods=["GET", "POST"])
@access(Action.READMIT)
def readmit(code: str, reference: str) -> ResponseReturnValue:
    application = application_here(code, reference, Action.READMIT)
    form, after = ReasonForm(version=application.version), Cursor.of(application, here())
    with form.refusals():
        if form.validate_on_submit():
            readmit_application(
                application.id, reason=form.reason.data, by=actor(), at=clock.now(),
                shown_version=form.shown_version,
            )  # fmt: skip
            return _told(N_("{ref} is taken back in."), application, code, after)
    return _page("approvals/readmit.html", form, application)


@bp.route("/<code>/applications/<reference>/office", methods=["GET", "POST"])
@access(Action.CONFIRM_OFFICE)
def office(code: str, reference: str) -> ResponseReturnValue:
    application = application_here(code, reference, Action.CONFIRM_OFFICE)
    form, after = ReasonForm(version=application.version), Cursor.of(application, here())
    with form.refusals():
        if form.validate_on_submit():
            confirm_office(application.id, form.reason.data, by=actor(), at=clock.now())
            return _told(N_("The office of {ref} is confirmed."), application, code, after)
    return _page("approvals/office.html", form, application)


@bp.post("/<code>/applications/<reference>/remind")
@access(Action.REMIND)
def remind(code: str, reference: str) -> ResponseReturnValue:
    application = application_here(code, reference, Action.REMIND)
    form = StepForm(version=application.version)
    with form.refusals():
        if form.validate_on_submit():
            remind_authority(
                application.course_id, application.authority_id or 0, by=actor(), at=clock.now()
            )
            say(N_("The ministry gets a letter."))
            back = url_for(".record", code=code, reference=reference, **here().query)
            return redirect(back, 303)
    return record_page(application_here(code, reference), form)


def _told(message: str, application: Application, code: str, after: Cursor | None) -> Response:
    say(message, ref=application.reference)
    return onwards(code, application, after)


def _page(template: str, form: Form, application: Application) -> ResponseReturnValue:
    course, view = application.course, here()
    back = url_for(".record", code=course.code, reference=application.reference, **view.query)
    return form_page(template, form, application=application, course=course, back=back)
