"""An address to go on to, after signing in or choosing a city, leads to no other site."""

import re
from urllib.parse import quote, urljoin, urlsplit

import pytest

from app.blueprints.accounts import routes
from app.domain.workflow import Role
from app.extensions import db
from app.models import RecoveryCode, Throttle
from app.operations.accounts import open_session
from tests.conftest import NOON
from tests.web.test_accounts import last_code

OWN = "/my/details?a=1"
TARGETS = (
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example",
    "\\/evil.example", "/\\/evil.example", "/\t/evil.example", "/\n/evil.example",
    "/\r/evil.example", "\t//evil.example", " //evil.example", "/ /evil.example",
    "\x00//evil.example",
    "/\x00/evil.example", "/\x0b/evil.example", "/\x7f/evil.example", "http://evil.example",
    "https://evil.example", "HTTPS://evil.example", "https:evil.example", "https:/evil.example",
    "https:///evil.example", "http:\\\\evil.example", "ftp://evil.example",
    "javascript:alert(1)//evil.example", "java\tscript:alert(1)", "data:text/html,evil.example",
    "vbscript:evil.example", "mailto:a@evil.example", "evil.example", "www.evil.example/my",
    "@evil.example", ":80@evil.example", "//localhost@evil.example", "//localhost:80@evil.example",
    "https://localhost.evil.example", "//evil.example/localhost", "//evil.example%2f@localhost",
    "//[::1]", "//evil。example", "/\u2028/evil.example", "／／evil.example",
    "//evil%E3%80%82example",
    "http://[evil.example", "/..//evil.example", "/.//evil.example", "/%09/evil.example",
    "/%5cevil.example", "/%2f/evil.example", "%2f%2fevil.example", "/;@evil.example",
    "?next=//evil.example", "#//evil.example", "/my\r\nLocation: https://evil.example",
    "/my\r\nSet-Cookie: a=evil.example",
)  # fmt: skip


def is_elsewhere(location):
    """Where a browser goes: it leaves out tabs and line ends, and reads \\ as /."""
    read = re.sub(r"[\t\r\n]", "", location.strip("\x00 \x1f")).replace("\\", "/")
    there = urlsplit(urljoin("http://localhost/sign-in/code", read))
    return (there.scheme, there.netloc) != ("http", "localhost")


def after(answer):
    assert answer.status_code == 303
    assert "evil" not in answer.headers.get("Set-Cookie", "")
    return answer.location


def by_code(app, make, target):
    """An applicant who has a spare code, so that nothing comes between."""
    person, browser = make.person(), app.test_client()
    make.save(RecoveryCode(digest=f"{person.id:064}", person_id=person.id))
    browser.post(f"/sign-in?next={quote(target, safe='')}", data={"email": person.email})
    return after(browser.post("/sign-in/code", data={"code": last_code()}))


def by_password(app, make, target):
    browser = app.test_client()
    typed = {"email": "tanaka@example.org", "password": "any", "code": "1"}
    return after(browser.post(f"/sign-in/staff?next={quote(target, safe='')}", data=typed))


def by_city(app, make, target):
    typed, here = {"city": "KE/Africa/Nairobi", "back": target}, {"Origin": "http://localhost"}
    return after(app.test_client().post("/city", data=typed, headers=here))


@pytest.mark.parametrize(
    "way", [by_password, by_city, pytest.param(by_code, marks=pytest.mark.long)]
)
def test_no_next_address_leads_to_another_site(app, make, monkeypatch, way):
    person = make.staff(Role.COORDINATOR)

    def let_in(*_typed, **_more):
        return open_session(person_id=person.id, is_strong=True, at=NOON)

    monkeypatch.setattr(routes, "sign_in_staff", let_in)  # who it is, is tested elsewhere
    led = {}
    for target in (*TARGETS, OWN):
        db.session.rollback()
        db.session.query(Throttle).delete()
        db.session.commit()
        led[target] = way(app, make, target)
    assert len(led) >= 40
    assert {target: there for target, there in led.items() if is_elsewhere(there)} == {}
    assert led[OWN] == OWN
