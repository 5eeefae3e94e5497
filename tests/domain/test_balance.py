from typing import NamedTuple

from app.domain.balance import balance, full_countries, passed_over
from app.domain.quotas import Seats
from app.domain.selection import Choice
from app.domain.world import Work


class Row(NamedTuple):
    country: str
    choice: Choice
    work: Work | None = Work.JUDGE
    sex: str | None = "F"
    was_here_before: bool | None = False


SELECT, RESERVE, NO = Choice.SELECT, Choice.RESERVE, Choice.NO
SEATS = Seats(3, {"KE": 1, "FJ": 2}, {})


def test_the_groups_of_the_selected_stand_beside_those_of_all():
    rows = [Row("KE", SELECT), Row("FJ", SELECT, sex="M"), Row("FJ", RESERVE), Row("KE", NO)]
    found = balance(rows)
    assert (found.selected, found.reserve) == (2, 1)
    women, new = found.people
    assert (women.selected, women.applied) == (1, 3)
    assert (new.selected, new.applied) == (2, 4)
    assert {(one.words, one.selected, one.applied) for one in found.works} == {("Judge", 2, 4)}


def test_a_country_is_full_when_its_seats_are_used():
    assert full_countries([Row("KE", SELECT), Row("FJ", SELECT)], SEATS) == {"KE": 1}


def test_who_stands_above_the_last_selected_is_named_with_the_reason():
    rows = [Row("KE", SELECT), Row("KE", RESERVE), Row("FJ", NO), Row("FJ", SELECT), Row("FJ", NO)]
    found = [(row.country, why) for row, why in passed_over(rows, SEATS)]
    assert found == [
        ("KE", "The seats of this country are taken"), ("FJ", "The coordinator’s choice"),
    ]  # fmt: skip
