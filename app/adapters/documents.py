"""Documents are proven by reading them, whatever their name and their header say."""

import logging
import time
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from app.adapters.photos import MOST_PIXELS, prove_photo
from app.domain.documents import (
    MOST_PAGES,
    FileActive,
    FileCutOff,
    FileEmpty,
    FileUnreadable,
    Format,
    KindNotTaken,
    PictureTooLarge,
    Proven,
    TooManyPages,
    require_size,
)
from app.domain.errors import N_, RuleBroken

if TYPE_CHECKING:
    from pypdf import PdfReader
    from pypdf.generic import DictionaryObject, PdfObject

MOST_VALUES = 1_000_000
MOST_SECONDS = 2.0
UNPACKED = 20_000_000

# Kinds of action that reach out of the page; going to another page or to the web is harmless.
ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition",
    "/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView",
}  # fmt: skip
# Entries that carry programs or files.
ENTRIES = {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"}
# Links to the web are harmless; these are not links to the web.
SCHEMES = ("javascript:", "vbscript:", "data:", "file:")
# The same in the bytes, should they stand where our reader does not look but another may.
MARKS = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"<script")

HEIC = N_(
    "This is an iPhone photo (HEIC). Send it as JPG. "
    "On the iPhone, open Settings, Camera, Formats, and choose Most Compatible."
)
OFFICE = N_(
    "This is an office document or an archive. Save it as PDF and send that. "
    "A photo of each page is fine."
)


def prove(content: bytes) -> Proven:
    """The document, safe to keep and to show; a refusal that says what to send instead."""
    if not content:
        raise FileEmpty
    require_size(len(content))
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return prove_photo(content)
    if content.startswith(b"%PDF-"):
        return _prove_pdf(content)
    raise _other_kind(content)


def _other_kind(content: bytes) -> RuleBroken:
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        return KindNotTaken(HEIC)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc")):
        return KindNotTaken(OFFICE)
    return KindNotTaken()


def _prove_pdf(content: bytes) -> Proven:
    _require_one_kind(content)
    from pypdf import apply_configuration  # noqa: PLC0415  # heavy, needed rarely

    try:
        with apply_configuration(
            zlib_maximum_output_length=UNPACKED,
            lzw_maximum_output_length=UNPACKED,
            run_length_maximum_output_length=UNPACKED,
            page_tree_maximum_entries=10_000,
        ):
            reader = _opened(content)
            pages = reader.get_num_pages()
            _require_pages(pages)
            _require_passive(reader)
    except (RuleBroken, MemoryError):
        raise
    except Exception as error:  # a damaged file makes the reader stumble in many ways
        raise FileUnreadable from error
    return Proven(content, Format.PDF, pages)


def _require_one_kind(content: bytes) -> None:
    """Refuse what ends early, and what is something else to another program."""
    tail = content[-1024:]
    if b"%%EOF" not in tail:
        raise FileCutOff
    after = tail.rpartition(b"%%EOF")[2]
    if after.strip(b"\0\r\n\t \x1a") or zipfile.is_zipfile(BytesIO(content)):
        raise FileActive
    if any(mark in content for mark in MARKS):
        raise FileActive


def _opened(content: bytes) -> "PdfReader":
    from pypdf import PdfReader  # noqa: PLC0415  # heavy, needed rarely

    # A hostile file could make the reader fill our log with its complaints.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(BytesIO(content), root_object_recovery_limit=1000)
    if reader.is_encrypted:
        raise FileUnreadable
    return reader


def _require_pages(pages: int) -> None:
    if pages < 1:
        raise FileCutOff
    if pages > MOST_PAGES:
        raise TooManyPages(pages)


def _require_passive(reader: "PdfReader") -> None:
    """No object of the file, whether a page uses it or not, may act or hold another file."""
    from pypdf.generic import DictionaryObject  # noqa: PLC0415  # heavy, needed rarely

    for value in _values(reader):
        if isinstance(value, DictionaryObject):
            if ENTRIES & value.keys() or _acts(value):
                raise FileActive
            if value.get("/Subtype") == "/Image":
                _require_size(value)


def _acts(value: "DictionaryObject") -> bool:
    link = str(value.get("/URI", "")).strip().lower()
    return str(value.get("/S")) in ACTIONS or link.startswith(SCHEMES)


def _require_size(image: "DictionaryObject") -> None:
    """A picture within a page may not be a flood either."""
    width, height = (int(image.get(side, 0)) for side in ("/Width", "/Height"))
    if width * height > 4 * MOST_PIXELS:
        raise PictureTooLarge


def _values(reader: "PdfReader") -> Iterator["PdfObject"]:
    """Every value written in the file, those within others too."""
    from pypdf.generic import ArrayObject, DictionaryObject  # noqa: PLC0415  # heavy, needed rarely

    seen = 0
    for whole in _objects(reader):
        waiting = [whole]
        while waiting:
            value = waiting.pop()
            yield value
            if (seen := seen + 1) > MOST_VALUES:
                raise FileUnreadable
            # What these point to is an object of its own, and comes in its turn.
            if isinstance(value, DictionaryObject):
                waiting += value.values()
            elif isinstance(value, ArrayObject):
                waiting += value


def _objects(reader: "PdfReader") -> Iterator["PdfObject"]:
    """The numbered objects, as long as reading them takes no unfair share of the processor."""
    from pypdf.generic import IndirectObject  # noqa: PLC0415  # heavy, needed rarely

    places = {(number, age) for age, table in reader.xref.items() for number in table}
    places |= {(number, 0) for number in reader.xref_objStm}
    enough = time.thread_time() + MOST_SECONDS
    yield reader.trailer
    for number, age in sorted(places):
        found = reader.get_object(IndirectObject(number, age, reader))
        if found is not None:
            yield found
        if time.thread_time() > enough:
            raise FileUnreadable
