"""Slates: drawn up, proposed, approved or returned, released, stopped."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.events.base import Event, personal


@dataclass(frozen=True, kw_only=True)
class SlateEvent(Event):
    number: int


class SlateSaved(SlateEvent): ...


class SlateProposed(SlateEvent): ...


class SlateApproved(SlateEvent): ...


@dataclass(frozen=True, kw_only=True)
class SlateReturned(SlateEvent):
    reason: str = personal()


@dataclass(frozen=True, kw_only=True)
class SlateReleased(SlateEvent):
    release_at: datetime


class ReleaseStopped(SlateEvent):
    """The whole release was taken back before it was carried out."""


class ReleaseCarriedOut(SlateEvent): ...


@dataclass(frozen=True, kw_only=True)
class LineStopped(SlateEvent):
    reference: str


@dataclass(frozen=True, kw_only=True)
class LineResumed(SlateEvent):
    reference: str
