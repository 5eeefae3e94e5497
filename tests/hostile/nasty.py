"""Files that have broken other services, made here. None of them harms: each only looks like it."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib

from PIL import Image, PngImagePlugin

from app.domain.documents import MB, MOST_BYTES
from tests.adapters import files
from tests.adapters.files import action, aside, on_the_page, opening, pdf, photo, script

# In two parts, so that no scanner takes this file for what it is about.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
RUNS = b"<script>alert('zqx7')</script>"
PNG = b"\x89PNG\r\n\x1a\n"


def packed(**files_in_it):
    """A ZIP of these: names with dots as `__`."""
    return zipped({name.replace("__", "."): content for name, content in files_in_it.items()})


def zipped(contents):
    paper = io.BytesIO()
    with zipfile.ZipFile(paper, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return paper.getvalue()


def nested(depth):
    content = b"0" * MB
    for number in range(depth):
        content = zipped({f"{number}.zip": content, f"{number}b.zip": content})
    return content


def tape():
    """A TAR with a link that leads out of it."""
    paper = io.BytesIO()
    with tarfile.open(fileobj=paper, mode="w") as tar:
        link = tarfile.TarInfo("passport.pdf")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    return paper.getvalue()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*chunks, header=(64, 64, 8, 2, 0, 0, 0), rows=None):
    """A PNG with these chunks before its picture."""
    rows = zlib.compress(b"\0" * (64 * 3 + 1) * 64) if rows is None else rows
    body = chunk(b"IHDR", struct.pack(">IIBBBBB", *header)) + b"".join(chunks)
    return PNG + body + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def zeros(size):
    return zlib.compress(bytes(size), 9)


def moving(frames):
    """An APNG that says it has so many frames."""
    paper = io.BytesIO()
    pictures = [Image.new("RGB", (200, 200), (number, 0, 0)) for number in range(frames)]
    pictures[0].save(paper, "PNG", save_all=True, append_images=pictures[1:])
    return paper.getvalue()


def with_text():
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", RUNS.decode())
    words.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>" + RUNS.decode() + "</x:xmpmeta>")
    return photo(1200, 1200, kind="PNG", pnginfo=words)


def jpeg_of(width, height, kind=0xC0):
    """A JPEG that only says how large it is."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"
    head = b"\xff\xd8\xff" + bytes([kind]) + struct.pack(">H", len(frame) + 2) + frame
    scan = b"\xff\xda\0\x08\1\1\0\0\x3f\0" + b"\0" * 100
    return head + scan + b"\xff\xd9"


def many_scans(scans):
    """A progressive JPEG that is drawn again and again."""
    whole = photo(3000, 3000, mode="L", progressive=True)
    place = whole.rindex(b"\xff\xda")
    return whole[:place] + whole[place:-2] * scans + b"\xff\xd9"


def jpeg_with(marker, data, times=1):
    part = b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data
    whole = photo(1200, 1200)
    return whole[:2] + part * times + whole[2:]


def bare_pdf(*objects, trailer=b"<</Root 1 0 R/Size 99>>", after=b""):
    """A PDF of these objects, with a true table of where they lie."""
    body, starts = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        starts.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % start for start in starts)
    return body + table + b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n%s" % (trailer, len(body), after)


ROOT, ONE_PAGE = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
LEAF = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"


def stream(data, entries=b""):
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def filters(number, size):
    """Zeros packed so many times over."""
    data = bytes(size)
    for _ in range(number):
        data = zlib.compress(data, 9)
    names = b"[" + b"/FlateDecode" * number + b"]"
    return bare_pdf(ROOT, ONE_PAGE, LEAF[:-2] + b"/Contents 4 0 R>>",
                    stream(data, b"/Filter" + names))  # fmt: skip


def padded(size):
    """A plain PDF of exactly so many bytes."""
    whole = bare_pdf(ROOT, ONE_PAGE, LEAF, stream(b""))
    room = size - len(whole)
    filled = bare_pdf(ROOT, ONE_PAGE, LEAF, stream(b"0" * (room - len(str(room)) + 1)))
    return filled + b"\n" * (size - len(filled))


def pages_in_rings():
    return bare_pdf(ROOT, b"<</Type/Pages/Kids[2 0 R 2 0 R 3 0 R]/Count 9999999>>", LEAF)


def changed_later():
    """A plain PDF to which a second writing has added a program."""
    plain = bare_pdf(ROOT, ONE_PAGE, LEAF)
    more = b"1 0 obj\n<</Type/Catalog/Pages 2 0 R/OpenAction<</S/J#61vaScript/JS(1)>>>>\nendobj\n"
    table = b"xref\n1 1\n%010d 00000 n \ntrailer\n<</Root 1 0 R/Size 4/Prev %d>>\nstartxref\n%d\n"
    before = plain.index(b"xref")
    return plain + more + table % (len(plain), before, len(plain) + len(more)) + b"%%EOF\n"


ELF, CLASS = b"\x7fELF\2\1\1" + b"\0" * 500, b"\xca\xfe\xba\xbe\0\0\0\x34" + b"\0" * 500
BILLION = (
    b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY a0 'ha'>"
    + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]><a>&a9;</a>"
)  # fmt: skip
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# By name: how it is made.
OTHERS = {
    "nothing": lambda: b"",
    "one byte": lambda: b"%",
    "eicar": lambda: EICAR,
    "eicar in a zip": lambda: packed(eicar__com=EICAR),
    "svg": lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "svg after a declaration": lambda: b"<?xml version='1.0'?>\n<!-- a --><svg>" + RUNS + b"</svg>",
    "svg with outside entities": lambda: b"<!DOCTYPE s [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    b"<svg>&x;</svg>",
    "packed svg": lambda: gzip.compress(b"<svg onload='alert(1)'/>"),
    "html": lambda: b"<!doctype html>" + RUNS,
    "html in utf-16": lambda: RUNS.decode().encode("utf-16"),
    "html in utf-7": lambda: b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "saved web page": lambda: b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n" + RUNS,
    "script of windows": lambda: b"<job><script language=JScript>WScript.Echo(1)</script></job>",
    "script of a shell": lambda: b"#!/bin/sh\nid\n",
    "javascript": lambda: b"alert(1)//",
    "css": lambda: b"@import url(//evil.example);",
    "php": lambda: b"<?php system('id');",
    "billion laughs": lambda: BILLION,
    "xml with a style": lambda: b"<?xml-stylesheet href='javascript:1' type='text/xsl'?><a/>",
    "document with macros": lambda: packed(word__document__xml=b"<w/>", word__vbaProject__bin=OLE),
    "zip that climbs": lambda: zipped({"../../../../tmp/zqx7": b"1", "/etc/zqx7": b"1"}),
    "zips in zips": lambda: nested(8),
    "zip bomb": lambda: packed(zeros=bytes(50 * MB)),
    "tar with a link out of it": tape,
    "packed tar": lambda: gzip.compress(tape()),
    "bz2 bomb": lambda: bz2.compress(bytes(50 * MB)),
    "xz bomb": lambda: lzma.compress(bytes(50 * MB)),
    "7z": lambda: b"7z\xbc\xaf\x27\x1c" + b"\0" * 500,
    "rar": lambda: b"Rar!\x1a\x07\x01\0" + b"\0" * 500,
    "old office file": lambda: OLE + b"\0" * 500,
    "rich text with an object": lambda: b"{\\rtf1{\\object\\objocx{\\*\\objdata 0105}}}",
    "program of windows": lambda: b"MZ\x90\0" + b"\0" * 500,
    "program of linux": lambda: ELF,
    "program of java": lambda: CLASS,
    "program of the web": lambda: b"\0asm\1\0\0\0",
    "shortcut": lambda: b"L\0\0\0\1\x14\2\0" + b"\0" * 500,
    "web shortcut": lambda: b"[InternetShortcut]\nURL=file:///c:/calc.exe\n",
    "database": lambda: b"SQLite format 3\0" + b"\0" * 500,
    "pickle": lambda: b"cos\nsystem\n(S'id'\ntR.",
    "postscript": lambda: b"%!PS-Adobe-3.0\n(/etc/passwd) (r) file",
    "font": lambda: b"\0\1\0\0\0\x0fOS/2" + b"\0" * 500,
    "gif that is javascript": lambda: b"GIF89a=0/*" + b"\0" * 50 + b"*/;alert(1)",
    "bmp that is javascript": lambda: b"BM/*" + b"\0" * 50 + b"*/=1;alert(1)",
    "tiff": lambda: photo(160, 120, kind="TIFF"),
    "webp": lambda: photo(160, 120, kind="WEBP"),
    "icon": lambda: photo(160, 120, kind="ICO"),
    "photo of an iphone": lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 500,
    "film": lambda: b"\0\0\0\x18ftypisom\0\0\2\0" + b"\0" * 500,
    "sound": lambda: b"ID3\3\0\0\0\0\0\0" + b"\0" * 500,
    "mail": lambda: b"From: a@people.example\nSubject: x\n\n" + RUNS,
}  # fmt: skip
PICTURES = {
    "png of a flood": lambda: files.png_header(65_500, 65_500),
    "png of all that a header can say": lambda: files.png_header(2**31 - 1, 2**31 - 1),
    "png of nothing": lambda: files.png_header(0, 0),
    "png one pixel high": lambda: files.png_header(2**31 - 1, 1),
    "png of 16 million pixels": lambda: png(header=(4000, 4000, 8, 6, 0, 0, 0),
                                            rows=zeros((4000 * 4 + 1) * 4000)),
    "png of 16 bits a colour": lambda: png(header=(4000, 4000, 16, 6, 0, 0, 0),
                                           rows=zeros((4000 * 8 + 1) * 4000)),
    "png with more picture than it says": lambda: png(rows=zeros(50 * MB)),
    "png with a packed text bomb": lambda: png(chunk(b"zTXt", b"a\0\0" + zeros(50 * MB))),
    "png with many packed texts": lambda: png(*[chunk(b"zTXt", b"a\0\0" + zeros(MB))] * 200),
    "png with a colour profile bomb": lambda: png(chunk(b"iCCP", b"a\0\0" + zeros(50 * MB))),
    "png with a program in its text": with_text,
    "png with html behind it": lambda: photo(1200, 1200, kind="PNG") + RUNS,
    "png of many frames": lambda: moving(200),
    "png with an unknown way of packing": lambda: png(header=(64, 64, 8, 2, 9, 9, 9)),
    "png that stops": lambda: photo(1200, 1200, kind="PNG")[:2000],
    "png of a million empty chunks": lambda: png(*[chunk(b"teSt", b"")] * 500_000),
    "jpeg of a flood": lambda: jpeg_of(65_500, 65_500),
    "progressive jpeg of a flood": lambda: jpeg_of(7000, 7000, kind=0xC2),
    "jpeg of nothing": lambda: jpeg_of(0, 0),
    "jpeg with php in its remark": lambda: jpeg_with(0xFE, b"<?php system('id'); ?>" + RUNS),
    "jpeg with ten thousand remarks": lambda: jpeg_with(0xFE, b"a" * 500, times=10_000),
    "jpeg with a broken exif": lambda: jpeg_with(0xE1, b"Exif\0\0II*\0\xff\xff\xff\xff"),
    "jpeg with an exif in rings": lambda: jpeg_with(0xE1, b"Exif\0\0II*\0\x08\0\0\0\0\0\x08\0\0\0"),
    "jpeg with parts of a broken profile": lambda: jpeg_with(0xE2, b"ICC_PROFILE\0\xff\1aaaa", 200),
    "jpeg with a zip behind it": lambda: photo() + files.archive(),
    "jpeg drawn a hundred times": lambda: many_scans(100),
    "jpeg in a png's coat": lambda: PNG + photo(),
    "html in a jpeg's coat": lambda: b"\xff\xd8\xff" + RUNS,
}  # fmt: skip
PAPERS = {
    "pdf locked": lambda: pdf(user_password="secret", algorithm="AES-256"),
    "pdf locked for its reader": lambda: pdf(user_password="", owner_password="x",
                                             algorithm="RC4-128"),
    "pdf with a program": lambda: pdf(change=opening(action("JavaScript", JS=script()))),
    "pdf with a program in a packed part": files.packed_script,
    "pdf that starts a program": lambda: pdf(change=opening(action("Launch", F=script("calc")))),
    "pdf that sends a form": lambda: pdf(change=on_the_page("SubmitForm", F=script("//x"))),
    "pdf with a link to a program": lambda: pdf(
        change=on_the_page("URI", URI=script("javascript:1"))),
    "pdf with a program that nothing uses": lambda: pdf(change=aside(JS=script())),
    "pdf with a file in it": lambda: pdf(change=files.attachment),
    "pdf with a form that is a program": lambda: pdf(change=files.xfa),
    "pdf changed later": changed_later,
    "pdf of 51 pages": lambda: pdf(pages=51),
    "pdf of a billion pages": lambda: bare_pdf(
        ROOT, b"<</Type/Pages/Kids[3 0 R]/Count 1000000000>>", LEAF),
    "pdf whose pages hold themselves": pages_in_rings,
    "pdf that is a bomb": files.bomb,
    "pdf packed five times over": lambda: filters(5, 50 * MB),
    "pdf packed a thousand times over": lambda: filters(1000, 1000),
    "pdf of sixty thousand objects": lambda: files.packed(*[b"<</A 1>>"] * 60_000),
    "pdf with a flood of pixels": lambda: pdf(change=files.picture_of(90_000, 90_000)),
    "pdf that is its own object": lambda: bare_pdf(b"1 0 R", ONE_PAGE, LEAF),
    "pdf whose length is itself": lambda: bare_pdf(
        ROOT, ONE_PAGE, LEAF, b"<</Length 4 0 R>>stream\na\nendstream"),
    "pdf of no length": lambda: bare_pdf(
        ROOT, ONE_PAGE, LEAF, b"<</Length 999999999999>>stream\na\nendstream"),
    "pdf that goes back to itself": lambda: bare_pdf(
        ROOT, ONE_PAGE, LEAF, trailer=b"<</Root 1 0 R/Size 4/Prev 9>>"),
    "pdf whose table lies elsewhere": lambda: bare_pdf(ROOT, ONE_PAGE, LEAF)
    .replace(b"startxref\n", b"startxref\n9999999"),
    "pdf without a table": lambda: b"%PDF-1.7\n1 0 obj\n" + ROOT + b"\nendobj\n%%EOF",
    "pdf that stops": lambda: pdf(pages=5)[:900],
    "pdf nested deep": lambda: bare_pdf(ROOT, ONE_PAGE, LEAF, b"[" * 50_000 + b"]" * 50_000),
    "pdf of dictionaries nested deep": lambda: bare_pdf(ROOT, ONE_PAGE, LEAF, b"<</A" * 50_000),
    "pdf with a huge number": lambda: bare_pdf(
        ROOT, ONE_PAGE, LEAF, b"<</Subtype/Image/Width %s/Height 1>>" % (b"9" * 5000)),
    "pdf with an open string": lambda: bare_pdf(ROOT, ONE_PAGE, LEAF, b"(" * 100_000),
    "pdf that is html, too": lambda: pdf() + b"<html><body onload=x()>",
    "html that is pdf, too": lambda: RUNS + pdf(),
    "pdf that is a zip, too": lambda: pdf() + files.archive(),
    "pdf with html in a remark": lambda: pdf()[:9] + b"%" + RUNS + b"\n" + pdf()[9:],
    "pdf in name only": lambda: b"%PDF-",
    "pdf of the largest size": lambda: padded(MOST_BYTES),
    "pdf one byte too large": lambda: padded(MOST_BYTES + 1),
    "pdf of thirty megabytes": lambda: b"%PDF-" + bytes(30 * MB),
}  # fmt: skip
NASTY = OTHERS | PICTURES | PAPERS
# The same plain paper under each of them.
NAMES = [
    b"passport.pdf.exe", b"passport.exe", b"passport.svg", b"../../../../etc/passwd",
    b"..\\..\\boot.ini", b"/etc/cron.d/zqx7", b"C:\\zqx7.pdf", b"a\0.pdf", b"a.pdf\0.html",
    "\u202efdp.exe".encode(), "a\u2028b\u200b.pdf".encode(), b"a" * 300 + b".pdf",
    "\u0e01".encode() * 300, b"a\r\nX-Zqx7: 1.pdf", b"a\nSet-Cookie: zqx7=1.pdf",
    b"<zqx7>.pdf", b"'\"><zqx7>.pdf", b"{{7919*7907}}.pdf", b"CON.pdf", b"LPT1", b".htaccess",
    b"..", b".", b" ", b"%00.pdf", b"a;b=c.pdf", b"\xff\xfe.pdf", b"=cmd|'/C calc'!A0.pdf",
    b"$(id).pdf", b"-rf", "\u5c71\u7530.pdf".encode(),
]  # fmt: skip
