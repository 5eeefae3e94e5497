"""What sending an invented application leaves behind, and what its authority and staff then say."""

import secrets
from datetime import timedelta
from typing import Any

from app import vault
from app.domain import events, questions
from app.domain.accounts import digest_of
from app.domain.next_steps import MinistrySays
from app.domain.nominations import Reason, Word, link_ends_at
from app.domain.permissions import SYSTEM, ActorKind
from app.domain.questions import CAREER, COLUMNS, DOCUMENT_DIGESTS, GRACE
from app.domain.versions import Frozen, freeze
from app.domain.workflow import Status
from app.models import ApplicationVersion, Endorsement, EndorsementStatus, Link, SubmissionKey
from app.operations.demonstration.bids import PASSPORT_NUMBER, Bid, acting

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
STATUS = {
    MinistrySays.ENDORSED: EndorsementStatus.ENDORSED,
    MinistrySays.TO_CONFIRM: EndorsementStatus.ENDORSED,
    MinistrySays.DECLINED: EndorsementStatus.DECLINED,
    MinistrySays.EXPIRED: EndorsementStatus.EXPIRED,
}
WORDS = {EndorsementStatus.ENDORSED: Word.ENDORSE, EndorsementStatus.DECLINED: Word.DECLINE}


def add_sending(bid: Bid) -> None:
    """The version, the question to the authority, and its word; then the check by staff."""
    frozen = _version(bid)
    bid.rows.add(SubmissionKey, key=secrets.token_hex(16), application_id=bid.row["id"],
                 used_at=bid.at)  # fmt: skip
    status = STATUS.get(bid.plan.says, EndorsementStatus.ASKED)
    _asked(bid)
    _sent(bid, frozen)
    _endorsement(bid, status)
    _word(bid, status)
    if bid.plan.told or bid.plan.status == Status.SCREENED:
        at = bid.at + 2 * DAY
        bid.tell(events.ApplicationScreened, at, by=bid.plan.coordinator)
        bid.stored["next_step_at"] = at


def _version(bid: Bid) -> Frozen:
    row = bid.row
    content = {name: questions.spelled(row.get(name)) for name in COLUMNS} | bid.answers
    content |= {
        "passport_number": PASSPORT_NUMBER,
        CAREER: f"2008-01 2011-12 Trainee, {row['employer']}",
        DOCUMENT_DIGESTS: "\n".join(bid.documents),
    }
    frozen = freeze(1, content, salt=vault.salt(bid.key, about=row["reference"]))
    bid.rows.add(
        ApplicationVersion, application_id=row["id"], number=1, digest=frozen.digest,
        section_digests=dict(frozen.section_digests), made_at=bid.at,
        content_sealed=vault.seal(bid.key, frozen.content, about=frozen.digest),
    )  # fmt: skip
    return frozen


def _asked(bid: Bid) -> None:
    """The letter to the official, with its link."""
    office, course = bid.plan.office, bid.plan.course
    token = secrets.token_urlsafe(16)
    bid.rows.add(
        Link, digest=digest_of(token), official_id=office.official_id,
        authority_id=office.authority_id, course_id=course.id,
        ends_at=link_ends_at(course.nominate_by),
        application_id=None if office.is_on_file else bid.row["id"],
    )  # fmt: skip
    bid.tell(
        events.EndorsementAsked, bid.at, by=bid.applicant, nominate_by=course.nominate_by,
        country=bid.plan.country, authority_name=office.name, official_name=office.official_name,
        official_email=office.email, link=token,
    )  # fmt: skip


def _sent(bid: Bid, frozen: Frozen) -> None:
    course = bid.plan.course
    bid.tell(
        events.ApplicationSent, bid.at, by=bid.applicant, version_number=1, digest=frozen.digest,
        decide_by=course.decide_by, nominate_by=course.nominate_by,
        authority_name=bid.plan.office.name, declared_as=bid.like.full_name,
    )  # fmt: skip


def _endorsement(bid: Bid, status: EndorsementStatus) -> None:
    plan, course, word = bid.plan, bid.plan.course, WORDS.get(status)
    bid.rows.add(
        Endorsement, application_id=bid.row["id"], institute_id=course.institute_id,
        programme_id=course.programme_id, course_id=course.id, country=plan.country,
        authority_id=plan.office.authority_id, status=status, version_number=1, place=plan.rank,
        draft_choice=word, draft_place=plan.rank,
        reason_code=Reason.RELEASE if word == Word.DECLINE else None,
        asked_at=bid.at, decided_at=bid.at + DAY if word else None,
        decided_by=plan.office.official_id if word else None, row_version=3 if word else 1,
    )  # fmt: skip


def _word(bid: Bid, status: EndorsementStatus) -> None:
    plan, course, at = bid.plan, bid.plan.course, bid.at + DAY
    official = acting(ActorKind.OFFICIAL, plan.office.official_id)
    office: dict[str, Any] = {"authority_name": plan.office.name}
    if word := WORDS.get(status):
        bid.tell(events.NomineeWeighed, at - HOUR, by=official, choice=word)
    match status:
        case EndorsementStatus.ENDORSED:
            bid.tell(events.ApplicationEndorsed, at, by=official, place=plan.rank,
                     version_number=1, decide_by=course.decide_by, **office)  # fmt: skip
        case EndorsementStatus.DECLINED:
            bid.tell(events.EndorsementDeclined, at, by=official, reason_code=Reason.RELEASE,
                     **office)  # fmt: skip
        case EndorsementStatus.EXPIRED:
            at = course.nominate_by + GRACE
            bid.tell(events.EndorsementExpired, at, by=SYSTEM, **office)
