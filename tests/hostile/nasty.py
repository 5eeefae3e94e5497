"""Files that have broken other services, made here. None of them harms: each only looks like it."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

from app.domain.documents import MB
from tests.adapters.files import photo
from tests.hostile.papers import PAPERS, RUNS
from tests.hostile.pictures import PICTURES

# In two parts, so that no scanner takes this file for what it is about.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


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
