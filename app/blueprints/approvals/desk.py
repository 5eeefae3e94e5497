"""What the pages of the desk share: the view one comes from, and the way back into it."""

from datetime import timedelta
from typing import TypeVar

from flask import redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app import clock
from app.blueprints.access import actor
from app.blueprints.approvals.words import SCORES
from app.blueprints.forms import is_number
from app.domain.catalogue import JAPAN
from app.domain.next_steps import MinistrySays, NextStep
from app.domain.workflow import Action
from app.domain.world import COUNTRIES
from app.models import Application, Course
from app.queries.approvals import Cursor, View
from app.queries.desk import Notice, course_on_desk

LAST_RANK = 9999
Choice = TypeVar("Choice", NextStep, Notice, MinistrySays)


def view_of(asked: MultiDict[str, str]) -> View:
    """The view that an address names; what it names wrongly is left out."""
    country = asked.get("country", "")
    return View(
        step=_one_of(NextStep, asked.get("step")),
        notice=_one_of(Notice, asked.get("notice")),
        country=country if country in COUNTRIES else "",
        ministry=_one_of(MinistrySays, asked.get("ministry")),
        rank=_number_of(asked.get("rank", ""), most=LAST_RANK),
        score=_number_of(asked.get("score", ""), most=max(SCORES)),
        name=asked.get("q", "").strip()[:80],
    )


def _number_of(text: str, *, most: int) -> int:
    """The number, or 0 for what is none from 1 to the most."""
    number = int(text) if is_number(text) else 0
    return number if number <= most else 0


def _one_of(kind: type[Choice], value: str | None) -> Choice | None:
    return kind(value) if value in list(kind) else None


def here() -> View:
    return view_of(request.args)


def course_here(code: str, action: Action = Action.LIST) -> Course:
    return course_on_desk(code, seen_by=actor(), action=action)


def onwards(code: str, application: Application, after: Cursor | None) -> Response:
    """To the next of the view that one came from, or back to the record."""
    view = here()
    if not view.query:
        address = url_for("approvals.record", code=code, reference=application.reference)
    else:
        address = url_for("approvals.following", code=code, after=str(after or ""), **view.query)
    return redirect(address, 303)


def days_ahead(days: int) -> dict[str, object]:
    """A day to propose: so many from today, on Japan's calendar."""
    return {"due_on": (clock.now() + timedelta(days=days)).astimezone(JAPAN).date()}
