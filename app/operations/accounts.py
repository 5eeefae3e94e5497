"""Signing in and out: codes by e-mail, sessions that can be ended everywhere."""

import secrets
from datetime import datetime

from sqlalchemy import delete, update

from app.domain import events
from app.domain.accounts import digest_of, session_ends_at
from app.domain.permissions import SYSTEM, Actor, ActorKind, Grant
from app.domain.workflow import Role
from app.extensions import db
from app.models import AuthSession
from app.operations.transaction import transaction


def add_session(
    *,
    at: datetime,
    person_id: int | None = None,
    link_id: int | None = None,
    is_strong: bool = False,
    is_own_device: bool = False,
) -> str:
    """Part of signing in: a new session; the token is in the answer and nowhere else."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        AuthSession(
            digest=digest_of(token), person_id=person_id, link_id=link_id, is_strong=is_strong,
            is_own_device=is_own_device, created_at=at, seen_at=at,
            ends_at=session_ends_at(at, is_own_device=is_own_device),
        )
    )  # fmt: skip
    return token


def open_session(
    *,
    at: datetime,
    person_id: int | None = None,
    link_id: int | None = None,
    is_strong: bool = False,
    is_own_device: bool = False,
) -> str:
    """The token of a new session of a person, or of an official by a link."""
    with transaction() as record:
        token = add_session(
            at=at, person_id=person_id, link_id=link_id, is_strong=is_strong,
            is_own_device=is_own_device,
        )  # fmt: skip
        if person_id:
            record(signed_in(person_id, way="service", at=at))
    return token


def signed_in(person_id: int, *, way: str, at: datetime) -> events.SignedIn:
    own = Grant(role=Role.APPLICANT, person_id=person_id)
    actor = Actor(kind=ActorKind.PERSON, id=person_id, grants=frozenset({own}))
    return events.SignedIn(at=at, actor=actor, person_id=person_id, way=way)


def see_session(digest: str, *, at: datetime) -> None:
    """Remember that it was used: who goes away without signing out is signed out after a time."""
    with transaction():
        seen = update(AuthSession).where(AuthSession.digest == digest).values(seen_at=at)
        db.session.execute(seen)


def end_session(token: str, *, at: datetime) -> None:
    """Sign out here."""
    with transaction() as record:
        ended = db.session.get(AuthSession, digest_of(token))
        if ended is None:
            return
        db.session.delete(ended)
        person_id = ended.person_id
        record(events.SignedOut(at=at, actor=SYSTEM, person_id=person_id))


def end_sessions(person_id: int) -> None:
    """Part of a change of secrets or rights: the person is signed out everywhere."""
    db.session.execute(delete(AuthSession).where(AuthSession.person_id == person_id))
