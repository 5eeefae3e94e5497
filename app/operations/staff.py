"""How staff prove who they are: a password, and a second factor or a recovery code."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from functools import cache
from typing import NamedTuple

import pyotp
from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy import delete

from app.domain import events
from app.domain.accounts import (
    RECOVERY_CODES,
    SIGN_INS_TRIED,
    TOTP_STEPS,
    InvitationDead,
    NotRecognised,
    TooManyTries,
    address_of,
    code_of,
    digest_of,
    require_good_password,
    totp_step,
)
from app.domain.errors import N_
from app.domain.permissions import SYSTEM
from app.extensions import db
from app.models import OneTime, Person, Purpose, RecoveryCode, StaffSecret, seal_for, unseal_for
from app.operations.accounts import (
    add_recovery_code,
    add_session,
    end_sessions,
    signed_in,
    use_recovery_code,
)
from app.operations.security import take_turns
from app.operations.transaction import transaction
from app.queries.accounts import live_secrets, password_of, secret_of
from app.queries.people import person_by_id

# 19 MiB and two passes: the least that OWASP advises; a tenth of a second here.
MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1


def sign_in_staff(email: str, password: str, code: str, *, network: str, at: datetime) -> str:
    """The token of a strong session. What was wrong is not said."""
    email = address_of(email)
    with transaction():
        may_go_on = take_turns(
            "staff", {"address": email, "network": network}, SIGN_INS_TRIED, at=at
        )
    if not may_go_on:
        raise TooManyTries(N_("You have tried too many times. Wait 10 minutes, then try again."))
    known = right_password(email, password)
    with transaction() as record:
        secret = secret_of(email) if known else None
        # The password may have been changed since it was checked.
        if secret and secret.password_phc == known and (way := _second_factor(secret, code, at=at)):
            record(signed_in(secret.person_id, way=way, at=at))
            return add_session(person_id=secret.person_id, is_strong=True, at=at)
    raise NotRecognised(N_("The e-mail address, the password or the code is not right."))


def right_password(email: str, password: str) -> str | None:
    """What is kept of the password of this member of staff, if it is that one.

    No transaction may be open: it takes a tenth of a second.
    """
    known, of_nobody = password_of(email), _of_nobody()  # made once, whoever comes first
    db.session.close()  # nothing waits for us while the password is checked
    is_right = _is_password(password, known or of_nobody)
    return known if is_right else None


def _is_password(password: str, phc: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(password.encode(), phc)
    except InvalidKey:
        return False
    return True


@cache
def _of_nobody() -> str:
    """Of a password that nobody has: an unknown address costs as much time as a known one."""
    return _phc(secrets.token_urlsafe())


def _second_factor(secret: StaffSecret, code: str, *, at: datetime) -> str:
    """By which way it was proven; nothing if it was not. Each code is taken once."""
    person, code = person_by_id(secret.person_id), code_of(code)
    sealed = unseal_for(person, secret.totp_sealed, about=_about(person))
    step = _step_of(sealed.decode(), code, at=at)
    if step is not None and step > secret.totp_last_step:
        secret.totp_last_step = step
        return "second factor"
    return "recovery code" if use_recovery_code(person, code, at=at) else ""


def _step_of(totp_secret: str, code: str, *, at: datetime) -> int | None:
    totp = pyotp.TOTP(totp_secret)
    now = totp_step(at)
    right = [
        now + near
        for near in TOTP_STEPS
        if hmac.compare_digest(totp.generate_otp(now + near), code)
    ]
    return max(right, default=None)


class Invited(NamedTuple):
    """What the page of an invitation shows. All of it follows from the link, so nothing is kept."""

    name: str
    email: str
    totp_secret: str
    totp_address: str
    recovery_codes: tuple[str, ...]


def invitation_by_token(token: str, *, issuer: str, at: datetime) -> Invited:
    """Who is invited by this link; InvitationDead if it does not work."""
    person = _invited(_live(token, at=at, is_locked=False))
    totp_secret = _totp_secret(token)
    address = pyotp.TOTP(totp_secret).provisioning_uri(name=person.email, issuer_name=issuer)
    return Invited(person.name, person.email or "", totp_secret, address, _recovery_codes(token))


def accept_invitation(token: str, *, password: str, code: str, at: datetime) -> None:
    """Set password and second factor. Former ones, their codes and their sessions end."""
    email = _invited(_live(token, at=at, is_locked=False)).email or ""
    require_good_password(password, email)
    step = _step_of(_totp_secret(token), code_of(code), at=at)
    if step is None:
        raise NotRecognised(
            N_("This code is not right. Enter the six digits that your telephone shows now.")
        )
    db.session.close()  # nothing waits for us while the password is worked on
    phc = _phc(password)
    with transaction() as record:
        invitation = _live(token, at=at)
        person, invitation.used_at = _invited(invitation), at
        end_secrets(person.id)
        db.session.add(
            StaffSecret(
                person_id=person.id, password_phc=phc, totp_last_step=step,
                totp_sealed=seal_for(person, _totp_secret(token).encode(), about=_about(person)),
            )
        )  # fmt: skip
        for recovery_code in _recovery_codes(token):
            add_recovery_code(person, recovery_code)
        record(events.StaffSecretsSet(at=at, actor=SYSTEM, person_id=person.id))


def end_secrets(person_id: int) -> None:
    """Part of a new start: what proved who the person was proves nothing more.

    Passkeys go with the password: the database takes them away.
    """
    for model in (StaffSecret, RecoveryCode):
        db.session.execute(delete(model).where(model.person_id == person_id))
    end_sessions(person_id)


def _live(token: str, *, at: datetime, is_locked: bool = True) -> OneTime:
    secret = digest_of(token)
    for found in live_secrets(Purpose.INVITATION, secret=secret, at=at, is_locked=is_locked):
        return found
    raise InvitationDead


def _invited(invitation: OneTime) -> Person:
    person = person_by_id(invitation.person_id)
    if person.erased_at:
        raise InvitationDead
    return person


def _totp_secret(token: str) -> str:
    derived = digest_of(f"second factor {token}")
    return base64.b32encode(bytes.fromhex(derived)[:20]).decode()


def _recovery_codes(token: str) -> tuple[str, ...]:
    derived = (
        hashlib.sha256(digest_of(f"recovery {number} {token}").encode()).digest()
        for number in range(RECOVERY_CODES)
    )
    texts = (base64.b32encode(one)[:10].decode().lower() for one in derived)
    return tuple(f"{text[:5]}-{text[5:]}" for text in texts)


def _phc(password: str) -> str:
    made = Argon2id(
        salt=secrets.token_bytes(16), length=32, iterations=PASSES, lanes=LANES,
        memory_cost=MEMORY_KIB,
    )  # fmt: skip
    return made.derive_phc_encoded(password.encode())


def _about(person: Person) -> str:
    return f"second factor of {person.id}"
