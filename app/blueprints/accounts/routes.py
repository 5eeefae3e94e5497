from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app import clock, i18n
from app.adapters.qr import qr_svg
from app.blueprints.access import PUBLIC, SIGNED_IN, access, begin_visit, end_visit
from app.blueprints.accounts.forms import AddressForm, CodeForm, InvitationForm, StaffForm
from app.blueprints.accounts.ways import landing, network, passkey_site, safe_next
from app.blueprints.forms import form_page
from app.domain.errors import N_
from app.operations.accounts import ask_code, end_session, sign_in_by_code
from app.operations.staff import accept_invitation, invitation_by_token, sign_in_staff

bp = Blueprint("accounts", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@access(PUBLIC)
def sign_in() -> ResponseReturnValue:
    form = AddressForm(data={"email": session.get("asked_for", "")})
    with form.refusals():
        if form.validate_on_submit():
            ask_code(form.email.data, network=network(), at=clock.now())
            session["asked_for"] = form.email.data.strip()
            session["next"] = safe_next(request.args.get("next"))
            return redirect(url_for(".code"), 303)
    return form_page("accounts/sign_in.html", form)


@bp.route("/sign-in/code", methods=["GET", "POST"])
@access(PUBLIC)
def code() -> ResponseReturnValue:
    email, following = session.get("asked_for"), session.get("next")
    if not email:
        return redirect(url_for(".sign_in"), 303)
    form = CodeForm()
    with form.refusals():
        if form.validate_on_submit():
            is_own = form.is_own_device.data
            welcome = sign_in_by_code(
                email, form.code.data, is_own_device=is_own, network=network(), at=clock.now()
            )
            begin_visit(welcome.token, is_own_device=is_own)
            if welcome.spare_code:
                session["spare"] = {"code": welcome.spare_code, "next": following or landing()}
                return redirect(url_for(".spare_code"), 303)
            return redirect(following or landing(), 303)
    return form_page("accounts/code.html", form, email=email)


@bp.get("/sign-in/spare-code")
@access(SIGNED_IN)
def spare_code() -> ResponseReturnValue:
    """Shown once: it leaves the cookie with this answer."""
    spare = session.pop("spare", None)
    if spare is None:
        return redirect(landing(), 303)
    return render_template("accounts/spare_code.html", code=spare["code"], following=spare["next"])


@bp.route("/sign-in/staff", methods=["GET", "POST"])
@access(PUBLIC)
def staff() -> ResponseReturnValue:
    form = StaffForm()
    with form.refusals():
        if form.validate_on_submit():
            token = sign_in_staff(
                form.email.data, form.password.data, form.code.data,
                network=network(), at=clock.now(),
            )  # fmt: skip
            begin_visit(token)
            return redirect(safe_next(request.args.get("next")) or landing(), 303)
    return form_page("accounts/staff.html", form, has_passkeys=passkey_site() is not None)


@bp.post("/sign-out")
@access(SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    end_session(end_visit(), at=clock.now())
    return redirect("/", 303)


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@access(PUBLIC)
def invitation(token: str) -> ResponseReturnValue:
    form, issuer = InvitationForm(), current_app.config["SERVICE_NAME"]
    invited = invitation_by_token(token, issuer=issuer, at=clock.now())
    with form.refusals():
        if form.validate_on_submit():
            accept_invitation(
                token, password=form.password.data, code=form.code.data, at=clock.now()
            )
            return redirect(url_for(".staff", ready=1), 303)
    picture = qr_svg(invited.totp_address, title=i18n.translate(N_("Picture for your telephone")))
    return form_page("accounts/invitation.html", form, invited=invited, picture=picture)
