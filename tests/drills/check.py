"""What must be there of all that was acknowledged, once and whole; each fault in words."""

import json
from collections import Counter
from datetime import timedelta

from cryptography.exceptions import InvalidTag
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app import vault
from app.adapters.smtp import Server, delivery_in_one_go
from app.domain.errors import RuleBroken
from app.domain.versions import fingerprint
from app.domain.workflow import Status
from app.extensions import db
from app.models import Application, Event, Letter, LetterState, SubmissionKey, unseal_for
from app.operations.documents import about_document, storage
from app.operations.letters import LEASE, send_letter
from tests.drills.crowd import MARKED

DONE = {"send": Status.SUBMITTED, "send with document": Status.SUBMITTED,
        "accept": Status.CONFIRMED}  # fmt: skip
TOLD = {
    "send": {"ApplicationSent": 1, "EndorsementAsked": 1},
    "send with document": {"ApplicationSent": 1, "EndorsementAsked": 1, "DocumentAdded": 1},
    "accept": {"OfferConfirmed": 1},
}
SENT = {"sent": 1, "please_endorse": 1}
LETTERS = {"send": SENT, "send with document": SENT, "accept": {"confirmed": 1}}
BATCH = 500


def wrongs(acknowledged):
    """What is lost, damaged or doubled of these errands."""
    found = []
    for start in range(0, len(acknowledged), BATCH):
        batch = {one.application_id: one for one in acknowledged[start : start + BATCH]}
        found += [f"{batch[one].reference}: {wrong}" for one, wrong in wrongs_of(batch)]
        db.session.remove()
    return found


def wrongs_of(batch):
    events, letters = counts(Event, Event.name, batch), counts(Letter, Letter.template, batch)
    keys = counts(SubmissionKey, SubmissionKey.key, batch)
    of = select(Application).where(Application.id.in_(batch)).options(
        joinedload(Application.person), selectinload(Application.versions),
        selectinload(Application.documents),
    )  # fmt: skip
    rows = {row.id: row for row in db.session.scalars(of)}
    for number, errand in batch.items():
        row = rows.get(number)
        if row is None or row.status != DONE[errand.kind]:
            yield number, "lost"
            continue
        told = events[number]
        if errand.kind == "send with document" and told["DocumentAdded"] > 1:
            told["DocumentAdded"] = 1  # pressed again where no answer came: the last one counts
        if told != TOLD[errand.kind]:
            yield number, f"events {dict(told)}"
        if letters[number] != LETTERS[errand.kind]:
            yield number, f"letters {dict(letters[number])}"
        if errand.kind != "accept":
            yield from ((number, wrong) for wrong in wrongs_in(row, errand, keys[number]))


def counts(model, of, batch):
    """How often each name stands beside each application."""
    statement = (
        select(model.application_id, of, func.count())
        .where(model.application_id.in_(batch))
        .group_by(model.application_id, of)
    )
    found = {number: Counter() for number in batch}
    for number, name, many in db.session.execute(statement):
        found[number][name] = many
    return found


def wrongs_in(row, errand, keys):
    if keys != {errand.declaration["key"]: 1}:
        yield f"keys {dict(keys)}"
    if len(row.versions) != 1:
        yield f"{len(row.versions)} versions"
        return
    papers = [errand.paper] if errand.kind == "send with document" else []
    try:
        if not words_of(row)[MARKED].endswith(errand.mark):
            yield "other words"
        if [opened_paper(row, one) for one in row.documents] != papers:
            yield "other documents"
    except (InvalidTag, RuleBroken):
        yield "damaged"


def words_of(row):
    """What was sent, as its seal gives it back."""
    [version] = row.versions
    opened = vault.unseal(row.person.data_key(), version.content_sealed, about=version.digest)
    assert fingerprint(opened) == version.digest
    sections = json.loads(opened)["sections"]
    return {key: said for part in sections.values() for key, said in part.items()}


def opened_paper(row, document):
    sealed = storage().get(document.blob)
    return unseal_for(row.person, sealed, about=about_document(row, document.digest))


def send_what_waits(environment, *, at):
    """Once every lease and every pause is over, as the next run would."""
    later, sender = at + LEASE + timedelta(days=1), environment["KENSHU_SENDER"]
    server = Server("127.0.0.1", int(environment["KENSHU_SMTP_PORT"]))
    with delivery_in_one_go(server) as deliver:
        while send_letter(deliver, sender=sender, at=later):
            pass


def wrongs_of_letters(post):
    """Letters that are not sent, or were never delivered; deliveries of none; changed words."""
    db.session.remove()
    states = dict(db.session.execute(select(Letter.message_id, Letter.state)).all())
    found = [f"{one} is {state}" for one, state in states.items() if state != LetterState.SENT]
    found += [f"{one} was not delivered" for one in states.keys() - post.delivered.keys()]
    found += [f"{one} is no letter of ours" for one in post.delivered.keys() - states.keys()]
    found += [f"{one} changed" for one, seen in post.bytes.items() if len(seen) > 1]
    db.session.remove()
    return found
