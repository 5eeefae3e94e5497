"""Reviewers and their scores."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.events.base import ApplicationEvent, Event, personal


@dataclass(frozen=True, kw_only=True)
class ReviewerAssigned(ApplicationEvent):
    reviewer_id: int
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReviewerUnassigned(ApplicationEvent):
    reviewer_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewsAsked(Event):
    """One letter to one reviewer, however many applications."""

    course_title: str
    number: int
    due_at: datetime
    reviewer_name: str = personal()
    reviewer_email: str = personal()


@dataclass(frozen=True, kw_only=True)
class ConflictDeclared(ApplicationEvent):
    reviewer_id: int
    reason: str = personal()


@dataclass(frozen=True, kw_only=True)
class ReviewSent(ApplicationEvent):
    reviewer_id: int
    version_number: int
    score: float
