"""One's own account: what is kept, a copy of it, its end; name, city and address."""

import json
from contextvars import Context
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from app.domain.accounts import CODE_LIVES
from app.domain.questions import DocumentKind
from app.domain.retention import TABLE
from app.domain.workflow import Role, Status
from app.extensions import db
from app.i18n import kept_for
from app.models import Event, Letter, Person
from app.notifications.letters import wording_of
from app.operations.applications import send_application
from app.operations.documents import add_document, storage
from app.operations.retention import retention_run
from tests.adapters.files import pdf
from tests.answers import REASONS
from tests.factories import fresh, owner_of


@pytest.fixture
def draft(make):
    return make.complete(make.application(course=make.course(documents=["passport"])), **REASONS)


@pytest.fixture
def browser(draft, sign_in):
    return sign_in(draft.person_id)


def names():
    db.session.rollback()
    return list(db.session.scalars(select(Event.name).order_by(Event.id)))


def told(archive):
    return json.loads(archive.read("my-data.json"))


def taken(browser):
    answer = browser.get("/my/data/download")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == "attachment; filename=my-data.zip"
    assert answer.headers["Cache-Control"] == "no-store"
    # A server sends it when the request has ended, and with it all that hangs on one.
    return ZipFile(BytesIO(Context().run(answer.get_data)))


def test_the_copy_holds_answers_letters_and_documents_in_clear(draft, browser, now):
    own = owner_of(draft)
    add_document(draft.id, DocumentKind.PASSPORT, pdf(), by=own, at=now)
    send_application(draft.id, shown_version=fresh(draft).version, key="k", by=own, at=now)
    archive = taken(browser)
    data = told(archive)
    (one,) = data["applications"]
    assert one["answers"]["Passport number"] == "A1234567"
    assert one["answers"]["Given names"] == "Grace Achieng"
    assert [letter["subject"] for letter in data["letters to you"]] == [
        "We have your application " + one["reference"]
    ]
    (document,) = [name for name in archive.namelist() if name.startswith("documents/")]
    assert archive.read(document) == pdf()
    assert names()[-1] == "OwnDataTaken"
    assert archive.testzip() is None


def test_the_copy_tells_nothing_that_others_think(make, sign_in, now):
    application = make.complete(make.application(Status.SCREENED))
    make.assignment(application, score=4.0, comment="Not for applicants")
    text = taken(sign_in(application.person_id)).read("my-data.json").decode()
    assert "Not for applicants" not in text
    assert "score" not in text.lower()
    assert application.reference in text


def test_the_copy_is_one_persons_alone(make, browser, now):
    other = make.complete(make.application(family_name="Somebody Else"))
    archive = taken(browser)
    assert len(told(archive)["applications"]) == 1
    assert other.reference not in archive.read("my-data.json").decode()


def test_a_copy_can_be_taken_ten_times_a_day(browser):
    assert {browser.get("/my/data/download").status_code for _ in range(10)} == {200}
    assert browser.get("/my/data/download").status_code == 429


def test_the_page_says_until_when(draft, browser):
    page = browser.get("/my/data").text
    assert "All of it goes on 31\N{NO-BREAK SPACE}December\N{NO-BREAK SPACE}2027" in page
    assert "/my/data/delete" in page
    assert 'href="/my/data"' in browser.get("/my").text


def test_who_deletes_is_gone_at_once_and_signed_out(draft, browser):
    page = browser.get("/my/data/delete").text
    assert "What stays, and why" in page
    assert browser.post("/my/data/delete").status_code == 422  # not sure yet
    answer = browser.post("/my/data/delete", data={"is_sure": "y"})
    assert (answer.status_code, answer.location) == (303, "/data-deleted")
    assert "Your data is deleted" in browser.get("/data-deleted").text
    assert browser.get("/my").status_code == 303
    assert fresh(draft).full_name == ""
    assert db.session.scalars(select(Person.email)).all() == [None]
    assert names()[-2:] == ["ApplicationErased", "PersonErased"]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.SCREENED, "is being considered. Withdraw it first"),
        (Status.OFFERED, "You are offered a place"),
        (Status.CONFIRMED, "You can delete your data after 17\N{NO-BREAK SPACE}June"),
    ],
)
def test_who_cannot_yet_reads_why_on_every_page(make, sign_in, status, words):
    application = make.application(status)
    browser = sign_in(application.person_id)
    assert words in browser.get("/my/data").text
    assert words in browser.get("/my/data/delete").text
    refused = browser.post("/my/data/delete", data={"is_sure": "y"})
    assert refused.status_code == 422
    assert words in refused.text
    assert fresh(application).family_name == "Odhiambo"


def test_staff_cannot(make, sign_in):
    browser = sign_in(make.staff(Role.REVIEWER).id)
    assert "An administrator has to end your roles first" in browser.get("/my/data").text
    assert browser.post("/my/data/delete", data={"is_sure": "y"}).status_code == 422


def test_who_took_part_stays_with_a_name(make, sign_in):
    application = make.complete(make.application(Status.COMPLETED))
    browser = sign_in(application.person_id)
    assert "That you took part in" in browser.get("/my/data/delete").text
    answer = browser.post("/my/data/delete", data={"is_sure": "y"})
    assert (answer.status_code, answer.location) == (303, "/my/data")
    assert fresh(application).family_name == "Odhiambo"
    assert told(taken(browser))["applications"][0]["answers"].get("What you do") is None


def test_an_erased_application_opens_no_error(make, sign_in, now):
    application = make.complete(make.application(Status.NOT_SELECTED))
    code, actor = application.course.code, make.coordinator()
    list(retention_run(storage(), at=now + timedelta(days=800)))
    coordinator = sign_in(actor.id)
    for path in ("applications", "board"):
        assert coordinator.get(f"/staff/{code}/{path}").status_code == 200
    page = coordinator.get(f"/staff/{code}/applications/{application.reference}").text
    assert "Name erased" in page
    assert "Data erased" in page


def test_the_public_page_says_what_the_table_says(app, database):
    page = app.test_client().get("/privacy").text
    for rule in TABLE:
        assert kept_for(rule) in page.replace("&#39;", "'")
        assert rule.title.replace("’", "’") in page


# -- details ---------------------------------------------------------------------------------


def test_name_and_city_are_saved(draft, browser):
    page = browser.get("/my/details").text
    assert draft.person.email in page
    answer = browser.post("/my/details", data={"name": "Judge Grace", "city": "KE/Africa/Nairobi"})
    assert answer.status_code == 303
    person = fresh(draft.person)
    assert (person.name, person.zone) == ("Judge Grace", "Africa/Nairobi")
    assert names() == ["DetailsChanged"]
    refused = browser.post("/my/details", data={"name": "x", "city": "XX/Nowhere"})
    assert refused.status_code == 422


def letters():
    db.session.rollback()
    people = {one.id: one for one in db.session.scalars(select(Person))}
    rows = db.session.scalars(select(Letter).order_by(Letter.id))
    return [wording_of(one, people.get(one.person_id)) for one in rows]


def ask(browser, email="new@example.org"):
    return browser.post("/my/details/address", data={"email": email})


def code_sent():
    return next(word for word in letters()[-1].body.split() if word.isdecimal())


def enter(browser, code):
    return browser.post("/my/details/address/code", data={"code": code})


def test_an_address_is_changed_by_a_code_and_the_old_one_is_told(draft, browser):
    person = draft.person
    old = person.email
    assert ask(browser).location == "/my/details/address/code"
    assert letters()[-1].to == "new@example.org"
    assert fresh(person).email == old
    assert enter(browser, code_sent()).location == "/my/details"
    assert fresh(person).email == "new@example.org"
    assert letters()[-1].to == old
    assert names() == ["NewAddressAsked", "AddressChanged"]


def test_a_wrong_or_late_code_changes_nothing(draft, browser, now, monkeypatch):
    old = draft.person.email
    ask(browser)
    code = code_sent()
    assert enter(browser, f"{(int(code) + 1) % 10**6:06}").status_code == 422
    monkeypatch.setattr("app.clock.now", lambda: now + CODE_LIVES)
    assert enter(browser, code).status_code == 422
    assert fresh(draft.person).email == old


def test_the_code_opens_no_door(app, draft, browser):
    ask(browser)
    visitor = app.test_client()
    visitor.post("/sign-in", data={"email": "new@example.org"})
    sent = [one for one in letters() if one.to == "new@example.org"]
    code = next(word for word in sent[0].body.split() if word.isdecimal())
    assert visitor.post("/sign-in/code", data={"code": code}).status_code == 422


def test_an_address_of_another_is_refused_once_it_is_proven(make, draft, browser):
    taken = make.person().email
    old = draft.person.email
    assert ask(browser, taken).status_code == 303
    refused = enter(browser, code_sent())
    assert refused.status_code == 422
    assert "Another account has this address" in refused.text
    assert fresh(draft.person).email == old


def test_staff_keep_their_name_and_address(make, sign_in):
    browser = sign_in(make.staff(Role.REVIEWER, name="S. Tanaka").id)
    assert ask(browser).status_code == 422
    new = {"name": "Somebody", "city": "JP/Asia/Tokyo"}
    assert browser.post("/my/details", data=new).status_code == 422
    assert browser.post("/my/details", data=new | {"name": "S. Tanaka"}).status_code == 303
