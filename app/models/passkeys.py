"""Passkeys of staff, and the challenges that devices answer with them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, one_of
from app.domain.passkeys import MOST_LABEL


class Passkey(Base):
    """The public half of a key that a device of a member of staff keeps.

    It goes with the password: a new link, which ends that, leaves no other way in.
    """

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("staff_secret.person_id", ondelete="CASCADE"), index=True
    )
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)  # the device's name
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)  # 32 bits without a sign
    label: Mapped[str] = mapped_column(String(MOST_LABEL))  # the person's name for it
    transports: Mapped[list[str]]
    added_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("sign_count >= 0", name="counted"),)


class ChallengePurpose(StrEnum):
    ADD = "add"
    SIGN_IN = "sign_in"


class PasskeyChallenge(Base):
    """What a device has to sign, for one purpose and one browser. Whoever answers it, rightly or
    wrongly, takes it away."""

    __tablename__ = "passkey_challenge"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[ChallengePurpose]
    browser_digest: Mapped[str] = mapped_column(String(64))  # of the session that asked
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    ends_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(one_of("purpose", ChallengePurpose), name="purpose"),
        CheckConstraint("(purpose = 'add') = (person_id IS NOT NULL)", name="whose"),
        Index(None, "ends_at"),
    )
