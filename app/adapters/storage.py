"""Where files are kept: under the SHA-256 of their bytes, which are sealed before they come here.

A name is given only when the bytes are on the disk for good, so a row that holds a name never
speaks of a file that a power cut took away.
"""

import errno
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Container, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.domain.errors import N_, NotVisible, RuleBroken


class StorageFull(RuleBroken):
    status_code = 507


class StorageDown(RuleBroken):
    status_code = 503


class FileDamaged(RuleBroken):
    status_code = 503


FULL = N_("Our disk is full, so we did not keep this file. Try again in one hour.")
DOWN = N_("We cannot reach our files now. Your answers are safe. Try again later.")
LOST = N_("We cannot open this file now. Please write to us about it.")

NOTES = "notes"
LEAST_FREE, PROBE = 100_000_000, 4096  # bytes: a few uploads


class Storage(Protocol):
    """What a test, or another kind of store, must offer."""

    def put(self, content: bytes) -> str:
        """Keep the bytes for good, then say under which name."""

    def get(self, name: str) -> bytes:
        """Exactly the bytes that were kept under this name."""

    def exists(self, name: str) -> bool: ...

    def remove(self, name: str) -> None:
        """The bytes are gone; that they were gone before is no mistake."""

    def kept(self, *, before: datetime) -> Iterator[str]:
        """The names of what was written before this moment, unfinished files among them."""

    def sweep(self, wanted: Container[str], *, before: datetime) -> int:
        """Remove what was written before this moment and is not wanted; say how many."""

    def note(self, word: str) -> None:
        """Keep a word beside the files, for all who share them; twice the same is once."""

    def notes(self) -> Iterator[str]:
        """All of them."""

    def is_ready(self) -> bool:
        """Whether files can be kept now; asked again and again."""


def place_of(name: str) -> str:
    """Where a file of this name lies in its store; nowhere, if it is no name of ours."""
    # Two levels of 256 folders each: a million files are fifteen a folder.
    if not re.fullmatch(r"[0-9a-f]{64}", name):
        raise NotVisible
    return f"{name[:2]}/{name[2:4]}/{name}"


def require_whole(name: str, content: bytes) -> bytes:
    """The bytes, if they are those that got this name."""
    if hashlib.sha256(content).hexdigest() != name:
        raise FileDamaged(LOST)
    return content


def has_room(folder: Path) -> bool:
    """Really: a permission says nothing of a disk that is full or was mounted for reading."""
    there = next(one for one in (folder, *folder.absolute().parents) if one.is_dir())
    try:
        with tempfile.TemporaryFile(dir=there) as probe:
            probe.write(b"?" * PROBE)
        return shutil.disk_usage(there).free >= LEAST_FREE
    except OSError:
        return False


def folder_storage(path: str | Path) -> Storage:
    """A store in this folder, which must stand outside of what the web server shows."""
    return _Folder(Path(path))


class _Folder:
    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: bytes) -> str:
        name = hashlib.sha256(content).hexdigest()
        with _refusals():
            path = self._place(name)
            self._make(path.parent)
            _write(path, content)
        return name

    def get(self, name: str) -> bytes:
        try:
            with _refusals():
                content = self._place(name).read_bytes()
        except FileNotFoundError as error:
            raise FileDamaged(LOST) from error
        return require_whole(name, content)

    def exists(self, name: str) -> bool:
        return self._place(name).is_file()

    def remove(self, name: str) -> None:
        with _refusals():
            self._place(name).unlink(missing_ok=True)

    def kept(self, *, before: datetime) -> Iterator[str]:
        return (one.name for one in self._old(before))

    def sweep(self, wanted: Container[str], *, before: datetime) -> int:
        # What is not yet wanted may belong to a row that is being written: hence the moment.
        unwanted = [one for one in self._old(before) if one.name not in wanted]
        with _refusals():
            for path in unwanted:
                path.unlink(missing_ok=True)
        return len(unwanted)

    def note(self, word: str) -> None:
        with _refusals():
            self._make(self.root / NOTES)
            _write(self.root / NOTES / word, b"")

    def notes(self) -> Iterator[str]:
        return (one.name for one in self.root.glob(f"{NOTES}/[!.]*"))

    def is_ready(self) -> bool:
        return has_room(self.root)

    def _place(self, name: str) -> Path:
        return self.root / place_of(name)

    def _make(self, folder: Path) -> None:
        """The folder, each new level of which is on the disk as well."""
        if not folder.is_dir():
            if not folder.parent.is_dir():
                self._make(folder.parent)
            folder.mkdir(mode=0o700, exist_ok=True)
            _flush(folder.parent)

    def _old(self, before: datetime) -> list[Path]:
        return [one for one in self._all() if one.stat().st_mtime < before.timestamp()]

    def _all(self) -> Iterator[Path]:
        """Kept files, and unfinished ones that a power cut has left."""
        return self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")


def _write(path: Path, content: bytes) -> None:
    """The whole file or none of it, whenever the power goes."""
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.rename(unfinished, path)
    except BaseException:
        os.unlink(unfinished)
        raise
    _flush(path.parent)


def _flush(folder: Path) -> None:
    """The names in this folder are on the disk too, not only the bytes."""
    if os.name == "nt":  # Windows cannot open a folder, and keeps its names without this
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _refusals() -> Iterator[None]:
    """What the disk refuses, in words for the person who waits."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise StorageFull(FULL) from error
        raise StorageDown(DOWN) from error
