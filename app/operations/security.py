"""How often something may be tried, and who was refused what."""

from datetime import datetime
from typing import Any

from sqlalchemy import case, delete

from app import vault
from app.database import insert_into
from app.domain.accounts import Limit
from app.extensions import db
from app.models import Refusal, Throttle
from app.operations.transaction import transaction

MOST_REFUSALS = 10_000


def take_turns(kind: str, who: dict[str, str], limits: dict[str, Limit], *, at: datetime) -> bool:
    """Part of what may be tried so often only: count it, and say whether it may go on.

    The addresses of people and networks are kept as digests. All are counted in one statement,
    in one order, so that no two of them wait for each other.
    """
    rows = [
        {
            "key": f"{kind} {name} {vault.keyed_digest(who.get(name, ''), about='throttle')}"[:100],
            "window_ends_at": at + limits[name].window,
            "number": 1,
        }
        for name in sorted(limits)
    ]
    counted = dict(tuple(row) for row in db.session.execute(_upsert(rows, at=at)))
    return all(
        counted[row["key"]] <= limits[name].number
        for name, row in zip(sorted(limits), rows, strict=True)
    )


def _upsert(rows: list[dict[str, Any]], *, at: datetime) -> Any:
    statement = insert_into(Throttle, db.engine.dialect.name).values(rows)
    is_over = Throttle.window_ends_at <= at
    return statement.on_conflict_do_update(
        index_elements=[Throttle.key],
        set_={
            "number": case((is_over, 1), else_=Throttle.number + 1),
            "window_ends_at": case(
                (is_over, statement.excluded.window_ends_at), else_=Throttle.window_ends_at
            ),
        },
    ).returning(Throttle.key, Throttle.number)


def note_refusal(
    status: int, *, endpoint: str, actor_kind: str, actor_id: int | None, subject: str, at: datetime
) -> None:
    """A line of the security log. It holds the last ten thousand, so that nobody can fill it."""
    with transaction():
        add_refusal(
            status, endpoint=endpoint, actor_kind=actor_kind, actor_id=actor_id, subject=subject,
            at=at,
        )  # fmt: skip


def add_refusal(
    status: int, *, endpoint: str, actor_kind: str, actor_id: int | None, subject: str, at: datetime
) -> None:
    """Part of what finds out that somebody attacks."""
    row = Refusal(
        at=at, status=status, endpoint=endpoint[:100], actor_kind=actor_kind,
        actor_id=actor_id, subject=subject[:200],
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # its number says which line has to go
    db.session.execute(delete(Refusal).where(Refusal.id <= row.id - MOST_REFUSALS))
