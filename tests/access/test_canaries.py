"""Each sensitive field has a canary; no list, sheet or failure shows it to whom it is not for."""

import random

import pytest

from app.domain.holdings import ROWS
from app.domain.next_steps import MinistrySays, NextStep
from app.domain.questions import QUESTIONS, DocumentKind, Kept
from app.queries.desk import Notice
from tests.access.canaries import sensitive
from tests.access.doors import EVERYBODY
from tests.access.matrix import Cell
from tests.access.seen import TABLES

# What is sealed there, and the canary in it.
OPENED = {
    "answer.value": "answer problem", "sealed_value.cipher": "answer passport_number",
    "application_version.content_sealed": "former version", "event_fact.sealed": "event_fact.note",
}  # fmt: skip
# Bytes of keys: no words are in them.
KEYS = {"person.data_key_wrapped", "passkey.credential_id", "passkey.public_key"}
# Answers out of a list.
CHOSEN = {"has_passport", "nominated_by", "has_whatsapp", "residence", "sex", "nationality",
          "work", "was_here_before"}  # fmt: skip
QUERIES = (
    *(f"step={one}" for one in NextStep), *(f"ministry={one}" for one in MinistrySays),
    *(f"notice={one}" for one in Notice), "country=KE", "country=FJ", "q=zq", "q=ZQ&country=KE", "",
)  # fmt: skip
PAGES = ("applications", "applications/sheet/csv", "applications/sheet/xlsx")
NOWHERE = ("/none", "/staff/none", "/my/none/name", "/n/none", "/static/none", "/demo/mail?page=2")
SHORT = 60


def test_each_sensitive_column_has_a_canary(matrix):
    fields = {one.field for one in matrix.finder.known.values()}
    assert {name for name, _ in sensitive() if OPENED.get(name, name) not in fields} == KEYS
    assert {one.field for one in matrix.finder.bytes.values()} >= KEYS


def test_each_answer_and_each_kind_of_file_has_a_canary(matrix):
    fields = {one.field for one in matrix.finder.known.values()}
    for one in QUESTIONS:
        name = f"application.{one.key}" if one.kept == Kept.COLUMN else f"answer {one.key}"
        assert (name in fields) != (one.key in CHOSEN), one.key
    there = {DocumentKind.PASSPORT, DocumentKind.DEGREE, DocumentKind.LETTER}  # one of each class
    assert {f"file {one}" for one in there} <= fields
    assert {"answer", "document", "sealed_value"} <= ROWS.keys()


def test_the_table_speaks_of_canaries_only(matrix):
    fields = {one.field for one in matrix.finder.known.values()}
    assert {field for table in TABLES.values() for field in table} <= fields


def addresses():
    """Who asks for what, beside the cells: each view of each list, each sheet, and failures."""
    whom = dict.fromkeys(EVERYBODY.split())
    for who in whom:
        for page in PAGES:
            for course in ("here", "there", "abroad"):
                yield from ((who, course, page, query) for query in QUERIES)
        yield from ((who, "", address, "") for address in NOWHERE)


def read(matrix, asked):
    matrix.leaks, matrix.read = [], 0
    for who, course, page, query in asked:
        code = course and matrix.cast.courses[course].code
        address = f"/staff/{code}/{page}?{query}" if course else page
        answer = matrix.cast.browsers[who].get(address, buffered=True)
        rule = "/staff/<code>/applications"
        if "sheet" in page:
            rule += "/sheet/<any(csv, xlsx):file_kind>"
        matrix.look(Cell(who, "GET", rule, address), answer)
        matrix.cast.forget()
    return matrix.leaks


def test_some_views_show_nobody_more_than_the_table_says(matrix):
    assert read(matrix, random.Random(1).sample([*addresses()], SHORT)) == []


@pytest.mark.long
def test_no_view_shows_anybody_more_than_the_table_says(matrix, capsys):
    leaks = read(matrix, addresses())
    with capsys.disabled():
        name = matrix.cast.engine.dialect.name
        print(f"\n{name}: {matrix.read} lists, sheets and failures read, {len(leaks)} leaks")
    assert leaks == []
