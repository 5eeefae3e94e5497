"""Who was erased, by number, in a file beside the database: what is restored from a backup that is
older is erased again."""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

NAME = "erased.jsonl"


class Tombstone(NamedTuple):
    person_id: int
    is_whole: bool  # False: name and courses stay, for certificates


def add_tombstone(folder: Path, stone: Tombstone, *, at: datetime) -> None:
    """One line at the end, on the disk when this returns."""
    line = json.dumps({"at": at.isoformat(), **stone._asdict()}) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def tombstones_in(folder: Path) -> Iterator[Tombstone]:
    """In the order in which they were written; a line that a power cut has left half is none."""
    path = folder / NAME
    for line in path.read_text().splitlines() if path.exists() else []:
        try:
            said = json.loads(line)
        except ValueError:
            continue
        yield Tombstone(said["person_id"], said["is_whole"])


def erased_since(folder: Path, moment: datetime) -> list[int]:
    """Whom a backup of that moment may still know. Of those before, it has the erasure itself; and
    their numbers may be another's by now, if an earlier restore lost people."""
    path, found = folder / NAME, {}
    for line in path.read_text().splitlines() if path.exists() else []:
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if datetime.fromisoformat(said["at"]) >= moment:
            found[said["person_id"]] = True
    return list(found)
