import re

import pytest

from app.adapters.courses_file import OURS, read_courses
from app.domain.permissions import SYSTEM
from app.domain.workflow import Role
from app.operations.editions import import_editions


@pytest.fixture(scope="module")
def ours():
    return read_courses(OURS).editions


@pytest.fixture
def visitor(app, make, now, ours):
    app.wsgi_app.entries.clear()
    of = {"institute_id": make.institute.id, "file_digest": "0" * 64}
    import_editions(ours, **of, by=SYSTEM, at=now)
    return app.test_client()


def test_past_courses_stand_by_decade_and_are_light(visitor, statements):
    with statements() as found:
        page = visitor.get("/past-courses", headers={"Accept-Encoding": "gzip"})
    assert len(found) == 1
    assert len(page.data) <= 8 * 1024
    text = visitor.get("/past-courses").text.replace("\xa0", " ")
    headings = re.findall(r"<h2>(.*?)</h2>", text)
    assert headings == ["2020 – 2029", "2010 – 2019", "2000 – 2009", "1990 – 1999", "1960 – 1969",
                        "Year not known"]  # fmt: skip
    assert "not held in FY2020 because of COVID-19" in text
    assert "Fiscal year 2018" in text


def test_the_eighth_seminar_is_told_with_where_it_comes_from(visitor):
    page = visitor.get("/courses/gg-8").text.replace("\xa0", " ")
    for fact in (
        "8th Regional Seminar on Good Governance for Southeast Asian Countries",
        "18 – 20 November 2014",
        "Kuala Lumpur, Malaysia",
        "Current Issues in the Investigation, Prosecution and Adjudication of Corruption Cases",
        "Malaysian Anti-Corruption Commission",
        "Brunei and Singapore joined for the first time",
        'href="https://unafei.or.jp/english/activities/GG_Seminar_8.html"',
    ):
        assert fact in page


def test_sites_that_nobody_answers_for_are_named_and_not_linked(visitor):
    page = visitor.get("/courses/itc-121").text
    assert "docslib.org" in page
    assert 'href="https://docslib.org' not in page


@pytest.mark.parametrize("code", ["itc-125", "iss-126"])
def test_what_nobody_has_found_is_unknown_to_the_public(visitor, code):
    assert visitor.get(f"/courses/{code}").status_code == 404


def test_a_coordinator_confirms_what_waits_and_the_public_reads_it(visitor, make, sign_in):
    browser = sign_in(make.coordinator().id)
    assert "125th International Training Course" in browser.get("/admin/past-courses").text
    address = "/admin/past-courses/itc-125"
    refused = browser.post(address, data={"version": "1"})
    assert (refused.status_code, "Choose what you confirm" in refused.text) == (422, True)
    typed = {"version": "1", "facts": ["The whole record"]}
    assert browser.post(address, data=typed).status_code == 303
    assert visitor.get("/courses/itc-125").status_code == 200


def test_only_who_may_confirm_gets_there(visitor, make, sign_in):
    actors = [make.coordinator(), make.staff(Role.ADMINISTRATOR), make.staff(Role.REVIEWER)]
    codes = [sign_in(actor.id).get("/admin/past-courses").status_code for actor in actors]
    assert codes == [200, 200, 403]
