"""Nobody works on an application of their own, or of somebody whom they have said to know: it is
on no page of the desk, while its place stays taken."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.domain.errors import NotPermitted, NotVisible, SecondPersonNeeded
from app.domain.selection import Choice
from app.domain.workflow import Role, Status
from app.extensions import db
from app.models import Person, Slate
from app.operations.deadlines import run_deadlines
from app.operations.nominations import confirm_office
from app.operations.outcomes import letters_before
from app.operations.selection import (
    approve_slate,
    propose_slate,
    release_slate,
    save_slate,
    stop_line,
)
from app.queries.people import actor_of
from tests.factories import fresh

HIDDEN = "WANJIKU"  # as it is shown
NOTE = "That application is not shown to you."
HOW = pytest.mark.parametrize("how", ["own", "known", "known elsewhere"])


@pytest.fixture
def course(make):
    return make.course(places=2, seats=1)


@pytest.fixture
def near(make, course, how, now):
    """A function: an application that is near to this actor, and the actor who now knows it."""

    def near(actor, status=Status.SCREENED):
        of = {"course": course, "family_name": HIDDEN, "score_mean": 4.5}
        person = db.session.get_one(Person, actor.id)
        if how == "own":
            return make.application(status, person=person, **of), actor
        one = make.application(status, **of)
        other = make.application(Status.SCREENED, person=one.person)
        said = {"is_conflicted": True, "conflict_reason": "My cousin."}
        make.assignment(one if how == "known" else other, reviewer=person, **said)
        return one, actor_of(actor.id, at=now)

    return near


def lines_of(slate):
    db.session.rollback()
    of_slate = select(Slate).where(Slate.id == slate.id).options(selectinload(Slate.lines))
    return {one.application_id: one.choice for one in db.session.scalars(of_slate).one().lines}


@HOW
def test_no_page_of_the_desk_names_it(make, sign_in, course, near):
    actor, other = make.coordinator(), make.application(Status.SCREENED, course=course)
    hidden, actor = near(actor)
    lines = [(hidden, Choice.SELECT), (other, Choice.NO)]
    make.slate(course, lines, made_by=make.coordinator(), approved_by=make.director())
    browser, desk = sign_in(actor.id), f"/staff/{course.code}"
    pages = [
        browser.get(f"{desk}/{name}") for name in ("applications?country=KE", "board", "letters")
    ]
    assert [page.status_code for page in pages] == [200, 200, 200]
    for page in pages:
        assert HIDDEN not in page.text and hidden.reference not in page.text
    assert all(NOTE in page.text for page in pages[1:])
    shut = (f"applications/{hidden.reference}", f"letters/{hidden.id}")
    assert [browser.get(f"{desk}/{name}").status_code for name in shut] == [404, 404]
    sheet = browser.get(f"{desk}/applications/sheet/csv").text
    assert other.reference in sheet and hidden.reference not in sheet
    everybody = sign_in(make.coordinator().id).get(f"{desk}/board").text
    assert HIDDEN in everybody and NOTE not in everybody


@HOW
def test_the_board_counts_its_place_as_taken(make, sign_in, course, near):
    actor, other = make.coordinator(), make.application(Status.SCREENED, course=course)
    hidden, actor = near(actor)
    lines = [(hidden, Choice.SELECT), (other, Choice.NO)]
    make.slate(course, lines, made_by=make.coordinator())
    browser = sign_in(actor.id)
    page = browser.get(f"/staff/{course.code}/board").text
    assert "1 on the board, 1 places." in page
    assert 'data-places="1"' in page and 'data-seats="0"' in page
    typed = {
        f"choice-{other.id}": "select",
        "version": str(db.session.scalar(select(Slate.number))),
    }
    refused = browser.post(f"/staff/{course.code}/board", data=typed)
    assert refused.status_code == 422
    assert "No seat is left for Kenya." in refused.text


@HOW
@pytest.mark.parametrize("said", [*Choice, None])
def test_a_draft_keeps_what_others_have_said_of_it(make, now, course, near, said):
    hidden, actor = near(make.coordinator())
    other = make.application(Status.SCREENED, course=course, country="FJ")
    lines = [(hidden, said, *(("general", 1) if said == Choice.RESERVE else ()))] if said else []
    make.slate(course, lines, made_by=make.coordinator())
    slate = save_slate(course.id, {other.id: Choice.SELECT}, by=actor, at=now)
    assert lines_of(slate) == {other.id: Choice.SELECT, hidden.id: said or Choice.NO}


@HOW
def test_nobody_chooses_for_it_by_its_number(make, now, course, near):
    hidden, actor = near(make.coordinator())
    with pytest.raises(Exception, match="Only screened applications of this course"):
        save_slate(course.id, {hidden.id: Choice.SELECT}, by=actor, at=now)


@HOW
def test_another_director_approves(make, sign_in, now, course, near):
    director, other = make.director(), make.director()
    hidden, director = near(director)
    slate = make.slate(course, [(hidden, Choice.SELECT)], made_by=make.coordinator())
    page = sign_in(director.id).get(f"/staff/{course.code}/approval").text
    assert HIDDEN not in page and "Another director must approve this selection." in page
    assert 'name="agreed"' not in page
    with pytest.raises(SecondPersonNeeded):
        approve_slate(slate.id, shown_version=slate.version, by=director, at=now)
    approve_slate(slate.id, shown_version=slate.version, by=other, at=now)


@HOW
def test_its_letter_is_neither_read_nor_stopped(make, now, course, near):
    hidden, actor = near(make.coordinator())
    slate = make.slate(
        course, [(hidden, Choice.SELECT)], made_by=make.coordinator(), approved_by=make.director(),
    )  # fmt: skip
    with pytest.raises(NotVisible):
        letters_before(slate.id, hidden.id, by=actor, at=now)
    with pytest.raises(NotVisible):
        stop_line(slate.id, hidden.id, by=actor, at=now)
    stop_line(slate.id, hidden.id, by=make.coordinator(), at=now)


@HOW
def test_its_office_is_confirmed_by_others(make, now, course, near):
    hidden, actor = near(make.coordinator(), Status.SUBMITTED)
    with pytest.raises(NotPermitted):
        confirm_office(hidden.id, "I know it.", by=actor, at=now)


@pytest.mark.parametrize("how", ["known"])
def test_who_is_not_shown_gets_the_seat_all_the_same(make, now, course, near):
    hidden, actor = near(make.coordinator())
    fiji = make.application(Status.SCREENED, course=course, country="FJ")
    first = {hidden.id: Choice.SELECT, fiji.id: Choice.NO}
    save_slate(course.id, first, by=make.coordinator(), at=now)
    slate = save_slate(course.id, {fiji.id: Choice.SELECT}, by=actor, at=now)
    slate = propose_slate(slate.id, shown_version=slate.version, by=actor, at=now)
    slate = approve_slate(slate.id, shown_version=slate.version, by=make.director(), at=now)
    release_slate(slate.id, hold=timedelta(minutes=30), by=actor, at=now)
    run_deadlines(at=now + timedelta(minutes=30))
    assert [fresh(one).status for one in (hidden, fiji)] == [Status.OFFERED] * 2


@pytest.mark.parametrize("how", ["own"])
def test_ones_own_application_is_where_applicants_see_theirs(make, sign_in, near):
    hidden, actor = near(make.staff(Role.AUDITOR))
    browser = sign_in(actor.id)
    assert browser.get(f"/my/{hidden.reference}").status_code == 200
    assert (
        browser.get(f"/staff/{hidden.course.code}/applications/{hidden.reference}").status_code
        == 404
    )
