from datetime import timedelta

import pytest

from app.domain.next_steps import MinistrySays, NextStep
from app.domain.workflow import Role, Status
from app.extensions import db
from app.models import Correction, Person, RoleGrant
from app.queries import approvals as queries
from app.queries.approvals import Cursor, View, queue_lengths, waiting_in
from app.queries.desk import Notice, courses_on_desk, waiting_today
from app.queries.people import actor_of


def waiting(make, course, now, *statuses):
    return [
        make.application(status, course=course, next_step_at=now - timedelta(hours=number // 2))
        for number, status in enumerate(statuses)
    ]


@pytest.mark.parametrize("view", [View(), View(step=NextStep.CHECK), View(country="KE")])
def test_pages_follow_one_another_without_gap_or_double(make, now, monkeypatch, view):
    course, coordinator = make.course(), make.coordinator()
    made = waiting(make, course, now, *[Status.SUBMITTED, Status.SCREENED] * 5)
    found, after = [], None
    while True:
        page = waiting_in(view, course.id, seen_by=coordinator, after=after, limit=3)
        found += [row.id for row in page.rows]
        if page.next is None:
            break
        after = Cursor.parse(str(page.next))
    shown = [one for one in made if one.next_step in view.steps]
    in_order = sorted(
        shown, key=lambda row: (view.steps.index(row.next_step), row.next_step_at, row.id)
    )
    assert found == [row.id for row in in_order]


@pytest.mark.parametrize(
    "text",
    ["", "~", "~~", "0~yesterday~1", "0~2026-01-01T00:00~1", "0~2026-01-01~x",
     "0~2026-01-01T00:00Z~99999999999999", "-1~2026-01-01T00:00Z~1", f"-{'9' * 12}~2026-01-01Z~1",
     "99~2026-01-01T00:00Z~1", "0~0001-01-01T00:00+23:59~1", "0~9999-12-31T23:59-23:59~1",
     f"0~2026-01-01T00:00Z~{'9' * 5000}"],
)  # fmt: skip
def test_what_is_no_cursor_starts_at_the_top(text):
    assert Cursor.parse(text) is None


def test_of_a_name_that_is_looked_for_no_more_words_are_asked_than_names_have(make):
    course, coordinator = make.course(), make.coordinator()
    with_one, with_many = (
        str(queries._list_of(View(name="a " * words), coordinator, (0,), False))
        for words in (1, 40)
    )
    assert with_many.count("search_term") == 8 * with_one.count("search_term")
    assert waiting_in(View(name="\ufdfa" * 80), course.id, seen_by=coordinator).rows == []


def test_a_long_queue_is_counted_no_further_than_anybody_reads(make, now, monkeypatch):
    monkeypatch.setattr(queries, "COUNTED", 2)
    course = make.course()
    waiting(make, course, now, *[Status.SUBMITTED] * 3, Status.SCREENED)
    lengths = queue_lengths(course.id, seen_by=make.coordinator())
    assert lengths == {NextStep.CHECK: 2, NextStep.ASSIGN: 1}


@pytest.mark.impossible("what the ministry says is set alone")
def test_notices_find_what_came_back_and_what_did_not_come(make, now):
    course, coordinator = make.course(), make.coordinator()
    back, asked = waiting(make, course, now, Status.SUBMITTED, Status.SCREENED)
    make.complete(back, paper="Our prisons.")
    asked.ministry_says = MinistrySays.ASKED
    db.session.add(
        Correction(
            application_id=back.id, sections=["job"], reason_sealed=b"", due_at=now, asked_at=now,
            answered_at=now,
        )
    )  # fmt: skip
    db.session.commit()
    found = waiting_today([course], seen_by=coordinator)[course.id]
    assert found.notices == {Notice.CORRECTED: 1, Notice.NO_PAPER: 1, Notice.LETTER_FAILED: 0}
    assert found.silent == 1
    for notice, application in ((Notice.CORRECTED, back), (Notice.NO_PAPER, asked)):
        page = waiting_in(View(notice=notice), course.id, seen_by=coordinator)
        assert [row.id for row in page.rows] == [application.id]


def test_who_knows_an_applicant_meets_the_application_in_no_list(make, now):
    course, person = make.course(), make.staff(Role.COORDINATOR)
    reviewer = make.save(
        RoleGrant(
            person_id=person.id, role=Role.REVIEWER, institute_id=course.institute_id,
            holds_from=now, holds_until=now + timedelta(days=1),
        )
    )  # fmt: skip
    known, other, stranger = waiting(make, course, now, *[Status.SCREENED] * 3)
    own = make.application(
        Status.SUBMITTED, course=course, person=db.session.get(Person, person.id)
    )
    make.assignment(known, reviewer=person, is_conflicted=True, conflict_reason="My cousin.")
    make.assignment(other, reviewer=make.staff(Role.REVIEWER), is_conflicted=True)
    actor = actor_of(reviewer.person_id, at=now)

    def seen(view, by):
        return {row.id for row in waiting_in(view, course.id, seen_by=by).rows}

    assert seen(View(country="KE"), actor) == {other.id, stranger.id}
    assert seen(View(country="KE"), make.coordinator()) == {
        one.id for one in (known, other, stranger, own)
    }
    assert queue_lengths(course.id, seen_by=actor) == {NextStep.SCORE: 1, NextStep.ASSIGN: 1}
    assert waiting_today([course], seen_by=actor)[course.id].steps == {
        NextStep.SCORE: 1,
        NextStep.ASSIGN: 1,
    }


def test_a_country_reaches_only_courses_that_it_takes_part_in(make):
    here, elsewhere = make.course(countries=("KE", "FJ")), make.course(countries=("FJ", "LA"))
    assert courses_on_desk(seen_by=make.staff(Role.POST, country="KE")) == [here]
    assert courses_on_desk(seen_by=make.staff(Role.REVIEWER, country="KE")) == []
    narrow = make.staff(Role.COORDINATOR, country="KE", course_id=elsewhere.id)
    assert courses_on_desk(seen_by=narrow) == []
