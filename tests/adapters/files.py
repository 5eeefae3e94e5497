"""Good and hostile files, made here: nothing of others is kept in the project."""

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image, ImageCms
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)


def photo(width=1600, height=1200, *, kind="JPEG", mode="RGB", **options):
    """A picture whose upper left quarter is red, so that turning it shows."""
    image = Image.new("RGB", (width, height), "white")
    image.paste("red", (0, 0, width // 2, height // 2))
    paper = BytesIO()
    image.convert(mode).save(paper, kind, **options)
    return paper.getvalue()


def photo_of_a_phone():
    """Lying on its side, with camera, place and a colour profile noted."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x010F] = "CANARY-CAMERA"
    exif.get_ifd(0x8825)[1] = "CANARY-GPS"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return photo(exif=exif, icc_profile=profile, comment=b"CANARY-COMMENT")


def png_header(width, height):
    """A picture that only says how large it is."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def jpeg_header(width, height, *, kind=0xC0, parts=3, in_first_scan=3):
    """A photo that only says how large it is, and in how many scans it comes."""
    frame = struct.pack(">BHHB", 8, height, width, parts)
    frame += b"".join(bytes([part, 0x11, 0]) for part in range(parts))
    scan = bytes([in_first_scan]) + b"".join(bytes([part, 0]) for part in range(in_first_scan))
    scan += b"\0\x3f\0"
    segments = ((kind, frame), (0xDA, scan))
    written = (struct.pack(">BBH", 0xFF, kind, len(data) + 2) + data for kind, data in segments)
    return b"\xff\xd8" + b"".join(written) + b"\0" * 100 + b"\xff\xd9"


def archive():
    paper = BytesIO()
    with zipfile.ZipFile(paper, "w") as packed:
        packed.writestr("word/document.xml", "<w:document/>")
    return paper.getvalue()


def pdf(pages=1, change=None, **encryption):
    """A PDF of empty pages, to which `change` does something before it is written."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if change:
        change(writer)
    if encryption:
        writer.encrypt(**encryption)
    paper = BytesIO()
    writer.write(paper)
    return paper.getvalue()


def dictionary(**entries):
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})


def name(word):
    return NameObject(f"/{word}")


def action(kind, **entries):
    return dictionary(S=name(kind), **entries)


def opening(what):
    """Does this when the document is opened."""

    def change(writer):
        writer.root_object[name("OpenAction")] = what

    return change


def at_the_page(writer):
    """The first page as it is shown, without a program."""
    page = writer.pages[0].indirect_reference
    writer.root_object[name("OpenAction")] = ArrayObject([page, name("Fit")])


def on_the_page(kind, **entries):
    """A button on the page."""

    def change(writer):
        button = dictionary(Subtype=name("Link"), A=action(kind, **entries))
        writer.pages[0][name("Annots")] = ArrayObject([writer._add_object(button)])

    return change


def aside(**entries):
    """An object that no page uses."""

    def change(writer):
        writer._add_object(dictionary(**entries))

    return change


def attachment(writer):
    writer.add_attachment("payroll.exe", b"MZ")


def xfa(writer):
    writer.root_object[name("AcroForm")] = dictionary(XFA=TextStringObject("<xdp/>"))


def picture_of(width, height):
    def change(writer):
        picture = DecodedStreamObject()
        picture.set_data(b"\0")
        picture.update(
            dictionary(
                Subtype=name("Image"), Width=NumberObject(width), Height=NumberObject(height)
            )
        )
        writer._add_object(picture)

    return change


def script(text="app.alert(1)"):
    return TextStringObject(text)


def packed_script():
    """A program hidden in a packed object stream, under a name written in another way."""
    return packed(b"<</S/JavaScr#69pt/J#53(app.alert\\(1\\))>>")


def packed(*objects):
    """A PDF of one page that does the first of these objects, all in one packed stream."""
    places, inner = bytearray(), bytearray()
    for number, one in enumerate(objects, 6):
        places += b"%d %d " % (number, len(inner))
        inner += one + b" "
    squeezed = zlib.compress(places + inner)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction 6 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
        % (len(objects), len(places), len(squeezed), squeezed),
    ]
    body, starts = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        starts.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(body)
    rows = [(0, 0, 65535), *((1, place, 0) for place in [*starts, start])]
    rows += [(2, 4, index) for index in range(len(objects))]
    table = zlib.compress(b"".join(struct.pack(">BIH", *row) for row in rows))
    return body + (
        b"5 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Root 1 0 R/Filter/FlateDecode/Length %d>>"
        b"stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        % (len(rows), len(table), table, start)
    )


def bomb(size=1_000_000_000):
    """One megabyte that unpacks to one gigabyte, where every reader must unpack it."""
    squeezer, zeros = zlib.compressobj(9), b"\0" * 1_000_000
    # After a full flush the same megabyte is packed as the same bytes: packed once, then repeated.
    first, again = (squeezer.compress(zeros) + squeezer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    sum_of_zeros = struct.pack(">I", size % 65521 << 16 | 1)
    packed = first + again * (size // len(zeros) - 1) + b"\3\0" + sum_of_zeros
    head = b"%PDF-1.7\n"
    return head + (
        b"1 0 obj\n<</Type/XRef/Size 2/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>"
        b"stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        % (len(packed), packed, len(head))
    )
