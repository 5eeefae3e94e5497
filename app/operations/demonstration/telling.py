"""Events of invented applications as `record` would write them, their letters already sent."""

import json
import secrets
import uuid
from datetime import datetime
from typing import Any

from app import vault
from app.domain import events
from app.domain.letters import LETTERS
from app.domain.permissions import Actor
from app.domain.versions import canonical, fingerprint
from app.models import Event, EventFact, Letter, LetterState
from app.notifications.letters import GAP, gap_of, worded_as
from app.operations.demonstration.rows import Rows


def tell(
    rows: Rows, key: bytes, like: Any, kind: type[events.ApplicationEvent], at: datetime, *,
    by: Actor, **facts: Any,
) -> None:  # fmt: skip
    """The rows of one event about an application that is `like` a real one."""
    event = kind.about(like, by=by, at=at, **facts)
    number = next(rows.numbers[Event])
    personal, digest = events.personal_facts(event), None
    if personal:
        salted = canonical({"salt": secrets.token_hex(16), "facts": personal})
        digest = fingerprint(salted)
        rows.add(EventFact, event_id=number, sealed=vault.seal(key, salted, about=digest))
    rows.add(
        Event, id=number, at=at, name=kind.__name__, actor_kind=by.kind, actor_id=by.id,
        on_behalf_of=None, institute_id=event.institute_id, course_id=event.course_id,
        application_id=event.application_id, person_id=event.person_id,
        facts=events.plain_facts(event), personal_digest=digest,
    )  # fmt: skip
    for (_, template), wording in zip(LETTERS.get(kind, ()), worded_as(event), strict=True):
        message_id = f"<{uuid.uuid4()}@kenshu>"
        kept = wording._replace(body=wording.body.replace(GAP, gap_of(message_id)))
        rows.add(
            Letter, event_id=number, application_id=event.application_id,
            person_id=event.person_id, template=template, language="en",
            message_id=message_id, worded_at=at, state=LetterState.SENT, sent_at=at, tries=1,
            sealed=vault.seal(key, json.dumps(kept).encode(), about=message_id),
            not_before=at,
        )  # fmt: skip
