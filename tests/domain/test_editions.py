import json
from dataclasses import replace
from datetime import date

import pytest

from app.domain.editions import (
    Edition,
    edition_of,
    facts_of,
    newest_first,
    ordinal,
    public_view,
    source_of,
)

FOUND = Edition(
    code="itc-161",
    series="itc",
    series_name="International Training Course",
    is_found=True,
    number=161,
    theme="Staff training",
    theme_ja="次世代を担う刑事司法職員の育成",
    starts_on=date(2015, 8, 18),
    ends_on=date(2015, 9, 18),
    countries=("JP", "BT"),
    by_region={"asia": 11},
    sources=("https://unafei.or.jp/",),
)


def test_what_was_found_is_public():
    assert public_view(FOUND) == FOUND
    assert FOUND.waits == ()


def test_what_nobody_has_found_waits_whole():
    known = replace(FOUND, is_found=False)
    assert public_view(known) is None
    assert known.waits == ("The whole record",)
    assert public_view(known, is_confirmed=True) == known


def test_inferred_and_remembered_facts_wait_and_the_rest_is_shown():
    edition = replace(
        FOUND,
        starts_on=None,
        ends_on=None,
        year=2015,
        year_is_inferred=True,
        number_is_inferred=True,
        theme_is_remembered=True,
    )
    shown = public_view(edition)
    assert edition.waits == ("Number", "Theme", "Year")
    assert (shown.number, shown.theme, shown.theme_ja, shown.known_year) == (None, "", "", None)
    assert shown.full_title == "International Training Course"
    assert (shown.countries, shown.waits) == (edition.countries, ())
    assert public_view(edition, is_confirmed=True) == edition


def test_a_course_is_called_by_its_title_or_its_number():
    assert FOUND.full_title == "161st International Training Course"
    assert replace(FOUND, title="Indonesia-UNAFEI Joint Seminar").full_title.startswith("Indonesia")


@pytest.mark.parametrize(
    ("number", "word"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"),
     (21, "21st"), (111, "111th"), (152, "152nd"), (193, "193rd")],
)  # fmt: skip
def test_ordinals_are_english(number, word):
    assert ordinal(number) == word


def test_the_year_is_that_of_the_first_day_or_else_the_fiscal_one():
    undated = replace(FOUND, starts_on=None)
    assert (FOUND.known_year, FOUND.is_fiscal_year_only) == (2015, False)
    assert (replace(undated, year=2003).known_year, undated.known_year) == (2003, None)
    fiscal = replace(undated, fiscal_year=2018)
    assert (fiscal.known_year, fiscal.is_fiscal_year_only) == (2018, True)


def test_the_newest_comes_first_and_an_unknown_year_last():
    undated = replace(FOUND, starts_on=None)
    editions = [
        replace(undated, code="unknown"),
        replace(undated, code="year", year=2015),
        replace(undated, code="month", year=2015, months=(9, 10)),
        FOUND,
        replace(undated, code="later", year=2019),
        replace(undated, code="unknown-2", number=200),
    ]
    assert [edition.code for edition in newest_first(editions)] == [
        "later", "month", "itc-161", "year", "unknown-2", "unknown",
    ]  # fmt: skip


def test_an_edition_comes_back_from_json_as_it_was():
    facts = json.loads(json.dumps(facts_of(FOUND)))
    assert edition_of(facts) == FOUND
    assert "theme_note" not in facts and "year" not in facts


@pytest.mark.parametrize(
    "address",
    [
        "https://www.unafei.or.jp/activities/GG_Seminar_3.html",
        "http://www.moj.go.jp/KANBOU/KOHOSHI/no58/3.html",
        "https://hakusyo1.moj.go.jp/jp/66/nfm/n66_2_3_3_5_1.html",
        "https://www.unodc.org/roseap/en/2009/12/unafei/story.html",
        "http://www.unic.or.jp/info/",
        "https://probation.gov.ph/jica-evaluation/",
        "https://www.justice.gouv.fr/",
        "https://www.wto.int/",
        "https://www.justice.gov/",
    ],
)
def test_governments_and_the_united_nations_are_linked(address):
    assert source_of(address).link == address


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://docslib.org/doc/10781072/newsletter", "docslib.org"),
        ("https://www.scribd.com/doc/1", "scribd.com"),
        ("https://unodc.org.example.com/", "unodc.org.example.com"),
        ("https://gov.example.com/", "gov.example.com"),
        ("https://notunafei.or.jp/", "notunafei.or.jp"),
        ("https://go.to/", "go.to"),
        ("https://gov/", "gov"),
        ("https://moj.go.jp@example.com/", "example.com"),
        ("https://moj.go.jp:8443/", "moj.go.jp"),
        ("ftp://moj.go.jp/", "moj.go.jp"),
        ("javascript:alert(1)//moj.go.jp", "javascript:alert(1)//moj.go.jp"),
        ("newsletter of July 2002", "newsletter of July 2002"),
        ("https://[broken", "https://[broken"),
    ],
)
def test_other_sites_are_named_and_not_linked(address, name):
    assert source_of(address) == (name, "")
