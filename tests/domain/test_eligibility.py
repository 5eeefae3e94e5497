from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendars import age_on
from app.domain.eligibility import Answers, Outcome, Rule, Rules, Speaks, Verdict, check
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
GRACE = Answers(Work.PROBATION, years=12, birth_year=1985, country="KE", speaks=Speaks.WELL)
MET, UNSURE, NOT_MET = Outcome


def found(rule, all_findings):
    return next(finding for finding in all_findings if finding.rule == rule)


def test_who_meets_every_rule_can_apply_and_reads_each_of_them():
    verdict, named = check(GRACE, RULES)
    assert verdict == "You can apply"
    assert [finding.rule for finding in named] == list(Rule)[:5]
    assert {finding.outcome for finding in named} == {MET}


@pytest.mark.parametrize(
    ("change", "rule", "outcome", "sentence"),
    [
        ({"country": "PE"}, Rule.COUNTRY, NOT_MET,
         "This course is for other countries, not for PE."),
        ({"work": Work.JUDGE}, Rule.WORK, NOT_MET, "This course is for people who do other work."),
        ({"work": Work.OTHER}, Rule.WORK, UNSURE,
         "This course names other kinds of work. Ask the course team about yours."),
        ({"years": 5}, Rule.YEARS, MET, "You have worked long enough."),
        ({"years": 4}, Rule.YEARS, UNSURE,
         "You need 5 years of work. You may reach this before the course."),
        ({"years": 3}, Rule.YEARS, NOT_MET, "You need 5 years of work in criminal justice."),
        ({"birth_year": 1975}, Rule.AGE, NOT_MET,
         "You must be 50 years old or younger on 2027-05-10."),
        ({"birth_year": 1976}, Rule.AGE, UNSURE,
         "You will be 50 or 51 years old on 2027-05-10. It depends on your birthday."),
        ({"birth_year": 1977}, Rule.AGE, MET, "Your age fits this course."),
        ({"birth_year": 1996}, Rule.AGE, MET, "Your age fits this course."),
        ({"birth_year": 1997}, Rule.AGE, UNSURE,
         "You will be 29 or 30 years old on 2027-05-10. It depends on your birthday."),
        ({"birth_year": 1998}, Rule.AGE, NOT_MET,
         "You must be at least 30 years old on 2027-05-10."),
        ({"speaks": Speaks.SOME}, Rule.LANGUAGE, UNSURE,
         "You will need to discuss your work in English."),
        ({"speaks": Speaks.NO}, Rule.LANGUAGE, NOT_MET,
         "You must be able to discuss your work in English."),
    ],
)  # fmt: skip
def test_each_rule_names_what_it_finds(change, rule, outcome, sentence):
    verdict, named = check(replace(GRACE, **change), RULES)
    assert (found(rule, named).outcome, str(found(rule, named))) == (outcome, sentence)
    expected = {MET: Verdict.CAN, UNSURE: Verdict.MAY, NOT_MET: Verdict.CANNOT}
    assert verdict == expected[outcome]


def test_one_rule_not_met_outweighs_what_is_unsure():
    verdict, _ = check(replace(GRACE, years=4, speaks=Speaks.NO), RULES)
    assert verdict == "You cannot apply for this course"


def test_a_course_without_limits_is_for_every_age_and_work():
    free = replace(RULES, works=frozenset(), min_years=0, min_age=None, max_age=None)
    assert check(replace(GRACE, work=Work.OTHER, years=0, birth_year=1940), free)[0] == Verdict.CAN


@given(
    born=st.dates(date(1960, 1, 1), date(2006, 12, 31)),
    day=st.dates(date(2027, 1, 1), date(2028, 12, 31)),
)
def test_the_year_alone_never_says_other_than_the_birthday_does(born, day):
    rules = replace(RULES, age_on=day)
    _, named = check(replace(GRACE, birth_year=born.year), rules)
    fits = 30 <= age_on(born, day) <= 50
    assert found(Rule.AGE, named).outcome in ({MET, UNSURE} if fits else {NOT_MET, UNSURE})
