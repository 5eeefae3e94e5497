"""Whether documents and files belong together: looked at, and nothing changed."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import exists, select

from app.adapters.storage import FileDamaged, Storage
from app.extensions import db
from app.models import Document, UnwantedFile
from app.operations.files import YOUNG, Named

PAGE = 1000


class How(StrEnum):
    MISSING = "missing"
    DAMAGED = "damaged"

    @property
    def holds(self) -> str:
        return {
            How.MISSING: "The file of a document is there.",
            How.DAMAGED: "A file has the bytes that its name is the hash of.",
        }[self]


class Lost(NamedTuple):
    document_id: int
    how: How


def lost_files(storage: Storage) -> Iterator[Lost]:
    """Documents whose file is not what was kept. What is thrown away meanwhile is not lost."""
    after = 0
    while page := _documents(after):
        for number, blob in page:
            how = _how(storage, blob)
            if how and _is_kept(number):
                yield Lost(number, how)
        after = page[-1][0]


def orphans(storage: Storage, *, at: datetime) -> Iterator[str]:
    """Files older than a day that no document names and that nobody is about to throw away."""
    named = Named()
    for name in storage.kept(before=at - YOUNG):
        if name not in named and not _is_unwanted(name):
            yield name
    db.session.close()


def _documents(after: int) -> list[tuple[int, str]]:
    """The next of them; no transaction stays open while their files are read."""
    statement = select(Document.id, Document.blob).where(Document.id > after)
    rows = db.session.execute(statement.order_by(Document.id).limit(PAGE)).all()
    db.session.close()
    return [(number, blob) for number, blob in rows]


def _how(storage: Storage, blob: str) -> How | None:
    try:
        storage.get(blob)
    except FileDamaged:
        return How.DAMAGED if storage.exists(blob) else How.MISSING
    return None


def _is_kept(number: int) -> bool:
    is_kept = db.session.scalar(select(exists().where(Document.id == number)))
    db.session.close()
    return bool(is_kept)


def _is_unwanted(name: str) -> bool:
    return bool(db.session.scalar(select(exists().where(UnwantedFile.name == name))))
