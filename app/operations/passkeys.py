"""Passkeys: staff add and remove their own, and sign in by one alone.

A device gives a passkey only after it has seen who holds it, by a finger, a face or a number. So it
is two factors at once. What proves it is in `adapters/passkeys.py`.
"""

import hmac
import secrets
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from app import vault
from app.adapters.passkeys import (
    Owner,
    Said,
    Site,
    creation_options,
    prove_new,
    prove_use,
    said_of,
)
from app.domain import events
from app.domain.accounts import SIGN_INS_TRIED, NotRecognised, TooManyTries, digest_of
from app.domain.errors import N_, NotPermitted
from app.domain.passkeys import (
    CHALLENGE_LIVES,
    CHALLENGES_ASKED,
    MOST_PASSKEYS,
    PasskeyRefused,
    TooManyPasskeys,
    goes_back,
)
from app.domain.permissions import Actor, ActorKind, may_ever, require
from app.domain.workflow import Action
from app.extensions import db
from app.models import ChallengePurpose, Passkey, PasskeyChallenge, Person
from app.operations.accounts import add_session, end_sessions, signed_in
from app.operations.security import add_refusal, take_turns
from app.operations.staff import right_password
from app.operations.transaction import transaction
from app.queries.passkeys import own_passkey, passkey_by_name, passkeys_of
from app.queries.people import actor_of, person_by_id

TOO_MANY = N_("You have tried too many times. Wait 10 minutes, then try again.")


def ask_to_add(
    person_id: int, password: str, *, browser: str, network: str, by: Actor, at: datetime
) -> str:
    """A challenge for a new passkey, for who knows the password: a session that somebody left open
    is no proof. Only this browser can answer it."""
    _prove_again(person_id, password, network=network, by=by, at=at)
    with transaction():
        _require_own(by, person_by_id(person_id))
        if len(passkeys_of(person_id)) >= MOST_PASSKEYS:
            raise TooManyPasskeys
        return _challenge(ChallengePurpose.ADD, browser, at=at, person_id=person_id)


def options_to_add(person_id: int, challenge: str, *, site: Site, by: Actor) -> str:
    """What the browser is asked, as JSON."""
    person = person_by_id(person_id)
    _require_own(by, person)
    owner = Owner(_handle(person), person.email or "", person.name)
    known = [(one.credential_id, one.transports) for one in passkeys_of(person_id)]
    return creation_options(site, owner, challenge=challenge, known=known)


def add_passkey(
    person_id: int, label: str, answer: str, *,
    challenge: str, browser: str, site: Site, by: Actor, at: datetime,
) -> None:  # fmt: skip
    """The passkey that the device made for this challenge. The person is told by a letter."""
    with transaction():
        _require_own(by, person_by_id(person_id))
        is_live = _take(ChallengePurpose.ADD, challenge, browser, at=at, person_id=person_id)
    new = prove_new(answer, site, challenge=challenge) if is_live else None
    if new is None:
        raise PasskeyRefused
    with transaction() as record:
        person = person_by_id(person_id)
        _require_own(by, person)
        passkey = Passkey(person_id=person_id, label=label, added_at=at, **new._asdict())
        db.session.add(passkey)
        try:
            db.session.flush()  # the event names its number
        except IntegrityError as error:  # it is known already, or the password has just ended
            raise PasskeyRefused from error
        record(_event(events.PasskeyAdded, passkey, person, by=by, at=at))


def remove_passkey(
    person_id: int, passkey_id: int, password: str, *,
    browser: str, network: str, by: Actor, at: datetime,
) -> None:  # fmt: skip
    """It lets nobody in any more, and all sessions but the one in this browser end: the device may
    be lost. Password and telephone stay, so that a way in is left."""
    _prove_again(person_id, password, network=network, by=by, at=at)
    with transaction() as record:
        person = person_by_id(person_id)
        _require_own(by, person)
        passkey = own_passkey(passkey_id, person_id)
        record(_event(events.PasskeyRemoved, passkey, person, by=by, at=at))
        db.session.delete(passkey)
        end_sessions(person_id, but=browser)


def ask_to_sign_in(*, browser: str, network: str, at: datetime) -> str:
    """A challenge for whatever passkey the person chooses. Only this browser can answer it."""
    challenge = None
    with transaction():
        if take_turns("passkey", {"network": network}, CHALLENGES_ASKED, at=at):
            challenge = _challenge(ChallengePurpose.SIGN_IN, browser, at=at)
    if challenge is None:
        raise TooManyTries(TOO_MANY)
    return challenge


def sign_in_by_passkey(
    answer: str, *, challenge: str, browser: str, site: Site, network: str, at: datetime
) -> str:
    """The token of a strong session. What was wrong is not said."""
    said = said_of(answer) or Said(b"", b"")
    with transaction():
        who = {"address": said.credential_id.hex(), "network": network}
        may_go_on = take_turns("staff", who, SIGN_INS_TRIED, at=at)
        is_live = _take(ChallengePurpose.SIGN_IN, challenge, browser, at=at)
    if not may_go_on:
        raise TooManyTries(TOO_MANY)
    known = passkey_by_name(said.credential_id) if is_live else None
    public_key = known.public_key if known else b""
    db.session.close()  # nothing waits for us while the answer is checked
    told = prove_use(answer, site, challenge=challenge, public_key=public_key) if known else None
    token = None
    with transaction() as record:
        passkey = passkey_by_name(said.credential_id, is_locked=True)
        if passkey and told is not None and _is_owner(passkey, said, at=at):
            if goes_back(passkey.sign_count, told):
                _note_copy(passkey, told, at=at)
            else:
                passkey.sign_count, passkey.last_used_at = told, at
                record(signed_in(passkey.person_id, way="passkey", at=at))
                token = add_session(person_id=passkey.person_id, is_strong=True, at=at)
    if token is None:
        raise NotRecognised(N_("This passkey did not let you in. Try again, or use your password."))
    return token


def _prove_again(person_id: int, password: str, *, network: str, by: Actor, at: datetime) -> None:
    with transaction():
        person = person_by_id(person_id)
        _require_own(by, person)
        email = person.email or ""
        who = {"address": email, "network": network}
        may_go_on = take_turns("staff", who, SIGN_INS_TRIED, at=at)
    if not may_go_on:
        raise TooManyTries(TOO_MANY)
    if right_password(email, password) is None:
        raise NotRecognised(N_("This password is not right."))


def _require_own(by: Actor, person: Person) -> None:
    """One’s own account, and signed in as staff: a code by e-mail must not lead to a passkey."""
    require(by, Action.EDIT, person)
    if not may_ever(by, Action.SECURE):
        raise NotPermitted


def _challenge(
    purpose: ChallengePurpose, browser: str, *, at: datetime, person_id: int | None = None
) -> str:
    challenge = secrets.token_urlsafe(32)
    db.session.add(
        PasskeyChallenge(
            digest=digest_of(challenge), purpose=purpose, browser_digest=digest_of(browser),
            person_id=person_id, ends_at=at + CHALLENGE_LIVES,
        )
    )  # fmt: skip
    return challenge


def _take(
    purpose: ChallengePurpose,
    challenge: str,
    browser: str,
    *,
    at: datetime,
    person_id: int | None = None,
) -> bool:
    """Whether the challenge was made for this, and nobody has answered it. It is gone with that."""
    asked = delete(PasskeyChallenge).where(
        PasskeyChallenge.digest == digest_of(challenge),
        PasskeyChallenge.purpose == purpose,
        PasskeyChallenge.browser_digest == digest_of(browser),
        PasskeyChallenge.person_id.is_not_distinct_from(person_id),
        PasskeyChallenge.ends_at > at,
    )
    taken = db.session.execute(asked.returning(PasskeyChallenge.digest))
    return taken.first() is not None


def _is_owner(passkey: Passkey, said: Said, *, at: datetime) -> bool:
    """Whether the device keeps the passkey for this account, and the person still works here."""
    actor = actor_of(passkey.person_id, at=at)
    if actor is None or not may_ever(actor, Action.SECURE):
        return False
    return hmac.compare_digest(said.handle, _handle(person_by_id(passkey.person_id)))


def _handle(person: Person) -> bytes:
    """What devices call the account: it tells them nothing, and dies with the person’s key."""
    return bytes.fromhex(vault.salt(person.data_key(), about="passkeys"))


def _note_copy(passkey: Passkey, told: int, *, at: datetime) -> None:
    """Two devices count for one passkey: somebody may have copied it."""
    add_refusal(
        NotRecognised.status_code, endpoint="passkeys.use", actor_kind=ActorKind.PERSON,
        actor_id=passkey.person_id, at=at,
        subject=f"passkey {passkey.id} counted {told} after {passkey.sign_count}",
    )  # fmt: skip


def _event(
    kind: type[events.PasskeyAdded] | type[events.PasskeyRemoved],
    passkey: Passkey,
    person: Person,
    *,
    by: Actor,
    at: datetime,
) -> events.Event:
    return kind(
        at=at, actor=by, person_id=person.id, passkey_id=passkey.id, label=passkey.label,
        language=person.language, email=person.email or "",
    )  # fmt: skip
