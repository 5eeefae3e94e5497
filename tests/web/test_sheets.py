"""The list of a course as a sheet: what is in it, for whom, and what stays on record."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from sqlalchemy import select

from app.adapters import sheets
from app.domain.next_steps import MinistrySays
from app.domain.workflow import Role, Status
from app.extensions import db
from app.models import Event, Person, RoleGrant, SearchTerm
from app.queries import sheets as queries
from tests.adapters.workbooks import cells_of

HEADINGS = [
    "Reference", "Name", "Country", "Position", "Organization", "Nominated by", "Ministry",
    "Ministry’s rank", "Status", "Next step", "Waiting since", "Score", "Decision", "Sent on",
]  # fmt: skip
FORMULA = '=HYPERLINK("http://example.org/?"&A1)'


@pytest.fixture
def course(make):
    return make.course(countries=("CH", "KE", "FJ"))


@pytest.fixture
def desk(make, sign_in, course):
    """A coordinator's browser."""
    return sign_in(make.coordinator().id)


def address(course, kind="csv", query=""):
    return f"/staff/{course.code}/applications/sheet/{kind}{query}"


def rows_of(answer):
    """The rows of a CSV below its headings, each by the names of its columns."""
    assert answer.status_code == 200
    headings, *rows = csv.reader(StringIO(answer.data.decode("utf-8-sig"), newline=""))
    assert headings == HEADINGS
    return [dict(zip(headings, row, strict=True)) for row in rows]


def references(answer):
    return [row["Reference"] for row in rows_of(answer)]


def exports():
    db.session.rollback()
    named = select(Event).where(Event.name == "ApplicationsExported").order_by(Event.id)
    found = [(one.actor_id, one.course_id, one.facts) for one in db.session.scalars(named)]
    db.session.rollback()
    return found


@pytest.fixture
def scored(make, course, now):
    """An application in the middle of its life, with all that a sheet shows."""
    return make.application(
        Status.SCREENED, course=course, reference="ITC1-2345", family_name="Odhiambo",
        given_names="Grace Achieng", job_title="Judge", employer="High Court, Nairobi",
        final_rank=2, score_mean=4.1666, score_spread=0.5, reviews_asked=2, reviews_sent=2,
        # Nine hours later it is the next day in Japan.
        submitted_at=now - timedelta(days=3) + timedelta(hours=6), birth_date=date(1985, 3, 27),
        passport_expires=date(2031, 2, 3), nationality="UG", sex="F",
    )  # fmt: skip


SCORED = {
    "Reference": "ITC1-2345", "Name": "ODHIAMBO Grace Achieng", "Country": "Kenya",
    "Position": "Judge", "Organization": "High Court, Nairobi",
    "Nominated by": "Ministry of Justice, KE", "Ministry": "Endorsed", "Ministry’s rank": "2",
    "Status": "Being considered", "Next step": "Scored", "Waiting since": "2026-12-01",
    "Score": "4.17", "Decision": "", "Sent on": "2026-11-29",
}  # fmt: skip


def test_a_csv_tells_what_coordinators_keep_in_their_lists(desk, course, scored):
    answer = desk.get(address(course))
    assert rows_of(answer) == [SCORED]
    assert answer.content_type == "text/csv; charset=utf-8"
    named = f"attachment; filename={course.code}-applications-2026-12-01.csv"
    assert answer.headers["Content-Disposition"] == named
    assert "no-store" in answer.headers["Cache-Control"]


def test_an_xlsx_has_the_same_cells_with_real_numbers_and_days(desk, course, scored):
    answer = desk.get(address(course, "xlsx"))
    cells = [one.value for one in cells_of([answer.data])]
    real = {"Ministry’s rank": 2, "Score": 4.17, "Waiting since": date(2026, 12, 1),
            "Sent on": date(2026, 11, 29)}  # fmt: skip
    assert cells == [*HEADINGS, *(one for one in (SCORED | real).values() if one != "")]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_the_desk_need_not_keep_is_not_in_the_file(make, desk, course, scored, kind):
    make.complete(scored, health="Diabetes.")
    data = desk.get(address(course, kind)).data
    content = data if kind == "csv" else repr(cells_of([data])).encode()
    person = scored.person
    for secret in ("A1234567", "1985", "2031", "Uganda", "Diabetes", person.email):
        assert secret.encode() not in content, secret


@pytest.mark.parametrize(
    ("status", "words"),
    [(Status.OFFERED, "Selected"), (Status.RESERVE, "Waiting list"), (Status.SUBMITTED, ""),
     (Status.NOT_SELECTED, "Not selected"), (Status.INELIGIBLE, "Not eligible")],
)  # fmt: skip
def test_the_decision_stands_beside_the_status(make, desk, course, status, words):
    make.application(status, course=course)
    assert [row["Decision"] for row in rows_of(desk.get(address(course)))] == [words]


def test_a_selected_person_who_withdraws_was_selected_all_the_same(make, desk, course):
    make.application(
        Status.WITHDRAWN, course=course, former_status=Status.CONFIRMED, is_sent=True,
        submitted_at=make.now,
    )  # fmt: skip
    [row] = rows_of(desk.get(address(course)))
    assert [row["Status"], row["Decision"]] == ["Withdrawn", "Selected"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_applications_leave_the_headings(desk, course, kind):
    answer = desk.get(address(course, kind))
    assert answer.status_code == 200
    if kind == "csv":
        assert rows_of(answer) == []
    else:
        assert [one.value for one in cells_of([answer.data])] == HEADINGS


def test_countries_stand_in_the_order_of_the_alphabet_and_each_in_its_ministrys(make, desk, course):
    wanted = [("FJ", 2), ("FJ", 7), ("FJ", None), ("KE", 1), ("KE", 3), ("CH", 4)]
    made = {}
    for country, rank in sorted(wanted, key=lambda one: -(one[1] or 0)):
        says = MinistrySays.ENDORSED if rank else MinistrySays.ASKED
        made[country, rank] = make.application(
            Status.SCREENED, course=course, country=country, ministry_says=says, final_rank=rank
        ).reference
    assert references(desk.get(address(course))) == [made[one] for one in wanted]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_people_typed_is_no_formula(make, desk, course, kind):
    office = make.authority(name=FORMULA)
    make.application(
        Status.SUBMITTED, course=course, family_name=FORMULA, given_names="+1", job_title="-2+3",
        employer="＝1+1", authority_id=office.id,
    )  # fmt: skip
    data = desk.get(address(course, kind)).data
    if kind == "csv":
        [row] = rows_of(desk.get(address(course)))
        assert [one for one in row.values() if one[:1] in tuple("=+-@＝")] == []
        assert [row["Position"], row["Organization"], row["Nominated by"]] == [
            "'-2+3", "'＝1+1", f"'{FORMULA}",
        ]  # fmt: skip
        return
    cells = cells_of([data])
    typed = [one for one in cells if isinstance(one.value, str) and one.place.endswith("2")]
    assert {(one.kind, one.format, one.has_formula) for one in typed} == {("inlineStr", "@", False)}
    assert {"-2+3", "＝1+1", FORMULA} < {one.value for one in typed}


def test_the_file_keeps_the_filter_of_the_list(make, desk, course):
    kenya = make.application(Status.SUBMITTED, course=course, family_name="Odhiambo")
    db.session.add(SearchTerm(course_id=course.id, term="odhiambo", application_id=kenya.id))
    fiji = make.application(
        Status.OFFERED, course=course, country="FJ", ministry_says=MinistrySays.ASKED,
        final_rank=None,
    )  # fmt: skip
    db.session.commit()
    elsewhere = make.application(Status.SUBMITTED)
    for query, found in (
        ("", [fiji, kenya]), ("?country=FJ", [fiji]), ("?step=check", [kenya]),
        ("?ministry=asked", [fiji]), ("?q=odh", [kenya]), ("?country=KE&step=answer", []),
        ("?country=XX&step=nonsense&after=x", [fiji, kenya]),
    ):  # fmt: skip
        shown = references(desk.get(address(course, query=query)))
        assert shown == [one.reference for one in found], query
    assert elsewhere.reference not in desk.get(address(course)).text


def test_drafts_are_in_no_file(make, desk, course):
    make.application(Status.DRAFT, course=course)
    make.application(Status.WITHDRAWN, course=course, former_status=Status.DRAFT)
    assert references(desk.get(address(course))) == []


def test_the_page_offers_its_view_and_says_what_the_file_holds(make, desk, course):
    make.application(Status.SUBMITTED, course=course)
    page = desk.get(f"/staff/{course.code}/applications?country=KE&q=odh").text
    for kind in ("csv", "xlsx"):
        assert f'href="{address(course, kind)}?country=KE&amp;q=odh"' in page
    assert "The file holds the applications of this view with name" in page
    assert "each download is recorded." in page
    every = desk.get(f"/staff/{course.code}/applications").text
    assert f'href="{address(course)}"' in every
    assert "The file holds all applications of this course with name" in every


def test_each_download_is_on_record_without_a_name(make, desk, course):
    application = make.application(Status.SUBMITTED, course=course)
    db.session.add(SearchTerm(course_id=course.id, term="odhiambo", application_id=application.id))
    db.session.commit()
    desk.get(address(course, query="?step=check&q=odhiambo"))
    desk.get(address(course, "xlsx", "?country=FJ"))
    [(actor_id, course_id, first), (_, _, second)] = exports()
    assert actor_id == db.session.scalars(select(RoleGrant.person_id)).one()
    assert course_id == course.id
    assert first == {
        "code": course.code, "file_kind": "csv", "number": 1, "view": {"step": "check", "q": "…"},
    }  # fmt: skip
    assert second == {
        "code": course.code, "file_kind": "xlsx", "number": 0, "view": {"country": "FJ"},
    }  # fmt: skip


def test_the_record_comes_before_the_first_row(make, desk, course, monkeypatch):
    make.application(Status.SUBMITTED, course=course)
    found = []

    def read(*values):
        found.append(len(exports()))
        return iter(())

    monkeypatch.setattr(queries, "_read", read)
    desk.get(address(course))
    assert found == [1]


def test_who_may_not_take_it_gets_nothing_and_leaves_no_record(make, sign_in, course):
    make.application(Status.SUBMITTED, course=course)
    for role in (Role.DIRECTOR, Role.POST, Role.AUDITOR, Role.REVIEWER, Role.ADMINISTRATOR):
        browser = sign_in(make.staff(role).id)
        assert browser.get(address(course)).status_code == 403
        assert address(course) not in browser.get(f"/staff/{course.code}/applications").text
    assert sign_in(make.person().id).get(address(course)).status_code == 403
    assert (
        sign_in(make.coordinator(course_id=make.course().id).id).get(address(course)).status_code
        == 404
    )
    assert exports() == []


def test_who_coordinates_one_course_only_reads_the_other(make, sign_in, course):
    """The guard lets in a coordinator, and the course is on the desk by another role."""
    person = make.coordinator(course_id=make.course().id)
    granted(make, person, Role.AUDITOR)
    browser = sign_in(person.id)
    assert browser.get(f"/staff/{course.code}/applications").status_code == 200
    assert browser.get(address(course)).status_code == 403
    assert exports() == []


def granted(make, actor, role, **scope):
    make.save(
        RoleGrant(
            person_id=actor.id, role=role, institute_id=make.institute.id,
            holds_from=make.now - timedelta(days=1), holds_until=make.now + timedelta(days=1),
            **scope,
        )
    )  # fmt: skip


def test_who_looks_after_one_country_takes_that_country_only(make, sign_in, course):
    kenya = make.application(Status.SUBMITTED, course=course)
    make.application(Status.SUBMITTED, course=course, country="FJ")
    browser = sign_in(make.coordinator(country="KE").id)
    assert references(browser.get(address(course))) == [kenya.reference]
    assert exports()[0][2]["number"] == 1
    assert references(browser.get(address(course, query="?country=FJ"))) == []


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.AUDITOR, Role.POST, Role.MEDICAL_OFFICER])
def test_who_only_reads_lists_is_refused_before_the_course_is_looked_for(make, sign_in, role):
    answer = sign_in(make.staff(role).id).get("/staff/none/applications/sheet/csv")
    assert answer.status_code == 403


def test_whose_country_takes_no_part_finds_no_file(make, sign_in, course):
    browser = sign_in(make.coordinator(country="VN").id)
    assert browser.get(address(course)).status_code == 404


def test_a_score_is_for_whoever_may_see_it(make, sign_in, course, scored):
    """A coordinator for Fiji who is Kenya's post: lists Kenya, and knows no score of it."""
    other = make.application(
        Status.SCREENED, course=course, country="FJ", score_mean=3.0, score_spread=0.0,
        reviews_asked=1, reviews_sent=1,
    )  # fmt: skip
    person = make.coordinator(country="FJ")
    granted(make, person, Role.POST, country="KE")
    rows = rows_of(sign_in(person.id).get(address(course)))
    assert {row["Reference"]: row["Score"] for row in rows} == {
        scored.reference: "", other.reference: "3.0",
    }  # fmt: skip


def test_people_whom_one_knows_are_in_no_file(make, sign_in, course):
    person = make.coordinator()
    granted(make, person, Role.REVIEWER)
    known, other = (make.application(Status.SCREENED, course=course) for _ in range(2))
    make.application(Status.SUBMITTED, course=course, person=db.session.get(Person, person.id))
    make.assignment(known, reviewer=person, is_conflicted=True, conflict_reason="My cousin.")
    browser = sign_in(person.id)
    assert references(browser.get(address(course))) == [other.reference]
    assert exports()[0][2]["number"] == 1


@pytest.mark.parametrize("rows", [1, 50])
def test_one_statement_reads_one_row_or_fifty(make, desk, course, statements, rows):
    for number in range(rows):
        make.application(Status.SUBMITTED, course=course, country=course.countries[number % 3])
    with statements() as found:
        assert len(rows_of(desk.get(address(course)))) == rows
    # Person with grants, course, its countries; again to change something, how many; the event,
    # its number; the rows.
    assert len(found) == 8


def test_more_than_a_workbook_is_made_for_is_said(make, desk, course, monkeypatch):
    monkeypatch.setitem(sheets.MOST_ROWS, sheets.SheetKind.XLSX, 1)
    for _ in range(2):
        make.application(Status.SUBMITTED, course=course)
    answer = desk.get(address(course, "xlsx"))
    assert answer.status_code == 422
    assert "An XLSX file holds up to 1 applications; these are 2. Take CSV." in answer.text
    assert len(references(desk.get(address(course)))) == 2
    assert len(exports()) == 1


def test_who_goes_away_in_the_middle_leaves_no_line_to_the_database_open(
    make, desk, course, monkeypatch
):
    monkeypatch.setattr(queries, "PIECE", 1)
    monkeypatch.setattr(sheets, "PIECE", 2)
    for _ in range(6):
        make.application(Status.SUBMITTED, course=course)
    db.session.remove()
    before = db.engine.pool.checkedout()
    answer = desk.get(address(course), buffered=False)
    next(answer.iter_encoded())
    assert db.engine.pool.checkedout() == before + 1
    answer.close()
    del answer
    assert db.engine.pool.checkedout() == before


@pytest.mark.impossible("nobody erased it")
def test_the_erased_are_counted_and_not_named(make, desk, course):
    make.application(
        Status.NOT_SELECTED, course=course, family_name="", given_names="", search_key="",
        erased_at=make.now,
    )  # fmt: skip
    assert [row["Name"] for row in rows_of(desk.get(address(course)))] == ["Name erased"]


def test_a_row_has_as_few_facts_as_its_columns_need():
    private = {"birth_date", "sex", "nationality", "passport_expires", "person_id", "email"}
    assert private.isdisjoint(queries.SheetRow._fields)
