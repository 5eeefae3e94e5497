"""What may be handed in as a document, and in which words the rest is refused."""

import math
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import N_, RuleBroken

MB = 1024 * 1024
MOST_BYTES = 10 * MB
MOST_PAGES = 50
LONG_SIDE_KEPT = 3000
LONG_SIDE_READABLE = 1000


class Format(StrEnum):
    """How a kept document is written; the value is its extension as well."""

    PDF = "pdf"
    JPEG = "jpg"
    PNG = "png"

    @property
    def mime_type(self) -> str:
        return {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}[self]


@dataclass(frozen=True)
class Proven:
    """A document that was read to its end; `content` is what is kept, not what was sent."""

    content: bytes
    kind: Format
    extent: int
    """Pages of a PDF, pixels on the long side of a photo."""
    warnings: tuple[RuleBroken, ...] = ()
    """Told to the person, though the document is taken."""

    @property
    def extension(self) -> str:
        return self.kind.value


class FileTooBig(RuleBroken):
    status_code = 413

    def __init__(self, size: int) -> None:
        sentence = N_(
            "This file is {size} MB. The most we can take is {most} MB. "
            "A photo of each page is fine."
        )
        super().__init__(sentence, size=math.ceil(size / MB), most=MOST_BYTES // MB)


def require_size(size: int) -> None:
    """Nothing for a file of a size that we take; FileTooBig otherwise."""
    if size > MOST_BYTES:
        raise FileTooBig(size)


class FileEmpty(RuleBroken):
    def __init__(self) -> None:
        super().__init__(N_("This file is empty. Choose it again, or take a new photo."))


class KindNotTaken(RuleBroken):
    def __init__(
        self, message: str = N_("We take PDF, JPG and PNG files. A photo of each page is fine.")
    ) -> None:
        super().__init__(message)


class FileUnreadable(RuleBroken):
    def __init__(
        self, message: str = N_("We could not read this file. It may be locked with a password.")
    ) -> None:
        super().__init__(message)


class FileCutOff(FileUnreadable):
    def __init__(self) -> None:
        super().__init__(
            N_("We could not read this file. It may not have arrived whole. Send it again.")
        )


class FileActive(RuleBroken):
    """A document that does things when it is opened."""

    def __init__(self) -> None:
        sentence = N_(
            "This PDF holds a program or another file. "
            "Print it to a new PDF, or take a photo of each page, and send that."
        )
        super().__init__(sentence)


class TooManyPages(RuleBroken):
    def __init__(self, pages: int) -> None:
        sentence = N_("This PDF has {pages} pages. The most we can take is {most}.")
        super().__init__(sentence, pages=pages, most=MOST_PAGES)


class PictureTooLarge(RuleBroken):
    def __init__(self) -> None:
        sentence = N_("This picture is too large for us to open. Take a photo with a phone.")
        super().__init__(sentence)


class PhotoTooSmall(RuleBroken):
    """A warning: the photo is kept."""

    def __init__(self, pixels: int) -> None:
        sentence = N_(
            "The photo is {pixels} pixels long. That is too small to read. "
            "Take it again from nearer, if you can."
        )
        super().__init__(sentence, pixels=pixels)


def file_name(typed: str, extension: str) -> str:
    """A name that is safe to save under on any computer, with an extension that is true."""
    stem = re.sub(r"\.(pdf|jpe?g|png)$", "", unicodedata.normalize("NFC", typed), flags=re.I)
    # Letters of any script stay; what steers a terminal, a path or the reading order does not.
    plain = "".join(one if unicodedata.category(one)[0] in "LMN" else " " for one in stem)
    words = "-".join(plain.split())[:80].strip("-")
    if not re.search(r"[A-Za-z]{5}|[A-Za-z].*-", words):
        # Keeps a part in Latin letters for old browsers, and Windows from its CON and LPT1.
        words = f"document-{words}".strip("-")
    return f"{words}.{extension}"
