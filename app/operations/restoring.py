"""After a disaster: all as it was in a backup, except for what must not come back.

Letters of then were sent, or have lost their sense; sessions may be somebody's who is locked out by
now; who was erased since stays erased.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from sqlalchemy import CursorResult, delete, func, select, update

from app import vault
from app.adapters.backups import Backup, BackupRefused, problems
from app.adapters.dumps import is_used, set_aside, undump
from app.adapters.storage import Storage, folder_storage
from app.adapters.tombstones import erased_since, lines_in
from app.domain import events
from app.domain.permissions import SYSTEM
from app.extensions import db
from app.models import AuthSession, Letter, LetterState, Person
from app.operations.backing_up import erased_here
from app.operations.transaction import transaction

# An erasure may be kept a little after the moment that its tombstone tells.
OVERLAP = timedelta(minutes=10)


class Settled(NamedTuple):
    letters: int
    sessions: int


def put_back(backup: Backup, storage: Storage, *, is_replacing: bool, at: datetime) -> str | None:
    """The database and the files as they were, or, if anything is wrong, as they are. Says where
    the old database lies, if there was one."""
    _require_whole(backup)
    db.session.remove()
    if is_used(db.engine) and not is_replacing:
        raise BackupRefused("The database is not empty. --replace sets it aside.")
    kept = folder_storage(backup.folder / "files")
    for name in backup.blobs:  # first, so that no row speaks of a file that is not there
        storage.put(kept.get(name))
    with set_aside(db.engine, f"aside-{at:%Y%m%dT%H%M%SZ}") as place:
        undump(db.engine, backup.dump)
    return place


def settle_restored(backup: Backup, *, at: datetime) -> Settled:
    """Stop every letter that was not sent, and end all sessions: both or neither."""
    waits = Letter.state.in_((LetterState.QUEUED, LetterState.LEASED))
    stopped = {"state": LetterState.STOPPED, "lease_until": None, "secret_sealed": None}
    with transaction() as record:
        letters = _number(update(Letter).where(waits).values(stopped))
        sessions = _number(delete(AuthSession))
        record(
            events.BackupRestored(
                at=at, actor=SYSTEM, name=backup.folder.name, made_at=backup.made_at,
                letters=letters, sessions=sessions,
            )
        )  # fmt: skip
    return Settled(letters, sessions)


def to_erase_again(backup: Backup, storage: Storage) -> list[int]:
    """Who was erased after the backup, as it tells itself and as this instance does."""
    moment = backup.made_at - OVERLAP
    numbers = erased_since([*erased_here(storage), *lines_in(backup.folder)], moment)
    known = db.session.scalars(select(Person.id).where(Person.id.in_(numbers)).order_by(Person.id))
    found = list(known)
    db.session.close()
    return found


def keys_that_fail() -> list[int]:
    """The numbers of keys under which people's keys lie and which our ring has not, or others."""
    one_of_each = select(func.min(Person.id)).where(Person.data_key_wrapped.is_not(None))
    people = db.session.scalars(
        select(Person).where(Person.id.in_(one_of_each.group_by(Person.key_id)))
    ).all()
    db.session.close()
    return [one.key_id for one in people if not _opens(one)]


def _opens(person: Person) -> bool:
    try:
        vault.unwrap(person.key_id, person.data_key_wrapped or b"")
    except (KeyError, InvalidTag):
        return False
    return True


def _require_whole(backup: Backup) -> None:
    if backup.kind != db.engine.dialect.name:
        raise BackupRefused(f"This backup is of {backup.kind}, the database is not.")
    if found := list(problems(backup)):
        raise BackupRefused("\n".join(["The backup is not as it was made:", *found]))


def _number(statement: object) -> int:
    result = db.session.execute(statement)  # type: ignore[call-overload]
    assert isinstance(result, CursorResult)
    return result.rowcount
