"""After a test that wrote: which invariants are broken, asked with one statement."""

from functools import cache

from sqlalchemy import event, literal, select, union_all

from app.extensions import db
from app.queries.invariants import INVARIANTS

LITERAL = {"compile_kwargs": {"literal_binds": True}}
# The builders of tests plant rows as they look in the middle of their life, without what came
# before: no history, no version, no release, no scores behind a mean.
OF_A_WHOLE_LIFE = frozenset({
    "status-without-event", "status-without-former", "sent-without-version",
    "place-without-release", "returned-without-correction", "reviews-miscounted",
    "score-unlike-its-reviews",
})  # fmt: skip


@cache
def asking(dialect, *, but=frozenset()):
    """The text that finds the names of all that are broken."""
    asked = (
        select(literal(one.name)).where(one.broken.exists())
        for one in INVARIANTS
        if one.name not in but
    )
    return str(union_all(*asked).compile(dialect=dialect, **LITERAL)).replace("%%", "%")


@cache
def asker(engine):
    """A connection that is never rolled back, for PostgreSQL would forget the plan with that."""
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    event.listen(engine, "engine_disposed", lambda _: close(connection), once=True)
    return connection


def close(connection):
    connection.detach()  # its pool is done for already: nobody would close what goes back there
    connection.close()
    asker.cache_clear()


def broken():
    """The names of the invariants that do not hold now."""
    connection = asker(db.engine)
    cursor = connection.connection.cursor()
    cursor.execute(asking(connection.dialect, but=OF_A_WHOLE_LIFE))
    return [name for (name,) in cursor.fetchall()]
