"""Starting, the list, the pages of each status, and who finds them."""

import gzip

import pytest
from sqlalchemy import select

from app.domain.questions import Section
from app.domain.workflow import Status
from app.extensions import db
from app.models import Application
from tests.answers import REASONS
from tests.factories import fresh
from tests.web.applications.filling import (
    address,
    fill_in,
)


def test_a_person_starts_for_the_country_of_the_chosen_city(make, sign_in):
    course, person = make.course(), make.person()
    client = sign_in(person.id)
    client.set_cookie("city", "KE/Africa/Nairobi")
    page = client.get(f"/courses/{course.code}/apply")
    assert '<option selected value="KE">' in page.text and "Japan" in page.text
    answer = client.post(f"/courses/{course.code}/apply", data={"country": "KE"})
    started = db.session.scalars(select(Application)).one()
    assert (answer.status_code, answer.location) == (303, address(started))
    assert (fresh(started).country, fresh(person).zone) == ("KE", "Africa/Nairobi")


def test_a_second_start_leads_to_the_first(grace, application):
    apply = f"/courses/{application.course.code}/apply"
    assert grace.get(apply).location == address(application)
    assert grace.post(apply, data={"country": "KE"}).location == address(application)
    assert len(db.session.scalars(select(Application)).all()) == 1


@pytest.mark.parametrize("country", ["", "JP", "XX"])
def test_only_a_country_of_the_course_can_nominate(make, sign_in, country):
    course = make.course()
    answer = sign_in(make.person().id).post(
        f"/courses/{course.code}/apply", data={"country": country}
    )
    assert answer.status_code == 422 and "There is a problem" in answer.text
    assert not db.session.scalars(select(Application)).all()


def test_all_applications_are_listed_with_what_is_to_be_done(grace, application, make):
    other = make.application(Status.OFFERED)
    page = grace.get("/my").text
    assert application.reference in page and "Not sent" in page and "Send it by" in page
    assert other.reference not in page


def test_the_task_list_counts_what_is_done(grace, application):
    page = grace.get(address(application))
    assert "0 of 8 tasks completed." in page.text
    fill_in(grace, application, "name")
    page = grace.get(address(application)).text
    assert "1 of 8 tasks completed." in page and "Saved at 15:00" in page
    assert "Complete parts 1 to 3 first" in page


def test_a_place_is_accepted_with_its_conditions(make, sign_in):
    application = make.application(Status.OFFERED)
    client = sign_in(application.person_id)
    assert "Accept this place" in client.get(address(application, "/offer")).text
    answer = client.post(address(application, "/offer"), data={"answer": "accept"})
    assert answer.status_code == 422 and "I cannot come" in answer.text
    ticked = dict.fromkeys(("can_stay", "is_released", "has_passport", "waits_for_ticket"), "y")
    answer = client.post(address(application, "/offer"), data={"answer": "accept", **ticked})
    assert (answer.status_code, fresh(application).status) == (303, Status.CONFIRMED)
    record = f"/staff/{application.course.code}/applications/{application.reference}"
    page = sign_in(make.coordinator().id).get(record).text
    assert "My employer knows the dates and lets me go" in page


def test_a_place_is_refused_without_conditions(make, sign_in):
    application = make.application(Status.OFFERED)
    client = sign_in(application.person_id)
    answer = client.post(address(application, "/offer"), data={"answer": "decline"})
    assert (answer.status_code, fresh(application).status) == (303, Status.DECLINED)


@pytest.mark.parametrize("status", Status)
def test_each_status_has_a_page(make, sign_in, status):
    application = make.application(status)
    page = sign_in(application.person_id).get(address(application))
    assert page.status_code == 200 and page.text.count("<h1") == 1


PAGES = ["", *(f"/{section}" for section in Section), "/check", "/declare", "/receipt",
         "/withdraw", "/offer"]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_another_person_finds_nothing(application, make, sign_in, page):
    for stranger in (make.person(), make.coordinator()):
        answer = sign_in(stranger.id).get(address(application, page))
        assert (answer.status_code, "This page does not exist." in answer.text) == (404, True)


def test_who_is_not_signed_in_is_asked_to(app, application):
    answer = app.test_client().get(address(application))
    assert answer.status_code == 303 and answer.location.startswith("/sign-in")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_weighs_little(grace, application, make, page):
    make.complete(application, **REASONS)
    answer = grace.get(address(application, page))
    assert len(gzip.compress(answer.data, 9)) <= 8 * 1024
