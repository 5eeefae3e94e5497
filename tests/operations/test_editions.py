from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.adapters.courses_file import OURS, read_courses
from app.domain.editions import Edition as Facts
from app.domain.editions import edition_of
from app.domain.errors import ChangedMeanwhile, NotVisible, RuleBroken
from app.domain.permissions import SYSTEM
from app.domain.workflow import Role
from app.extensions import db
from app.models import Edition, Event
from app.operations.editions import confirm_edition, import_editions, waiting_of
from app.queries.catalogue import generation
from app.queries.editions import published_editions

ICD = Facts(code="x-1", series="itc", series_name="International Training Course", is_found=True,
            number=170, number_is_inferred=True, fiscal_year=2018,
            theme="Drugs", theme_is_remembered=True)  # fmt: skip


@pytest.fixture
def take(make, now):
    def take(*found):
        institute_id, digest = make.institute.id, "0" * 64
        return import_editions(
            found, institute_id=institute_id, file_digest=digest, by=SYSTEM, at=now
        )

    return take


def edition(code):
    return db.session.scalars(select(Edition).where(Edition.code == code)).one()


def names():
    return list(db.session.scalars(select(Event.name).order_by(Event.id)))


def test_our_own_file_is_taken_once(take):
    found = read_courses(OURS).editions
    before = generation()
    assert take(*found) == (72, 0)
    assert take(*found) == (0, 0)
    assert names() == ["EditionsImported"]
    assert generation() == before + 1
    published = published_editions()
    assert not any(edition_of(one.shown).number_is_inferred for one in published)
    assert all(edition_of(one.shown).is_found for one in published)
    assert {one.code for one in published} >= {"gg-8", "fy2020-gap", "itc-1"}
    assert "itc-125" not in {one.code for one in published}


def test_what_is_unsure_waits_and_is_confirmed_fact_by_fact(take, make, now):
    take(ICD)
    kept = edition("x-1")
    assert edition_of(kept.shown).full_title == "International Training Course"
    assert waiting_of(kept) == ["Number", "Theme"]

    by = make.coordinator()
    confirm_edition("x-1", ["Number"], shown_version=1, by=by, at=now)
    kept = edition("x-1")
    assert edition_of(kept.shown).full_title == "170th International Training Course"
    assert edition_of(kept.shown).theme == ""
    assert (waiting_of(kept), kept.confirmed_at) == (["Theme"], None)

    confirm_edition("x-1", ["Theme"], shown_version=2, by=by, at=now)
    kept = edition("x-1")
    assert edition_of(kept.shown).theme == "Drugs"
    assert (waiting_of(kept), kept.confirmed_by) == ([], by.id)
    assert names() == ["EditionsImported", "EditionConfirmed", "EditionConfirmed"]


def test_a_record_without_a_source_waits_whole(take, make, now):
    take(replace(ICD, is_found=False))
    assert published_editions() == []
    assert waiting_of(edition("x-1")) == ["The whole record"]
    confirm_edition("x-1", ["The whole record"], shown_version=1, by=make.coordinator(), at=now)
    assert waiting_of(edition("x-1")) == ["Number", "Theme"]
    assert [one.code for one in published_editions()] == ["x-1"]


def test_a_newer_file_keeps_what_was_confirmed_unless_it_says_otherwise(take, make, now):
    take(ICD)
    facts = ["Number", "Theme"]
    confirm_edition("x-1", facts, shown_version=1, by=make.coordinator(), at=now)
    assert take(replace(ICD, place="Fuchu, Tokyo", theme="Drugs and crime")) == (0, 1)
    kept = edition("x-1")
    shown = edition_of(kept.shown)
    assert (shown.number, shown.theme, shown.place) == (170, "", "Fuchu, Tokyo")
    assert (waiting_of(kept), kept.confirmed_at) == (["Theme"], None)


def test_confirming_is_refused_over_an_old_page_for_nothing_and_to_others(take, make, now):
    take(ICD)
    by = make.coordinator()
    with pytest.raises(ChangedMeanwhile):
        confirm_edition("x-1", ["Number"], shown_version=7, by=by, at=now)
    with pytest.raises(RuleBroken):
        confirm_edition("x-1", ["Place"], shown_version=1, by=by, at=now)
    with pytest.raises(NotVisible):
        auditor = make.staff(Role.AUDITOR)
        confirm_edition("x-1", ["Number"], shown_version=1, by=auditor, at=now)
    assert waiting_of(edition("x-1")) == ["Number", "Theme"]


def test_the_command_takes_a_file_and_names_what_is_wrong_in_it(app, database, tmp_path):
    run = app.test_cli_runner().invoke
    assert run(args=["courses", "import", str(OURS)]).output == "72 added, 0 changed\n"
    assert run(args=["courses", "import", str(OURS)]).output == "0 added, 0 changed\n"
    wrong = Path(tmp_path) / "courses.yaml"
    wrong.write_text(OURS.read_text().replace("number: 121,", "number: many,"))
    refused = run(args=["courses", "import", str(wrong)])
    assert refused.exit_code == 1
    assert "itc-121" in refused.output
