"""The board of a course, the director's approval, and the letters of a release."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.blueprints.access import access, actor
from app.blueprints.forms import form_page, say
from app.blueprints.selection.forms import (
    ApproveForm,
    BoardForm,
    ProposeForm,
    ReturnForm,
    choices_in,
)
from app.domain.balance import balance, full_countries, passed_over
from app.domain.errors import N_
from app.domain.quotas import Seats
from app.domain.selection import Choice
from app.domain.workflow import Action
from app.models import Course, Slate
from app.operations.selection import approve_slate, propose_slate, return_slate, save_slate
from app.queries.catalogue import QUOTAS, course_on_desk
from app.queries.people import names_of
from app.queries.selection import (
    NO_BOARD,
    Board,
    BoardRow,
    board_of,
    latest_slate,
    proposed_slate,
    seats_of,
)

MOST_SHOWN = 1000  # nobody weighs more people by hand
bp = Blueprint("selection", __name__, url_prefix="/staff/<code>")


@bp.route("/board", methods=["GET", "POST"])
@access(Action.PROPOSE)
def board(code: str) -> ResponseReturnValue:
    course = course_on_desk(code, seen_by=actor(), action=Action.PROPOSE, load=QUOTAS)
    slate = latest_slate(course.id, seen_by=actor())
    shown = board_of(course.id, slate_id=slate.id if slate else None, seen_by=actor())
    form = BoardForm(version=slate.number if slate else 0)
    if request.method == "POST":
        choices = choices_in(request.form, [row.id for row in shown.rows])
        rows = [row._replace(choice=choices[row.id]) for row in shown.rows]
        shown = shown._replace(rows=rows)
    with form.refusals():
        if form.validate_on_submit():
            save_slate(
                course.id, choices, shown_number=form.shown_version, by=actor(), at=clock.now()
            )
            say(N_("Draft saved. Nobody has been told."))
            return redirect(url_for(".board", code=code), 303)
    return form_page("selection/board.html", form, **_board_words(course, slate, shown))


@bp.post("/board/propose")
@access(Action.PROPOSE)
def propose(code: str) -> ResponseReturnValue:
    course = course_on_desk(code, seen_by=actor(), action=Action.PROPOSE, load=QUOTAS)
    slate = latest_slate(course.id, seen_by=actor())
    form = ProposeForm()
    with form.refusals():
        if slate and form.validate_on_submit():
            propose_slate(slate.id, shown_version=form.shown_version, by=actor(), at=clock.now())
            say(N_("Sent to the director. Nobody else has been told."))
            return redirect(url_for(".board", code=code), 303)
    shown = board_of(course.id, slate_id=slate.id if slate else None, seen_by=actor())
    words = _board_words(course, slate, shown) | {"refused": form}
    return form_page("selection/board.html", form, **words)


@bp.route("/approval", methods=["GET", "POST"])
@access(Action.APPROVE)
def approval(code: str) -> ResponseReturnValue:
    course = course_on_desk(code, seen_by=actor(), action=Action.APPROVE, load=QUOTAS)
    slate = proposed_slate(course.id, seen_by=actor())
    form = ApproveForm(version=slate.version if slate else 0)
    with form.refusals():
        if slate and form.validate_on_submit():
            approve_slate(slate.id, shown_version=form.shown_version, by=actor(), at=clock.now())
            say(N_("Approved. The letters can be released."))
            return redirect(url_for(".approval", code=code), 303)
    return form_page("selection/approval.html", form, **_approval_words(course, slate))


@bp.route("/approval/return", methods=["GET", "POST"])
@access(Action.APPROVE)
def give_back(code: str) -> ResponseReturnValue:
    course = course_on_desk(code, seen_by=actor(), action=Action.APPROVE)
    slate = proposed_slate(course.id, seen_by=actor())
    form = ReturnForm(version=slate.version if slate else 0)
    with form.refusals():
        if slate and form.validate_on_submit():
            return_slate(
                slate.id, reason=form.reason.data, shown_version=form.shown_version,
                by=actor(), at=clock.now(),
            )  # fmt: skip
            say(N_("Returned to the coordinators."))
            return redirect(url_for(".approval", code=code), 303)
    return form_page("selection/return.html", form, course=course, slate=slate)


def _board_words(course: Course, slate: Slate | None, shown: Board) -> dict[str, object]:
    """All that the board shows beside its form."""
    rows, seats = shown.rows, _seats(course, slate, shown)
    return {
        "course": course,
        "slate": slate,
        "rows": rows,
        "shown": [(place, row) for place, row in enumerate(rows, 1) if _is_shown(place, row)],
        "most_shown": MOST_SHOWN,
        "unseen": shown.unseen,
        "of_country": _nominees(rows),
        "seats": seats,
        "full": full_countries(rows, seats),
        "balance": balance(rows),
        "choices": Choice,
        "names": names_of({slate.made_by} if slate else set()),
        "propose_form": ProposeForm(formdata=None, version=slate.version if slate else 0),
    }


def _is_shown(place: int, row: BoardRow) -> bool:
    """The best, and whoever is chosen; the others are a No, as a row without a choice is."""
    return place <= MOST_SHOWN or row.choice != Choice.NO


def _approval_words(course: Course, slate: Slate | None) -> dict[str, object]:
    shown = board_of(course.id, slate_id=slate.id, seen_by=actor()) if slate else NO_BOARD
    rows, seats = shown.rows, _seats(course, slate, shown)
    return {
        "course": course,
        "slate": slate,
        "rows": rows,
        "unseen": shown.unseen,
        "of_country": _nominees(rows),
        "seats": seats,
        "balance": balance(rows),
        "passed": passed_over(rows, seats),
        "choices": Choice,
        "names": names_of({slate.made_by, slate.approved_by or 0} if slate else set()),
    }


def _seats(course: Course, slate: Slate | None, shown: Board) -> Seats:
    """Those that are left to the people on the page; who was told holds theirs already."""
    is_told = slate is not None and slate.released_at is not None
    return seats_of(course) if is_told else seats_of(course).without(shown.seated)


def _nominees(rows: list[BoardRow]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        found[row.country] = found.get(row.country, 0) + bool(row.final_rank)
    return found
