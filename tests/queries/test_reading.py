"""How pages read: outside any transaction on PostgreSQL, and with nothing to write."""

import pytest
from sqlalchemy import func, select, text

from app.extensions import db
from app.models import Institute, Person


def test_what_the_server_has_prepared_outlives_the_page_that_asked_for_it(app, database):
    if db.engine.dialect.name != "postgresql":
        return  # SQLite's driver keeps what it has prepared in any case
    db.session.remove()
    prepared = text("SELECT statement FROM pg_prepared_statements")
    for _ in range(20):
        with app.test_request_context("/"):
            db.session.scalar(select(func.count()).select_from(Institute))
            kept = db.session.scalars(prepared).all()
            db.session.remove()
    assert any("institute" in statement for statement in kept)


def test_a_page_writes_by_an_operation_or_not_at_all(app, database):
    with app.test_request_context("/"):
        db.session.add(Person(email="grace@people.example", key_id=1))
        with pytest.raises(RuntimeError, match="Only an operation"):
            db.session.flush()
        db.session.remove()
