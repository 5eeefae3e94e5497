"""A draft, and the browser of whom it belongs to."""

import pytest

from app import clock
from app.extensions import db


@pytest.fixture
def application(make):
    application = make.application()
    application.person.zone = "Africa/Nairobi"
    db.session.commit()
    return application


@pytest.fixture
def grace(application, sign_in):
    return sign_in(application.person_id)


@pytest.fixture
def at(monkeypatch, sign_in):
    """The browser of a person who signs in at another time, which it is from then on."""

    def at(instant, application):
        monkeypatch.setattr(clock, "now", lambda: instant)
        return sign_in(application.person_id)

    return at
