"""Role × route × thing: the server answers as the table says, and the table names every route."""

import os
import random

import pytest

from app import create_app
from config import Testing
from tests.access.doors import DOORS, EVERYBODY, expected
from tests.access.matrix import Cell, read
from tests.access.routes import DOOR_OF

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
SHORT = int(os.environ.get("KENSHU_CELLS", "150"))


CELLS = [
    Cell(who, method, rule, thing)
    for (method, rule), which in DOOR_OF.items()
    for thing in DOORS[which].things
    for who in dict.fromkeys(EVERYBODY.split())
]


def differences(matrix, cells):
    found, sent = [], 0
    for cell in cells:
        answer = matrix.answer(cell)
        sent += answer.status_code == 303 and cell.method != "GET"
        wanted = expected(cell.which, cell.who, cell.thing)
        if read(answer) != wanted and not leads_in(cell, answer):
            found.append((*cell, f"{wanted} expected, {answer.status_code} read"))
    return found, sent


def leads_in(cell, answer):
    """The ways in lead to each other, for everybody."""
    return cell.which == "public" and read(answer) == "door" and answer.status_code == 303


def test_each_route_stands_in_the_table():
    app = create_app(type("S", (Testing,), {"SQLALCHEMY_DATABASE_URI": "sqlite://"}))
    routes = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in rule.methods & {"GET", *UNSAFE}
    }
    assert routes == DOOR_OF.keys()


def test_some_cells_are_as_the_table_says(matrix):
    found, _ = differences(matrix, random.Random(1).sample(CELLS, SHORT))
    assert found == []
    assert matrix.leaks == []


@pytest.mark.long
def test_every_cell_is_as_the_table_says(matrix, capsys):
    found, sent = differences(matrix, CELLS)
    with capsys.disabled():
        name = matrix.cast.engine.dialect.name
        print(
            f"\n{name}: {len(CELLS)} cells, {sent} changes were taken in, {len(found)} differ; "
            f"{len(matrix.finder.known)} canaries, {len(matrix.leaks)} where they must not be"
        )
    assert found == []
    assert matrix.leaks == []
