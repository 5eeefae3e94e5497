from datetime import timedelta
from functools import cache, partial

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy import select

from app.adapters.passkeys import Site, request_options
from app.domain.accounts import SIGN_INS_TRIED, NotRecognised, TooManyTries
from app.domain.errors import NotPermitted, NotVisible, RuleBroken
from app.domain.passkeys import (
    CHALLENGE_LIVES,
    CHALLENGES_ASKED,
    MOST_PASSKEYS,
    PasskeyRefused,
    TooManyPasskeys,
    goes_back,
)
from app.domain.permissions import SYSTEM
from app.domain.workflow import Role
from app.extensions import db
from app.models import (
    AuthSession,
    Event,
    Letter,
    Passkey,
    PasskeyChallenge,
    Person,
    Refusal,
    RoleGrant,
    StaffSecret,
)
from app.notifications.letters import wording_of
from app.operations.accounts import forget_ended
from app.operations.passkeys import (
    add_passkey,
    ask_to_add,
    ask_to_sign_in,
    options_to_add,
    remove_passkey,
    sign_in_by_passkey,
)
from app.operations.people import send_invitation
from app.operations.privacy import erase_person
from app.queries.accounts import visit_of
from app.queries.people import actor_of
from tests.authenticator import Device, new_key, spelled

what = "-".join  # is wrong in a test
HERE = Site("Kenshu", "localhost", "http://localhost")
PASSWORD = "three plum trees in bloom"
AT_HOME, OFFICE = "browser at home", "192.0.2.1"
SAME_WORDS = "This passkey did not let you in. Try again, or use your password."


@cache
def phc():
    """Of the password, made in no time: it is checked as it was made."""
    fast = Argon2id(salt=b"s" * 16, length=32, iterations=1, lanes=1, memory_cost=8)
    return fast.derive_phc_encoded(PASSWORD.encode())


def member(make, role=Role.COORDINATOR):
    """The actor of a member of staff who has a password."""
    who = make.staff(role)
    make.save(StaffSecret(person_id=who.id, password_phc=phc(), totp_sealed=b"x"))
    return who


@pytest.fixture
def tanaka(make):
    return member(make)


def begun(who, now, *, browser=AT_HOME, password=PASSWORD):
    return ask_to_add(who.id, password, browser=browser, network=OFFICE, by=who, at=now)


def made(who, device, asked, **wrong):
    return device.make(options_to_add(who.id, asked, site=HERE, by=who), **wrong)


def kept(who, answer, challenge, now, *, browser=AT_HOME, label="Laptop"):
    add_passkey(
        who.id, label, answer, challenge=challenge, browser=browser, site=HERE, by=who, at=now
    )


def add(who, now, device=None, **more):
    """A device with a passkey of this person."""
    device = device or Device()
    challenge = begun(who, now)
    kept(who, made(who, device, challenge), challenge, now, **more)
    return device


def ask(now, *, browser=AT_HOME):
    return ask_to_sign_in(browser=browser, network=OFFICE, at=now)


def enter(device, now, *, asked=None, browser=AT_HOME, network=OFFICE, **wrong):
    """The token of a new session."""
    asked = asked or ask(now)
    answer = device.use(request_options(HERE, challenge=asked), **wrong)
    return sign_in_by_passkey(
        answer, challenge=asked, browser=browser, site=HERE, network=network, at=now
    )


def is_refused(enter_as_told):
    """In the same words, whatever is wrong; and nobody is in."""
    with pytest.raises(NotRecognised) as refusal:
        enter_as_told()
    assert str(refusal.value) == SAME_WORDS
    assert db.session.query(AuthSession).count() == 0
    return True


def names(kind):
    return list(db.session.scalars(select(kind.name).order_by(kind.id)))


def the_only(model):
    db.session.rollback()
    return db.session.query(model).one()


# Adding


def test_a_passkey_is_added_and_the_person_is_told(tanaka, now):
    device = add(tanaka, now, label="My laptop")
    passkey = the_only(Passkey)
    assert (passkey.credential_id, passkey.label) == (device.credential_id, "My laptop")
    assert (passkey.transports, passkey.last_used_at) == (["internal", "hybrid"], None)
    assert names(Event) == ["PasskeyAdded"]
    letter, person = the_only(Letter), db.session.get(Person, tanaka.id)
    wording = wording_of(letter, person)
    assert wording.to == person.email
    assert "“My laptop”" in wording.body and "If it was not you" in wording.body
    assert "My laptop" not in str(the_only(Event).facts)


def test_the_device_is_told_nothing_of_the_account(make, tanaka, now):
    other = member(make)
    handles = [add(who, now).handle for who in (tanaka, tanaka, other)]
    assert len(handles[0]) == 32 and handles[0] == handles[1] != handles[2]


def test_only_who_knows_the_password_begins(tanaka, now):
    with pytest.raises(NotRecognised, match="This password is not right"):
        begun(tanaka, now, password="wrong")
    assert db.session.query(PasskeyChallenge).count() == 0


def test_who_guesses_the_password_is_stopped(tanaka, now):
    for _ in range(SIGN_INS_TRIED["address"].number):
        with pytest.raises(NotRecognised):
            begun(tanaka, now, password="wrong")
    with pytest.raises(TooManyTries):
        begun(tanaka, now)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"rp_id": "evil.example"},
        {"challenge": spelled(b"another")},
        {"is_verified": False},
        {"is_present": False},
    ],
    ids=what,
)
def test_what_was_made_elsewhere_or_for_anybody_is_not_added(tanaka, now, wrong):
    challenge = begun(tanaka, now)
    answer = made(tanaka, Device(), challenge, **wrong)
    with pytest.raises(PasskeyRefused):
        kept(tanaka, answer, challenge, now)
    assert (db.session.query(Passkey).count(), names(Event)) == (0, [])
    assert db.session.query(PasskeyChallenge).count() == 0  # used, though in vain


def test_a_challenge_is_answered_once(tanaka, now):
    challenge = begun(tanaka, now)
    kept(tanaka, made(tanaka, Device(), challenge), challenge, now)
    with pytest.raises(PasskeyRefused):
        kept(tanaka, made(tanaka, Device(), challenge), challenge, now)
    assert db.session.query(Passkey).count() == 1


def test_a_challenge_is_answered_within_five_minutes(tanaka, now):
    challenge = begun(tanaka, now)
    with pytest.raises(PasskeyRefused):
        kept(tanaka, made(tanaka, Device(), challenge), challenge, now + CHALLENGE_LIVES)


def test_a_challenge_is_for_the_browser_that_asked(tanaka, now):
    challenge = begun(tanaka, now)
    with pytest.raises(PasskeyRefused):
        kept(tanaka, made(tanaka, Device(), challenge), challenge, now, browser="another")
    assert db.session.query(PasskeyChallenge).count() == 1  # and is not taken away by another


def test_a_challenge_is_for_the_account_that_asked(make, tanaka, now):
    challenge, other = begun(tanaka, now), member(make)
    with pytest.raises(PasskeyRefused):
        kept(other, made(other, Device(), challenge), challenge, now)


def test_a_challenge_to_sign_in_adds_nothing(tanaka, now):
    challenge = ask(now)
    with pytest.raises(PasskeyRefused):
        kept(tanaka, made(tanaka, Device(), challenge), challenge, now)


def test_one_key_is_of_one_account(make, tanaka, now):
    device, other = add(tanaka, now), member(make)
    with pytest.raises(PasskeyRefused):
        add(other, now, device)
    assert the_only(Passkey).person_id == tanaka.id


def test_nobody_has_passkeys_without_end(tanaka, now, monkeypatch):
    for _ in range(MOST_PASSKEYS):
        add(tanaka, now)
        now += timedelta(minutes=10)
    with pytest.raises(TooManyPasskeys, match="You have 10 passkeys"):
        begun(tanaka, now)


@pytest.mark.parametrize("role", [None, Role.DIRECTOR])
def test_others_add_none_to_an_account(make, tanaka, now, role):
    other = member(make, role) if role else actor_of(make.person().id, at=now)
    with pytest.raises(NotPermitted):
        ask_to_add(tanaka.id, PASSWORD, browser=AT_HOME, network=OFFICE, by=other, at=now)


def test_a_code_by_e_mail_leads_to_no_passkey(tanaka, now):
    """Signed in as an applicant, with the grants that such a session has."""
    weak = actor_of(tanaka.id, at=now + timedelta(days=400))
    challenge = begun(tanaka, now)
    for attempt in (
        partial(begun, weak, now),
        partial(made, weak, Device(), challenge),
        partial(kept, weak, made(tanaka, Device(), challenge), challenge, now),
    ):
        with pytest.raises(NotPermitted):
            attempt()


def test_a_new_link_on_the_way_is_stronger(tanaka, now, monkeypatch):
    challenge = begun(tanaka, now)
    answer = made(tanaka, Device(), challenge)
    db.session.query(StaffSecret).delete()
    db.session.commit()
    with pytest.raises(PasskeyRefused):
        kept(tanaka, answer, challenge, now)


# Signing in


def test_a_passkey_alone_signs_in_as_password_and_telephone_do(tanaka, now):
    token = enter(add(tanaka, now), now)
    assert visit_of(token, at=now).actor == tanaka
    row = the_only(AuthSession)
    assert (row.is_strong, row.is_own_device) == (True, False)
    assert the_only(Passkey).last_used_at == now
    assert names(Event) == ["PasskeyAdded", "SignedIn"]
    last = db.session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert last.facts == {"way": "passkey"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:81"},
        {"rp_id": "evil.example"},
        {"challenge": spelled(b"another")},
        {"kind": "webauthn.create"},
        {"is_verified": False},
        {"is_present": False},
        {"signed_by": new_key()},
        {"handle": b""},
        {"handle": b"somebody else"},
    ],
    ids=what,
)
def test_a_wrong_answer_lets_nobody_in(tanaka, now, wrong):
    device = add(tanaka, now)
    assert is_refused(partial(enter, device, now, **wrong))
    assert db.session.query(PasskeyChallenge).count() == 0
    assert enter(device, now)  # and the right one does


def test_an_unknown_passkey_lets_nobody_in(tanaka, now):
    assert is_refused(partial(enter, Device(handle=b"x"), now))


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"rawId": 7}', "\x00", "{" * 9000])
def test_nonsense_lets_nobody_in(database, now, answer):
    challenge = ask(now)
    assert is_refused(
        lambda: sign_in_by_passkey(
            answer, challenge=challenge, browser=AT_HOME, site=HERE, network=OFFICE, at=now
        )
    )


def test_an_answer_is_taken_once(tanaka, now):
    device, challenge = add(tanaka, now), ask(now)
    enter(device, now, asked=challenge)
    db.session.query(AuthSession).delete()
    db.session.commit()
    assert is_refused(partial(enter, device, now, asked=challenge))


def test_an_answer_comes_from_the_browser_that_asked(tanaka, now):
    device, challenge = add(tanaka, now), ask(now, browser="of somebody else")
    assert is_refused(partial(enter, device, now, asked=challenge))


def test_an_answer_comes_within_five_minutes(tanaka, now):
    device, challenge = add(tanaka, now), ask(now)
    assert is_refused(partial(enter, device, now + CHALLENGE_LIVES, asked=challenge))


def test_a_challenge_to_add_signs_nobody_in(tanaka, now):
    device, challenge = add(tanaka, now), begun(tanaka, now)
    assert is_refused(partial(enter, device, now, asked=challenge))


def test_a_challenge_that_was_never_given_is_not_answered(tanaka, now):
    assert is_refused(partial(enter, add(tanaka, now), now, asked=spelled(b"x" * 32)))


@pytest.mark.parametrize(
    ("kept", "told", "is_copy"),
    [(0, 0, False), (0, 1, False), (5, 6, False), (5, 5, True), (5, 4, True), (5, 0, True),
     (2**32 - 2, 2**32 - 1, False)],
)  # fmt: skip
def test_a_counter_only_goes_up(tanaka, now, kept, told, is_copy):
    assert goes_back(kept, told) == is_copy
    device = add(tanaka, now, Device(sign_count=kept))
    attempt = partial(enter, device, now, sign_count=told)
    assert is_refused(attempt) if is_copy else attempt()
    assert the_only(Passkey).sign_count == (kept if is_copy else told)


def test_a_copied_passkey_stands_in_the_security_log(tanaka, now):
    device = add(tanaka, now, Device(sign_count=5))
    is_refused(partial(enter, device, now, sign_count=4))
    line = the_only(Refusal)
    assert (line.endpoint, line.actor_kind, line.actor_id) == ("passkeys.use", "person", tanaka.id)
    assert line.subject == f"passkey {the_only(Passkey).id} counted 4 after 5"


def test_nobody_makes_it_look_copied_without_its_key(tanaka, now):
    device = add(tanaka, now, Device(sign_count=5))
    is_refused(partial(enter, device, now, sign_count=4, signed_by=new_key()))
    assert db.session.query(Refusal).count() == 0


def test_a_removed_passkey_lets_nobody_in(tanaka, now):
    device = add(tanaka, now)
    remove(tanaka, the_only(Passkey).id, now)
    assert is_refused(partial(enter, device, now))


def test_who_has_no_role_any_more_is_not_let_in(tanaka, now):
    device = add(tanaka, now)
    db.session.query(RoleGrant).update({"holds_until": now})
    db.session.commit()
    assert is_refused(partial(enter, device, now))


def test_who_is_erased_is_not_let_in_and_leaves_no_passkey(tanaka, now):
    device = add(tanaka, now)
    begun(tanaka, now)
    erase_person(tanaka.id, by=SYSTEM, at=now + timedelta(days=4000))
    assert db.session.query(Passkey).count() + db.session.query(PasskeyChallenge).count() == 0
    assert is_refused(partial(enter, device, now))


def test_a_new_link_ends_passkeys_too(make, tanaka, now):
    device = add(tanaka, now)
    send_invitation(tanaka.id, make.institute.id, by=make.staff(Role.ADMINISTRATOR), at=now)
    assert db.session.query(Passkey).count() == 0
    assert is_refused(partial(enter, device, now))


def test_who_tries_too_often_is_stopped(tanaka, now):
    device = add(tanaka, now)
    for _ in range(SIGN_INS_TRIED["address"].number):
        is_refused(partial(enter, device, now, is_verified=False))
    with pytest.raises(TooManyTries):
        enter(device, now, network="another")
    assert enter(device, now + timedelta(minutes=10))


def test_a_network_that_asks_too_often_is_stopped(database, now, monkeypatch):
    monkeypatch.setitem(CHALLENGES_ASKED, "network", CHALLENGES_ASKED["network"]._replace(number=2))
    for _ in range(2):
        ask(now)
    with pytest.raises(TooManyTries):
        ask(now)
    assert ask_to_sign_in(browser=AT_HOME, network="another", at=now)


# Removing, and what is left


def remove(who, passkey_id, now, password=PASSWORD):
    remove_passkey(who.id, passkey_id, password, browser=AT_HOME, network=OFFICE, by=who, at=now)


def test_a_passkey_is_removed_and_the_person_is_told(tanaka, now):
    add(tanaka, now, label="Old telephone")
    remove(tanaka, the_only(Passkey).id, now)
    assert names(Event) == ["PasskeyAdded", "PasskeyRemoved"]
    letter = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    body = wording_of(letter, db.session.get(Person, tanaka.id)).body
    assert letter.template == "passkey_removed" and "“Old telephone”" in body


def test_password_and_telephone_stay_when_the_last_passkey_goes(tanaka, now):
    add(tanaka, now)
    before = the_only(StaffSecret).totp_sealed
    remove(tanaka, the_only(Passkey).id, now)
    assert the_only(StaffSecret).totp_sealed == before


def test_only_who_knows_the_password_removes(tanaka, now):
    add(tanaka, now)
    with pytest.raises(NotRecognised):
        remove(tanaka, the_only(Passkey).id, now, password="wrong")
    assert db.session.query(Passkey).count() == 1


def test_nobody_removes_a_passkey_of_another(make, tanaka, now):
    add(tanaka, now)
    other, number = member(make), the_only(Passkey).id
    with pytest.raises(NotVisible):
        remove(other, number, now)
    with pytest.raises(NotPermitted):
        remove_passkey(
            tanaka.id, number, PASSWORD, browser=AT_HOME, network=OFFICE, by=other, at=now
        )
    assert db.session.query(Passkey).count() == 1


def test_challenges_that_nobody_answered_are_thrown_away(tanaka, now):
    begun(tanaka, now)
    assert not forget_ended(at=now + timedelta(minutes=1))
    assert forget_ended(at=now + CHALLENGE_LIVES)
    assert db.session.query(PasskeyChallenge).count() == 0


def test_refusals_are_sentences(database):
    for refusal in (PasskeyRefused(), TooManyPasskeys()):
        assert isinstance(refusal, RuleBroken) and str(refusal).endswith(".")
