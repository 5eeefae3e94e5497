"""The table of what is kept how long, and that it forgets no column."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.database import Base
from app.domain.holdings import COLUMNS, PLAIN, ROWS
from app.domain.questions import SEALED, DocumentKind
from app.domain.retention import (
    ALUMNI,
    MEDICAL,
    OF_DOCUMENT,
    OF_QUESTION,
    PASSPORT,
    TABLE,
    UNSELECTED,
    UNSENT,
    Class,
    Life,
    last_day,
    rule_of,
)
from app.domain.statistics import age_band, score_band, without_few


def test_each_column_says_how_long_it_stays_or_that_it_is_about_nobody():
    declared = {str(column) for table in Base.metadata.sorted_tables for column in table.columns}
    in_rows = {one for one in declared if one.partition(".")[0] in ROWS}
    plain = {f"{table}.{name}" for table, names in PLAIN.items() for name in names.split()}
    said = [*in_rows, *COLUMNS, *plain]
    unknown = "say in app/domain/holdings.py of which class these are"
    assert declared - set(said) == set(), unknown
    assert set(said) - declared == set(), "these are gone from the models"
    assert len(said) == len(set(said)), "these are named twice"


def test_each_class_is_cleared_by_a_line_of_the_table():
    cleared = {one for rule in TABLE for one in rule.clears}
    borne = {one for classes in (*ROWS.values(), *COLUMNS.values()) for one in classes}
    assert borne <= cleared
    assert set(Class) == cleared


def test_each_sealed_answer_and_each_file_has_its_class():
    assert set(SEALED) <= set(OF_QUESTION)
    assert set(OF_DOCUMENT) == set(DocumentKind)


NOON = datetime(2027, 1, 29, 12, tzinfo=UTC)
LIFE = Life(
    is_sent=True, has_place=False, has_ended=True, apply_by=NOON, decide_by=date(2027, 3, 5),
    ended_at=NOON, ends_on=date(2027, 6, 17),
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "rule", "day"),
    [
        ({}, UNSELECTED, date(2028, 3, 4)),  # after the result, even for who withdrew before it
        ({"ended_at": NOON + timedelta(days=100)}, UNSELECTED, date(2028, 5, 8)),
        ({"has_ended": False}, UNSELECTED, date(2028, 6, 16)),  # nobody ever decided
        ({"has_place": True}, ALUMNI, date(2037, 6, 14)),
        ({"is_sent": False}, UNSENT, date(2028, 1, 29)),
    ],
)
def test_an_application_has_a_last_day(changes, rule, day):
    life = LIFE._replace(**changes)
    assert rule_of(life) is rule
    assert last_day(rule, life) == day


def test_what_a_journey_needed_goes_soon_after_it():
    assert {last_day(rule, LIFE) for rule in (PASSPORT, MEDICAL)} == {date(2027, 9, 15)}


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"FJ": 12, "KE": 5}, {"FJ": 12, "KE": 5}),
        ({"FJ": 12, "KE": 4, "VN": 2}, {"FJ": 12, "KE": None, "VN": None}),
        # From the total of all, the one that is hidden could be reckoned.
        ({"FJ": 12, "KE": 7, "VN": 2}, {"FJ": 12, "KE": None, "VN": None}),
        ({"FJ": 4}, {"FJ": None}),
    ],
)
def test_few_are_not_shown(counts, shown):
    assert dict(without_few(counts)) == shown


def test_people_are_counted_in_bands():
    born = [date(1998, 1, 1), date(1987, 5, 11), date(1987, 5, 10), date(1950, 1, 1)]
    bands = [age_band(one, date(2027, 5, 10)) for one in [None, *born]]
    assert bands == ["", "-29", "30-39", "40-49", "60-"]
    assert [score_band(mean) for mean in (None, 1.0, 3.99, 5.0)] == ["", "1", "3", "5"]
