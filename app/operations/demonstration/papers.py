"""Documents of the invented people: one page each, sealed and kept like real ones."""

from datetime import datetime, timedelta
from typing import NamedTuple

from app import vault
from app.adapters.pdf import Summary, summary
from app.adapters.storage import Storage
from app.domain import events
from app.domain.questions import DOCUMENTS, DocumentKind
from app.domain.versions import fingerprint
from app.models import Document
from app.operations.demonstration.bids import Bid
from app.operations.demonstration.courses import PAPERS

HOUR = timedelta(hours=1)


class Papers(NamedTuple):
    """A sample page of each kind, and where sealed files lie."""

    pages: dict[DocumentKind, bytes]
    storage: Storage


def sample_papers(storage: Storage, *, at: datetime) -> Papers:
    return Papers({kind: _page(kind, at=at) for kind in PAPERS}, storage)


def add_papers(bid: Bid, papers: Papers) -> None:
    """All sample documents of one application, before it is sent."""
    reference, at = bid.row["reference"], bid.at - HOUR
    for kind, page in papers.pages.items():
        salt = vault.salt(bid.key, about=f"{reference} document")
        digest = fingerprint(salt.encode() + page)
        sealed = vault.seal(bid.key, page, about=f"{reference} document {digest}")
        bid.rows.add(
            Document, application_id=bid.row["id"], document_kind=kind,
            blob=papers.storage.put(sealed), digest=digest, filename=f"{reference} {kind}.pdf",
            media_type="application/pdf", size=len(page), warning="", added_at=at,
        )  # fmt: skip
        bid.documents.append(f"{kind} {digest}")
        bid.tell(events.DocumentAdded, at, by=bid.applicant, document_kind=kind, digest=digest,
                 size=len(page))  # fmt: skip


def _page(kind: DocumentKind, *, at: datetime) -> bytes:
    return summary(
        Summary(
            service="Kenshu", institute="Sample institute", title=DOCUMENTS[kind],
            reference="Sample", course="An invented document of the demonstration",
            person="An invented person", times=(),
        ),
        at=at,
    )  # fmt: skip
