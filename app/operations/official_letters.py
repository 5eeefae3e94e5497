"""The letter by which an authority nominates: proven, sealed, kept, opened."""

from datetime import datetime

from app import vault
from app.adapters.documents import prove
from app.domain import events
from app.domain.documents import file_name
from app.domain.errors import NotVisible
from app.domain.permissions import Actor
from app.domain.questions import DocumentKind
from app.domain.versions import fingerprint
from app.extensions import db
from app.models import Document, seal_for, unseal_for
from app.operations import locks
from app.operations.documents import OpenedDocument
from app.operations.nominations import nomination_for, require_nominees
from app.operations.places import storage
from app.operations.transaction import transaction
from app.queries.nominations import may_open_letter, official_letter


def keep_official_letter(
    course_id: int, authority_id: int, content: bytes, *, by: Actor, at: datetime
) -> Document:
    """Prove the scan and keep it sealed in place of a former one. It belongs to no person, so
    that the service's key seals it; the bytes are on the disk before the transaction begins."""
    require_nominees(course_id, authority_id, by=by, at=at)
    proven = prove(content)
    digest = vault.keyed_digest(fingerprint(proven.content), about="official letter")
    blob = storage().put(seal_for(None, proven.content, about=digest))
    with transaction(lock=locks.nominees_of(course_id, authority_id)) as record:
        asked = require_nominees(course_id, authority_id, by=by, at=at)[0]
        nomination = nomination_for(course_id, authority_id)
        nomination.has_no_letter = False
        db.session.flush()  # its number stands in the document
        _retire(course_id, authority_id, at=at)
        name = f"{asked.application.course.code} {asked.authority.name} official letter"
        document = Document(
            nomination_id=nomination.id, document_kind=DocumentKind.LETTER, blob=blob,
            digest=digest, filename=file_name(name, proven.extension),
            media_type=proven.kind.mime_type, size=len(proven.content), added_at=at,
        )  # fmt: skip
        db.session.add(document)
        record(
            events.OfficialLetterAdded(
                at=at, actor=by, institute_id=asked.institute_id, course_id=course_id,
                authority_id=authority_id, digest=digest,
            )
        )  # fmt: skip
    return document


def answer_about_letter(
    course_id: int, authority_id: int, *, has_no_letter: bool, by: Actor, at: datetime
) -> None:
    """The office issues none, or its letter comes later."""
    with transaction(lock=locks.nominees_of(course_id, authority_id)) as record:
        asked = require_nominees(course_id, authority_id, by=by, at=at)[0]
        nomination_for(course_id, authority_id).has_no_letter = has_no_letter
        if has_no_letter:
            _retire(course_id, authority_id, at=at)
        record(
            events.LetterAnswered(
                at=at, actor=by, institute_id=asked.institute_id, course_id=course_id,
                authority_id=authority_id, has_no_letter=has_no_letter,
            )
        )  # fmt: skip


def open_official_letter(course_id: int, authority_id: int, *, by: Actor) -> OpenedDocument:
    """The letter in clear, for whoever may open the documents of one of its nominees."""
    document = official_letter(course_id, authority_id)
    if document is None or not may_open_letter(course_id, authority_id, seen_by=by):
        raise NotVisible
    content = unseal_for(None, storage().get(document.blob), about=document.digest)
    return OpenedDocument(content, document.filename, document.media_type)


def _retire(course_id: int, authority_id: int, *, at: datetime) -> None:
    former = official_letter(course_id, authority_id)
    if former:
        former.removed_at = at
