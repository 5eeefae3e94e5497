"""Facts of past courses that wait for a coordinator's word."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.blueprints.access import access, actor
from app.blueprints.courses.forms import ConfirmForm
from app.blueprints.forms import form_page, say
from app.domain.editions import edition_of
from app.domain.errors import N_
from app.domain.workflow import Action
from app.operations.editions import confirm_edition, waiting_of
from app.queries.editions import edition_to_confirm, editions_to_confirm

bp = Blueprint("editions", __name__, url_prefix="/admin/past-courses")


@bp.get("")
@access(Action.CONFIRM_EDITION)
def index() -> str:
    found = editions_to_confirm(seen_by=actor())
    waiting = [(one, edition_of(one.found), waiting_of(one)) for one in found]
    return render_template("courses/waiting.html", waiting=[one for one in waiting if one[2]])


@bp.route("/<code>", methods=["GET", "POST"])
@access(Action.CONFIRM_EDITION)
def confirm(code: str) -> ResponseReturnValue:
    edition = edition_to_confirm(code, seen_by=actor())
    form = ConfirmForm(version=edition.version)
    form.facts.choices = {name: name for name in waiting_of(edition)}
    with form.refusals():
        if form.validate_on_submit():
            confirm_edition(
                code, form.facts.data, shown_version=form.shown_version,
                by=actor(), at=clock.now(),
            )  # fmt: skip
            say(N_("Confirmed. The public reads it now."))
            return redirect(url_for(".index"), 303)
    return form_page(
        "courses/confirm.html", form, edition=edition_of(edition.found), waiting=waiting_of(edition)
    )
