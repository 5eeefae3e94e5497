"""Numbers for the people who run the service."""

import gc
import os
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from app import clock, create_app, metrics
from app.domain.permissions import ActorKind
from app.extensions import db
from app.models import Event, Letter
from config import Testing

INNER = "http://inner.example"


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """The library keeps the first folder that it is told of for as long as the process lives."""
    os.environ[metrics.FOLDER] = str(tmp_path_factory.mktemp("metrics"))
    yield
    from prometheus_client.mmap_dict import MmapedDict  # noqa: PLC0415  # not before it is told

    for one in gc.get_objects():  # it would leave its file open
        if isinstance(one, MmapedDict):
            one.close()


@pytest.fixture
def measured(app, database, folder):
    """The same database behind a service that tells its numbers."""
    url = db.engine.url.render_as_string(hide_password=False)
    settings = {"SQLALCHEMY_DATABASE_URI": url, "METRICS": True}
    service = create_app(type("Settings", (Testing,), settings))
    yield service
    with service.app_context():
        db.engine.dispose()


def test_they_are_told_under_an_inner_name_only(measured, app):
    assert measured.test_client().get("/metrics").status_code == 404
    assert measured.test_client().get("/metrics", base_url=INNER).status_code == 200
    assert app.test_client().get("/metrics", base_url=INNER).status_code == 404


def test_time_is_told_by_route_and_not_by_path(measured):
    visitor = measured.test_client()
    visitor.get("/n/a-link-that-lets-in")
    text = visitor.get("/metrics", base_url=INNER).text
    assert 'route="/n/<' in text and "a-link-that-lets-in" not in text


def test_what_waits_is_counted(measured):
    happened = Event(at=clock.now(), name="CodeAsked", actor_kind=ActorKind.SYSTEM, facts={})
    db.session.add(happened)
    db.session.flush()
    letter = Letter(
        event_id=happened.id, template="code", message_id="<1@kenshu>", worded_at=clock.now(),
        sealed=b"", not_before=clock.now() - timedelta(hours=1),
    )  # fmt: skip
    db.session.add(letter)
    db.session.commit()
    text = measured.test_client().get("/metrics", base_url=INNER).text
    assert "kenshu_database_up 1.0" in text and "kenshu_waiting_letters 1.0" in text
    assert "kenshu_waiting_events_unsealed 1.0" in text
    seconds = next(
        line for line in text.splitlines() if line.startswith("kenshu_waiting_letters_seconds")
    )
    assert 3600 <= float(seconds.split()[1]) < 3700


def test_a_database_that_is_away_is_told_too(measured, monkeypatch):
    def away(**_named):
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(metrics, "waiting", away)
    answer = measured.test_client().get("/metrics", base_url=INNER)
    assert answer.status_code == 200 and "kenshu_database_up 0.0" in answer.text
    assert "kenshu_waiting" not in answer.text
