"""What programs read: JSON as described, a calendar, a feed."""

import xml.etree.ElementTree as tree
from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from app.domain.catalogue import CourseStage, Intake


@pytest.fixture
def visitor(app, database):
    app.wsgi_app.entries.clear()
    return app.test_client()


KINDS = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict,
         "null": type(None)}  # fmt: skip


def check(value, schema, schemas):
    """That the value is as the schema says: the part of JSON Schema that we use."""
    schema = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert isinstance(value, tuple(KINDS[kind] for kind in kinds)), (value, schema)
    if "enum" in schema:
        assert value in schema["enum"]
    if schema.get("format") == "date-time" and value:
        assert datetime.fromisoformat(value).tzinfo
    if schema["type"] == "array":
        for one in value:
            check(one, schema["items"], schemas)
    if "properties" in schema:
        assert set(schema["required"]) == set(schema["properties"])
        assert set(value) == set(schema["properties"])
        for name, one in value.items():
            check(one, schema["properties"][name], schemas)


def test_the_answers_are_as_described(visitor, make):
    course = make.course(works=["judge"], documents=["passport"], min_age=30)
    make.course(intake=Intake.INVITED, paper_by=None)
    described = visitor.get("/api/v1/openapi.json").json
    schemas = described["components"]["schemas"]
    for path, found in (
        ("/api/v1/courses", "/api/v1/courses"),
        ("/api/v1/courses/{code}", f"/api/v1/courses/{course.code}"),
        ("/api/v1/courses/{code}", "/api/v1/courses/none"),
    ):
        answer = visitor.get(found)
        responses = described["paths"][path]["get"]["responses"]
        content = responses[str(answer.status_code)]["content"]
        check(answer.json, content["application/json"]["schema"], schemas)
    assert len(visitor.get("/api/v1/courses").json["courses"]) == 2


def test_a_draft_is_in_nothing_that_programs_read(visitor, make):
    code = make.course(stage=CourseStage.DRAFT, code="secret-1").code
    for address in ("/api/v1/courses", "/courses.ics", "/courses.atom"):
        assert code not in visitor.get(address).text
    assert visitor.get(f"/api/v1/courses/{code}").status_code == 404


def test_the_calendar_has_the_deadline_and_the_days(visitor, make):
    make.course(code="itc-193", apply_by=datetime(2027, 1, 29, 8, tzinfo=UTC))
    answer = visitor.get("/courses.ics")
    assert answer.mimetype == "text/calendar"
    events = Calendar.from_ical(answer.data).walk("VEVENT")
    assert {str(one["uid"]).partition("@")[0] for one in events} == {
        "itc-193-deadline", "itc-193-course",
    }  # fmt: skip
    assert datetime(2027, 1, 29, 8, tzinfo=UTC) in [one["dtstart"].dt for one in events]


def test_the_feed_is_well_formed_whatever_a_title_holds(visitor, make):
    course = make.course(title="Crime & <punishment>")
    answer = visitor.get("/courses.atom")
    assert answer.mimetype == "application/atom+xml"
    names = {"a": "http://www.w3.org/2005/Atom"}
    entry = tree.fromstring(answer.text).find("a:entry", names)
    assert entry.find("a:title", names).text == "Crime & <punishment>"
    assert entry.find("a:link", names).get("href") == f"http://localhost/courses/{course.code}"
