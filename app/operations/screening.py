"""What coordinators decide before the selection: checked, returned, not eligible, taken back."""

from collections.abc import Collection, Sequence
from datetime import datetime

from app.domain import events
from app.domain.errors import N_, NotVisible, WrongStatus, require_as_shown
from app.domain.exclusions import EXCLUSIONS, Exclusion
from app.domain.permissions import Actor, require
from app.domain.questions import Section
from app.domain.workflow import WORKFLOW, Action
from app.models import Application, Correction, seal_for
from app.operations import locks
from app.operations.together import keep_together
from app.operations.transaction import retried, transaction
from app.queries.applications import FORM, application_by_id
from app.queries.approvals import applications_by_id
from app.queries.reviews import is_released


def screen_application(
    application_id: int, *, by: Actor, at: datetime, shown_version: int | None = None
) -> Application:
    """It meets the rules of the course and is being considered."""
    with transaction(lock=locks.application(application_id)) as record:
        application = application_by_id(application_id, seen_by=by)
        require(by, Action.SCREEN, application)
        _require_shown(application, shown_version)
        application.move(Action.SCREEN, at=at)
        record(events.ApplicationScreened.about(application, by=by, at=at))
    return application


@retried
def screen_applications(application_ids: Collection[int], *, by: Actor, at: datetime) -> int:
    """All of these that still wait for the check are checked; their number."""
    with transaction(lock=locks.applications(application_ids)) as record:
        found = applications_by_id(application_ids, seen_by=by)
        if len(found) != len(set(application_ids)):
            raise NotVisible
        for application in found:
            require(by, Action.SCREEN, application)
        waiting = [one for one in found if one.status in WORKFLOW[Action.SCREEN].sources]
        if not waiting:
            raise WrongStatus(N_("Select applications that are not checked yet."))
        for application in waiting:
            application.move(Action.SCREEN, at=at)
        keep_together(waiting)
        for application in waiting:
            record(events.ApplicationScreened.about(application, by=by, at=at))
    return len(waiting)


def undo_screening(
    application_id: int, *, by: Actor, at: datetime, shown_version: int | None = None
) -> Application:
    """The check was a mistake: it waits for it again."""
    with transaction(lock=locks.application(application_id)) as record:
        application = application_by_id(application_id, seen_by=by)
        require(by, Action.UNDO_SCREENING, application)
        _require_shown(application, shown_version)
        application.move(Action.UNDO_SCREENING, at=at)
        record(events.ScreeningUndone.about(application, by=by, at=at))
    return application


def exclude_application(
    application_id: int,
    *,
    why: Exclusion,
    sentence: str = "",
    note: str = "",
    by: Actor,
    at: datetime,
    shown_version: int | None = None,
) -> Application:
    """Not eligible. The applicant reads the sentence, or the usual one; the note is for staff."""
    with transaction(lock=locks.application(application_id)) as record:
        application = application_by_id(application_id, seen_by=by)
        require(by, Action.EXCLUDE, application)
        _require_shown(application, shown_version)
        application.move(Action.EXCLUDE, at=at)
        record(
            events.ApplicationExcluded.about(
                application, by=by, at=at,
                reason_code=why, reason=sentence or EXCLUSIONS[why], note=note,
            )
        )  # fmt: skip
    return application


def readmit_application(
    application_id: int,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    shown_version: int | None = None,
) -> Application:
    """It is eligible after all: possible until a selection is released."""
    with transaction(lock=locks.course_of(application_id)) as record:
        application = application_by_id(application_id, seen_by=by)
        require(by, Action.READMIT, application)
        _require_shown(application, shown_version)
        if is_released(application.course_id):
            raise WrongStatus(N_("The selection is released. Nobody can be taken back in now."))
        application.move(Action.READMIT, at=at)
        record(events.ApplicationReadmitted.about(application, by=by, at=at, reason=reason))
    return application


def return_application(
    application_id: int,
    *,
    sections: Sequence[Section],
    reason: str,
    due_at: datetime,
    by: Actor,
    at: datetime,
    shown_version: int | None = None,
) -> Application:
    """Ask the applicant for a correction of these sections."""
    with transaction(lock=locks.application(application_id)) as record:
        application = application_by_id(application_id, seen_by=by, load=FORM)
        require(by, Action.RETURN, application)
        _require_shown(application, shown_version)
        if due_at <= at:
            raise WrongStatus(N_("Enter a day that is still to come."))
        application.move(Action.RETURN, at=at)
        application.corrections.append(
            Correction(
                sections=list(sections), due_at=due_at, asked_at=at,
                reason_sealed=seal_for(
                    application.person, reason.encode(), about=f"{application.reference} reason"
                ),
            )
        )  # fmt: skip
        record(
            events.ApplicationReturned.about(
                application, by=by, at=at,
                sections=",".join(sections), due_at=due_at, reason=reason,
            )
        )  # fmt: skip
    return application


def _require_shown(application: Application, shown: int | None) -> None:
    """A decision over a page holds only if nobody changed what the page showed."""
    if shown is not None:
        require_as_shown(application.version, shown)
