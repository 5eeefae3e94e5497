"""What is kept about oneself: how long, a copy of it, its end."""

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.adapters.archive import zipped
from app.blueprints.access import PUBLIC, access, actor, end_visit
from app.blueprints.applications.blueprint import applicant
from app.blueprints.forms import form_page, say
from app.blueprints.own_data.blueprint import bp
from app.blueprints.own_data.forms import DeleteForm
from app.domain.errors import N_
from app.domain.retention import CODES, COURSE_PAPERS, HISTORY, STATISTICS
from app.domain.statistics import FEWEST_SHOWN
from app.domain.workflow import Action
from app.operations.own_data import delete_own_data, take_out
from app.operations.places import storage
from app.queries.own_data import Plan, kept_of, plan_for

# What stays of everybody, also of who wishes to be deleted.
STAYS = (CODES, COURSE_PAPERS, STATISTICS, HISTORY)


@bp.get("/my/data")
@access(Action.ERASE)
def index() -> str:
    return render_template("own_data/index.html", plan=plan())


@bp.get("/my/data/download")
@access(Action.TAKE_OUT)
def download() -> Response:
    files = take_out(actor().id or 0, storage(), by=applicant(), at=clock.now())
    answer = Response(zipped(files), mimetype="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename="my-data.zip")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@bp.route("/my/data/delete", methods=["GET", "POST"])
@access(Action.ERASE)
def delete() -> ResponseReturnValue:
    form = DeleteForm()
    with form.refusals():
        if form.validate_on_submit():
            if delete_own_data(actor().id or 0, storage(), by=applicant(), at=clock.now()):
                end_visit()
                return redirect(url_for(".gone"), 303)
            say(N_("Your answers, documents and letters are deleted."))
            return redirect(url_for(".index"), 303)
    return form_page("own_data/delete.html", form, plan=plan(), stays=STAYS,
                     fewest=FEWEST_SHOWN)  # fmt: skip


@bp.get("/data-deleted")
@access(PUBLIC)
def gone() -> str:
    return render_template("own_data/gone.html")


def plan() -> Plan:
    person_id = actor().id or 0
    return plan_for(person_id, kept_of(person_id), at=clock.now())
