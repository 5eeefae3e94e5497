"""The letters of a release: read beforehand, released, held, stopped."""

from datetime import timedelta

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.blueprints.access import access, actor
from app.blueprints.forms import say
from app.blueprints.selection.forms import PlainForm
from app.blueprints.selection.routes import bp
from app.domain.errors import N_, NotVisible
from app.domain.selection import Choice
from app.domain.workflow import Action
from app.models import Slate
from app.operations.outcomes import letters_before
from app.operations.selection import release_slate, resume_line, stop_line, stop_release
from app.queries.catalogue import course_on_desk
from app.queries.records import letters_of_slate
from app.queries.selection import NO_BOARD, board_of, proposed_slate


@bp.get("/letters")
@access(Action.RELEASE)
def letters(code: str) -> str:
    course = course_on_desk(code, seen_by=actor(), action=Action.RELEASE)
    slate = proposed_slate(course.id, seen_by=actor())
    board = board_of(course.id, slate_id=slate.id, seen_by=actor()) if slate else NO_BOARD
    return render_template(
        "selection/letters.html", course=course, slate=slate, choices=Choice,
        rows=board.rows, unseen=board.unseen,
        form=PlainForm(version=0), now=clock.now(),
        states=letters_of_slate(slate.id) if slate else {},
        hold=current_app.config["RELEASE_HOLD_MINUTES"],
    )  # fmt: skip


@bp.get("/letters/<int:application_id>")
@access(Action.RELEASE)
def letter(code: str, application_id: int) -> str:
    course = course_on_desk(code, seen_by=actor(), action=Action.RELEASE)
    wording = letters_before(_approved(code).id, application_id, by=actor(), at=clock.now())
    return render_template("selection/letter.html", course=course, wording=wording)


@bp.post("/letters/release")
@access(Action.RELEASE)
def release(code: str) -> ResponseReturnValue:
    hold = timedelta(minutes=current_app.config["RELEASE_HOLD_MINUTES"])
    slate = _approved(code)
    release_slate(slate.id, hold=hold, by=actor(), at=clock.now())
    say(N_("Released. Until the time below you can stop each letter, or all of them."))
    return redirect(url_for(".letters", code=code), 303)


@bp.post("/letters/stop-all")
@access(Action.STOP)
def stop_all(code: str) -> ResponseReturnValue:
    stop_release(_approved(code).id, by=actor(), at=clock.now())
    say(N_("The release is stopped. No letter has gone."))
    return redirect(url_for(".letters", code=code), 303)


@bp.post("/letters/<int:application_id>/<any(stop, resume):what>")
@access(Action.STOP)
def change_line(code: str, application_id: int, what: str) -> ResponseReturnValue:
    change = stop_line if what == "stop" else resume_line
    change(_approved(code).id, application_id, by=actor(), at=clock.now())
    return redirect(url_for(".letters", code=code), 303)


def _approved(code: str) -> Slate:
    course = course_on_desk(code, seen_by=actor(), action=Action.RELEASE)
    slate = proposed_slate(course.id, seen_by=actor())
    if slate is None:
        raise NotVisible
    return slate
