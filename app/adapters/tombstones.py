"""Who was erased, by number, in a file beside the database: what is restored from a backup that is
older is erased again."""

import json
import os
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

NAME = "erased.jsonl"


class Tombstone(NamedTuple):
    person_id: int
    is_whole: bool  # False: name and courses stay, for certificates


def add_tombstone(folder: Path, stone: Tombstone, *, at: datetime) -> None:
    """One line at the end, on the disk when this returns."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, f"{line_of(stone, at=at)}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def line_of(stone: Tombstone, *, at: datetime) -> str:
    return json.dumps({"at": at.isoformat(), **stone._asdict()})


def note_of(stone: Tombstone, *, at: datetime) -> str:
    """The same as a name, for a store of files that other hosts see."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{stone.person_id}-{int(stone.is_whole)}"


def lines_of(notes: Iterable[str]) -> Iterator[str]:
    for note in notes:
        if found := re.fullmatch(r"(\d{8}T\d{6}\.\d{6})-(\d+)-([01])", note):
            at = datetime.strptime(found[1], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
            yield line_of(Tombstone(int(found[2]), found[3] == "1"), at=at)


def tombstones_in(folder: Path) -> Iterator[Tombstone]:
    """In the order in which they were written; a line that a power cut has left half is none."""
    for line in lines_in(folder):
        try:
            said = json.loads(line)
        except ValueError:
            continue
        yield Tombstone(said["person_id"], said["is_whole"])


def erased_since(lines: Iterable[str], moment: datetime) -> set[int]:
    """Whom a backup of that moment may still know. Of those before, it has the erasure itself; and
    their numbers may be another's by now, if an earlier restore lost people."""
    found = set()
    for line in lines:
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if datetime.fromisoformat(said["at"]) >= moment:
            found.add(said["person_id"])
    return found


def lines_in(folder: Path) -> list[str]:
    path = folder / NAME
    return path.read_text().splitlines() if path.exists() else []
