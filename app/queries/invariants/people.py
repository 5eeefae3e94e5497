"""People, roles and sessions."""

from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from app.database import Base
from app.domain.holdings import COLUMNS, ROWS
from app.domain.retention import Class
from app.models import (
    Application,
    AuthSession,
    Course,
    Event,
    Link,
    Passkey,
    Person,
    Programme,
    RoleGrant,
)
from app.queries.invariants.shape import Invariant, holds_something

OF_ACCOUNT = {Class.ACCOUNT, Class.SIGN_IN}


def _words() -> list[ColumnElement[bool]]:
    person = Base.metadata.tables["person"]
    names = (one.partition(".") for one in COLUMNS)
    return [holds_something(person.c[name]) for table, _, name in names if table == "person"]


def _ways_in() -> list[Any]:
    tables = (Base.metadata.tables[name] for name, borne in ROWS.items() if OF_ACCOUNT & {*borne})
    return [
        exists().where(table.c.person_id == Person.id) for table in tables if "person_id" in table.c
    ]


IS_ERASED = Person.erased_at.is_not(None)

INVARIANTS = (
    Invariant(
        "erased-person-has-words",
        "Of an erased person no column keeps name, address, language, zone or key.",
        select(Person.id).where(IS_ERASED, or_(*_words())),
    ),
    Invariant(
        "erased-person-has-a-way-in",
        "An erased person has no session, password, code or kept form.",
        select(Person.id).where(IS_ERASED, or_(*_ways_in())),
    ),
    Invariant(
        "erased-person-has-an-application",
        "Whoever is erased has no application that is not.",
        select(Application.id)
        .join(Person, Person.id == Application.person_id)
        .where(IS_ERASED, Application.erased_at.is_(None)),
    ),
    Invariant(
        "erased-person-without-event",
        "Each erasure of a person is in the history.",
        select(Person.id).where(
            IS_ERASED,
            ~exists().where(Event.person_id == Person.id, Event.name == "PersonErased"),
        ),
    ),
    Invariant(
        "passkey-without-event",
        "Each passkey was added by its person, and the history says so.",
        select(Passkey.id).where(
            ~exists().where(
                Event.name == "PasskeyAdded",
                Event.person_id == Passkey.person_id,
                Event.actor_id == Passkey.person_id,
                Event.facts["passkey_id"].as_integer() == Passkey.id,
            )
        ),
    ),
    Invariant(
        "role-beyond-its-institute",
        "The programme and the course that a role is narrowed to are of its institute.",
        select(RoleGrant.id)
        .outerjoin(Programme, Programme.id == RoleGrant.programme_id)
        .outerjoin(Course, Course.id == RoleGrant.course_id)
        .where(
            or_(
                Programme.institute_id != RoleGrant.institute_id,
                Course.institute_id != RoleGrant.institute_id,
            )
        ),
    ),
    Invariant(
        "session-of-a-revoked-link",
        "Revoking a link ends its sessions.",
        select(Link.id)
        .join(AuthSession, AuthSession.link_id == Link.id)
        .where(Link.revoked_at.is_not(None)),
    ),
    Invariant(
        "session-without-time",
        "A session ends after it began, and is not seen before.",
        select(Person.id)
        .join(AuthSession, AuthSession.person_id == Person.id)
        .where(
            or_(
                AuthSession.ends_at <= AuthSession.created_at,
                AuthSession.seen_at < AuthSession.created_at,
            )
        ),
    ),
)
