"""The administration of courses."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.blueprints.access import access, actor
from app.blueprints.courses.forms import (
    CancelForm,
    CopyForm,
    CourseForm,
    DeadlineForm,
    NewCourseForm,
)
from app.blueprints.forms import Form, form_page, say
from app.domain.catalogue import PHASES, CourseStage, phase_at
from app.domain.editing import CourseFacts, lacks
from app.domain.errors import N_
from app.domain.permissions import require
from app.domain.workflow import Action
from app.operations import catalogue
from app.queries.catalogue import course_to_edit, courses_to_edit, programme_by_id, programmes_of

bp = Blueprint("courses", __name__, url_prefix="/admin/courses")

STAGES = {
    CourseStage.DRAFT: N_("Drafts"),
    CourseStage.PUBLISHED: N_("Published"),
    CourseStage.CLOSED: N_("Closed by hand"),
    CourseStage.CANCELLED: N_("Cancelled"),
}


@bp.get("")
@access(Action.EDIT_COURSE)
def index() -> str:
    now, courses = clock.now(), courses_to_edit(seen_by=actor())
    by_stage = {
        words: [(one, PHASES[phase_at(one, now)]) for one in courses if one.stage == stage]
        for stage, words in STAGES.items()
    }
    return render_template("courses/index.html", by_stage=by_stage)


@bp.route("/new", methods=["GET", "POST"])
@access(Action.EDIT_COURSE)
def new() -> ResponseReturnValue:
    form = NewCourseForm()
    programmes = programmes_of(seen_by=actor())
    form.programme.choices = {str(one.id): one.name for one in programmes}
    with form.refusals():
        if form.validate_on_submit():
            course = catalogue.create_course(
                int(form.programme.data), form.code.data, form.facts(), form.read_quotas,
                by=actor(), at=clock.now(),
            )  # fmt: skip
            say(N_("The draft is saved. The public does not see it yet."))
            return redirect(url_for(".show", code=course.code), 303)
    return form_page("courses/edit.html", form, course=None)


@bp.get("/<code>")
@access(Action.EDIT_COURSE)
def show(code: str) -> str:
    course, now = course_to_edit(code, seen_by=actor()), clock.now()
    quotas = catalogue.quotas_of(course)
    problems = list(lacks(CourseFacts.of(course), quotas, now))
    return render_template(
        "courses/show.html",
        course=course, form=Form(version=course.version), now=now, Stage=CourseStage,
        phase=PHASES[phase_at(course, now)], stage=STAGES[course.stage],
        lacks=problems if course.stage == CourseStage.DRAFT else [],
    )  # fmt: skip


@bp.route("/<code>/edit", methods=["GET", "POST"])
@access(Action.EDIT_COURSE)
def edit(code: str) -> ResponseReturnValue:
    course = course_to_edit(code, seen_by=actor())
    form = CourseForm.over(course)
    with form.refusals():
        if form.validate_on_submit():
            catalogue.edit_course(
                code, form.facts(course), form.read_quotas,
                shown_version=form.shown_version, by=actor(), at=clock.now(),
            )  # fmt: skip
            say(N_("Your changes are saved."))
            return redirect(url_for(".show", code=code), 303)
    return form_page("courses/edit.html", form, course=course)


@bp.post("/<code>/publish")
@access(Action.EDIT_COURSE)
def publish(code: str) -> ResponseReturnValue:
    course_to_edit(code, seen_by=actor())
    form = Form()
    with form.refusals():
        if form.validate_on_submit():
            version = form.shown_version
            catalogue.publish_course(code, shown_version=version, by=actor(), at=clock.now())
            say(N_("The course is published. The public sees it now."))
            return redirect(url_for(".show", code=code), 303)
    return _refused(code, form)


@bp.post("/<code>/close")
@access(Action.EDIT_COURSE)
def close(code: str) -> ResponseReturnValue:
    course_to_edit(code, seen_by=actor())
    form = Form()
    with form.refusals():
        if form.validate_on_submit():
            version = form.shown_version
            catalogue.close_course(code, shown_version=version, by=actor(), at=clock.now())
            say(N_("Applications are closed. A later deadline opens them again."))
            return redirect(url_for(".show", code=code), 303)
    return _refused(code, form)


@bp.route("/<code>/deadline", methods=["GET", "POST"])
@access(Action.EDIT_COURSE)
def deadline(code: str) -> ResponseReturnValue:
    course = course_to_edit(code, seen_by=actor())
    form = DeadlineForm()
    with form.refusals():
        if form.validate_on_submit():
            reason = form.reason.data
            catalogue.move_deadline(code, form.instant, reason=reason, by=actor(), at=clock.now())
            say(N_("The deadline is moved. The public sees the new one now."))
            return redirect(url_for(".show", code=code), 303)
    return form_page("courses/deadline.html", form, course=course)


@bp.route("/<code>/copy", methods=["GET", "POST"])
@access(Action.EDIT_COURSE)
def copy(code: str) -> ResponseReturnValue:
    course = course_to_edit(code, seen_by=actor())
    require(actor(), Action.EDIT_COURSE, programme_by_id(course.programme_id)[1])
    form = CopyForm(title=course.title)
    with form.refusals():
        if form.validate_on_submit():
            new_code, title = form.code.data, form.title.data
            catalogue.clone_course(code, new_code, title, by=actor(), at=clock.now())
            say(N_("The copy is a draft. Its dates are a year later."))
            return redirect(url_for(".show", code=new_code), 303)
    return form_page("courses/copy.html", form, course=course)


@bp.route("/<code>/cancel", methods=["GET", "POST"])
@access(Action.EDIT_COURSE)
def cancel(code: str) -> ResponseReturnValue:
    course = course_to_edit(code, seen_by=actor())
    form = CancelForm(version=course.version)
    with form.refusals():
        if form.validate_on_submit():
            catalogue.cancel_course(
                course.id, reason=form.reason.data, shown_version=form.shown_version,
                by=actor(), at=clock.now(),
            )  # fmt: skip
            say(N_("The course is cancelled. Every applicant gets a letter."))
            return redirect(url_for(".show", code=code), 303)
    return form_page("courses/cancel.html", form, course=course)


def _refused(code: str, form: Form) -> ResponseReturnValue:
    """The page of the course, with why not."""
    course, now = course_to_edit(code, seen_by=actor()), clock.now()
    form.version.data = course.version
    return form_page(
        "courses/show.html", form,
        course=course, now=now, Stage=CourseStage, lacks=[],
        phase=PHASES[phase_at(course, now)], stage=STAGES[course.stage],
    )  # fmt: skip
