"""Passkeys as staff meet them: the pages without a script, and what a script would send."""

import gzip
import html
import json
import re
from datetime import timedelta

import pytest

from app import clock
from app.adapters.passkeys import Site
from app.domain.accounts import SIGN_INS_TRIED
from app.domain.passkeys import CHALLENGES_ASKED
from app.domain.workflow import Role
from app.extensions import db
from app.models import (
    AuthSession,
    KeptForm,
    Passkey,
    Person,
    RecoveryCode,
    RoleGrant,
    unseal_for,
)
from app.operations.passkeys import add_passkey, ask_to_add, options_to_add
from tests.authenticator import Device
from tests.operations.test_passkeys import PASSWORD, SAME_WORDS, member

HERE = Site("Kenshu", "localhost", "http://localhost")
TYPED = {"label": "Office computer", "password": PASSWORD}


@pytest.fixture
def tanaka(make):
    return member(make, Role.ADMINISTRATOR)


@pytest.fixture
def browser(tanaka, sign_in):
    return sign_in(tanaka.id)


@pytest.fixture
def visitor(app, database):
    return app.test_client()


def device_of(who, now):
    """A device with a passkey of this person."""
    device, values = Device(), {"browser": "b", "by": who, "at": now}
    challenge = ask_to_add(who.id, PASSWORD, network="", **values)
    answer = device.make(options_to_add(who.id, challenge, site=HERE, by=who))
    add_passkey(who.id, "Laptop", answer, challenge=challenge, site=HERE, **values)
    return device


def asked(page):
    """What the script is to ask the device."""
    return html.unescape(re.search(r'data-options="([^"]+)"', page.text)[1])


def begin(visitor, following=""):
    answer = visitor.post(f"/sign-in/staff/passkey{following}")
    assert (answer.status_code, answer.location) == (303, "/sign-in/staff/passkey/use")
    return asked(visitor.get(answer.location))


def enter(visitor, device, following="", **wrong):
    answer = device.use(begin(visitor, following), **wrong)
    return visitor.post("/sign-in/staff/passkey/use", data={"answer": answer})


def test_a_passkey_is_added_by_name_and_password(browser):
    answer = browser.post("/account/passkeys/add", data=TYPED)
    assert (answer.status_code, answer.location) == (303, "/account/passkeys/make")
    made = Device().make(asked(browser.get(answer.location)))
    answer = browser.post("/account/passkeys/make", data={"answer": made})
    assert (answer.status_code, answer.location) == (303, "/account")
    page = browser.get("/account").text
    assert "Office computer" in page and "The passkey is added." in page
    assert browser.get("/account/passkeys/make").location == "/account/passkeys/add"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"label": " "}, "Enter a name"),
        ({"label": "x" * 61}, "60"),
        ({"password": ""}, "Enter your password"),
        ({"password": "wrong"}, "This password is not right."),
    ],
)
def test_what_does_not_fit_is_refused_with_what_was_typed(browser, wrong, said):
    answer = browser.post("/account/passkeys/add", data=TYPED | wrong)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert PASSWORD not in answer.text
    assert (TYPED | wrong)["label"].strip() in answer.text


@pytest.mark.parametrize("answer", [{}, {"answer": "nonsense"}, {"answer": "x" * 50_000}])
def test_a_wrong_answer_leads_back_to_the_beginning(browser, answer):
    browser.post("/account/passkeys/add", data=TYPED)
    refused = browser.post("/account/passkeys/make", data=answer)
    assert refused.status_code == 422
    assert "We could not check the answer of your device." in refused.text
    assert 'href="/account/passkeys/add"' in refused.text and "data-passkey" not in refused.text
    assert browser.get("/account/passkeys/make").location == "/account/passkeys/add"


def test_a_passkey_is_removed_by_password(browser, tanaka, now):
    device_of(tanaka, now)
    where = f"/account/passkeys/{db.session.query(Passkey).one().id}/remove"
    assert "<bdi>Laptop</bdi>" in browser.get(where).text
    assert browser.post(where, data={"password": "wrong"}).status_code == 422
    assert browser.post(where, data={"password": PASSWORD}).location == "/account"
    page = browser.get("/account").text
    assert "Laptop" not in page and "The passkey is removed." in page


def test_nobody_sees_passkeys_of_others(make, sign_in, browser, tanaka, now):
    device_of(tanaka, now)
    other = sign_in(member(make).id)
    where = f"/account/passkeys/{db.session.query(Passkey).one().id}/remove"
    assert other.get(where).status_code == 404
    assert other.post(where, data={"password": PASSWORD}).status_code == 404
    assert "Laptop" not in other.get("/account").text


def test_the_account_says_what_one_signs_in_with(make, browser, tanaka, now):
    make.save(RecoveryCode(digest="d", person_id=tanaka.id))
    page = browser.get("/account").text
    assert "1 left" in page and "Add a passkey" in page
    device_of(tanaka, now)
    assert "not yet" in browser.get("/account").text


@pytest.mark.parametrize("number", [1, 5])
def test_the_account_takes_as_many_statements_for_many(browser, tanaka, now, statements, number):
    for _ in range(number):
        device_of(tanaka, now)
    with statements() as found:
        browser.get("/account")
    assert len(found) == 5


def test_a_code_by_e_mail_does_not_open_the_account(tanaka, sign_in):
    weak = sign_in(tanaka.id, is_strong=False)
    assert weak.get("/account").status_code == 403
    assert weak.post("/account/passkeys/add", data=TYPED).status_code == 403


def test_a_passkey_signs_in_with_a_new_session(visitor, tanaka, now):
    device = device_of(tanaka, now)
    with visitor.session_transaction() as kept:
        kept["planted"] = "by somebody else"
    answer = enter(visitor, device)
    assert (answer.status_code, answer.location) == (303, "/admin/people")
    with visitor.session_transaction() as kept:
        assert "planted" not in kept and "passkey" not in kept
    assert visitor.get("/admin/people").status_code == 200
    db.session.rollback()
    assert db.session.query(AuthSession).one().is_strong


def test_the_page_that_was_asked_for_comes_after(visitor, tanaka, now):
    device = device_of(tanaka, now)
    page = visitor.get("/sign-in/staff?next=/account").text
    assert 'action="/sign-in/staff/passkey?next=/account"' in page
    assert enter(visitor, device, "?next=/account").location == "/account"
    assert enter(visitor, device, "?next=//evil.example").location == "/admin/people"


def removed(_device, _monkeypatch, _now):
    db.session.query(Passkey).delete()


def without_role(_device, _monkeypatch, now):
    db.session.query(RoleGrant).update({"holds_until": now})


def of_nobody(device, _monkeypatch, _now):
    device.credential_id = b"x" * 32


def too_late(_device, monkeypatch, now):
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=5))


def verified_nobody(device, _monkeypatch, _now):
    device.key = Device().key


@pytest.mark.parametrize("spoil", [removed, without_role, of_nobody, too_late, verified_nobody])
def test_whatever_is_wrong_the_words_are_the_same(visitor, tanaka, now, monkeypatch, spoil):
    device, options = device_of(tanaka, now), begin(visitor)
    spoil(device, monkeypatch, now)
    db.session.commit()
    answer = visitor.post("/sign-in/staff/passkey/use", data={"answer": device.use(options)})
    assert (answer.status_code, SAME_WORDS in answer.text) == (422, True)
    assert "data-passkey" not in answer.text and "Try again" in answer.text
    assert db.session.query(AuthSession).count() == 0


def test_an_answer_is_taken_once_and_from_the_browser_that_asked(app, visitor, tanaka, now):
    device, options = device_of(tanaka, now), begin(visitor)
    answer, other = {"answer": device.use(options)}, app.test_client()
    begin(other)
    assert other.post("/sign-in/staff/passkey/use", data=answer).status_code == 422
    with visitor.session_transaction() as cookie:
        kept = dict(cookie)
    assert visitor.post("/sign-in/staff/passkey/use", data=answer).status_code == 303
    with visitor.session_transaction() as cookie:  # of who put the cookie of before back
        cookie.clear()
        cookie.update(kept)
    assert visitor.post("/sign-in/staff/passkey/use", data=answer).status_code == 422
    assert app.test_client().post("/sign-in/staff/passkey/use", data=answer).location == (
        "/sign-in/staff"
    )


def test_the_name_of_the_request_binds_no_passkey(visitor, tanaka, now):
    device, forged, page = device_of(tanaka, now), "http://evil.example", "/sign-in/staff/passkey"
    visitor.post(page, base_url=forged)
    options = asked(visitor.get(f"{page}/use", base_url=forged))
    assert json.loads(options)["rpId"] == "localhost"
    answer = {"answer": device.use(options, origin=forged, rp_id="evil.example")}
    assert visitor.post(f"{page}/use", data=answer, base_url=forged).status_code == 422


def test_who_tries_too_often_waits(app, tanaka, now):
    device = device_of(tanaka, now)
    for _ in range(SIGN_INS_TRIED["address"].number):
        enter(app.test_client(), device, is_verified=False)
    assert "Wait 10 minutes" in enter(app.test_client(), device).text


def test_who_asks_too_often_waits(visitor, monkeypatch):
    few = CHALLENGES_ASKED["network"]._replace(number=1)
    monkeypatch.setitem(CHALLENGES_ASKED, "network", few)
    begin(visitor)
    answer = visitor.post("/sign-in/staff/passkey")
    assert (answer.status_code, "Wait 10 minutes" in answer.text) == (422, True)


def test_without_a_script_the_pages_are_as_they_were(visitor):
    page = visitor.get("/sign-in/staff").text
    assert '<section class="band prose" data-needs="PublicKeyCredential" hidden>' in page
    assert "passkeys.js" not in page
    page = visitor.get(visitor.post("/sign-in/staff/passkey").location).text
    assert "This page needs JavaScript." in page and "Use your password" in page


def test_where_the_service_has_a_number_and_no_name_there_are_no_passkeys(
    app, visitor, browser, monkeypatch
):
    monkeypatch.setitem(app.config, "PUBLIC_URL", "http://127.0.0.1:8000")
    assert "passkey" not in visitor.get("/sign-in/staff").text
    assert visitor.post("/sign-in/staff/passkey").status_code == 404
    assert "Passkeys work only where this service has a name" in browser.get("/account").text
    assert browser.get("/account/passkeys/add").status_code == 404


def test_a_password_is_not_kept_after_the_session_has_ended(browser, now, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=3))
    answer = browser.post("/account/passkeys/add", data=TYPED)
    assert answer.location == "/sign-in/staff?next=%2Faccount%2Fpasskeys%2Fadd"
    kept, person = db.session.query(KeptForm).one(), db.session.query(Person).one()
    about = "kept form /account/passkeys/add"
    assert json.loads(unseal_for(person, kept.sealed, about=about)) == [["label", TYPED["label"]]]


def test_the_pages_that_ask_a_device_are_light(visitor, browser):
    pages = [visitor.get(visitor.post("/sign-in/staff/passkey").location)]
    pages.append(visitor.get("/sign-in/staff"))
    for page in pages:
        files = re.findall(r'(?:src|href)="(/static/[^"]+\.(?:css|js)\?[^"]*)"', page.text)
        scripts = [visitor.get(one).data for one in files if ".js" in one]
        assert 1 + len(files) <= 3 and len(gzip.compress(page.data)) < 8192
        assert sum(len(gzip.compress(one)) for one in scripts) < 6 * 1024
