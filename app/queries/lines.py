"""What the lines of a list say beside the row itself, for all of them at once."""

from collections.abc import Collection

from sqlalchemy import bindparam, func, select

from app.extensions import db
from app.models import Application, Authority, Course, Document
from app.queries.approvals import HERE, Listed


def papers_in(applications: Collection[Listed], course: Course) -> dict[int | None, int]:
    """How many of the documents that the course asks for each of these has."""
    if not course.documents:
        return {}
    values = {"ids": [one.id for one in applications], "kinds": course.documents}
    return {row_id: number for row_id, number in db.session.execute(_PAPERS, values)}


_PAPERS = (
    select(Document.application_id, func.count(Document.document_kind.distinct()))
    .where(Document.application_id.in_(bindparam("ids", expanding=True)))
    .where(Document.document_kind.in_(bindparam("kinds", expanding=True)))
    .where(Document.removed_at.is_(None))
    .group_by(Document.application_id)
)


def ranked_by(applications: Collection[Listed], course: Course) -> dict[int | None, int]:
    """The last place that each of their authorities gave in the course."""
    authorities = {one.authority_id for one in applications if one.final_rank}
    if not authorities:
        return {}
    values = {"course_id": course.id, "ids": list(authorities)}
    return {row_id: number for row_id, number in db.session.execute(_RANKED, values)}


# One look into an index for each: an office of a large country has ranked thousands.
_LAST_PLACE = (
    select(Application.final_rank)
    .where(Application.course_id == HERE, Application.authority_id == Authority.id)
    .where(Application.final_rank.is_not(None))
    .order_by(Application.final_rank.desc())
    .limit(1)
    .scalar_subquery()
)
_RANKED = select(Authority.id, _LAST_PLACE).where(
    Authority.id.in_(bindparam("ids", expanding=True))
)
