import pytest

from app.domain.workflow import Role, Status
from app.extensions import db
from app.models import Document
from tests.factories import fresh


@pytest.fixture
def course(make):
    return make.course()


@pytest.fixture
def application(make, course):
    found = make.application(Status.SCREENED, course=course, family_name="Odhiambo")
    return make.complete(found, problem="Too few officers.", mobile="+254 712 345 678")


@pytest.fixture
def assignment(make, application):
    return make.assignment(application)


@pytest.fixture
def card(assignment, application):
    return f"/review/{application.course.code}/{application.reference}"


@pytest.fixture
def reviewer(sign_in, assignment):
    return sign_in(assignment.person_id)


def levels(assignment, *given, **more):
    """A form with these levels on the criteria, in their order."""
    criteria = [one.id for one in assignment.criteria]
    form = {f"level_{key}": str(level) for key, level in zip(criteria, given, strict=False)}
    return {"version": str(assignment.row_version)} | form | more


def test_a_reviewer_finds_what_is_asked_and_nothing_else(make, reviewer, course, statements):
    make.assignment(make.application(Status.SCREENED, course=course, family_name="Fifita"))
    with statements() as found:
        page = reviewer.get("/review").text
    assert "0 of 1 scored" in page
    assert "ODHIAMBO" in page and "FIFITA" not in page
    assert len(found) == 2  # person with grants, assignments


def test_the_card_shows_the_work_and_not_how_to_reach_the_person(reviewer, card):
    page = reviewer.get(card).text
    assert "Too few officers." in page
    assert "Leads reform work on the theme now." in page
    assert "+254 712 345 678" not in page and "A1234567" not in page


def test_scores_add_up_by_weight(make, reviewer, card, assignment, application):
    answer = reviewer.post(card, data=levels(assignment, 4, 3, 2, 4))
    assert answer.status_code == 303
    assert fresh(assignment).score == 3.3  # 4, 3, 2 and 4 by 3, 3, 2 and 2
    kept = fresh(application)
    assert (kept.reviews_sent, kept.score_mean, kept.score_spread) == (1, 3.3, 0)
    assert "1 of 1 scored" in reviewer.get("/review").text


def test_the_highest_level_needs_a_word_and_nothing_typed_is_lost(reviewer, card, assignment):
    answer = reviewer.post(card, data=levels(assignment, 5, 3, 2, comment="Hard to say."))
    assert answer.status_code == 422
    assert "Say why you give 5" in answer.text and "Choose a level" in answer.text
    assert "Hard to say." in answer.text
    assert fresh(assignment).sent_at is None


def test_others_scores_are_hidden_until_the_own_is_sent(make, reviewer, card, assignment):
    other = make.assignment(assignment.application, score=2.2, comment="Weak in practice.")
    assert "Weak in practice." not in reviewer.get(card).text
    reviewer.post(card, data=levels(assignment, 4, 4, 4, 4))
    assert "Weak in practice." in reviewer.get(card).text
    assert other.score == 2.2


def test_who_knows_the_person_sees_nothing_more_of_it(reviewer, card, assignment, application):
    version = {"version": str(assignment.row_version)}
    assert reviewer.post(f"{card}/conflict", data=version).status_code == 422
    answer = reviewer.post(f"{card}/conflict", data=version | {"reason": "My cousin."})
    assert answer.status_code == 303
    assert "ODHIAMBO" not in reviewer.get("/review").text
    assert reviewer.get(card).status_code == 404
    assert reviewer.get(f"{card}/conflict").status_code == 404
    assert reviewer.post(card, data=levels(assignment, 4, 4, 4, 4)).status_code == 404
    assert fresh(application).reviews_asked == 0


@pytest.mark.parametrize("kind", ["passport", "degree"])
def test_a_reviewer_never_opens_a_passport(
    make, reviewer, card, application, kind, monkeypatch, now
):
    document = Document(
        application_id=application.id, document_kind=kind, blob="0" * 64, digest="0" * 64,
        filename="p.pdf", media_type="application/pdf", size=1, added_at=now,
    )  # fmt: skip
    make.save(document)
    opened = ("app.operations.documents.unseal_for", lambda *_, **__: b"%PDF")
    monkeypatch.setattr(*opened)
    monkeypatch.setattr("app.operations.documents.storage", lambda: {document.blob: b""})
    answer = reviewer.get(f"{card}/documents/{document.id}")
    assert answer.status_code == (404 if kind == "passport" else 200)


def test_a_reviewer_of_another_application_sees_nothing(make, sign_in, card, course):
    other = make.assignment(make.application(Status.SCREENED, course=course))
    browser = sign_in(other.person_id)
    assert browser.get(card).status_code == 404
    assert browser.post(card, data={"version": "1"}).status_code == 404


def test_only_reviewers_score(make, sign_in, card):
    for actor in (make.coordinator(), make.person(), make.staff(Role.AUDITOR)):
        assert sign_in(actor.id).get(card).status_code == 403
        assert sign_in(actor.id).get("/review").status_code == 403


def test_a_score_stands_once_a_selection_is_proposed(make, reviewer, card, assignment):
    make.slate(
        assignment.application.course, [(assignment.application, "no")],
        made_by=make.coordinator(),
    )  # fmt: skip
    db.session.commit()
    answer = reviewer.post(card, data=levels(assignment, 4, 4, 4, 4))
    assert answer.status_code == 422
    assert "Scores can no longer change." in answer.text
