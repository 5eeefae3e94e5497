"""Passkeys: of whom, and which one a device names."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from app.domain.errors import NotVisible
from app.extensions import db
from app.models import Passkey, Person, StaffSecret
from app.queries.accounts import unused_codes
from app.queries.people import person_by_id


class Account(NamedTuple):
    """What a member of staff can sign in with."""

    person: Person
    has_password: bool
    codes_left: int
    passkeys: Sequence[Passkey]


def account_of(person_id: int) -> Account:
    has_password = db.session.get(StaffSecret, person_id) is not None
    return Account(
        person_by_id(person_id), has_password, unused_codes(person_id), passkeys_of(person_id)
    )


def passkeys_of(person_id: int) -> Sequence[Passkey]:
    """The person's passkeys, the oldest first."""
    statement = select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)
    return db.session.scalars(statement).all()


def own_passkey(passkey_id: int, person_id: int) -> Passkey:
    """This passkey of this person; NotVisible if it is another's, or gone."""
    statement = select(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == person_id)
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise NotVisible
    return found


def passkey_by_name(credential_id: bytes, *, is_locked: bool = False) -> Passkey | None:
    """The passkey that a device calls so; to use it, lock it: its counter goes up."""
    statement = select(Passkey).where(Passkey.credential_id == credential_id)
    return db.session.scalars(statement.with_for_update() if is_locked else statement).one_or_none()
