"""What somebody has typed stays text, wherever and by whomever it is read."""

import csv
import json
import re
import zipfile
from collections import Counter
from io import BytesIO, StringIO

import pytest
from pypdf import PdfReader

from app import clock
from tests.adapters.workbooks import cells_of
from tests.conftest import NOON
from tests.databases import new_database
from tests.hostile.judge import Tally
from tests.hostile.stored import store_everywhere, unclassed
from tests.hostile.strings import ANSWER, MARKER
from tests.hostile.world import World

ESCAPED = ("&lt;zqx7&gt;", "\\u003czqx7\\u003e")
NOT_READY = ("/readyz",)  # the tables of a test come from no migration
SIGNS = tuple("=+-@\t\r\n＝＋－＠")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def stored(request, tmp_path_factory, worker_id):
    """The samples, in which every text that somebody may type is hostile."""
    folder = tmp_path_factory.mktemp("stored")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOON)
        url = new_database(request.param, f"stored_{worker_id}", folder)
        world = World(url, folder, prepare=store_everywhere)
    yield world
    world.close()


# Each of these says what is wrong in a body, and how often it shows what was typed.
def wrong_in_csv(content):
    cells = [cell for row in csv.reader(StringIO(content.decode("utf-8-sig"))) for cell in row]
    formulas = [cell for cell in cells if cell.startswith(SIGNS)]
    return formulas, sum(MARKER in cell for cell in cells)


def wrong_in_xlsx(content):
    cells = cells_of([content])
    formulas = [one.place for one in cells if one.has_formula]
    return formulas, sum(MARKER in str(one.value) for one in cells)


def wrong_in_pdf(content):
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return ["worked out"] * (ANSWER in text), text.count("zqx7")


def wrong_in_calendar(content):
    lines = re.sub(r"\r\n[ \t]", "", content.decode()).split("\r\n")
    return [one for one in lines if one.lower().startswith("x-zqx7")], content.count(b"zqx7")


def wrong_in_json(content):
    json.loads(content)
    return ["worked out"] * (ANSWER.encode() in content), content.count(b"zqx7")


def wrong_in_page(content):
    text = content.decode()
    wrong = ["unescaped"] * (MARKER in text) + ["worked out"] * (ANSWER in text)
    return wrong, sum(text.count(one) for one in ESCAPED)


def wrong_in_zip(content):
    wrong, number = [], 0
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            judge = BY_ENDING[name.rpartition(".")[2]]
            more, found = judge(archive.read(name))
            wrong, number = wrong + more, number + found
    return wrong, number


def wrong_in_text(content):
    return ["worked out"] * (ANSWER.encode() in content), content.count(b"zqx7")


BY_ENDING = {
    "html": wrong_in_page, "json": wrong_in_json, "pdf": wrong_in_pdf, "csv": wrong_in_csv,
    "txt": wrong_in_text,
}  # fmt: skip
JUDGES = {
    "text/html": wrong_in_page, "application/atom+xml": wrong_in_page,
    "text/csv": wrong_in_csv, "application/pdf": wrong_in_pdf, "text/calendar": wrong_in_calendar,
    "application/json": wrong_in_json, "application/zip": wrong_in_zip,
    "text/plain": wrong_in_text,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": wrong_in_xlsx,
}  # fmt: skip


def test_of_each_text_it_is_said_who_fills_it():
    assert unclassed() == []


@pytest.mark.long
def test_what_was_typed_stays_text_wherever_it_is_read(stored, capsys):
    tally, wrong, told = Tally(f"stored, {stored.engine.dialect.name}"), [], Counter()
    for who in stored.browsers:
        for address, answer in stored._answers(who):
            if address in NOT_READY:
                continue
            tally.note((who, address), answer, 0.0)
            if judge := JUDGES.get(answer.mimetype):
                more, number = judge(answer.data)
                wrong += [(who, address, one) for one in more]
                told.update({answer.mimetype: number, who: number})
        stored.forget()
    with capsys.disabled():
        print(f"\n{tally}, shown: {dict(told)}")
    assert tally.found == wrong == []
    unseen = {*JUDGES, *stored.browsers} - {"text/plain"} - {name for name, n in told.items() if n}
    assert unseen == set(), "what was typed was read nowhere"
