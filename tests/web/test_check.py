from datetime import timedelta

import pytest

from app import clock
from app.domain.catalogue import CourseStage
from app.extensions import db
from app.models import Event
from app.operations.checking import RESULT_LIVES

HOME = {"Origin": "http://localhost"}
ANSWERS = {
    "work": "probation", "years": "6", "born": "1985", "country": "KE", "speaks": "well",
}  # fmt: skip


@pytest.fixture
def visitor(app, database):
    app.wsgi_app.entries.clear()
    return app.test_client()


@pytest.fixture
def code(make):
    rules = {"works": ["probation"], "min_years": 5, "min_age": 30, "max_age": 50}
    return make.course(countries=("KE", "LA"), **rules).code


def ask(visitor, code, headers=HOME, **changes):
    answers = ANSWERS | changes
    return visitor.post(f"/courses/{code}/check", data=answers, headers=headers)


def result(visitor, code, **changes):
    answer = ask(visitor, code, **changes)
    assert answer.status_code == 303
    return visitor.get(answer.location).text


def test_json_is_no_answer(visitor, code):
    for said in (b"[" * 50_000, b'{"work": "probation"}', b"7", b"{"):
        address = f"/courses/{code}/check"
        answer = visitor.post(address, data=said, content_type="application/json", headers=HOME)
        assert answer.status_code == 422
        assert "Choose your work" in answer.text


def test_who_fits_can_apply(visitor, code):
    page = result(visitor, code)
    assert "<h1>You can apply</h1>" in page
    assert "This course is for Kenya." in page
    assert "Apply for this course" in page


def test_a_doubt_does_not_stop_anybody(visitor, code):
    page = result(visitor, code, speaks="some")
    assert "<h1>You may be able to apply</h1>" in page
    assert "You will need to discuss your work in English." in page
    assert "Apply for this course" in page


def test_who_cannot_apply_reads_which_rule_and_what_else_is_open(visitor, code, make):
    make.course(countries=("FJ",), title="Another course, for Fiji")
    page = result(visitor, code, country="FJ", years="2")
    assert "<h1>You cannot apply for this course</h1>" in page
    assert "This course is for other countries, not for Fiji." in page
    assert "You need 5 years of work in criminal justice." in page
    assert "Another course, for Fiji" in page
    assert "Apply for this course" not in page


def test_answers_that_are_missing_are_named_and_the_others_stay(visitor, code):
    answers = {"years": "many", "born": "2528", "country": "KE"}
    answer = visitor.post(f"/courses/{code}/check", data=answers, headers=HOME)
    assert answer.status_code == 422
    assert "<title>Error: Check if you can apply" in answer.text
    for sentence in ("Choose your work", "Enter your years of work, for example 6",
                     "Enter the year of your birth in the calendar of your passport"):  # fmt: skip
        assert sentence in answer.text
    assert 'value="many"' in answer.text
    assert '<option selected value="KE">Kenya' in answer.text


def test_a_form_from_elsewhere_is_refused(visitor, code):
    assert ask(visitor, code, headers={"Origin": "https://evil.example"}).status_code == 403


def test_nothing_is_kept(visitor, code):
    answer = ask(visitor, code)
    assert "Set-Cookie" not in answer.headers
    assert db.session.query(Event).count() == 0


def test_no_log_reads_the_answers_in_the_address(visitor, code):
    address = ask(visitor, code).location
    assert not any(said in address for said in ("1985", "probation", "KE&", "well"))
    assert visitor.get(address).text == visitor.get(address).text  # also by the Back button


@pytest.mark.parametrize("said", ["", "x", "é", "AAAA", "A" * 200, "born=1985"])
def test_a_result_without_answers_leads_to_the_questions(visitor, code, said):
    answer = visitor.get(f"/courses/{code}/check/result", query_string={"said": said})
    assert (answer.status_code, answer.location) == (303, f"/courses/{code}/check")


def test_a_result_ends_after_an_hour_and_belongs_to_one_course(
    visitor, code, make, now, monkeypatch
):
    address = ask(visitor, code).location
    elsewhere = address.replace(code, make.course().code)
    assert visitor.get(elsewhere).status_code == 303
    monkeypatch.setattr(clock, "now", lambda: now + RESULT_LIVES + timedelta(seconds=1))
    assert visitor.get(address).status_code == 303


def test_a_draft_cannot_be_checked(visitor, make):
    assert ask(visitor, make.course(stage=CourseStage.DRAFT).code).status_code == 404
