"""What the logs tell, and what they never tell."""

import io
import json
import logging

import pytest

from app import create_app, logs
from config import Testing

SECRET = "Grace.Odhiambo@people.example"


@pytest.fixture
def lines(caplog):
    """The lines of JSON that were written since."""
    caplog.set_level(logging.INFO)
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.JsonLine())
    logging.root.addHandler(handler)
    yield lambda: written.getvalue().splitlines()
    logging.root.removeHandler(handler)


@pytest.fixture
def failing():
    """A service with one view that fails with a sentence that quotes somebody."""
    app = create_app(type("Settings", (Testing,), {"SQLALCHEMY_DATABASE_URI": "sqlite://"}))
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def view(token):
        raise ValueError(f"{SECRET} is no number")

    view.access = "public"
    app.add_url_rule("/fails/<token>", "fails", view)
    return app


def test_a_request_is_one_line_with_its_route_and_not_its_path(app, database, lines, caplog):
    app.test_client().get(f"/n/a-link-that-lets-in?email={SECRET}")
    (line,) = [json.loads(line) for line in lines() if "kenshu.request" in line]
    assert (line["says"], line["method"], line["level"]) == ("answered", "GET", "info")
    assert line["route"].startswith("/n/<") and line["status"] in (404, 410) and line["ms"] >= 0
    assert "a-link-that-lets-in" not in str(lines()) and SECRET not in str(lines())


def test_a_failure_tells_its_kind_and_place_and_nobodys_data(failing, lines):
    answer = failing.test_client().get("/fails/a-link-that-lets-in")
    assert answer.status_code == 500
    (line,) = [json.loads(line) for line in lines() if "ValueError" in line]
    assert line["error"] == "ValueError" and line["where"][-1].endswith(" view")
    assert line["request"] == answer.headers["X-Request-ID"]
    assert f"give us this number: {line['request']}" in answer.text
    assert SECRET not in str(lines()) and "a-link-that-lets-in" not in str(lines())


@pytest.mark.parametrize(
    ("proxies", "given", "is_taken"),
    [
        (1, "0123456789abcdef", True),
        (0, "0123456789abcdef", False),
        (1, "short", False),
        (1, 'x"}\\n{"level":"error', False),
    ],
)
def test_only_our_proxy_numbers_requests(app, database, monkeypatch, proxies, given, is_taken):
    monkeypatch.setitem(app.config, "PROXIES", proxies)
    answer = app.test_client().get("/nowhere", headers={"X-Request-ID": given})
    assert (answer.headers["X-Request-ID"] == given) is is_taken
    assert logs.GIVEN_BY_PROXY.fullmatch(answer.headers["X-Request-ID"])


def test_a_page_that_others_get_too_carries_no_number(app, database):
    assert "X-Request-ID" not in app.test_client().get("/help").headers


def test_complaints_of_the_web_server_name_nobody(lines):
    logging.getLogger("gunicorn.error").warning("Invalid request from ip=%s", "192.0.2.7")
    assert "Invalid request" in str(lines()) and "192.0.2.7" not in str(lines())
    logging.getLogger("gunicorn.error").error("Worker (pid:%s) was sent %s!", 12, "SIGSEGV")
    assert "Worker (pid:12) was sent SIGSEGV!" in str(lines())


def test_a_server_speaks_json_only(monkeypatch):
    server = logging.getLogger("gunicorn.error")
    before = (logging.root.handlers[:], logging.root.level, server.handlers, server.propagate)
    monkeypatch.setattr(server, "handlers", [logging.NullHandler()])
    try:
        logging.root.handlers = []
        logs.write_json()
        (handler,) = logging.root.handlers
        assert isinstance(handler.formatter, logs.JsonLine)
        assert (server.handlers, server.propagate) == ([], True)
    finally:
        logging.root.handlers, logging.root.level, server.handlers, server.propagate = before
