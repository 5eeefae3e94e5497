import re
from datetime import timedelta
from urllib.parse import quote

import pyotp
import pytest

from app import clock
from app.domain.accounts import CODE_TRIES, CODES_ASKED
from app.extensions import db
from app.models import AuthSession, KeptForm, Letter, Person, StaffSecret
from app.notifications.letters import wording_of
from app.operations import staff as operations
from app.operations.staff import invitation_by_token
from tests.factories import fresh
from tests.operations.test_people import ADMINISTRATOR, invite

ADDRESS = "grace@example.org"
COST = {name: getattr(operations, name) for name in ("MEMORY_KIB", "PASSES")}


def last_code():
    """From the newest letter."""
    db.session.rollback()
    letter = db.session.query(Letter).order_by(Letter.id.desc()).first()
    return next(word for word in wording_of(letter, None).body.split() if word.isdecimal())


def the_only(model):
    """As it is in the database now, not when the test looked last."""
    db.session.rollback()
    return db.session.query(model).one()


@pytest.fixture
def visitor(app, database):
    return app.test_client()


def ask(visitor, email=ADDRESS, following=""):
    return visitor.post(f"/sign-in{following}", data={"email": email})


def enter(visitor, code, **more):
    return visitor.post("/sign-in/code", data={"code": code, **more})


def test_a_code_by_e_mail_signs_in_and_makes_the_person(visitor):
    assert ask(visitor).location == "/sign-in/code"
    assert ADDRESS in visitor.get("/sign-in/code").text
    assert enter(visitor, last_code()).location == "/sign-in/spare-code"
    assert the_only(Person).email == ADDRESS
    assert not the_only(AuthSession).is_strong


def test_known_and_unknown_addresses_get_the_same_answer(app, make):
    known = make.person().email
    answers = [ask(app.test_client(), email) for email in (known, "unknown@example.org")]
    assert len({(one.status_code, one.location, one.text) for one in answers}) == 1
    assert db.session.query(Letter).count() == 2


def test_the_page_that_was_asked_for_comes_after(visitor):
    ask(visitor, following="?next=/my/ITC-1%3Fpart%3D2")
    spare = visitor.get(enter(visitor, last_code()).location)
    assert 'href="/my/ITC-1?part=2"' in spare.text


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "/%09/evil", "x"]
)
def test_no_link_leads_to_another_site(make, app, elsewhere):
    visitor, person = app.test_client(), make.person()
    ask(visitor, person.email, f"?next={elsewhere}")
    enter(visitor, last_code())
    with visitor.session_transaction() as kept:
        assert kept["spare"]["next"] == "/my"


def test_the_spare_code_is_shown_once_and_lets_in_once(visitor, app):
    ask(visitor)
    enter(visitor, last_code())
    page = visitor.get("/sign-in/spare-code").text
    spare = page.split('class="band big n">')[1].split("<")[0]
    assert visitor.get("/sign-in/spare-code").location == "/my"
    late = app.test_client()
    ask(late)
    assert enter(late, spare.upper()).location == "/sign-in/spare-code"  # and a new one
    again = app.test_client()
    ask(again)
    assert enter(again, spare).status_code == 422


def test_a_wrong_code_is_refused_in_words(visitor):
    ask(visitor)
    wrong = "000000" if last_code() != "000000" else "000001"
    answer = enter(visitor, wrong)
    assert answer.status_code == 422
    assert "This code is not right or is too old. We can send a new one." in answer.text


def test_a_code_can_be_tried_five_times(visitor):
    ask(visitor)
    code = last_code()
    for _ in range(CODE_TRIES):
        enter(visitor, "nonsense")
    assert enter(visitor, code).status_code == 422


def test_a_code_works_once(visitor, app):
    ask(visitor)
    code = last_code()
    enter(visitor, code)
    again = app.test_client()
    ask(again, "other@example.org")
    with again.session_transaction() as kept:
        kept["asked_for"] = ADDRESS
    assert enter(again, code).status_code == 422


def test_a_code_ends_after_half_an_hour(visitor, now, monkeypatch):
    ask(visitor)
    code = last_code()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=30))
    assert enter(visitor, code).status_code == 422


def test_a_late_letter_is_as_good_as_the_newest(visitor):
    ask(visitor)
    first = last_code()
    ask(visitor)
    assert enter(visitor, first).status_code == 303


def test_too_many_codes_for_one_address_are_refused(app, database):
    answers = [ask(app.test_client()) for _ in range(CODES_ASKED["address"].number + 1)]
    assert [one.status_code for one in answers] == [303] * CODES_ASKED["address"].number + [422]
    assert "Wait one hour" in answers[-1].text
    assert ask(app.test_client(), "other@example.org").status_code == 303


@pytest.mark.parametrize("typed", ["", "grace", "a@b@c", "x" * 300 + "@example.org", "\x00@a.b"])
def test_what_is_no_address_is_refused_beside_its_box(visitor, typed):
    answer = ask(visitor, typed)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text


def test_a_device_of_ones_own_keeps_the_cookie(visitor):
    ask(visitor)
    answer = enter(visitor, last_code(), is_own_device="y")
    assert "Expires" in answer.headers["Set-Cookie"]
    assert the_only(AuthSession).is_own_device


def test_a_shared_device_keeps_nothing(visitor):
    ask(visitor)
    assert "Expires" not in enter(visitor, last_code()).headers["Set-Cookie"]


def test_signing_in_takes_a_new_session(visitor):
    ask(visitor)
    with visitor.session_transaction() as kept:
        kept["planted"] = "by somebody else"
    enter(visitor, last_code())
    with visitor.session_transaction() as kept:
        assert "planted" not in kept


def test_signing_out_ends_the_session(make, sign_in):
    grace = sign_in(make.person().id)
    assert grace.post("/sign-out").location == "/"
    assert db.session.query(AuthSession).count() == 0
    assert grace.post("/sign-out").status_code == 303  # to the sign-in page, and no failure


@pytest.fixture
def staff(make, now, monkeypatch):
    """An administrator who is invited. A password is checked as it was made: here in no time."""
    monkeypatch.setattr(operations, "MEMORY_KIB", 8)
    monkeypatch.setattr(operations, "PASSES", 1)
    token = invite(make, now)
    return token, pyotp.TOTP(invitation_by_token(token, issuer="Kenshu", at=now).totp_secret)


PASSWORD = "three plum trees in bloom"


def accept(visitor, staff, now, **changes):
    token, totp = staff
    typed = {"password": PASSWORD, "code": totp.at(now), "has_kept_codes": "y"} | changes
    return visitor.post(f"/invitation/{token}", data=typed)


def staff_in(visitor, shown, **changes):
    typed = {"email": ADMINISTRATOR, "password": PASSWORD, "code": shown} | changes
    return visitor.post("/sign-in/staff", data=typed)


def test_staff_sets_password_and_second_factor_and_signs_in(visitor, staff, now, monkeypatch):
    assert accept(visitor, staff, now).location == "/sign-in/staff?ready=1"
    later = now + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert staff_in(visitor, staff[1].at(later)).location == "/admin/people"
    assert the_only(AuthSession).is_strong


def test_a_password_costs_whoever_guesses_it_what_is_advised(visitor, staff, now, monkeypatch):
    for name, value in COST.items():
        monkeypatch.setattr(operations, name, value)
    accept(visitor, staff, now)
    assert the_only(StaffSecret).password_phc.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_code_of_the_telephone_works_once(visitor, staff, now, monkeypatch):
    accept(visitor, staff, now)
    assert staff_in(visitor, staff[1].at(now)).status_code == 422  # taken when it was set
    later = now + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert staff_in(visitor, staff[1].at(later)).status_code == 303
    assert staff_in(visitor, staff[1].at(later)).status_code == 422


def test_a_recovery_code_stands_in_once(visitor, staff, now):
    code = invitation_by_token(staff[0], issuer="Kenshu", at=now).recovery_codes[0]
    accept(visitor, staff, now)
    assert staff_in(visitor, code).status_code == 303
    assert staff_in(visitor, code).status_code == 422


@pytest.mark.parametrize(
    "wrong", [{"password": "another one"}, {"email": "nobody@example.org"}, {"code": "000000"}]
)
def test_it_is_not_said_what_was_wrong(visitor, staff, now, monkeypatch, wrong):
    accept(visitor, staff, now)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=1))
    answer = staff_in(visitor, staff[1].at(now + timedelta(minutes=1)), **wrong)
    assert answer.status_code == 422
    assert "The e-mail address, the password or the code is not right." in answer.text
    assert db.session.query(AuthSession).count() == 0


def test_who_guesses_is_stopped(visitor, staff, now):
    accept(visitor, staff, now)
    for _ in range(10):
        staff_in(visitor, "000000", password="wrong")
    code = "Wait 10 minutes"
    assert code in staff_in(visitor, "000000").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"password": "short"}, "Use 12 characters or more"),
        ({"password": "passwordpassword"}, "easy to guess"),
        ({"password": "admin is my name"}, "easy to guess"),
        ({"code": "123"}, "This code is not right"),
        ({"has_kept_codes": ""}, "Keep the recovery codes first"),
    ],
)
def test_a_weak_start_is_refused_in_words(visitor, staff, now, typed, said):
    answer = accept(visitor, staff, now, **typed)
    assert (answer.status_code, said in answer.text) == (422, True)


def test_an_invitation_works_once(visitor, staff, now):
    accept(visitor, staff, now)
    answer = visitor.get(f"/invitation/{staff[0]}")
    assert (answer.status_code, "This link no longer works" in answer.text) == (410, True)


def test_an_invitation_ends_after_a_week(visitor, staff, now, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=7))
    assert visitor.get(f"/invitation/{staff[0]}").status_code == 410
    assert visitor.get("/invitation/forged").status_code == 410


def test_an_invitation_draws_its_picture_without_styles(visitor, staff):
    page = visitor.get(f"/invitation/{staff[0]}").text
    assert "<svg" in page and "style" not in page.split("<svg")[-1]


def test_who_left_is_led_back_after_signing_in(app, database):
    visitor = app.test_client()
    assert visitor.get("/my").location == "/sign-in?next=%2Fmy"
    assert visitor.get("/staff?a=b").location == "/sign-in/staff?next=%2Fstaff%3Fa%3Db"


def test_the_last_visit_is_written_every_few_minutes_only(
    make, sign_in, statements, monkeypatch, now
):
    client = sign_in(make.person().id)
    with statements() as soon:
        client.get("/sign-in/spare-code")
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=6))
    with statements() as later:
        client.get("/sign-in/spare-code")
    assert (len(soon), len(later)) == (1, 2)


TYPED = {
    "family_name": "Ōdhiambo", "given_names": "Grace", "birth_date": ["27", "3", "1985"],
    "address_as": "Judge Odhiambo", "version": "1",
}  # fmt: skip


def send_too_late(client, page, now, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=3))
    answer = client.post(page, data=TYPED)
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=" + quote(page, safe=""))
    said = "You were signed out to protect your data. We saved this page."
    assert said in client.get(answer.location).text


def sign_in_again(client, email, page):
    client.post(f"/sign-in?next={page}", data={"email": email})
    client.post("/sign-in/code", data={"code": last_code()})
    return client.get(page)


def test_text_sent_after_the_session_ended_is_there_after_signing_in(
    make, sign_in, now, monkeypatch
):
    application = make.application()
    grace, page = sign_in(application.person_id), f"/my/{application.reference}/name"
    send_too_late(grace, page, now, monkeypatch)
    shown = sign_in_again(grace, application.person.email, page)
    assert "Ōdhiambo" in shown.text and "This is what you typed" in shown.text
    assert fresh(application).family_name == "Odhiambo"  # shown, not saved
    assert grace.post(page, data=TYPED).status_code == 303
    assert fresh(application).family_name == "Ōdhiambo"
    assert "This is what you typed" not in grace.get(page).text


def test_the_next_person_at_this_computer_does_not_see_it(make, sign_in, now, monkeypatch):
    application, other = make.application(), make.application()
    client, page = sign_in(application.person_id), f"/my/{application.reference}/name"
    send_too_late(client, page, now, monkeypatch)
    assert sign_in_again(client, other.person.email, page).status_code == 404
    shown = client.get(f"/my/{other.reference}/name")
    assert "Ōdhiambo" not in shown.text


def test_for_who_was_never_here_nothing_is_kept(app, make):
    client = app.test_client()
    client.post("/my/ITC-1/name", data=TYPED)
    with client.session_transaction() as forged:
        forged["_user_id"] = "forged"
    client.post("/my/ITC-1/name", data=TYPED)
    assert db.session.query(KeptForm).count() == 0


def test_what_is_kept_is_sealed_and_one_for_each_person(make, sign_in, now, monkeypatch):
    application = make.application()
    client, page = sign_in(application.person_id), f"/my/{application.reference}/name"
    for _ in range(3):
        send_too_late(client, page, now, monkeypatch)
    assert b"dhiambo" not in the_only(KeptForm).sealed


@pytest.fixture
def with_tokens(app, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


HOME = {"Origin": "http://localhost"}


@pytest.mark.parametrize("token", [{}, {"csrf_token": "x" * 50}], ids=["none", "forged"])
def test_a_form_without_its_token_is_shown_again_with_what_was_typed(
    make, sign_in, with_tokens, token
):
    application = make.application()
    grace, page = sign_in(application.person_id), f"/my/{application.reference}/name?back=check"
    answer = grace.post(page, data=TYPED | token, headers=HOME)
    assert (answer.status_code, answer.location) == (303, page)
    shown = grace.get(page).text
    assert "Ōdhiambo" in shown and "It is not saved yet" in shown
    assert fresh(application).family_name == "Odhiambo"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', shown)[1]
    assert grace.post(page, data=TYPED | {"csrf_token": token}).status_code == 303
    assert fresh(application).family_name == "Ōdhiambo"


@pytest.mark.parametrize(
    ("headers", "status", "words"),
    [
        ({}, 400, "This form is damaged. Open the page again."),
        ({"Origin": "https://evil.example"}, 403, "You may not do this."),
    ],
)
def test_a_form_from_elsewhere_is_not_kept(make, sign_in, with_tokens, headers, status, words):
    application = make.application()
    page = f"/my/{application.reference}/name"
    answer = sign_in(application.person_id).post(page, data=TYPED, headers=headers)
    assert (answer.status_code, words in answer.text) == (status, True)
    assert db.session.query(KeptForm).count() == 0


@pytest.mark.parametrize("page", ["/sign-in", "/my/ITC-1/restore"])
def test_a_button_without_its_token_is_a_sentence(app, make, sign_in, with_tokens, page):
    client = sign_in(make.person().id) if page.startswith("/my") else app.test_client()
    answer = client.post(page, headers=HOME)
    assert answer.status_code == 400 and "This form is damaged." in answer.text
