"""How a database goes about what we ask of it."""

from sqlalchemy import event

from app.extensions import db


def plan_of(work, *, without=("seqscan",)):
    """The plan of the first statement of a piece of work, line by line. An empty table is soonest
    read whole: `without` are the ways that PostgreSQL takes only where none else leads on."""
    connection, sent = db.session.connection(), []
    is_sqlite = connection.dialect.name == "sqlite"
    for way in () if is_sqlite else without:
        connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
    event.listen(connection, "before_cursor_execute", lambda *told: sent.append(told[2:4]))
    work()
    statement, parameters = sent[0]
    explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
    found = connection.exec_driver_sql(f"{explain} {statement}", parameters)
    return [str(row[-1]) for row in found]
