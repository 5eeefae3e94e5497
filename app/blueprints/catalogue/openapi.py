"""The description of the public API. A test holds it against the answers."""

from collections.abc import Mapping

from app.domain.catalogue import Intake, Phase
from app.domain.questions import DocumentKind
from app.domain.world import Work

Schema = dict[str, object]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
MAYBE_NUMBER: Schema = {"type": ["integer", "null"]}
DAY: Schema = {"type": "string", "format": "date"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
COUNTRY: Schema = {"type": "string", "pattern": "^[A-Z]{2}$"}

LISTED: Mapping[str, Schema] = {
    "code": TEXT,
    "title": TEXT,
    "theme": TEXT,
    "phase": {"type": "string", "enum": [one.value for one in Phase]},
    "intake": {"type": "string", "enum": [one.value for one in Intake]},
    "place": TEXT,
    "language": TEXT,
    "places": NUMBER,
    "opens_at": INSTANT,
    "apply_by": INSTANT,
    "decide_by": DAY,
    "starts_on": DAY,
    "ends_on": DAY,
    "countries": {"type": "array", "items": COUNTRY},
    "works": {"type": "array", "items": {"type": "string", "enum": [one.value for one in Work]}},
    "is_sample": {"type": "boolean"},
    "url": {"type": "string", "format": "uri"},
}
IN_FULL: Mapping[str, Schema] = {
    **LISTED,
    "about": TEXT,
    "paid": TEXT,
    "nominate_by": INSTANT,
    "paper_by": {"type": ["string", "null"], "format": "date-time"},
    "min_age": MAYBE_NUMBER,
    "max_age": MAYBE_NUMBER,
    "age_on": DAY,
    "min_years": NUMBER,
    "documents": {
        "type": "array",
        "items": {"type": "string", "enum": [one.value for one in DocumentKind]},
    },
    "seats": {"type": "object", "additionalProperties": NUMBER},
    "cancel_reason": TEXT,
}


def document(server: str) -> dict[str, object]:
    """The description as OpenAPI 3.1 has it."""
    courses: Schema = {"type": "array", "items": _ref("ListedCourse")}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Courses",
            "version": "1",
            "description": "Courses that the public may know of. Instants are in UTC.",
        },
        "servers": [{"url": server}],
        "paths": {
            "/api/v1/courses": {
                "get": {
                    "operationId": "courses",
                    "summary": "All courses that have not ended",
                    "responses": {"200": _answer("The courses", _object({"courses": courses}))},
                }
            },
            "/api/v1/courses/{code}": {
                "get": {
                    "operationId": "course",
                    "summary": "One course, with its rules",
                    "parameters": [
                        {"name": "code", "in": "path", "required": True, "schema": TEXT}
                    ],
                    "responses": {
                        "200": _answer("The course", _ref("Course")),
                        "404": _answer("No course of this code", _object({"error": TEXT})),
                    },
                }
            },
        },
        "components": {"schemas": {"ListedCourse": _object(LISTED), "Course": _object(IN_FULL)}},
    }


def _object(properties: Mapping[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _answer(description: str, schema: Schema) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}
