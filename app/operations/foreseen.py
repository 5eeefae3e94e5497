"""Letters that will go, as they will be worded: for a look beforehand. Nothing is written."""

from collections.abc import Mapping
from datetime import datetime

from app.domain import events
from app.domain.permissions import SYSTEM
from app.models import Application, Authority
from app.notifications.letters import GAP, Wording, worded_as


def letter_to_ministry(
    application: Application, *, office: Authority | None, typed: Mapping[str, str], at: datetime
) -> Wording:
    """What the ministry will read when this application is sent: the link in it stays hidden.

    An office on file is named and its people are not; they are no business of applicants.
    """
    event = events.EndorsementAsked.about(
        application, by=SYSTEM, at=at,
        nominate_by=application.course.nominate_by, country=application.country,
        note=typed.get("official_note", ""),
        authority_name=office.name if office else typed.get("office_name", ""),
        official_name="" if office else typed.get("official_name", ""),
        official_email="" if office else typed.get("official_email", ""),
    )  # fmt: skip
    wording = worded_as(event)[0]
    return wording._replace(body=wording.body.replace(GAP, "…"))
