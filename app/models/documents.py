from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, one_of
from app.domain.questions import DocumentKind


class Document(Base):
    """A file of an applicant, or the letter of an authority; its content is sealed in the storage.

    An applicant's is sealed under the person's key, an authority's under the service's.
    """

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id"))
    document_kind: Mapped[DocumentKind]
    blob: Mapped[str] = mapped_column(String(64))  # SHA-256 of the sealed bytes
    digest: Mapped[str] = mapped_column(String(64))  # of what was sealed, with a salt
    filename: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    warning: Mapped[str] = mapped_column(String(200), default="")
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(one_of("document_kind", DocumentKind), name="document_kind"),
        CheckConstraint("(application_id IS NULL) <> (nomination_id IS NULL)", name="whose"),
        Index(None, "application_id"),
        Index(None, "nomination_id"),
        Index(None, "blob"),
    )


class UnwantedFile(Base):
    """A file that no row names any more: written with the change that erased it, and gone once
    the file is off the disk."""

    __tablename__ = "unwanted_file"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
