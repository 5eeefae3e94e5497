"""Name in letters, city, and the address: that one is proven by a code first."""

from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock, i18n
from app.blueprints.access import access, actor
from app.blueprints.accounts.ways import network
from app.blueprints.applications.blueprint import applicant
from app.blueprints.forms import form_page, say
from app.blueprints.own_data.blueprint import bp
from app.blueprints.own_data.forms import DetailsForm, NewAddressCodeForm, NewAddressForm
from app.domain.errors import N_
from app.domain.workflow import Action
from app.operations.details import ask_new_address, change_address, change_details
from app.queries.people import person_by_id


@bp.route("/my/details", methods=["GET", "POST"])
@access(Action.EDIT)
def details() -> ResponseReturnValue:
    person = person_by_id(actor().id)
    form = DetailsForm(data={"name": person.name})
    form.offer(i18n.reader_language(), person.zone)
    with form.refusals():
        if form.validate_on_submit():
            change_details(
                person.id, name=form.name.data, zone=form.zone, by=applicant(), at=clock.now()
            )
            say(N_("Your details are saved."))
            return redirect(url_for(".details"), 303)
    return form_page("own_data/details.html", form, person=person)


@bp.route("/my/details/address", methods=["GET", "POST"])
@access(Action.EDIT)
def address() -> ResponseReturnValue:
    form = NewAddressForm()
    with form.refusals():
        if form.validate_on_submit():
            ask_new_address(
                actor().id or 0, form.email.data, network=network(), by=applicant(), at=clock.now()
            )
            session["new_address"] = form.email.data.strip()
            return redirect(url_for(".code"), 303)
    return form_page("own_data/address.html", form)


@bp.route("/my/details/address/code", methods=["GET", "POST"])
@access(Action.EDIT)
def code() -> ResponseReturnValue:
    email, form = session.get("new_address"), NewAddressCodeForm()
    if not email:
        return redirect(url_for(".address"), 303)
    with form.refusals():
        if form.validate_on_submit():
            change_address(
                actor().id or 0, email, form.code.data, browser=current_user.id,
                network=network(), by=applicant(), at=clock.now(),
            )  # fmt: skip
            session.pop("new_address")
            say(N_("We write to your new address from now on."))
            return redirect(url_for(".details"), 303)
    return form_page("own_data/code.html", form, email=email)
