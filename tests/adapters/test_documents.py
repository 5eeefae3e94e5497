import time
from io import BytesIO

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from app.adapters import documents
from app.adapters.documents import prove
from app.adapters.photos import MOST_PIXELS
from app.domain.documents import (
    MB,
    FileActive,
    FileCutOff,
    FileEmpty,
    FileTooBig,
    FileUnreadable,
    Format,
    KindNotTaken,
    PhotoTooSmall,
    PictureTooLarge,
    TooManyPages,
    file_name,
)
from app.domain.errors import RuleBroken
from tests.adapters import files
from tests.adapters.files import action, aside, on_the_page, opening, pdf, photo, script

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 500
PDF, JPEG, PNG = pdf(), photo(), photo(kind="PNG")

HOSTILE = {
    "nothing": (b"", FileEmpty),
    "eleven megabytes": (JPEG + b"\0" * 11 * MB, FileTooBig),
    "eleven megabytes of PDF": (b"%PDF-" + b"\0" * 11 * MB, FileTooBig),
    "text": (b"I am a judge.", KindNotTaken),
    "spaces": (b" " * 5000, KindNotTaken),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", KindNotTaken),
    "html": (b"<!doctype html><script>alert(1)</script>", KindNotTaken),
    "xml with an entity": (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]>", KindNotTaken),
    "gif": (photo(160, 120, kind="GIF"), KindNotTaken),
    "tiff": (photo(160, 120, kind="TIFF"), KindNotTaken),
    "webp": (photo(160, 120, kind="WEBP"), KindNotTaken),
    "postscript": (b"%!PS-Adobe-3.0\n(/etc/passwd) (r) file", KindNotTaken),
    "program": (b"MZ\x90\0" + b"\0" * 500, KindNotTaken),
    "iphone photo": (HEIC, KindNotTaken),
    "zip or docx": (files.archive(), KindNotTaken),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, KindNotTaken),
    "pdf after a page of html": (b"<html>" + PDF, KindNotTaken),
    "header of a jpeg only": (b"\xff\xd8\xff\xe0", FileCutOff),
    "header of a png only": (b"\x89PNG\r\n\x1a\n", FileCutOff),
    "jpeg that stops": (JPEG[: len(JPEG) // 2], FileCutOff),
    "png that stops": (PNG[: len(PNG) // 2], FileCutOff),
    "png with a wrong sum": (PNG[:40] + b"\0\0\0\0" + PNG[44:], FileCutOff),
    "html in a jpeg's coat": (b"\xff\xd8\xff<script>alert(1)</script>", FileCutOff),
    "gif in a png's coat": (b"\x89PNG\r\n\x1a\n" + photo(160, 120, kind="GIF"), FileCutOff),
    "png of a million pixels square": (files.png_header(1_000_000, 1_000_000), PictureTooLarge),
    "png of 8,000 pixels square": (files.png_header(8000, 8000), PictureTooLarge),
    "png of 4,500 pixels square": (files.png_header(4500, 4500), PictureTooLarge),
    "progressive jpeg of 20 million pixels": (
        files.jpeg_header(5000, 4000, kind=0xC2),
        PictureTooLarge,
    ),
    "jpeg of 20 million pixels in three scans": (
        files.jpeg_header(5000, 4000, in_first_scan=1),
        PictureTooLarge,
    ),
    "jpeg that hides its scans": (
        files.jpeg_header(5000, 4000, in_first_scan=1).replace(b"\xff\xc0", b"\xff\xff\xc0"),
        PictureTooLarge,
    ),
    "png of a million rows": (files.png_header(1, 1_000_000), PictureTooLarge),
    "pdf in name only": (b"%PDF-1.7\nnothing\n%%EOF", FileUnreadable),
    "pdf that stops": (PDF[: len(PDF) // 2], FileCutOff),
    "pdf without pages": (pdf(pages=0), FileCutOff),
    "pdf with 51 pages": (pdf(pages=51), TooManyPages),
    "locked pdf": (pdf(user_password="secret", algorithm="AES-256"), FileUnreadable),
    "pdf locked in the old way": (pdf(user_password="secret", algorithm="RC4-128"), FileUnreadable),
    "pdf with an owner": (
        pdf(user_password="", owner_password="secret", algorithm="AES-256"),
        FileUnreadable,
    ),
    "pdf that runs a script": (pdf(change=opening(action("JavaScript", JS=script()))), FileActive),
    "pdf that starts a program": (
        pdf(change=opening(action("Launch", F=script("calc.exe")))),
        FileActive,
    ),
    "button with a script": (pdf(change=on_the_page("JavaScript", JS=script())), FileActive),
    "button that sends a form": (pdf(change=on_the_page("SubmitForm", F=script())), FileActive),
    "button into another file": (pdf(change=on_the_page("GoToR", F=script("//x/y"))), FileActive),
    "link that is a script": (
        pdf(change=on_the_page("URI", URI=script("JavaScript:1"))),
        FileActive,
    ),
    "link to this computer": (
        pdf(change=on_the_page("URI", URI=script("file:///etc"))),
        FileActive,
    ),
    "script that no page uses": (pdf(change=aside(JS=script())), FileActive),
    "script in a packed stream": (files.packed_script(), FileActive),
    "pdf with another file": (pdf(change=files.attachment), FileActive),
    "form that is a program": (pdf(change=files.xfa), FileActive),
    "pdf with a flood of pixels": (pdf(change=files.picture_of(90_000, 90_000)), PictureTooLarge),
    "pdf and zip in one": (PDF + files.archive(), FileActive),
    "pdf with a page of html behind": (PDF + b"<html><body onload=x()>", FileActive),
    "pdf with html in a remark": (PDF[:9] + b"%<script>x()</script>\n" + PDF[9:], FileActive),
    "pdf of zeros": (b"%PDF-1.7" + b"\0" * 100_000 + b"%%EOF", FileUnreadable),
    "pdf nested a hundred thousand deep": (
        b"%PDF-1.7\n1 0 obj\n" + b"[" * 100_000 + b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        FileUnreadable,
    ),
    "pdf whose pages hold themselves": (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        FileUnreadable,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("content", "refusal"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_not_a_plain_document_is_refused(content, refusal):
    with pytest.raises(refusal) as refused:
        prove(content)
    assert type(refused.value) is refusal
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "build",
    [files.bomb, lambda: files.packed(*[b"<</A 1>>"] * 60_000)],
    ids=["a gigabyte unpacked", "sixty thousand objects"],
)
def test_a_bomb_takes_no_more_than_its_share_of_the_processor(build, monkeypatch):
    content = build()
    monkeypatch.setattr(documents, "MOST_SECONDS", 0.1)
    began = time.thread_time()
    with pytest.raises(FileUnreadable):
        prove(content)
    assert time.thread_time() - began < 2


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "eleven megabytes",
            "This file is 12 MB. The most we can take is 10 MB. A photo of each page is fine.",
        ),
        ("locked pdf", "We could not read this file. It may be locked with a password."),
        (
            "iphone photo",
            "This is an iPhone photo (HEIC). Send it as JPG. On the iPhone, open "
            "Settings, Camera, Formats, and choose Most Compatible.",
        ),
    ],
)
def test_a_refusal_says_what_to_do(name, sentence):
    with pytest.raises(RuleBroken) as refused:
        prove(HOSTILE[name][0])
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    "change",
    [None, files.at_the_page, on_the_page("URI", URI=script("https://unafei.or.jp/")),
     files.picture_of(5000, 7000)],
    ids=["plain", "shows the first page", "link to the web", "a scan in 600 dots"],
)  # fmt: skip
def test_a_plain_pdf_is_kept_as_it_is(change):
    sent = pdf(pages=3, change=change)
    proven = prove(sent)
    assert (proven.content, proven.kind, proven.extent) == (sent, Format.PDF, 3)
    assert (proven.extension, proven.kind.mime_type) == ("pdf", "application/pdf")


def test_fifty_pages_are_taken():
    assert prove(pdf(pages=50)).extent == 50


def test_a_photo_is_turned_upright_and_forgets_camera_and_place():
    sent = files.photo_of_a_phone()
    assert sent.count(b"CANARY") == 3
    proven = prove(sent)
    assert (proven.kind, proven.extension, proven.warnings) == (Format.JPEG, "jpg", ())
    assert b"CANARY" not in proven.content
    with Image.open(BytesIO(proven.content)) as kept:
        assert (kept.size, dict(kept.getexif())) == ((1200, 1600), {})
        assert "icc_profile" not in kept.info
        red, green, _ = kept.getpixel((1100, 100))
        assert red > 200 and green < 50


def test_what_hangs_on_a_photo_is_left_behind():
    for sent in (JPEG + files.archive() + PDF, PNG + b"<script>alert(1)</script>"):
        kept = prove(sent).content
        assert not any(mark in kept for mark in (b"PK\x03\x04", b"%PDF-", b"<script"))


@pytest.mark.parametrize(
    ("size", "options", "kind", "extent"),
    [
        ((6000, 4000), {}, Format.JPEG, 3000),
        ((3200, 4800), {"kind": "PNG"}, Format.PNG, 3000),
        ((1000, 700), {}, Format.JPEG, 1000),
        ((2400, 1600), {"kind": "MPO"}, Format.JPEG, 2400),
        ((1200, 1200), {"mode": "CMYK"}, Format.JPEG, 1200),
        ((1200, 1200), {"mode": "L"}, Format.JPEG, 1200),
        ((1200, 1200), {"kind": "PNG", "mode": "RGBA"}, Format.PNG, 1200),
        ((1200, 1200), {"kind": "PNG", "mode": "P"}, Format.PNG, 1200),
        ((1200, 1200), {"progressive": True}, Format.JPEG, 1200),
    ],
    ids=["large", "large png", "just readable", "two pictures in one", "of a printer", "grey",
         "transparent", "few colours", "progressive"],
)  # fmt: skip
def test_a_photo_is_kept_at_a_size_that_reads(size, options, kind, extent):
    proven = prove(photo(*size, **options))
    assert (proven.kind, proven.extent, proven.warnings) == (kind, extent, ())
    with Image.open(BytesIO(proven.content)) as kept:
        assert max(kept.size) == extent
        kept.load()


def test_grey_of_sixteen_bits_keeps_its_shades():
    image = Image.new("I;16", (1200, 1200), 32768)
    paper = BytesIO()
    image.save(paper, "PNG")
    with Image.open(BytesIO(prove(paper.getvalue()).content)) as kept:
        assert (kept.mode, kept.getpixel((600, 600))) == ("L", 127)


def test_what_was_transparent_becomes_white():
    image = Image.new("RGBA", (1200, 1200), (0, 0, 0, 0))
    paper = BytesIO()
    image.save(paper, "PNG")
    with Image.open(BytesIO(prove(paper.getvalue()).content)) as kept:
        assert kept.getpixel((600, 600)) == (255, 255, 255)


def test_a_picture_is_made_smaller_without_seams():
    large = Image.effect_noise((3400, 1000), 90)
    paper = BytesIO()
    large.save(paper, "PNG", compress_level=1)
    whole = large.resize((3000, 882), Image.Resampling.BICUBIC)
    with Image.open(BytesIO(prove(paper.getvalue()).content)) as kept:
        (_, most) = ImageChops.difference(kept, whole).getextrema()
    assert most <= 1


def test_a_transparent_picture_that_lies_on_its_side_is_set_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    content = photo(1600, 1200, kind="PNG", mode="RGBA", exif=exif)
    with Image.open(BytesIO(prove(content).content)) as kept:
        assert (kept.size, kept.mode) == ((1200, 1600), "RGB")
        assert kept.getpixel((1100, 100)) == (255, 0, 0)


def test_a_small_photo_is_taken_with_a_warning():
    proven = prove(photo(640, 480))
    (warning,) = proven.warnings
    assert isinstance(warning, PhotoTooSmall)
    assert str(warning).startswith("The photo is 640 pixels long. That is too small to read.")


def test_the_proof_does_not_depend_on_its_own_work():
    """Proving what was kept keeps it: a document may be read back in and proven again."""
    once = prove(photo(2000, 1000, kind="PNG"))
    assert prove(once.content) == once
    assert PdfReader(BytesIO(prove(PDF).content)).get_num_pages() == 1
    assert MOST_PIXELS == Image.MAX_IMAGE_PIXELS


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Passport of Grace Odhiambo.PDF", "Passport-of-Grace-Odhiambo.jpg"),
        ("../../etc/passwd", "etc-passwd.jpg"),
        ('a"b\r\nSet-Cookie: x=1;.html', "a-b-Set-Cookie-x-1-html.jpg"),
        ("\u202egpj.exe", "gpj-exe.jpg"),
        ("CON", "document-CON.jpg"),
        ("", "document.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("ลิขิต", "document-ลิขิต.jpg"),
        ("Nguyễn Thị Hồng", "Nguyễn-Thị-Hồng.jpg"),
        ("x" * 300, "x" * 80 + ".jpg"),
    ],
)
def test_a_file_is_saved_under_a_safe_name(typed, expected):
    assert file_name(typed, "jpg") == expected
