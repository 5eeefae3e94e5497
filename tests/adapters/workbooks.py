"""Reads an XLSX back, as far as our sheets go: the cells of its one sheet, row by row."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from io import BytesIO
from typing import NamedTuple
from xml.etree import ElementTree
from zipfile import ZipFile

EPOCH = date(1899, 12, 30)
ESCAPED = re.compile("_x([0-9A-F]{4})_")  # a sign that XML does not hold
BUILT_IN = {"49": "@", "0": ""}


class Read(NamedTuple):
    place: str  # such as B2
    value: str | float | date
    kind: str  # as XLSX calls it
    format: str
    has_formula: bool


def cells_of(content: Iterable[bytes]) -> list[Read]:
    with ZipFile(BytesIO(b"".join(content))) as book:
        sheet = _plain(book.read("xl/worksheets/sheet1.xml"))
        styles = _plain(book.read("xl/styles.xml"))
    named = {one.get("numFmtId"): one.get("formatCode") for one in styles.iter("numFmt")}
    formats = [(BUILT_IN | named)[one.get("numFmtId")] for one in styles.find("cellXfs").iter("xf")]
    return [_read(one, formats) for one in sheet.iter("c")]


def _plain(text: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(re.sub(rb' xmlns="[^"]+"', b"", text))


def _read(cell: ElementTree.Element, formats: list[str]) -> Read:
    kind, shown = cell.get("t", "n"), formats[int(cell.get("s", 0))]
    text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(cell.itertext()))
    value: str | float | date = text
    if kind == "n" and text:
        value = EPOCH + timedelta(int(text)) if "yy" in shown else float(text)
    return Read(cell.get("r", ""), value, kind, shown, cell.find("f") is not None)
