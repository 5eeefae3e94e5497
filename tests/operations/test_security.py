import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.domain.accounts import Limit
from app.extensions import db
from app.models import Refusal, Throttle
from app.operations import security
from app.operations.security import note_refusal, take_turns
from app.operations.transaction import transaction

LIMITS = {"address": Limit(5, timedelta(minutes=10)), "all": Limit(100, timedelta(minutes=10))}


def turn(now, address="a"):
    with transaction():
        return take_turns("test", {"address": address}, LIMITS, at=now)


def test_so_often_and_no_more_until_the_window_ends(database, now):
    assert [turn(now) for _ in range(7)] == [True] * 5 + [False] * 2
    assert turn(now, "b")
    assert turn(now + timedelta(minutes=10))


def test_what_all_do_together_is_limited_too(database, now, monkeypatch):
    monkeypatch.setitem(LIMITS, "all", Limit(3, timedelta(minutes=10)))
    assert [turn(now, str(number)) for number in range(4)] == [True] * 3 + [False]


def test_eight_threads_get_no_turn_more(app, database, now):
    given, errors, start = [], [], threading.Barrier(8)

    def try_often():
        with app.app_context():
            try:
                start.wait()
                given.extend(turn(now) for _ in range(5))
            except Exception as error:
                errors.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=try_often) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (errors, sum(given)) == ([], 5)
    assert db.session.scalar(select(func.sum(Throttle.number))) == 2 * 8 * 5


def test_a_count_is_one_statement_and_names_nobody(database, now, statements):
    with statements() as found:
        turn(now, "grace@example.org")
    assert len(found) == 1
    assert "grace" not in str([row.key for row in db.session.scalars(select(Throttle))])


def note(now, subject="ITC-1"):
    note_refusal(
        403, endpoint="people.index", actor_kind="person", actor_id=1, subject=subject, at=now
    )


def test_the_log_keeps_the_last_lines_only(database, now, monkeypatch):
    monkeypatch.setattr(security, "MOST_REFUSALS", 3)
    for number in range(5):
        note(now, f"ITC-{number}" + "x" * 300)
    kept = [row.subject[:5] for row in db.session.scalars(select(Refusal).order_by(Refusal.id))]
    assert kept == ["ITC-2", "ITC-3", "ITC-4"]


@pytest.mark.parametrize("status", [403, 410])
def test_who_was_refused_stands_in_it(make, sign_in, app, status):
    person = make.person()
    if status == 403:
        sign_in(person.id).get("/admin/people")
    else:
        app.test_client().get("/invitation/forged")
    db.session.rollback()
    (line,) = db.session.scalars(select(Refusal))
    expected = {
        403: (403, "people.index", "person", person.id),
        410: (410, "accounts.invitation", "nobody", None),
    }
    assert (line.status, line.endpoint, line.actor_kind, line.actor_id) == expected[status]


def test_a_log_that_fails_leaves_the_refusal_as_it_is(make, sign_in, monkeypatch):
    def fail(*_values, **_named):
        db.session.execute(select(func.no_such_function()))

    monkeypatch.setattr("app.errors.note_refusal", fail)
    assert sign_in(make.person().id).get("/admin/people").status_code == 403
