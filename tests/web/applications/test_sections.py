"""Sections: kept, shown again, and refused in words."""

import re

import pytest
from sqlalchemy import select

from app.domain.questions import Section
from app.extensions import db
from app.models import Answer
from app.operations.applications import save_section
from tests.answers import ENOUGH, REASONS
from tests.factories import fresh, owner_of
from tests.web.applications.filling import SECTIONS, address, fill_in, found, locks, send


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_is_kept_shown_again_and_leads_to_the_next(grace, application, section):
    assert grace.get(address(application, f"/{section}")).status_code == 200
    answer = fill_in(grace, application, section)
    assert answer.status_code == 303 and answer.location.startswith(address(application, "/"))
    shown = grace.get(address(application, f"/{section}")).text
    for typed in SECTIONS[section].values():
        if isinstance(typed, str) and len(typed) > 4 and typed != "a 1234567":
            assert typed.split("\r\n")[0].replace("<zqx7>", "&lt;zqx7&gt;") in shown
    assert "1234567" not in shown.replace("+254712345679", "")


@pytest.mark.parametrize("section", SECTIONS)
def test_an_empty_page_is_refused_in_words_and_never_fails(grace, application, section):
    answer = grace.post(address(application, f"/{section}"), data={"version": "1"})
    assert answer.status_code == 422 and "<title>Error: " in answer.text
    assert "This field is required" not in answer.text


@pytest.mark.parametrize(
    ("section", "changes", "words"),
    [
        ("name", {"family_name": ""}, "Enter your family name as it is printed in your passport"),
        ("name", {"birth_date": ["27", "3", "2528"]}, "Did you mean 1985?"),
        ("name", {"birth_date": ["x", "", "\0"]}, "Enter the"),
        ("name", {"given_names": "x" * 81}, "The most we can take is 80."),
        ("passport", {"passport_number": ""}, "Enter your passport number"),
        ("passport", {"passport_number": "A<b>"}, "letters and numbers only"),
        ("contact", {"mobile": "0712"}, "Start with + and your country code, for example +254"),
        ("job", {"duties": "word " * 111}, "This is 111 words. Please use 110 or fewer."),
        ("job", {"career-0-until": ["1", "2009"]}, "This job must end after it began"),
        ("job", {"career-0-post": ""}, "Complete this job, or empty all its boxes"),
        ("job", {"work": "king"}, "Choose one of the answers"),
        ("education", {"degree_year": "20x8"}, "Enter the year with four numbers"),
        ("reasons", {"problem": "word " * 460}, "This is 460 words. Please use 440 or fewer."),
        ("reasons", {"problem": "word " * 134}, "Please write 135 words or more. This is 134."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    grace, application, section, changes, words
):
    answer = fill_in(grace, application, section, **changes)
    assert answer.status_code == 422
    assert words in answer.text and "<title>Error: " in answer.text
    for name, typed in SECTIONS[section].items():
        if name not in changes and isinstance(typed, str) and typed.isalpha():
            assert typed in answer.text
    assert fresh(application).version == 1


def test_a_name_alone_is_a_name(grace, application):
    typed = {"family_name": "", "given_names": "Sukarno", "has_one_name": "y"}
    assert fill_in(grace, application, "name", **typed).status_code == 303
    page = grace.get(address(application, "/name")).text
    assert "SUKARNO" in page and re.search(r"checked[^>]*name=\"has_one_name\"", page)


def test_the_bottom_lines_of_the_passport_are_shown(grace, application):
    fill_in(grace, application, "name")
    assert "ODHIAMBO&lt;&lt;GRACE&lt;ACHIENG" in grace.get(address(application, "/passport")).text


def test_a_passport_that_ends_too_early_is_a_warning(grace, application):
    expires = ["3", "6", "2027"]
    answer = fill_in(grace, application, "passport", passport_expires=expires)
    assert answer.status_code == 303
    page = grace.get(answer.location).text
    assert "It must be valid on 17\xa0June\xa02027." in page


def test_who_has_no_passport_says_so(grace, application):
    nothing = {"passport_number": "", "passport_expires": ["", "", ""], "has_no_passport": "y"}
    assert fill_in(grace, application, "passport", **nothing).status_code == 303
    assert "1 of 8" in grace.get(address(application)).text


def test_what_is_right_is_kept_for_later_and_the_rest_stays_on_the_page(grace, application):
    typed = {"address_as": "", "later": "1"}
    answer = fill_in(grace, application, "name", **typed)
    assert (answer.status_code, answer.location) == (303, address(application))
    assert "In progress" in grace.get(address(application)).text
    wrong = {"mobile": "0712", "postal_address": "Box 2", "later": "1"}
    answer = fill_in(grace, application, "contact", **wrong)
    assert answer.status_code == 422 and 'value="0712"' in answer.text
    rows = {row.question: row.value for row in found(select(Answer))}
    assert rows["postal_address"] == "Box 2" and "mobile" not in rows


def test_a_short_reason_is_kept_for_later_and_not_sent(grace, application, make):
    make.complete(application, **REASONS)
    answer = fill_in(grace, application, "reasons", problem="A word.", later="1")
    assert (answer.status_code, answer.location) == (303, address(application))
    assert "A word." in grace.get(address(application, "/reasons")).text
    assert "Complete these first" in grace.get(address(application, "/check")).text
    sent = send(grace, application)
    assert sent.status_code == 422 and "Complete “Why you want to join” first." in sent.text
    assert fill_in(grace, application, "reasons", problem="word " * 135).status_code == 303
    assert send(grace, application).status_code == 303


def test_half_a_name_half_a_passport_and_half_an_office_are_not_complete(grace, application):
    application.given_names = application.family_name = ""
    db.session.commit()
    fill_in(grace, application, "name", family_name="", later="1")
    fill_in(grace, application, "passport", passport_number="", later="1")
    fill_in(grace, application, "ministry", nominated_by="typed", office_name="X", later="1")
    assert "0 of 8 tasks completed." in grace.get(address(application)).text


def test_a_button_adds_a_job_and_keeps_what_was_typed(grace, application):
    answer = fill_in(grace, application, "job", more="1")
    assert answer.status_code == 303
    page = grace.get(answer.location).text
    assert 'value="Clerk"' in page and 'name="career-1-post"' in page


def test_a_stale_form_keeps_what_was_typed_and_can_be_sent_again(grace, application, now):
    save_section(
        application.id, Section.REASONS, {"problem": "First."}, shown_version=1,
        by=owner_of(application), at=now,
    )  # fmt: skip
    answer = fill_in(grace, application, "reasons", problem=f"Second. {ENOUGH}", version="1")
    assert answer.status_code == 422
    assert "Somebody has changed this" in answer.text and "Second." in answer.text
    assert re.search(r'name="version" type="hidden" value="2"', answer.text)
    assert fill_in(grace, application, "reasons", problem=f"Second. {ENOUGH}").status_code == 303


def test_what_is_wrong_with_several_answers_names_each(grace, application):
    page = fill_in(grace, application, "reasons", problem="One.", hope="Two.").text
    said = "Please write 135 words or more. This is 1."
    for question in ("What problem in your work do you want to solve?",
                     "What do you want to learn on this course?"):  # fmt: skip
        assert f">{question} {said}</a>" in page


def test_a_million_letters_are_a_sentence_and_stay(grace, application):
    typed = "x" * 1_000_000
    answer = fill_in(grace, application, "reasons", plan=typed, later="1")
    assert answer.status_code == 422 and typed in answer.text
    assert "This has 1000000 letters. The most we can take is 6000." in answer.text


@pytest.mark.parametrize("version", ["", "x", "-1", "1; DROP", "9" * 30])
def test_a_damaged_form_is_a_sentence_and_no_failure(grace, application, version):
    assert fill_in(grace, application, "name", version=version).status_code == 422


def test_the_offices_on_file_can_be_chosen_and_the_letter_is_shown(grace, application):
    assert "Ministry of Justice, KE" in grace.get(address(application, "/ministry")).text
    office = str(application.authority_id)
    assert fill_in(grace, application, "ministry", nominated_by=office).status_code == 303
    page = grace.get(address(application, "/ministry")).text
    assert "Dear Ministry of Justice, KE" in page and "@example.org" not in page


def test_another_office_needs_its_official_and_a_personal_address_is_a_warning(grace, application):
    typed = {"nominated_by": "typed", "office_name": "Court of Appeal"}
    answer = fill_in(grace, application, "ministry", **typed)
    assert answer.status_code == 422 and "Enter the work e-mail of this official" in answer.text
    typed |= {"official_name": "M. Kariuki", "official_position": "Registrar",
              "official_email": "Kariuki@gmail.com"}  # fmt: skip
    answer = fill_in(grace, application, "ministry", **typed)
    assert answer.status_code == 303
    assert "This is a personal address." in grace.get(answer.location).text


@pytest.mark.parametrize("section", SECTIONS)
def test_saving_a_section_takes_few_statements(grace, application, statements, section):
    version = str(fresh(application).version)
    with statements() as found:
        assert fill_in_at(grace, application, section, version).status_code == 303
    assert len(found) <= 10
    assert locks(found) == {"sqlite": 0, "postgresql": 1}[db.engine.dialect.name]


def fill_in_at(client, application, section, version):
    typed = {**SECTIONS[section], "version": version}
    return client.post(address(application, f"/{section}"), data=typed)
