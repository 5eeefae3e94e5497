"""Courses of the past, as far as the public may know them, and what waits for a coordinator."""

from collections.abc import Sequence

from sqlalchemy import select

from app.domain.errors import NotVisible
from app.domain.permissions import Actor
from app.domain.workflow import Action
from app.extensions import db
from app.models import Edition
from app.queries.permissions import allowed


def published_editions() -> Sequence[Edition]:
    return db.session.scalars(select(Edition).where(Edition.is_published)).all()


def published_edition(code: str) -> Edition:
    statement = select(Edition).where(Edition.code == code, Edition.is_published)
    return _one(db.session.scalars(statement).one_or_none())


def editions_by_code() -> dict[str, Edition]:
    return {edition.code: edition for edition in db.session.scalars(select(Edition))}


def editions_to_confirm(*, seen_by: Actor) -> Sequence[Edition]:
    """Editions of which something still waits for a coordinator's word."""
    statement = (
        select(Edition)
        .where(Edition.confirmed_at.is_(None), allowed(seen_by, Action.CONFIRM_EDITION, Edition))
        .order_by(Edition.year.desc(), Edition.code)
    )
    return db.session.scalars(statement).all()


def edition_to_confirm(code: str, *, seen_by: Actor) -> Edition:
    statement = select(Edition).where(
        Edition.code == code, allowed(seen_by, Action.CONFIRM_EDITION, Edition)
    )
    return _one(db.session.scalars(statement).one_or_none())


def _one(edition: Edition | None) -> Edition:
    if edition is None:
        raise NotVisible
    return edition
