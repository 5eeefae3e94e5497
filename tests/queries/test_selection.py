from app.queries.selection import board_of
from tests.queries.plans import plan_of


def test_a_board_without_a_slate_does_not_read_the_lines_of_others(make):
    course, coordinator = make.course(), make.coordinator()
    plan = plan_of(lambda: board_of(course.id, slate_id=None, seen_by=coordinator))
    assert any("application" in line for line in plan)
    assert [
        line for line in plan if "SCAN slate_line" in line or "Scan on slate_line" in line
    ] == []
