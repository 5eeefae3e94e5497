"""Asking reviewers: all that wait are shared out, or one more is asked about one application."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from app.domain import events
from app.domain.errors import (
    N_,
    NobodyFits,
    NotVisible,
    WrongStatus,
)
from app.domain.next_steps import NextStep
from app.domain.permissions import Actor, require
from app.domain.reviews import share
from app.domain.workflow import Action, Status
from app.extensions import db
from app.models import Application, Assignment, Course, Person
from app.operations import locks
from app.operations.criteria import default_criteria
from app.operations.reviews import recount
from app.operations.together import keep_together
from app.operations.transaction import Record, retried, transaction
from app.queries.applications import application_by_id
from app.queries.catalogue import course_by_id
from app.queries.reviews import (
    asked_about,
    reviewers_of,
    reviews_of,
    waiting_to_assign,
)


@retried
def assign_reviewers(
    course_id: int,
    *,
    each: int,
    due_at: datetime,
    by: Actor,
    at: datetime,
) -> int:
    """Share out all that wait for reviewers, so many for each and evenly; their number."""
    with transaction(lock=locks.waiting(course_id, NextStep.ASSIGN)) as record:
        course = course_by_id(course_id)
        require(by, Action.ASSIGN, course)
        _require_to_come(due_at, at)
        loads = reviewers_of(course, at=at)
        waiting = {one.id: one for one in waiting_to_assign(course_id)}
        pairs = share(
            list(waiting), {one.reviewer.id: one.asked for one in loads},
            each=each, taken=_not_to_ask(waiting.values()),
        )  # fmt: skip
        default_criteria(course_id)
        for application in waiting.values():
            application.reviews_asked = each
            application.wait(at=at)
        keep_together(waiting.values())
        for application_id, reviewer_id in pairs:
            _ask(waiting[application_id], reviewer_id, due_at=due_at, by=by, at=at, record=record)
        numbers = Counter(reviewer_id for _, reviewer_id in pairs)
        for reviewer in (one.reviewer for one in loads if one.reviewer.id in numbers):
            record(_letter(course, reviewer, numbers[reviewer.id], due_at, by=by, at=at))
    return len(waiting)


def assign_reviewer(
    application_id: int, reviewer_id: int, *, due_at: datetime, by: Actor, at: datetime
) -> None:
    """One more reviewer for one application: a third opinion, or for who knows the person."""
    with transaction(lock=locks.application(application_id)) as record:
        application = application_by_id(application_id, seen_by=by)
        require(by, Action.ASSIGN, application)
        _require_to_come(due_at, at)
        if application.status is not Status.SCREENED:
            raise WrongStatus(N_("Check the application first."))
        found = {one.reviewer.id: one.reviewer for one in reviewers_of(application.course, at=at)}
        if reviewer_id not in found:
            raise NotVisible
        if reviewer_id in _not_to_ask([application])[application_id]:
            raise NobodyFits(N_("This reviewer was asked already. Choose another."))
        default_criteria(application.course_id)
        _ask(application, reviewer_id, due_at=due_at, by=by, at=at, record=record)
        db.session.flush()  # the new one is counted with the others
        recount(application, at=at)
        record(_letter(application.course, found[reviewer_id], 1, due_at, by=by, at=at))


def unassign_reviewer(application_id: int, reviewer_id: int, *, by: Actor, at: datetime) -> None:
    """The reviewer need not score this; a score that was sent stays."""
    with transaction(lock=locks.application(application_id)) as record:
        application = application_by_id(application_id, seen_by=by)
        require(by, Action.ASSIGN, application)
        assignment = next(
            (one for one in reviews_of(application_id) if one.person_id == reviewer_id), None
        )
        if assignment is None:
            raise NotVisible
        if assignment.sent_at or assignment.is_conflicted:
            raise WrongStatus(N_("This reviewer has answered already."))
        db.session.delete(assignment)
        db.session.flush()  # it is no longer counted with the others
        recount(application, at=at)
        record(events.ReviewerUnassigned.about(application, by=by, at=at, reviewer_id=reviewer_id))


def _not_to_ask(applications: Collection[Application]) -> dict[int, set[int]]:
    """Who was asked about each of these, knows the person, or is the person."""
    asked = asked_about([one.id for one in applications])
    return {one.id: asked.get(one.id, set()) | {one.person_id} for one in applications}


def _require_to_come(due_at: datetime, at: datetime) -> None:
    if due_at <= at:
        raise WrongStatus(N_("Enter a day that is still to come."))


def _ask(
    application: Application,
    reviewer_id: int,
    *,
    due_at: datetime,
    by: Actor,
    at: datetime,
    record: Record,
) -> None:
    db.session.add(
        Assignment(
            application_id=application.id, person_id=reviewer_id,
            institute_id=application.institute_id, programme_id=application.programme_id,
            course_id=application.course_id, country=application.country, due_at=due_at,
        )
    )  # fmt: skip
    record(
        events.ReviewerAssigned.about(
            application, by=by, at=at, reviewer_id=reviewer_id, due_at=due_at
        )
    )


def _letter(
    course: Course, reviewer: Person, number: int, due_at: datetime, *, by: Actor, at: datetime
) -> events.ReviewsAsked:
    return events.ReviewsAsked(
        at=at, actor=by, institute_id=course.institute_id, course_id=course.id,
        course_title=course.title, number=number, due_at=due_at,
        reviewer_name=reviewer.name, reviewer_email=reviewer.email or "",
    )  # fmt: skip
