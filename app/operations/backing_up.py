"""Backups: first the database, then the files that its rows name, last the list of both.

A file is on the disk before its row is kept, so each that a row names can be copied, unless it was
erased between; then it is noted, and needed by nobody.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from flask import current_app
from sqlalchemy import select

from app.adapters.backups import (
    Backup,
    BackupRefused,
    backup_in,
    copy_tombstones,
    finish,
    new_folder,
    parts_of,
    write_keys,
)
from app.adapters.dumps import dump
from app.adapters.object_storage import SCHEME
from app.adapters.storage import FileDamaged, Storage, folder_storage
from app.adapters.tombstones import lines_in, lines_of
from app.domain import events
from app.domain.permissions import SYSTEM
from app.extensions import db
from app.models import Document
from app.operations.transaction import transaction

KEYS = ("SECRET_KEY", "VAULT_KEYS", "LOG_KEY", "FORMER_LOG_KEYS")


class Taken(NamedTuple):
    backup: Backup
    digest: str  # of the list
    lost: list[str]  # files that rows name and that cannot be read: not for the lack of a backup


def take_backup(parent: Path, storage: Storage, *, at: datetime) -> Taken:
    """Copy all into a new folder in this one, while others write. No backup without an event:
    written first, it stands in the backup as well."""
    folder = new_folder(parent, at=at)
    with transaction() as record:
        record(events.BackupTaken(at=at, actor=SYSTEM, name=folder.name))
    copied = dump(db.engine, folder)
    missing = _copy(copied.blobs, _nearest(storage, parent), folder_storage(folder / "files"))
    copy_tombstones(erased_here(storage), folder)
    lost = [name for name in missing if _is_named(name)]
    backup = Backup(
        folder=folder, made_at=at, service=current_app.config["PUBLIC_URL"],
        kind=db.engine.dialect.name, revision=copied.revision, parts=parts_of(folder),
        gone=tuple(missing),
    )  # fmt: skip
    return Taken(backup, finish(backup), lost)


def erased_here(storage: Storage) -> list[str]:
    """Who was erased, a line each, as far as this host knows and those that share its files."""
    notes = storage.notes() if current_app.config["FILES"] else ()
    return [*lines_in(Path(current_app.config["INSTANCE"])), *lines_of(notes)]


def copy_keys(file: Path, *, backups: Path | None, at: datetime) -> None:
    """Whoever has these and a backup can read everything: so never both in one place."""
    write_keys(file, {name: current_app.config[name] for name in KEYS}, backups=backups)
    with transaction() as record:
        record(events.KeysCopied(at=at, actor=SYSTEM))


def _copy(names: Iterable[str], read: Callable[[str], bytes], to: Storage) -> list[str]:
    """The names of those that could not be copied."""
    missing = []
    for name in names:
        try:
            to.put(read(name))
        except FileDamaged:
            missing.append(name)
    return missing


def _nearest(storage: Storage, parent: Path) -> Callable[[str], bytes]:
    """How to read a file. What a bucket still lists and the last backup has need not come over the
    network each night: a name is the hash of its bytes, and both are proven as they are read."""
    if not current_app.config["FILES"].startswith(SCHEME):
        return storage.get
    try:
        former = folder_storage(backup_in(parent).folder / "files")
    except BackupRefused:  # it is the first
        return storage.get
    listed = set(storage.kept(before=datetime.max.replace(tzinfo=UTC)))

    def read(name: str) -> bytes:
        with suppress(FileDamaged):
            if name in listed:
                return former.get(name)
        return storage.get(name)

    return read


def _is_named(name: str) -> bool:
    number = db.session.scalar(select(Document.id).where(Document.blob == name).limit(1))
    db.session.close()
    return number is not None
