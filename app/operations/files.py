"""Files that nobody wants any more: noted with the change, off the disk after it."""

from collections.abc import Collection, Container
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select

from app.adapters.storage import Storage
from app.database import insert_into
from app.extensions import db
from app.models import Document, UnwantedFile
from app.operations.transaction import transaction

BATCH = 200
# What is on the disk before its row is written is left alone for so long.
YOUNG = timedelta(days=1)


def want_no_more(names: Collection[str]) -> None:
    """Part of an operation: these files go once the change is kept."""
    if names:
        rows = [{"name": name} for name in sorted(set(names))]
        statement = insert_into(UnwantedFile, db.engine.dialect.name).values(rows)
        db.session.execute(statement.on_conflict_do_nothing())


def throw_away_files(storage: Storage) -> int:
    """Take what nobody wants off the disk, and say how much that was. A run that is killed leaves
    its list to the next; a file that is gone already is no mistake."""
    done = 0
    while names := _unwanted():
        for name in names:
            storage.remove(name)
        with transaction():
            db.session.execute(delete(UnwantedFile).where(UnwantedFile.name.in_(names)))
        done += len(names)
    return done


def sweep_files(storage: Storage, *, at: datetime) -> int:
    """Files that no row ever named: their upload was refused, or the power went."""
    swept = storage.sweep(Named(), before=at - YOUNG)
    db.session.close()
    return swept


def _unwanted() -> list[str]:
    is_named = exists().where(Document.blob == UnwantedFile.name)
    names = db.session.scalars(select(UnwantedFile.name).where(~is_named).limit(BATCH)).all()
    db.session.close()
    return list(names)


class Named(Container[str]):
    """The names that rows have; looked up folder by folder, so that a million take no room."""

    def __init__(self) -> None:
        self.folder = ""
        self.names: set[str] = set()

    def __contains__(self, name: object) -> bool:
        folder = str(name)[:2]
        if folder != self.folder:
            first, last = folder, folder + "g"  # names are in hexadecimal
            of_folder = select(Document.blob).where(Document.blob >= first, Document.blob < last)
            self.folder, self.names = folder, set(db.session.scalars(of_folder))
        return name in self.names
