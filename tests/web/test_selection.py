import gzip
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.blueprints.selection import routes as board
from app.domain.next_steps import MinistrySays
from app.domain.selection import Choice
from app.domain.workflow import Role, Status
from app.extensions import db
from app.models import Slate
from tests.factories import fresh


@pytest.fixture
def course(make):
    return make.course(places=2, seats=1)


@pytest.fixture
def rows(make, course):
    return [
        make.application(Status.SCREENED, course=course, country=country)
        for country in ("KE", "KE", "FJ")
    ]


@pytest.fixture
def slate(make, course, rows):
    kenya, other, fiji = rows
    lines = [(kenya, Choice.SELECT), (other, Choice.RESERVE, "general", 1), (fiji, Choice.NO)]
    return make.slate(course, lines, made_by=make.coordinator())


def typed(rows, *choices, version=0):
    chosen = {f"choice-{row.id}": choice for row, choice in zip(rows, choices, strict=True)}
    return chosen | {"version": str(version)}


def address(course, page):
    return f"/staff/{course.code}/{page}"


def test_a_coordinator_saves_a_draft(make, sign_in, course, rows):
    browser = sign_in(make.coordinator().id)
    assert "No draft is saved yet." in browser.get(address(course, "board")).text
    answer = browser.post(address(course, "board"), data=typed(rows, "select", "reserve", "no"))
    assert answer.status_code == 303
    assert "Draft 1, saved" in browser.get(address(course, "board")).text


def test_too_many_of_a_country_keep_all_choices_and_say_so_in_the_row(make, sign_in, course, rows):
    browser = sign_in(make.coordinator().id)
    data = typed(rows, "select", "select", "reserve")
    answer = browser.post(address(course, "board"), data=data)
    assert answer.status_code == 422
    assert "No seat is left for Kenya." in answer.text
    assert answer.text.count("checked") == 3
    assert db.session.scalars(select(Slate)).all() == []


def test_a_full_country_is_marked_in_the_rows_that_wait(make, sign_in, course, rows, slate):
    page = sign_in(make.coordinator().id).get(address(course, "board"))
    assert "Kenya is full, 1 of 1" in page.text


def test_of_very_many_the_board_shows_the_best_and_the_chosen_and_keeps_all(
    make, sign_in, course, rows, monkeypatch
):
    monkeypatch.setattr(board, "MOST_SHOWN", 1)
    browser = sign_in(make.coordinator().id)
    first, second, third = rows
    page = browser.get(address(course, "board")).text
    assert [f'name="choice-{row.id}"' in page for row in rows] == [True, False, False]
    assert "The first 1 by score are shown" in page
    browser.post(address(course, "board"), data={f"choice-{third.id}": "select", "version": "0"})
    page = browser.get(address(course, "board")).text
    assert [f'name="choice-{row.id}"' in page for row in rows] == [True, False, True]
    (slate,) = db.session.scalars(select(Slate).options(selectinload(Slate.lines)))
    choices = {line.application_id: line.choice for line in slate.lines}
    assert choices == {first.id: Choice.NO, second.id: Choice.NO, third.id: Choice.SELECT}


def test_who_is_not_endorsed_can_only_be_a_no(make, sign_in, course):
    waiting = make.application(
        Status.SCREENED, course=course, ministry_says=MinistrySays.ASKED, final_rank=None
    )
    page = sign_in(make.coordinator().id).get(address(course, "board"))
    assert f"choice-{waiting.id}" not in page.text
    assert "No, until the ministry endorses" in page.text


@pytest.mark.parametrize("value", ["", "nonsense", "SELECT", "x" * 5000])
def test_a_choice_that_is_none_is_a_no(make, sign_in, course, rows, value):
    browser = sign_in(make.coordinator().id)
    answer = browser.post(address(course, "board"), data=typed(rows, value, "no", "no"))
    assert answer.status_code == 303


def test_a_damaged_form_is_refused_in_words(make, sign_in, course, rows):
    browser = sign_in(make.coordinator().id)
    data = typed(rows, "select", "no", "no", version="x")
    assert browser.post(address(course, "board"), data=data).status_code == 422


def test_it_goes_to_the_director_and_back_or_on(make, sign_in, course, rows):
    browser = sign_in(make.coordinator().id)
    browser.post(address(course, "board"), data=typed(rows, "select", "no", "reserve"))
    answer = browser.post(address(course, "board/propose"), data={"version": "1"})
    assert answer.status_code == 303
    director = sign_in(make.director().id)
    assert "Selection 1" in director.get(address(course, "approval")).text
    returned = director.post(
        address(course, "approval/return"), data={"version": "2", "reason": "More women."}
    )
    assert returned.status_code == 303
    assert "More women." in browser.get(address(course, "board")).text


def test_the_director_approves(make, sign_in, course, slate):
    browser = sign_in(make.director().id)
    data = {"agreed": "y", "version": "1"}
    assert browser.post(address(course, "approval"), data=data).status_code == 303
    assert fresh(slate).approved_at is not None


@pytest.mark.parametrize(
    ("page", "data", "says"),
    [
        ("approval", {"version": "1"}, "Confirm that you have read this selection"),
        ("approval", {"version": "9", "agreed": "y"}, "Somebody has changed this"),
        ("approval/return", {"version": "1", "reason": " "}, "Write what the coordinators should"),
    ],
)
def test_what_the_director_forgets_is_said(make, sign_in, course, slate, page, data, says):
    answer = sign_in(make.director().id).post(address(course, page), data=data)
    assert answer.status_code == 422
    assert says in answer.text
    assert fresh(slate).approved_at is None


@pytest.fixture
def approved(make, course, rows):
    kenya, other, fiji = rows
    lines = [(kenya, Choice.SELECT), (other, Choice.RESERVE, "general", 1), (fiji, Choice.NO)]
    return make.slate(course, lines, made_by=make.coordinator(), approved_by=make.director())


def test_letters_are_read_released_held_and_stopped(make, sign_in, course, rows, approved, now):
    browser = sign_in(make.coordinator().id)
    letter = browser.get(address(course, f"letters/{rows[0].id}")).text
    assert "We are pleased to offer you a place" in letter
    assert browser.post(address(course, "letters/release"), data={}).status_code == 303
    assert fresh(approved).release_at == now + timedelta(minutes=30)
    assert "The letters go on" in browser.get(address(course, "letters")).text
    stop = address(course, f"letters/{rows[0].id}/stop")
    assert browser.post(stop, data={}).status_code == 303
    assert "Put back" in browser.get(address(course, "letters")).text
    assert browser.post(address(course, "letters/stop-all"), data={}).status_code == 303
    assert fresh(approved).release_at is None


def test_a_release_that_is_not_approved_is_refused_in_words(make, sign_in, course, slate):
    browser = sign_in(make.coordinator().id)
    answer = browser.post(address(course, "letters/release"), data={})
    assert answer.status_code == 422
    assert "Only an approved selection can be released" in answer.text


@pytest.mark.parametrize("page", ["board", "approval", "letters"])
def test_an_applicant_is_in_the_wrong_area(make, sign_in, course, page):
    assert sign_in(make.person().id).get(address(course, page)).status_code == 403


@pytest.mark.parametrize(("role", "page"), [
    (Role.COORDINATOR, "approval"), (Role.DIRECTOR, "board"), (Role.AUDITOR, "letters"),
    (Role.REVIEWER, "board"),
])  # fmt: skip
def test_each_page_is_for_its_role(make, sign_in, course, role, page):
    assert sign_in(make.staff(role).id).get(address(course, page)).status_code == 403


def test_the_course_of_another_programme_does_not_exist(make, sign_in, course):
    other = make.course()
    browser = sign_in(make.coordinator(course_id=other.id).id)
    assert browser.get(address(course, "board")).status_code == 404
    assert browser.post(address(course, "board"), data={"version": "0"}).status_code == 404


@pytest.mark.parametrize("number", [1, 50])
def test_the_board_takes_as_many_statements_for_one_row_as_for_fifty(
    make, sign_in, statements, number
):
    course = make.course()
    for place in range(number):
        make.application(
            Status.SCREENED, course=course, country=("KE", "FJ", "LA", "VN")[place % 4]
        )
    browser = sign_in(make.coordinator().id)
    with statements() as found:
        page = browser.get(address(course, "board"))
    assert page.text.count("<bdi>") == number
    assert len(found) == BOARD_STATEMENTS
    assert len(gzip.compress(page.data)) < 25_000


BOARD_STATEMENTS = 7
