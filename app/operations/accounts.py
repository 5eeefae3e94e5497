"""Signing in and out: codes by e-mail, sessions that can be ended everywhere."""

import hmac
import json
import secrets
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, exists, select, update

from app import vault
from app.domain import events
from app.domain.accounts import (
    A_DAY,
    CODE_DIGITS,
    CODE_LIVES,
    CODE_TRIES,
    CODES_ASKED,
    KEPT_FORM_LIVES,
    LETTERS,
    MOST_KEPT,
    SIGN_INS_TRIED,
    SPARE_SIGNS,
    NotRecognised,
    TooManyTries,
    address_of,
    code_of,
    digest_of,
    session_ends_at,
)
from app.domain.errors import N_
from app.domain.permissions import SYSTEM, Actor, ActorKind, Grant
from app.domain.workflow import Role
from app.extensions import db
from app.models import (
    AuthSession,
    KeptForm,
    OneTime,
    PasskeyChallenge,
    Person,
    Purpose,
    RecoveryCode,
    StaffSecret,
    Throttle,
    seal_for,
    unseal_for,
)
from app.operations.security import take_turns
from app.operations.transaction import retried, transaction
from app.queries.accounts import live_secrets, person_by_email, unused_codes


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


def end_sessions(person_id: int, *, but: str = "") -> None:
    """Part of a change of what proves who one is: the person is signed out everywhere, but for
    the session with this token, in which the change is made."""
    ended = delete(AuthSession).where(AuthSession.person_id == person_id)
    db.session.execute(ended.where(AuthSession.digest != digest_of(but)))


def ask_code(email: str, *, network: str, at: datetime) -> None:
    """Send a code to this address, known or not: nobody can tell from the answer."""
    email = address_of(email)
    with transaction() as record:
        may_go_on = take_turns("code", {"address": email, "network": network}, CODES_ASKED, at=at)
        if may_go_on:
            code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
            ends_at = at + CODE_LIVES
            db.session.add(
                OneTime(
                    purpose=Purpose.SIGN_IN, subject_digest=_address_digest(email),
                    secret_digest=_code_digest(email, code), ends_at=ends_at,
                )
            )  # fmt: skip
            record(
                events.SignInCodeAsked(
                    at=at, actor=SYSTEM, language="en", ends_at=ends_at, email=email, code=code
                )
            )
    if not may_go_on:
        raise TooManyTries(N_("You have asked for many codes. Wait one hour, then try again."))


class Welcome(NamedTuple):
    """The token of the new session; a spare code, when it is the first one or the last was used."""

    token: str
    spare_code: str | None


@retried
def sign_in_by_code(
    email: str, code: str, *, is_own_device: bool, network: str, at: datetime
) -> Welcome:
    """A session for who reads the letters to this address; the first makes the person."""
    email, code, welcome = address_of(email), code_of(code), None
    with transaction() as record:
        may_go_on = take_turns(
            "sign-in", {"address": email, "network": network}, SIGN_INS_TRIED, at=at
        )
        if may_go_on and _prove_address(email, code, at=at):
            person = person_by_email(email) or _new_person(email)
            token = add_session(person_id=person.id, is_own_device=is_own_device, at=at)
            record(signed_in(person.id, way="code", at=at))
            welcome = Welcome(token, _spare_code(person, at=at))
    if not may_go_on:
        raise TooManyTries(N_("You have tried too many times. Wait 10 minutes, then try again."))
    if welcome is None:
        raise NotRecognised(N_("This code is not right or is too old. We can send a new one."))
    return welcome


def _prove_address(email: str, code: str, *, at: datetime) -> bool:
    """Whether a code that was sent, or the spare one, is right. Each works once; tries count."""
    live = live_secrets(Purpose.SIGN_IN, subject=_address_digest(email), tries=CODE_TRIES, at=at)
    digest = _code_digest(email, code)
    # A code may be late: each that still lives is good, and all of them end with the first.
    is_right = any(hmac.compare_digest(one.secret_digest, digest) for one in live)
    for one in live:
        one.tries += 1
        one.used_at = at if is_right else None
    return is_right or _is_spare(email, code, at=at)


def _is_spare(email: str, code: str, *, at: datetime) -> bool:
    person = person_by_email(email)
    return len(code) >= SPARE_SIGNS and use_recovery_code(person, code, at=at)


def _spare_code(person: Person, *, at: datetime) -> str | None:
    """A code to keep for a day when the mail is late, unless there is one already."""
    is_staff = db.session.get(StaffSecret, person.id) is not None  # it has recovery codes
    if is_staff or unused_codes(person.id):
        return None
    code = "-".join(_signs(5) for _ in range(2))
    add_recovery_code(person, code)
    return code


def _signs(number: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(number))


def add_recovery_code(person: Person, code: str) -> None:
    digest = _recovery_digest(person, code)
    db.session.add(RecoveryCode(digest=digest, person_id=person.id))


def use_recovery_code(person: Person | None, code: str, *, at: datetime) -> bool:
    """Part of signing in: whether it is one of the person's codes that was not used before.

    For nobody as much is done, so that time does not tell whether there is somebody.
    """
    digest = _recovery_digest(person, code) if person else digest_of(code)
    used = (
        update(RecoveryCode)
        .where(RecoveryCode.digest == digest)
        .where(RecoveryCode.used_at.is_(None))
        .values(used_at=at)
        .returning(RecoveryCode.digest)
    )
    return db.session.execute(used).first() is not None


def _new_person(email: str) -> Person:
    key_id, wrapped = vault.new_data_key()
    person = Person(email=email, key_id=key_id, data_key_wrapped=wrapped)
    db.session.add(person)
    db.session.flush()  # the session names its number
    return person


def _address_digest(email: str) -> str:
    return vault.keyed_digest(email, about="address")


def _code_digest(email: str, code: str) -> str:
    return vault.keyed_digest(f"{email} {code}", about="sign-in code")


def _recovery_digest(person: Person, code: str) -> str:
    """Under the person’s own key: a code may be kept for longer than a key of the ring."""
    return vault.salt(person.data_key(), about=f"recovery code {code_of(code)}")


def keep_form(
    session_token: str, path: str, typed: list[tuple[str, str]], *, at: datetime
) -> str | None:
    """Keep what was typed after a session had ended, for the same person on the same page.

    Nothing is kept for who was never here, nor what is too long to be a form of ours.
    """
    content = json.dumps(typed).encode()
    with transaction():
        ended = db.session.get(AuthSession, digest_of(session_token))
        if ended is None or ended.person_id is None or len(content) > MOST_KEPT:
            return None
        person, token = db.session.get_one(Person, ended.person_id), secrets.token_urlsafe(16)
        # One for each person, the last: so it cannot fill the database.
        db.session.execute(delete(KeptForm).where(KeptForm.person_id == person.id))
        db.session.add(
            KeptForm(
                digest=digest_of(token + path), person_id=person.id, ends_at=at + KEPT_FORM_LIVES,
                sealed=seal_for(person, content, about=f"kept form {path}"),
            )
        )  # fmt: skip
    return token


def kept_form(token: str, path: str, *, by: Actor, at: datetime) -> list[tuple[str, str]] | None:
    """What was kept on this page for who is here now; nothing for anybody else."""
    kept = db.session.get(KeptForm, digest_of(token + path))
    if kept is None or kept.ends_at <= at:
        return None
    if (by.kind, by.id) != (ActorKind.PERSON, kept.person_id):
        return None
    person = db.session.get_one(Person, kept.person_id)
    content = json.loads(unseal_for(person, kept.sealed, about=f"kept form {path}"))
    return [(name, text) for name, text in content]


def forget_ended(*, at: datetime) -> bool:
    """Throw away codes, sessions, forms and counts that hold no more; False if there are none."""
    ends = (
        OneTime.ends_at <= at - A_DAY, AuthSession.ends_at <= at - A_DAY, KeptForm.ends_at <= at,
        PasskeyChallenge.ends_at <= at, Throttle.window_ends_at <= at,
    )  # fmt: skip
    models = (OneTime, AuthSession, KeptForm, PasskeyChallenge, Throttle)
    if not any(db.session.scalar(select(exists().where(one))) for one in ends):
        return False
    with transaction():
        for model, one in zip(models, ends, strict=True):
            db.session.execute(delete(model).where(one))
    return True
