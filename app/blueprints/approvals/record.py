"""The record of one application, what its buttons do, and its documents."""

from typing import Any

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from app import clock, i18n
from app.blueprints.access import access, actor
from app.blueprints.answers import read_sections
from app.blueprints.approvals.blueprint import bp
from app.blueprints.approvals.desk import course_here, here, onwards
from app.blueprints.approvals.forms import StepForm
from app.blueprints.approvals.words import SAYS, state_of
from app.blueprints.downloads import attachment
from app.blueprints.forms import Form, say
from app.domain.eligibility import Rules
from app.domain.errors import N_, NotVisible
from app.domain.next_steps import QUEUES, MinistrySays
from app.domain.permissions import at_work, may, require
from app.domain.questions import DOCUMENTS
from app.domain.reviews import agree
from app.domain.screening import Bidder, Period, warnings
from app.domain.workflow import WORKFLOW, Action, Status
from app.models import Application, Course
from app.operations.documents import open_document
from app.operations.privacy import sent_answers
from app.operations.records import history_lines, letters_said
from app.operations.screening import screen_application, undo_screening
from app.queries.applications import FORM, VERSIONS, application_by_reference
from app.queries.approvals import Cursor
from app.queries.reviews import criteria_of, reviews_of

# What a coordinator may do to a record, if the application stands where it can be done.
STEPS = (Action.SCREEN, Action.RETURN, Action.EXCLUDE, Action.UNDO_SCREENING, Action.READMIT)


# What is done to what the ministry was asked, not to the application itself.
TO_ENDORSEMENT = (Action.CONFIRM_OFFICE, Action.REMIND)


def application_here(code: str, reference: str, action: Action = Action.SEE) -> Application:
    """The application, for whoever may do this to it: a page is as shut as its operation."""
    course = course_here(code)
    me = at_work(actor())
    application = application_by_reference(reference, seen_by=me, load=FORM + VERSIONS)
    if application.course_id != course.id:
        raise NotVisible
    subject = application.endorsement if action in TO_ENDORSEMENT else application
    if subject is None:
        raise NotVisible
    require(me, action, subject)
    return application


@bp.get("/<code>/applications/<reference>")
@access(Action.LIST)
def record(code: str, reference: str) -> ResponseReturnValue:
    application = application_here(code, reference)
    return record_page(application, StepForm(version=application.version))


@bp.post("/<code>/applications/<reference>/check")
@access(Action.SCREEN)
def check(code: str, reference: str) -> ResponseReturnValue:
    application = application_here(code, reference, Action.SCREEN)
    form, after = StepForm(version=application.version), Cursor.of(application, here())
    with form.refusals():
        if form.validate_on_submit():
            screen_application(
                application.id, by=actor(), at=clock.now(), shown_version=form.shown_version
            )
            say(N_("{ref} is checked."), ref=reference)
            return onwards(code, application, after)
    return record_page(application_here(code, reference), form)


@bp.post("/<code>/applications/<reference>/undo-check")
@access(Action.UNDO_SCREENING)
def undo_check(code: str, reference: str) -> ResponseReturnValue:
    application = application_here(code, reference, Action.UNDO_SCREENING)
    form = StepForm(version=application.version)
    with form.refusals():
        if form.validate_on_submit():
            undo_screening(
                application.id, by=actor(), at=clock.now(), shown_version=form.shown_version
            )
            say(N_("{ref} waits for the check again."), ref=reference)
            return onwards(code, application, None)
    return record_page(application_here(code, reference), form)


@bp.get("/<code>/applications/<reference>/documents/<int:document_id>")
@access(Action.OPEN_DOCUMENT)
def document(code: str, reference: str, document_id: int) -> Response:
    application = application_here(code, reference, Action.OPEN_DOCUMENT)
    return attachment(open_document(application.id, document_id, by=actor(), at=clock.now()))


def record_page(application: Application, form: Form) -> ResponseReturnValue:
    """All that is known of the application; 422 with what stood against a button."""
    course = application.course  # its countries came with the desk
    language = i18n.reader_language()
    page = render_template(
        "approvals/record.html",
        application=application, course=course, form=form, view=here(), says=SAYS,
        after=Cursor.of(application, here()) or "", can_confirm=_can_confirm(application),
        can_remind=_can_remind(application),
        queue=QUEUES.get(application.next_step), steps=_steps(application),
        warnings=warnings(_bidder(application), Rules.of(course)),
        sections=read_sections(sent_answers(application), language=language),
        documents=DOCUMENTS, **_inside(application, course, language),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _steps(application: Application) -> list[Action]:
    return [
        step
        for step in STEPS
        if may(actor(), step, application) and application.status in WORKFLOW[step].sources
    ]


def _can_confirm(application: Application) -> bool:
    endorsement, office = application.endorsement, application.authority
    return (
        endorsement is not None
        and office is not None
        and office.confirmed_at is None
        and may(actor(), Action.CONFIRM_OFFICE, endorsement)
    )


def _can_remind(application: Application) -> bool:
    """While the ministry has not answered and still may."""
    endorsement = application.endorsement
    return (
        application.ministry_says is MinistrySays.ASKED
        and clock.now() <= application.course.nominate_by
        and endorsement is not None
        and may(actor(), Action.REMIND, endorsement)
    )


def _inside(application: Application, course: Course, language: str) -> dict[str, Any]:
    """Scores, letters and history, for those who see them."""
    if not may(actor(), Action.SEE_SCORES, application):
        return {"sees_inside": False}
    return {
        "sees_inside": True,
        "reviews": reviews_of(application.id),
        "criteria": criteria_of(course.id),
        "state_of": state_of,
        "can_ask": application.status == Status.SCREENED
        and may(actor(), Action.ASSIGN, application),
        "do_agree": agree(application.score_spread),
        "letters": letters_said(application),
        "lines": history_lines(application, language=language),
    }


def _bidder(application: Application) -> Bidder:
    jobs = [Period(one.since, one.until) for one in application.career]
    if application.job_since:
        jobs.append(Period(application.job_since))
    return Bidder(
        application.country, application.work, application.birth_date, application.nationality,
        application.passport_expires, jobs, application.was_here_before,
    )  # fmt: skip
