import pytest

from app.domain.errors import ChangedMeanwhile
from app.domain.selection import Choice
from app.domain.workflow import Action, Status
from app.extensions import db
from app.operations import locks
from app.operations.deadlines import carry_out_release
from app.operations.setwise import write_moves
from app.operations.transaction import transaction
from tests.factories import fresh

COUNTRIES = ("FJ", "KE", "LA", "VN")


def release(make, now, statements, people):
    """How many statements the release of so many people takes."""
    course = make.course(places=people, seats=people)
    choices = [(Choice.SELECT,), (Choice.NO,), (Choice.SELECT,)]
    lines = [
        (make.application(Status.SCREENED, course=course, country=country), *choices[place % 3])
        for place, country in zip(range(people), COUNTRIES * people, strict=False)
    ]
    director = make.director()
    slate = make.slate(
        course, lines, made_by=make.coordinator(), approved_by=director, release_at=now
    )
    slate_id = slate.id
    with statements() as found:
        assert carry_out_release(slate_id, at=now)
    return len(found)


def test_a_release_takes_as_many_statements_for_three_people_as_for_twenty(make, now, statements):
    number = {"sqlite": 17, "postgresql": 16}[db.engine.dialect.name]
    assert release(make, now, statements, 3) == number
    assert release(make, now, statements, 20) == number


def test_what_was_changed_by_others_is_not_overwritten(make, now):
    application = make.application(Status.SCREENED)
    with pytest.raises(ChangedMeanwhile), transaction(lock=locks.NOTHING):
        db.session.add(application)
        application.move(Action.RESERVE, at=now)
        application.version  # noqa: B018  # read before the others write
        table = type(application).__table__
        db.session.connection().execute(table.update().values(version=table.c.version + 1))
        write_moves([application])
    assert fresh(application).status == Status.SCREENED
