"""Sealing the log: whatever was recorded gets its place in the chain, and the day a signed head.

The order of the chain is the order of sealing. What waits is found by its missing number, never by
"above the last id": on PostgreSQL an event may be kept later than others with higher ids, and then
it is sealed after them, and not left out. Numbers have no gaps; ids may.
"""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Table, bindparam, update

from app.adapters.log_file import write_log
from app.adapters.signing import Signatures, Signer
from app.domain import events
from app.domain.chain import BEFORE_ALL, Head, Sealed, chained
from app.domain.permissions import SYSTEM
from app.domain.retention import on_day
from app.extensions import db
from app.models import Event, LogHead
from app.operations import locks
from app.operations.transaction import retried, transaction
from app.queries.sealing import (
    is_any_unsealed,
    last_head,
    log_heads,
    sealed_beyond_heads,
    sealed_entries,
    unsealed,
)

BATCH = 1000


class LogBroken(Exception):
    """To seal on would hide that somebody changed the log."""


@dataclass(frozen=True)
class Sealer:
    signer: Signer
    signatures: Signatures


def seal_log(sealer: Sealer, *, at: datetime) -> Generator[int, None, None]:
    """Seal what waits, batch by batch, and tell of each how many.

    Each batch is one transaction: a run beside another, or after one that was killed, does the
    rest and nothing twice.
    """
    while is_any_unsealed() and (number := seal_batch(sealer, at=at)):
        yield number


@retried
def seal_batch(sealer: Sealer, *, at: datetime) -> int:
    with transaction(lock=locks.LOG):
        last = last_head()
        _require_unbroken(last, sealer.signatures)
        waiting = unsealed(BATCH)
        chain = _chain(waiting, last)
        if chain:
            _write(chain)
            head = _head_of(chain, last, at=at)
            db.session.merge(LogHead(**sealer.signer.signed(head)._asdict()))
    return len(chain)


def _require_unbroken(last: Head | None, signatures: Signatures) -> None:
    """The new head vouches for all before it, so it must not follow one that somebody made up."""
    if last and not signatures.hold(last):
        raise LogBroken(f"The head of {last.day} has a wrong signature.")
    if beyond := sealed_beyond_heads():
        raise LogBroken("Entries {} to {} are sealed, but under no head.".format(*beyond))


def _chain(waiting: list[Sealed], last: Head | None) -> list[Sealed]:
    seq, before = (last.last_seq, last.hash) if last else (0, BEFORE_ALL)
    chain = []
    for seq, one in enumerate(waiting, seq + 1):  # noqa: B020  # goes on from there
        if not one.entry:
            raise LogBroken(f"Event {one.event_id} cannot be read.")
        before = chained(before, one.entry)
        chain.append(one._replace(seq=seq, hash=before))
    return chain


def _write(chain: list[Sealed]) -> None:
    table = cast(Table, Event.__table__)
    waits = (table.c.id == bindparam("of_id")) & table.c.seq.is_(None)
    values: dict[str, Any] = {"seq": bindparam("new_seq"), "chain_hash": bindparam("new_hash")}
    result = db.session.connection().execute(
        update(table).where(waits).values(values),
        [{"of_id": one.event_id, "new_seq": one.seq, "new_hash": one.hash} for one in chain],
    )
    if result.rowcount != len(chain):
        raise LogBroken("Events vanished while they were being sealed.")


def _head_of(chain: list[Sealed], last: Head | None, *, at: datetime) -> Head:
    """Of the day in Japan; that of today grows with each batch until the day has ended."""
    day, first_seq = on_day(at), chain[0].seq
    if last and last.day >= day:  # a clock may have been set back
        day, first_seq = last.day, last.first_seq
    return Head(day, first_seq, chain[-1].seq, chain[-1].hash, key_id="")


def export_log(path: Path, *, only_heads: bool, at: datetime) -> int:
    """Copy what is sealed into this file, and say how many entries that is. No export without an
    event; being written now, it stands in the next one."""
    heads = log_heads()
    last_seq = heads[-1].last_seq if heads else 0
    with transaction() as record:
        record(events.LogExported(at=at, actor=SYSTEM, last_seq=last_seq, only_heads=only_heads))
    write_log(path, heads, () if only_heads else sealed_entries(last_seq))
    return last_seq
