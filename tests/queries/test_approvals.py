from datetime import timedelta

import pytest

from app.domain.names import search_terms
from app.domain.next_steps import MinistrySays, NextStep
from app.domain.workflow import Role, Status
from app.extensions import db
from app.models import Correction, Person, RoleGrant, SearchTerm
from app.queries import approvals as queries
from app.queries import desk
from app.queries.approvals import Cursor, View, queue_lengths, waiting_in
from app.queries.desk import Notice, courses_on_desk, waiting_today
from app.queries.people import actor_of
from tests.queries.plans import plan_of


def waiting(make, course, now, *statuses):
    return [
        make.application(status, course=course, next_step_at=now - timedelta(hours=number // 2))
        for number, status in enumerate(statuses)
    ]


def pages(view, course, actor, limit):
    """The numbers on each page of the view."""
    after = None
    while True:
        page = waiting_in(view, course.id, seen_by=actor, after=after, limit=limit)
        yield [row.id for row in page.rows]
        if page.next is None:
            return
        after = Cursor.parse(str(page.next))


VIEWS = [View(), View(step=NextStep.CHECK), View(country="KE"), View(name="odh")]


@pytest.mark.parametrize("view", VIEWS)
def test_pages_follow_one_another_without_gap_or_double(make, now, view):
    course, coordinator = make.course(), make.coordinator()
    made = waiting(make, course, now, *[Status.SUBMITTED, Status.SCREENED] * 5)
    for one in made:
        make.save(SearchTerm(course_id=course.id, term="odhiambo", application_id=one.id))
    found = [number for page in pages(view, course, coordinator, limit=3) for number in page]
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
        str(queries._named(View(name="a " * words), coordinator, (0,), False)) for words in (1, 40)
    )
    assert with_many.count("FROM search_term AS") == 7
    assert with_one.count("FROM search_term AS") == 0
    assert waiting_in(View(name="\ufdfa" * 80), course.id, seen_by=coordinator).rows == []


def named(make, course, *names, **facts):
    """Applications of these people, who are found by each word of their names."""
    made = []
    for name in names:
        application = make.application(Status.SUBMITTED, course=course, **facts)
        for term in search_terms(name):
            db.session.add(
                SearchTerm(course_id=course.id, term=term, application_id=application.id)
            )
        made.append(application)
    db.session.commit()
    return made


def test_a_name_is_found_by_the_beginning_of_each_of_its_words_and_once(make):
    course, coordinator = make.course(), make.coordinator()
    twice, one, _ = named(make, course, "Maria Martínez", "Mario Rossi", "Anna Rossi")
    elsewhere = make.course()
    found = pages(View(name="mar"), course, coordinator, limit=1)
    assert list(found) == [[twice.id], [one.id]]
    assert list(pages(View(name="mar"), course, coordinator, limit=9)) == [[twice.id, one.id]]
    assert list(pages(View(name="ro m"), course, coordinator, limit=9)) == [[one.id]]
    assert list(pages(View(name="mar"), elsewhere, coordinator, limit=9)) == [[]]


def test_of_names_that_begin_alike_so_many_are_shown_as_somebody_reads(make, monkeypatch):
    monkeypatch.setattr(queries, "MOST_NAMES", 4)
    queries._named.cache_clear()
    course, coordinator = make.course(), make.coordinator()
    *first, _ = named(make, course, *(f"Mara{sign}" for sign in "abcdef"))
    page = waiting_in(View(name="mara"), course.id, seen_by=coordinator, limit=3)
    assert (len(page.rows), page.is_cut) == (3, True)
    rest = waiting_in(View(name="mara"), course.id, seen_by=coordinator, after=page.next, limit=3)
    assert [row.id for row in (*page.rows, *rest.rows)] == [one.id for one in first]
    page = waiting_in(View(name="marab"), course.id, seen_by=coordinator, limit=3)
    assert page.is_cut is False
    queries._named.cache_clear()


def test_a_list_of_one_rank_or_of_a_band_of_scores_holds_those_alone(make):
    course, coordinator = make.course(), make.coordinator()
    means = (1, 1.99, 2, 3.5, 4, 5, None)
    made = [
        make.application(Status.SCREENED, course=course, score_mean=mean, final_rank=rank)
        for rank, mean in enumerate(means, 1)
    ]
    found = {
        band: [
            means[[one.id for one in made].index(row.id)]
            for row in waiting_in(View(score=band), course.id, seen_by=coordinator).rows
        ]
        for band in (1, 2, 3, 4)
    }
    assert found == {1: [1, 1.99], 2: [2], 3: [3.5], 4: [4, 5]}
    page = waiting_in(View(rank=3), course.id, seen_by=coordinator)
    assert [row.id for row in page.rows] == [made[2].id]


@pytest.mark.impossible("a score is set alone")
def test_who_may_not_know_a_score_does_not_find_it_by_its_band(make):
    course = make.course(countries=("KE",))
    make.application(Status.SCREENED, course=course, score_mean=4.5)
    post = make.staff(Role.POST, country="KE")
    assert len(waiting_in(View(country="KE"), course.id, seen_by=post).rows) == 1
    assert waiting_in(View(score=4), course.id, seen_by=post).rows == []


ALONG = {
    View(): "course_id_next_step_next_step_at_id",
    View(country="KE"): "course_id_country_next_step_next_step_at_id",
    View(rank=1): "course_id_final_rank_next_step_next_step_at_id",
    View(score=4): "score_band",
}


@pytest.mark.parametrize("view", ALONG)
def test_a_list_is_read_along_an_index_in_its_order(make, now, view):
    """However many there are, no more are looked at than a page shows."""
    coordinator, course = make.coordinator(), make.course()
    connection = db.session.connection()
    if view.query and connection.dialect.name != "sqlite":  # an empty table is not worth a choice
        connection.exec_driver_sql(f"DROP INDEX ix_application_{ALONG[View()]}")
    after = Cursor(0, now, 1)
    plan = plan_of(lambda: waiting_in(view, course.id, seen_by=coordinator, after=after),
                   without=("seqscan", "bitmapscan", "sort"))  # fmt: skip
    used = [line for line in plan if f"ix_application_{ALONG[view]}" in line]
    assert len(used) == len(view.steps), plan


def test_a_long_queue_is_counted_no_further_than_anybody_reads(make, now, monkeypatch):
    monkeypatch.setattr(desk, "COUNTED", 2)
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
    steps = waiting_today([course], seen_by=actor)[course.id].steps
    assert {step: number for step, number in steps.items() if number} == {NextStep.ASSIGN: 1}


def test_a_country_reaches_only_courses_that_it_takes_part_in(make):
    here, elsewhere = make.course(countries=("KE", "FJ")), make.course(countries=("FJ", "LA"))
    assert courses_on_desk(seen_by=make.staff(Role.POST, country="KE")) == [here]
    assert courses_on_desk(seen_by=make.staff(Role.REVIEWER, country="KE")) == []
    narrow = make.staff(Role.COORDINATOR, country="KE", course_id=elsewhere.id)
    assert courses_on_desk(seen_by=narrow) == []
