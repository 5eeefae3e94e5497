"""Each invariant holds for the sample courses, and each can fail: a fault is planted, and exactly
that one is reported."""

import pytest
from sqlalchemy import select, text

from app.domain.permissions import SYSTEM
from app.domain.workflow import Status
from app.extensions import db
from app.models import Application
from app.operations.demonstration.load import load_samples
from app.operations.demonstration.many import load_many
from app.operations.privacy import erase_person
from app.queries.invariants import INVARIANTS, broken_by
from tests.conftest import NOON, empty
from tests.invariants import asking
from tests.queries.faults import FAULTS


class Nowhere:
    """No file is asked for here."""

    def put(self, _content):
        return "0" * 64


@pytest.fixture(scope="module")
def samples(app):
    """The sample courses, and somebody of them who was erased."""
    with app.app_context():
        empty()
        load_samples(seed=1, at=NOON, storage=Nowhere())
        refused = select(Application.person_id).where(Application.status == Status.NOT_SELECTED)
        erase_person(db.session.scalars(refused.limit(1)).one(), by=SYSTEM, at=NOON)
        db.session.remove()
        yield
        db.session.remove()


def names(connection):
    return [name for (name,) in connection.exec_driver_sql(asking(connection.dialect))]


def test_the_sample_courses_and_what_is_erased_of_them_are_whole(samples):
    assert {one.name: found for one in INVARIANTS if (found := broken_by(one))} == {}
    db.session.rollback()


@pytest.mark.parametrize("name", [one.name for one in INVARIANTS])
def test_each_can_fail(samples, name):
    empty_bytes = "''" if db.engine.dialect.name == "postgresql" else "x''"
    with db.engine.connect() as connection:
        for statement in FAULTS[name]:
            connection.execute(text(statement.format(empty=empty_bytes).replace(":", r"\:")))
        assert names(connection) == [name]


def test_an_answer_tells_table_number_and_first_rows(samples):
    seats = next(one for one in INVARIANTS if one.name == "seats-over-places")
    db.session.execute(text(FAULTS["seats-over-places"][0]))
    broken = broken_by(seats)
    db.session.rollback()
    assert (seats.table, broken.number, len(broken.first)) == ("course", 1, 1)


@pytest.mark.parametrize("number", [60, pytest.param(1000, marks=pytest.mark.long)])
def test_many_invented_applications_are_whole(database, number):
    load_many(number, seed=3, at=NOON)
    assert [one.name for one in INVARIANTS if broken_by(one)] == []
