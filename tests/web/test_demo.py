from email.message import EmailMessage

import pytest

from app.adapters.mailbox import delivery_into
from app.blueprints.demo.people import PEOPLE
from app.domain.workflow import Status
from app.operations.demonstration.people import add_offices, add_staff, email_of


@pytest.fixture
def demonstration(app, make, now, monkeypatch, tmp_path):
    monkeypatch.setitem(app.config, "DEMO", True)
    monkeypatch.setitem(app.config, "INSTANCE", tmp_path)
    add_staff(make.institute, at=now)
    office = add_offices(make.institute, at=now)["KE"]
    for key in ("grace", "linh"):
        make.person(email=email_of(key))
    make.application(Status.SUBMITTED, authority_id=office.authority_id)
    return app.test_client()


@pytest.mark.parametrize("path", ["/demo", "/demo/mail"])
def test_elsewhere_nothing_of_it_exists(app, database, path):
    client = app.test_client()
    assert client.get(path).status_code == 404
    assert client.post("/demo/sign-in", data={"person": "admin"}).status_code == 404
    assert client.get("/admin/people").status_code == 303


def test_it_lists_everybody(demonstration):
    page = demonstration.get("/demo").text
    assert [key for key in PEOPLE if f'value="{key}"' not in page] == []


@pytest.mark.parametrize("key", PEOPLE)
def test_each_signs_in(demonstration, app, key):
    answer = demonstration.post("/demo/sign-in", data={"person": key})
    assert (answer.status_code, answer.location) == (303, PEOPLE[key].landing)
    if PEOPLE[key].landing != "/my" and not PEOPLE[key].is_official:
        assert demonstration.get(answer.location).status_code in (200, 404)


@pytest.mark.parametrize("person", ["", "somebody", "kamau2"])
def test_others_do_not(demonstration, person):
    assert demonstration.post("/demo/sign-in", data={"person": person}).status_code == 404


def test_letters_are_read_with_their_links(demonstration, tmp_path):
    letter = EmailMessage()
    letter["To"], letter["Subject"] = "grace@kenshu.example", "Your <code>"
    letter["Date"], letter["Message-ID"] = "Tue, 01 Dec 2026 12:00:00 +0000", "<1@kenshu>"
    letter.set_content("Open http://localhost/n/abc now <b>")
    delivery_into(tmp_path / "mail")(letter)
    page = demonstration.get("/demo/mail").text
    assert '<a href="http://localhost/n/abc">' in page
    assert "&lt;code&gt;" in page and "<b>" not in page.split("now")[1]
