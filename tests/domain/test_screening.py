from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.eligibility import Rule, Rules
from app.domain.screening import (
    Bidder,
    Period,
    findings,
    months_of_work,
    passport_warning,
    warnings,
)
from app.domain.world import Work

RULES = Rules(
    countries=frozenset({"KE", "FJ"}),
    works=frozenset({Work.PROBATION, Work.PRISON}),
    min_years=5,
    min_age=30,
    max_age=50,
    age_on=date(2027, 5, 10),
    ends_on=date(2027, 6, 17),
)
BID = Bidder(
    country="KE",
    work=Work.PROBATION,
    birth_date=date(1985, 3, 27),
    nationality="KE",
    passport_expires=date(2030, 1, 1),
    career=(Period(date(2012, 4, 1)),),
)


def test_an_application_that_fits_gives_no_warning():
    assert warnings(BID, RULES) == []
    assert [str(finding) for finding in findings(BID, RULES)] == [
        "KE takes part.",
        "The course is for this work.",
        "15 years of work on 2027-05-10.",
        "42 years old on 2027-05-10.",
        "Valid until 2030-01-01.",
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"country": "PE", "nationality": "PE"}, "PE does not take part in this course."),
        ({"work": Work.JUDGE}, "The course names other work."),
        ({"birth_date": date(1976, 5, 10)},
         "51 years old on 2027-05-10; the course takes up to 50."),
        ({"birth_date": date(1997, 5, 11)}, "29 years old on 2027-05-10; the course asks for 30."),
        ({"career": (Period(date(2022, 6, 1)),)},
         "4 full years of work on 2027-05-10; the course asks for 5."),
        ({"nationality": "UG"}, "Nationality Uganda, nominated by KE."),
        ({"passport_expires": date(2027, 6, 16)},
         "The passport ends on 2027-06-16, before the course ends on 2027-06-17."),
        ({"passport_expires": None}, "No passport yet."),
        ({"was_here_before": True}, "Has been to a course here before."),
    ],
)  # fmt: skip
def test_a_warning_says_what_was_found(change, sentence):
    assert [str(warning) for warning in warnings(replace(BID, **change), RULES)] == [sentence]


@pytest.mark.parametrize(
    "change",
    [
        {"birth_date": date(1976, 5, 11)},
        {"birth_date": date(1997, 5, 10)},
        {"passport_expires": date(2027, 6, 17)},
        {"career": (Period(date(2022, 5, 1)),)},
    ],
)
def test_the_last_day_that_fits_fits(change):
    assert warnings(replace(BID, **change), RULES) == []


def test_only_the_country_is_hard():
    worst = Bidder(
        "PE", Work.JUDGE, date(2000, 1, 1), "UG", None, (Period(date(2027, 1, 1)),), True
    )
    hard = [finding.rule for finding in warnings(worst, RULES) if finding.is_hard]
    assert hard == [Rule.COUNTRY]
    assert len(warnings(worst, RULES)) == 7


def test_a_draft_is_not_warned_about_what_it_has_not_answered():
    draft = Bidder("KE", None, None, None, None)
    assert [warning.rule for warning in warnings(draft, RULES)] == [Rule.PASSPORT]


def test_health_is_no_rule():
    assert {field.name for field in fields(Bidder)} == {
        "country", "work", "birth_date", "nationality", "passport_expires", "career",
        "was_here_before",
    }  # fmt: skip
    assert "health" not in " ".join(Rule).casefold()


def test_a_passport_that_ends_too_soon_is_told_in_full_and_stops_nobody():
    warning = passport_warning(date(2027, 6, 3), RULES)
    assert str(warning) == (
        "Your passport ends on 2027-06-03. It must be valid on 2027-06-17. "
        "You can send your application and renew it later."
    )
    assert not warning.is_hard
    assert passport_warning(RULES.ends_on, RULES) is None


@pytest.mark.parametrize(
    ("career", "months"),
    [
        ((), 0),
        ((Period(date(2020, 1, 1), date(2022, 1, 1)),), 24),
        ((Period(date(2020, 1, 1), date(2022, 1, 1)), Period(date(2021, 1, 1))), 88),
        ((Period(date(2020, 1, 1), date(2021, 1, 1)), Period(date(2027, 1, 1))), 16),
        ((Period(date(2022, 1, 1), date(2020, 1, 1)),), 0),
        ((Period(date(2028, 1, 1)),), 0),
        ((Period(date(2027, 1, 1), date(2029, 1, 1)),), 4),
    ],
)
def test_months_of_work_are_counted_once(career, months):
    assert months_of_work(career, on=RULES.age_on) == months


MONTHS = st.dates(date(2000, 1, 1), date(2030, 1, 1))
JOBS = st.lists(st.builds(Period, MONTHS, st.none() | MONTHS), max_size=5)


@given(JOBS, JOBS)
def test_more_jobs_never_take_months_away_nor_add_more_than_their_own(some, more):
    on = RULES.age_on
    both = months_of_work(some + more, on=on)
    assert months_of_work(some, on=on) <= both
    assert both <= months_of_work(some, on=on) + months_of_work(more, on=on)
    assert months_of_work(some + some, on=on) == months_of_work(some, on=on)
