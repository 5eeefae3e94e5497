"""Part of every operation that changes what the public reads."""

from sqlalchemy import update

from app.extensions import db
from app.models import Generation


def bump_catalogue() -> None:
    """Make every cached public page old, in the same commit as the change."""
    rise = update(Generation).where(Generation.name == "catalogue")
    db.session.execute(rise.values(number=Generation.number + 1))
