"""Nobody learns from an answer whether somebody is known here: not by its words, nor by the work
that it takes."""

import re
import statistics
import time
from collections import Counter

import pytest

from app.domain.workflow import Role, Status
from app.extensions import db
from app.models import Official, OneTime, Person, RecoveryCode, StaffSecret, Throttle
from app.operations import staff

TOKEN = re.compile(r'(?<=name="csrf_token" value=")[^"]+')
UNKNOWN = "nobody-here@example.org"
WORST = 0.05  # by how much medians may differ
TIMES = 500


def asks_a_code(browser, address):
    return browser.post("/sign-in", data={"email": address})


def types_a_wrong_code(browser, address):
    return _types(browser, address, "nonsense")


def types_a_wrong_spare_code(browser, address):
    return _types(browser, address, "abcde-fghij")


def _types(browser, address, code):
    with browser.session_transaction() as kept:
        kept["asked_for"] = address
    return browser.post("/sign-in/code", data={"code": code})


def types_a_wrong_password(browser, address):
    typed = {"email": address, "password": "wrong", "code": "123456"}
    return browser.post("/sign-in/staff", data=typed)


def asks_a_link(browser, address):
    return browser.post("/n/new-link", data={"email": address})


WAYS = (
    asks_a_code, types_a_wrong_code, types_a_wrong_spare_code, types_a_wrong_password, asks_a_link,
)  # fmt: skip


@pytest.fixture
def known(make, monkeypatch):
    """The addresses of somebody who has all that there can be, and of an official."""
    monkeypatch.setattr(staff, "MEMORY_KIB", 64)  # so that what differs is not lost in it
    staff._of_nobody.cache_clear()
    person = make.staff(Role.COORDINATOR)
    of = {"person_id": person.id}
    make.save(StaffSecret(password_phc=staff._phc("right"), totp_sealed=b"x", **of))
    for number in range(8):
        make.save(RecoveryCode(digest=f"{number:064}", **of))
    make.application(Status.SUBMITTED)
    official = db.session.query(Official).first()
    address = db.session.get(Person, person.id).email
    for email in (address, official.email):
        assert len(email) <= len(UNKNOWN)
    found = {way: address for way in WAYS} | {asks_a_link: official.email}
    db.session.rollback()
    yield found
    staff._of_nobody.cache_clear()


def begin_anew():
    """So that each is the first who tries."""
    db.session.rollback()
    for model in (Throttle, OneTime):
        db.session.query(model).delete()
    db.session.commit()


def same_length(address):
    """An address that nobody has, as long as this one."""
    return UNKNOWN[-len(address):]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_known_and_unknown_get_the_same_answer_for_the_same_work(
    app, known, way, statements, monkeypatch
):
    hashed, seen = Counter(), []
    for name in ("_is_password", "_phc"):
        monkeypatch.setattr(staff, name, counted(getattr(staff, name), hashed))
    for address in (known[way], same_length(known[way]), known[way]):
        begin_anew()
        hashed.clear()
        if not seen:
            staff._of_nobody.cache_clear()
        with statements() as found:
            answer = way(app.test_client(), address)
        body = TOKEN.sub("", answer.text).replace(address, "ADDRESS")
        seen.append((answer.status_code, answer.location, body, found, dict(hashed)))
    first, unknown, again = seen
    assert unknown == again
    assert first[:4] == unknown[:4]


def counted(function, tally):
    def run(*values, **named):
        tally[function.__name__] += 1
        return function(*values, **named)

    return run


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
def test_known_and_unknown_take_as_long(app, known, way, capsys):
    addresses = {"known": known[way], "unknown": same_length(known[way])}
    took = {name: [] for name in addresses}
    for number in range(TIMES + 20):
        for name in sorted(addresses, reverse=number % 2 == 0):
            begin_anew()
            browser = app.test_client()
            began = time.perf_counter()
            way(browser, addresses[name])
            if number >= 20:
                took[name].append(time.perf_counter() - began)
    known_one, unknown = (statistics.median(took[name]) for name in ("known", "unknown"))
    differ = abs(known_one - unknown) / max(known_one, unknown)
    with capsys.disabled():
        print(
            f"\n{way.__name__}, {db.engine.dialect.name}: {TIMES} each, medians "
            f"{known_one * 1000:.2f} and {unknown * 1000:.2f} ms, {differ:.1%} apart"
        )
    assert differ < WORST
