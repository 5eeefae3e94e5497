"""Documents of an application: proven, sealed, kept, replaced, taken away, opened."""

from datetime import datetime
from typing import NamedTuple

from app import i18n, vault
from app.adapters.documents import prove
from app.domain import events
from app.domain.documents import Proven, file_name
from app.domain.errors import N_, NotComplete, NotVisible
from app.domain.permissions import Actor, require
from app.domain.questions import DOCUMENTS, DocumentKind, Section
from app.domain.versions import fingerprint
from app.domain.workflow import Action, Role
from app.extensions import db
from app.models import Application, Document, seal_for, unseal_for
from app.operations.answering import require_changeable
from app.operations.places import storage
from app.operations.transaction import transaction
from app.queries.applications import with_documents
from app.queries.reviews import TO_READ, assignment_by_id


class OpenedDocument(NamedTuple):
    content: bytes
    filename: str
    media_type: str


def add_document(
    application_id: int, kind: DocumentKind, content: bytes, *, by: Actor, at: datetime
) -> Document:
    """Prove the file, keep it sealed, and let it take the place of a former one of its kind.

    The bytes are on the disk before the transaction begins, so that no row speaks of a file that
    is not there, and nobody waits for the disk. What a refusal leaves over is swept later.
    """
    application = with_documents(application_id, seen_by=by)
    section = section_of(kind)
    require_changeable(application, section, at=at)
    require(by, _changing(section), application)
    proven = prove(content)
    digest = _digest(application, proven.content)
    sealed = seal_for(application.person, proven.content, about=about_document(application, digest))
    blob = storage().put(sealed)
    with transaction() as record:
        application = with_documents(application_id, seen_by=by, is_locked=True)
        require_changeable(application, section, at=at)
        require(by, _changing(section), application)
        _retire(application, kind, at=at)
        document = _document(application, kind, proven, blob=blob, digest=digest, at=at)
        db.session.add(document)
        application.saved_at = at
        record(
            events.DocumentAdded.about(
                application, by=by, at=at,
                document_kind=kind, digest=digest, size=len(proven.content),
            )
        )  # fmt: skip
        if kind == DocumentKind.PAPER:
            record(events.PaperSent.about(application, by=by, at=at))
    return document


def remove_document(application_id: int, kind: DocumentKind, *, by: Actor, at: datetime) -> None:
    """Take the document of this kind away; a country paper that was sent stays."""
    section = section_of(kind)
    with transaction() as record:
        application = with_documents(application_id, seen_by=by, is_locked=True)
        require_changeable(application, section, at=at)
        require(by, _changing(section), application)
        if section == Section.PAPER and application.is_sent:
            raise NotComplete(N_("We have this paper already. You can send a new file instead."))
        if _retire(application, kind, at=at):
            application.saved_at = at
            record(events.DocumentRemoved.about(application, by=by, at=at, document_kind=kind))


def open_document(
    application_id: int, document_id: int, *, by: Actor, at: datetime
) -> OpenedDocument:
    """The document in clear. Who looks at another person's stays on record.

    Its bytes are here before the transaction begins: nobody waits for a store behind a lock.
    """
    application = with_documents(application_id, seen_by=by)
    require(by, Action.OPEN_DOCUMENT, application)
    sealed = storage().get(_of(application, document_id).blob)
    with transaction() as record:
        application = with_documents(application_id, seen_by=by)
        require(by, Action.OPEN_DOCUMENT, application)
        document = _of(application, document_id)
        opened = _opened(application, document, sealed)
        if not is_own(by, application):
            kind = document.document_kind
            record(events.DocumentOpened.about(application, by=by, at=at, document_kind=kind))
    return opened


def open_for_review(
    assignment_id: int, document_id: int, *, by: Actor, at: datetime
) -> OpenedDocument:
    """A document for who scores the application; never the passport."""
    assignment = assignment_by_id(assignment_id, seen_by=by, load=TO_READ)
    require(by, Action.SCORE, assignment)
    sealed = storage().get(_for_reviewers(assignment.application, document_id).blob)
    with transaction() as record:
        assignment = assignment_by_id(assignment_id, seen_by=by, load=TO_READ)
        require(by, Action.SCORE, assignment)
        application = assignment.application
        document = _for_reviewers(application, document_id)
        opened = _opened(application, document, sealed)
        kind = document.document_kind
        record(events.DocumentOpened.about(application, by=by, at=at, document_kind=kind))
    return opened


def is_own(actor: Actor, application: Application) -> bool:
    person_ids = {grant.person_id for grant in actor.grants if grant.role == Role.APPLICANT}
    return application.person_id in person_ids


def _of(application: Application, document_id: int) -> Document:
    document = next((one for one in application.documents if one.id == document_id), None)
    if document is None:
        raise NotVisible
    return document


def _for_reviewers(application: Application, document_id: int) -> Document:
    document = _of(application, document_id)
    if document.document_kind == DocumentKind.PASSPORT:
        raise NotVisible
    return document


def _opened(application: Application, document: Document, sealed: bytes) -> OpenedDocument:
    about = about_document(application, document.digest)
    content = unseal_for(application.person, sealed, about=about)
    return OpenedDocument(content, document.filename, document.media_type)


def section_of(kind: DocumentKind) -> Section:
    if kind == DocumentKind.LETTER:
        raise NotVisible  # an authority's, of whom another page asks it
    return Section.PAPER if kind == DocumentKind.PAPER else Section.DOCUMENTS


def _changing(section: Section) -> Action:
    return Action.SEND_PAPER if section == Section.PAPER else Action.EDIT


def _digest(application: Application, content: bytes) -> str:
    salt = vault.salt(application.person.data_key(), about=f"{application.reference} document")
    return fingerprint(salt.encode() + content)


def about_document(application: Application, digest: str) -> str:
    """What the seal of a document is about: it opens in its own application only."""
    return f"{application.reference} document {digest}"


def _retire(application: Application, kind: DocumentKind, *, at: datetime) -> bool:
    """Whether there was one."""
    former = [one for one in application.documents if one.document_kind == kind]
    for document in former:
        document.removed_at = at
    return bool(former)


def _document(
    application: Application,
    kind: DocumentKind,
    proven: Proven,
    *,
    blob: str,
    digest: str,
    at: datetime,
) -> Document:
    """The row. The file is named by us: whose it is and what, whatever a phone called it."""
    name = f"{application.reference} {application.full_name} {DOCUMENTS[kind].partition(',')[0]}"
    return Document(
        application_id=application.id, document_kind=kind, blob=blob, digest=digest,
        filename=file_name(name, proven.extension), media_type=proven.kind.mime_type,
        size=len(proven.content), added_at=at,
        warning=" ".join(map(i18n.refusal, proven.warnings))[:200],
    )  # fmt: skip
