"""The people of an institute and their roles."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from app.domain.errors import NotVisible
from app.domain.permissions import Actor
from app.domain.workflow import Action
from app.extensions import db
from app.i18n import JAPAN
from app.models import (
    AuthSession,
    Course,
    Institute,
    Person,
    Programme,
    RoleGrant,
    StaffSecret,
)
from app.queries.permissions import allowed


class GrantLine(NamedTuple):
    id: int
    role: str
    scope: str
    holds_from: datetime
    holds_until: datetime

    @property
    def last_day(self) -> date:
        return (self.holds_until - timedelta(seconds=1)).astimezone(JAPAN).date()


class StaffLine(NamedTuple):
    id: int
    institute_id: int
    name: str
    email: str
    has_secrets: bool
    seen_at: datetime | None
    grants: list[GrantLine]


def institutes_managed(*, seen_by: Actor) -> Sequence[Institute]:
    """Where this actor manages people."""
    statement = (
        select(Institute)
        .where(allowed(seen_by, Action.MANAGE_PEOPLE, Institute))
        .order_by(Institute.id)
    )
    return db.session.scalars(statement).all()


def institute_by_id(institute_id: int) -> Institute:
    institute = db.session.get(Institute, institute_id)
    if institute is None:
        raise NotVisible
    return institute


def institute_managed(institute_id: int, *, seen_by: Actor) -> Institute:
    """The institute, for whoever manages its people: those of another do not exist."""
    for one in institutes_managed(seen_by=seen_by):
        if one.id == institute_id:
            return one
    raise NotVisible


def staff_of(institute_ids: Sequence[int], *, at: datetime) -> list[StaffLine]:
    """Everybody with a role that holds or will hold, by name; two statements for any number."""
    statement = (
        select(RoleGrant, Person, StaffSecret.person_id, Programme.name, Course.code)
        .join(Person, Person.id == RoleGrant.person_id)
        .outerjoin(StaffSecret, StaffSecret.person_id == Person.id)
        .outerjoin(Programme, Programme.id == RoleGrant.programme_id)
        .outerjoin(Course, Course.id == RoleGrant.course_id)
        .where(RoleGrant.institute_id.in_(institute_ids), RoleGrant.holds_until > at)
        .where(Person.erased_at.is_(None))
        .order_by(Person.name, Person.id, RoleGrant.id)
    )
    rows = db.session.execute(statement).all()
    seen = _last_seen({person.id for _, person, _, _, _ in rows})
    lines: dict[int, StaffLine] = {}
    for grant, person, secret, programme, course in rows:
        line = lines.setdefault(
            person.id,
            StaffLine(
                person.id, grant.institute_id, person.name, person.email or "", secret is not None,
                seen.get(person.id), [],
            ),
        )  # fmt: skip
        scope = ", ".join(part for part in (programme, course, grant.country) if part)
        line.grants.append(
            GrantLine(grant.id, grant.role, scope, grant.holds_from, grant.holds_until)
        )
    return list(lines.values())


def _last_seen(person_ids: set[int]) -> dict[int, datetime]:
    statement = (
        select(AuthSession.person_id, func.max(AuthSession.seen_at))
        .where(AuthSession.person_id.in_(person_ids))
        .group_by(AuthSession.person_id)
    )
    return {number: at for number, at in db.session.execute(statement) if number and at}


def grant_by_id(grant_id: int) -> RoleGrant:
    grant = db.session.get(RoleGrant, grant_id, with_for_update=True)
    if grant is None:
        raise NotVisible
    return grant


def has_grant(person_id: int, **facts: object) -> bool:
    """Whether this person has a role with exactly these facts already."""
    statement = select(RoleGrant.id).filter_by(person_id=person_id, **facts).limit(1)
    return db.session.scalar(statement) is not None


def grants_in(institute_id: int, person_id: int, *, at: datetime) -> Sequence[RoleGrant]:
    """The roles of a person in an institute, now or later."""
    statement = (
        select(RoleGrant)
        .where(RoleGrant.institute_id == institute_id, RoleGrant.person_id == person_id)
        .where(RoleGrant.holds_until > at)
        .order_by(RoleGrant.id)
    )
    return db.session.scalars(statement).all()


class Reach(NamedTuple):
    """What a role may be narrowed to."""

    value: str
    words: str
    institute_id: int


def reaches_of(institute_ids: Sequence[int]) -> list[Reach]:
    """Programmes and courses of the institutes, for a choice."""
    programmes = db.session.scalars(
        select(Programme).where(Programme.institute_id.in_(institute_ids)).order_by(Programme.name)
    )
    courses = db.session.execute(
        select(Course.id, Course.code, Course.title, Course.institute_id)
        .where(Course.institute_id.in_(institute_ids))
        .order_by(Course.starts_on.desc(), Course.code)
        .limit(200)
    )
    found = [Reach(f"programme-{one.id}", one.name, one.institute_id) for one in programmes]
    return found + [
        Reach(f"course-{number}", f"{code}: {title}", of) for number, code, title, of in courses
    ]
