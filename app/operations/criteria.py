"""The criteria of a course, made with it or at the latest with its first reviewer."""

from app.domain.reviews import STANDARDS
from app.extensions import db
from app.models import Criterion
from app.queries.reviews import criteria_of


def default_criteria(course_id: int) -> list[Criterion]:
    """Part of an operation: the criteria of the course; the standard ones if it has none."""
    found = list(criteria_of(course_id))
    if not found:
        found = [
            Criterion(
                course_id=course_id, place=place, name=one.name, weight=one.weight,
                anchors=list(one.anchors),
            )
            for place, one in enumerate(STANDARDS, 1)
        ]  # fmt: skip
        db.session.add_all(found)
    return found
