"""Links of officials: opened, passed on, asked for again, sent once more."""

from datetime import datetime

from sqlalchemy import delete

from app.domain import events
from app.domain.accounts import TooManyTries, address_of, digest_of
from app.domain.errors import N_, NobodyFits, NotVisible, WrongStatus
from app.domain.nominations import LINKS_ASKED, PASSED_ON, REMINDED, LinkDead, link_ends_at
from app.domain.permissions import SYSTEM, Actor, require
from app.domain.workflow import Action
from app.extensions import db
from app.models import EndorsementStatus, Link, LinkWish, Official, seal_for, unseal_for
from app.operations import locks
from app.operations.accounts import add_session
from app.operations.asking import new_link
from app.operations.nominations import confirm, require_taking
from app.operations.security import take_turns
from app.operations.transaction import Record, transaction
from app.queries.accounts import visit_of
from app.queries.links import (
    Reach,
    link_by_digest,
    link_by_id,
    official_letter_takers,
    official_of,
    reaches_of,
)
from app.queries.nominations import nominees, to_vouch_for, waiting_for

WISH = "link wish"  # what its seal is about


def link_of(token: str, *, at: datetime) -> Link:
    """The link with this token; LinkDead for whatever does not open."""
    link = link_by_digest(digest_of(token), at=at)
    if link is None:
        raise LinkDead
    return link


def open_link(token: str, *, at: datetime) -> str:
    """The token of a session of this link: from now on the link stands in no address."""
    with transaction() as record:
        link = link_of(token, at=at)
        session = add_session(at=at, link_id=link.id)
        db.session.flush()  # so that it can be asked who acts in it
        visit = visit_of(session, at=at)
        if visit is None:
            raise LinkDead
        link.opened_at = link.opened_at or at
        for one in nominees(link.course_id, link.authority_id, seen_by=visit.actor):
            if one.status == EndorsementStatus.ASKED:
                one.status = EndorsementStatus.OPENED
        record(
            events.LinkOpened(
                at=at, actor=visit.actor, institute_id=link.course.institute_id,
                course_id=link.course_id, authority_id=link.authority_id,
                official_id=link.official_id,
            )
        )  # fmt: skip
    return session


def pass_on(link_id: int | None, name: str, email: str, *, by: Actor, at: datetime) -> None:
    """A colleague gets a link of the same reach, and acts for the office until it ends."""
    email = address_of(email)
    with transaction() as record:
        link = link_by_id(link_id, at=at)
        _require_own(link, by)
        office = {"office": f"{link.course_id} {link.authority_id}"}
        if not take_turns("pass-on", office, PASSED_ON, at=at):
            raise TooManyTries(N_("You have passed this on many times. Try again tomorrow."))
        colleague = official_of(link.authority_id, email, at=at)
        if colleague is None:
            colleague = Official(
                authority=link.authority, name=name, email=email, holds_from=at,
                holds_until=link.ends_at,
            )  # fmt: skip
            db.session.add(colleague)
            db.session.flush()  # its number stands in the link
        elif colleague.holds_until:
            colleague.holds_until = max(colleague.holds_until, link.ends_at)
        reach = Reach(colleague, link.course, link.application_id, link.id)
        _send_link(reach, passed_on_by=link.official.name, by=by, at=at, record=record)


def _require_own(link: Link, by: Actor) -> None:
    if link.official_id != by.id:
        raise NotVisible


def ask_new_link(email: str, *, network: str, at: datetime) -> None:
    """Note that this address wants new links. The answer is always the same, and takes as long:
    nobody learns here whether the address is known."""
    email = address_of(email)
    with transaction():
        may_go_on = take_turns("link", {"address": email, "network": network}, LINKS_ASKED, at=at)
        if may_go_on:
            sealed = seal_for(None, email.encode(), about=WISH)
            db.session.add(LinkWish(sealed=sealed, asked_at=at))
    if not may_go_on:
        raise TooManyTries(N_("You have asked for many links. Wait one hour, then try again."))


def answer_link_wish(wish_id: int, *, at: datetime) -> bool:
    """Send new links for all that the address can reach; False if that is done already."""
    with transaction() as record:
        taken = delete(LinkWish).where(LinkWish.id == wish_id).returning(LinkWish.sealed)
        sealed = db.session.scalar(taken)
        if sealed is None:
            return False
        email = unseal_for(None, sealed, about=WISH).decode()
        for reach in reaches_of(email, at=at):
            _send_link(reach, passed_on_by="", by=SYSTEM, at=at, record=record)
    return True


def _send_link(reach: Reach, *, passed_on_by: str, by: Actor, at: datetime, record: Record) -> None:
    official, course, application_id, passed_from_id = reach
    token = new_link(
        official, course.id, application_id=application_id,
        ends_at=link_ends_at(course.nominate_by), passed_from_id=passed_from_id,
    )  # fmt: skip
    record(
        events.LinkAsked(
            at=at, actor=by, institute_id=course.institute_id, course_id=course.id,
            authority_id=official.authority_id, course_title=course.title,
            nominate_by=course.nominate_by, country=official.authority.country,
            official_name=official.name, official_email=official.email,
            passed_on_by=passed_on_by, link=token,
        )
    )  # fmt: skip


def remind_authority(course_id: int, authority_id: int, *, by: Actor, at: datetime) -> int:
    """A letter with a new link to each official of an office that has not answered, at most once
    a day; how many were written."""
    with transaction() as record:
        waiting = waiting_for(course_id, authority_id, seen_by=by)
        if not waiting:
            raise WrongStatus(N_("This office has answered about all its nominees."))
        require(by, Action.REMIND, waiting[0])
        course, office = waiting[0].application.course, waiting[0].authority
        require_taking(course, at=at)
        takers = official_letter_takers(authority_id, course_id=course_id, at=at)
        if not takers:
            raise NobodyFits(N_("Nobody acts for this office now. Add an official first."))
        if not take_turns("remind", {"office": f"{course_id} {authority_id}"}, REMINDED, at=at):
            raise WrongStatus(N_("This office was reminded today. Try again tomorrow."))
        for official in takers:
            token = new_link(
                official, course_id, ends_at=link_ends_at(course.nominate_by),
                application_id=None if office.is_on_file else waiting[0].application_id,
            )  # fmt: skip
            record(
                events.MinistryReminded(
                    at=at, actor=by, institute_id=course.institute_id, course_id=course_id,
                    authority_id=authority_id, course_title=course.title,
                    nominate_by=course.nominate_by, country=office.country,
                    waiting=len(waiting), official_name=official.name,
                    official_email=official.email, link=token,
                )
            )  # fmt: skip
    return len(takers)


def vouch_for_office(application_id: int, link_id: int | None, *, by: Actor, at: datetime) -> None:
    """The focal point on file of the country knows an office that an applicant typed."""
    with transaction(lock=locks.course_of(application_id)) as record:
        link = link_by_id(link_id, at=at)
        _require_own(link, by)
        asked = [one for one in to_vouch_for(link) if one.application_id == application_id]
        if not asked:
            raise NotVisible
        confirm(asked[0], link.authority.name, by=by, at=at, record=record)
