"""The link itself: opened by a button, passed on, asked for again."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.blueprints.access import PUBLIC, access, actor, begin_visit, link_id
from app.blueprints.forms import form_page, say
from app.blueprints.nominations.blueprint import bp, city_at, here
from app.blueprints.nominations.forms import NewLinkForm, OpenForm, PassOnForm
from app.domain.errors import N_
from app.domain.workflow import Action
from app.operations.links import ask_new_link, link_of, open_link, pass_on


@bp.route("/<token>", methods=["GET", "POST"])
@access(PUBLIC)
def open(token: str) -> ResponseReturnValue:
    """Programs that read mail look at links; only a press of the button opens one."""
    link, form = link_of(token, at=clock.now()), OpenForm()
    if form.validate_on_submit():
        begin_visit(open_link(token, at=clock.now()))
        return redirect(url_for(".index"), 303)
    return _kept_close(form_page("nominations/open.html", form, link=link, city=city_at(link)))


def _kept_close(page: ResponseReturnValue) -> ResponseReturnValue:
    """The address is a key: it is kept on no disk. No other site learns it; `headers` sees to that,
    and to more than that a browser would hide where the button's form comes from."""
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.route("/pass-on", methods=["GET", "POST"])
@access(Action.ENDORSE)
def pass_to_colleague() -> ResponseReturnValue:
    form = PassOnForm()
    with form.refusals():
        if form.validate_on_submit():
            pass_on(link_id(), form.name.data, form.email.data, by=actor(), at=clock.now())
            say(N_("We have written to {email}."), email=form.email.data)
            return redirect(url_for(".index"), 303)
    return form_page("nominations/pass_on.html", form, place=here())


@bp.route("/new-link", methods=["GET", "POST"])
@access(PUBLIC)
def new_link() -> ResponseReturnValue:
    form = NewLinkForm()
    with form.refusals():
        if form.validate_on_submit():
            network = request.remote_addr or ""
            ask_new_link(form.email.data, network=network, at=clock.now())
            return redirect(url_for(".link_asked"), 303)
    return form_page("nominations/new_link.html", form)


@bp.get("/new-link/asked")
@access(PUBLIC)
def link_asked() -> ResponseReturnValue:
    """The same for every address."""
    return render_template("nominations/link_asked.html")
