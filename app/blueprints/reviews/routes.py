"""A reviewer's own scoring."""

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock, i18n
from app.blueprints.access import access, actor
from app.blueprints.answers import read_sections
from app.blueprints.downloads import attachment
from app.blueprints.forms import form_page, say
from app.blueprints.reviews.forms import ConflictForm, Scorecard, scorecard
from app.domain.errors import N_, NotVisible
from app.domain.questions import DOCUMENTS, DocumentKind, Section
from app.domain.workflow import Action
from app.models import Assignment
from app.operations.documents import open_for_review
from app.operations.privacy import sent_answers
from app.operations.reviews import declare_conflict, send_review
from app.queries.reviews import (
    TO_READ,
    VERSIONS,
    assignment_of,
    assignments_of_reviewer,
    criteria_of,
    is_proposed,
    reviews_of,
)

bp = Blueprint("reviews", __name__, url_prefix="/review")

# A reviewer weighs the work: neither how to reach the person nor the passport.
UNSEEN = (Section.PASSPORT, Section.CONTACT)


@bp.get("")
@access(Action.SCORE)
def index() -> str:
    assignments = assignments_of_reviewer(seen_by=actor())
    open_ones = [one for one in assignments if not one.sent_at]
    return render_template(
        "reviews/index.html", assignments=assignments, following=open_ones[:1], now=clock.now(),
        done=len(assignments) - len(open_ones),
    )  # fmt: skip


@bp.route("/<code>/<reference>", methods=["GET", "POST"])
@access(Action.SCORE)
def score(code: str, reference: str) -> ResponseReturnValue:
    assignment = _assignment_here(code, reference)
    form = scorecard(assignment, criteria_of(assignment.course_id))
    with form.refusals():
        if form.validate_on_submit():
            send_review(
                assignment.id, form.levels, comment=form.comment.data or "",
                shown_version=form.shown_version, by=actor(), at=clock.now(),
            )  # fmt: skip
            say(N_("Your score of {ref} is kept."), ref=reference)
            return redirect(url_for(".index"), 303)
    return _card(_assignment_here(code, reference), form)


@bp.route("/<code>/<reference>/conflict", methods=["GET", "POST"])
@access(Action.SCORE)
def conflict(code: str, reference: str) -> ResponseReturnValue:
    assignment = _assignment_here(code, reference)
    form = ConflictForm(version=assignment.row_version)
    with form.refusals():
        if form.validate_on_submit():
            declare_conflict(assignment.id, reason=form.reason.data, by=actor(), at=clock.now())
            say(N_("Thank you. Somebody else scores this application."))
            return redirect(url_for(".index"), 303)
    return form_page("reviews/conflict.html", form, application=assignment.application)


@bp.get("/<code>/<reference>/documents/<int:document_id>")
@access(Action.SCORE)
def document(code: str, reference: str, document_id: int) -> Response:
    assignment = _assignment_here(code, reference)
    opened = open_for_review(assignment.id, document_id, by=actor(), at=clock.now())
    return attachment(opened)


def _assignment_here(code: str, reference: str) -> Assignment:
    assignment = assignment_of(reference, seen_by=actor(), load=(*TO_READ, VERSIONS))
    if assignment.application.course.code != code:
        raise NotVisible
    return assignment


def _card(assignment: Assignment, form: Scorecard) -> ResponseReturnValue:
    application = assignment.application
    answers = read_sections(
        sent_answers(application), without=UNSEEN, language=i18n.reader_language()
    )
    kept = [one for one in application.documents if one.document_kind != DocumentKind.PASSPORT]
    return form_page(
        "reviews/score.html", form, assignment=assignment, application=application,
        sections=answers, kept=kept, documents=DOCUMENTS, others=_others(assignment),
        is_closed=is_proposed(application.id),
    )  # fmt: skip


def _others(assignment: Assignment) -> list[Assignment]:
    """What the others gave, for who has given the own score."""
    if not assignment.sent_at:
        return []
    every = reviews_of(assignment.application_id)
    return [one for one in every if one.sent_at and one.id != assignment.id]
