"""Sheets for spreadsheet programs: CSV and XLSX. What people typed never runs there."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from io import BytesIO, StringIO
from itertools import chain, islice
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter import Workbook

Cell = str | int | float | date | None
Row = Sequence[Cell]


class SheetKind(StrEnum):
    """As the names of files end."""

    CSV = "csv"
    XLSX = "xlsx"


MEDIA_TYPES = {
    SheetKind.CSV: "text/csv; charset=utf-8",
    SheetKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_ROWS = {SheetKind.XLSX: 20_000}  # it takes the processor a second for each 6,000
MARK = "\ufeff"  # by it spreadsheet programs know UTF-8
PIECE = 500  # rows
WIDTH = 18  # of a column, in signs

# A cell that begins with one of these is reckoned; those of full width count in Japanese.
_SIGNS = "=+@＝＋－＠﹦﹢﹣﹫"
_begins_ill = re.compile(rf"\s*[{_SIGNS}\t\r\n-]").match
# A program that cuts a line at other signs than we do begins a cell after them.
_ILL_PLACES = re.compile(rf"(^|[;\t\r\n])(?=[\t\r\n]|\s*[{_SIGNS}-])")


def csv_of(headings: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """The file piece by piece: no more of it is in memory than one, and the first brings rows.

    Days are written as ISO has them. Before what would be a formula stands an apostrophe.
    """
    text = StringIO(MARK, newline="")
    text.seek(0, 2)
    write, left = csv.writer(text).writerows, chain([headings], rows)
    while piece := list(islice(left, PIECE)):
        write([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in piece)
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()


def harmless(text: str) -> str:
    """The text, changed only where a spreadsheet program would take it for a formula."""
    if not _begins_ill(text) and ";" not in text and text.isprintable():
        return text
    return _ILL_PLACES.sub(r"\1'", text)


def xlsx_of(headings: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """The same as a workbook, in one piece. Texts stay texts even where somebody edits them."""
    # Few ask for it, and nobody else carries the library.
    from xlsxwriter import Workbook  # noqa: PLC0415

    content = BytesIO()
    # Rows wait on the disk until all are there, where nobody else may read.
    with (
        TemporaryDirectory(prefix="kenshu-sheet-") as folder,
        Workbook(content, {"constant_memory": True, "tmpdir": folder}) as book,
    ):
        _fill(book, headings, rows)
    yield content.getvalue()


def _fill(book: "Workbook", headings: Sequence[str], rows: Iterable[Row]) -> None:
    sheet, last = book.add_worksheet(), 0
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headings) - 1, WIDTH)
    for place, words in enumerate(headings):
        sheet.write_string(0, place, words, bold)
    for last, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):
                # `write` would look whether it is a formula or an address.
                sheet.write_string(last, place, cell, text)
            elif isinstance(cell, date):
                sheet.write_datetime(last, place, cell, day)
            else:
                sheet.write_number(last, place, cell)
    sheet.autofilter(0, 0, last, len(headings) - 1)
