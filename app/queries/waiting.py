"""How much waits to be done by the processes behind the pages."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from app.extensions import db
from app.models import Event, Letter, LetterState


class Waiting(NamedTuple):
    letters: int
    letters_seconds: float  # how long the one that is due longest has waited
    letters_failed: int
    events_unsealed: int


def waiting(*, at: datetime) -> Waiting:
    """Letters that are due and not sent, those given up, events outside the chain."""
    is_due = Letter.state.in_((LetterState.QUEUED, LetterState.LEASED)) & (Letter.not_before <= at)
    number, oldest = db.session.execute(
        select(func.count(), func.min(Letter.not_before)).where(is_due)
    ).one()
    failed = select(func.count()).where(Letter.state == LetterState.FAILED)
    unsealed = select(func.count()).select_from(Event).where(Event.seq.is_(None))
    return Waiting(
        number,
        (at - oldest).total_seconds() if oldest else 0.0,
        db.session.scalar(failed) or 0,
        db.session.scalar(unsealed) or 0,
    )
