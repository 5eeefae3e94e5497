"""Offices on file, and who acts for them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete

from app.domain import events
from app.domain.accounts import address_of
from app.domain.errors import N_, RuleBroken, WrongStatus, require_as_shown
from app.domain.permissions import Actor, require
from app.domain.workflow import Action
from app.extensions import db
from app.models import Authority, AuthorityKind, AuthSession, Link, Official
from app.operations.transaction import Record, transaction
from app.queries.authorities import (
    institute_for_offices,
    link_of_office,
    links_of_official,
    named_alike,
    office_by_id,
    official_by_id,
)
from app.queries.links import official_of


class OfficeKnown(RuleBroken): ...


def file_office(
    country: str, name: str, kind: AuthorityKind, *, by: Actor, at: datetime
) -> Authority:
    """Put an office on file: applicants of the country can choose it, and its word counts."""
    with transaction() as record:
        office = Authority(
            institute_id=institute_for_offices(seen_by=by).id, country=country, name=name,
            office_kind=kind, is_on_file=True, confirmed_at=at,
        )  # fmt: skip
        require(by, Action.MANAGE_AUTHORITIES, office)
        _require_new(office)
        db.session.add(office)
        db.session.flush()  # its number stands in the event
        record(_filed(office, by=by, at=at))
    return office


def rename_office(
    authority_id: int,
    name: str,
    kind: AuthorityKind,
    *,
    shown_version: int,
    by: Actor,
    at: datetime,
) -> Authority:
    with transaction() as record:
        office = office_by_id(authority_id, seen_by=by)
        require(by, Action.MANAGE_AUTHORITIES, office)
        require_as_shown(office.version, shown_version)
        office.name, office.office_kind = name, kind
        _require_new(office)
        record(_filed(office, by=by, at=at))
    return office


def _require_new(office: Authority) -> None:
    with db.session.no_autoflush:
        if named_alike(office):
            raise OfficeKnown(N_("An office with this name is on file already."))


def _filed(office: Authority, *, by: Actor, at: datetime) -> events.AuthorityFiled:
    return events.AuthorityFiled(
        at=at, actor=by, institute_id=office.institute_id, authority_id=office.id,
        name=office.name, country=office.country,
    )  # fmt: skip


def add_official(
    authority_id: int, name: str, position: str, email: str, *, by: Actor, at: datetime
) -> Official:
    """Who gets the letters of the office from now on. Whom it was passed on to stays for good."""
    email = address_of(email)
    with transaction() as record:
        office = office_by_id(authority_id, seen_by=by)
        require(by, Action.MANAGE_AUTHORITIES, office)
        official = official_of(authority_id, email, at=at)
        if official and official.holds_until is None:
            raise OfficeKnown(N_("This address acts for the office already."))
        official = official or Official(authority_id=office.id, email=email, holds_from=at)
        official.name, official.position, official.holds_until = name, position, None
        db.session.add(official)
        db.session.flush()  # its number stands in the event
        record(
            events.OfficialFiled(
                at=at, actor=by, institute_id=office.institute_id, authority_id=office.id,
                official_id=official.id, name=name, email=email,
            )
        )  # fmt: skip
    return official


def end_official(authority_id: int, official_id: int, *, by: Actor, at: datetime) -> None:
    """Who has left acts no more: the links and open pages end with it, at once."""
    with transaction() as record:
        office = office_by_id(authority_id, seen_by=by)
        require(by, Action.MANAGE_AUTHORITIES, office)
        official = official_by_id(official_id, authority_id=authority_id)
        if official.holds_until and official.holds_until <= at:
            raise WrongStatus(N_("This person acts for the office no more."))
        official.holds_until = at
        _revoke(links_of_official(official_id), office, by=by, at=at, record=record)
        record(
            events.OfficialEnded(
                at=at, actor=by, institute_id=office.institute_id, authority_id=office.id,
                official_id=official.id,
            )
        )  # fmt: skip


def revoke_link(authority_id: int, link_id: int, *, by: Actor, at: datetime) -> None:
    """A link that went astray opens nothing more; its official can ask for a new one."""
    with transaction() as record:
        office = office_by_id(authority_id, seen_by=by)
        require(by, Action.MANAGE_AUTHORITIES, office)
        link = link_of_office(link_id, authority_id=authority_id)
        if link.revoked_at:
            raise WrongStatus(N_("This link is revoked already."))
        _revoke([link], office, by=by, at=at, record=record)


def _revoke(
    links: Sequence[Link], office: Authority, *, by: Actor, at: datetime, record: Record
) -> None:
    ids = [link.id for link in links]
    db.session.execute(delete(AuthSession).where(AuthSession.link_id.in_(ids)))
    for link in links:
        link.revoked_at = at
        record(
            events.LinkRevoked(
                at=at, actor=by, institute_id=office.institute_id, course_id=link.course_id,
                authority_id=office.id, link_id=link.id,
            )
        )  # fmt: skip
