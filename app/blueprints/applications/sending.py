"""The last steps: all answers once more, the declaration, and the receipt."""

import secrets
from datetime import datetime
from typing import NamedTuple

from flask import Response, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock, i18n
from app.adapters import pdf
from app.blueprints.access import access
from app.blueprints.applications.base import LANGUAGE
from app.blueprints.applications.blueprint import applicant, bp, city_for
from app.blueprints.applications.forms import DeclareForm
from app.blueprints.applications.reading import advice_on, part_of
from app.blueprints.applications.tasks import tasks_of
from app.blueprints.downloads import attachment
from app.blueprints.forms import form_page
from app.blueprints.issuing import issued, opened
from app.domain.documents import file_name
from app.domain.errors import N_, NotVisible
from app.domain.names import display_name
from app.domain.questions import TITLES
from app.domain.workflow import Action, Status
from app.models import Application
from app.notifications.instants import instant
from app.operations.applications import send_application
from app.operations.documents import OpenedDocument
from app.queries.applications import FORM, application_by_reference

SENTENCES = (
    N_("What I have written is true, and the documents are mine."),
    N_("I agree that the institute gives my application to the office that nominates me."),
    N_("If I am selected, I will come for the whole course and return to my work after it."),
)


@bp.get("/my/<reference>/check")
@access(Action.SEND)
def check(reference: str) -> ResponseReturnValue:
    application = application_by_reference(reference, seen_by=applicant(), load=FORM)
    tasks = tasks_of(application)
    return render_template(
        "applications/check.html", application=application, tasks=tasks,
        parts=[part_of(application, task.section) for part in tasks.parts for task in part.tasks],
        advice=advice_on(application), city=city_for(application), titles=TITLES, now=clock.now(),
        may_send=application.status in (Status.DRAFT, Status.RETURNED),
    )  # fmt: skip


@bp.route("/my/<reference>/declare", methods=["GET", "POST"])
@access(Action.SEND)
def declare(reference: str) -> ResponseReturnValue:
    form = DeclareForm()
    with form.refusals():
        if form.validate_on_submit():
            shown = _shown(form, reference)
            send_application(
                shown.application_id, shown_version=form.shown_version,
                key=str(form.key.data)[:64], declared_as=form.declared_as.data,
                issued_at=shown.at, by=applicant(), at=clock.now(),
            )  # fmt: skip
            return redirect(url_for(".receipt", reference=reference), 303)
    application = application_by_reference(reference, seen_by=applicant())
    if not form.is_submitted():
        form.process(data=_first_shown(application))
    return form_page(
        "applications/declare.html", form, application=application, sentences=SENTENCES,
        city=city_for(application), now=clock.now(),
    )  # fmt: skip


def _first_shown(application: Application) -> dict[str, object]:
    key = secrets.token_urlsafe(24)
    shown = issued(f"declaration {application.reference}", application.id)
    return {"version": application.version, "issued": shown, "key": key}


class Shown(NamedTuple):
    """What a declaration was about, and when it was shown if that can be proven."""

    application_id: int
    at: datetime | None


def _shown(form: DeclareForm, reference: str) -> Shown:
    """What the form has signed; a form that was tampered with gets no grace."""
    facts, at = opened(form.issued.data, f"declaration {reference}")
    if facts:
        return Shown(facts[0], at)
    return Shown(application_by_reference(reference, seen_by=applicant()).id, None)


@bp.get("/my/<reference>/receipt")
@access(Action.SEND)
def receipt(reference: str) -> ResponseReturnValue:
    application = application_by_reference(reference, seen_by=applicant())
    if not application.is_sent:
        return redirect(url_for(".show", reference=reference), 303)
    return render_template(
        "applications/receipt.html", application=application, city=city_for(application),
        now=clock.now(),
    )  # fmt: skip


@bp.get("/my/<reference>/receipt/pdf")
@access(Action.SEND)
def receipt_pdf(reference: str) -> Response:
    application = application_by_reference(reference, seen_by=applicant(), load=FORM)
    if not application.is_sent:
        raise NotVisible
    fonts = current_app.config["FONTS"] or None
    content = pdf.summary(printed(application), at=clock.now(), fonts=fonts)
    name = file_name(f"{reference} {application.full_name}", "pdf")
    return attachment(OpenedDocument(content, name, "application/pdf"))


def printed(application: Application) -> pdf.Summary:
    """The application on paper: when it came, and its answers."""
    config, course = current_app.config, application.course
    parts = [part_of(application, task.section) for one in tasks_of(application).parts
             for task in one.tasks]  # fmt: skip
    sample = i18n.translate(N_("Sample institute"), LANGUAGE())
    received = instant(application.submitted_at or clock.now(), application.person.zone)
    return pdf.Summary(
        service=config["SERVICE_NAME"], institute=config.get("INSTITUTE_NAME") or sample,
        title=i18n.translate(N_("Application"), LANGUAGE()), reference=application.reference,
        course=course.title,
        person=display_name(application.family_name, application.given_names),
        times=((i18n.translate(N_("Received"), LANGUAGE()), received),),
        sections=tuple(
            pdf.Section(
                i18n.translate(part.title, LANGUAGE()),
                tuple((i18n.translate(one.label, LANGUAGE()), one.value) for one in part.said),
            )
            for part in parts
            if part.said
        ),
    )  # fmt: skip
