"""A copy of the log that can be checked elsewhere: a line of JSON for each head and each entry."""

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Any, TypeVar

from app.domain.chain import Head, Sealed
from app.domain.versions import canonical

T = TypeVar("T")


def write_log(path: Path, heads: Iterable[Head], entries: Iterable[Sealed]) -> None:
    """Written aside and renamed: a file of this name is whole, and only its owner can read it."""
    with tempfile.NamedTemporaryFile("wb", dir=path.parent, delete=False) as draft:
        try:
            draft.writelines(map(_line_of_head, heads))
            draft.writelines(map(_line_of_entry, entries))
            draft.flush()
            os.fsync(draft.fileno())
            os.replace(draft.name, path)
        except BaseException:
            os.unlink(draft.name)
            raise


def _line_of_head(head: Head) -> bytes:
    return canonical({"head": head._asdict() | {"day": head.day.isoformat()}}) + b"\n"


def _line_of_entry(one: Sealed) -> bytes:
    """The entry in the very bytes of which the hash is made; nothing, if they cannot be read."""
    rest = canonical({"hash": one.hash, "seq": one.seq})[1:]
    return b'{"entry":%s,%s\n' % (one.entry or b"null", rest)


def heads_in(path: Path) -> list[Head]:
    with path.open("rb") as lines:
        return list(_read(takewhile(lambda line: line.startswith(b'{"head"'), lines), _head))


def entries_in(path: Path) -> Iterator[Sealed]:
    """Line by line. One that cannot be read is none: its number will be missed."""
    with path.open("rb") as lines:
        yield from _read(lines, _entry)


def _read(lines: Iterable[bytes], take: Callable[[Any], T]) -> Iterator[T]:
    for line in lines:
        try:
            yield take(json.loads(line))
        except (ValueError, TypeError, LookupError):
            continue


def _head(said: Any) -> Head:
    values = said["head"]
    return Head(**values | {"day": date.fromisoformat(values["day"])})


def _entry(said: Any) -> Sealed:
    entry = said["entry"]
    event_id = entry["id"] if entry else 0
    return Sealed(int(said["seq"]), int(event_id), canonical(entry) if entry else b"", said["hash"])
