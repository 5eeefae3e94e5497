import csv
import os
import tempfile
from datetime import date
from io import StringIO

import pytest

from app.adapters.sheets import PIECE, csv_of, xlsx_of
from tests.adapters.workbooks import cells_of

HEADINGS = ["Reference", "Name", "Rank", "Score", "Sent on"]
ROW = ["ITC-1", "OKELLO Ann, née Bär", 3, 4.25, date(2026, 12, 1)]
SIGNS = "=+-@＝＋－＠"
FORMULAS = [
    *(f"{sign}1+1" for sign in SIGNS), "\t=1", "\r=1", "\n=1", "  =1", "\N{NO-BREAK SPACE}@SUM(1)",
    "=cmd|' /C calc'!A0", '=HYPERLINK("http://example.org")', "﹦1",
]  # fmt: skip


def read(content):
    """The cells of a CSV, as a program finds them that knows its mark."""
    return list(csv.reader(StringIO(b"".join(content).decode("utf-8-sig"), newline="")))


def test_a_csv_holds_what_it_was_given():
    content = list(csv_of(HEADINGS, [ROW]))
    assert content[0].startswith(b"\xef\xbb\xbfReference,Name,Rank,Score,Sent on\r\n")
    assert read(content) == [
        HEADINGS, ["ITC-1", "OKELLO Ann, née Bär", "3", "4.25", "2026-12-01"],
    ]  # fmt: skip


def test_a_workbook_holds_what_it_was_given():
    cells = cells_of(xlsx_of(HEADINGS, [ROW]))
    assert [cell.value for cell in cells[:5]] == HEADINGS
    assert [cell.value for cell in cells[5:]] == ROW


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_csv_begins_as_a_formula(text):
    [_, [cell]] = read(csv_of(["Name"], [[text]]))
    assert cell[0] == "'"
    assert cell.replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("text", [*FORMULAS, "3", "2026-12-01", "https://example.org/", "TRUE"])
def test_each_text_of_a_workbook_is_a_cell_of_text(text):
    [_, cell] = cells_of(xlsx_of(["Name"], [[text]]))
    assert (cell.kind, cell.format, cell.has_formula) == ("inlineStr", "@", False)
    assert cell.value == text


@pytest.mark.parametrize("sign", ";\t\n")
def test_a_program_that_cuts_at_another_sign_finds_no_formula(sign):
    content = b"".join(csv_of(["Name", "Post"], [["Ann", f"Judge{sign} =1+1{sign}@SUM(1)"]]))
    parts = [part for line in content.decode().splitlines() for part in line.split(sign)]
    assert [part for part in parts if part.strip(' "')[:1] in tuple("=@")] == []


@pytest.mark.parametrize(
    "text", ["O'Neill", "Smith-Jones", "Ministry; Prisons", "a=b", "日本 – 法"]
)
def test_what_is_no_formula_stays_as_it_is(text):
    assert read(csv_of(["Name"], [[text]]))[1] == [text]


@pytest.mark.parametrize("sheet", [csv_of, xlsx_of])
def test_no_rows_leave_the_headings(sheet):
    content = list(sheet(HEADINGS, []))
    found = read(content)[0] if sheet is csv_of else [one.value for one in cells_of(content)]
    assert found == HEADINGS


def test_nothing_is_there_and_not_said():
    assert read(csv_of(["Name", "Rank"], [["", None]]))[1] == ["", ""]
    assert [one.value for one in cells_of(xlsx_of(["Name", "Rank"], [["", None]]))][2:] == []


def test_a_csv_is_written_while_its_rows_come():
    taken = []
    rows = (taken.append(number) or [number] for number in range(3 * PIECE))
    content = csv_of(["Number"], rows)
    next(content)
    assert len(taken) < PIECE
    assert len(read([b"\xef\xbb\xbf", *content])) == 2 * PIECE + 1


def test_a_workbook_leaves_nothing_on_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows():
        yield ["Ann"]
        raise ConnectionError

    list(xlsx_of(["Name"], [["Ann"]]))
    with pytest.raises(ConnectionError):
        list(xlsx_of(["Name"], rows()))
    assert os.listdir(tmp_path) == []
