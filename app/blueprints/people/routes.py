from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.blueprints.access import access, actor
from app.blueprints.forms import PlainForm, form_page, say
from app.blueprints.people.forms import ROLES, RoleForm
from app.domain.errors import N_
from app.domain.workflow import Action
from app.i18n import JAPAN
from app.operations.people import end_grant, invite_staff, send_invitation
from app.queries.staff import Reach, institutes_managed, reaches_of, staff_of

bp = Blueprint("people", __name__, url_prefix="/admin/people")


@bp.get("")
@access(Action.MANAGE_PEOPLE)
def index() -> str:
    managed = [one.id for one in institutes_managed(seen_by=actor())]
    return _list(managed, PlainForm())


def _list(institute_ids: list[int], form: PlainForm) -> str:
    people = staff_of(institute_ids, at=clock.now())
    return render_template(
        "people/index.html", people=people, form=form, roles=ROLES, me=actor().id
    )


@bp.route("/invite", methods=["GET", "POST"])
@access(Action.MANAGE_PEOPLE)
def invite() -> ResponseReturnValue:
    managed = institutes_managed(seen_by=actor())
    reaches = reaches_of([one.id for one in managed])
    whole = [Reach(f"institute-{one.id}", one.name, one.id) for one in managed]
    form = RoleForm(whole, reaches, today=clock.now().astimezone(JAPAN).date())
    with form.refusals():
        if form.validate_on_submit():
            new = form.new_role({one.value: one.institute_id for one in whole + reaches})
            invite_staff(form.name.data.strip(), form.email.data, new, by=actor(), at=clock.now())
            say(N_("The role is given. It holds from the day that you named."))
            return redirect(url_for(".index"), 303)
    return form_page("people/invite.html", form)


@bp.post("/<int:person_id>/grants/<int:grant_id>/end")
@access(Action.MANAGE_PEOPLE)
def end(person_id: int, grant_id: int) -> ResponseReturnValue:
    form = PlainForm()
    with form.refusals():
        end_grant(person_id, grant_id, by=actor(), at=clock.now())
        say(N_("The role has ended. It holds no more, also in pages that are open."))
        return redirect(url_for(".index"), 303)
    return _list([one.id for one in institutes_managed(seen_by=actor())], form), 422


@bp.post("/<int:person_id>/institutes/<int:institute_id>/link")
@access(Action.MANAGE_PEOPLE)
def link(person_id: int, institute_id: int) -> ResponseReturnValue:
    form = PlainForm()
    with form.refusals():
        send_invitation(person_id, institute_id, by=actor(), at=clock.now())
        say(N_("A letter with a new link is on its way. The old password works no more."))
        return redirect(url_for(".index"), 303)
    return _list([one.id for one in institutes_managed(seen_by=actor())], form), 422
