"""The administration of courses, as its pages are used."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.domain.catalogue import CourseStage
from app.domain.selection import Choice
from app.domain.workflow import Role, Status
from app.extensions import db
from app.models import Course, Criterion, Letter
from app.operations.deadlines import run_deadlines
from tests.factories import fresh

DAYS = {
    "opens_at": ["4", "1", "2027"], "apply_by": ["29", "1", "2027"],
    "nominate_by": ["5", "2", "2027"], "decide_by": ["5", "3", "2027"],
    "starts_on": ["10", "5", "2027"], "ends_on": ["17", "6", "2027"], "age_on": ["10", "5", "2027"],
}  # fmt: skip
TYPED = {
    "title": "197th International Training Course", "theme": "Probation", "about": "Words.",
    "paid": "Flight and room.", "place": "Akishima, Tokyo", "email": "itc@example.org",
    "language": "en", "intake": "open", "places": "4", "min_years": "5", "works": ["probation"],
    "documents": ["passport"], "quotas": "Kenya 3 2\nFJ 3 2", **DAYS,
}  # fmt: skip


@pytest.fixture
def visitor(app, database):
    app.wsgi_app.entries.clear()
    return app.test_client()


@pytest.fixture
def browser(make, sign_in):
    return sign_in(make.coordinator().id)


def draft(make, **changes):
    facts = {"theme": "Probation", "about": "Words.", "paid": "Flight.", "email": "i@example.org"}
    return make.course(stage=CourseStage.DRAFT, **facts | changes)


def test_a_course_is_made_edited_and_published(browser, make, visitor):
    typed = TYPED | {"code": "itc-197", "programme": str(make.programme.id)}
    answer = browser.post("/admin/courses/new", data=typed)
    assert (answer.status_code, answer.location) == (303, "/admin/courses/itc-197")
    course = db.session.scalars(select(Course).where(Course.code == "itc-197")).one()
    assert course.apply_by == datetime(2027, 1, 29, 8, tzinfo=UTC)  # 17:00 in Japan
    assert db.session.query(Criterion).filter_by(course_id=course.id).count() == 4
    assert visitor.get("/courses/itc-197").status_code == 404

    edited = TYPED | {"version": "1", "quotas": "Kenya 3 3\nFiji 3 1"}
    assert browser.post("/admin/courses/itc-197/edit", data=edited).status_code == 303
    answer = browser.post("/admin/courses/itc-197/publish", data={"version": "2"})
    assert answer.status_code == 303
    page = visitor.get("/courses/itc-197").text
    assert "197th International Training Course" in page
    assert "From: Fiji and Kenya" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Enter the title of the course"),
        ({"apply_by": ["31", "2", "2027"]}, "Enter a day that exists"),
        ({"apply_by": ["1", "1", "2027"]}, "Applications must open before they close."),
        ({"starts_on": ["1", "3", "2027"]}, "The course must begin after the results."),
        ({"quotas": "Kenia 3 2"}, "Line 1: we do not know this country."),
        ({"quotas": f"Kenya {'9' * 5000} 2"}, "Line 1: write a country and two numbers"),
        ({"quotas": "Kenya \u00b2 2"}, "Line 1: write a country and two numbers"),
        ({"apply_by": ["1", "1", "1"]}, "Enter a day that exists"),
        ({"ends_on": ["31", "12", "9999"]}, "Enter a day that exists"),
        ({"quotas": "Kenya 2 3"}, "Kenya cannot have more seats than nominations."),
        ({"places": "many"}, "Enter a whole number"),
    ],
)
def test_what_was_typed_wrong_is_named_and_all_of_it_stays(browser, make, changes, sentence):
    course = draft(make)
    answer = browser.post(f"/admin/courses/{course.code}/edit",
                          data=TYPED | {"version": "1"} | changes)  # fmt: skip
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Flight and room." in answer.text
    assert fresh(course).version == 1


def test_an_edit_over_an_old_page_is_refused_and_kept(browser, make):
    course = draft(make)
    address = f"/admin/courses/{course.code}/edit"
    assert browser.post(address, data=TYPED | {"version": "1"}).status_code == 303
    answer = browser.post(address, data=TYPED | {"version": "1", "place": "Osaka"})
    assert answer.status_code == 422
    assert "Somebody has changed this since you opened it." in answer.text
    assert 'value="Osaka"' in answer.text
    assert fresh(course).place == "Akishima, Tokyo"


def test_a_draft_that_lacks_something_is_not_published(browser, make):
    course = draft(make, theme="")
    assert "Enter the theme." in browser.get(f"/admin/courses/{course.code}").text
    answer = browser.post(f"/admin/courses/{course.code}/publish", data={"version": "1"})
    assert (answer.status_code, "Enter the theme." in answer.text) == (422, True)
    assert fresh(course).stage == CourseStage.DRAFT


def test_closing_ends_applications_and_a_later_deadline_opens_them(browser, make, visitor):
    course = make.course()
    browser.post(f"/admin/courses/{course.code}/close", data={"version": "1"})
    assert "Apply for this course" not in visitor.get(f"/courses/{course.code}").text
    typed = {"apply_by": ["31", "1", "2027"], "reason": "Holidays."}
    browser.post(f"/admin/courses/{course.code}/deadline", data=typed)
    page = visitor.get(f"/courses/{course.code}").text
    assert "Apply for this course" in page
    assert "Sunday 31 January 2027" in page


def test_a_cancelled_course_tells_everybody_and_holds_no_seat(browser, make, visitor, now):
    course = make.course()
    confirmed = make.application(Status.CONFIRMED, course=course)
    sent = make.application(Status.SUBMITTED, course=course)
    done = make.application(Status.NOT_SELECTED, course=course)
    typed = {"reason": "An earthquake.", "version": "1"}
    assert browser.post(f"/admin/courses/{course.code}/cancel", data=typed).status_code == 303
    assert [fresh(one).status for one in (confirmed, sent, done)] == [
        Status.CANCELLED, Status.CANCELLED, Status.NOT_SELECTED,
    ]  # fmt: skip
    assert list(db.session.scalars(select(Letter.template))) == ["cancelled", "cancelled"]
    assert "An earthquake." in visitor.get(f"/courses/{course.code}").text


def test_a_held_release_of_a_cancelled_course_is_not_carried_out(browser, make, now):
    course, director = make.course(), make.director()
    chosen = make.application(Status.SCREENED, course=course)
    slate = make.slate(
        course, [(chosen, Choice.SELECT)], made_by=make.coordinator(), approved_by=director,
        release_at=now + timedelta(minutes=30),
    )  # fmt: skip
    typed = {"reason": "An earthquake.", "version": "1"}
    assert browser.post(f"/admin/courses/{course.code}/cancel", data=typed).status_code == 303
    assert run_deadlines(at=now + timedelta(hours=1)) == 0
    assert (fresh(slate).release_at, fresh(chosen).status) == (None, Status.CANCELLED)


def test_a_copy_is_a_draft_a_year_later(browser, make):
    course = make.course(theme="Probation")
    typed = {"code": "itc-999", "title": "999th International Training Course"}
    assert browser.post(f"/admin/courses/{course.code}/copy", data=typed).status_code == 303
    copy = db.session.scalars(select(Course).where(Course.code == "itc-999")).one()
    assert (copy.stage, copy.theme) == (CourseStage.DRAFT, "Probation")
    assert copy.apply_by == course.apply_by + timedelta(weeks=52)
    again = browser.post(f"/admin/courses/{course.code}/copy", data=typed)
    assert (again.status_code, "Another course has this code." in again.text) == (422, True)


@pytest.mark.parametrize(
    ("smaller", "sentence"),
    [
        ({"places": "2"}, "3 people have a place already. Enter at least so many places."),
        ({"quotas": "Kenya 5 2\nFJ 5 4"}, "3 people of Kenya have a place already."),
        ({"quotas": "FJ 5 4"}, "3 people of Kenya have a place already."),
    ],
)
def test_a_course_gets_no_smaller_than_who_has_a_place(browser, make, smaller, sentence):
    course = make.course(places=3)
    for _ in range(3):
        make.application(Status.CONFIRMED, course=course)
    typed = TYPED | {"version": "1", "places": "3", "quotas": "Kenya 5 3\nFJ 5 1"} | smaller
    answer = browser.post(f"/admin/courses/{course.code}/edit", data=typed)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert (fresh(course).places, fresh(course).title != TYPED["title"]) == (3, True)


PAGES = ("", "/edit", "/deadline", "/copy", "/cancel")


@pytest.mark.parametrize("page", PAGES)
def test_only_who_may_edit_a_course_gets_there(make, sign_in, page):
    course, other = make.course(), make.course()
    address = f"/admin/courses/{course.code}{page}"
    elsewhere = make.staff(Role.COORDINATOR, course_id=other.id)
    actors = [make.coordinator(), make.staff(Role.ADMINISTRATOR), elsewhere,
              make.staff(Role.AUDITOR), make.director()]  # fmt: skip
    codes = [sign_in(actor.id).get(address).status_code for actor in actors]
    assert codes == [200, 200, 404, 403, 403]


def test_a_coordinator_of_one_course_makes_no_other(make, sign_in):
    course = make.course()
    browser = sign_in(make.staff(Role.COORDINATOR, course_id=course.id).id)
    typed = TYPED | {"code": "itc-197", "programme": str(make.programme.id)}
    assert browser.post("/admin/courses/new", data=typed).status_code == 422
    typed = {"code": "itc-999", "title": "999th International Training Course"}
    assert browser.post(f"/admin/courses/{course.code}/copy", data=typed).status_code == 403


def test_the_list_takes_as_many_statements_for_fifty_courses_as_for_one(make, sign_in, statements):
    browser = sign_in(make.coordinator().id)
    make.course()
    with statements() as few:
        assert browser.get("/admin/courses").status_code == 200
    for _ in range(49):
        make.course()
    with statements() as many:
        assert browser.get("/admin/courses").text.count("itc-") >= 50
    assert len(few) == len(many) == 2


def test_each_role_sees_the_links_that_lead_it_somewhere(make, sign_in):
    make.course()
    pages = [sign_in(actor.id).get("/admin/courses").text
             for actor in (make.coordinator(), make.staff(Role.ADMINISTRATOR))]  # fmt: skip
    links = [set(re.findall(r'href="(/staff|/admin/[a-z]+)"', page)) for page in pages]
    assert links == [
        {"/staff", "/admin/courses", "/admin/countries"},
        {"/admin/courses", "/admin/people", "/admin/countries"},
    ]
