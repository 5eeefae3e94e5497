"""What ends a session ends it for the next request of the cookie, in whatever browser it is."""

from types import SimpleNamespace

import pyotp
import pytest

from app import clock
from app.domain.permissions import SYSTEM
from app.domain.workflow import Role
from app.extensions import db
from app.models import Letter, Passkey, Person, RoleGrant
from app.notifications.letters import wording_of
from app.operations.accounts import open_session
from app.operations.privacy import erase_person
from app.operations.staff import invitation_by_token
from tests.conftest import NOON
from tests.factories import YEAR
from tests.operations.test_passkeys import PASSWORD, member
from tests.web.test_accounts import PASSWORD as NEW_PASSWORD
from tests.web.test_passkeys import device_of


@pytest.fixture
def tanaka(make):
    """A coordinator with a password."""
    return member(make, Role.COORDINATOR)


@pytest.fixture
def visit(app):
    """A function that gives a new browser of this person."""

    def visit(person_id, *, is_strong=True):
        token = open_session(person_id=person_id, is_strong=is_strong, at=NOON)
        return app.test_client(user=SimpleNamespace(get_id=lambda: token))

    return visit


@pytest.fixture
def administrator(make, visit):
    return visit(make.staff(Role.ADMINISTRATOR).id)


def replayed(app, browser):
    """Another browser, with the cookie that this one has now."""
    copy = app.test_client()
    copy._cookies = dict(browser._cookies)
    return copy


def is_out(browser, page="/staff"):
    """Whether it is led to a door."""
    return browser.get(page).headers.get("Location", "").startswith("/sign-in")


def test_signing_out(app, tanaka, visit):
    browser = visit(tanaka.id)
    assert not is_out(browser)
    stolen = replayed(app, browser)
    browser.post("/sign-out")
    assert is_out(browser) and is_out(stolen)


def test_a_new_link_ends_every_session(app, make, tanaka, visit, administrator):
    browsers = [visit(tanaka.id), visit(tanaka.id), visit(tanaka.id, is_strong=False)]
    pages = ("/staff", "/staff", "/my")
    assert [is_out(one, page) for one, page in zip(browsers, pages, strict=True)] == [False] * 3
    where = f"/admin/people/{tanaka.id}/institutes/{make.institute.id}/link"
    assert administrator.post(where).status_code == 303
    assert [is_out(one, page) for one, page in zip(browsers, pages, strict=True)] == [True] * 3


def test_a_new_password_and_second_factor(app, make, tanaka, visit, administrator, now):
    administrator.post(f"/admin/people/{tanaka.id}/institutes/{make.institute.id}/link")
    browser, token = visit(tanaka.id), last_word_with("/invitation/").rpartition("/")[2]
    totp = pyotp.TOTP(invitation_by_token(token, issuer="Kenshu", at=now).totp_secret)
    typed = {"password": NEW_PASSWORD, "code": totp.at(now), "has_kept_codes": "y"}
    assert not is_out(browser)
    assert app.test_client().post(f"/invitation/{token}", data=typed).status_code == 303
    assert is_out(browser)


def test_a_passkey_that_is_removed_ends_all_other_sessions(make, tanaka, visit, now):
    device_of(tanaka, now)
    here, elsewhere = visit(tanaka.id), visit(tanaka.id)
    others = visit(make.coordinator().id)
    where = f"/account/passkeys/{db.session.query(Passkey.id).scalar()}/remove"
    assert here.post(where, data={"password": "wrong"}).status_code == 422
    assert not is_out(elsewhere)
    assert here.post(where, data={"password": PASSWORD}).status_code == 303
    assert [is_out(one) for one in (here, elsewhere, others)] == [False, True, False]


def test_a_new_address_ends_all_other_sessions(make, visit):
    person_id = make.person().id
    here, elsewhere = (visit(person_id, is_strong=False) for _ in range(2))
    here.post("/my/details/address", data={"email": "new@example.org"})
    code = last_word_with("", is_number=True)
    assert here.post("/my/details/address/code", data={"code": "nonsense"}).status_code == 422
    assert not is_out(elsewhere, "/my")
    assert here.post("/my/details/address/code", data={"code": code}).status_code == 303
    assert [is_out(one, "/my") for one in (here, elsewhere)] == [False, True]


def test_a_role_that_is_taken_away(tanaka, visit, administrator):
    browser = visit(tanaka.id)
    assert browser.get("/staff").status_code == 200
    grant = db.session.query(RoleGrant.id).filter_by(person_id=tanaka.id).scalar()
    db.session.rollback()
    administrator.post(f"/admin/people/{tanaka.id}/grants/{grant}/end")
    assert browser.get("/staff").status_code == 403


def test_a_role_whose_last_day_is_over(tanaka, visit, monkeypatch):
    token = {"person_id": tanaka.id, "is_strong": True}
    browser = visit(tanaka.id)
    monkeypatch.setattr(clock, "now", lambda: NOON + YEAR)
    later = open_session(**token, at=NOON + YEAR)
    browser = browser.application.test_client(user=SimpleNamespace(get_id=lambda: later))
    assert browser.get("/staff").status_code == 403


def test_somebody_who_is_erased(make, visit, now):
    person_id = make.person().id
    browser = visit(person_id, is_strong=False)
    assert not is_out(browser, "/my")
    erase_person(person_id, by=SYSTEM, at=now)
    assert is_out(browser, "/my")


def last_word_with(part, *, is_number=False):
    """Of the newest letter."""
    db.session.rollback()
    letter = db.session.query(Letter).order_by(Letter.id.desc()).first()
    person = db.session.get(Person, letter.person_id) if letter.person_id else None
    words = wording_of(letter, person).body.split()
    return next(one for one in words if part in one and (one.isdecimal() or not is_number))
