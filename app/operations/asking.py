"""Asking an authority for its endorsement: part of sending an application."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime

from app.domain import events
from app.domain.accounts import digest_of
from app.domain.errors import N_, NotComplete
from app.domain.next_steps import MinistrySays
from app.domain.nominations import link_ends_at
from app.domain.permissions import Actor
from app.domain.questions import ENDORSED_SECTIONS
from app.domain.versions import Frozen, changed_sections
from app.extensions import db
from app.models import (
    Application,
    Authority,
    Endorsement,
    EndorsementStatus,
    Link,
    Official,
)
from app.queries.applications import row_answers
from app.queries.links import official_letter_takers
from app.queries.nominations import authority_of_email, focal_points, on_file_by_id

Record = Callable[[events.Event], None]


def ask_authority(
    application: Application, frozen: Frozen, *, by: Actor, at: datetime, record: Record
) -> None:
    """Part of sending: ask whoever nominates, unless what they vouched for still stands."""
    answers = row_answers(application)
    authority = _authority_named(application, answers, at=at)
    endorsement = application.endorsement
    if endorsement and _still_stands(application, endorsement, authority, frozen):
        return
    application.authority = authority
    application.endorsement = endorsement or Endorsement(
        institute_id=application.institute_id, programme_id=application.programme_id,
        course_id=application.course_id, country=application.country,
    )  # fmt: skip
    _reset(application.endorsement, authority, frozen, at=at)
    application.ministry_says, application.final_rank = MinistrySays.ASKED, None
    application.wait(at=at)
    for official in official_letter_takers(authority.id, course_id=application.course_id, at=at):
        ask_official(
            application, authority, official, note=answers.get("official_note", ""),
            by=by, at=at, record=record,
        )  # fmt: skip


def ask_official(
    application: Application,
    authority: Authority,
    official: Official,
    *,
    note: str,
    by: Actor,
    at: datetime,
    record: Record,
) -> None:
    """A letter with a link of its own to one official."""
    only_this = None if authority.is_on_file else application.id
    token = new_link(official, application.course_id, application_id=only_this,
                     ends_at=link_ends_at(application.course.nominate_by))  # fmt: skip
    record(
        events.EndorsementAsked.about(
            application, by=by, at=at,
            nominate_by=application.course.nominate_by, country=application.country, note=note,
            authority_name=authority.name, official_name=official.name,
            official_email=official.email, link=token,
        )
    )  # fmt: skip


def new_link(
    official: Official,
    course_id: int,
    *,
    application_id: int | None,
    ends_at: datetime,
    passed_from_id: int | None = None,
) -> str:
    """A new link of this official; the token is in the answer and nowhere else."""
    token = secrets.token_urlsafe(16)
    db.session.add(
        Link(
            digest=digest_of(token), official_id=official.id,
            authority_id=official.authority_id, course_id=course_id,
            application_id=application_id, ends_at=ends_at, passed_from_id=passed_from_id,
        )
    )  # fmt: skip
    return token


def _authority_named(
    application: Application, answers: Mapping[str, str], *, at: datetime
) -> Authority:
    """The office on file that was chosen, that uses the typed address, or a new unconfirmed one."""
    named, country = answers.get("nominated_by", ""), application.country
    institute_id = application.institute_id
    if named.isdecimal():
        return on_file_by_id(int(named), country=country, institute_id=institute_id)
    if named == "unknown":
        for authority in focal_points(country, institute_id=institute_id):
            return authority
        raise NotComplete(
            N_("We have no office on file for {country}. Enter who nominates you."),
            country=country,
        )
    email = answers.get("official_email", "").strip().lower()
    known = authority_of_email(email, country=country, institute_id=institute_id, at=at)
    return known or _typed(application, answers, email, at=at)


def _typed(
    application: Application, answers: Mapping[str, str], email: str, *, at: datetime
) -> Authority:
    """The office as the applicant typed it: it counts only once somebody has confirmed it."""
    former = application.authority
    name = answers.get("office_name") or application.employer
    if former and not former.is_on_file and former.officials[0].email == email:
        former.name = name
        return former
    official = Official(
        name=answers.get("official_name", ""), position=answers.get("official_position", ""),
        email=email, holds_from=at,
    )  # fmt: skip
    authority = Authority(
        institute_id=application.institute_id, country=application.country, name=name,
        officials=[official],
    )  # fmt: skip
    db.session.add(authority)
    db.session.flush()  # its number stands in the link
    return authority


def _still_stands(
    application: Application, endorsement: Endorsement, authority: Authority, frozen: Frozen
) -> bool:
    """A correction voids an endorsement only where it changed what the authority vouched for."""
    signed = application.versions[endorsement.version_number - 1]
    changed = changed_sections(signed.section_digests, frozen.section_digests)
    return endorsement.authority_id == authority.id and not changed & ENDORSED_SECTIONS


def _reset(endorsement: Endorsement, authority: Authority, frozen: Frozen, *, at: datetime) -> None:
    endorsement.authority, endorsement.authority_id = authority, authority.id
    endorsement.status, endorsement.place = EndorsementStatus.ASKED, None
    endorsement.draft_choice = endorsement.draft_place = endorsement.reason_code = None
    endorsement.decided_at = endorsement.decided_by = None
    endorsement.version_number, endorsement.asked_at = frozen.number, at
