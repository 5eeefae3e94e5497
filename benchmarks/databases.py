"""The two databases of a measurement, empty, and made to keep what they are told."""

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import create_engine, text

from tests.databases import postgresql_in

DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


class NotDurable(Exception):
    """The database may lose what it said it kept: its figures would flatter."""


class Place(NamedTuple):
    """Addresses of two empty databases on one server: Kenshu's, and that of the bare pages."""

    version: str
    kenshu: str
    anchors: str
    folder: Path


@contextlib.contextmanager
def sqlite() -> Iterator[Place]:
    with temporary_folder() as folder:
        addresses = (f"sqlite:///{folder / name}.db" for name in ("kenshu", "anchors"))
        yield Place(f"SQLite {sqlite3.sqlite_version}", *addresses, folder)


@contextlib.contextmanager
def postgresql() -> Iterator[Place]:
    with temporary_folder() as folder:
        server = postgresql_in(folder)
        try:
            yield place_on(server.get_uri(driver="psycopg"), folder)
        finally:
            server.cleanup()


def place_on(address: str, folder: Path) -> Place:
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in DURABLE:
            if connection.scalar(text(f"SHOW {name}")) != "on":
                raise NotDurable(f"{name} is not on.")
        for name in ("kenshu", "anchors"):
            connection.execute(text(f"CREATE DATABASE {name}"))
        version = connection.scalar(text("SHOW server_version"))
    engine.dispose()
    found = (
        engine.url.set(database=name).render_as_string(False) for name in ("kenshu", "anchors")
    )
    return Place(f"PostgreSQL {version}", *found, folder)


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="kenshu-benchmark-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


DATABASES = {"sqlite": sqlite, "postgresql": postgresql}
