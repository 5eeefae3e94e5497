"""Courses for programs: calendar, feed, JSON."""

from urllib.parse import urlsplit

from flask import Response, current_app, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock, i18n
from app.adapters.calendar import CalendarCourse, calendar_of
from app.blueprints.access import PUBLIC, access
from app.blueprints.catalogue.blueprint import bp
from app.blueprints.catalogue.openapi import document
from app.blueprints.catalogue.structured import as_json, in_full
from app.domain.catalogue import CourseStage, Intake, changes_next
from app.domain.errors import N_
from app.page_cache import keep_until
from app.queries.catalogue import Announcement, announced_courses, public_course


@bp.get("/courses.ics")
@access(PUBLIC)
def calendar() -> Response:
    courses = _kept()
    name = i18n.translate(N_("Courses and seminars"))
    host = urlsplit(current_app.config["PUBLIC_URL"]).hostname or "localhost"
    entries = [_entry(one) for one in courses if one.stage != CourseStage.CANCELLED]
    return Response(calendar_of(entries, name=name, host=host), mimetype="text/calendar")


@bp.get("/courses.atom")
@access(PUBLIC)
def feed() -> Response:
    courses = _kept()
    newest = max((one.opens_at for one in courses), default=clock.now())
    page = render_template("catalogue/courses.atom", courses=courses, updated=newest)
    return Response(page, mimetype="application/atom+xml")


@bp.get("/api/v1/courses")
@access(PUBLIC)
def api_courses() -> Response:
    now = clock.now()
    return jsonify({"courses": [as_json(one, now, url=_url(one.code)) for one in _kept()]})


@bp.get("/api/v1/courses/<code>")
@access(PUBLIC)
def api_course(code: str) -> ResponseReturnValue:
    course = public_course(code)
    if course is None:
        return jsonify({"error": i18n.translate(N_("There is no course of this code."))}), 404
    now = clock.now()
    keep_until(changes_next([course], now))
    return jsonify(in_full(course, now, url=_url(code)))


@bp.get("/api/v1/openapi.json")
@access(PUBLIC)
def api_description() -> Response:
    keep_until(i18n.next_midnight(clock.now()))
    return jsonify(document(current_app.config["PUBLIC_URL"]))


def _kept() -> list[Announcement]:
    now = clock.now()
    courses = announced_courses(at=now)
    keep_until(changes_next(courses, now))
    return courses


def _url(code: str) -> str:
    return url_for("catalogue.course", code=code, _external=True)


def _entry(course: Announcement) -> CalendarCourse:
    is_open = course.intake == Intake.OPEN
    deadline = i18n.translate(N_("Apply by: {title}"), title=course.title)
    return CalendarCourse(
        code=course.code,
        title=course.title,
        deadline_title=deadline,
        text=course.theme,
        place=course.place,
        url=_url(course.code),
        changed_at=course.opens_at,
        version=course.version,
        apply_by=course.apply_by if is_open else None,
        starts_on=course.starts_on,
        ends_on=course.ends_on,
    )
