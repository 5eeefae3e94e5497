from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.domain.permissions import Kind


class Edition(Base):
    """What is known of a course of the past, and where from.

    Many facts are missing, so this is not a row of `course`, which needs its dates. `shown` are
    the facts that the public reads; `found` all of the file, what waits for a coordinator too.
    """

    __tablename__ = "edition"
    kind = Kind.EDITION

    id: Mapped[int] = mapped_column(primary_key=True)
    institute_id: Mapped[int] = mapped_column(ForeignKey("institute.id"))
    code: Mapped[str] = mapped_column(String(40), unique=True)
    series: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(Text)
    year: Mapped[int | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    is_held: Mapped[bool] = mapped_column(default=True)
    is_published: Mapped[bool] = mapped_column(default=False)
    shown: Mapped[dict[str, Any]]
    found: Mapped[dict[str, Any]]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by IS NULL)", name="confirmed"),
        Index(None, "is_published", "year"),
    )
