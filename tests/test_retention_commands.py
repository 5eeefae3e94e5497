"""The commands that erase and that wrap anew, and what the book for operators says of them."""

from pathlib import Path

import pytest

from app.domain.workflow import Status
from app.extensions import db
from app.models import Statistic
from tests.factories import fresh

ROOT = Path(__file__).parents[1]


@pytest.fixture
def flask(app, database):
    return lambda *words: app.test_cli_runner().invoke(args=words).output


def test_the_book_for_operators_has_the_table_of_the_code(flask):
    assert flask("retention", "table") in (ROOT / "docs" / "operating.md").read_text()


def test_it_says_what_it_would_do_and_does_it(flask, make, now, monkeypatch):
    draft = make.application()
    monkeypatch.setattr("app.clock.now", lambda: now.replace(year=2029))
    said = "1 passport, 1 unsent"
    assert flask("retention", "run", "--dry-run") == f"{said}\n"
    assert fresh(draft).family_name == "Odhiambo"
    assert flask("retention", "run").startswith(f"{said}, 1 account")
    assert fresh(draft).family_name == ""
    assert flask("retention", "run") == "nothing due\n"


@pytest.mark.impossible("numbers of nobody")
def test_small_numbers_are_not_told(flask, make):
    course = make.course()
    for country, number in (("KE", 12), ("FJ", 5), ("VN", 2)):
        db.session.add(
            Statistic(
                course_id=course.id, country=country, sex="", work="", age_band="",
                status=Status.NOT_SELECTED, score_band="", number=number,
            )
        )  # fmt: skip
    db.session.commit()
    hidden = "fewer than 5, or hidden with them"
    assert flask("retention", "statistics") == f"FJ: {hidden}\nKE: 12\nVN: {hidden}\n"


def test_the_ring_tells_what_hangs_on_each_key(flask, make):
    make.person()
    assert flask("vault", "status") == "1: 1 people\n"
    assert flask("vault", "rotate") == "nothing to do\n"
