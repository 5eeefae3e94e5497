"""Applications, what was sent, and what was asked for again."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.domain.workflow import WITHDRAWABLE, WORKFLOW, Action, Status
from app.models import (
    Application,
    ApplicationVersion,
    Correction,
    Course,
    Event,
    Person,
    SealedValue,
    SearchTerm,
    SubmissionKey,
)
from app.queries.invariants.shape import Invariant, stray

# Where the application stands after each event that moves it.
LEADS_TO: Mapping[str, Status] = {
    "ApplicationStarted": Status.DRAFT,
    "ApplicationSent": Status.SUBMITTED,
    "ApplicationReturned": Status.RETURNED,
    "ApplicationScreened": Status.SCREENED,
    "ScreeningUndone": Status.SUBMITTED,
    "ApplicationExcluded": Status.INELIGIBLE,
    "ApplicationReadmitted": Status.SCREENED,
    "PlaceOffered": Status.OFFERED,
    "PutOnReserve": Status.RESERVE,
    "ApplicationNotSelected": Status.NOT_SELECTED,
    "OfferConfirmed": Status.CONFIRMED,
    "OfferDeclined": Status.DECLINED,
    "OfferLapsed": Status.LAPSED,
    "ApplicationWithdrawn": Status.WITHDRAWN,
    "ApplicationCancelled": Status.CANCELLED,
}
RESTORED = "ApplicationRestored"
last = aliased(Event)
LAST_MOVE = (
    select(func.max(last.id))
    .where(last.application_id == Application.id, last.name.in_([*LEADS_TO, RESTORED]))
    .scalar_subquery()
)
# An erasure ends what could still be withdrawn; its own event tells of it.
ENDED_BY_ERASING = and_(Application.erased_at.is_not(None), Application.status == Status.WITHDRAWN)


def _is_elsewhere() -> ColumnElement[bool]:
    told = case(
        {name: status.value for name, status in LEADS_TO.items()}, value=Event.name, else_=""
    )
    at_once = and_(Event.name != RESTORED, told != cast(Application.status, String))
    return or_(at_once, and_(Event.name == RESTORED, Application.status.not_in(WITHDRAWABLE)))


def _steps() -> ColumnElement[bool]:
    """The former status and this one are the ends of a step."""
    ends = {
        (source, step.target)
        for step in WORKFLOW.values()
        for source in step.sources
        if step.target
    } | {(Status.WITHDRAWN, one) for one in WORKFLOW[Action.WITHDRAW].sources}
    targets: dict[Status, list[Status]] = {}
    for source, target in sorted(ends):
        targets.setdefault(source, []).append(target)
    return or_(
        *(
            and_(Application.former_status == source, Application.status.in_(found))
            for source, found in targets.items()
        )
    )


NUMBER = func.count(ApplicationVersion.id)
SENDINGS = (
    select(func.count())
    .select_from(Event)
    .where(Event.application_id == Application.id, Event.name == "ApplicationSent")
    .scalar_subquery()
)
VERSIONS = (
    select(func.count())
    .select_from(ApplicationVersion)
    .where(ApplicationVersion.application_id == Application.id)
    .scalar_subquery()
)

INVARIANTS = (
    stray("application-off-course", Application, Course, Application.course_id,
          "institute_id", "programme_id"),
    Invariant(
        "status-unlike-its-event",
        "The status is the one to which the last event that moves it leads.",
        select(Application.id)
        .join(Event, Event.id == LAST_MOVE)
        .where(~ENDED_BY_ERASING, _is_elsewhere()),
    ),
    Invariant(
        "status-without-event",
        "Each application has an event that led to its status.",
        select(Application.id).where(
            ~exists().where(
                Event.application_id == Application.id, Event.name == "ApplicationStarted"
            )
        ),
    ),
    Invariant(
        "status-by-no-step",
        "A step of the workflow leads from the former status to this one.",
        select(Application.id).where(Application.former_status.is_not(None), ~_steps()),
    ),
    Invariant(
        "status-without-former",
        "Only a draft that was never moved has no former status.",
        select(Application.id).where(
            Application.former_status.is_(None), Application.status != Status.DRAFT
        ),
    ),
    Invariant(
        "draft-that-was-sent",
        "What was sent is no draft any more.",
        select(Application.id).where(Application.is_sent, Application.status == Status.DRAFT),
    ),
    Invariant(
        "late-but-not-sent",
        "Only what was sent can have been late.",
        select(Application.id).where(Application.is_late, ~Application.is_sent),
    ),
    Invariant(
        "sent-without-version",
        "What was sent is frozen in a version.",
        select(Application.id).where(
            Application.is_sent,
            ~exists().where(ApplicationVersion.application_id == Application.id),
        ),
    ),
    Invariant(
        "versions-unlike-sendings",
        "Each sending froze one version.",
        select(Application.id).where(VERSIONS > 0, SENDINGS != VERSIONS),
    ),
    Invariant(
        "versions-with-a-gap",
        "The versions of an application are numbered from 1 without gaps.",
        select(Application.id)
        .join(ApplicationVersion, ApplicationVersion.application_id == Application.id)
        .group_by(Application.id)
        .having(
            or_(
                func.max(ApplicationVersion.number) != NUMBER,
                func.min(ApplicationVersion.number) != 1,
            )
        ),
    ),
    Invariant(
        "version-not-sealed",
        "A version keeps its sealed content until the answers are cleared.",
        select(ApplicationVersion.id)
        .join(Application, Application.id == ApplicationVersion.application_id)
        .where(
            Application.answers_gone_at.is_(None),
            or_(
                func.length(ApplicationVersion.content_sealed) == 0,
                func.length(ApplicationVersion.digest) != 64,
            ),
        ),
    ),
    Invariant(
        "correction-of-what-is-not-returned",
        "A correction is open only as long as the application is with the applicant, or ended.",
        select(Correction.id)
        .join(Application, Application.id == Correction.application_id)
        .where(
            Correction.answered_at.is_(None),
            Application.status.not_in((Status.RETURNED, Status.WITHDRAWN, Status.CANCELLED)),
        ),
    ),
    Invariant(
        "returned-without-correction",
        "Who is asked for a change was told which.",
        select(Application.id).where(
            Application.status == Status.RETURNED,
            Application.erased_at.is_(None),
            ~exists().where(
                Correction.application_id == Application.id, Correction.answered_at.is_(None)
            ),
        ),
    ),
    Invariant(
        "key-of-what-was-not-sent",
        "The key of a form that sends is used by sending.",
        select(Application.id)
        .join(SubmissionKey, SubmissionKey.application_id == Application.id)
        .where(~Application.is_sent),
    ),
    Invariant(
        "search-term-off-course",
        "A search term stands in the course of its application.",
        select(Application.id)
        .join(SearchTerm, SearchTerm.application_id == Application.id)
        .where(SearchTerm.course_id != Application.course_id),
    ),
    Invariant(
        "sealed-value-without-key",
        "What is sealed has something in it, and its person still has the key.",
        select(Application.id)
        .join(SealedValue, SealedValue.application_id == Application.id)
        .join(Person, Person.id == Application.person_id)
        .where(
            or_(func.length(SealedValue.cipher) == 0, Person.data_key_wrapped.is_(None))
        ),
    ),
)  # fmt: skip
