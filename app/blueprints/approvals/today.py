"""The lines of Today: a count, a verb, and the view where it is done."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask import url_for

from app import i18n
from app.domain.errors import N_
from app.domain.next_steps import NextStep
from app.models import Course, Slate
from app.queries.desk import Notice, Waiting

# One and many of each.
STEPS = {
    NextStep.CHECK: (N_("Check {count} new application"), N_("Check {count} new applications")),
    NextStep.CONFIRM_OFFICE: (
        N_("Confirm the ministry of {count} application"),
        N_("Confirm the ministries of {count} applications"),
    ),
    NextStep.COMPARE: (
        N_("Scores of {count} application do not agree"),
        N_("Scores of {count} applications do not agree"),
    ),
    NextStep.ASSIGN: (
        N_("Assign reviewers to {count} application"),
        N_("Assign reviewers to {count} applications"),
    ),
}
NOTICES = {
    Notice.CORRECTED: (
        N_("Read {count} correction that came back"),
        N_("Read {count} corrections that came back"),
    ),
    Notice.NO_PAPER: (
        N_("{count} country paper has not come"),
        N_("{count} country papers have not come"),
    ),
    Notice.LETTER_FAILED: (
        N_("Letters about {count} application could not be delivered"),
        N_("Letters about {count} applications could not be delivered"),
    ),
}


class Todo(NamedTuple):
    words: str
    href: str
    hint: str = ""


def lines_of(
    course: Course,
    waiting: Waiting | None,
    slates: Sequence[Slate],
    *,
    may_select: bool,
    at: datetime,
) -> list[Todo]:
    """What this person can do today about one course; `waiting` is for who checks applications,
    and who looks after one of its countries does not select."""
    found = [*_slates(course, slates)]
    if waiting:
        found += _steps(course, waiting)
        found += _selection(course, waiting) if may_select else ()
        found += _notices(course, waiting, at)
    return found


def _slates(course: Course, slates: Iterable[Slate]) -> Iterator[Todo]:
    for slate in slates:
        if slate.course_id == course.id:
            words = _say(N_("Approve selection {number}"), number=slate.number)
            yield Todo(words, url_for("selection.approval", code=course.code))


def _steps(course: Course, waiting: Waiting) -> Iterator[Todo]:
    for step, (one, many) in STEPS.items():
        if count := waiting.steps.get(step, 0):
            words = i18n.counted(one, many, count, _language())
            if step == NextStep.ASSIGN:
                yield Todo(words, url_for("approvals.reviewers", code=course.code))
            else:
                yield Todo(words, _view(course, step=step))


def _selection(course: Course, waiting: Waiting) -> Iterator[Todo]:
    if count := waiting.steps.get(NextStep.DECIDE, 0):
        words = i18n.counted(
            N_("Select: {count} application is scored"),
            N_("Select: {count} applications are scored"), count, _language(),
        )  # fmt: skip
        yield Todo(words, url_for("selection.board", code=course.code))


def _notices(course: Course, waiting: Waiting, at: datetime) -> Iterator[Todo]:
    for notice, (one, many) in NOTICES.items():
        count = waiting.notices.get(notice, 0)
        if count and not (notice == Notice.NO_PAPER and not course.asks_paper):
            words = i18n.counted(one, many, count, _language())
            hint = _left(course.paper_by, at) if notice == Notice.NO_PAPER else ""
            yield Todo(words, _view(course, notice=notice), hint)
    if waiting.silent:
        words = i18n.counted(
            N_("{count} ministry has not answered"), N_("{count} ministries have not answered"),
            waiting.silent, _language(),
        )  # fmt: skip
        yield Todo(words, _view(course, ministry="asked"), _left(course.nominate_by, at))


def _left(until: datetime | None, at: datetime) -> str:
    return i18n.days_left(until, at, _language()) if until else ""


def _view(course: Course, **query: Any) -> str:
    return url_for("approvals.applications", code=course.code, **query)


def _say(message: str, **facts: object) -> str:
    return i18n.translate(message, _language(), **facts)


def _language() -> str:
    return i18n.reader_language()
