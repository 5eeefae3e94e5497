"""How people prove who they are, and that they still are."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base, one_of
from app.models.nominations import Link
from app.models.people import Person


class StaffSecret(Base):
    """Password and second factor of a member of staff."""

    __tablename__ = "staff_secret"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    password_phc: Mapped[str] = mapped_column(String(200))
    totp_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    totp_last_step: Mapped[int] = mapped_column(default=0)  # a code is taken once


class RecoveryCode(Base):
    """Stands in for the second factor, once."""

    __tablename__ = "recovery_code"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    used_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "person_id"),)


class AuthSession(Base):
    """Somebody signed in: a person, or an official by a link. Ended everywhere by ending the row.

    `is_strong` says that password and second factor were given; without it a member of staff is
    an applicant like everybody.
    """

    __tablename__ = "auth_session"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("link.id"))
    is_strong: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    is_own_device: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    link: Mapped[Link | None] = relationship(lazy="raise_on_sql")

    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (link_id IS NULL)", name="whose"),
        Index(None, "person_id"),
        Index(None, "link_id"),
        Index(None, "ends_at"),
    )


class Purpose(StrEnum):
    SIGN_IN = "sign_in"
    INVITATION = "invitation"
    NEW_ADDRESS = "new_address"


class OneTime(Base):
    """A code or a link that works once. Only digests are kept."""

    __tablename__ = "one_time"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose]
    subject_digest: Mapped[str] = mapped_column(String(64))  # of the address
    secret_digest: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    tries: Mapped[int] = mapped_column(default=0)
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(one_of("purpose", Purpose), name="purpose"),
        Index(None, "purpose", "subject_digest"),
        Index(None, "purpose", "secret_digest"),
        Index(None, "ends_at"),
    )


class KeptForm(Base):
    """What somebody typed whose session had ended meanwhile: shown again after signing in."""

    __tablename__ = "kept_form"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    ends_at: Mapped[datetime]

    __table_args__ = (Index(None, "person_id"), Index(None, "ends_at"))


class Throttle(Base):
    """How often something was tried in a window of time: right across processes."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    window_ends_at: Mapped[datetime]
    number: Mapped[int]


class Refusal(Base):
    """The bounded security log: who was refused what. The oldest lines go."""

    __tablename__ = "refusal"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    status: Mapped[int]
    endpoint: Mapped[str] = mapped_column(String(100))
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[int | None]
    subject: Mapped[str] = mapped_column(String(200))
