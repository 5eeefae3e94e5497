"""Documents of the invented people: one page each, sealed and kept like real ones."""

from datetime import datetime
from typing import NamedTuple

from app import vault
from app.adapters.pdf import Summary, summary
from app.adapters.storage import Storage
from app.domain.questions import DOCUMENTS, DocumentKind
from app.domain.versions import fingerprint
from app.models import Document
from app.operations.demonstration.courses import PAPERS
from app.operations.demonstration.rows import Rows


class Papers(NamedTuple):
    """A sample page of each kind, and where sealed files lie."""

    pages: dict[DocumentKind, bytes]
    storage: Storage


def sample_papers(storage: Storage, *, at: datetime) -> Papers:
    return Papers({kind: _page(kind, at=at) for kind in PAPERS}, storage)


def add_papers(
    papers: Papers, rows: Rows, *, application_id: int, reference: str, key: bytes, at: datetime
) -> None:
    """All sample documents of one application."""
    for kind, page in papers.pages.items():
        salt = vault.salt(key, about=f"{reference} document")
        digest = fingerprint(salt.encode() + page)
        sealed = vault.seal(key, page, about=f"{reference} document {digest}")
        rows.add(
            Document, application_id=application_id, document_kind=kind,
            blob=papers.storage.put(sealed), digest=digest, filename=f"{reference} {kind}.pdf",
            media_type="application/pdf", size=len(page), warning="", added_at=at,
        )  # fmt: skip


def _page(kind: DocumentKind, *, at: datetime) -> bytes:
    return summary(
        Summary(
            service="Kenshu", institute="Sample institute", title=DOCUMENTS[kind],
            reference="Sample", course="An invented document of the demonstration",
            person="An invented person", times=(),
        ),
        at=at,
    )  # fmt: skip
