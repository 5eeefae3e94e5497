import pytest
from sqlalchemy import event

from app.extensions import db
from app.queries.selection import board_of


@pytest.fixture
def plan_of():
    """How the database goes about the first statement of a piece of work, line by line."""

    def of(work):
        connection, sent = db.session.connection(), []
        is_sqlite = connection.dialect.name == "sqlite"
        if not is_sqlite:  # an empty table is soonest read whole
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        event.listen(connection, "before_cursor_execute", lambda *told: sent.append(told[2:4]))
        work()
        statement, parameters = sent[0]
        explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
        found = connection.exec_driver_sql(f"{explain} {statement}", parameters)
        return [str(row[-1]) for row in found]

    return of


def test_a_board_without_a_slate_does_not_read_the_lines_of_others(make, plan_of):
    course, coordinator = make.course(), make.coordinator()
    plan = plan_of(lambda: board_of(course.id, slate_id=None, seen_by=coordinator))
    assert any("application" in line for line in plan)
    assert [line for line in plan if "SCAN slate_line" in line.replace("Seq Scan on", "SCAN")] == []
