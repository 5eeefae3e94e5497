"""Staff: who may do what, from when to when. Each change holds at once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import update

from app import vault
from app.domain import events
from app.domain.accounts import INVITATION_LIVES, address_of, digest_of
from app.domain.errors import N_, NotVisible, RuleBroken
from app.domain.permissions import Actor, ActorKind, require
from app.domain.workflow import Action, Role
from app.extensions import db
from app.models import (
    Course,
    Institute,
    OneTime,
    Person,
    Programme,
    Purpose,
    RoleGrant,
    StaffSecret,
)
from app.operations import locks
from app.operations.asking import Record
from app.operations.staff import end_secrets
from app.operations.transaction import transaction
from app.queries.accounts import person_by_email
from app.queries.people import person_by_id
from app.queries.staff import (
    grant_by_id,
    grants_in,
    has_grant,
    institute_by_id,
    institute_managed,
)

# Applicants and officials come by themselves, the system is nobody.
STAFF_ROLES = tuple(
    role for role in Role if role not in (Role.APPLICANT, Role.OFFICIAL, Role.SYSTEM)
)


FIRST_YEARS = timedelta(days=3650)


class OwnRights(RuleBroken):
    """Nobody gives rights to oneself: another administrator does."""

    def __init__(self) -> None:
        super().__init__(N_("Another administrator must change your own roles."))


@dataclass(frozen=True, kw_only=True)
class NewRole:
    """A role, how far it reaches and from when to when; what is None does not narrow it."""

    role: Role
    institute_id: int
    programme_id: int | None = None
    course_id: int | None = None
    country: str | None = None
    holds_from: datetime
    holds_until: datetime


class Welcomed(NamedTuple):
    person_id: int
    link: str | None  # a token; nothing for who has password and second factor already


def invite_staff(name: str, email: str, new: NewRole, *, by: Actor, at: datetime) -> Welcomed:
    """Give somebody a role; who has no password yet gets a link to set one. A second press gives
    the same role no second time."""
    email, token = address_of(email), None
    with transaction(lock=locks.roles_of(new.institute_id)) as record:
        institute = institute_by_id(new.institute_id)
        require(by, Action.MANAGE_PEOPLE, institute)
        person = _person(name, email)
        if _is_oneself(by, person):
            raise OwnRights
        scope = _scope(new)
        if has_grant(person.id, **vars(new)):
            return Welcomed(person.id, None)
        db.session.add(RoleGrant(person_id=person.id, **vars(new)))
        record(
            events.RoleGranted(
                at=at, actor=by, institute_id=institute.id, person_id=person.id,
                role=new.role, scope=scope,
            )
        )  # fmt: skip
        if db.session.get(StaffSecret, person.id) is None:
            token = _invite(person, institute, roles=new.role, by=by, at=at, record=record)
    return Welcomed(person.id, token)


def first_administrator(
    name: str, email: str, institute_id: int, *, by: Actor, at: datetime
) -> str | None:
    """As `invite_staff`, for who makes all others; nothing if a password is set already."""
    new = NewRole(
        role=Role.ADMINISTRATOR, institute_id=institute_id, holds_from=at,
        holds_until=at + FIRST_YEARS,
    )  # fmt: skip
    return invite_staff(name, email, new, by=by, at=at).link


def end_grant(person_id: int, grant_id: int, *, by: Actor, at: datetime) -> None:
    """This role of this person holds no more, from now on."""
    with transaction() as record:
        grant = grant_by_id(grant_id)
        if grant.person_id != person_id:
            raise NotVisible
        institute = institute_managed(grant.institute_id, seen_by=by)
        require(by, Action.MANAGE_PEOPLE, institute)
        if _is_oneself(by, person_by_id(grant.person_id)):
            raise OwnRights
        if grant.holds_until <= at:
            return
        grant.holds_until = at
        grant.holds_from = min(grant.holds_from, at)
        record(
            events.RoleEnded(
                at=at, actor=by, institute_id=institute.id, person_id=grant.person_id,
                role=grant.role, scope=_scope(grant),
            )
        )  # fmt: skip


def send_invitation(person_id: int, institute_id: int, *, by: Actor, at: datetime) -> str:
    """A new link for who lost password or telephone; the old secrets and sessions end now."""
    with transaction() as record:
        institute = institute_managed(institute_id, seen_by=by)
        require(by, Action.MANAGE_PEOPLE, institute)
        person = person_by_id(person_id)
        grants = grants_in(institute_id, person_id, at=at)
        if not grants:
            raise NotVisible
        if _is_oneself(by, person):
            raise OwnRights
        end_secrets(person.id)
        roles = ", ".join(dict.fromkeys(grant.role for grant in grants))
        return _invite(person, institute, roles=roles, by=by, at=at, record=record)


def _invite(
    person: Person, institute: Institute, *, roles: str, by: Actor, at: datetime, record: Record
) -> str:
    """The newest link is the only one that works."""
    token = secrets.token_urlsafe(32)
    former = (OneTime.person_id == person.id) & (OneTime.purpose == Purpose.INVITATION)
    db.session.execute(update(OneTime).where(former, OneTime.ends_at > at).values(ends_at=at))
    db.session.add(
        OneTime(
            purpose=Purpose.INVITATION, person_id=person.id, ends_at=at + INVITATION_LIVES,
            subject_digest=vault.keyed_digest(person.email or "", about="address"),
            secret_digest=digest_of(token),
        )
    )  # fmt: skip
    record(
        events.StaffInvited(
            at=at, actor=by, institute_id=institute.id, person_id=person.id, roles=roles,
            ends_at=at + INVITATION_LIVES, name=person.name, email=person.email or "", link=token,
        )
    )  # fmt: skip
    return token


def _person(name: str, email: str) -> Person:
    person = person_by_email(email)
    if person is None:
        key_id, wrapped = vault.new_data_key()
        person = Person(email=email, name=name, key_id=key_id, data_key_wrapped=wrapped)
        db.session.add(person)
        db.session.flush()  # the grant names its number
    person.name = person.name or name
    return person


def _is_oneself(by: Actor, person: Person) -> bool:
    return by.kind == ActorKind.PERSON and by.id == person.id


def _scope(reach: NewRole | RoleGrant) -> str:
    """How far the role reaches, in words; NotVisible if it names something of others."""
    parts = []
    if reach.programme_id is not None:
        parts.append(_of_institute(db.session.get(Programme, reach.programme_id), reach))
    if reach.course_id is not None:
        parts.append(_of_institute(db.session.get(Course, reach.course_id), reach))
    return ", ".join([*parts, reach.country] if reach.country else parts) or "institute"


def _of_institute(named: Programme | Course | None, reach: NewRole | RoleGrant) -> str:
    if named is None or named.institute_id != reach.institute_id:
        raise NotVisible
    return named.code
