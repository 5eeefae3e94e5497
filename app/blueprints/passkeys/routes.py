"""One's own account as a member of staff; signing in by a passkey.

Where a device is asked there are two pages: the first makes a challenge, which the cookie keeps;
the second holds what the device is asked, and its script sends the answer.
"""

import secrets

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.adapters.passkeys import Site, request_options
from app.blueprints.access import PUBLIC, access, actor, begin_visit
from app.blueprints.accounts.ways import landing, network, passkey_site, safe_next
from app.blueprints.forms import PlainForm, form_page, say
from app.blueprints.passkeys.forms import AddForm, AnswerForm, RemoveForm
from app.domain.errors import N_, NotVisible
from app.domain.workflow import Action
from app.operations.passkeys import (
    add_passkey,
    ask_to_add,
    ask_to_sign_in,
    options_to_add,
    remove_passkey,
    sign_in_by_passkey,
)
from app.queries.passkeys import account_of, own_passkey

bp = Blueprint("passkeys", __name__)


@bp.get("/account")
@access(Action.SECURE)
def index() -> str:
    return render_template("passkeys/index.html", account=account_of(_me()), site=passkey_site())


@bp.route("/account/passkeys/add", methods=["GET", "POST"])
@access(Action.SECURE)
def add() -> ResponseReturnValue:
    _site()
    form = AddForm()
    with form.refusals():
        if form.validate_on_submit():
            challenge = ask_to_add(
                _me(), form.password.data, browser=current_user.id, network=network(), by=actor(),
                at=clock.now(),
            )  # fmt: skip
            session["new_passkey"] = {"challenge": challenge, "label": form.label.data}
            return redirect(url_for(".make"), 303)
    return form_page("passkeys/add.html", form)


@bp.route("/account/passkeys/make", methods=["GET", "POST"])
@access(Action.SECURE)
def make() -> ResponseReturnValue:
    site, asked = _site(), session.get("new_passkey")
    if not asked:
        return redirect(url_for(".add"), 303)
    form = AnswerForm()
    with form.refusals():
        if form.validate_on_submit():
            session.pop("new_passkey")
            add_passkey(
                _me(), asked["label"], form.answer.data or "", challenge=asked["challenge"],
                browser=current_user.id, site=site, by=actor(), at=clock.now(),
            )  # fmt: skip
            say(N_("The passkey is added. You can sign in with it from now on."))
            return redirect(url_for(".index"), 303)
    options = options_to_add(_me(), asked["challenge"], site=site, by=actor())
    return _asking("passkeys/make.html", form, options)


@bp.route("/account/passkeys/<int:passkey_id>/remove", methods=["GET", "POST"])
@access(Action.SECURE)
def remove(passkey_id: int) -> ResponseReturnValue:
    passkey, form = own_passkey(passkey_id, _me()), RemoveForm()
    with form.refusals():
        if form.validate_on_submit():
            remove_passkey(
                _me(), passkey_id, form.password.data, browser=current_user.id,
                network=network(), by=actor(), at=clock.now(),
            )  # fmt: skip
            say(N_("The passkey is removed. It lets nobody in any more."))
            return redirect(url_for(".index"), 303)
    return form_page("passkeys/remove.html", form, passkey=passkey)


@bp.post("/sign-in/staff/passkey")
@access(PUBLIC)
def ask() -> ResponseReturnValue:
    _site()
    form, browser = PlainForm(), secrets.token_urlsafe(32)
    with form.refusals():
        challenge = ask_to_sign_in(browser=browser, network=network(), at=clock.now())
        following = safe_next(request.args.get("next"))
        session["passkey"] = {"challenge": challenge, "browser": browser, "next": following}
        return redirect(url_for(".use"), 303)
    return _asking("passkeys/use.html", form, "")


@bp.route("/sign-in/staff/passkey/use", methods=["GET", "POST"])
@access(PUBLIC)
def use() -> ResponseReturnValue:
    site, asked = _site(), session.get("passkey")
    if not asked:
        return redirect(url_for("accounts.staff"), 303)
    form = AnswerForm()
    with form.refusals():
        if form.validate_on_submit():
            session.pop("passkey")
            token = sign_in_by_passkey(
                form.answer.data or "", challenge=asked["challenge"],
                browser=asked["browser"], site=site, network=network(), at=clock.now(),
            )  # fmt: skip
            begin_visit(token)
            return redirect(asked["next"] or landing(), 303)
    options = request_options(site, challenge=asked["challenge"])
    return _asking("passkeys/use.html", form, options, following=asked["next"])


def _asking(
    template: str, answer: PlainForm, options: str, following: str = ""
) -> ResponseReturnValue:
    """The page whose script asks the device; after a refusal it offers to begin again."""
    is_refused = bool(answer.errors)
    page = render_template(
        template, answer=answer, options=options, following=following or None,
        form=answer if is_refused else None,
    )  # fmt: skip
    return page, 422 if is_refused else 200


def _me() -> int:
    return actor().id or 0


def _site() -> Site:
    """Where this service has no name, passkeys do not exist."""
    site = passkey_site()
    if site is None:
        raise NotVisible
    return site
