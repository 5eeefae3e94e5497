"""How an application stands, as its applicant reads it: one sentence, and what has happened."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from flask import url_for

from app import i18n
from app.blueprints.applications.base import LANGUAGE
from app.domain.errors import N_
from app.domain.next_steps import MinistrySays
from app.domain.workflow import Status
from app.models import Application, Correction, Event, Offer
from app.notifications.instants import instant

NOTHING_TO_DO = N_("You do not need to do anything now. We will write to you by {decide_by}.")
NOTHING_MORE = N_("You do not need to do anything now.")
TO_DO: Mapping[Status, str] = {
    Status.SUBMITTED: NOTHING_TO_DO,
    Status.SCREENED: NOTHING_TO_DO,
    Status.RESERVE: N_(
        "You do not need to do anything now. If a place becomes free, we will write before "
        "{starts_on}."
    ),
    Status.CONFIRMED: N_(
        "You do not need to do anything now. We will write to you about your visa and your flight."
    ),
    Status.NOT_SELECTED: N_(
        "We could not offer you a place this time. You can apply for another course."
    ),
    Status.INELIGIBLE: N_("We wrote to you why we cannot consider this application."),
    Status.WITHDRAWN: N_("You withdrew this application."),
    Status.CANCELLED: N_("This course does not take place."),
}
# What an applicant reads of the history; lines that are not here are not for applicants.
LINES: Mapping[str, str] = {
    "ApplicationStarted": N_("You started this application"),
    "ApplicationSent": N_("We received your application"),
    "PaperSent": N_("We received your country paper"),
    "EndorsementAsked": N_("We wrote to your ministry"),
    "ApplicationEndorsed": N_("Your ministry endorsed you"),
    "EndorsementDeclined": N_("Your ministry did not endorse you"),
    "EndorsementExpired": N_("Your ministry did not answer in time"),
    "EndorsementReopened": N_("Your ministry got more time to answer"),
    "ApplicationScreened": N_("We checked your application"),
    "ApplicationReturned": N_("We asked you for a change"),
    "ApplicationExcluded": N_("We cannot consider your application"),
    "ApplicationReadmitted": N_("We consider your application again"),
    "ApplicationWithdrawn": N_("You withdrew your application"),
    "ApplicationRestored": N_("You took back your withdrawal"),
    "ApplicationCancelled": N_("The course was cancelled"),
    "PlaceOffered": N_("We offered you a place"),
    "PutOnReserve": N_("You are on the waiting list"),
    "ApplicationNotSelected": N_("We could not offer you a place"),
    "OfferConfirmed": N_("You accepted your place"),
    "OfferDeclined": N_("You refused your place"),
    "OfferLapsed": N_("Your offer ended without an answer"),
}
AGAIN = {"ApplicationSent": N_("We received your corrected application")}


# The state of the nomination, and the kind of its tag.
MINISTRY_READS: Mapping[MinistrySays, tuple[str, str]] = {
    MinistrySays.NOT_ASKED: (N_("Not asked yet"), ""),
    MinistrySays.ASKED: (N_("Waiting for reply"), "warn"),
    MinistrySays.TO_CONFIRM: (N_("Answered"), ""),
    MinistrySays.ENDORSED: (N_("Endorsed you"), "ok"),
    MinistrySays.DECLINED: (N_("Did not endorse you"), "off"),
    MinistrySays.EXPIRED: (N_("Did not answer"), "off"),
}


class Line(NamedTuple):
    at: datetime
    words: str


class ToDo(NamedTuple):
    """The one sentence, with its facts, and where to do it."""

    sentence: str
    facts: Mapping[str, object]
    href: str = ""
    words: str = ""


def now_to_do(
    application: Application, *, correction: Correction | None = None, offer: Offer | None = None
) -> ToDo:
    """What the applicant has to do now, or that there is nothing to do."""
    course, reference, zone = application.course, application.reference, application.person.zone
    if application.status == Status.DRAFT:
        here = url_for("applications.show", reference=reference)
        return ToDo(
            N_("Send it by {apply_by}"),
            {"apply_by": instant(course.apply_by, zone)},
            here,
            N_("Open"),
        )
    if application.status == Status.RETURNED:
        due = {"due_at": instant(correction.due_at, zone)} if correction else {}
        message = N_("We need one change from you by {due_at}.") if due else N_("We need a change.")
        here = url_for("applications.check", reference=reference)
        return ToDo(message, due, here, N_("Check and send back"))
    if application.status == Status.OFFERED:
        by = {"answer_by": instant(offer.answer_by, zone)} if offer else {}
        message = N_("Answer by {answer_by}.") if by else N_("Please answer our offer.")
        here = url_for("applications.offer", reference=reference)
        return ToDo(message, by, here, N_("Answer our offer"))
    facts = {"decide_by": course.decide_by, "starts_on": course.starts_on}
    return ToDo(TO_DO.get(application.status, NOTHING_MORE), facts)


def lines_of(application: Application, history: Iterable[Event]) -> list[Line]:
    """What has happened, newest first; each authority is named once."""
    lines: list[Line] = []
    seen: set[str] = set()
    for event in history:
        if event.name not in LINES or (event.name == "EndorsementAsked" and event.name in seen):
            continue
        words = AGAIN.get(event.name, "") if event.name in seen else ""
        lines.append(Line(event.at, i18n.translate(words or LINES[event.name], LANGUAGE())))
        seen.add(event.name)
    return lines[::-1]
