from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base
from app.domain.permissions import Kind
from app.models.applications import Application
from app.models.people import Person


class Criterion(Base):
    """What reviewers score, its weight, and what each level means."""

    __tablename__ = "criterion"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    place: Mapped[int]
    name: Mapped[str] = mapped_column(String(100))
    weight: Mapped[int]
    anchors: Mapped[list[str]]  # five sentences, for levels 1 to 5

    __table_args__ = (
        UniqueConstraint("course_id", "place"),
        CheckConstraint("weight > 0", name="weight"),
    )


class Assignment(Base):
    """A reviewer is asked to score an application; scored once `sent_at` is set."""

    __tablename__ = "assignment"
    kind = Kind.ASSIGNMENT

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # the reviewer
    institute_id: Mapped[int] = mapped_column(ForeignKey("institute.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    country: Mapped[str] = mapped_column(String(2))
    due_at: Mapped[datetime]
    is_conflicted: Mapped[bool] = mapped_column(default=False)
    conflict_reason: Mapped[str] = mapped_column(String(500), default="")
    version_number: Mapped[int | None]  # the version that was scored
    comment: Mapped[str] = mapped_column(Text, default="")
    score: Mapped[float | None]  # weighted mean of the levels
    sent_at: Mapped[datetime | None]
    row_version: Mapped[int] = mapped_column()

    application: Mapped[Application] = relationship(lazy="raise_on_sql")
    reviewer: Mapped[Person] = relationship(lazy="raise_on_sql")
    scores: Mapped[list["Score"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="Score.criterion_id"
    )

    __mapper_args__ = {"version_id_col": row_version}
    __table_args__ = (
        UniqueConstraint("application_id", "person_id"),
        CheckConstraint("(sent_at IS NULL) = (score IS NULL)", name="sent"),
        CheckConstraint("NOT is_conflicted OR sent_at IS NULL", name="conflicted"),
        Index(None, "person_id", "sent_at"),
        Index(None, "course_id", "person_id"),
    )


class Score(Base):
    """The level given on one criterion, 1 to 5."""

    __tablename__ = "score"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), primary_key=True)
    level: Mapped[int]
    comment: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (CheckConstraint("level BETWEEN 1 AND 5", name="level"),)
