import json
from datetime import date

import pytest

from app.adapters.courses_file import FileRefused, read_courses
from app.domain.editions import edition_of, facts_of, public_view

SERIES = "series:\n  - {id: itc, name: International Training Course, organiser: UNAFEI}\n"
NO_YAML = "this is no YAML. Compare it with the lines above."
NO_COURSES = "This file has no list “courses”. Start from the file that Kenshu brings."
FOUND = "source: found, source_url: 'https://unafei.or.jp/'"


@pytest.fixture(scope="module")
def ours():
    return {edition.code: edition for edition in read_courses().editions}


@pytest.fixture
def file(tmp_path):
    def write(courses, head=SERIES):
        path = tmp_path / "courses.yaml"
        path.write_text(f"{head}courses:\n{courses}", encoding="utf-8")
        return path

    return write


def problems(path):
    with pytest.raises(FileRefused) as refusal:
        read_courses(path)
    return [str(problem) for problem in refusal.value.problems]


def test_our_own_file_holds_seventy_one_editions_and_a_year_without(ours):
    assert len(ours) == 72
    gap = ours["fy2020-gap"]
    assert [edition for edition in ours.values() if not edition.is_held] == [gap]
    assert (gap.known_year, gap.is_fiscal_year_only) == (2020, True)
    assert "COVID-19" in gap.note


def test_all_that_is_known_of_a_course_is_read(ours):
    course = ours["itc-161"]
    assert course.full_title == "161st International Training Course"
    assert (course.starts_on, course.ends_on) == (date(2015, 8, 18), date(2015, 9, 18))
    assert (course.participants, course.participants_japan, course.organiser) == (18, 4, "UNAFEI")
    assert course.countries == ("JP", "BT", "CK", "KE", "MM", "PG", "HK", "KR")
    assert course.theme.startswith("Staff training") and course.theme_is_gloss
    assert course.theme_ja == "次世代を担う刑事司法職員(矯正・保護)の育成"


def test_one_month_and_several_are_read_alike(ours):
    assert (ours["itc-1"].months, ours["iss-186"].months) == ((9,), (1, 2))
    assert (ours["iss-fy2018"].countries_count, ours["iss-fy2018"].counts_japan) == (17, True)
    assert ours["gg-9"].co_hosts[0] == "Attorney General's Office, Indonesia"


def test_the_public_reads_what_was_found_and_nothing_else(ours):
    shown = {code: public_view(edition) for code, edition in ours.items()}
    assert sum(view is not None for view in shown.values()) == 53
    assert shown["itc-136"] is None
    assert shown["iss-fy2017"].number is None and ours["iss-fy2017"].number == 168
    for code in ("gg-1", "gg-2", "iss-144", "itc-152"):
        assert shown[code].theme == "" and ours[code].theme
    assert shown["gg-7"].known_year is None and shown["gg-7"].number == 7
    assert shown["uncac-2018"].number == 21


def test_every_edition_outlives_json(ours):
    for edition in ours.values():
        assert edition_of(json.loads(json.dumps(facts_of(edition)))) == edition


def test_totals_come_with_their_source():
    first, *_ = read_courses().totals
    assert (first.as_of, first.participants, first.countries) == ("2022-09-30", 6200, 142)
    assert first.source.startswith("https://www.moj.go.jp/")


@pytest.mark.parametrize(
    ("course", "sentence"),
    [
        (f"series: itc, {FOUND}", "Line 4, ?: add “id”."),
        ("id: a, series: itc", "Line 4, a: add “source”."),
        ("id: a, series: itc, source: found",
         "Line 4, a: it was found, so say where: add “source_url”."),
        (f"id: a, series: xyz, {FOUND}",
         "Line 4, a: the list “series” has no “xyz”. Add it there."),
        (f"id: a, series: itc, teme: x, {FOUND}",
         "Line 4, a: “teme” is not known. Correct it or take it out."),
        (f"id: a, series: itc, number: first, {FOUND}",
         "Line 4, a: “number” must be a whole number."),
        (f"id: a, series: itc, number: true, {FOUND}",
         "Line 4, a: “number” must be a whole number."),
        (f"id: a, series: itc, year: 1855, {FOUND}",
         "Line 4, a: “year” must be a year since 1962."),
        (f"id: a, series: itc, start: spring, {FOUND}",
         "Line 4, a: “start” must be a date such as 2015-08-18."),
        (f"id: a, series: itc, start: 2015-08-18, end: 2015-08-17, {FOUND}",
         "Line 4, a: it ends before it starts. Check both dates."),
        (f"id: a, series: itc, months: [13], {FOUND}",
         "Line 4, a: “months” must be a list of months from 1 to 12."),
        (f"id: a, series: itc, countries: [KE, XX], {FOUND}",
         "Line 4, a: “countries” must be a list of country codes of two letters."),
        (f"id: a, series: itc, countries: [NO, KE], {FOUND}",
         "Line 4, a: “countries” must be a list of country codes of two letters."),
        (f"id: a, series: itc, mode: remote, {FOUND}",
         "Line 4, a: “mode” must be online, in_person or hybrid."),
        ("id: a, series: itc, source: found, source_url: 'javascript:x'",
         "Line 4, a: “source_url” must be an address that begins with http:// or https://."),
        ("id: a, series: itc, source: heard", "Line 4, a: “source” must be found or knowledge."),
        (f"id: a, series: [itc], {FOUND}", "Line 4, a: “series” must be a text."),
    ],
)  # fmt: skip
def test_a_wrong_record_is_named_with_what_to_do(file, course, sentence):
    assert sentence in problems(file(f"  - {{{course}}}\n"))


def test_all_problems_are_told_at_once(file):
    good = f"  - {{id: a, series: itc, {FOUND}}}\n"
    wrong = f"  - {{id: b, series: itc, year: 1, number: x, {FOUND}}}\n"
    assert problems(file(good + wrong + good)) == [
        "Line 5, b: “year” must be a year since 1962.",
        "Line 5, b: “number” must be a whole number.",
        "Line 6, a: an earlier record has the same “id”. Give it another.",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"courses:\n  - {id: a\n  - b", f"Line 3: {NO_YAML}"),
        (b"", NO_COURSES),
        (b"- a\n", NO_COURSES),
        (b"courses: none", NO_COURSES),
        (b"courses: [a]", "Line 1, ?: add “id”."),
        (b"\xff\xfe\xfa", "This file is no YAML. Save it as plain text in UTF-8."),
        (b"[" * 100_000, "This file is no YAML. Save it as plain text in UTF-8."),
        (b"courses: !!python/object/apply:os.getcwd []", f"Line 1: {NO_YAML}"),
        (b"courses: [{start: 2015-13-45}]",
         "A date in this file does not exist. Check days and months."),
        (b" " * 5_000_001, "This file is too large. Split it in two."),
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_refused_in_a_sentence(tmp_path, content, sentence):
    path = tmp_path / "courses.yaml"
    path.write_bytes(content)
    assert sentence in problems(path)
