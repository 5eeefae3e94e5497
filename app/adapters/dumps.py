"""The whole database in one file, while the service writes on; and back from it."""

import os
import re
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import URL, Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

BLOBS = "SELECT DISTINCT blob FROM document ORDER BY blob"
REVISION = "SELECT version_num FROM alembic_version"
FILES = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
# A database without a row in these was never used.
TELLING = ("event", "person", "course")
GOODBYE = 3.0  # seconds: a busy server notices late that a connection was closed
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND backend_type = 'client backend'
"""


class DumpRefused(Exception):
    """The sentence says what to do."""


class Dump(NamedTuple):
    path: Path
    revision: str | None
    blobs: Sequence[str]  # the files that its rows name


def dump(engine: Engine, folder: Path) -> Dump:
    """All that was committed when it began, in one file that is on the disk when this returns."""
    path = folder / FILES[engine.dialect.name]
    copied = _dump_sqlite if engine.dialect.name == "sqlite" else _dump_postgresql
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    revision, blobs = copied(engine, path)
    flush(path)
    return Dump(path, revision, blobs)


def is_used(engine: Engine) -> bool:
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names()) & set(TELLING)
        return any(connection.scalar(text(f"SELECT 1 FROM {name} LIMIT 1")) for name in tables)


@contextmanager
def set_aside(engine: Engine, name: str) -> Iterator[str | None]:
    """Make room for another database; the old one is kept under this name, and comes back if the
    block fails. Says where it is, if there was one. Nobody else may be using it."""
    engine.dispose()
    is_sqlite = engine.dialect.name == "sqlite"
    with (_file_aside if is_sqlite else _schema_aside)(engine, name) as place:
        yield place


def undump(engine: Engine, path: Path) -> None:
    """Put the database of this file where there is none."""
    engine.dispose()
    if engine.dialect.name == "sqlite":
        place = _file_of(engine)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = place.with_name(f"{place.name}.restoring")
        shutil.copyfile(path, draft)
        draft.chmod(0o600)
        flush(draft)
        os.rename(draft, place)
        flush(place.parent)
    else:
        _run(engine, "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner",
             "--no-privileges", "--schema=public", str(path))  # fmt: skip


def flush(path: Path) -> None:
    """A file, or the names in a folder, on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _dump_sqlite(engine: Engine, path: Path) -> tuple[str | None, Sequence[str]]:
    # One reader's view of the log (WAL): writers go on. What was deleted is not in the copy.
    with closing(sqlite3.connect(_file_of(engine), isolation_level=None)) as connection:
        connection.execute("VACUUM INTO ?", (str(path),))
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as copy:
        is_migrated = copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")
        row = copy.execute(REVISION).fetchone() if is_migrated.fetchone() else None
        return row and row[0], [name for (name,) in copy.execute(BLOBS)]


def _dump_postgresql(engine: Engine, path: Path) -> tuple[str | None, Sequence[str]]:
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))  # nobody waits for a page
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        is_migrated = connection.scalar(text("SELECT to_regclass('alembic_version') IS NOT NULL"))
        revision = connection.scalar(text(REVISION)) if is_migrated else None
        blobs = connection.scalars(text(BLOBS)).all()
        _run(engine, "pg_dump", "--format=custom", "--schema=public", "--no-owner",
             "--no-privileges", f"--snapshot={snapshot}", f"--file={path}")  # fmt: skip
    return revision, blobs


@contextmanager
def _file_aside(engine: Engine, name: str) -> Iterator[str | None]:
    place = _file_of(engine)
    if not place.exists():
        yield None
        return
    _require_alone(place)
    aside = place.parent / name
    aside.mkdir(mode=0o700)
    os.rename(place, aside / place.name)
    try:
        yield str(aside)
    except BaseException:
        engine.dispose()
        os.rename(aside / place.name, place)
        aside.rmdir()
        raise
    finally:
        flush(place.parent)


def _require_alone(place: Path) -> None:
    try:
        with closing(sqlite3.connect(place, timeout=0)) as connection:
            # Takes the log into the file; refused while anybody else has it open.
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as error:
        raise DumpRefused("The database is in use. Stop the service first.") from error


@contextmanager
def _schema_aside(engine: Engine, name: str) -> Iterator[str | None]:
    is_new = not is_used(engine)
    make_room = (
        "DROP SCHEMA public CASCADE" if is_new else f'ALTER SCHEMA public RENAME TO "{name}"'
    )
    _tell(engine, f"{make_room}; CREATE SCHEMA public", is_alone=True)
    try:
        yield None if is_new else f"schema {name}"
    except BaseException:
        if not is_new:
            _tell(engine, f'DROP SCHEMA public CASCADE; ALTER SCHEMA "{name}" RENAME TO public')
        raise


def _tell(engine: Engine, both: str, *, is_alone: bool = False) -> None:
    """Two statements in one message: PostgreSQL does both or neither."""
    engine.dispose()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if is_alone and not _is_alone(connection):
            raise DumpRefused("The database is in use. Stop the service first.")
        connection.execute(text(both))
    engine.dispose()


def _is_alone(connection: Connection) -> bool:
    """Whether nobody else is connected, nor our own former connections."""
    until = time.monotonic() + GOODBYE
    while connection.scalar(text(OTHERS)):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def _file_of(engine: Engine) -> Path:
    if engine.url.database in (None, "", ":memory:"):
        raise DumpRefused("A database in memory cannot be copied.")
    return Path(str(engine.url.database))


def _run(engine: Engine, name: str, *words: str) -> None:
    url = engine.url
    # The password goes by the environment: a command line can be read by others.
    address = URL.create(
        "postgresql", url.username, None, url.host, url.port, url.database, url.query
    )
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    done = subprocess.run(
        [_tool(engine, name), f"--dbname={address.render_as_string(False)}", *words],
        env=os.environ | secret, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise DumpRefused(f"{name} says: {done.stderr.strip()}")


def _tool(engine: Engine, name: str) -> str:
    """One that is not older than the server: on the path, or where the server has its own."""
    with engine.connect() as connection:
        major = int(connection.scalar(text("SHOW server_version_num"))) // 10_000
        beside = _beside(connection)
    usual = sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")))
    for path in (shutil.which(name), f"{beside}/{name}", *usual):
        if path and Path(path).is_file() and _major(path) >= major:
            return path
    raise DumpRefused(
        f"There is no {name} of PostgreSQL {major} or newer here. "
        f"Install postgresql-client-{major}, or put its folder on PATH."
    )


def _beside(connection: Connection) -> str:
    try:
        with connection.begin_nested():
            found = connection.scalar(text("SELECT setting FROM pg_config WHERE name = 'BINDIR'"))
        return str(found)
    except DBAPIError:  # only a superuser is told
        return ""


def _major(path: str) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True).stdout
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else 0
