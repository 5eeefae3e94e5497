"""Who visits: read once a request, in one statement."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    true,
)

from app.domain.accounts import IDLE, digest_of
from app.domain.permissions import Actor, ActorKind, Grant
from app.domain.workflow import Role
from app.extensions import db
from app.models import (
    Application,
    Assignment,
    AuthSession,
    Link,
    Official,
    OneTime,
    Person,
    Purpose,
    RecoveryCode,
    RoleGrant,
    StaffSecret,
)
from app.queries.people import GRANTED, granted, is_known_by, person_actor

LINKED = ("official_id", "authority_id", "course_id", "application_id")


class Visit(NamedTuple):
    """A session that holds now, and who acts in it."""

    actor: Actor
    digest: str
    seen_at: datetime
    link_id: int | None


def visit_of(token: str, *, at: datetime) -> Visit | None:
    """Nothing once the session has ended, or its person was erased, or its link revoked."""
    values = {"digest": digest_of(token), "at": at, "last_seen": at - IDLE}
    rows = db.session.execute(_visit(), values).all()
    if not rows:
        return None
    first = rows[0]
    actor = _official(first) if first.link_official_id else _person(rows)
    return Visit(actor, first.digest, first.seen_at, first.link_id)


@cache
def _visit() -> Select[Any]:
    """Built once: it is run by every request of whoever is signed in."""
    at: BindParameter[datetime] = bindparam("at")
    grants = and_(
        RoleGrant.person_id == Person.id, AuthSession.is_strong,
        RoleGrant.holds_from <= at, RoleGrant.holds_until > at,
    )  # fmt: skip
    return (
        select(
            AuthSession.digest, AuthSession.seen_at, AuthSession.link_id, Person.id,
            Application.person_id.label("knows"),
            *(getattr(RoleGrant, name).label(f"grant_{name}") for name in GRANTED),
            *(getattr(Link, name).label(f"link_{name}") for name in LINKED),
        )
        .outerjoin(Person, and_(Person.id == AuthSession.person_id, Person.erased_at.is_(None)))
        .outerjoin(RoleGrant, grants)
        .outerjoin(Assignment, and_(AuthSession.is_strong, is_known_by(Person.id)))
        .outerjoin(Application, Application.id == Assignment.application_id)
        .outerjoin(Link, and_(Link.id == AuthSession.link_id, link_holds(at)))
        .outerjoin(Official, Official.id == Link.official_id)
        .where(AuthSession.digest == bindparam("digest"), AuthSession.ends_at > at)
        .where(or_(AuthSession.is_own_device, AuthSession.seen_at > bindparam("last_seen")))
        .where(or_(Person.id.is_not(None), and_(Link.id.is_not(None), official_holds(at))))
    )  # fmt: skip


def link_holds(at: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    return and_(Link.ends_at > at, Link.revoked_at.is_(None))


def official_holds(at: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    return and_(
        Official.holds_from <= at, or_(Official.holds_until.is_(None), Official.holds_until > at)
    )


def _person(rows: Sequence[Any]) -> Actor:
    person_id = rows[0].id
    grants = {
        granted(*(getattr(row, f"grant_{name}") for name in GRANTED))
        for row in rows
        if row.grant_role
    }
    return person_actor(person_id, grants, knows={row.knows for row in rows if row.knows})


def _official(row: Any) -> Actor:
    """An address that an applicant typed acts for that application only."""
    grant = Grant(
        role=Role.OFFICIAL, authority_id=row.link_authority_id, course_id=row.link_course_id,
        application_id=row.link_application_id,
    )  # fmt: skip
    return Actor(kind=ActorKind.OFFICIAL, id=row.link_official_id, grants=frozenset({grant}))


def person_by_email(email: str) -> Person | None:
    return db.session.scalars(select(Person).where(Person.email == email)).one_or_none()


def secret_of(email: str) -> StaffSecret | None:
    """Password and second factor of the member of staff with this address, locked."""
    statement = (
        select(StaffSecret)
        .join(Person, Person.id == StaffSecret.person_id)
        .where(Person.email == email, Person.erased_at.is_(None))
        .with_for_update(of=StaffSecret)
    )
    return db.session.scalars(statement).one_or_none()


def password_of(email: str) -> str | None:
    statement = select(StaffSecret.password_phc).join(Person, Person.id == StaffSecret.person_id)
    return db.session.scalar(statement.where(Person.email == email))


def unused_codes(person_id: int) -> int:
    unused = and_(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(select(func.count()).where(unused)) or 0


def live_secrets(
    purpose: Purpose,
    *,
    at: datetime,
    subject: str | None = None,
    secret: str | None = None,
    tries: int | None = None,
    is_locked: bool = True,
) -> Sequence[OneTime]:
    """Codes or links that still work; to use one, lock it: each works once."""
    statement = (
        select(OneTime)
        .where(OneTime.purpose == purpose, OneTime.ends_at > at, OneTime.used_at.is_(None))
        .where(OneTime.subject_digest == subject if subject else true())
        .where(OneTime.secret_digest == secret if secret else true())
        .where(OneTime.tries < tries if tries else true())
        .order_by(OneTime.id)
    )
    return db.session.scalars(statement.with_for_update() if is_locked else statement).all()
