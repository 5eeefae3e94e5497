"""Letters that came back: what a mail server says of one after it has taken it."""

import logging
from datetime import datetime
from enum import StrEnum

from app.adapters.bounces import Bounce, bounce_in
from app.domain import events
from app.domain.permissions import SYSTEM
from app.extensions import db
from app.models import Event, Letter, LetterState
from app.operations.transaction import transaction
from app.queries.records import letter_by_message_id

log = logging.getLogger(__name__)


class Read(StrEnum):
    """What a mail was."""

    CAME_BACK = "came back"
    KNOWN = "known"
    DELAYED = "delayed"
    EARLY = "early"  # of a letter that we still have to send: read it again later
    UNKNOWN = "unknown"


def read_bounce(mail: bytes, *, at: datetime) -> Read:
    """Mark the letter that came back as failed. A second time changes nothing, nor does a mail
    that speaks of no letter of ours, or only of a delay."""
    bounce = bounce_in(mail)
    if bounce is None:
        return Read.UNKNOWN
    with transaction() as record:
        letter = letter_by_message_id(bounce.message_id)
        read = _read(bounce, letter)
        if letter and read == Read.CAME_BACK:
            letter.state, letter.sent_at = LetterState.FAILED, None
            letter.reason_code = bounce.code
            record(_came_back(letter, at=at))
    if letter:
        log.info("letter %s: %s %s", letter.id, bounce.action, bounce.code)
    return read


def _read(bounce: Bounce, letter: Letter | None) -> Read:
    if letter is None:
        return Read.UNKNOWN
    if not bounce.is_final:
        return Read.DELAYED if bounce.action == "delayed" else Read.KNOWN
    if letter.state == LetterState.SENT:
        return Read.CAME_BACK
    waits = letter.state in (LetterState.QUEUED, LetterState.LEASED)
    return Read.EARLY if waits else Read.KNOWN


def _came_back(letter: Letter, *, at: datetime) -> events.Event:
    """About whatever the letter's own event was about."""
    event = db.session.get_one(Event, letter.event_id)
    return events.LetterCameBack(
        at=at, actor=SYSTEM, institute_id=event.institute_id, course_id=event.course_id,
        application_id=event.application_id, person_id=event.person_id,
        letter_id=letter.id, template=letter.template, reason_code=letter.reason_code or "",
    )  # fmt: skip
