"""Courses and editions of the past."""

from sqlalchemy import String, cast, or_, select

from app.domain.catalogue import CourseStage
from app.domain.workflow import WORKFLOW, Action
from app.models import Application, Course, Edition, Programme
from app.queries.invariants.shape import Invariant, stray

INVARIANTS = (
    stray("course-off-programme", Course, Programme, Course.programme_id, "institute_id"),
    Invariant(
        "course-out-of-order",
        "A course begins after its results, and its lowest age is not above its highest.",
        select(Course.id).where(
            or_(Course.starts_on < Course.decide_by, Course.min_age > Course.max_age)
        ),
    ),
    Invariant(
        "cancelled-course-goes-on",
        "A cancelled course has no open application.",
        select(Application.id)
        .join(Course, Course.id == Application.course_id)
        .where(
            Course.stage == CourseStage.CANCELLED,
            Application.status.in_(WORKFLOW[Action.CANCEL].sources),
        ),
    ),
    Invariant(
        "edition-shown-though-hidden",
        "Of an edition that is not published the public reads nothing, else something.",
        select(Edition.id).where(Edition.is_published == (cast(Edition.shown, String) == "{}")),
    ),
)
