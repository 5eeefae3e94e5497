import gzip
import re

import pytest
from sqlalchemy import select

from app.domain.accounts import digest_of
from app.domain.workflow import Role
from app.extensions import db
from app.models import Authority, Event, Link, Official
from tests.browser import WIDTHS, axe, fits


@pytest.fixture
def office(make):
    return make.authority("KE")


@pytest.fixture
def admin(make, sign_in):
    make.institute  # noqa: B018  # what it keeps offices for
    return sign_in(make.staff(Role.ADMINISTRATOR).id)


def page_of(office):
    return f"/admin/countries/{office.country}/offices/{office.id}"


def test_countries_say_their_group_and_where_it_comes_from(admin):
    page = admin.get("/admin/countries")
    assert "Development Assistance Committee for 2024 and 2025" in page.text
    assert re.search(r"Viet Nam.*?Lower middle income.*?Member", page.text, re.S)
    assert len(gzip.compress(page.data)) < 25 * 1024
    assert "Japan</b>" not in page.text
    assert "Japan</b>" in admin.get("/admin/countries?q=japa").text


def test_an_office_is_put_on_file_with_who_acts_for_it(admin):
    typed = {"name": " Ministry  of Law ", "kind": "employer", "version": "0"}
    filed = admin.post("/admin/countries/KE/offices", data=typed)
    assert filed.status_code == 303
    person = {"name": "J. Otieno", "position": "Director", "email": "J.Otieno@example.org "}
    answer = admin.post(filed.location, data=person)
    page = admin.get(answer.location)
    assert "Ministry of Law" in page.text and "j.otieno@example.org" in page.text
    office = db.session.scalars(select(Authority)).one()
    assert office.is_on_file and office.confirmed_at
    assert {"AuthorityFiled", "OfficialFiled"} <= set(db.session.scalars(select(Event.name)))
    again = admin.post("/admin/countries/KE/offices", data=typed)
    assert again.status_code == 422 and "is on file already" in again.text
    twice = admin.post(filed.location, data=person)
    assert twice.status_code == 422 and "acts for the office already" in twice.text


def test_an_office_is_renamed_over_what_was_shown(admin, office):
    shown = re.search(r'name="version"[^>]*value="(\d+)"', admin.get(page_of(office)).text)[1]
    typed = {"name": "Judiciary", "kind": "employer", "version": shown}
    assert admin.post(page_of(office), data=typed).status_code == 303
    stale = admin.post(page_of(office), data={**typed, "name": "Courts"})
    assert stale.status_code == 422 and "Somebody has changed this" in stale.text
    assert "Judiciary" in admin.get(page_of(office)).text


@pytest.fixture
def link(make, office, now):
    course = make.course()
    return make.save(
        Link(
            digest=digest_of("token"), ends_at=course.nominate_by,
            official_id=office.officials[0].id, authority_id=office.id, course_id=course.id,
        )
    )  # fmt: skip


@pytest.mark.parametrize("what", ["official", "link"])
def test_ending_an_official_or_a_link_ends_open_pages_at_once(
    app, admin, sign_in, office, link, what
):
    kamau = sign_in(link_id=link.id)
    assert kamau.get("/n/nominees").status_code == 200
    ends = {
        "official": f"{page_of(office)}/officials/{link.official_id}/end",
        "link": f"{page_of(office)}/links/{link.id}/revoke",
    }
    assert admin.post(ends[what]).status_code == 303
    assert kamau.get("/n/nominees").status_code == 303
    assert app.test_client().post("/n/token").status_code == 410
    assert admin.post(ends[what]).status_code == 422  # a second press
    assert "LinkRevoked" in set(db.session.scalars(select(Event.name)))


def test_what_belongs_to_another_office_is_not_found(make, admin, office, link):
    other = make.authority("KE")
    assert admin.post(f"{page_of(other)}/links/{link.id}/revoke").status_code == 404
    address = f"{page_of(other)}/officials/{link.official_id}/end"
    assert admin.post(address).status_code == 404
    assert db.session.get(Official, link.official_id).holds_until is None


def test_an_office_that_an_applicant_typed_is_not_on_file(make, admin):
    typed = make.authority("KE", is_on_file=False)
    assert admin.get(page_of(typed)).status_code == 404
    assert admin.get(f"/admin/countries/FJ/offices/{typed.id}").status_code == 404


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.REVIEWER, Role.AUDITOR, Role.POST])
def test_nobody_else_keeps_offices(make, sign_in, office, role):
    browser = sign_in(make.staff(role).id)
    assert browser.get("/admin/countries").status_code == 403
    data = {"name": "Mine", "kind": "employer", "version": "0"}
    assert browser.post("/admin/countries/KE/offices", data=data).status_code == 403


def test_a_coordinator_of_one_country_keeps_no_other(make, sign_in, office):
    browser = sign_in(make.coordinator(country="FJ").id)
    assert browser.get(page_of(office)).status_code == 404


@pytest.mark.parametrize("rows", [1, 50])
def test_lists_take_as_many_statements_for_one_office_as_for_fifty(make, admin, statements, rows):
    for _ in range(rows):
        make.authority("KE")
    with statements() as found:
        page = admin.get("/admin/countries/KE")
    assert page.text.count("Acts for it") == rows + 1
    assert len(found) == 3  # session with grants, offices, officials


@pytest.mark.browser
def test_all_pages_are_accessible_and_fit(admin, office, link, visit):
    paths = ["/admin/countries", "/admin/countries/KE", "/admin/countries/KE/offices"]
    paths += [page_of(office), f"{page_of(office)}/officials"]
    for path in paths:
        for width in WIDTHS if path == page_of(office) else (320,):
            page = visit(admin, path, width=width)
            assert (path, axe(page), fits(page)) == (path, [], True)
