"""Stepping back, taking that back, and answering an offer."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.blueprints.access import access
from app.blueprints.applications.blueprint import applicant, bp, city_for, told
from app.blueprints.applications.forms import OfferForm, WithdrawForm
from app.blueprints.forms import form_page, say
from app.domain.errors import N_
from app.domain.workflow import WITHDRAWABLE, Action, Status
from app.models import Application
from app.operations.applications import restore_application
from app.operations.offers import confirm_offer, decline_offer, withdraw_application
from app.queries.applications import application_by_reference
from app.queries.selection import open_offer


@bp.route("/my/<reference>/withdraw", methods=["GET", "POST"])
@access(Action.WITHDRAW)
def withdraw(reference: str) -> ResponseReturnValue:
    application = application_by_reference(reference, seen_by=applicant())
    form = WithdrawForm()
    if application.status not in WITHDRAWABLE:
        return redirect(url_for(".show", reference=reference), 303)
    with form.refusals():
        if form.validate_on_submit():
            withdraw_application(
                application.id, reason=form.reason.data, by=applicant(), at=clock.now()
            )
            say(N_("You withdrew this application."))
            return redirect(url_for(".show", reference=reference), 303)
    return form_page(
        "applications/withdraw.html", form, application=application,
        is_reversible=clock.now() <= application.course.apply_by, city=city_for(application),
    )  # fmt: skip


@bp.post("/my/<reference>/restore")
@access(Action.RESTORE)
def restore(reference: str) -> ResponseReturnValue:
    application = application_by_reference(reference, seen_by=applicant())
    with told():
        restore_application(application.id, by=applicant(), at=clock.now())
        say(N_("Your application is open again."))
    return redirect(url_for(".show", reference=reference), 303)


@bp.route("/my/<reference>/offer", methods=["GET", "POST"])
@access(Action.CONFIRM)
def offer(reference: str) -> ResponseReturnValue:
    application = application_by_reference(reference, seen_by=applicant())
    if application.status is not Status.OFFERED:
        return redirect(url_for(".show", reference=reference), 303)
    form, found = OfferForm(), open_offer(application.id)
    with form.refusals():
        if form.validate_on_submit() and is_answered(form, application):
            return redirect(url_for(".show", reference=reference), 303)
    return form_page(
        "applications/offer.html", form, application=application, offer=found,
        city=city_for(application), now=clock.now(),
    )  # fmt: skip


def is_answered(form: OfferForm, application: Application) -> bool:
    """Whether the answer was taken; who accepts agrees to each condition first."""
    if request.form.get("answer") == "decline":
        decline_offer(application.id, by=applicant(), at=clock.now())
        say(N_("You told us that you cannot come. Thank you for telling us."))
        return True
    form.require_conditions()
    if form.errors:
        return False
    confirm_offer(application.id, conditions=form.ticked, by=applicant(), at=clock.now())
    say(N_("Thank you. Your place is confirmed."))
    return True
