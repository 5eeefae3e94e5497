from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendars import (
    MONTHS,
    OLDEST,
    YOUNGEST,
    DateRefused,
    age_on,
    birth_date,
    birth_year,
    date_of,
    question_about_year,
)

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize("month", ["3", "03", " 3 ", "March", "mar", "MAR.", "٣"])
def test_a_month_is_a_number_or_an_english_name(month):
    assert birth_date("27", month, "1985", on=TODAY) == date(1985, 3, 27)


@pytest.mark.parametrize(("number", "name"), list(enumerate(MONTHS, 1)))
def test_every_month_is_known_by_its_first_letters(number, name):
    assert {date_of("1", name[:length], "1985").month for length in (3, 4, 20)} == {number}


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_every_date_can_be_typed(day):
    assert date_of(str(day.day), str(day.month), str(day.year)) == day


@pytest.mark.parametrize(
    ("boxes", "box", "sentence"),
    [
        (("", "", ""), "day", "Enter your date of birth, for example 27 3 1985"),
        (("", "3", "1985"), "day", "Enter the day as a number from 1 to 31"),
        (("32", "3", "1985"), "day", "Enter the day as a number from 1 to 31"),
        (("first", "3", "1985"), "day", "Enter the day as a number from 1 to 31"),
        (("30", "2", "1985"), "day", "February 1985 has 28 days. Check the day."),
        (("30", "2", "1984"), "day", "February 1984 has 29 days. Check the day."),
        (("31", "Apr", "1985"), "day", "April 1985 has 30 days. Check the day."),
        (("27", "", "1985"), "month", "Enter the month as a number from 1 to 12, or its name in"),
        (("3", "27", "1985"), "month", "Enter the month as a number from 1 to 12, or its name in"),
        (("27", "ma", "1985"), "month", "Enter the month as a number from 1 to 12, or its name in"),
        (("27", "mars!", "1985"), "month", "Enter the month as a number from 1 to 12, or its name"),
        (("27", "3", ""), "year", "Enter the year with four numbers, for example 1985"),
        (("27", "3", "85"), "year", "Enter the year with four numbers, for example 1985"),
        (("27", "3", "-1985"), "year", "Enter the year with four numbers, for example 1985"),
        (("27", "3", "9" * 5000), "year", "Enter the year with four numbers, for example 1985"),
        (("2", "12", "2026"), "year", "Your date of birth must be in the past"),
        (("1", "12", "2026"), "year", "Check your date of birth. It would make you 0 years old."),
        (("2", "12", "2010"), "year", "Check your date of birth. It would make you 15 years old."),
        (("1", "12", "1935"), "year", "Check your date of birth. It would make you 91 years old."),
    ],
)
def test_a_refusal_names_the_box_and_says_what_to_do(boxes, box, sentence):
    with pytest.raises(DateRefused) as refusal:
        birth_date(*boxes, on=TODAY)
    assert refusal.value.facts["box"] == box
    assert str(refusal.value).startswith(sentence)


@pytest.mark.parametrize("born", [date(2010, 12, 1), date(1935, 12, 2)])
def test_sixteen_and_ninety_are_accepted_to_the_day(born):
    assert birth_date(str(born.day), str(born.month), str(born.year), on=TODAY) == born


@pytest.mark.parametrize(
    ("year", "looks"),
    [
        ("2528", "2528 looks like a Thai year. Did you mean 1985?"),
        ("2480", "2480 looks like a Thai year. Did you mean 1937?"),
        ("1364", "1364 looks like a Solar Hijri year. Did you mean 1985 or 1986?"),
        ("1389", "1389 looks like a Solar Hijri year. Did you mean 2010 or 2011?"),
        ("1395", "1395 looks like a Hijri year. Did you mean 1975 or 1976?"),
        ("1405", "1405 looks like a Hijri year. Did you mean 1984 or 1985?"),
        ("1430", "1430 looks like a Hijri year. Did you mean 2008 or 2009?"),
        ("2042", "2042 looks like a Nepali year. Did you mean 1985 or 1986?"),
    ],
)
def test_a_year_of_another_calendar_is_offered_in_that_of_the_passport(year, looks):
    for refused in (
        lambda: birth_date("27", "3", year, on=TODAY),
        lambda: birth_year(year, on=TODAY),
    ):
        with pytest.raises(DateRefused) as refusal:
            refused()
        sentence = "Year of birth must be in the calendar used in your passport. " + looks
        assert str(refusal.value) == sentence


# The first day of Muharram, after published tables of the Umm al-Qura calendar.
@pytest.mark.parametrize(
    ("year", "begins"), [(1390, 1970), (1400, 1979), (1410, 1989), (1420, 1999), (1430, 2008)]
)
def test_a_hijri_year_begins_where_the_tables_say(year, begins):
    with pytest.raises(DateRefused) as refusal:
        birth_year(str(year), on=date(2026, 12, 1))
    assert refusal.value.facts["meant"] == begins


@pytest.mark.parametrize("year", ["2090", "1450", "2580", "1900", "2026"])
def test_a_year_of_no_likely_calendar_is_refused_without_a_guess(year):
    with pytest.raises(DateRefused, match=f"Check your year of birth. {year} cannot be right."):
        birth_year(year, on=TODAY)


def test_an_ethiopian_year_is_asked_about_and_never_refused():
    assert birth_year("1977", on=TODAY) == 1977
    assert "Ethiopian" in question_about_year(1977, nationality="ET")
    assert question_about_year(1977, nationality="KE") is None


def test_a_leap_day_has_its_birthday_in_march_of_other_years():
    born = date(1984, 2, 29)
    assert age_on(born, date(2027, 2, 28)) == 42
    assert age_on(born, date(2027, 3, 1)) == 43
    assert age_on(born, date(2028, 2, 28)) == 43
    assert age_on(born, date(2028, 2, 29)) == 44


@given(st.dates(date(1935, 12, 2), date(2010, 12, 1)))
def test_everybody_of_working_age_may_enter_the_own_birthday(born):
    assert birth_date(str(born.day), str(born.month), str(born.year), on=TODAY) == born
    assert birth_year(str(born.year), on=TODAY) == born.year
    assert YOUNGEST <= age_on(born, TODAY) <= OLDEST


@given(st.dates(date(1900, 1, 1), date(2000, 1, 1)), st.integers(0, 40_000))
def test_nobody_grows_younger(born, days):
    day = born + timedelta(days=days)
    assert 0 <= age_on(born, day) <= age_on(born, day + timedelta(days=1))
