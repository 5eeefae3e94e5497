"""Rows as a driver takes them: packed in any process, put into the tables by the one that writes.

Below the ORM and SQLAlchemy's own spelling of values, which take longer than the database. Values
are spelled by their kind, exactly as SQLAlchemy spells them, and read back by it as ever.
"""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, text

Row = tuple[Any, ...]


IS_SUPERUSER = text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")


class Packed(NamedTuple):
    """Rows of one table: tuples for SQLite, the text of a COPY for PostgreSQL."""

    table: str
    columns: tuple[str, ...]
    rows: list[Row] | bytes


def packed(table: Table, rows: Iterable[dict[str, Any]], *, dialect: str) -> Packed:
    """The rows; a column that one of them leaves out has its default."""
    defaults = _defaults(table)
    whole = ((defaults | row).values() for row in rows)
    if dialect == "postgresql":
        lines = ["\t".join([_COPY.get(type(one), _text)(one) for one in row]) for row in whole]
        return Packed(table.name, tuple(defaults), ("\n".join(lines) + "\n").encode())
    spelled = [
        tuple([one if type(one) in _AS_IT_IS else _spelled(one) for one in row]) for row in whole
    ]
    return Packed(table.name, tuple(defaults), spelled)


def trust(connection: Connection) -> None:
    """Until the transaction ends, let a server not look for each row that another one names, if we
    may tell it so: that is half of its work, and the makers named what they had made."""
    if connection.dialect.name == "postgresql" and connection.scalar(IS_SUPERUSER):
        connection.execute(text("SET LOCAL session_replication_role = replica"))


def put(connection: Connection, found: Packed) -> None:
    """Into the table, in the transaction that is open."""
    names = ", ".join(found.columns)
    if isinstance(found.rows, bytes):
        cursor = connection.connection.cursor()
        with cursor.copy(f"COPY {found.table} ({names}) FROM STDIN") as copy:
            copy.write(found.rows)
        return
    marks = ", ".join("?" * len(found.columns))
    cursor = connection.connection.cursor()
    cursor.executemany(f"INSERT INTO {found.table} ({names}) VALUES ({marks})", found.rows)


@cache
def _defaults(table: Table) -> dict[str, Any]:
    """Each column in its order, with what stands in it where nobody says otherwise."""
    return {
        column.name: column.default.arg  # type: ignore[attr-defined]  # a scalar
        if column.default is not None and column.default.is_scalar
        else None
        for column in table.columns
    }


@lru_cache(maxsize=10_000)
def _instant(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("An instant needs a zone.")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


_SQLITE: dict[type, Callable[[Any], Any]] = {
    datetime: _instant,
    date: date.isoformat,
    dict: json.dumps,
    list: json.dumps,
}
_AS_IT_IS = frozenset({int, float, str, bytes, bool, type(None)})


def _spelled(value: Any) -> Any:
    return _SQLITE.get(type(value), str)(value)  # members of an enumeration are text


# What would end a column or a row of a COPY; the backslash that all others bring comes first.
_ESCAPED = (("\\", r"\\"), ("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r"))


def _text(value: str) -> str:
    text = str(value)
    for sign, escaped in _ESCAPED:
        if sign in text:
            text = text.replace(sign, escaped)
    return text


_COPY: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: r"\N",
    bool: lambda value: "t" if value else "f",
    int: str,
    float: repr,
    str: _text,
    bytes: lambda value: rf"\\x{value.hex()}",
    datetime: lambda at: f"{_instant(at)}+00",
    date: date.isoformat,
    dict: lambda value: _text(json.dumps(value)),
    list: lambda value: _text(json.dumps(value)),
}
