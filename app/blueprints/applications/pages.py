"""Starting, all one's applications, and one of them: its tasks, or how it stands."""

from zoneinfo import ZoneInfo

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.blueprints.access import access
from app.blueprints.applications.blueprint import applicant, bp, city_for
from app.blueprints.applications.forms import StartForm
from app.blueprints.applications.standing import MINISTRY_READS, lines_of, now_to_do
from app.blueprints.applications.tasks import has_paper, tasks_of
from app.blueprints.forms import form_page
from app.domain.catalogue import takes_applications
from app.domain.errors import AlreadyApplied
from app.domain.workflow import WITHDRAWABLE, Action, Status
from app.domain.world import City, cities_of
from app.i18n import city_of, clock_time
from app.models import Application
from app.operations.applications import start_application
from app.operations.privacy import correction_reason
from app.queries.applications import (
    FORM,
    application_by_reference,
    live_reference,
    open_correction,
    own_applications,
)
from app.queries.catalogue import course_by_code
from app.queries.records import history_of
from app.queries.selection import open_offer


@bp.route("/courses/<code>/apply", methods=["GET", "POST"])
@access(Action.START)
def start(code: str) -> ResponseReturnValue:
    course, person_id = course_by_code(code), applicant().id
    form = StartForm(country=chosen_country())
    form.offer(course.countries)
    reference = live_reference(code, person_id=person_id or 0)
    if reference is None and form.is_submitted():
        with form.refusals():
            reference = begin(code, form)
    if reference:
        return redirect(url_for(".show", reference=reference), 303)
    is_open = takes_applications(course, clock.now())
    return form_page("applications/start.html", form, course=course, is_open=is_open,
                     city=city_of(request.cookies.get("city")), now=clock.now())  # fmt: skip


def begin(code: str, form: StartForm) -> str | None:
    """The reference of the new draft, or of one that another press has just made."""
    if not form.validate():
        return None
    country, by = form.country.data, applicant()
    try:
        return start_application(
            code, country=country, zone=city_in(country).zone, by=by, at=clock.now()
        ).reference
    except AlreadyApplied:
        return live_reference(code, person_id=by.id or 0)


def chosen_country() -> str:
    return (request.cookies.get("city") or "").partition("/")[0]


def city_in(country: str) -> City:
    """The city that the reader chose, if it lies in this country; else the usual one there."""
    city = city_of(request.cookies.get("city"))
    return city if city and country == chosen_country() else cities_of(country)[0]


@bp.get("/my")
@access(Action.START)
def index() -> str:
    return render_template(
        "applications/index.html",
        applications=own_applications(applicant().id or 0), now_to_do=now_to_do,
        city_for=city_for, now=clock.now(), Status=Status,
    )  # fmt: skip


@bp.get("/my/<reference>")
@access(Action.START)
def show(reference: str) -> str:
    application = application_by_reference(reference, seen_by=applicant(), load=FORM)
    if application.status == Status.DRAFT:
        return render_template(
            "applications/tasks.html", application=application, tasks=tasks_of(application),
            saved=saved_at(application), city=city_for(application), now=clock.now(),
        )  # fmt: skip
    return render_template("applications/status.html", **standing_of(application))


def saved_at(application: Application) -> str:
    """The time on the applicant's clock; empty if nothing was saved yet."""
    at = application.saved_at
    return clock_time(at, ZoneInfo(application.person.zone)) if at else ""


def standing_of(application: Application) -> dict[str, object]:
    """All that the page of an application shows once it was sent."""
    correction = open_correction(application.id)
    offer = open_offer(application.id) if application.status == Status.OFFERED else None
    now, course, status = clock.now(), application.course, application.status
    return {
        "application": application,
        "ministry": MINISTRY_READS[application.ministry_says],
        "has_paper": has_paper(application),
        "may_withdraw": status in WITHDRAWABLE,
        "may_restore": status == Status.WITHDRAWN and now <= course.apply_by,
        "correction": correction,
        "reason": correction_reason(application, correction) if correction else "",
        "tasks": tasks_of(application, only=correction.sections if correction else ()),
        "to_do": now_to_do(application, correction=correction, offer=offer),
        "lines": lines_of(application, history_of(application.id)),
        "city": city_for(application),
        "now": now,
    }
