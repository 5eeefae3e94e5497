"""The database goes away between its last word and our answer."""

import pytest

from app.extensions import db


@pytest.fixture
def goes_away(monkeypatch):
    """From now on no transaction can be ended."""

    def leave(connection):
        connection.dbapi_connection.close()
        raise db.engine.dialect.dbapi.OperationalError("terminating connection")

    return lambda: monkeypatch.setattr(db.engine.dialect, "do_rollback", leave)


def test_an_answer_that_is_made_is_given(make, sign_in, goes_away):
    application = make.application()
    browser = sign_in(application.person_id)
    path = f"/my/{application.reference}"
    db.session.remove()
    goes_away()
    assert browser.get(path).status_code == 200
