"""What a person can change of an account: the name in letters, the city, the address."""

import hmac
import secrets
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from app import vault
from app.domain import events
from app.domain.accounts import (
    CODE_DIGITS,
    CODE_LIVES,
    CODE_TRIES,
    CODES_ASKED,
    SIGN_INS_TRIED,
    NotRecognised,
    TooManyTries,
    address_of,
    code_of,
)
from app.domain.errors import N_, RuleBroken
from app.domain.permissions import Actor, require
from app.domain.workflow import Action
from app.extensions import db
from app.models import OneTime, Person, Purpose
from app.operations.accounts import end_sessions
from app.operations.security import take_turns
from app.operations.transaction import transaction
from app.queries.accounts import live_secrets
from app.queries.own_data import has_worked_here
from app.queries.people import person_by_id


class AddressTaken(RuleBroken): ...


class OfStaff(RuleBroken):
    """Names and addresses of staff stand in decisions and open doors."""

    def __init__(self) -> None:
        super().__init__(N_("An administrator changes the name and the address of staff."))


def change_details(person_id: int, *, name: str, zone: str, by: Actor, at: datetime) -> None:
    """How letters address the person, and whose time they show."""
    with transaction() as record:
        person = person_by_id(person_id)
        require(by, Action.EDIT, person)
        if name != person.name and has_worked_here(person_id):
            raise OfStaff
        new = {"name": name, "zone": zone}
        changed = [key for key, value in new.items() if getattr(person, key) != value]
        person.name, person.zone = name, zone
        if changed:
            names = ", ".join(changed)
            record(events.DetailsChanged(at=at, actor=by, person_id=person_id, names=names))


def ask_new_address(person_id: int, email: str, *, network: str, by: Actor, at: datetime) -> None:
    """Send a code to the new address; whether somebody has it already is not told."""
    email = address_of(email)
    with transaction() as record:
        person = person_by_id(person_id)
        require(by, Action.EDIT, person)
        if has_worked_here(person_id):
            raise OfStaff
        may_go_on = take_turns("code", {"address": email, "network": network}, CODES_ASKED, at=at)
        if may_go_on:
            code, ends_at = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}", at + CODE_LIVES
            db.session.add(
                OneTime(
                    purpose=Purpose.NEW_ADDRESS, person_id=person_id, ends_at=ends_at,
                    subject_digest=_subject(person, email), secret_digest=_secret(person, code),
                )
            )  # fmt: skip
            record(
                events.NewAddressAsked(
                    at=at, actor=by, person_id=person_id, language=person.language,
                    ends_at=ends_at, new_email=email, code=code,
                )
            )  # fmt: skip
    if not may_go_on:
        raise TooManyTries(N_("You have asked for many codes. Wait one hour, then try again."))


def change_address(
    person_id: int, email: str, code: str, *, browser: str, network: str, by: Actor, at: datetime
) -> None:
    """Whoever reads the letters to the new address has it from now on; the old one is told, and
    whoever came in by it is signed out: all sessions end but the one in this browser."""
    email, is_right = address_of(email), False
    with transaction() as record:
        person = person_by_id(person_id)
        require(by, Action.EDIT, person)
        who = {"address": email, "network": network}
        may_go_on = take_turns("new address", who, SIGN_INS_TRIED, at=at)
        if may_go_on and _is_proven(person, email, code, at=at):
            is_right = True
            record(
                events.AddressChanged(
                    at=at, actor=by, person_id=person_id, language=person.language,
                    old_email=person.email or "",
                )
            )  # fmt: skip
            _take(person, email)
            end_sessions(person_id, but=browser)
    if not may_go_on:
        raise TooManyTries(N_("You have tried too many times. Wait 10 minutes, then try again."))
    if not is_right:
        raise NotRecognised(N_("This code is not right or is too old. We can send a new one."))


def _take(person: Person, email: str) -> None:
    person.email = email
    try:
        db.session.flush()  # the unique index decides
    except IntegrityError as error:
        raise AddressTaken(
            N_("Another account has this address. Sign in with it, or choose another address.")
        ) from error


def _is_proven(person: Person, email: str, code: str, *, at: datetime) -> bool:
    subject, digest = _subject(person, email), _secret(person, code_of(code))
    live = live_secrets(Purpose.NEW_ADDRESS, subject=subject, tries=CODE_TRIES, at=at)
    is_right = any(hmac.compare_digest(one.secret_digest, digest) for one in live)
    for one in live:
        one.tries += 1
        one.used_at = at if is_right else None
    return is_right


def _subject(person: Person, email: str) -> str:
    return vault.keyed_digest(f"{person.id} {email}", about="new address")


def _secret(person: Person, code: str) -> str:
    return vault.keyed_digest(f"{person.id} {code}", about="code for a new address")
