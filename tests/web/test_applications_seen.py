"""The applicant's pages as people see them: accessible, and no wider than a telephone."""

import os

import pytest

from app.domain.workflow import Status
from app.extensions import db
from app.models import Document
from tests.browser import axe, fits

# What is seen does not depend on the database.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("app", ["sqlite"], indirect=True)]
FORM = ("", "/name", "/passport", "/contact", "/job", "/education", "/reasons", "/documents",
        "/paper", "/ministry", "/check", "/declare", "/withdraw")  # fmt: skip

WIDE = (390, 1280)


@pytest.fixture
def draft(make, now):
    """Filled in, with a typed office, a document and an earlier job."""
    course = make.course(
        title="193rd International Training Course", documents=["passport", "photo"],
        email="itc@institute.example",
    )  # fmt: skip
    application = make.complete(
        make.application(course=course), nominated_by="typed", office_name="Court of Appeal",
        official_name="M. Kariuki", official_email="kariuki@gmail.com",
    )  # fmt: skip
    application.person.zone, application.saved_at = "Africa/Nairobi", now
    db.session.add(
        Document(
            application_id=application.id, document_kind="passport", blob="0" * 64,
            digest="0" * 64, filename="ITC-1-Grace-passport.jpg", media_type="image/jpeg",
            size=180_000, added_at=now, warning="The photo is 800 pixels long.",
        )
    )  # fmt: skip
    db.session.commit()
    return application


def look(page, name):
    """Keeps a picture where somebody wants to see them."""
    if folder := os.environ.get("KENSHU_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    assert axe(page) == []
    assert fits(page)


@pytest.mark.parametrize("width", [320, *(pytest.param(w, marks=pytest.mark.long) for w in WIDE)])
def test_the_form_is_accessible(visit, sign_in, draft, width):
    for page in FORM:
        shown = visit(sign_in(draft.person_id), f"/my/{draft.reference}{page}", width=width)
        look(shown, f"{page[1:] or 'tasks'}-{width}")


def test_what_is_wrong_is_seen_first(visit, sign_in, draft):
    page = visit(sign_in(draft.person_id), f"/my/{draft.reference}/name", width=390)
    page.fill("#family_name", "")
    page.fill("[name=birth_date].year", "2528")
    page.click("text=Continue")
    assert page.title().startswith("Error: ")
    page.wait_for_function("document.activeElement.id == 'problems'")
    assert page.input_value("#given_names") == "Grace Achieng"
    look(page, "name-error-390")


def test_words_are_counted_while_they_are_typed(visit, sign_in, draft):
    page = visit(sign_in(draft.person_id), f"/my/{draft.reference}/reasons")
    page.fill("#problem", "one two three")
    assert page.inner_text("#problem-w") == "3 of 400 words"


@pytest.mark.parametrize(
    ("status", "pages"),
    [(Status.SCREENED, ("", "/receipt")), (Status.OFFERED, ("", "/offer")),
     (Status.WITHDRAWN, ("",))],
)  # fmt: skip
def test_how_it_stands_is_accessible(visit, sign_in, make, status, pages):
    application = make.application(status)
    for page in pages:
        address = f"/my/{application.reference}{page}"
        look(visit(sign_in(application.person_id), address, width=320), f"{status}{page[1:]}-320")


def test_the_beginning_is_accessible(visit, sign_in, make):
    person, course = make.person(), make.course()
    for page, name in ((f"/courses/{course.code}/apply", "start"), ("/my", "index")):
        look(visit(sign_in(person.id), page, width=390), f"{name}-390")
