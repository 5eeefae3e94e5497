"""Nobody loses what was typed because our database or our disk is not there."""

import errno
import sqlite3
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, TimeoutError

from app import patience
from app.blueprints.access import PUBLIC, access
from app.extensions import db

TYPED = {"family_name": "ODHIAMBO <b>", "reasons": "One\r\nTwo", "csrf_token": "t", "version": "3"}


@pytest.fixture
def failing(app, database, monkeypatch):
    """A client whose visits end in what the test says."""

    def failing(work):
        @access(PUBLIC)
        def view():
            work()
            return "done"

        monkeypatch.setitem(app.view_functions, "accounts.sign_in", view)
        return app.test_client()

    return failing


def raises(error):
    def work():
        raise error

    return work


def away():
    return OperationalError("SELECT secret", {"name": "ODHIAMBO"}, Exception("gone"))


FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("error", "status"),
    [(away(), 503), (TimeoutError(), 503), (OSError(errno.EIO, "I/O"), 503), (FULL, 507),
     (OSError(errno.EDQUOT, "quota"), 507)],
)  # fmt: skip
def test_what_was_typed_is_shown_and_can_be_sent_again(failing, error, status, caplog):
    answer = failing(raises(error)).post("/sign-in", data=TYPED)
    assert answer.status_code == status
    assert int(answer.headers["Retry-After"]) >= 60
    assert "Set-Cookie" not in answer.headers
    assert 'value="ODHIAMBO &lt;b&gt;" dir="auto" readonly' in answer.text
    assert "<b>" not in answer.text
    assert ">\nOne\r\nTwo</textarea>" in answer.text
    assert '<input type="hidden" name="csrf_token" value="t">' in answer.text
    assert '<input type="hidden" name="version" value="3">' in answer.text
    assert "Send it again" in answer.text
    assert "ODHIAMBO" not in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("name", ["password", "new_password", "code", "form-code", "token"])
def test_a_secret_is_never_shown_and_so_never_sent_again(failing, name):
    page = failing(raises(away())).post("/sign-in", data=TYPED | {name: "hunter2"}).text
    assert "hunter2" not in page
    assert "ODHIAMBO" in page
    assert "Send it again" not in page


def test_nothing_typed_is_read_where_the_body_broke_off(failing):
    answer = failing(raises(away())).post("/sign-in", data=b"a=1", content_length=9)
    assert answer.status_code in (400, 503)


def test_a_machine_is_told_in_json(failing, app, monkeypatch):
    rule = next(one for one in app.url_map.iter_rules() if one.rule == "/api/v1/courses")

    @access(PUBLIC)
    def view():
        raise away()

    monkeypatch.setitem(app.view_functions, rule.endpoint, view)
    answer = app.test_client().get("/api/v1/courses")
    assert (answer.status_code, answer.json) == (
        503,
        {"error": "We cannot reach our database now."},
    )
    assert answer.headers["Retry-After"] == "60"


def test_a_server_that_is_silent_is_given_up_and_then_found_again(app, failing, monkeypatch):
    if db.engine.dialect.name == "sqlite":
        work = lock_of_another
        monkeypatch.setattr("app.database.BUSY", 0.1)
    else:
        monkeypatch.setattr(patience, "ANSWER", 0.2)
        monkeypatch.setattr(patience, "QUIET", 0)

        def work():
            db.session.execute(text("SELECT pg_sleep(20)"))

    begun = time.monotonic()
    db.session.remove()
    db.engine.dispose()
    assert failing(work).post("/sign-in", data=TYPED).status_code == 503
    assert time.monotonic() - begun < 2
    answer = failing(lambda: db.session.execute(text("SELECT 1"))).post("/sign-in", data=TYPED)
    assert answer.text == "done"


def lock_of_another():
    """Another program holds SQLite's file for longer than anybody waits."""
    other = sqlite3.connect(db.engine.url.database, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        db.session.connection(execution_options={"writing": True})
    finally:
        other.close()


def test_a_connection_that_the_server_closed_meanwhile_costs_nobody_an_error(app, failing):
    ask = failing(lambda: db.session.execute(text("SELECT 1")))
    assert ask.get("/sign-in").text == "done"
    if db.engine.dialect.name == "postgresql":  # a file does not hang up
        db.session.remove()
        end_another_line()
    assert ask.get("/sign-in").text == "done"
    assert ask.get("/sign-in").text == "done"


def end_another_line():
    with db.engine.connect() as one, db.engine.connect() as other:
        number = other.scalar(text("SELECT pg_backend_pid()"))
        other.commit()
        one.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})
        one.commit()


def test_a_database_without_room_is_told_as_a_full_disk(failing):
    """The real error of SQLite; PostgreSQL's has a number, which we cannot cause without a disk."""

    def full():
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("DO $$ BEGIN RAISE disk_full; END $$"))
        connection = db.session.connection(execution_options={"writing": True})
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        try:
            connection.exec_driver_sql("CREATE TABLE big AS SELECT zeroblob(9000000) AS one")
        finally:
            connection.exec_driver_sql("PRAGMA max_page_count=1073741823")

    ask = failing(full)
    answer = ask.post("/sign-in", data=TYPED)
    assert answer.status_code == 507
    assert "Our disk is full." in answer.text
    # When there is room again it works, without a restart.
    assert failing(lambda: db.session.execute(text("SELECT 1"))).post("/sign-in").text == "done"
