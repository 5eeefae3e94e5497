"""Route × role: who gets past the guard of each view, as a table that a person can read."""

from datetime import timedelta

import pytest

from app import create_app
from app.blueprints.access import PUBLIC, SIGNED_IN
from app.domain.workflow import Action, Role, Status
from app.models import Link
from config import Testing

A, O, C, R, D = "applicant", "official", "coordinator", "reviewer", "director"  # noqa: E741
MEDICAL, TRAVEL, POST, AUDITOR, ADMIN = (
    "medical officer", "travel officer", "post", "auditor", "administrator",
)  # fmt: skip
# Members of staff may apply for a course like everybody, as themselves.
STAFF = (C, R, D, MEDICAL, TRAVEL, POST, AUDITOR, ADMIN)
PERSONS = {A, *STAFF}
EVERYBODY = {*PERSONS, O}
DESK = {C, D, MEDICAL, TRAVEL, POST, AUDITOR}

MAY_TRY = {
    PUBLIC: EVERYBODY,
    SIGNED_IN: EVERYBODY,
    Action.START: PERSONS,
    Action.EDIT: PERSONS,
    Action.ERASE: PERSONS,
    Action.TAKE_OUT: PERSONS,
    Action.SEND: PERSONS,
    Action.SEND_PAPER: PERSONS,
    Action.WITHDRAW: PERSONS,
    Action.RESTORE: PERSONS,
    Action.CONFIRM: PERSONS,
    Action.OPEN_DOCUMENT: EVERYBODY,
    Action.ENDORSE: {O},
    Action.LIST: DESK,
    Action.EXPORT: {C},
    Action.SCREEN: {C},
    Action.UNDO_SCREENING: {C},
    Action.RETURN: {C},
    Action.EXCLUDE: {C},
    Action.READMIT: {C},
    Action.CONFIRM_OFFICE: {C},
    Action.REMIND: {C},
    Action.ASSIGN: {C},
    Action.SCORE: {R},
    Action.PROPOSE: {C},
    Action.APPROVE: {D},
    Action.RELEASE: {C, D},
    Action.STOP: {C, D},
    Action.EDIT_COURSE: {C, ADMIN},
    Action.CONFIRM_EDITION: {C, ADMIN},
    Action.MANAGE_AUTHORITIES: {C, ADMIN},
    Action.MANAGE_PEOPLE: {ADMIN},
    Action.SECURE: {*STAFF},
}
# Nothing that these name exists: who gets past the guard meets a 404, or an empty page.
NOTHING = {
    "passkey_id": 0, "code": "none", "reference": "NONE-2222", "token": "0" * 22, "document_id": 0,
    "application_id": 0, "person_id": 0, "grant_id": 0, "institute_id": 0, "authority_id": 0,
    "official_id": 0, "link_id": 0, "kind": "passport", "section": "name", "what": "stop",
    "file_kind": "csv",
}  # fmt: skip


def routes():
    app = create_app(type("S", (Testing,), {"SQLALCHEMY_DATABASE_URI": "sqlite://"}))
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            values = {name: NOTHING[name] for name in rule.arguments}
            _, path = rule.build(values, append_unknown=False)
            yield rule, path, app.view_functions[rule.endpoint].access


ROUTES = list(routes())


@pytest.fixture
def visitor(make, sign_in):
    """A function that gives a browser of somebody in this role."""

    def visitor(role):
        if role == A:
            return sign_in(make.person().id)
        if role != O:
            return sign_in(make.staff(Role(role)).id)
        application = make.application(Status.SUBMITTED)
        link = Link(
            digest="d", official_id=make.official(application).id, ends_at=make.now + timedelta(1),
            authority_id=application.authority_id, course_id=application.course_id,
        )  # fmt: skip
        return sign_in(link_id=make.save(link).id)

    return visitor


def test_each_label_stands_in_the_table():
    assert {label for _, _, label in ROUTES} <= set(MAY_TRY)


@pytest.fixture
def asked(database, pytestconfig):
    """The guard knows labels and no database: SQLite is asked each route, PostgreSQL, in the quick
    run, one of each label."""
    if database.engine.dialect.name == "sqlite" or pytestconfig.getoption("--long"):
        return ROUTES
    return list({route[2]: route for route in ROUTES}.values())


@pytest.mark.parametrize("role", [A, O, *STAFF])
def test_a_role_gets_past_the_guard_where_the_table_says(visitor, asked, role):
    browser, unexpected = visitor(role), {}
    for rule, path, label in asked:
        may = role in MAY_TRY[label]
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            if may and (method == "POST" or label == PUBLIC):
                continue  # what an allowed POST does is tested where it belongs
            status = browser.open(path, method=method).status_code
            is_refused = status == 403
            if is_refused == may or status >= 500:
                unexpected[method, rule.rule] = status
    assert unexpected == {}


def test_nobody_in_particular_is_led_to_a_door(app, database):
    browser = app.test_client()
    unexpected = {}
    for rule, path, label in ROUTES:
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            status = browser.open(path, method=method).status_code
            if (label == PUBLIC and status == 500) or (label != PUBLIC and status != 303):
                unexpected[method, rule.rule] = status
    assert unexpected == {}
