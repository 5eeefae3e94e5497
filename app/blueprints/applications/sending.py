"""The last steps: all answers once more, the declaration, and the receipt."""

import secrets
from datetime import datetime
from typing import NamedTuple

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from app import clock, i18n
from app.blueprints.access import access
from app.blueprints.applications.base import LANGUAGE
from app.blueprints.applications.blueprint import applicant, bp, city_for
from app.blueprints.applications.forms import DeclareForm
from app.blueprints.applications.tasks import tasks_of
from app.blueprints.forms import form_page
from app.domain import answers
from app.domain.errors import N_
from app.domain.questions import (
    DOCUMENTS,
    SEALED,
    TITLES,
    DocumentKind,
    Section,
    of_section,
    spelled,
)
from app.domain.workflow import Action, Status
from app.models import Application, CareerRow
from app.operations.answering import may_change
from app.operations.applications import send_application
from app.queries.applications import FORM, application_by_reference, plain_answers
from app.queries.nominations import offices_on_file

SENTENCES = (
    N_("What I have written is true, and the documents are mine."),
    N_("I agree that the institute gives my application to the office that nominates me."),
    N_("If I am selected, I will come for the whole course and return to my work after it."),
)


class Said(NamedTuple):
    """A question and its answer, in words."""

    label: str
    value: str


class Part(NamedTuple):
    section: Section
    title: str
    said: list[Said]
    may_change: bool


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


def part_of(application: Application, section: Section) -> Part:
    """The answers of a section, as they will be read."""
    said = [] if section == Section.DOCUMENTS else answers_of(application, section)
    kinds = [DocumentKind.PAPER] if section == Section.PAPER else answers.documents_asked(
        application.course.documents if section == Section.DOCUMENTS else ()
    )  # fmt: skip
    kept = {document.document_kind: document.filename for document in application.documents}
    said += [Said(DOCUMENTS[kind], kept[kind]) for kind in kinds if kind in kept]
    return Part(section, TITLES[section], said, may_change(application, section, at=clock.now()))


def answers_of(application: Application, section: Section) -> list[Said]:
    given, said = plain_answers(application), []
    for question in of_section(section):
        value = spelled(given.get(question.key))
        if question.key in SEALED:
            kept = {one.name for one in application.sealed_values}
            value = N_("Kept, sealed") if question.key in kept else ""
        if value:
            said.append(Said(question.label, words_for(application, question.key, value)))
    if section == Section.JOB:
        said += [Said(N_("Earlier job"), job_in_words(job)) for job in application.career]
    return said


def job_in_words(job: CareerRow) -> str:
    since, until = (i18n.month(one, LANGUAGE()) for one in (job.since, job.until))
    return f"{job.post}, {job.employer}, {since} – {until}"


def words_for(application: Application, key: str, value: str) -> str:
    """The answer as a person reads it: choices, countries, dates and offices by name."""
    if key in ("nationality", "residence"):
        return i18n.country_name(value, LANGUAGE())
    if key in ("birth_date", "passport_expires"):
        return i18n.day(datetime.fromisoformat(value).date(), LANGUAGE())
    if key == "job_since":
        return i18n.month(datetime.fromisoformat(value).date(), LANGUAGE())
    if key == "nominated_by" and value.isdecimal():
        offices = offices_on_file(application.country, institute_id=application.institute_id)
        return next((one.name for one in offices if str(one.id) == value), value)
    return i18n.translate(answers.in_words(key, value), LANGUAGE())


def advice_on(application: Application) -> list[str]:
    given = plain_answers(application)
    found = (
        answers.advice_on_passport(
            application.passport_expires, ends_on=application.course.ends_on
        ),
        answers.advice_on_address(str(given.get("official_email") or ""))
        if given.get("nominated_by") == answers.TYPED
        else None,
    )
    return [i18n.refusal(advice, LANGUAGE()) for advice in found if advice]


@bp.route("/my/<reference>/declare", methods=["GET", "POST"])
@access(Action.SEND)
def declare(reference: str) -> ResponseReturnValue:
    form = DeclareForm()
    with form.refusals():
        if form.validate_on_submit():
            shown = opened(form, reference)
            send_application(
                shown.application_id, shown_version=form.shown_version,
                key=str(form.key.data)[:64], declared_as=form.declared_as.data,
                issued_at=shown.at, by=applicant(), at=clock.now(),
            )  # fmt: skip
            return redirect(url_for(".receipt", reference=reference), 303)
    application = application_by_reference(reference, seen_by=applicant())
    if not form.is_submitted():
        form.process(
            data={"version": application.version, "issued": issued(application),
                  "key": secrets.token_urlsafe(24)}
        )  # fmt: skip
    return form_page(
        "applications/declare.html", form, application=application, sentences=SENTENCES,
        city=city_for(application), now=clock.now(),
    )  # fmt: skip


class Shown(NamedTuple):
    """What a declaration was about, and when it was shown if that can be proven."""

    application_id: int
    at: datetime | None


def _signer(reference: str) -> URLSafeSerializer:
    secret = current_app.config["SECRET_KEY"]
    return URLSafeSerializer(secret, salt=f"declaration {reference}")


def issued(application: Application) -> str:
    """When this form is shown, signed: who opened it in time may send it a little later."""
    shown = [application.id, clock.now().isoformat()]
    return str(_signer(application.reference).dumps(shown))


def opened(form: DeclareForm, reference: str) -> Shown:
    """What the form has signed; a form that was tampered with gets no grace."""
    try:
        application_id, at = _signer(reference).loads(form.issued.data or "")
        return Shown(application_id, datetime.fromisoformat(at))
    except (BadSignature, ValueError):
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
