"""The list as a sheet, to be kept on one's own machine."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache

from flask import Response

from app import clock, i18n
from app.adapters.sheets import MEDIA_TYPES, Row, SheetKind, csv_of, xlsx_of
from app.blueprints.access import access, actor
from app.blueprints.approvals.blueprint import bp
from app.blueprints.approvals.desk import course_here, here
from app.blueprints.approvals.words import SAYS
from app.blueprints.downloads import streamed
from app.domain.catalogue import JAPAN
from app.domain.errors import N_
from app.domain.names import ERASED, protocol_name
from app.domain.next_steps import QUEUES
from app.domain.selection import decision
from app.domain.workflow import Action
from app.operations.sheets import export_applications
from app.queries.sheets import SheetRow

WRITE = {SheetKind.CSV: csv_of, SheetKind.XLSX: xlsx_of}
HEADINGS = (
    N_("Reference"), N_("Name"), N_("Country"), N_("Position"), N_("Organization"),
    N_("Nominated by"), N_("Ministry"), N_("Ministry’s rank"), N_("Status"), N_("Next step"),
    N_("Waiting since"), N_("Score"), N_("Decision"), N_("Sent on"),
)  # fmt: skip


@bp.get("/<code>/applications/sheet/<any(csv, xlsx):file_kind>")
@access(Action.EXPORT)
def sheet(code: str, file_kind: str) -> Response:
    course, kind, now = course_here(code), SheetKind(file_kind), clock.now()
    rows = export_applications(course.id, here(), file_kind=kind, by=actor(), at=now)
    language = i18n.reader_language()
    headings = [i18n.translate(one, language) for one in HEADINGS]
    filename = f"{course.code}-applications-{_day(now)}.{kind}"
    return streamed(WRITE[kind](headings, _in_words(rows, language)), MEDIA_TYPES[kind], filename)


def _in_words(rows: Iterator[SheetRow], language: str) -> Iterator[Row]:
    """A row of cells for each. It is written after the request has ended, so the reader's language
    is given to it."""
    say = cache(lambda message: i18n.translate(message, language))
    country = cache(lambda code: i18n.country_name(code, language))
    status = cache(lambda status: i18n.status_words(status, language))
    for one in rows:
        yield (
            one.reference,
            protocol_name(one.family_name, one.given_names) or say(ERASED),
            country(one.country),
            one.job_title,
            one.employer,
            one.authority,
            say(SAYS[one.ministry_says]),
            one.final_rank,
            status(one.status),
            say(QUEUES[one.next_step]),
            _day(one.next_step_at),
            None if one.score is None else round(one.score, 2),
            say(decision(one.status, one.former_status)),
            _day(one.submitted_at),
        )


def _day(at: datetime) -> date:
    return at.astimezone(JAPAN).date()
