"""Applications taken out of the service as a sheet."""

from collections.abc import Iterator
from datetime import datetime

from app.adapters.sheets import MOST_ROWS, SheetKind
from app.domain import events
from app.domain.errors import N_, TooManyRows
from app.domain.permissions import Actor, as_to, require
from app.domain.workflow import Action
from app.operations.transaction import transaction
from app.queries.approvals import View
from app.queries.catalogue import course_by_id
from app.queries.sheets import SheetRow, number_in, sheet_rows


def export_applications(
    course_id: int, view: View, *, file_kind: SheetKind, by: Actor, at: datetime
) -> Iterator[SheetRow]:
    """What the view shows of the course, to be read while it is sent.

    Who took it, and how much, is on record before the first row is read.
    """
    with transaction() as record:
        course = course_by_id(course_id)
        require(as_to(by, course.countries), Action.EXPORT, course)
        number = number_in(view, course, seen_by=by)
        most = MOST_ROWS.get(file_kind, number)
        if number > most:
            raise TooManyRows(
                N_("An XLSX file holds up to {most} applications; these are {number}. Take CSV."),
                most=most, number=number,
            )  # fmt: skip
        record(
            events.ApplicationsExported(
                at=at, actor=by, institute_id=course.institute_id, course_id=course.id,
                code=course.code, view=_told(view), number=number, file_kind=file_kind,
            )
        )  # fmt: skip
    return sheet_rows(view, course, seen_by=by)


def _told(view: View) -> dict[str, str]:
    """The view as the history may keep it, for ever: a name that was looked for stays out."""
    return {key: "…" if key == "q" else value for key, value in view.query.items()}
