"""A copy of all that is kept about somebody, for that person alone; and its end."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from app import i18n, vault
from app.adapters.storage import FileDamaged, Storage, StorageDown
from app.domain import events
from app.domain.accounts import COPIES_TAKEN, TooManyTries
from app.domain.errors import N_
from app.domain.history import OWN, in_words
from app.domain.permissions import Actor, ActorKind, require
from app.domain.questions import LABELS
from app.domain.workflow import READS, Action
from app.models import Application, Event, Letter, Passkey, Person
from app.notifications.letters import wording_of
from app.operations.documents import about_document
from app.operations.files import throw_away_files
from app.operations.privacy import all_answers, correction_reason, erase_person
from app.operations.security import take_turns
from app.operations.transaction import transaction
from app.queries.own_data import all_kept_of, history_about, letters_about
from app.queries.passkeys import passkeys_of
from app.queries.people import person_by_id

WHO = {
    ActorKind.PERSON: N_("staff"), ActorKind.OFFICIAL: N_("an official"),
    ActorKind.SYSTEM: N_("the service"),
}  # fmt: skip


class Paper(NamedTuple):
    name: str
    blob: str
    about: str


def take_out(
    person_id: int, storage: Storage, *, by: Actor, at: datetime
) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the files of the copy: one that tells all in words, and documents.

    That it was taken is on record before the first byte; the documents are opened one by one.
    """
    with transaction() as record:
        person = person_by_id(person_id)
        require(by, Action.TAKE_OUT, person)
        may_go_on = take_turns("copy", {"person": str(person_id)}, COPIES_TAKEN, at=at)
        if may_go_on:
            applications = all_kept_of(person_id)
            told = _told(person, applications)
            papers = [paper for one in applications for paper in _papers(one)]
            # The documents are opened while they are sent, when request and database are gone.
            key, language = person.data_key(), person.language
            record(events.OwnDataTaken(at=at, actor=by, person_id=person_id))
    if not may_go_on:
        raise TooManyTries(N_("You have taken many copies today. Try again tomorrow."))
    return _files(told, papers, key, storage, language)


def delete_own_data(person_id: int, storage: Storage, *, by: Actor, at: datetime) -> bool:
    """Whether all is gone; False where name and course stay, for certificates."""
    is_whole = erase_person(person_id, by=by, at=at)
    # It is done, and cannot be refused any more: what a store that is away keeps, the nightly run
    # takes from it.
    with suppress(StorageDown):
        throw_away_files(storage)
    return is_whole


def _files(
    told: bytes, papers: list[Paper], key: bytes, storage: Storage, language: str
) -> Iterator[tuple[str, bytes]]:
    yield "my-data.json", told
    for paper in papers:
        try:
            yield paper.name, vault.unseal(key, storage.get(paper.blob), about=paper.about)
        except (FileDamaged, StorageDown) as damage:
            yield f"{paper.name}.txt", i18n.refusal(damage, language).encode()


def _papers(application: Application) -> list[Paper]:
    return [
        Paper(
            f"documents/{application.reference}/{one.filename}", one.blob,
            about_document(application, one.digest),
        )
        for one in application.documents
    ]  # fmt: skip


def _told(person: Person, applications: Any) -> bytes:
    letters, lines = letters_about(person.id), history_about(person.id)
    said = {
        "e-mail": person.email,
        "name": person.name,
        "language": person.language,
        "time zone": person.zone,
        "applications": [_application(one) for one in applications],
        "passkeys": [_passkey(one) for one in passkeys_of(person.id)],
        "letters to you": [one for letter in letters for one in _letter(letter, person)],
        "what happened": [_line(one, person) for one in lines if one.name in OWN],
    }
    return json.dumps(said, ensure_ascii=False, indent=2).encode()


def _application(one: Application) -> dict[str, object]:
    answers = {LABELS.get(key, key): said for key, said in all_answers(one).items() if said}
    return {
        "reference": one.reference,
        "course": one.course.title,
        "status": i18n.translate(READS[one.status]),
        "sent": one.submitted_at and one.submitted_at.isoformat(),
        "answers": answers,
        "documents": [document.filename for document in one.documents],
        "changes we asked for": [correction_reason(one, asked) for asked in one.corrections],
        "versions sent": [
            {"number": version.number, "at": version.made_at.isoformat(), "digest": version.digest}
            for version in one.versions
        ],
    }


def _passkey(one: Passkey) -> dict[str, str | None]:
    used = one.last_used_at.isoformat() if one.last_used_at else None
    return {"name": one.label, "added": one.added_at.isoformat(), "last used": used}


def _letter(letter: Letter, person: Person) -> Iterator[dict[str, str]]:
    """Letters to officials are theirs, though they speak of the person."""
    if letter.sealed:
        to, subject, body = wording_of(letter, person, with_secret=False)
        if to == person.email:
            yield {"at": letter.worded_at.isoformat(), "subject": subject, "text": body}


def _line(line: Event, person: Person) -> dict[str, str]:
    sentence, facts = in_words(line.name, line.facts)
    is_own = line.actor_kind == ActorKind.PERSON and line.actor_id == person.id
    who = N_("you") if is_own else WHO[line.actor_kind]
    return {
        "at": line.at.isoformat(), "what": i18n.translate(sentence, "en", **facts),
        "who": i18n.translate(who),
    }  # fmt: skip
