from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class Statistic(Base):
    """How many applications like this were erased: a number, and no way back to a person.

    What is not known is empty. Read it by `queries/statistics.py`, which hides small numbers.
    """

    __tablename__ = "statistic"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    country: Mapped[str] = mapped_column(String(2), primary_key=True)
    sex: Mapped[str] = mapped_column(String(1), primary_key=True)
    work: Mapped[str] = mapped_column(String(20), primary_key=True)
    age_band: Mapped[str] = mapped_column(String(5), primary_key=True)
    status: Mapped[str] = mapped_column(String(20), primary_key=True)
    score_band: Mapped[str] = mapped_column(String(5), primary_key=True)
    number: Mapped[int]

    __table_args__ = (CheckConstraint("number > 0", name="number"),)
