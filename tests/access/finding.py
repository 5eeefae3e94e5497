"""Where canaries turn up: in a body, in headers, in the cookie, in what a file packs, in a log."""

import json
import re
from io import BytesIO
from zipfile import ZipFile

from pypdf import PdfReader

TEXTS = re.compile(rb"zq[a-z]{6}x", re.IGNORECASE)
DIGESTS = re.compile(rb"[0-9a-f]{64}")
# In words and data; in a PDF such a number can be anything.
YEARS = re.compile(rb"(?<![\w.:-])(?:18[2-9]\d|20[78]\d)(?=-\d\d|[\"'<, ]|$)")

ALL = (TEXTS, DIGESTS, YEARS)


class Finder:
    def __init__(self, app, canaries):
        self.app, self.known, self.bytes = app, canaries.known, canaries.bytes

    def in_answer(self, answer):
        """The canaries of an answer: in its body, its headers, its cookie, and what it packs."""
        found = set()
        for part in self._parts(answer):
            is_packed = part.startswith((b"%PDF", b"PK"))
            found |= self.in_bytes(part, (TEXTS, DIGESTS) if is_packed else ALL)
        return found

    def in_bytes(self, part, patterns=ALL):
        found = {
            self.known[one.group().lower()]
            for pattern in patterns
            for one in pattern.finditer(part)
            if one.group().lower() in self.known
        }
        return found | {one for needle, one in self.bytes.items() if needle in part}

    def in_log(self, text):
        """A line tells numbers of its own, of milliseconds and processes."""
        return self.in_bytes(text.encode(), (TEXTS, DIGESTS))

    def _parts(self, answer):
        yield str(answer.headers).encode()
        yield from self._cookies(answer)
        yield answer.data
        if answer.data.startswith(b"PK"):
            with ZipFile(BytesIO(answer.data)) as packed:
                for one in packed.infolist():
                    yield one.filename.encode()
                    yield packed.read(one)
        if answer.mimetype == "application/pdf" and b"/Typst" in answer.data[-4000:]:
            pages = PdfReader(BytesIO(answer.data)).pages
            yield "\n".join(page.extract_text() for page in pages).encode()

    def _cookies(self, answer):
        opener = self.app.session_interface.get_signing_serializer(self.app)
        for cookie in answer.headers.getlist("Set-Cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            if value and name.endswith("kenshu"):  # who signs out gets an empty one
                yield json.dumps(opener.loads(value), default=str).encode()
