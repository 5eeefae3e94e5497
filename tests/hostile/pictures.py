"""Pictures that have broken other services, made here."""

import io
import struct
import zlib

from PIL import Image, PngImagePlugin

from app.domain.documents import MB
from tests.adapters import files
from tests.adapters.files import photo
from tests.hostile.papers import RUNS

PNG = b"\x89PNG\r\n\x1a\n"


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


def many_scans(scans):
    """A progressive JPEG that is drawn again and again."""
    whole = photo(3000, 3000, mode="L", progressive=True)
    place = whole.rindex(b"\xff\xda")
    return whole[:place] + whole[place:-2] * scans + b"\xff\xd9"


def jpeg_with(marker, data, times=1):
    part = b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data
    whole = photo(1200, 1200)
    return whole[:2] + part * times + whole[2:]


def scan_by_scan(width, height, parts=3):
    """A photo of one colour that is drawn once for each of its parts: each block is two bits."""
    tables = b"\xff\xdb" + struct.pack(">HB", 67, 0) + b"\1" * 64
    for table in (0x00, 0x10):  # nothing but the code of one bit that says: nothing
        tables += b"\xff\xc4" + struct.pack(">HB", 20, table) + b"\1" + b"\0" * 15 + b"\0"
    frame = struct.pack(">HBHHB", 8 + 3 * parts, 8, height, width, parts)
    frame += b"".join(bytes([part, 0x11, 0]) for part in range(parts))
    blocks = b"\0" * (-(-width // 8) * -(-height // 8) // 4 + 1)
    scans = (b"\xff\xda\0\x08\1%c\0\0\x3f\0" % part + blocks for part in range(parts))
    return b"\xff\xd8" + tables + b"\xff\xc0" + frame + b"".join(scans) + b"\xff\xd9"


# By name: how it is made.
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
    "png of 16 million rows": lambda: png(header=(1, 16_000_000, 8, 6, 0, 0, 0),
                                          rows=zeros(5 * 16_000_000)),
    "png of few colours, some of them clear": lambda: png(
        chunk(b"PLTE", b"abc"), chunk(b"tRNS", b"\0"), header=(4000, 4000, 8, 3, 0, 0, 0),
        rows=zeros(4001 * 4000)),
    "jpeg of a flood": lambda: files.jpeg_header(65_500, 65_500),
    "jpeg just too small for half its size": lambda: photo(5999, 5999),
    "jpeg for a printer": lambda: photo(5999, 5999, mode="CMYK"),
    "jpeg scan by scan": lambda: scan_by_scan(7000, 7000),
    "jpeg scan by scan for a printer": lambda: scan_by_scan(7000, 7000, parts=4),
    "smaller jpeg scan by scan": lambda: scan_by_scan(3000, 2500),
    "progressive jpeg of a flood": lambda: files.jpeg_header(7000, 7000, kind=0xC2),
    "progressive jpeg for a printer": lambda: photo(4000, 4000, mode="CMYK", progressive=True),
    "progressive jpeg of 12 million pixels": lambda: photo(4000, 3000, progressive=True),
    "jpeg of nothing": lambda: files.jpeg_header(0, 0),
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
