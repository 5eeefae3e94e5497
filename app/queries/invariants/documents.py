"""Documents; whether their files are there is asked by `operations/file_checks.py`."""

from sqlalchemy import func, or_, select

from app.domain.questions import DocumentKind
from app.models import Application, Document, Nomination
from app.queries.invariants.shape import Invariant

IN_FORCE = Document.removed_at.is_(None)
IS_LETTER = Document.document_kind == DocumentKind.LETTER

INVARIANTS = (
    Invariant(
        "document-without-file",
        "A document names a file and the digest of its content.",
        select(Document.id).where(
            or_(func.length(Document.blob) != 64, func.length(Document.digest) != 64)
        ),
    ),
    Invariant(
        "document-of-the-wrong-owner",
        "Letters are of authorities, all other documents of applicants.",
        select(Document.id).where(Document.nomination_id.is_not(None) != IS_LETTER),
    ),
    Invariant(
        "document-twice",
        "An application has one document of each kind in force.",
        select(Application.id)
        .join(Document, Document.application_id == Application.id)
        .where(IN_FORCE)
        .group_by(Application.id, Document.document_kind)
        .having(func.count() > 1),
    ),
    Invariant(
        "official-letter-twice",
        "A nomination has one letter in force, and none where its office issues none.",
        select(Nomination.id)
        .join(Document, Document.nomination_id == Nomination.id)
        .where(IN_FORCE)
        .group_by(Nomination.id)
        .having(or_(func.count() > 1, Nomination.has_no_letter)),
    ),
    Invariant(
        "document-removed-before-it-came",
        "A document is removed after it was added.",
        select(Document.id).where(Document.removed_at < Document.added_at),
    ),
)
