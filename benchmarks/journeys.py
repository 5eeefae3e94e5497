"""What people do, as journeys for the driver."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from io import BytesIO
from itertools import count
from urllib.parse import urlencode

from PIL import Image

from benchmarks.driver import Answer, Ask, Journey
from benchmarks.messages import get, post, upload

HIDDEN = re.compile(r"<input[^>]*>")
ATTRIBUTE = re.compile(r'(name|value|type)="([^"]*)"')
WORDS = "In my court we see the same people again, and I want to know what helps them. "
SECTIONS: dict[str, dict[str, str | list[str]]] = {
    "name": {
        "family_name": "Odhiambo", "given_names": "Grace", "birth_date": ["27", "3", "1985"],
        "address_as": "Judge Odhiambo",
    },
    "passport": {
        "nationality": "KE", "sex": "F", "passport_number": "A1234567",
        "passport_expires": ["3", "6", "2035"],
    },
    "contact": {
        "mobile": "+254 712 345 678", "postal_address": "P.O. Box 1, Nairobi", "residence": "KE",
        "emergency_name": "Otieno", "emergency_relation": "Brother",
        "emergency_phone": "+254712345679",
    },
    "job": {
        "job_title": "Magistrate", "work": "judge", "employer": "Judiciary",
        "work_city": "Nairobi", "job_since": ["3", "2015"], "duties": "I hear cases.",
        "was_here_before": "no",
    },
    "education": {
        "degree": "bachelor", "degree_place": "University of Nairobi", "degree_year": "2008",
        "english_read": "most", "english_speak": "most", "english_write": "some",
    },
    "reasons": {"problem": WORDS * 10, "hope": WORDS * 9, "plan": WORDS * 8},
}  # fmt: skip


def page(path: str, text: str, name: str, *, cookie: str = "", more: str = "") -> Journey:
    """The same page, again and again."""
    ask = Ask(get(path, cookie=cookie, more=more), 200, text.encode(), name)
    while True:
        yield ask


def unchanged(path: str, name: str) -> Journey:
    """A page that the browser has already."""
    answer = yield Ask(get(path))
    tag = answer.header(b"ETag").decode()
    again = Ask(get(path, more=f"If-None-Match: {tag}\r\n"), 304, b"", name)
    while True:
        yield again


def uncached(path: str, text: str, name: str, cities: Iterator[str]) -> Journey:
    """A page that is in no cache, for each comes from another city; see `each_city`."""
    for city in cities:
        yield Ask(get(path, cookie=f"city={city}"), 200, text.encode(), name)


def each_city(cities: list[str], edit: Callable[[], None]) -> Iterator[str]:
    """All cities, then an edit of the catalogue, which makes all that is kept old, and so on."""
    while True:
        edit()
        yield from cities


def written(name: str) -> Journey:
    while True:
        yield Ask(post("/insert", {}), 200, b"written", name)


def paper() -> bytes:
    """A PDF of some 20 KB, as a telephone makes it: one page that is a picture."""
    made = BytesIO()
    Image.effect_noise((248, 351), 40).save(made, "PDF", quality=35)
    return made.getvalue()


PAPER = paper()


class Applicant:
    """Somebody with a browser: its cookie, and the application once it is begun."""

    def __init__(self, session: str, cookie: str, course: str, country: str) -> None:
        self.session, self.cookie = session, f"{session}={cookie}"
        self.course, self.country = course, country
        self.at = self.office = ""
        self.apply: dict[str, str] = {}
        self.declaration: dict[str, str] = {}
        self.pages: dict[str, dict[str, str]] = {}

    def shown(self, path: str) -> Iterator[Ask]:
        """Open a page with a form; what it hides is in the answer."""
        answer: Answer = yield Ask(get(path, cookie=self.cookie), 200, b"csrf_token")
        if cookie := answer.header(b"Set-Cookie").decode().partition(";")[0]:
            self.cookie = cookie
        return hidden(answer.text), answer.text

    def arrive(self) -> Journey:
        self.apply, _ = yield from self.shown(f"/courses/{self.course}/apply")

    def begin(self) -> Journey:
        fields = self.apply | {"country": self.country}
        begun = post(f"/courses/{self.course}/apply", fields, cookie=self.cookie)
        answer = yield Ask(begun, 303, b"", "start")
        self.at = answer.header(b"Location").decode()

    def look(self) -> Journey:
        """Open the page of each section; what is typed there follows in `fill_in`."""
        for section in (*SECTIONS, "documents", "ministry"):
            self.pages[section], text = yield from self.shown(f"{self.at}/{section}")
        office = re.search(r'name="nominated_by"[^>]*value="(\d+)"', text)
        self.office = office[1]

    def fill_in(self) -> Journey:
        """All that is asked before sending; each step raises the version by one."""
        version = count(int(self.pages["name"]["version"]))
        for section, typed in SECTIONS.items():
            yield self.save(section, typed, next(version))
        token = self.pages["documents"]["csrf_token"]
        for kind in ("passport", "degree"):
            path, fields = f"{self.at}/documents/{kind}", {f"{kind}-csrf_token": token}
            request = upload(path, fields, f"{kind}-file", PAPER, cookie=self.cookie)
            yield Ask(request, 303, b"", "document")
            next(version)
        yield self.save("ministry", {"nominated_by": self.office}, next(version))

    def save(self, section: str, typed: dict[str, str | list[str]], version: int) -> Ask:
        fields = self.pages[section] | typed | {"version": str(version)}
        request = post(f"{self.at}/{section}", fields, cookie=self.cookie)
        return Ask(request, 303, b"", "section")

    def declare(self) -> Journey:
        self.declaration, _ = yield from self.shown(f"{self.at}/declare")

    def send(self) -> Journey:
        typed = {"is_declared": "y", "declared_as": "Grace Odhiambo"}
        request = post(f"{self.at}/declare", self.declaration | typed, cookie=self.cookie)
        answer = yield Ask(request, 303, b"", "submit")
        if not answer.header(b"Location").endswith(b"/receipt"):
            raise AssertionError(answer.head)

    def see_receipt(self) -> Journey:
        yield Ask(get(f"{self.at}/receipt", cookie=self.cookie), 200, self.at.encode())

    def save_again(self, name: str) -> Journey:
        """The same section with other words, as often as asked."""
        path = f"{self.at}/reasons"
        fields, _ = yield from self.shown(path)
        for version in count(int(fields["version"])):
            words = {"problem": f"{WORDS * 10} {version}"}
            typed = fields | SECTIONS["reasons"] | words | {"version": str(version)}
            yield Ask(post(path, typed, cookie=self.cookie), 303, b"", name)


def hidden(text: str) -> dict[str, str]:
    """The hidden fields of a page."""
    found = [dict(ATTRIBUTE.findall(tag)) for tag in HIDDEN.findall(text)]
    return {one["name"]: unescape(one["value"]) for one in found if one.get("type") == "hidden"}


def list_of(code: str, **view: str) -> str:
    return f"/staff/{code}/applications?{urlencode(view)}"
