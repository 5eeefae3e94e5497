"""Wrapping anew: after it, keys that are older than the newest may leave the ring.

Of a person the data key is wrapped anew, and all that it seals stays as it is. What belongs to
nobody whom we know is sealed under the ring itself, and so it is sealed again.
"""

from collections import defaultdict
from collections.abc import Generator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, literal, select, update

from app import vault
from app.adapters.storage import FileDamaged, Storage
from app.domain import events
from app.domain.permissions import SYSTEM
from app.extensions import db
from app.models import Document, Event, EventFact, Generation, Letter, LinkWish, Person
from app.operations.files import throw_away_files, want_no_more
from app.operations.links import WISH
from app.operations.transaction import retried, transaction

BATCH = 200


class Place(NamedTuple):
    """A column that is sealed under the ring: its row, what the seal is about, whose it is not."""

    name: str
    column: Any
    number: Any
    about: Any
    suffix: str
    condition: ColumnElement[bool]


PLACES = (
    Place("letters", Letter.sealed, Letter.id, Letter.message_id, "",
          Letter.person_id.is_(None)),
    Place("letters", Letter.secret_sealed, Letter.id, Letter.message_id, " secret",
          Letter.person_id.is_(None)),
    Place("facts of events", EventFact.sealed, EventFact.event_id, Event.personal_digest, "",
          (Event.id == EventFact.event_id) & Event.person_id.is_(None)),
    Place("wishes", LinkWish.sealed, LinkWish.id, literal(WISH), "",
          LinkWish.id.is_not(None)),
)  # fmt: skip


def rotation(storage: Storage, *, at: datetime) -> Generator[int, None, None]:
    """Wrap batch by batch, and tell of each how many. A run beside another, or after one that was
    killed, does the rest; one event says when nothing was left."""
    while done := rewrap_people():
        yield done
    for place in PLACES:
        while done := seal_again(place):
            yield done
    for document_id, blob in _letter_files():
        yield seal_file_again(document_id, blob, storage)
    throw_away_files(storage)
    tell_rotation(at=at)


@retried
def rewrap_people() -> int:
    with transaction():
        older = (
            select(Person)
            .where(Person.key_id != vault.newest(), Person.data_key_wrapped.is_not(None))
            .order_by(Person.id).limit(BATCH).with_for_update()
        )  # fmt: skip
        people = db.session.scalars(older).all()
        for person in people:
            person.key_id, person.data_key_wrapped = vault.wrap_again(
                person.key_id, person.data_key_wrapped or b""
            )
    return len(people)


@retried
def seal_again(place: Place) -> int:
    with transaction():
        first = func.substr(place.column, 1, vault.MARK_BYTES)
        model = place.column.class_
        older = (
            select(place.number, place.column, place.about)
            .where(place.condition, func.length(place.column) > 0, first != vault.mark())
            .order_by(place.number).limit(BATCH).with_for_update(of=model)
        )  # fmt: skip
        rows = db.session.execute(older).all()
        for number, sealed, about in rows:
            said = f"{about}{place.suffix}"
            anew = vault.seal_for_service(vault.unseal_for_service(sealed, about=said), about=said)
            db.session.execute(
                update(model).where(place.number == number).values({place.column.key: anew})
            )
    return len(rows)


@retried
def seal_file_again(document_id: int, blob: str, storage: Storage) -> int:
    """The new file is on the disk before the row names it, and the old one goes after that."""
    try:
        sealed = storage.get(blob)
    except FileDamaged:
        return 0  # nobody can open it with any key
    if vault.key_of(sealed) == vault.newest():
        return 0
    digest = select(Document.digest).where(Document.id == document_id)
    about = db.session.scalar(digest) or ""
    db.session.close()
    content = vault.unseal_for_service(sealed, about=about)
    anew = storage.put(vault.seal_for_service(content, about=about))
    with transaction():
        of_it = update(Document).where(Document.id == document_id, Document.blob == blob)
        is_ours = bool(db.session.execute(of_it.values(blob=anew)).rowcount)  # type: ignore[attr-defined]
        want_no_more([blob if is_ours else anew])
    return 1


def tell_rotation(*, at: datetime) -> None:
    """Once for each key that became the newest, when nothing is left under an older one."""
    newest = vault.newest()
    if not vault.has_older():
        return
    with transaction() as record:
        db.session.execute(select(Generation).with_for_update())  # one after the other
        told = db.session.scalars(select(Event.facts).where(Event.name == "VaultRotated"))
        if all(facts["newest"] != newest for facts in told):
            record(events.VaultRotated(at=at, actor=SYSTEM, newest=newest))


def wrapped_by_key(storage: Storage) -> dict[int, dict[str, int]]:
    """How much of what is wrapped or sealed by each key."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    people = (
        select(Person.key_id, func.count())
        .where(Person.data_key_wrapped.is_not(None)).group_by(Person.key_id)
    )  # fmt: skip
    for key, number in db.session.execute(people):
        found[key]["people"] += number
    for place in PLACES:
        first = func.substr(place.column, 1, vault.MARK_BYTES).label("first")
        sealed = select(first, func.count()).where(place.condition, func.length(place.column) > 0)
        for mark, number in db.session.execute(sealed.group_by(first)):
            found[vault.key_of(bytes(mark))][place.name] += number
    for _, blob in _letter_files():
        found[vault.key_of(storage.get(blob))]["official letters"] += 1
    return found


def _letter_files() -> list[tuple[int, str]]:
    of_offices = select(Document.id, Document.blob).where(Document.nomination_id.is_not(None))
    rows = db.session.execute(of_offices.order_by(Document.id)).all()
    db.session.close()
    return [(number, blob) for number, blob in rows]
