"""PDFs that have broken other services, made here."""

import zlib

from app.domain.documents import MB, MOST_BYTES
from tests.adapters import files
from tests.adapters.files import action, aside, on_the_page, opening, pdf, script

RUNS = b"<script>alert('zqx7')</script>"


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


# By name: how it is made.
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
