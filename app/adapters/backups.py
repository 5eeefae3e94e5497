"""Folders that hold one backup each, and are one only when the list of what is in them is there.

The list is written last: what was cut off has none.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.adapters.dumps import FILES, flush
from app.adapters.tombstones import NAME as TOMBSTONES

LIST = "manifest.json"
SAYS = "backup of Kenshu"
NAMED = re.compile(r"kenshu-(\d{8}T\d{6}Z)(-\d+)?")
# Nothing else is ever read or removed, whatever a list may say.
OURS = re.compile(
    rf"{'|'.join(map(re.escape, (*FILES.values(), TOMBSTONES)))}"
    r"|files/([0-9a-f]{2})/([0-9a-f]{2})/\1\2[0-9a-f]{60}"
)


class BackupRefused(Exception):
    """The sentence says why."""


@dataclass(frozen=True, kw_only=True)
class Part:
    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True, kw_only=True)
class Backup:
    folder: Path
    made_at: datetime
    service: str
    kind: str
    revision: str | None
    parts: tuple[Part, ...]
    gone: tuple[str, ...] = ()  # files that were erased while we copied

    @property
    def dump(self) -> Path:
        return self.folder / FILES[self.kind]

    @property
    def blobs(self) -> Iterator[str]:
        names = (part.path for part in self.parts if part.path.startswith("files/"))
        return (name.rsplit("/", 1)[1] for name in names)


def new_folder(parent: Path, *, at: datetime) -> Path:
    """An empty one with a name of its own, which only its owner can read."""
    name = f"kenshu-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = 1
    while (folder := parent / (name if number == 1 else f"{name}-{number}")).exists():
        number += 1
    folder.mkdir(mode=0o700)
    flush(parent)
    return folder


def copy_tombstones(lines: Iterable[str], folder: Path) -> None:
    if kept := dict.fromkeys(lines):
        with open(folder / TOMBSTONES, "w", opener=_private) as file:
            file.writelines(f"{line}\n" for line in kept)
        flush(folder / TOMBSTONES)


def parts_of(folder: Path) -> tuple[Part, ...]:
    """Everything in the folder, as its bytes are now."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != LIST)
    return tuple(
        Part(path=path.relative_to(folder).as_posix(), sha256=_digest(path),
             bytes=path.stat().st_size)
        for path in found
    )  # fmt: skip


def finish(backup: Backup) -> str:
    """Write the list, and so make it a backup; its digest, to be kept elsewhere."""
    said = {"is": SAYS, "format": 1} | asdict(backup) | {"made_at": backup.made_at.isoformat()}
    del said["folder"]
    text = json.dumps(said, indent=1)
    draft = backup.folder / f".{LIST}"
    with open(draft, "w", opener=_private) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    flush(backup.folder)
    os.rename(draft, backup.folder / LIST)
    flush(backup.folder)
    return hashlib.sha256(text.encode()).hexdigest()


def backup_in(folder: Path) -> Backup:
    """Of this folder, or the newest whole one of those in it."""
    if (folder / LIST).is_file() or NAMED.fullmatch(folder.name):
        return _read(folder)
    whole = [one for one in _folders(folder) if (one / LIST).is_file()]
    if not whole:
        raise BackupRefused(f"{folder} is no backup: it has no {LIST}. Perhaps it was cut off.")
    return _read(max(whole, key=_order))


def problems(backup: Backup) -> Iterator[str]:
    """Each file that is not as it was when the backup was made."""
    if FILES[backup.kind] not in (part.path for part in backup.parts):
        yield f"{FILES[backup.kind]}: not in {LIST}"
    for part in backup.parts:
        path = backup.folder / part.path
        if not OURS.fullmatch(part.path):
            yield f"{part.path}: no file of a backup"
        elif path.is_symlink() or not path.is_file():
            yield f"{part.path}: missing"
        elif path.stat().st_size != part.bytes or _digest(path) != part.sha256:
            yield f"{part.path}: changed"


def remove_older(parent: Path, *, than: datetime, service: str) -> list[str]:
    """Remove this service's backups from before, and what was cut off; nothing that others put
    there, not even into a folder of ours."""
    old = [one for one in _folders(parent) if _made_at(one) < than and _is_ours(one, service)]
    for folder in old:
        (folder / LIST).unlink(missing_ok=True)  # from now on it is none
        for path in list(folder.rglob("*")):
            if OURS.fullmatch(path.relative_to(folder).as_posix()) or path.name == f".{LIST}":
                path.unlink()
        for path in sorted(folder.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink() and not any(path.iterdir()):
                path.rmdir()
        if not any(folder.iterdir()):
            folder.rmdir()
    return [one.name for one in old]


def write_keys(file: Path, keys: dict[str, object], *, backups: Path | None) -> None:
    """Into a new file that only its owner can read, and never among backups."""
    place = file.resolve()
    forbidden = {backups.resolve()} if backups else set()
    if any(one in forbidden or _holds_backups(one) for one in place.parents):
        raise BackupRefused("Keys beside a backup would open it. Name a file in another place.")
    try:
        with open(file, "x", opener=_private) as opened:
            json.dump(keys, opened, indent=1)
            opened.flush()
            os.fsync(opened.fileno())
    except FileExistsError as error:
        raise BackupRefused(f"{file} is there already.") from error
    flush(place.parent)


def _holds_backups(folder: Path) -> bool:
    return bool(NAMED.fullmatch(folder.name)) or any(True for _ in _folders(folder))


def _folders(parent: Path) -> Iterator[Path]:
    try:
        found = list(parent.glob("kenshu-*"))
    except OSError:
        return iter(())
    return (one for one in found
            if NAMED.fullmatch(one.name) and one.is_dir() and not one.is_symlink())  # fmt: skip


def _order(folder: Path) -> tuple[str, int]:
    found = NAMED.fullmatch(folder.name)
    return (found[1], int((found[2] or "-1")[1:])) if found else ("", 0)


def _made_at(folder: Path) -> datetime:
    return datetime.strptime(_order(folder)[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _is_ours(folder: Path, service: str) -> bool:
    if not (folder / LIST).exists():
        return True
    try:
        return _read(folder).service == service
    except BackupRefused:
        return False


def _read(folder: Path) -> Backup:
    try:
        said = json.loads((folder / LIST).read_bytes())
        is_fit = said.pop("is") == SAYS and said.pop("format") == 1 and said["kind"] in FILES
        parts = tuple(Part(**part) for part in said.pop("parts"))
        made_at = datetime.fromisoformat(said.pop("made_at"))
        gone = tuple(said.pop("gone"))
        backup = Backup(folder=folder, made_at=made_at, parts=parts, gone=gone, **said)
    except FileNotFoundError as error:
        raise BackupRefused(f"{folder} was cut off: it has no {LIST}.") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupRefused(f"{folder / LIST} cannot be read.") from error
    if not is_fit:
        raise BackupRefused(f"{folder / LIST} is no list of a backup that we know.")
    return backup


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
